//! Fields by position: how the model reads rows, keys and patches without knowing their types.
//!
//! A model numbers its attributes from 0. Everything that has values for some of them (a row for all, a key for the
//! composites of the primary key, a patch for what it changes) answers by that number, so one piece of code builds the
//! requests of every entity.

use crate::{Attribute, KeyAttribute, Value};

/// Values for some attributes of a model. `#[derive(Entity)]` implements it for rows, keys and patches.
pub trait Fields {
    /// What is known of an attribute, by its position in the model; `None` if nothing is.
    fn field(&self, attribute: usize) -> Option<&dyn Field>;

    /// What is known of an attribute that stands in a key template; `None` if nothing is.
    fn key_field(&self, attribute: usize) -> Option<&dyn KeyField>;

    /// Whether a row is in a conditional index, by the index's position in the model. What is no row does not know.
    fn belongs(&self, index: usize) -> Option<bool> {
        let _ = index;
        None
    }
}

/// A field that can be stored.
pub trait Field {
    /// The value to store; `None` if the attribute is absent.
    fn value(&self) -> Option<Value>;
}

/// A field that can stand in a key.
pub trait KeyField: Field {
    /// Appends the value as it stands in a key. `false` says that there is no value, and nothing was appended.
    fn write(&self, key: &mut String) -> bool;

    /// Whether there is no value.
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T: Attribute> Field for T {
    fn value(&self) -> Option<Value> {
        self.to_value()
    }
}

impl<T: KeyAttribute> KeyField for T {
    fn write(&self, key: &mut String) -> bool {
        self.write_key(key);
        true
    }
}

impl<T: KeyAttribute> KeyField for Option<T> {
    fn write(&self, key: &mut String) -> bool {
        self.as_ref().inspect(|value| value.write_key(key)).is_some()
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// A stored value, as `ElectroDB` writes it in a key.
impl KeyField for Value {
    fn write(&self, key: &mut String) -> bool {
        match self {
            Self::String(text) => key.push_str(text),
            Self::Number(value) => value.write_javascript(key),
            Self::Bool(value) => key.push_str(if *value { "true" } else { "false" }),
            other => write_javascript(other, key),
        }
        true
    }
}

/// Writes a value that has no place in a key as JavaScript turns it into text: `ElectroDB` does so with the key of a read.
fn write_javascript(value: &Value, text: &mut String) {
    match value {
        Value::String(_) | Value::Number(_) | Value::Bool(_) => {
            value.write(text);
        }
        Value::Null => text.push_str("null"),
        Value::List(elements) => {
            for (position, element) in elements.iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                if *element != Value::Null {
                    write_javascript(element, text);
                }
            }
        }
        Value::Map(_) => text.push_str("[object Object]"),
        Value::Binary(bytes) => {
            let bytes: Vec<String> = bytes.iter().map(u8::to_string).collect();
            text.push_str(&bytes.join(","));
        }
        Value::StringSet(_) | Value::NumberSet(_) | Value::BinarySet(_) => text.push_str("[object Set]"),
    }
}

impl Field for &str {
    fn value(&self) -> Option<Value> {
        Some(Value::from(*self))
    }
}

impl KeyField for &str {
    fn write(&self, key: &mut String) -> bool {
        key.push_str(self);
        true
    }
}
