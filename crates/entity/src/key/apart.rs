//! Keys back to the values that they are made of.
//!
//! Nothing is escaped, so the text between two attributes may stand in their values too, and a key can be read in several
//! ways. As `ElectroDB` reads it, each attribute takes as much as it can, the first one first. Where a model's keys are
//! [unique](super::unique), an attribute ends where the text behind it is found first, and that is what was written.

use super::Key;

/// How a key is read that could be read in several ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Each attribute takes as much as it can, and at least a character; letters are the same in either case.
    Longest,
    /// Each attribute ends where the text behind it is found first.
    Shortest,
}

impl Reading {
    /// Whether two characters of a key's own text are the same.
    fn same(self, one: char, other: char) -> bool {
        one == other || (self == Self::Longest && letter(one) == letter(other))
    }

    /// How long the start of `text` is that is `literal`.
    fn start(self, text: &str, literal: &str) -> Option<usize> {
        let mut characters = text.chars();
        for expected in literal.chars() {
            characters.next().filter(|found| self.same(*found, expected))?;
        }
        Some(text.len() - characters.as_str().len())
    }

    /// Where the end of `text` begins that is `literal`.
    fn end(self, text: &str, literal: &str) -> Option<usize> {
        let mut characters = text.chars();
        for expected in literal.chars().rev() {
            characters
                .next_back()
                .filter(|found| self.same(*found, expected))?;
        }
        Some(characters.as_str().len())
    }

    /// Parts `text` at the places where the separators stand; none if they do not.
    fn split<'t>(self, text: &'t str, separators: &[String]) -> Option<Vec<&'t str>> {
        let mut values = Vec::with_capacity(separators.len() + 1);
        let mut rest = text;
        match self {
            Self::Shortest => {
                for separator in separators {
                    let (value, behind) = rest.split_once(separator.as_str())?;
                    values.push(value);
                    rest = behind;
                }
                values.push(rest);
            }
            Self::Longest => {
                // From the end: the last place for each separator that leaves a character behind it.
                for separator in separators.iter().rev() {
                    let (at, behind) = rest.char_indices().rev().find_map(|(at, _)| {
                        let length = self.start(&rest[at..], separator)?;
                        (at + length < rest.len()).then_some((at, at + length))
                    })?;
                    values.push(&rest[behind..]);
                    rest = &rest[..at];
                }
                values.push(rest);
                values.reverse();
                if rest.is_empty() {
                    return None;
                }
            }
        }
        Some(values)
    }
}

impl Key {
    /// The texts of the attributes in a key, as many as [`Key::composites`]; none if it is no key of this kind.
    pub(crate) fn take_apart<'t>(&self, text: &'t str, reading: Reading) -> Option<Vec<&'t str>> {
        let cased = |literal: &str| {
            let mut literal = literal.to_owned();
            self.casing.apply(&mut literal);
            literal
        };
        let mut literals = vec![self.prefix.clone()];
        for part in &self.parts {
            let last = literals.last_mut()?;
            last.push_str(&cased(&part.text));
            if part.attribute.is_some() {
                literals.push(String::new());
            }
        }
        literals.last_mut()?.push_str(&self.postfix);
        let (first, rest) = literals.split_first()?;
        let Some((last, separators)) = rest.split_last() else {
            return (reading.start(text, first)? == text.len()).then(Vec::new);
        };
        let text = &text[reading.start(text, first)?..];
        let text = &text[..reading.end(text, last)?];
        reading.split(text, separators)
    }
}

/// The letter that stands for both cases of a character, as in JavaScript's regular expressions: a character without a
/// single other case is itself, and no other character is an ASCII letter.
fn letter(character: char) -> char {
    let mut upper = character.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(upper), None) if character.is_ascii() || !upper.is_ascii() => upper,
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::Reading::{Longest, Shortest};
    use super::*;
    use crate::key::{Casing, KeyPart};

    /// A key in which each text stands before an attribute, the last one alone.
    fn key(texts: &[&'static str], tail: &str) -> Key {
        let part = |(position, text): (usize, &&'static str)| KeyPart {
            text: (*text).into(),
            label: (*text).into(),
            attribute: Some(position),
            padding: None,
        };
        Key {
            field: "pk".into(),
            prefix: String::new(),
            parts: texts.iter().enumerate().map(part).collect(),
            postfix: tail.to_owned(),
            composites: (0..texts.len()).collect(),
            casing: Casing::None,
            numeric: false,
            custom: true,
        }
    }

    #[test]
    fn texts_between_the_attributes_part_a_key() {
        let order = key(&["$order#a_", "#b_"], "!");
        for reading in [Longest, Shortest] {
            assert_eq!(order.take_apart("$order#a_x#b_y!", reading), Some(vec!["x", "y"]));
            for wrong in ["", "$order", "$order#a_x", "$order#a_x#b_y", "$line#a_x#b_y!"] {
                assert_eq!(order.take_apart(wrong, reading), None, "{wrong}");
            }
        }
        assert_eq!(key(&[], "ORDERS").take_apart("ORDERS", Longest), Some(vec![]));
        assert_eq!(key(&[], "ORDERS").take_apart("ORDERS#", Longest), None);
    }

    #[test]
    fn readings_differ_where_a_value_holds_the_text() {
        let order = key(&["a_", "#b_"], "");
        assert_eq!(order.take_apart("a_x#b_y#b_z", Longest), Some(vec!["x#b_y", "z"]));
        assert_eq!(
            order.take_apart("a_x#b_y#b_z", Shortest),
            Some(vec!["x", "y#b_z"])
        );
        assert_eq!(order.take_apart("a_x#b_", Longest), None);
        assert_eq!(order.take_apart("a_x#b_", Shortest), Some(vec!["x", ""]));
        assert_eq!(order.take_apart("A_x#B_ß", Longest), Some(vec!["x", "ß"]));
        assert_eq!(order.take_apart("A_x#B_ß", Shortest), None);
    }

    #[test]
    fn attributes_side_by_side_leave_a_character_each() {
        let adjacent = key(&["", "", ""], "");
        assert_eq!(adjacent.take_apart("äbcöé", Longest), Some(vec!["äbc", "ö", "é"]));
        assert_eq!(adjacent.take_apart("äb", Longest), None);
    }
}
