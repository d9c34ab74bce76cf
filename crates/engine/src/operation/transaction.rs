//! What both transactions have in common: their members, and how they are cancelled.

use serde_json::{Value, json};

use crate::error::{Exception, Failure};
use crate::json::Json;
use crate::request::Members;

/// The most items of a transaction.
const MAX_ITEMS: usize = 100;

/// The most bytes that the items of a transaction have together.
pub(super) const MAX_BYTES: usize = 4 << 20;

/// Why one operation of a transaction cannot be carried out, or that it can.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reason {
    pub(crate) code: &'static str,
    pub(crate) message: Option<String>,
    /// The item, if its condition failed and it is asked for.
    pub(crate) item: Option<Value>,
}

impl Reason {
    /// Nothing is in the way.
    pub(crate) const NONE: Self = Self {
        code: "None",
        message: None,
        item: None,
    };

    /// What a failure is within a transaction. One that is not of the operation alone is handed back.
    pub(super) fn of(mut failure: Failure) -> Result<Self, Failure> {
        let code = match failure.exception {
            Exception::ConditionalCheckFailed => "ConditionalCheckFailed",
            Exception::Validation => "ValidationError",
            _ => return Err(failure),
        };
        Ok(Self {
            code,
            message: Some(failure.message),
            item: failure.members.remove("Item"),
        })
    }

    fn json(self) -> Value {
        let mut reason = json!({ "Code": self.code });
        if let Some(message) = self.message {
            reason["Message"] = Value::from(message);
        }
        if let Some(item) = self.item {
            reason["Item"] = item;
        }
        reason
    }
}

/// Refuses a transaction if one of its operations cannot be carried out.
pub(crate) fn check(reasons: Vec<Reason>) -> Result<(), Failure> {
    if reasons.iter().all(|reason| *reason == Reason::NONE) {
        return Ok(());
    }
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code).collect();
    let codes = codes.join(", ");
    let mut failure = Failure::new(
        Exception::TransactionCanceled,
        format!("Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"),
    );
    let reasons = reasons.into_iter().map(Reason::json).collect();
    failure.members.insert("CancellationReasons".to_owned(), reasons);
    Err(failure)
}

/// The items of a transaction: one at least, and not too many. `echo` shows them as the service does.
pub(super) fn items<'a>(
    members: Members<'a>,
    echo: impl Fn(&'a [Json<'a>]) -> String,
) -> Result<&'a [Json<'a>], Failure> {
    let items = members.list("TransactItems")?.unwrap_or_default();
    let constraint = match items.len() {
        0 => "greater than or equal to 1".to_owned(),
        1..=MAX_ITEMS => return Ok(items),
        _ => format!("less than or equal to {MAX_ITEMS}"),
    };
    let echo = echo(items);
    Err(Failure::validation(format!(
        "1 validation error detected: Value '{echo}' at 'transactItems' failed to satisfy constraint: Member must have \
         length {constraint}"
    )))
}

/// What is said of two operations on one item.
pub(super) fn repeated() -> Failure {
    Failure::validation("Transaction request cannot include multiple operations on one item")
}

/// Refuses a transaction whose items are too large together.
pub(super) fn check_size(bytes: usize) -> Result<(), Failure> {
    if bytes > MAX_BYTES {
        return Err(Failure::validation(
            "Transaction request exceeds the 4MB transaction size limit",
        ));
    }
    Ok(())
}

/// The broken constraints of a table's name within a request: there it has three characters at least.
pub(super) fn check_table(name: &str, path: &str) -> Option<String> {
    crate::request::check_reference(name, path, 3)
}
