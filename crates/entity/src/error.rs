//! The crate's error.

use std::fmt;

use crate::{AttributeError, Name};

/// Why an item cannot be read or a request cannot be made.
///
/// The message says the entity, the attribute or key, what was wrong with it and what to do.
#[derive(Clone, Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Box<Kind>);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Kind {
    #[error("expected an item of entity {expected}, found one of entity {found}")]
    ForeignEntity { expected: Name, found: Name },
    #[error("{expected}: an item without the attribute `__edb_e__`, which names its entity")]
    NoEntity { expected: Name },
    #[error("expected an item of {entity} version {expected}, found one of version {found}")]
    ForeignVersion {
        entity: Name,
        expected: Name,
        found: String,
    },
    #[error("{entity}: these are no keys of index `{access}`: `{field}` {what}")]
    ForeignKey {
        entity: Name,
        access: Name,
        field: Name,
        what: &'static str,
    },
    #[error("{entity}: attribute `{attribute}`: {error}")]
    Attribute {
        entity: Name,
        attribute: Name,
        error: AttributeError,
    },
    #[error("{entity}: the key attribute `{field}` ({template}) needs {missing}: {advice}")]
    IncompleteKey {
        entity: Name,
        field: Name,
        template: String,
        missing: Names,
        advice: &'static str,
    },
    #[error("{entity}: `{attribute}` {reason}, so that another row could have the same key `{field}`")]
    SharedKey {
        entity: Name,
        attribute: Name,
        field: Name,
        reason: &'static str,
    },
    #[error(
        "{entity}: index `{access}` holds a row only on a condition, which needs the whole row: use `patch_from`"
    )]
    UnknownCondition { entity: Name, access: Name },
    #[error("{entity}: the key attribute `{field}` is a number, and `{attribute}` is none")]
    NoNumber {
        entity: Name,
        field: Name,
        attribute: Name,
    },
    #[error("{entity}: `{attribute}` {reason}")]
    ReadOnly {
        entity: Name,
        attribute: Name,
        reason: &'static str,
    },
    #[error("not a cursor of this listing: {0}; start again without one")]
    Cursor(String),
    #[cfg(feature = "schema")]
    #[error("{message}")]
    Schema {
        code: Option<u16>,
        message: String,
        attributes: Vec<String>,
    },
}

/// Attribute names, written `a`, `b` and `c`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Names(pub Vec<Name>);

impl fmt::Display for Names {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.0.len().saturating_sub(1);
        for (position, name) in self.0.iter().enumerate() {
            let separator = match position {
                0 => "",
                _ if position == last => " and ",
                _ => ", ",
            };
            write!(formatter, "{separator}`{name}`")?;
        }
        Ok(())
    }
}

impl Error {
    /// The item belongs to another entity or another version of it, or does not say its entity; or keys are none of the
    /// entity.
    pub fn is_foreign_entity(&self) -> bool {
        matches!(
            *self.0,
            Kind::ForeignEntity { .. }
                | Kind::NoEntity { .. }
                | Kind::ForeignVersion { .. }
                | Kind::ForeignKey { .. }
        )
    }

    /// An attribute is missing or holds what its type cannot be.
    pub fn is_invalid_attribute(&self) -> bool {
        #[cfg(feature = "schema")]
        if let Kind::Schema { code, .. } = *self.0 {
            return code == Some(3001);
        }
        matches!(
            *self.0,
            Kind::Attribute { .. } | Kind::SharedKey { .. } | Kind::NoNumber { .. }
        )
    }

    /// A write touches a part of an index key and does not know the rest.
    pub fn is_incomplete_key(&self) -> bool {
        #[cfg(feature = "schema")]
        if let Kind::Schema { code, .. } = *self.0 {
            return code == Some(2002) || code == Some(2012);
        }
        matches!(
            *self.0,
            Kind::IncompleteKey { .. } | Kind::UnknownCondition { .. }
        )
    }

    /// The text or key is not a cursor of this listing.
    pub fn is_invalid_cursor(&self) -> bool {
        matches!(*self.0, Kind::Cursor(_))
    }

    /// The code that `ElectroDB` gives this error: 2002 for a key that is incomplete, 3001 for an invalid attribute…
    #[cfg(feature = "schema")]
    pub fn electrodb_code(&self) -> Option<u16> {
        match &*self.0 {
            Kind::Schema { code, .. } => *code,
            Kind::Attribute { .. }
            | Kind::ReadOnly { .. }
            | Kind::SharedKey { .. }
            | Kind::NoNumber { .. } => Some(3001),
            Kind::IncompleteKey { .. } => Some(2002),
            Kind::UnknownCondition { .. } => Some(2012),
            _ => None,
        }
    }

    /// The name of the attribute that an invalid item or change is about.
    pub fn attribute(&self) -> Option<&str> {
        match &*self.0 {
            Kind::Attribute { attribute, .. }
            | Kind::SharedKey { attribute, .. }
            | Kind::NoNumber { attribute, .. }
            | Kind::ReadOnly { attribute, .. } => Some(attribute),
            #[cfg(feature = "schema")]
            Kind::Schema { attributes, .. } => attributes.first().map(String::as_str),
            _ => None,
        }
    }
}

impl From<Kind> for Error {
    fn from(kind: Kind) -> Self {
        Self(Box::new(kind))
    }
}
