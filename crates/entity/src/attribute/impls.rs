//! The attribute types of the standard library and of the optional `uuid` and `decimal` features.

use std::collections::{BTreeMap, BTreeSet};

use super::{Attribute, AttributeError, KeyAttribute};
use crate::{Item, Name, Number, Value};

impl Attribute for String {
    fn to_value(&self) -> Option<Value> {
        Some(Value::String(self.clone()))
    }

    fn from_value(value: Option<Value>) -> Result<Self, AttributeError> {
        match value {
            Some(Value::String(text)) => Ok(text),
            Some(other) => Err(AttributeError::wrong_kind("a string", &other)),
            None => Err(AttributeError::missing()),
        }
    }
}

impl KeyAttribute for String {
    fn write_key(&self, key: &mut String) {
        key.push_str(self);
    }
}

impl Attribute for bool {
    fn to_value(&self) -> Option<Value> {
        Some(Value::Bool(*self))
    }

    fn from_value(value: Option<Value>) -> Result<Self, AttributeError> {
        match value {
            Some(Value::Bool(value)) => Ok(value),
            Some(other) => Err(AttributeError::wrong_kind("a boolean", &other)),
            None => Err(AttributeError::missing()),
        }
    }
}

impl KeyAttribute for bool {
    fn write_key(&self, key: &mut String) {
        key.push_str(if *self { "true" } else { "false" });
    }
}

fn number(value: Option<Value>) -> Result<Number, AttributeError> {
    match value {
        Some(Value::Number(number)) => Ok(number),
        Some(other) => Err(AttributeError::wrong_kind("a number", &other)),
        None => Err(AttributeError::missing()),
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl Attribute for $integer {
            fn to_value(&self) -> Option<Value> {
                Some(Value::from(*self))
            }

            fn from_value(value: Option<Value>) -> Result<Self, AttributeError> {
                let number = number(value)?;
                number.as_str().parse().map_err(|_| {
                    AttributeError::invalid(format_args!(
                        "expected a whole number from {} to {}, found {number}",
                        Self::MIN, Self::MAX
                    ))
                })
            }
        }

        impl KeyAttribute for $integer {
            fn write_key(&self, key: &mut String) {
                super::text::write_display(self, key);
            }
        }
    )*};
}

integers!(i8, i16, i32, i64, u8, u16, u32, u64);

/// What a table cannot store as a number (infinities, `NaN`, magnitudes outside 1E-130 to 9.9E+125) is stored as null,
/// as JSON does, and reading it back is an error.
impl Attribute for f64 {
    fn to_value(&self) -> Option<Value> {
        Some(Number::try_from(*self).map_or(Value::Null, Value::Number))
    }

    fn from_value(value: Option<Value>) -> Result<Self, AttributeError> {
        number(value)?.as_str().parse().map_err(AttributeError::invalid)
    }
}

impl Attribute for Number {
    fn to_value(&self) -> Option<Value> {
        Some(Value::Number(self.clone()))
    }

    fn from_value(value: Option<Value>) -> Result<Self, AttributeError> {
        number(value)
    }
}

/// Any value, as it is stored.
impl Attribute for Value {
    fn to_value(&self) -> Option<Value> {
        Some(self.clone())
    }

    fn from_value(value: Option<Value>) -> Result<Self, AttributeError> {
        value.ok_or_else(AttributeError::missing)
    }
}

/// `None` is an absent attribute. A stored null, which other writers may leave, reads as `None` too.
impl<T: Attribute> Attribute for Option<T> {
    fn to_value(&self) -> Option<Value> {
        self.as_ref().and_then(Attribute::to_value)
    }

    fn from_value(value: Option<Value>) -> Result<Self, AttributeError> {
        match value {
            None | Some(Value::Null) => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

/// A list; an element without a value is a null in it.
impl<T: Attribute> Attribute for Vec<T> {
    fn to_value(&self) -> Option<Value> {
        let values = self
            .iter()
            .map(|element| element.to_value().unwrap_or(Value::Null));
        Some(Value::List(values.collect()))
    }

    fn from_value(value: Option<Value>) -> Result<Self, AttributeError> {
        let elements = match value {
            Some(Value::List(elements)) => elements,
            Some(other) => return Err(AttributeError::wrong_kind("a list", &other)),
            None => return Err(AttributeError::missing()),
        };
        let elements = elements.into_iter().enumerate().map(|(position, element)| {
            T::from_value(Some(element))
                .map_err(|error| AttributeError::invalid(format_args!("element {position}: {error}")))
        });
        elements.collect()
    }
}

/// A map; a member without a value is left out of it.
impl<T: Attribute> Attribute for BTreeMap<String, T> {
    fn to_value(&self) -> Option<Value> {
        let members = self
            .iter()
            .filter_map(|(name, member)| Some((Name::Owned(name.clone()), member.to_value()?)));
        Some(Value::Map(members.collect()))
    }

    fn from_value(value: Option<Value>) -> Result<Self, AttributeError> {
        let members: Item = match value {
            Some(Value::Map(members)) => members,
            Some(other) => return Err(AttributeError::wrong_kind("a map", &other)),
            None => return Err(AttributeError::missing()),
        };
        let members = members.into_iter().map(|(name, member)| {
            let member = T::from_value(Some(member))
                .map_err(|error| AttributeError::invalid(format_args!("member {name:?}: {error}")))?;
            Ok((name.into_owned(), member))
        });
        members.collect()
    }
}

/// A string set. A table has no empty sets: the empty one is an absent attribute.
impl Attribute for BTreeSet<String> {
    fn to_value(&self) -> Option<Value> {
        (!self.is_empty()).then(|| Value::StringSet(self.iter().cloned().collect()))
    }

    fn from_value(value: Option<Value>) -> Result<Self, AttributeError> {
        match value {
            Some(Value::StringSet(members)) => Ok(members.into_iter().collect()),
            Some(other) => Err(AttributeError::wrong_kind("a string set", &other)),
            None => Ok(Self::new()),
        }
    }
}

/// Canonical text: lower case with hyphens. Upper case is read as well, so one id is one key.
#[cfg(feature = "uuid")]
impl Attribute for uuid::Uuid {
    fn to_value(&self) -> Option<Value> {
        Some(Value::from(self))
    }

    fn from_value(value: Option<Value>) -> Result<Self, AttributeError> {
        super::text::text_from_value(value)
    }
}

#[cfg(feature = "uuid")]
impl KeyAttribute for uuid::Uuid {
    fn write_key(&self, key: &mut String) {
        key.push_str(self.hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer()));
    }
}

/// A number without loss; trailing zeros of the scale (`1.50`) are not kept.
#[cfg(feature = "decimal")]
impl Attribute for rust_decimal::Decimal {
    fn to_value(&self) -> Option<Value> {
        Some(Value::from(self))
    }

    fn from_value(value: Option<Value>) -> Result<Self, AttributeError> {
        let number = number(value)?;
        Self::from_str_exact(number.as_str())
            .map_err(|error| AttributeError::invalid(format_args!("{number}: {error}")))
    }
}
