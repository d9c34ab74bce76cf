//! Items as bytes in the file.
//!
//! The form is the file's own and changes only with the file's version: a count, then name and value by name; a value is a
//! tag and its content; counts and lengths are in base 128, least first; numbers are as in keys. Names and sets are
//! sorted, so equal items have equal bytes.

use thiserror::Error;

use super::{Item, MAX_NESTING, Number, Value};

/// The bytes are not what this module writes: the file was changed by something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a stored item is damaged")]
pub(crate) struct Damaged;

/// What a value begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Tag {
    String = 1,
    Number = 2,
    Binary = 3,
    False = 4,
    True = 5,
    Null = 6,
    StringSet = 7,
    NumberSet = 8,
    BinarySet = 9,
    List = 10,
    Map = 11,
}

impl Tag {
    fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            1 => Self::String,
            2 => Self::Number,
            3 => Self::Binary,
            4 => Self::False,
            5 => Self::True,
            6 => Self::Null,
            7 => Self::StringSet,
            8 => Self::NumberSet,
            9 => Self::BinarySet,
            10 => Self::List,
            11 => Self::Map,
            _ => return None,
        })
    }
}

/// Writes an item.
pub(crate) fn write_item(item: &Item, out: &mut Vec<u8>) {
    write_length(item.len(), out);
    for (name, value) in item {
        write_block(name.as_bytes(), out);
        write_value(value, out);
    }
}

/// Writes a value.
pub(crate) fn write_value(value: &Value, out: &mut Vec<u8>) {
    let mut tag = |tag: Tag| out.push(tag as u8);
    match value {
        Value::String(text) => {
            tag(Tag::String);
            write_block(text.as_bytes(), out);
        }
        Value::Number(number) => {
            tag(Tag::Number);
            number.encode(out);
        }
        Value::Binary(bytes) => {
            tag(Tag::Binary);
            write_block(bytes, out);
        }
        Value::Bool(false) => tag(Tag::False),
        Value::Bool(true) => tag(Tag::True),
        Value::Null => tag(Tag::Null),
        Value::StringSet(set) => {
            tag(Tag::StringSet);
            write_length(set.len(), out);
            for text in set {
                write_block(text.as_bytes(), out);
            }
        }
        Value::NumberSet(set) => {
            tag(Tag::NumberSet);
            write_length(set.len(), out);
            for number in set {
                number.encode(out);
            }
        }
        Value::BinarySet(set) => {
            tag(Tag::BinarySet);
            write_length(set.len(), out);
            for bytes in set {
                write_block(bytes, out);
            }
        }
        Value::List(list) => {
            tag(Tag::List);
            write_length(list.len(), out);
            for value in list {
                write_value(value, out);
            }
        }
        Value::Map(map) => {
            tag(Tag::Map);
            write_item(map, out);
        }
    }
}

/// Writes bytes with their length before them.
pub(crate) fn write_block(bytes: &[u8], out: &mut Vec<u8>) {
    write_length(bytes.len(), out);
    out.extend_from_slice(bytes);
}

/// Writes a text with its length before it.
pub(crate) fn write_text(text: &str, out: &mut Vec<u8>) {
    write_block(text.as_bytes(), out);
}

