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
        let mut reader = Reader(self.bytes);
        let count = reader.length()?;
        // Each takes a byte at least, so a damaged count cannot ask for more memory than there are bytes.
        let mut item = Vec::with_capacity(count.min(reader.0.len()));
        for _ in 0..count {
            let (name, _) = self.name(&mut reader)?;
            let mut text = String::new();
            let value = if self.text(&mut reader, |piece| text.push_str(piece))? {
                Value::String(text)
            } else {
                reader.value(0)?
            };
            item.push((name.to_owned(), value));
        }
        if !reader.0.is_empty() {
            return Err(Damaged);
        }
        Ok(item.into_iter().collect())
    }

    /// Writes the item as `DynamoDB` JSON. Answers how many bytes it counts for.
    pub(crate) fn write_json(self, out: &mut Vec<u8>) -> Result<usize, Damaged> {
        let mut size = 0;
        let mut reader = Reader(self.bytes);
        out.push(b'{');
        for index in 0..reader.length()? {
            if index > 0 {
                out.push(b',');
            }
            let (name, number) = self.name(&mut reader)?;
            if let Some(quoted) = number.and_then(|number| self.names.quoted(number)) {
                out.extend_from_slice(quoted);
            } else {
                super::json::write_text(name, out);
                out.push(b':');
            }
            size += name.len();
            let is_text = reader.0.first().is_some_and(|head| *head >= SHORT);
            if is_text {
                out.extend_from_slice(b"{\"S\":\"");
                self.text(&mut reader, |piece| {
                    size += piece.len();
                    super::json::escape(piece, out);
                })?;
                out.extend_from_slice(b"\"}");
            } else {
                size += json::write_value(&mut reader, out, 0)?;
            }
        }
        out.push(b'}');
        reader.0.is_empty().then_some(size).ok_or(Damaged)
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

    /// The name that is next, and its number if it has one.
    fn name(self, reader: &mut Reader<'a>) -> Result<(&'a str, Option<usize>), Damaged> {
        let head = reader.length()?;
        if head % 2 == 1 {
            let number = head / 2;
            Ok((self.names.name(number).ok_or(Damaged)?, Some(number)))
        } else {
            Ok((reader.text_of(head / 2)?, None))
        }
    }
}

// The tags must not mean two things.
const _: () = assert!(SHORT > Tag::Map as u8);

#[cfg(test)]
mod tests;
