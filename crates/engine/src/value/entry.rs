//! Items as they lie in the file: at a place that says part of them, with names that the file keeps once.
//!
//! Keys make up much of a single table: a row's id stands in its partition key, its sort key, its index keys and in a
//! field of its own. An entry's place holds the keys already, so text in an attribute that stands in the place too is
//! stored as where it stands there. Names are numbers ([`Names`]). What is left is as in [`bytes`].
//!
//! Answers are written from stored bytes directly ([`Entry::write_json`]): no item is built where none is looked into.

mod json;

use super::bytes::{self, Damaged, Reader, Tag, write_block, write_length};
use super::pieces::{self, Known};
use super::{Item, Value};
use crate::store::Names;

/// What a short text begins with: this and its length.
const SHORT: u8 = 0x80;

/// What a text of pieces begins with: this and how many pieces there are beside the first. All bytes from [`SHORT`] on
/// mean texts; those before it are the tags of [`bytes`].
const PIECES: u8 = 0xE0;

/// Writes what is stored of an item at a place.
pub(crate) fn write(item: &Item, place: &[u8], names: &Names, out: &mut Vec<u8>) {
    let known = Known::of(place);
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
            Value::String(text) => write_text(text, &known, out),
            value => bytes::write_value(value, out),
        }
    }
}

/// Writes a text: in pieces if some of it stands in the place.
fn write_text(text: &str, known: &Known<'_>, out: &mut Vec<u8>) {
    let start = out.len();
    out.push(PIECES);
    let (count, found) = known.write(text.as_bytes(), |at| text.is_char_boundary(at), out);
    let more = count.checked_sub(1).and_then(|more| u8::try_from(more).ok());
    if let Some(more) = more.filter(|more| found > 0 && *more <= u8::MAX - PIECES) {
        out[start] = PIECES + more;
        return;
    }
    out.truncate(start);
    match u8::try_from(text.len()) {
        Ok(length) if length < PIECES - SHORT => {
            out.push(SHORT + length);
            out.extend_from_slice(text.as_bytes());
        }
        _ => {
            out.push(Tag::String as u8);
            write_block(text.as_bytes(), out);
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
            let mut text = String::new();
            let value = if self.text(reader, |piece| text.push_str(piece))? {
                Value::String(text)
            } else {
                reader.value(0)?
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
            size += name.len();
            let value = out.len();
            out.extend_from_slice(b":{\"S\":\"");
            let is_text = self.text(reader, |piece| {
                size += piece.len();
                super::json::escape(piece, out);
            })?;
            if is_text {
                out.extend_from_slice(b"\"}");
            } else {
                out.truncate(value);
                out.push(b':');
                size += json::write_value(reader, out, 0)?;
            }
            Ok(())
        })?;
        if mark == b'{' {
            out.push(mark);
        }
        out.push(b'}');
        Ok(size)
    }

    /// Passes the parts of the text that is next; whether it is one.
    fn text(self, reader: &mut Reader<'a>, mut part: impl FnMut(&'a str)) -> Result<bool, Damaged> {
        let Some((&head @ SHORT.., rest)) = reader.0.split_first() else {
            return Ok(false);
        };
        reader.0 = rest;
        if head < PIECES {
            part(reader.text_of(usize::from(head - SHORT))?);
            return Ok(true);
        }
        let count = usize::from(head - PIECES) + 1;
        pieces::read(reader, self.place, count, |piece| {
            part(std::str::from_utf8(piece).map_err(|_| Damaged)?);
            Ok(())
        })?;
        Ok(true)
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

// The tags must not mean two things.
const _: () = assert!(SHORT > Tag::Map as u8);

#[cfg(test)]
mod tests;
