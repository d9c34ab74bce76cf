//! What statements say, once they are read.

use crate::expression::{Condition, Path, Update};
use crate::value::Item;

/// A statement with its parameters in their places.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Statement {
    /// `SELECT … FROM …`
    Select(Select),
    /// `INSERT INTO … VALUE …`
    Insert { table: String, item: Item },
    /// `UPDATE … SET … WHERE …`, also with its table first
    Update {
        table: String,
        update: Update,
        condition: Option<Condition>,
        returning: Option<Returning>,
    },
    /// `DELETE FROM … WHERE …`
    Delete {
        table: String,
        condition: Option<Condition>,
        returning: Option<Returning>,
    },
    /// `EXISTS(SELECT …)`: what must hold for a transaction
    Exists(Select),
}

/// What a statement reads.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Select {
    pub(crate) table: String,
    pub(crate) index: Option<String>,
    /// Which places are answered; nothing asks for whole items.
    pub(crate) columns: Option<Vec<Path>>,
    pub(crate) condition: Option<Condition>,
    /// `ORDER BY`
    pub(crate) order: Vec<Order>,
}

/// A term of `ORDER BY`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Order {
    pub(crate) path: Path,
    pub(crate) is_descending: bool,
}

/// What a write answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Returning {
    AllOld,
    AllNew,
    ModifiedOld,
    ModifiedNew,
}

impl Statement {
    /// The table, as it is named.
    pub(crate) fn table(&self) -> &str {
        match self {
            Self::Select(select) | Self::Exists(select) => &select.table,
            Self::Insert { table, .. } | Self::Update { table, .. } | Self::Delete { table, .. } => table,
        }
    }

    /// Whether the statement only reads.
    pub(crate) fn is_read(&self) -> bool {
        matches!(self, Self::Select(_))
    }

    /// `RETURNING`, if the statement has it.
    pub(crate) fn returning(&self) -> Option<Returning> {
        match self {
            Self::Update { returning, .. } | Self::Delete { returning, .. } => *returning,
            Self::Select(_) | Self::Insert { .. } | Self::Exists(_) => None,
        }
    }
}
