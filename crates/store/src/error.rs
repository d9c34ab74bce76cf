//! What can go wrong in the store.

use std::fmt::Debug;

/// Why the store refused something. Nothing of what was refused has been done, unless the method says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Kind);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum Kind {
    #[error("{collection}: cannot insert {key}: a row with this key is there already; update it instead")]
    DuplicateKey { collection: &'static str, key: String },
    #[error("{collection}: cannot {verb} {key}: there is no row with this key")]
    MissingKey {
        collection: &'static str,
        verb: &'static str,
        key: String,
    },
    #[error("{collection}: {first} and {second} cannot be equal in ({columns}): change one of them")]
    DuplicateValue {
        collection: &'static str,
        columns: String,
        first: String,
        second: String,
    },
    #[error("{collection}: the collection belongs to another store; a transaction stays within one store")]
    ForeignCollection { collection: &'static str },
    #[error("{collection} could not be loaded: {message}")]
    NotLoaded {
        collection: &'static str,
        message: String,
    },
    #[error("{action}: the call was left out: {problem}")]
    PacedOut { action: &'static str, problem: String },
    #[error("transaction {transaction} has ended: start another one for more changes")]
    Settled { transaction: u64 },
    #[cfg_attr(
        not(feature = "json"),
        expect(dead_code, reason = "JSON is not read without the feature")
    )]
    #[error("cannot read the query: {problem}")]
    UnreadableQuery { problem: String },
    #[cfg_attr(
        not(feature = "unicode"),
        expect(dead_code, reason = "locales are not read without the feature")
    )]
    #[error("there is no collation {name}: {problem}")]
    UnknownCollation { name: String, problem: String },
    #[error("cannot ask {collection}: {problem}")]
    InvalidQuery {
        collection: &'static str,
        problem: String,
    },
}

impl Error {
    pub(crate) fn duplicate_key(collection: &'static str, key: &impl Debug) -> Self {
        Kind::DuplicateKey {
            collection,
            key: format!("{key:?}"),
        }
        .into()
    }

    pub(crate) fn missing_key(collection: &'static str, verb: &'static str, key: &impl Debug) -> Self {
        Kind::MissingKey {
            collection,
            verb,
            key: format!("{key:?}"),
        }
        .into()
    }

    pub(crate) fn duplicate_value(
        collection: &'static str,
        columns: &[&str],
        first: &impl Debug,
        second: &impl Debug,
    ) -> Self {
        Kind::DuplicateValue {
            collection,
            columns: columns.join(", "),
            first: format!("{first:?}"),
            second: format!("{second:?}"),
        }
        .into()
    }

    pub(crate) fn foreign_collection(collection: &'static str) -> Self {
        Kind::ForeignCollection { collection }.into()
    }

    pub(crate) fn invalid_query(collection: &'static str, problem: String) -> Self {
        Kind::InvalidQuery { collection, problem }.into()
    }

    pub(crate) fn not_loaded(collection: &'static str, message: String) -> Self {
        Kind::NotLoaded { collection, message }.into()
    }

    /// Whether the rows of a collection could not be loaded. The message says why.
    pub fn is_not_loaded(&self) -> bool {
        matches!(self.0, Kind::NotLoaded { .. })
    }

    pub(crate) fn paced_out(action: &'static str, problem: String) -> Self {
        Kind::PacedOut { action, problem }.into()
    }

    /// Whether a call was left out by its [`Pacing`](crate::Pacing). The message says why.
    pub fn is_paced_out(&self) -> bool {
        matches!(self.0, Kind::PacedOut { .. })
    }

    pub(crate) fn settled(transaction: u64) -> Self {
        Kind::Settled { transaction }.into()
    }

    /// Whether a transaction was to be extended that has ended.
    pub fn is_settled(&self) -> bool {
        matches!(self.0, Kind::Settled { .. })
    }

    #[cfg(feature = "json")]
    pub(crate) fn unreadable_query(problem: String) -> Self {
        Kind::UnreadableQuery { problem }.into()
    }

    #[cfg(feature = "unicode")]
    pub(crate) fn unknown_collation(name: String, problem: String) -> Self {
        Kind::UnknownCollation { name, problem }.into()
    }

    /// Whether a [`Relation`](crate::Relation) means nothing: it names a source that it does not have, selects what
    /// its groups do not determine, or is ordered by what no collation is called. The message says what.
    pub fn is_invalid_query(&self) -> bool {
        matches!(
            self.0,
            Kind::InvalidQuery { .. } | Kind::UnreadableQuery { .. } | Kind::UnknownCollation { .. }
        )
    }

    /// Whether a row was to be inserted whose key is there already.
    pub fn is_duplicate_key(&self) -> bool {
        matches!(self.0, Kind::DuplicateKey { .. })
    }

    /// Whether two rows would be equal that a [unique index](crate::Collection::create_unique_index) keeps apart.
    pub fn is_duplicate_value(&self) -> bool {
        matches!(self.0, Kind::DuplicateValue { .. })
    }

    /// Whether a row was to be changed or deleted that is not there.
    pub fn is_missing_key(&self) -> bool {
        matches!(self.0, Kind::MissingKey { .. })
    }

    /// Whether a collection of another store took part.
    pub fn is_foreign_collection(&self) -> bool {
        matches!(self.0, Kind::ForeignCollection { .. })
    }

    /// The name of the collection that it is about; of a query, the first one; empty if it is about none.
    pub fn collection(&self) -> &'static str {
        match &self.0 {
            Kind::DuplicateKey { collection, .. }
            | Kind::MissingKey { collection, .. }
            | Kind::DuplicateValue { collection, .. }
            | Kind::ForeignCollection { collection }
            | Kind::NotLoaded { collection, .. }
            | Kind::InvalidQuery { collection, .. } => collection,
            Kind::Settled { .. }
            | Kind::PacedOut { .. }
            | Kind::UnreadableQuery { .. }
            | Kind::UnknownCollation { .. } => "",
        }
    }
}