/// Writes a length in base 128, least first.
pub(crate) fn write_length(mut length: usize, out: &mut Vec<u8>) {
    loop {
        let low = u8::try_from(length & 0x7F).expect("seven bits fit a byte");
        length >>= 7;
        if length == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

/// Reads an item that takes all of the bytes.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn read_item(bytes: &[u8]) -> Result<Item, Damaged> {
    let mut reader = Reader(bytes);
    let item = reader.item(0)?;
    reader.0.is_empty().then_some(item).ok_or(Damaged)
}

/// Stored bytes that are still to be read.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    /// A length or a count.
    pub(crate) fn length(&mut self) -> Result<usize, Damaged> {
        let mut length = 0usize;
        for shift in (0..usize::BITS).step_by(7) {
            let (&byte, rest) = self.0.split_first().ok_or(Damaged)?;
            self.0 = rest;
            let part = usize::from(byte & 0x7F);
            if part.leading_zeros() < shift {
                return Err(Damaged);
            }
            length |= part << shift;
            if byte & 0x80 == 0 {
                return Ok(length);
            }
        }
        Err(Damaged)
    }

    /// Bytes with their length before them.
    pub(crate) fn block(&mut self) -> Result<&'a [u8], Damaged> {
        let length = self.length()?;
        self.block_of(length)
    }

    /// So many bytes.
    pub(crate) fn block_of(&mut self, length: usize) -> Result<&'a [u8], Damaged> {
        let (block, rest) = self.0.split_at_checked(length).ok_or(Damaged)?;
        self.0 = rest;
        Ok(block)
    }

    /// A name, or the text of a string.
    pub(crate) fn text(&mut self) -> Result<&'a str, Damaged> {
        std::str::from_utf8(self.block()?).map_err(|_| Damaged)
    }

    /// A text of so many bytes.
    pub(crate) fn text_of(&mut self, length: usize) -> Result<&'a str, Damaged> {
        std::str::from_utf8(self.block_of(length)?).map_err(|_| Damaged)
    }

    /// What the next value begins with.
    pub(crate) fn tag(&mut self) -> Result<Tag, Damaged> {
        let (&byte, rest) = self.0.split_first().ok_or(Damaged)?;
        self.0 = rest;
        Tag::from_byte(byte).ok_or(Damaged)
    }

    /// A number.
    pub(crate) fn number(&mut self) -> Result<Number, Damaged> {
        Number::decode(&mut self.0).ok_or(Damaged)
    }

    fn many<T>(&mut self, mut one: impl FnMut(&mut Self) -> Result<T, Damaged>) -> Result<Vec<T>, Damaged> {
        // Each takes a byte at least, so a damaged count cannot ask for more memory than there are bytes.
        let count = self.length()?;
        let mut all = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            all.push(one(self)?);
        }
        Ok(all)
    }

    fn item(&mut self, depth: usize) -> Result<Item, Damaged> {
        let entries = self.many(|reader| Ok((reader.text()?.to_owned(), reader.value(depth)?)))?;
        Ok(entries.into_iter().collect())
    }

    /// A value at a depth: 0 for an attribute's own.
    pub(crate) fn value(&mut self, depth: usize) -> Result<Value, Damaged> {
        if depth > MAX_NESTING {
            return Err(Damaged);
        }
        Ok(match self.tag()? {
            Tag::String => Value::String(self.text()?.to_owned()),
            Tag::Number => Value::Number(self.number()?),
            Tag::Binary => Value::Binary(self.block()?.to_vec()),
            Tag::False => Value::Bool(false),
            Tag::True => Value::Bool(true),
            Tag::Null => Value::Null,
            Tag::StringSet => Value::StringSet(self.many(|reader| Ok(reader.text()?.to_owned()))?),
            Tag::NumberSet => Value::NumberSet(self.many(Self::number)?),
            Tag::BinarySet => Value::BinarySet(self.many(|reader| Ok(reader.block()?.to_vec()))?),
            Tag::List => Value::List(self.many(|reader| reader.value(depth + 1))?),
            Tag::Map => Value::Map(self.item(depth + 1)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use proptest::prelude::*;

    use super::{Reader, read_item, write_item, write_length};
    use crate::value::testing::{item, value};

    #[test]
    fn the_form_stays() {
        let mut bytes = Vec::new();
        let item = item(
            r#"{"b":{"N":"-1.5"},"a":{"S":"x"},"c":{"L":[{"NULL":true},{"BOOL":true}]},"d":{"SS":["y","x"]}}"#,
        );
        write_item(&item, &mut bytes);
        let hex = format!("{bytes:02x?}").replace(['[', ',', ' ', ']'], "");
        expect!["040161010178016202007defff01630a0206050164070201780179"].assert_eq(&hex);
        assert_eq!(read_item(&bytes), Ok(item));
    }

    proptest! {
        #[test]
        fn items_return(item in prop::collection::btree_map("[a-z]{1,3}", value(), 0..4)) {
            let mut bytes = Vec::new();
            write_item(&item, &mut bytes);
            prop_assert_eq!(read_item(&bytes), Ok(item));
            for end in 0..bytes.len() {
                prop_assert!(read_item(&bytes[..end]).is_err());
            }
        }

        #[test]
        fn damaged_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = read_item(&bytes);
        }

        #[test]
        fn lengths_return(length in any::<usize>()) {
            let mut bytes = Vec::new();
            write_length(length, &mut bytes);
            prop_assert_eq!(Reader(&bytes).length(), Ok(length));
        }
    }
}
