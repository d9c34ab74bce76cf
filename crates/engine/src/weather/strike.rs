//! How the weather strikes a request.

use std::time::Duration;

use serde_json::json;

use super::Sky;
use crate::error::{Exception, Failure};
use crate::json::Json;
use crate::operation::transaction::{self, Reason};
use crate::request::{Members, referred};
use crate::store::Tables;
use crate::table::{Table, arn};

/// What an operation does with items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Read,
    Write,
    BatchRead,
    BatchWrite,
    TransactRead,
    TransactWrite,
}

impl Kind {
    /// The kind of an operation on items; the weather leaves others alone.
    fn of(operation: &str) -> Option<Self> {
        Some(match operation {
            "GetItem" | "Query" | "Scan" => Self::Read,
            "PutItem" | "UpdateItem" | "DeleteItem" => Self::Write,
            "BatchGetItem" => Self::BatchRead,
            "BatchWriteItem" => Self::BatchWrite,
            "TransactGetItems" => Self::TransactRead,
            "TransactWriteItems" => Self::TransactWrite,
            _ => return None,
        })
    }

    fn is_read(self) -> bool {
        matches!(self, Self::Read | Self::BatchRead | Self::TransactRead)
    }

    fn is_transaction(self) -> bool {
        matches!(self, Self::TransactRead | Self::TransactWrite)
    }
}

/// Refuses a request if the weather is bad.
pub(crate) fn strike(
    sky: &Sky,
    operation: &str,
    request: Members<'_>,
    tables: &Tables,
) -> Result<(), Failure> {
    let Some(kind) = Kind::of(operation) else {
        return Ok(());
    };
    let mut draws = sky.draws();
    let throttled = draws.strikes(sky.weather.throttle);
    let conflicts = draws.strikes(sky.weather.conflicts);
    let targets = targets(kind, request, tables)?;
    if targets.is_empty() || !(throttled || conflicts) {
        return Ok(());
    }
    let number = draws.below(targets.len());
    let target = &targets[number];
    match (throttled, kind) {
        (true, _) if kind.is_transaction() => {
            cancel(&targets, number, target.throttled_code(), target.sentence())
        }
        (true, _) => Err(target.throttled(kind)),
        (false, Kind::Write) => Err(Failure::new(Exception::TransactionConflict, ONGOING)),
        (false, _) if kind.is_transaction() => cancel(&targets, number, "TransactionConflict", ONGOING),
        (false, _) => Ok(()),
    }
}

/// How long a reply is held back.
pub(crate) fn delay(sky: &Sky, operation: &str) -> Duration {
    if Kind::of(operation).is_none() {
        return Duration::ZERO;
    }
    let mut draws = sky.draws();
    if draws.strikes(sky.weather.slow) {
        draws.up_to(sky.weather.slowest)
    } else {
        Duration::ZERO
    }
}

const ONGOING: &str = "Transaction is ongoing for the item";

/// A table, or one of its indexes, that a request is for.
struct Target<'a> {
    table: &'a Table,
    index: Option<String>,
}

/// What a request is for, an entry for each item of a transaction. Nothing if it is not sound.
fn targets<'a>(kind: Kind, request: Members<'_>, tables: &'a Tables) -> Result<Vec<Target<'a>>, Failure> {
    let table = |name: &str, index: Option<&str>| {
        let table = tables.get(referred(name))?;
        Some(Target {
            table,
            index: index
                .filter(|name| table.index(name).is_some())
                .map(str::to_owned),
        })
    };
    let names: Vec<Option<Target<'_>>> = match kind {
        Kind::Read | Kind::Write => {
            let name = request.text("TableName")?.unwrap_or_default();
            vec![table(name, request.text("IndexName")?)]
        }
        Kind::BatchRead | Kind::BatchWrite => {
            let tables = request.object("RequestItems")?;
            let names = tables.into_iter().flat_map(Members::iter);
            names.map(|(name, _)| table(name, None)).collect()
        }
        Kind::TransactRead | Kind::TransactWrite => {
            let items = request.list("TransactItems")?.unwrap_or_default();
            let name = |item: &Json<'_>| {
                let (_, action) = item.as_object()?.iter().next()?;
                table(action["TableName"].as_str()?, None)
            };
            items.iter().map(name).collect()
        }
    };
    // A request with a table that is not there is refused for that.
    Ok(names.into_iter().collect::<Option<Vec<_>>>().unwrap_or_default())
}

impl Target<'_> {
    fn throttled_code(&self) -> &'static str {
        if self.table.is_on_demand() {
            "ThrottlingError"
        } else {
            "ProvisionedThroughputExceeded"
        }
    }

    /// What the service says.
    fn sentence(&self) -> &'static str {
        if self.table.is_on_demand() {
            "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table \
             or index so please try again shortly. If exceptions persist, check if you have a hot key: \
             https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html"
        } else {
            "The level of configured provisioned throughput for the table was exceeded. Consider increasing your \
             provisioning level with the UpdateTable API."
        }
    }

    /// The refusal of a request that is no transaction.
    fn throttled(&self, kind: Kind) -> Failure {
        // A reason is made of the resource, the operation and the limit (API reference, `ThrottlingReason`).
        let (exception, member, limit) = if self.table.is_on_demand() {
            (
                Exception::Throttling,
                "throttlingReasons",
                "KeyRangeThroughputExceeded",
            )
        } else {
            (
                Exception::ProvisionedThroughputExceeded,
                "ThrottlingReasons",
                "ProvisionedThroughputExceeded",
            )
        };
        let resource = if self.index.is_some() { "Index" } else { "Table" };
        let operation = if kind.is_read() { "Read" } else { "Write" };
        let table = &self.table.name;
        let name = self
            .index
            .as_ref()
            .map_or_else(|| arn::of_table(table), |index| arn::of_index(table, index));
        let reason = json!({
            "reason": format!("{resource}{operation}{limit}"),
            "resource": name,
        });
        let mut failure = Failure::new(exception, self.sentence());
        failure.members.insert(member.to_owned(), json!([reason]));
        failure
    }
}

/// Cancels a transaction because of one of its items.
fn cancel(targets: &[Target<'_>], number: usize, code: &'static str, message: &str) -> Result<(), Failure> {
    let reason = |index| {
        if index == number {
            Reason {
                code,
                message: Some(message.to_owned()),
                item: None,
            }
        } else {
            Reason::NONE
        }
    };
    transaction::check((0..targets.len()).map(reason).collect())
}
