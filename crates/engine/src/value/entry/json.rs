//! `DynamoDB` JSON from stored values, without making the values.

use crate::value::MAX_NESTING;
use crate::value::bytes::{Damaged, Reader, Tag};
use crate::value::json::{write_binary, write_quoted, write_text};
use crate::value::size::{CONTAINER, MEMBER};

/// Writes the next stored value. Answers how many bytes it counts for.
pub(super) fn write_value(
    reader: &mut Reader<'_>,
    out: &mut Vec<u8>,
    depth: usize,
) -> Result<usize, Damaged> {
    if depth > MAX_NESTING {
        return Err(Damaged);
    }
    let size = match reader.tag()? {
        Tag::String => {
            out.extend_from_slice(b"{\"S\":");
            write_string(reader, out)?
        }
        Tag::Number => {
            out.extend_from_slice(b"{\"N\":");
            write_number(reader, out)?
        }
        Tag::Binary => {
            out.extend_from_slice(b"{\"B\":");
            write_bytes(reader, out)?
        }
        Tag::False => {
            out.extend_from_slice(b"{\"BOOL\":false");
            1
        }
        Tag::True => {
            out.extend_from_slice(b"{\"BOOL\":true");
            1
        }
        Tag::Null => {
            out.extend_from_slice(b"{\"NULL\":true");
            1
        }
        Tag::StringSet => {
            out.extend_from_slice(b"{\"SS\":");
            write_all(reader, out, write_string)?
        }
        Tag::NumberSet => {
            out.extend_from_slice(b"{\"NS\":");
            write_all(reader, out, write_number)?
        }
        Tag::BinarySet => {
            out.extend_from_slice(b"{\"BS\":");
            write_all(reader, out, write_bytes)?
        }
        Tag::List => {
            out.extend_from_slice(b"{\"L\":");
            let element = |reader: &mut Reader<'_>, out: &mut Vec<u8>| {
                Ok(MEMBER + write_value(reader, out, depth + 1)?)
            };
            CONTAINER + write_all(reader, out, element)?
        }
        Tag::Map => {
            out.extend_from_slice(b"{\"M\":{");
            let mut size = CONTAINER;
            for index in 0..reader.length()? {
                if index > 0 {
                    out.push(b',');
                }
                size += MEMBER + write_string(reader, out)?;
                out.push(b':');
                size += write_value(reader, out, depth + 1)?;
            }
            out.push(b'}');
            size
        }
    };
    out.push(b'}');
    Ok(size)
}

fn write_string(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Result<usize, Damaged> {
    let text = reader.text()?;
    write_text(text, out);
    Ok(text.len())
}

fn write_number(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Result<usize, Damaged> {
    let number = reader.number()?;
    write_quoted(&number, out);
    Ok(number.size())
}

fn write_bytes(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Result<usize, Damaged> {
    let bytes = reader.block()?;
    write_binary(bytes, out);
    Ok(bytes.len())
}

fn write_all(
    reader: &mut Reader<'_>,
    out: &mut Vec<u8>,
    mut one: impl FnMut(&mut Reader<'_>, &mut Vec<u8>) -> Result<usize, Damaged>,
) -> Result<usize, Damaged> {
    let mut size = 0;
    out.push(b'[');
    for index in 0..reader.length()? {
        if index > 0 {
            out.push(b',');
        }
        size += one(reader, out)?;
    }
    out.push(b']');
    Ok(size)
}
