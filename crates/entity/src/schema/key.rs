//! Keys of an index: how they are made of attributes, byte by byte as `ElectroDB` makes them.

use std::sync::OnceLock;

use regress::Regex;

use super::attribute::{Members, Padding};
use super::failure::invalid_attribute;
use super::number;
use crate::{Error, Name, Value};

/// How the text of a key is changed once it is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Casing {
    Lower,
    Upper,
    None,
}

/// A partition or sort key of an index.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) field: Name,
    /// What the text starts with: empty for templates.
    pub(super) prefix: String,
    /// What the text ends with once it is complete.
    pub(super) postfix: String,
    pub(super) parts: Vec<Part>,
    /// The attributes in the key, by position.
    pub(super) composites: Vec<usize>,
    pub(super) casing: Casing,
    /// The key is a number: the value of its one attribute.
    pub(super) numeric: bool,
    /// It was given as a template.
    pub(super) custom: bool,
    /// The key attribute is one of the schema's attributes.
    pub(super) is_attribute: bool,
    /// The pattern that takes the key apart, once it was asked for.
    pub(super) decoder: OnceLock<Option<Regex>>,
}

/// Text, and the attribute behind it.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// The text before the attribute, `#id_` for a generated key.
    pub(super) text: String,
    /// The label alone: what the schemas of a collection compare.
    pub(super) label: String,
    pub(super) attribute: Option<usize>,
}

/// Which ends of a key are left out where it is cut.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cut {
    /// The text before the first attribute that has no value is left out too.
    pub(super) label: bool,
    /// The text at the end is left out even if all attributes are there.
    pub(super) postfix: bool,
}

impl Casing {
    pub(super) fn apply(self, text: &mut String) {
        match self {
            Self::None => {}
            Self::Lower if text.is_ascii() => text.make_ascii_lowercase(),
            Self::Upper if text.is_ascii() => text.make_ascii_uppercase(),
            Self::Lower => *text = text.to_lowercase(),
            Self::Upper => *text = text.to_uppercase(),
        }
    }
}

impl Key {
    /// Whether no attribute is in the key.
    pub(super) fn is_constant(&self) -> bool {
        self.composites.is_empty()
    }

    /// Makes the key of what is known; a number that is not known makes none.
    ///
    /// # Errors
    /// When the key is a number and the value is none.
    pub(super) fn make<'v>(
        &self,
        attributes: &Members,
        known: impl Fn(usize) -> Option<&'v Value>,
        cut: Cut,
    ) -> Result<Option<Value>, Error> {
        if self.numeric {
            return self.make_number(attributes, known);
        }
        let mut text = String::with_capacity(96);
        text.push_str(&self.prefix);
        let mut complete = true;
        for part in &self.parts {
            let value = part
                .attribute
                .and_then(|position| known(position).map(|value| (position, value)));
            if value.is_none() && cut.label {
                complete = false;
                break;
            }
            text.push_str(&part.text);
            let Some((position, value)) = value else {
                complete = false;
                break;
            };
            write_value(value, attributes.list[position].padding.as_ref(), &mut text);
        }
        if complete && !cut.postfix {
            text.push_str(&self.postfix);
        }
        self.casing.apply(&mut text);
        Ok(Some(Value::String(text)))
    }

    fn make_number<'v>(
        &self,
        attributes: &Members,
        known: impl Fn(usize) -> Option<&'v Value>,
    ) -> Result<Option<Value>, Error> {
        let Some(&position) = self.composites.first() else {
            return Ok(None);
        };
        let number = match known(position) {
            None => return Ok(None),
            Some(Value::Number(number)) => Some(number.clone()),
            Some(Value::String(text)) => number::parse_int(text),
            Some(Value::Bool(value)) => Some(u8::from(*value).into()),
            Some(_) => None,
        };
        number.map(|number| Some(Value::Number(number))).ok_or_else(|| {
            let path = &attributes.list[position].path;
            invalid_attribute(
                path,
                format_args!("the key `{}` is a number, and this is none", self.field),
            )
        })
    }
}

/// Writes a value as it stands in a key.
fn write_value(value: &Value, padding: Option<&Padding>, key: &mut String) {
    let start = key.len();
    match value {
        Value::String(text) => key.push_str(text),
        Value::Number(value) => value.write_javascript(key),
        Value::Bool(value) => key.push_str(if *value { "true" } else { "false" }),
        _ => key.push_str("null"),
    }
    if let Some(padding) = padding {
        padding.apply(key, start);
    }
}

impl Padding {
    /// Pads what stands behind `start`, as JavaScript's `padStart` does: lengths are in UTF-16 units, and a fill that does
    /// not fit is cut.
    fn apply(&self, key: &mut String, start: usize) {
        let length: usize = key[start..].chars().map(char::len_utf16).sum();
        let Some(missing) = self.length.checked_sub(length).filter(|missing| *missing > 0) else {
            return;
        };
        let fill: Vec<u16> = self.fill.encode_utf16().cycle().take(missing).collect();
        key.insert_str(start, &String::from_utf16_lossy(&fill));
    }
}

/// The next text after all that begin with this one, by the last UTF-16 unit.
pub(super) fn successor(value: Value) -> Value {
    let Value::String(text) = value else {
        return value;
    };
    let mut units: Vec<u16> = text.encode_utf16().collect();
    if let Some(last) = units.last_mut() {
        *last = last.wrapping_add(1);
    }
    Value::String(String::from_utf16_lossy(&units))
}
