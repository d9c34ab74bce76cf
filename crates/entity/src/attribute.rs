//! Attributes: how a Rust type is stored in an item, and how it stands in a key.
//!
//! An optional value that is `None` is *absent* from its item: neither null nor an empty string.

mod flat;
mod impls;
mod serde;
mod text;

pub use flat::FlatAttribute;
pub use serde::{serde_from_value, serde_to_value};
pub use text::{text_from_value, write_display};

use std::fmt;

use crate::Value;

/// A type that can be stored as one attribute of an item.
///
/// Types that are text in the table (enums, dates, identifiers) get it from [`text_attribute!`](crate::text_attribute) or
/// from `#[derive(AttributeEnum)]`.
pub trait Attribute: Sized {
    /// The value to store; `None` leaves the attribute out of the item.
    fn to_value(&self) -> Option<Value>;

    /// Reads a stored value; `None` says that the item has no such attribute.
    ///
    /// # Errors
    /// When the attribute is missing or its value is none of this type; the error says what was expected.
    fn from_value(value: Option<Value>) -> Result<Self, AttributeError>;
}

/// A type whose values can stand in a key template such as `ORDER#{id}`.
///
/// There is always a value. `Option<T>` is none of these types: it can stand in the key of a secondary index, which an
/// item without the value is not part of, and never in a primary key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a key",
    label = "the type of a field that a key names",
    note = "text, whole numbers, booleans and `Uuid` can; make a type of your own one with `text_attribute!` or `#[derive(AttributeEnum)]`",
    note = "an `Option` can stand in the key of a secondary index, but not in the primary key: every item has one"
)]
pub trait KeyAttribute: Attribute {
    /// Appends the value as it stands in a key.
    fn write_key(&self, key: &mut String);
}

/// Why a stored value is not what an attribute's type expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeError(String);

impl AttributeError {
    /// The item has no such attribute.
    pub fn missing() -> Self {
        Self("it is missing".to_owned())
    }

    /// The value is of another kind; `expected` is in words, for example `a string`.
    pub fn wrong_kind(expected: &str, found: &Value) -> Self {
        Self(format!("expected {expected}, found {}", found.kind()))
    }

    /// The value is of the right kind and still not acceptable, for the reason given.
    pub fn invalid(reason: impl fmt::Display) -> Self {
        Self(reason.to_string())
    }
}

impl fmt::Display for AttributeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for AttributeError {}

#[cfg(test)]
mod tests;
