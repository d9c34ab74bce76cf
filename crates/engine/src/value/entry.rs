//! Items as they lie in the file: at a place that says part of them, with names that the file keeps once.
//!
//! Keys make up much of a single table: a row's id stands in its partition key, its sort key, its index keys and in a
//! field of its own. An entry's place holds the keys already, so text in an attribute that stands in the place too is
//! stored as where it stands there. Names are numbers ([`Names`]). What is left is as in [`bytes`].
//!
//! Answers are written from stored bytes directly ([`Entry::write_json`]): no item is built where none is looked into.

mod json;
mod pieces;

use super::bytes::{self, Damaged, Reader, Tag, write_length};
use super::{Item, Value};
use crate::store::Names;

/// The tag of a text of pieces, beside those of [`bytes`].
const PIECES: u8 = 64;

/// Writes what is stored of an item at a place.
pub(crate) fn write(item: &Item, place: &[u8], names: &Names, out: &mut Vec<u8>) {
    let places = pieces::Places::of(place);
    write_length(item.len(), out);
    for (name, value) in item {
        // An even number counts the bytes of a name that follows, an odd one is of a name in the file.
        if let Some(number) = names.number(name) {
            write_length(2 * number as usize + 1, out);
        } else {
            write_length(2 * name.len(), out);
            out.extend_from_slice(name.as_bytes());
        }
        match value {
            Value::String(text) => places.write(text, out),
            value => bytes::write_value(value, out),
        }
    }
}

/// What is stored of an item.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) place: &'a [u8],
    pub(crate) bytes: &'a [u8],
    pub(crate) names: &'a Names,
}

impl<'a> Entry<'a> {
    /// The item.
    pub(crate) fn item(self) -> Result<Item, Damaged> {
        let mut item = Vec::new();
        self.each(|name, reader| {
            let value = match reader.0.first() {
                Some(&PIECES) => {
                    let mut text = String::new();
                    pieces::read(reader, self.place, |piece| text.push_str(piece))?;
                    Value::String(text)
                }
                _ => reader.value(0)?,
            };
            item.push((name.to_owned(), value));
            Ok(())
        })?;
        Ok(item.into_iter().collect())
    }

    /// Writes the item as `DynamoDB` JSON. Answers how many bytes it counts for.
    pub(crate) fn write_json(self, out: &mut Vec<u8>) -> Result<usize, Damaged> {
        let mut size = 0;
        let mut mark = b'{';
        self.each(|name, reader| {
            out.push(mark);
            mark = b',';
            super::json::write_text(name, out);
            out.push(b':');
            size += name.len();
            size += match reader.0.first() {
                Some(&PIECES) => {
                    let mut bytes = 0;
                    out.extend_from_slice(b"{\"S\":\"");
                    pieces::read(reader, self.place, |piece| {
                        bytes += piece.len();
                        super::json::escape(piece, out);
                    })?;
                    out.extend_from_slice(b"\"}");
                    bytes
                }
                _ => json::write_value(reader, out, 0)?,
            };
            Ok(())
        })?;
        if mark == b'{' {
            out.push(mark);
        }
        out.push(b'}');
        Ok(size)
    }

    /// Passes the name of each attribute, with what follows it; the value must be read.
    fn each(
        self,
        mut visit: impl FnMut(&'a str, &mut Reader<'a>) -> Result<(), Damaged>,
    ) -> Result<(), Damaged> {
        let mut reader = Reader(self.bytes);
        for _ in 0..reader.length()? {
            let head = reader.length()?;
            let name = if head % 2 == 1 {
                self.names.name(head / 2).ok_or(Damaged)?
            } else {
                reader.text_of(head / 2)?
            };
            visit(name, &mut reader)?;
        }
        reader.0.is_empty().then_some(()).ok_or(Damaged)
    }
}

impl Reader<'_> {
    /// Whether the next tag is this one, which is passed over then.
    fn take_tag(&mut self, tag: u8) -> bool {
        match self.0.split_first() {
            Some((&first, rest)) if first == tag => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }
}

// The tags must not mean two things.
const _: () = assert!(PIECES > Tag::Map as u8);

#[cfg(test)]
mod tests;
