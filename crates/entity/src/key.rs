//! Keys: how the value of a key attribute is made of an entity's attributes, byte by byte as `ElectroDB` makes it.
//!
//! The derive's models and those that are read from `ElectroDB`'s JSON make their keys here. What a write does about a key
//! of which only a part is known is theirs to say.
//!
//! Nothing is escaped, so two different primary keys may be one in the table; [`unique`] says when, and refuses it where a
//! model asks for it.

mod apart;
mod choice;
mod fixings;
mod integer;
mod text;
mod unique;

pub(crate) use apart::Reading;
pub(crate) use choice::{Candidate, best};
pub(crate) use fixings::{Fixings, Names, collection_prefix};
pub(crate) use integer::parse_int;
pub use text::Casing;
pub(crate) use text::Padding;
#[cfg(feature = "schema")]
pub(crate) use unique::Kind as KeyKind;

use crate::{KeyField, Name, Number, Value};

/// The key attribute of an index, and how its value is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub(crate) field: Name,
    /// What the text starts with: empty for templates.
    pub(crate) prefix: String,
    pub(crate) parts: Vec<KeyPart>,
    /// What the text ends with once it is complete.
    pub(crate) postfix: String,
    /// The attributes in the key, by position, each as often as it stands there.
    pub(crate) composites: Vec<usize>,
    pub(crate) casing: Casing,
    /// The key is a number: the value of its one attribute.
    pub(crate) numeric: bool,
    /// It was given as a template.
    pub(crate) custom: bool,
}

/// Text of a key, and the attribute behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPart {
    /// The text before the attribute: `#id_` in a generated key.
    pub(crate) text: Name,
    /// The label alone: what the entities of a collection compare.
    pub(crate) label: Name,
    pub(crate) attribute: Option<usize>,
    pub(crate) padding: Option<Padding>,
}

/// Which ends of a key are left out where it is cut.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cut {
    /// The text before the first attribute that has no value is left out too.
    pub(crate) label: bool,
    /// The text at the end is left out even if all attributes are there.
    pub(crate) postfix: bool,
}

impl Key {
    /// The name of the key attribute, for example `gsi1pk`.
    pub fn field(&self) -> &Name {
        &self.field
    }

    /// The parts, in their order.
    pub fn parts(&self) -> &[KeyPart] {
        &self.parts
    }

    /// The positions of the attributes that the key is made of, in their order.
    pub fn composites(&self) -> impl Iterator<Item = usize> {
        self.composites.iter().copied()
    }

    /// Whether the key is the same for all items: no attribute is in it.
    pub fn is_constant(&self) -> bool {
        self.composites.is_empty()
    }

    /// Makes the key of what is known, up to the first attribute that has no value. A number that is not known makes none.
    ///
    /// # Errors
    /// The position of an attribute whose value is no number, where the key is one.
    pub(crate) fn make<'v, V: KeyField + ?Sized + 'v>(
        &self,
        known: impl Fn(usize) -> Option<&'v V>,
        cut: Cut,
    ) -> Result<Option<Value>, usize> {
        if self.numeric {
            return self.make_number(known);
        }
        let mut text = String::with_capacity(96);
        text.push_str(&self.prefix);
        let mut complete = true;
        for part in &self.parts {
            let label = text.len();
            text.push_str(&part.text);
            let start = text.len();
            let written = part
                .attribute
                .and_then(&known)
                .is_some_and(|value| value.write(&mut text));
            if !written {
                // A value is missing, or this is the text behind the last attribute.
                if cut.label {
                    text.truncate(label);
                }
                complete = false;
                break;
            }
            if let Some(padding) = &part.padding {
                padding.apply(&mut text, start);
            }
        }
        if complete && !cut.postfix {
            text.push_str(&self.postfix);
        }
        self.casing.apply(&mut text);
        Ok(Some(Value::String(text)))
    }

    fn make_number<'v, V: KeyField + ?Sized + 'v>(
        &self,
        known: impl Fn(usize) -> Option<&'v V>,
    ) -> Result<Option<Value>, usize> {
        let Some(&position) = self.composites.first() else {
            return Ok(None);
        };
        let Some(value) = known(position).and_then(crate::Field::value) else {
            return Ok(None);
        };
        match value {
            Value::Number(number) => Some(number),
            Value::String(text) => parse_int(&text),
            Value::Bool(value) => Some(Number::from(u8::from(value))),
            _ => None,
        }
        .map(|number| Some(Value::Number(number)))
        .ok_or(position)
    }
}
