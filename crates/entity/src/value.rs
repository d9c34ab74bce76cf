//! Values: what `DynamoDB` can store in an attribute, as plain data.
//!
//! The types here hold values and nothing else; which Rust type becomes which value is the business of
//! [`crate::Attribute`].

mod item;
mod number;

use std::borrow::Cow;

pub use item::Item;
pub use number::{Number, NumberError};

/// The name of an attribute. Names that a program spells out cost no allocation.
pub type Name = Cow<'static, str>;

/// A stored value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Text (`S`).
    String(String),
    /// A decimal number (`N`), exact.
    Number(Number),
    /// A truth value (`BOOL`).
    Bool(bool),
    /// An explicit null (`NULL`). An attribute without a value is absent, not null.
    Null,
    /// Bytes (`B`).
    Binary(Vec<u8>),
    /// A list (`L`).
    List(Vec<Value>),
    /// A map (`M`).
    Map(Item),
    /// A set of texts (`SS`), never empty in a table.
    StringSet(Vec<String>),
    /// A set of numbers (`NS`), never empty in a table.
    NumberSet(Vec<Number>),
    /// A set of byte strings (`BS`), never empty in a table.
    BinarySet(Vec<Vec<u8>>),
}

impl Value {
    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if this is one.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// What kind of value this is, in words, for messages: `a string`, `a number`…
    pub fn kind(&self) -> &'static str {
        match self {
            Self::String(_) => "a string",
            Self::Number(_) => "a number",
            Self::Bool(_) => "a boolean",
            Self::Null => "null",
            Self::Binary(_) => "binary",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::StringSet(_) => "a string set",
            Self::NumberSet(_) => "a number set",
            Self::BinarySet(_) => "a binary set",
        }
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::String(text.clone())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl From<Item> for Value {
    fn from(map: Item) -> Self {
        Self::Map(map)
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Value {
            fn from(value: $integer) -> Self {
                Self::Number(Number::from(value))
            }
        }
    )*};
}

integers!(i8, i16, i32, i64, u8, u16, u32, u64);

#[cfg(feature = "uuid")]
impl From<uuid::Uuid> for Value {
    fn from(id: uuid::Uuid) -> Self {
        Self::String(id.hyphenated().to_string())
    }
}

#[cfg(feature = "uuid")]
impl From<&uuid::Uuid> for Value {
    fn from(id: &uuid::Uuid) -> Self {
        Self::from(*id)
    }
}

#[cfg(feature = "decimal")]
impl From<&rust_decimal::Decimal> for Value {
    fn from(decimal: &rust_decimal::Decimal) -> Self {
        let number = decimal.to_string().parse();
        Self::Number(number.expect("a Decimal has at most 29 digits and 28 places: a Number holds them all"))
    }
}

#[cfg(feature = "decimal")]
impl From<rust_decimal::Decimal> for Value {
    fn from(decimal: rust_decimal::Decimal) -> Self {
        Self::from(&decimal)
    }
}
