//! Writes values, items and placeholders.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lockstep_entity::{Item, Name, Number, Value};
use serde::ser::{Serialize, Serializer};

/// An item, a key or a map: an object with a member for each attribute.
#[derive(Clone, Copy)]
pub(super) struct Attributes<'a>(pub(super) &'a Item);

/// A value: an object whose one member is named after the value's kind. That is how serde writes a variant too.
struct Attribute<'a>(&'a Value);

/// What the name placeholders of a request stand for.
#[derive(Clone, Copy)]
pub(super) struct Names<'a>(pub(super) &'a [(Name, Name)]);

/// What the value placeholders of a request stand for.
#[derive(Clone, Copy)]
pub(super) struct Values<'a>(pub(super) &'a [(Name, Value)]);

/// An array of what a function makes of each element.
pub(super) struct Each<'a, T, F>(&'a [T], F);

/// An array of what the function makes of each element.
pub(super) fn each<'a, T, R, F: Fn(&'a T) -> R>(elements: &'a [T], make: F) -> Each<'a, T, F> {
    Each(elements, make)
}

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, Attribute(value))))
    }
}

impl Serialize for Attribute<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::String(text) => member(serializer, "S", text),
            Value::Number(number) => member(serializer, "N", number.as_str()),
            Value::Bool(value) => member(serializer, "BOOL", value),
            Value::Null => member(serializer, "NULL", &true),
            Value::Binary(bytes) => member(serializer, "B", &STANDARD.encode(bytes)),
            Value::List(values) => member(serializer, "L", &each(values, Attribute)),
            Value::Map(item) => member(serializer, "M", &Attributes(item)),
            Value::StringSet(texts) => member(serializer, "SS", texts),
            Value::NumberSet(numbers) => member(serializer, "NS", &each(numbers, Number::as_str)),
            Value::BinarySet(set) => member(serializer, "BS", &each(set, |bytes| STANDARD.encode(bytes))),
        }
    }
}

/// An object with one member.
fn member<S: Serializer>(
    serializer: S,
    name: &'static str,
    value: &(impl Serialize + ?Sized),
) -> Result<S::Ok, S::Error> {
    serializer.serialize_newtype_variant("Attribute", 0, name, value)
}

impl Names<'_> {
    /// Whether there are none. The service refuses an empty object of placeholders.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Names<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(placeholder, name)| (placeholder, name)))
    }
}

impl Values<'_> {
    /// Whether there are none. The service refuses an empty object of placeholders.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            self.0
                .iter()
                .map(|(placeholder, value)| (placeholder, Attribute(value))),
        )
    }
}

impl<'a, T, R: Serialize, F: Fn(&'a T) -> R> Serialize for Each<'a, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(&self.1))
    }
}
