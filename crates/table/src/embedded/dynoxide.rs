//! The embedded engine of today: `dynoxide`, on `SQLite`, in memory or in a file.
//!
//! Every write is on the disk when it is acknowledged (`synchronous = FULL`, write-ahead log). One connection serves
//! all requests in turn.

use std::path::Path;

use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::{Engine, Reply};

/// The most requests of a `BatchWriteItem`, as in `DynamoDB`.
const MAX_BATCH_WRITE: usize = 25;

/// A `dynoxide` database.
pub(crate) struct Dynoxide {
    database: Database,
    /// Each commit waits for the disk, so a batch is worth one commit instead of one per item.
    commits_wait: bool,
}

impl Dynoxide {
    /// A database that lives as long as this value.
    pub(crate) fn memory() -> Result<Self, DynoxideError> {
        Ok(Self {
            database: Database::memory()?,
            commits_wait: false,
        })
    }

    /// Opens a database file, or makes it. Its directory must exist.
    pub(crate) fn file(path: &Path) -> Result<Self, DynoxideError> {
        let Some(path) = path.to_str() else {
            let message = "the path of a database file must be UTF-8".to_owned();
            return Err(DynoxideError::ValidationException(message));
        };
        Ok(Self {
            database: Database::new(path)?,
            commits_wait: true,
        })
    }

    fn dispatch(&self, operation: &str, body: &[u8]) -> Result<Vec<u8>, DynoxideError> {
        macro_rules! dispatch {
            ($($name:literal => $method:ident),* $(,)?) => {
                match operation {
                    $($name => encode(&self.database.$method(decode(body)?)?),)*
                    _ => Err(DynoxideError::UnsupportedCapability(format!(
                        "The embedded table does not know the operation {operation}"
                    ))),
                }
            };
        }
        dispatch! {
            "BatchGetItem" => batch_get_item,
            "BatchWriteItem" => batch_write_item,
            "CreateTable" => create_table,
            "DeleteItem" => delete_item,
            "DeleteTable" => delete_table,
            "DescribeStream" => describe_stream,
            "DescribeTable" => describe_table,
            "DescribeTimeToLive" => describe_time_to_live,
            "GetItem" => get_item,
            "GetRecords" => get_records,
            "GetShardIterator" => get_shard_iterator,
            "ListStreams" => list_streams,
            "ListTables" => list_tables,
            "PutItem" => put_item,
            "Query" => query,
            "Scan" => scan,
            "TransactGetItems" => transact_get_items,
            "TransactWriteItems" => transact_write_items,
            "UpdateItem" => update_item,
            "UpdateTable" => update_table,
            "UpdateTimeToLive" => update_time_to_live,
        }
    }

