//! Attribute values: the ten types, how they compare, and what an item is.
//!
//! A value in memory is always sound: numbers are within `DynamoDB`'s range, sets are sorted and hold each member once.
//! Reading it from JSON is [`json`]'s matter, from a file [`bytes`]'s and [`entry`]'s; how many bytes it counts for is [`size`]'s, its
//! order within a key [`key`]'s.

pub(crate) mod bytes;
pub(crate) mod entry;
pub(crate) mod json;
pub(crate) mod key;
pub(crate) mod number;
pub(crate) mod pieces;
pub(crate) mod size;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

pub(crate) use number::Number;

/// The attributes of an item, or the members of a map, by name.
pub(crate) type Item = BTreeMap<String, Value>;

/// How many levels lists and maps may have, the attribute itself being the first.
pub(crate) const MAX_NESTING: usize = 32;

/// What `DynamoDB` says of deeper ones.
pub(crate) const TOO_DEEP: &str = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";

/// One attribute value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// `S`
    String(String),
    /// `N`
    Number(Number),
    /// `B`
    Binary(Vec<u8>),
    /// `BOOL`
    Bool(bool),
    /// `NULL`
    Null,
    /// `SS`, sorted by bytes.
    StringSet(Vec<String>),
    /// `NS`, sorted by value.
    NumberSet(Vec<Number>),
    /// `BS`, sorted by bytes.
    BinarySet(Vec<Vec<u8>>),
    /// `L`
    List(Vec<Value>),
    /// `M`
    Map(Item),
}

impl Value {
    /// The descriptor of the type, as it stands in JSON and in error messages: `S`, `N`, `BOOL`…
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::String(_) => "S",
            Self::Number(_) => "N",
            Self::Binary(_) => "B",
            Self::Bool(_) => "BOOL",
            Self::Null => "NULL",
            Self::StringSet(_) => "SS",
            Self::NumberSet(_) => "NS",
            Self::BinarySet(_) => "BS",
            Self::List(_) => "L",
            Self::Map(_) => "M",
        }
    }

    /// The order of two strings, two numbers or two binaries; nothing else has one.
    pub(crate) fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::String(one), Self::String(two)) => Some(one.cmp(two)),
            (Self::Number(one), Self::Number(two)) => Some(one.cmp(two)),
            (Self::Binary(one), Self::Binary(two)) => Some(one.cmp(two)),
            _ => None,
        }
    }

    /// Whether values of this type have an order.
    pub(crate) fn is_ordered(&self) -> bool {
        matches!(self, Self::String(_) | Self::Number(_) | Self::Binary(_))
    }

    /// Whether something in here lies deeper than [`MAX_NESTING`] levels, this value being the first.
    pub(crate) fn is_too_deep(&self) -> bool {
        fn reaches(value: &Value, levels: usize) -> bool {
            let Some(levels) = levels.checked_sub(1) else {
                return true;
            };
            match value {
                Value::List(list) => list.iter().any(|value| reaches(value, levels)),
                Value::Map(map) => map.values().any(|value| reaches(value, levels)),
                _ => false,
            }
        }
        reaches(self, MAX_NESTING)
    }
}

/// The form of error messages: `S:text`, `N:1`.
impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(text) => write!(formatter, "S:{text}"),
            Self::Number(number) => write!(formatter, "N:{number}"),
            Self::Binary(bytes) => write!(formatter, "B:{}", json::to_base64(bytes)),
            Self::Bool(flag) => write!(formatter, "BOOL:{flag}"),
            Self::Null => formatter.write_str("NULL:true"),
            other => formatter.write_str(other.type_name()),
        }
    }
}

#[cfg(test)]
pub(crate) mod testing {
    //! Random values for properties, and short ways to write values in tests.

    use proptest::prelude::*;

    use super::number::testing::number;
    use super::{Item, Value};

    /// Reads `DynamoDB` JSON of an item that is known to be sound.
    pub(crate) fn item(json: &str) -> Item {
        let json: crate::json::Json<'_> = serde_json::from_str(json).expect("the test writes JSON");
        super::json::item(&json).expect("the test writes an item")
    }

    /// Any value, up to three levels deep.
    pub(crate) fn value() -> impl Strategy<Value = Value> {
        let text = "[a-c\u{e9}\u{1F600}\u{0}]{0,3}";
        let bytes = || prop::collection::vec(any::<u8>(), 0..4);
        let scalar = prop_oneof![
            text.prop_map(Value::String),
            number().prop_map(Value::Number),
            bytes().prop_map(Value::Binary),
            any::<bool>().prop_map(Value::Bool),
            Just(Value::Null),
            prop::collection::btree_set(text, 1..4)
                .prop_map(|set| Value::StringSet(set.into_iter().collect())),
            prop::collection::btree_set(number(), 1..4)
                .prop_map(|set| Value::NumberSet(set.into_iter().collect())),
            prop::collection::btree_set(bytes(), 1..4)
                .prop_map(|set| Value::BinarySet(set.into_iter().collect())),
        ];
        scalar.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
                prop::collection::btree_map("[a-c]{1,2}", inner, 0..4).prop_map(Value::Map),
            ]
        })
    }
}
