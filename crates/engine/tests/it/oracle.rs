//! Another engine for the same protocol, which nobody here wrote.

use dynoxide::{Database, DynoxideError};
use serde_json::{Value, json};

/// `dynoxide`, in memory.
pub(crate) struct Oracle(Database);

impl Oracle {
    pub(crate) fn new() -> Self {
        Self(Database::memory().expect("there is memory"))
    }

    /// Calls an operation as [`super::call`] does.
    pub(crate) fn call(&self, operation: &str, request: &Value) -> (u16, Value) {
        match self.dispatch(operation, request) {
            Ok(answer) => (200, answer),
            Err(error) => {
                let body = serde_json::from_str(&error.to_json()).unwrap_or(Value::Null);
                (error.status_code(), body)
            }
        }
    }

    fn dispatch(&self, operation: &str, request: &Value) -> Result<Value, DynoxideError> {
        macro_rules! dispatch {
            ($($name:literal => $method:ident),* $(,)?) => {
                match operation {
                    $($name => {
                        let request = serde_json::from_value(request.clone()).map_err(unreadable)?;
                        let answer = self.0.$method(request)?;
                        serde_json::to_value(answer).map_err(unreadable)
                    })*
                    _ => Ok(json!(null)),
                }
            };
        }
        dispatch! {
            "BatchExecuteStatement" => batch_execute_statement,
            "BatchGetItem" => batch_get_item,
            "BatchWriteItem" => batch_write_item,
            "CreateTable" => create_table,
            "DeleteItem" => delete_item,
            "ExecuteStatement" => execute_statement,
            "ExecuteTransaction" => execute_transaction,
            "GetItem" => get_item,
            "PutItem" => put_item,
            "Query" => query,
            "Scan" => scan,
            "TransactGetItems" => transact_get_items,
            "TransactWriteItems" => transact_write_items,
            "UpdateItem" => update_item,
        }
    }
}

/// The oracle marks what is invalid rather than unreadable.
fn unreadable(error: impl std::fmt::Display) -> DynoxideError {
    let message = error.to_string();
    match message.split_once("VALIDATION") {
        Some((_, reason)) => DynoxideError::ValidationException(reason.to_owned()),
        None => DynoxideError::ValidationException(message),
    }
}
