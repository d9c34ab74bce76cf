//! Keys that no two rows share: which models and which values are refused for the sake of it.
//!
//! # The rule
//!
//! `ElectroDB` escapes nothing and changes the case of whole keys, so that different values can make one key: `a#b_c` in one
//! attribute and `a` and `c` in two. Where a model asks for keys that are unique, these are refused:
//!
//! 1. a value that the key's casing, or its cast to a number, changes: it would share its key with what it becomes;
//! 2. a value that is filled up at its start, if a shorter one of its type is filled up to the same text: of `7`, `07` and
//!    `007`, filled up with zeros to three, the text `7` alone is taken (of numbers there is but one);
//! 3. a value with another attribute behind it, if the text between the two is found in it, or across its end, before it
//!    ends: `x#id_` before `#id_`;
//! 4. a value that is not of its attribute's type, as the key of a read may be;
//! 5. the model, if two attributes of a key of the table have no text between them, or a key has text that casing writes in
//!    several ways (a capital sigma in lower case).
//!
//! What is left can be read back from its key: the start of the key is the same for all; the first attribute goes on to the
//! first place where the text behind it is found, which by 3 is its end; and so on. By 1, 2 and 4 a text stands for one value.
//! So two different primary keys of the model, whose attributes are those of its two keys, differ in one of them.
//!
//! A model that does not ask for it makes the keys that `ElectroDB` makes.

#[cfg(feature = "schema")]
use super::Casing;
use super::{Key, KeyPart, Padding, parse_int};
use crate::{KeyField, Value};

/// What a value of an attribute may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
    Bool,
}

impl Kind {
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::String(_) => Some(Self::Text),
            Value::Number(_) => Some(Self::Number),
            Value::Bool(_) => Some(Self::Bool),
            _ => None,
        }
    }

    /// Whether a value of this type has this text.
    fn has(self, text: &str) -> bool {
        match self {
            Self::Text => true,
            Self::Bool => matches!(text, "true" | "false"),
            Self::Number => {
                let number = text.parse::<crate::Number>();
                number.is_ok_and(|number| {
                    let mut written = String::new();
                    number.write_javascript(&mut written);
                    written == text
                })
            }
        }
    }
}

impl Key {
    /// Whether the values of the key can be told apart, however they are chosen. The derive checks the same when it is
    /// compiled.
    ///
    /// # Errors
    /// The reason why they cannot.
    #[cfg(feature = "schema")]
    pub(crate) fn expect_separated(&self) -> Result<(), &'static str> {
        let attributes = self.parts.iter().filter(|part| part.attribute.is_some());
        for (at, part) in attributes.enumerate() {
            if at > 0 && part.text.is_empty() {
                return Err("two of its attributes have no text between them");
            }
            let fill = part.padding.as_ref().map_or("", |padding| &padding.fill);
            if self.casing == Casing::Lower && [&*part.text, fill].iter().any(|text| text.contains('Σ')) {
                return Err("a text in it has several lower cases");
            }
        }
        Ok(())
    }

    /// Finds a value that another one shares its key with.
    ///
    /// # Errors
    /// Its attribute's position, and how it shares its key.
    pub(crate) fn check_unique<'v, V: KeyField + ?Sized + 'v>(
        &self,
        known: impl Fn(usize) -> Option<&'v V>,
        kind: impl Fn(usize) -> Option<Kind>,
    ) -> Result<(), (usize, &'static str)> {
        for (at, part) in self.parts.iter().enumerate() {
            let Some(position) = part.attribute else { continue };
            let Some(value) = known(position) else { continue };
            let Some(found) = value.value() else { continue };
            let expected = kind(position).or_else(|| Kind::of(&found));
            let Some(kind) = expected.filter(|kind| Kind::of(&found) == Some(*kind)) else {
                return Err((position, "is not of its attribute's type"));
            };
            let mut text = String::new();
            value.write(&mut text);
            if let Some(reason) = self.share(part, self.parts.get(at + 1), kind, &text) {
                return Err((position, reason));
            }
        }
        Ok(())
    }

    /// Says how a value that has this text shares its key with another one.
    fn share(&self, part: &KeyPart, next: Option<&KeyPart>, kind: Kind, text: &str) -> Option<&'static str> {
        if self.numeric {
            let read = parse_int(text);
            let is_shared = kind == Kind::Text && read.is_none_or(|number| number.as_str() != text);
            return is_shared.then_some("is not the number in its shortest form");
        }
        if kind == Kind::Text && self.cased(text) != text {
            return Some("is changed by the key's casing");
        }
        let filled = |text: &str| match &part.padding {
            Some(padding) => self.cased(&padding.filled(text)),
            None => self.cased(text),
        };
        if part.padding.is_some() && has_shorter(text, kind, filled) {
            return Some("starts with the text that fills shorter values up");
        }
        let filled = filled(text);
        let next = next.filter(|next| next.attribute.is_some())?;
        let separator = self.cased(&next.text);
        let end = filled.len();
        let joined = filled + &separator;
        (joined.find(&separator) != Some(end))
            .then_some("holds the text that separates it from the next attribute")
    }

    fn cased(&self, text: &str) -> String {
        let mut text = text.to_owned();
        self.casing.apply(&mut text);
        text
    }
}

impl Padding {
    fn filled(&self, text: &str) -> String {
        let mut text = text.to_owned();
        self.apply(&mut text, 0);
        text
    }
}

/// Whether a shorter value of a type is filled up to the same text. As both are unchanged by casing, it is what the longer
/// one ends with.
fn has_shorter(text: &str, kind: Kind, filled: impl Fn(&str) -> String) -> bool {
    let whole = filled(text);
    text.char_indices()
        .map(|(start, character)| &text[start + character.len_utf8()..])
        .any(|shorter| kind.has(shorter) && filled(shorter) == whole)
}
