//! Requests that read.

use crate::{Condition, Cursor, Item, KeyCondition, Name};

/// Reads the item with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetItem {
    /// The primary key.
    pub key: Item,
    /// Whether the answer must show every write that was acknowledged before.
    pub consistent: bool,
    /// The attributes to return; empty means all.
    pub projection: Vec<Name>,
    /// The name of the entity that the item is of, where it is known: for logs, the table does not look at it.
    pub entity: Option<Name>,
}

impl GetItem {
    /// Reads all attributes of the item with this key, eventually consistent.
    #[must_use]
    pub fn new(key: Item) -> Self {
        Self {
            key,
            consistent: false,
            projection: Vec::new(),
            entity: None,
        }
    }

    /// Asks for an answer that shows every write that was acknowledged before.
    #[must_use]
    pub fn consistent(mut self) -> Self {
        self.consistent = true;
        self
    }
}

/// Reads a part of one partition of the table or of an index, in the order of the sort key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The index; `None` is the table itself.
    pub index: Option<Name>,
    /// The partition, and which part of it.
    pub key_condition: KeyCondition,
    /// Which of the items read are returned. Items left out still count towards `limit`.
    pub filter: Option<Condition>,
    /// The attributes to return; empty means all.
    pub projection: Vec<Name>,
    /// How many items a page reads at most; a page also ends at 1 MB.
    pub limit: Option<u32>,
    /// Where an earlier page ended.
    pub cursor: Option<Cursor>,
    /// From the greatest sort key to the least.
    pub descending: bool,
    /// Whether the answer must show every write that was acknowledged before. Not possible on a global index.
    pub consistent: bool,
    /// The name of the entity that the items are of, where it is known: for logs, the table does not look at it.
    pub entity: Option<Name>,
}

impl Query {
    /// Reads what the key condition says, from the table or from an index.
    #[must_use]
    pub fn new(index: Option<Name>, key_condition: KeyCondition) -> Self {
        Self {
            index,
            key_condition,
            filter: None,
            projection: Vec::new(),
            limit: None,
            cursor: None,
            descending: false,
            consistent: false,
            entity: None,
        }
    }
}

/// Reads every item of the table or of an index, in no order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// The index; `None` is the table itself.
    pub index: Option<Name>,
    /// Which of the items read are returned. Items left out still count towards `limit`.
    pub filter: Option<Condition>,
    /// The attributes to return; empty means all.
    pub projection: Vec<Name>,
    /// How many items a page reads at most; a page also ends at 1 MB.
    pub limit: Option<u32>,
    /// Where an earlier page ended.
    pub cursor: Option<Cursor>,
    /// Whether the answer must show every write that was acknowledged before. Not possible on a global index.
    pub consistent: bool,
    /// This worker's part of a parallel scan: its number from 0, and how many parts there are.
    pub segment: Option<(u32, u32)>,
    /// The name of the entity that the items are of, where it is known: for logs, the table does not look at it.
    pub entity: Option<Name>,
}
