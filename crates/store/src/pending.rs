//! Pending mutations, as a list to look at.

/// A change that shows and that the server has not answered yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingMutation {
    /// The number of its transaction; numbers grow with time.
    pub transaction: u64,
    /// Its place among all mutations of the store.
    pub sequence: u64,
    /// The name of the collection.
    pub collection: &'static str,
    /// The key of the row, printed.
    pub key: String,
    /// What is done to the row.
    pub kind: MutationKind,
}

/// What a mutation does to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MutationKind {
    /// The row is new.
    Insert,
    /// Some of its fields change.
    Update,
    /// The row goes.
    Delete,
}
