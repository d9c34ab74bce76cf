//! Texts as pieces: those that stand in the entry's place, and those between them.
//!
//! After the tag come the count of pieces and the pieces. A piece begins with twice its length, and one more if it
//! stands in the place; then comes where it begins there, or else its text.

use super::PIECES;
use crate::value::bytes::{Damaged, Reader, Tag, write_block, write_length};

/// The least bytes that are worth a reference.
const LEAST: usize = 8;

/// The most pieces of a text; one of more is stored whole.
const MOST: u8 = 0x7F;

/// How many places a table of beginnings has, a power of two: more than a usual key has bytes.
const SLOTS: usize = 512;

/// The longest part of a place that is searched.
const LONGEST: usize = 4096;

/// Where each eight bytes of a place begin, as far as they do not collide.
pub(super) struct Places<'a> {
    place: &'a [u8],
    /// One more than where the bytes of a hash begin; zero for nowhere.
    beginnings: [u16; SLOTS],
}

fn window(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Which slot eight bytes have: the upper bits of a product with an odd number, which all of them reach.
fn slot(window: u64) -> usize {
    (window.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 55) as usize % SLOTS
}

impl<'a> Places<'a> {
    /// Looks through a place.
    pub(super) fn of(place: &'a [u8]) -> Self {
        let place = &place[..place.len().min(LONGEST)];
        let mut beginnings = [0; SLOTS];
        for (number, bytes) in (1..).zip(place.windows(LEAST)) {
            if let Some(bytes) = window(bytes, 0) {
                beginnings[slot(bytes)] = number;
            }
        }
        Self { place, beginnings }
    }

    /// Where the text stands from a position on, and for how many bytes: as many as are whole letters.
    fn find(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        let bytes = text.as_bytes();
        let number = self.beginnings[slot(window(bytes, from)?)];
        let begin = usize::from(number).checked_sub(1)?;
        let same = bytes[from..]
            .iter()
            .zip(&self.place[begin..])
            .take_while(|(one, other)| one == other)
            .count();
        let end = (from..=from + same)
            .rev()
            .find(|end| text.is_char_boundary(*end))?;
        (end - from >= LEAST && text.is_char_boundary(from)).then_some((begin, end - from))
    }

    /// Writes a text, with its tag.
    pub(super) fn write(&self, text: &str, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&[PIECES, 0]);
        let (mut count, mut written, mut at) = (0usize, 0, 0);
        let between = |count: &mut usize, from: usize, to: usize, out: &mut Vec<u8>| {
            if from < to {
                *count += 1;
                write_length(2 * (to - from), out);
                out.extend_from_slice(&text.as_bytes()[from..to]);
            }
        };
        while at + LEAST <= text.len() {
            let Some((begin, length)) = self.find(text, at) else {
                at += 1;
                continue;
            };
            between(&mut count, written, at, out);
            write_length(2 * length + 1, out);
            write_length(begin, out);
            count += 1;
            at += length;
            written = at;
        }
        if count > 0 {
            between(&mut count, written, text.len(), out);
        }
        if let Ok(pieces @ 1..=MOST) = u8::try_from(count) {
            out[start + 1] = pieces;
        } else {
            out.truncate(start);
            out.push(Tag::String as u8);
            write_block(text.as_bytes(), out);
        }
    }
}

/// Reads a text of pieces, its tag included.
pub(super) fn read<'a>(
    reader: &mut Reader<'a>,
    place: &'a [u8],
    mut piece: impl FnMut(&'a str),
) -> Result<(), Damaged> {
    if !reader.take_tag(PIECES) {
        return Err(Damaged);
    }
    for _ in 0..reader.length()? {
        let head = reader.length()?;
        let length = head / 2;
        if head % 2 == 0 {
            piece(reader.text_of(length)?);
        } else {
            let begin = reader.length()?;
            let bytes = place
                .get(begin..)
                .and_then(|rest| rest.get(..length))
                .ok_or(Damaged)?;
            piece(std::str::from_utf8(bytes).map_err(|_| Damaged)?);
        }
    }
    Ok(())
}