    /// Writes a batch in one commit. `None` where it cannot be done so; nothing is written then.
    ///
    /// A batch may be applied as a whole, it only need not be. The engine commits a batch item by item, and each commit
    /// of a file waits for the disk; the same requests as a transaction wait once.
    fn batch_in_one_commit(&self, body: &[u8]) -> Option<Vec<u8>> {
        let transaction = batch_as_transaction(serde_json::from_slice(body).ok()?)?;
        let request = serde_json::from_value(transaction).ok()?;
        self.database.transact_write_items(request).ok()?;
        Some(br#"{"UnprocessedItems":{}}"#.to_vec())
    }
}

impl Engine for Dynoxide {
    fn call(&self, operation: &str, body: &[u8]) -> Reply {
        if self.commits_wait
            && operation == "BatchWriteItem"
            && let Some(answer) = self.batch_in_one_commit(body)
        {
            return Reply::ok(answer);
        }
        match self.dispatch(operation, body) {
            Ok(answer) => Reply::ok(answer),
            Err(error) => Reply {
                status: error.status_code(),
                body: error.to_json().into_bytes(),
            },
        }
    }
}

/// The `TransactWriteItems` that does what a plain `BatchWriteItem` asks for. `None` for a request that asks for more
/// (consumed capacity), has too many items, or is not one.
fn batch_as_transaction(batch: Value) -> Option<Value> {
    let Value::Object(mut batch) = batch else {
        return None;
    };
    let Some(Value::Object(tables)) = batch.remove("RequestItems") else {
        return None;
    };
    if !batch.is_empty() {
        return None;
    }
    let mut operations = Vec::new();
    for (table, requests) in tables {
        let Value::Array(requests) = requests else {
            return None;
        };
        for request in requests {
            operations.push(as_operation(&table, request)?);
        }
    }
    let fits = (1..=MAX_BATCH_WRITE).contains(&operations.len());
    fits.then(|| json!({ "TransactItems": operations }))
}

fn as_operation(table: &str, request: Value) -> Option<Value> {
    let Value::Object(request) = request else {
        return None;
    };
    let mut kinds = request.into_iter();
    let (Some((kind, Value::Object(mut content))), None) = (kinds.next(), kinds.next()) else {
        return None;
    };
    let operation = match kind.as_str() {
        "PutRequest" => "Put",
        "DeleteRequest" => "Delete",
        _ => return None,
    };
    content.insert("TableName".to_owned(), Value::String(table.to_owned()));
    Some(Value::Object(Map::from_iter([(
        operation.to_owned(),
        Value::Object(content),
    )])))
}

fn encode(answer: &impl Serialize) -> Result<Vec<u8>, DynoxideError> {
    serde_json::to_vec(answer).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

/// Reads a request. The engine marks what is invalid rather than unreadable with a prefix of the message.
fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, DynoxideError> {
    const INVALID: [&str; 3] = ["VALIDATION_AS_READ:", "VALIDATION_REQUEST:", "VALIDATION:"];
    serde_json::from_slice(body).map_err(|error| {
        let message = error.to_string();
        match INVALID.iter().find_map(|marker| message.strip_prefix(marker)) {
            Some(reason) => DynoxideError::ValidationException(reason.to_owned()),
            None => DynoxideError::SerializationException(message),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Dynoxide, batch_as_transaction};
    use crate::Engine;
    use serde_json::json;

    #[test]
    fn plain_batch_becomes_a_transaction() {
        let batch = json!({ "RequestItems": { "notes": [
            { "PutRequest": { "Item": { "pk": { "S": "a" } } } },
            { "DeleteRequest": { "Key": { "pk": { "S": "b" } } } },
        ] } });
        let transaction = json!({ "TransactItems": [
            { "Put": { "TableName": "notes", "Item": { "pk": { "S": "a" } } } },
            { "Delete": { "TableName": "notes", "Key": { "pk": { "S": "b" } } } },
        ] });
        assert_eq!(batch_as_transaction(batch), Some(transaction));
    }

    #[test]
    fn other_batches_are_left_to_the_engine() {
        let put = json!({ "PutRequest": { "Item": {} } });
        let too_many = vec![put.clone(); 26];
        for batch in [
            json!(null),
            json!({}),
            json!({ "RequestItems": {} }),
            json!({ "RequestItems": { "notes": put } }),
            json!({ "RequestItems": { "notes": [{}] } }),
            json!({ "RequestItems": { "notes": [{ "Other": {} }] } }),
            json!({ "RequestItems": { "notes": too_many } }),
            json!({ "RequestItems": { "notes": [put] }, "ReturnConsumedCapacity": "TOTAL" }),
        ] {
            assert_eq!(batch_as_transaction(batch.clone()), None, "{batch}");
        }
    }

    #[test]
    fn strange_requests_are_answered_with_errors() {
        let engine = Dynoxide::memory().expect("a database in memory opens");
        for (operation, body, expected) in [
            ("PutItem", &b"not json"[..], 400),
            ("PutItem", b"{}", 400),
            ("PutItem", b"\xff\xfe", 400),
            ("CreateTable", b"{}", 400),
            ("MakeCoffee", b"{}", 501),
        ] {
            let reply = engine.call(operation, body);
            assert_eq!(reply.status, expected, "{operation}");
            let body: serde_json::Value = serde_json::from_slice(&reply.body).expect("an error is JSON");
            assert!(body["__type"].is_string(), "{body}");
        }
    }
}
