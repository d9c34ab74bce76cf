//! Requests about many items, each on its own.

use lockstep_entity::request::WriteOp;
use lockstep_entity::{Expressions, Item, Name};
use serde::Serialize;

use super::super::write::{Attributes, each};
use super::{Body, OfTable, Target, Texts, body};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Batch<T> {
    request_items: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_consumed_capacity: Option<&'static str>,
}

/// The body of `BatchWriteItem`.
pub(crate) fn write_batch(target: Target<'_>, operations: &[WriteOp]) -> Body {
    #[derive(Serialize)]
    enum WriteRequest<'a> {
        #[serde(rename_all = "PascalCase")]
        PutRequest { item: Attributes<'a> },
        #[serde(rename_all = "PascalCase")]
        DeleteRequest { key: Attributes<'a> },
    }

    let operations = each(operations, |operation| match operation {
        WriteOp::Put(item) => WriteRequest::PutRequest {
            item: Attributes(item),
        },
        WriteOp::Delete(key) => WriteRequest::DeleteRequest { key: Attributes(key) },
    });
    body(&Batch {
        request_items: OfTable(target.table, operations),
        return_consumed_capacity: target.consumed(),
    })
}

/// What all calls of one `BatchGet` have in common.
pub(crate) struct KeyBatch {
    consistent: bool,
    expressions: Expressions,
}

impl KeyBatch {
    pub(crate) fn new(projection: Vec<Name>, consistent: bool) -> Self {
        Self {
            consistent,
            expressions: Expressions::new().with_projection(projection),
        }
    }

    /// The body of `BatchGetItem` for some keys.
    pub(crate) fn body(&self, target: Target<'_>, keys: &[Item]) -> Body {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct KeysAndAttributes<'a, T> {
            keys: T,
            consistent_read: bool,
            #[serde(flatten)]
            texts: Texts<'a>,
        }

        let keys = KeysAndAttributes {
            keys: each(keys, Attributes),
            consistent_read: self.consistent,
            texts: Texts::from(&self.expressions),
        };
        body(&Batch {
            request_items: OfTable(target.table, keys),
            return_consumed_capacity: target.consumed(),
        })
    }
}
