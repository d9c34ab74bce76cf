//! Requests about several items that succeed or fail together.

use super::{DeleteItem, GetItem, PutItem, UpdateItem};
use crate::{Condition, Item, Name};

/// Checks a condition on an item, as part of a transaction, and writes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionCheck {
    /// The primary key.
    pub key: Item,
    /// What must hold.
    pub condition: Condition,
    /// The name of the entity that the item is of, where it is known: for logs, the table does not look at it.
    pub entity: Option<Name>,
}

impl ConditionCheck {
    /// Checks a condition on the item with this key.
    #[must_use]
    pub fn new(key: Item, condition: Condition) -> Self {
        Self {
            key,
            condition,
            entity: None,
        }
    }

    /// Adds a condition: all must hold.
    #[must_use]
    pub fn condition(mut self, condition: Condition) -> Self {
        self.condition = self.condition.and(condition);
        self
    }
}

/// One operation of a transaction. A transaction has at most one operation an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransactOp {
    /// Writes a whole item.
    Put(PutItem),
    /// Changes single attributes.
    Update(UpdateItem),
    /// Removes an item.
    Delete(DeleteItem),
    /// Checks a condition and writes nothing.
    Check(ConditionCheck),
}

impl TransactOp {
    /// Adds a condition to the operation: all must hold.
    #[must_use]
    pub fn condition(self, condition: Condition) -> Self {
        match self {
            Self::Put(put) => Self::Put(put.condition(condition)),
            Self::Update(update) => Self::Update(update.condition(condition)),
            Self::Delete(delete) => Self::Delete(delete.condition(condition)),
            Self::Check(check) => Self::Check(check.condition(condition)),
        }
    }
}

impl From<PutItem> for TransactOp {
    fn from(put: PutItem) -> Self {
        Self::Put(put)
    }
}

impl From<UpdateItem> for TransactOp {
    fn from(update: UpdateItem) -> Self {
        Self::Update(update)
    }
}

impl From<DeleteItem> for TransactOp {
    fn from(delete: DeleteItem) -> Self {
        Self::Delete(delete)
    }
}

impl From<ConditionCheck> for TransactOp {
    fn from(check: ConditionCheck) -> Self {
        Self::Check(check)
    }
}

/// Operations that happen together or not at all. `DynamoDB` takes at most [`TransactWrite::MAX_OPERATIONS`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransactWrite {
    /// The operations.
    pub operations: Vec<TransactOp>,
    /// Makes a repeat within ten minutes harmless: the same token with the same operations is applied once.
    pub token: Option<String>,
}

impl TransactWrite {
    /// How many operations one transaction may have.
    pub const MAX_OPERATIONS: usize = 100;
}

impl FromIterator<TransactOp> for TransactWrite {
    fn from_iter<I: IntoIterator<Item = TransactOp>>(operations: I) -> Self {
        Self {
            operations: operations.into_iter().collect(),
            token: None,
        }
    }
}

/// Reads items as they are at one moment. `DynamoDB` takes at most 100.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransactGet {
    /// The reads, each always consistent.
    pub items: Vec<GetItem>,
}

impl FromIterator<GetItem> for TransactGet {
    fn from_iter<I: IntoIterator<Item = GetItem>>(items: I) -> Self {
        Self {
            items: items.into_iter().collect(),
        }
    }
}
