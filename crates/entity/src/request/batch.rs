//! Requests about many items, each on its own: some may fail while others succeed.
//!
//! They may be longer than one call of `DynamoDB` takes (100 keys, 25 writes): whoever sends them splits them.

use std::collections::HashSet;

use super::{DeleteItem, GetItem, PutItem};
use crate::{Item, Name};

/// Reads the items with these keys, in no order. A missing item is left out of the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchGet {
    /// The primary keys, each at most once.
    pub keys: Vec<Item>,
    /// Whether the answer must show every write that was acknowledged before.
    pub consistent: bool,
    /// The attributes to return; empty means all.
    pub projection: Vec<Name>,
}

impl FromIterator<GetItem> for BatchGet {
    /// Takes the keys; doubles are read once. Consistent if one of the requests is.
    fn from_iter<I: IntoIterator<Item = GetItem>>(requests: I) -> Self {
        let mut batch = Self::default();
        let mut seen = HashSet::new();
        for request in requests {
            batch.consistent |= request.consistent;
            if seen.insert(request.key.clone()) {
                batch.keys.push(request.key);
            }
        }
        batch
    }
}

/// Puts and deletes items, each on its own and without conditions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchWrite {
    /// The writes, at most one a key.
    pub operations: Vec<WriteOp>,
}

/// A write of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteOp {
    /// Writes a whole item in place of whatever had its key.
    Put(Item),
    /// Removes the item with this key.
    Delete(Item),
}

impl WriteOp {
    /// Writes an item. A batch has no conditions: one that the request has is an error, handed back with the request.
    ///
    /// # Errors
    /// The request itself, if it has a condition.
    pub fn put(request: PutItem) -> Result<Self, Box<PutItem>> {
        match request.condition {
            None => Ok(Self::Put(request.item)),
            Some(_) => Err(Box::new(request)),
        }
    }

    /// Removes an item. A batch has no conditions: one that the request has is an error, handed back with the request.
    ///
    /// # Errors
    /// The request itself, if it has a condition.
    pub fn delete(request: DeleteItem) -> Result<Self, Box<DeleteItem>> {
        match request.condition {
            None => Ok(Self::Delete(request.key)),
            Some(_) => Err(Box::new(request)),
        }
    }
}

impl FromIterator<WriteOp> for BatchWrite {
    fn from_iter<I: IntoIterator<Item = WriteOp>>(operations: I) -> Self {
        Self {
            operations: operations.into_iter().collect(),
        }
    }
}
