//! The bodies of replies, with the members that this crate reads.
//!
//! A member that is missing or null is absent, as it is for the SDK.

use std::collections::HashMap;

use lockstep_entity::Item;
use lockstep_entity::request::WriteOp;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::consumed::Consumed;
use super::read::{Attributes, Items};

/// Reads a body. An empty one is an object without members.
///
/// # Errors
/// It is not the JSON of such a reply, or does not end with it.
pub(crate) fn read<R: DeserializeOwned>(body: &[u8]) -> serde_json::Result<R> {
    serde_json::from_slice(if body.is_empty() { b"{}" } else { body })
}

/// Of `TransactWriteItems`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TransactWritten {
    pub(super) consumed_capacity: Option<Consumed>,
}

/// Of `GetItem`, and for each item of `TransactGetItems`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Got {
    item: Option<Attributes>,
    pub(super) consumed_capacity: Option<Consumed>,
}

impl Got {
    pub(super) fn number(&self) -> usize {
        usize::from(self.item.is_some())
    }

    pub(crate) fn item(self) -> Option<Item> {
        self.item.map(|Attributes(item)| item)
    }
}

/// Of `PutItem`, `UpdateItem` and `DeleteItem`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Written {
    attributes: Option<Attributes>,
    pub(super) consumed_capacity: Option<Consumed>,
}

impl Written {
    /// What the request asked to be returned.
    pub(crate) fn item(self) -> Option<Item> {
        non_empty(self.attributes)
    }
}

/// Of `Query` and `Scan`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Listed {
    items: Option<Items>,
    pub(crate) count: Option<u64>,
    last_evaluated_key: Option<Attributes>,
    pub(super) consumed_capacity: Option<Consumed>,
}

impl Listed {
    pub(super) fn number(&self) -> usize {
        self.items.as_ref().map_or(0, |Items(items)| items.len())
    }

    /// The items, and the key behind which the next page starts. No items if they are absent, or not as many as the reply
    /// counts.
    pub(crate) fn page(self) -> (Option<Vec<Item>>, Option<Item>) {
        let counted = |items: &Vec<Item>| {
            self.count
                .is_none_or(|count| u64::try_from(items.len()) == Ok(count))
        };
        let items = self.items.map(|Items(items)| items).filter(counted);
        (items, non_empty(self.last_evaluated_key))
    }

    /// The key behind which the next page starts.
    pub(crate) fn last_key(self) -> Option<Item> {
        non_empty(self.last_evaluated_key)
    }
}

/// Of `TransactGetItems`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TransactGot {
    responses: Option<Vec<Got>>,
    pub(super) consumed_capacity: Option<Consumed>,
}

impl TransactGot {
    pub(super) fn number(&self) -> usize {
        self.responses.iter().flatten().map(Got::number).sum()
    }

    /// An item for each that was asked for, or none.
    pub(crate) fn items(self) -> Vec<Option<Item>> {
        let answers = self.responses.unwrap_or_default();
        answers.into_iter().map(|got| non_empty(got.item)).collect()
    }
}

/// Of `BatchGetItem`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct BatchGot {
    responses: Option<HashMap<String, Items>>,
    unprocessed_keys: Option<HashMap<String, Keys>>,
    pub(super) consumed_capacity: Option<Consumed>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Keys {
    keys: Items,
}

impl BatchGot {
    pub(super) fn number(&self) -> usize {
        let tables = self.responses.iter().flat_map(HashMap::values);
        tables.map(|Items(items)| items.len()).sum()
    }

    /// The items of a table, and the keys that it did not process.
    pub(crate) fn of(self, table: &str) -> (Vec<Item>, Vec<Item>) {
        let items = self.responses.and_then(|mut tables| tables.remove(table));
        let keys = self.unprocessed_keys.and_then(|mut tables| tables.remove(table));
        (
            items.map(|Items(items)| items).unwrap_or_default(),
            keys.map(|Keys { keys: Items(keys) }| keys).unwrap_or_default(),
        )
    }
}

/// Of `BatchWriteItem`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct BatchWritten {
    unprocessed_items: Option<HashMap<String, Vec<WriteRequest>>>,
    pub(super) consumed_capacity: Option<Consumed>,
}

#[derive(Debug, Deserialize)]
enum WriteRequest {
    #[serde(rename_all = "PascalCase")]
    PutRequest { item: Attributes },
    #[serde(rename_all = "PascalCase")]
    DeleteRequest { key: Attributes },
}

impl BatchWritten {
    /// What a table did not process.
    pub(crate) fn unprocessed(self, table: &str) -> Vec<WriteOp> {
        let requests = self.unprocessed_items.and_then(|mut tables| tables.remove(table));
        let requests = requests.into_iter().flatten();
        requests
            .map(|request| match request {
                WriteRequest::PutRequest {
                    item: Attributes(item),
                } => WriteOp::Put(item),
                WriteRequest::DeleteRequest { key: Attributes(key) } => WriteOp::Delete(key),
            })
            .collect()
    }
}

/// The items in the body of a failure: those that stood in a condition's way.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Failed {
    item: Option<Attributes>,
    cancellation_reasons: Option<Vec<Got>>,
}

impl Failed {
    /// What a body holds of them; nothing if it cannot be read. The SDK reads the rest of it.
    pub(crate) fn read(body: &[u8]) -> Self {
        read(body).unwrap_or_default()
    }

    /// The item of a single write.
    pub(crate) fn item(self) -> Option<Item> {
        self.item.map(|Attributes(item)| item)
    }

    /// The items of a transaction, one for each operation.
    pub(crate) fn items(self) -> impl Iterator<Item = Option<Item>> {
        self.cancellation_reasons.into_iter().flatten().map(Got::item)
    }
}

fn non_empty(item: Option<Attributes>) -> Option<Item> {
    item.map(|Attributes(item)| item).filter(|item| !item.is_empty())
}
