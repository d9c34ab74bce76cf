//! Mutations as rows: what is pending and what has failed, as a list to look at and to ask.

use lockstep_entity::{AsScalar as _, Column, Patch, Row, ScalarRef};

/// A change that shows and that the server has not answered yet, or one that has failed.
///
/// Mutations are rows of a collection of their own, [`Store::mutations`](crate::Store::mutations), so they are asked like any
/// other rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutation {
    /// The number of its transaction; numbers grow with time.
    pub transaction: u64,
    /// Its place among all mutations of the store.
    pub sequence: u64,
    /// What its transaction was named by [`TransactionBuilder::named`](crate::TransactionBuilder::named).
    pub action: Option<&'static str>,
    /// The name of the collection.
    pub collection: &'static str,
    /// The key of the row, printed.
    pub key: String,
    /// What is done to the row.
    pub kind: MutationKind,
    /// How far it has come.
    pub state: MutationState,
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

/// How far a mutation has come. One that the server has confirmed is no mutation any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MutationState {
    /// It shows, and is not on its way yet.
    Pending,
    /// It shows, and is on its way to the server: [`Transaction::mark_sent`](crate::Transaction::mark_sent).
    Sent,
    /// It has been taken back.
    Failed {
        /// Why, for the user to read.
        reason: String,
    },
}

impl Mutation {
    /// The number of its transaction.
    pub const TRANSACTION: Column<Self, i64> = Column::new("transaction", |mutation| {
        ScalarRef::Integer(i64::try_from(mutation.transaction).unwrap_or(i64::MAX))
    });
    /// The name of its transaction.
    pub const ACTION: Column<Self, Option<String>> =
        Column::new("action", |mutation| match mutation.action {
            Some(action) => action.as_scalar(),
            None => ScalarRef::Null,
        });
    /// The name of the collection.
    pub const COLLECTION: Column<Self, String> =
        Column::new("collection", |mutation| mutation.collection.as_scalar());
    /// The key of the row, printed.
    pub const KEY: Column<Self, String> = Column::new("key", |mutation| mutation.key.as_scalar());
    /// `insert`, `update` or `delete`.
    pub const KIND: Column<Self, String> = Column::new("kind", |mutation| mutation.kind.name().as_scalar());
    /// `pending`, `sent` or `failed`.
    pub const STATE: Column<Self, String> =
        Column::new("state", |mutation| mutation.state.name().as_scalar());
    /// Why it failed; null while it has not.
    pub const REASON: Column<Self, Option<String>> =
        Column::new("reason", |mutation| match mutation.state.reason() {
            Some(reason) => reason.as_scalar(),
            None => ScalarRef::Null,
        });
}

impl MutationKind {
    /// `insert`, `update` or `delete`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

impl MutationState {
    /// `pending`, `sent` or `failed`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Failed { .. } => "failed",
        }
    }

    /// Why it failed, if it has.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Failed { reason } => Some(reason),
            Self::Pending | Self::Sent => None,
        }
    }
}

impl Row for Mutation {
    type Key = (u64, u64);
    type Patch = MutationPatch;

    /// The numbers of its transaction and of itself.
    fn key(&self) -> (u64, u64) {
        (self.transaction, self.sequence)
    }
}

/// A change of a [`Mutation`]: only its state changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MutationPatch {
    /// How far it has come.
    pub state: Option<MutationState>,
}

impl Patch<Mutation> for MutationPatch {
    fn between(before: &Mutation, after: &Mutation) -> Self {
        Self {
            state: (before.state != after.state).then(|| after.state.clone()),
        }
    }

    fn apply(&self, mutation: &mut Mutation) {
        if let Some(state) = &self.state {
            mutation.state.clone_from(state);
        }
    }

    fn merge(&mut self, later: Self) {
        self.state = later.state.or(self.state.take());
    }

    fn is_empty(&self) -> bool {
        self.state.is_none()
    }
}
