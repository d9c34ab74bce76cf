//! The answer to a write: the row as it was committed.

use serde::{Deserialize, Serialize};

/// A committed row, with the rows that changed because of it.
///
/// On the wire the row's fields stand at the top level; `demoted` stands beside them and is left out when empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written<T> {
    /// The row as the table holds it now.
    #[serde(flatten)]
    pub row: T,
    /// Rows that the same transaction changed, as the table holds them now: where a row became the primary one of its
    /// kind, the row that was primary before.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub demoted: Vec<T>,
}

impl<T> Written<T> {
    /// A row whose write changed no other row.
    pub fn alone(row: T) -> Self {
        Self {
            row,
            demoted: Vec::new(),
        }
    }

    /// Every row that the write changed, the written one first.
    pub fn into_rows(self) -> impl Iterator<Item = T> {
        std::iter::once(self.row).chain(self.demoted)
    }
}
