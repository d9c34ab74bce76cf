//! Key templates: literal text with attributes in between.

use std::borrow::Cow;

use crate::{KeyField, Model, Name};

/// How the value of a key attribute is made of an entity's attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyTemplate {
    field: Name,
    parts: Cow<'static, [KeyPart]>,
}

/// A part of a key template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPart {
    /// Text, as it stands in the key.
    Literal(Name),
    /// The value of an attribute, by its position in the model.
    Attribute(usize),
}

impl KeyPart {
    /// Used by the derive.
    #[doc(hidden)]
    pub const fn from_static(literal: &'static str) -> Self {
        Self::Literal(Cow::Borrowed(literal))
    }
}

impl KeyTemplate {
    /// Used by the derive.
    #[doc(hidden)]
    pub const fn from_static(field: &'static str, parts: &'static [KeyPart]) -> Self {
        Self {
            field: Cow::Borrowed(field),
            parts: Cow::Borrowed(parts),
        }
    }

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
        self.parts.iter().filter_map(|part| match part {
            KeyPart::Attribute(attribute) => Some(*attribute),
            KeyPart::Literal(_) => None,
        })
    }

    /// Whether the key is the same text for all items.
    pub fn is_constant(&self) -> bool {
        self.composites().next().is_none()
    }

    /// The text before the first attribute: what all keys of this template begin with.
    pub fn prefix(&self) -> &str {
        match self.parts.first() {
            Some(KeyPart::Literal(text)) => text,
            _ => "",
        }
    }

    /// The template as it is written in a model, for messages.
    pub(crate) fn describe(&self, model: &Model) -> String {
        let parts = self.parts.iter().map(|part| match part {
            KeyPart::Literal(text) => text.to_string(),
            KeyPart::Attribute(attribute) => format!("{{{}}}", model.attributes[*attribute].name),
        });
        parts.collect()
    }

    /// Writes the key. `Ok(None)`: a value is absent, so an item has no such key.
    ///
    /// # Errors
    /// The positions of all attributes of which nothing is known, unless an absent value decides the matter.
    pub(crate) fn write<'f>(
        &self,
        mut field: impl FnMut(usize) -> Option<&'f dyn KeyField>,
    ) -> Result<Option<String>, Vec<usize>> {
        let mut key = String::with_capacity(96);
        let (mut absent, mut unknown) = (false, Vec::new());
        for part in &*self.parts {
            match part {
                KeyPart::Literal(text) => key.push_str(text),
                KeyPart::Attribute(attribute) => match field(*attribute) {
                    Some(field) => absent |= !field.write(&mut key),
                    None => unknown.push(*attribute),
                },
            }
        }
        if absent {
            Ok(None)
        } else if unknown.is_empty() {
            Ok(Some(key))
        } else {
            Err(unknown)
        }
    }
}
