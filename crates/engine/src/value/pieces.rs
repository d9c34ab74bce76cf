//! Bytes as pieces: those that stand in other bytes already, and those between them.
//!
//! A piece begins with twice its length, and one more if it stands in the other bytes; then comes where it begins there,
//! or else its content. How many pieces there are is written before them, by whoever asks for them.

use super::bytes::{Damaged, Reader, write_length};

/// The least bytes that are worth a reference.
const LEAST: usize = 8;

/// How many places a table of beginnings has, a power of two: more than a usual key has bytes.
const SLOTS: usize = 512;

/// How much of the other bytes is searched.
const LONGEST: usize = 4096;

/// Where each eight bytes begin, as far as they do not collide.
pub(crate) struct Known<'a> {
    bytes: &'a [u8],
    /// One more than where the bytes of a slot begin; zero for nowhere.
    beginnings: [u16; SLOTS],
}

/// Which slot eight bytes have: the upper bits of a product with an odd number, which all of them reach.
fn slot(bytes: [u8; LEAST]) -> usize {
    (u64::from_le_bytes(bytes).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 55) as usize % SLOTS
}

impl<'a> Known<'a> {
    /// Looks through bytes.
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        let bytes = &bytes[..bytes.len().min(LONGEST)];
        let mut beginnings = [0; SLOTS];
        for (number, window) in (1..).zip(bytes.windows(LEAST)) {
            if let Some(window) = window.first_chunk() {
                beginnings[slot(*window)] = number;
            }
        }
        Self { bytes, beginnings }
    }

    /// Where the bytes from a position on stand in the others, and how many of them do.
    fn find(&self, bytes: &[u8], from: usize) -> Option<(usize, usize)> {
        let bytes = bytes.get(from..)?;
        let begin = usize::from(self.beginnings[slot(*bytes.first_chunk()?)]).checked_sub(1)?;
        let same = |(one, other): &(&u8, &u8)| one == other;
        let length = bytes.iter().zip(&self.bytes[begin..]).take_while(same).count();
        Some((begin, length))
    }

    /// Writes the pieces of some bytes, which may only be cut where it is allowed to. Answers how many pieces there are,
    /// and how many of them stand in the other bytes.
    pub(crate) fn write(
        &self,
        bytes: &[u8],
        may_cut: impl Fn(usize) -> bool,
        out: &mut Vec<u8>,
    ) -> (usize, usize) {
        let (mut count, mut found) = (0, 0);
        let (mut written, mut at) = (0, 0);
        let mut between = |from: usize, to: usize, out: &mut Vec<u8>| {
            if from < to {
                count += 1;
                write_length(2 * (to - from), out);
                out.extend_from_slice(&bytes[from..to]);
            }
        };
        while at + LEAST <= bytes.len() {
            let piece = self
                .find(bytes, at)
                .filter(|_| may_cut(at))
                .and_then(|(begin, length)| {
                    let length = (LEAST..=length).rev().find(|length| may_cut(at + length))?;
                    Some((begin, length))
                });
            let Some((begin, length)) = piece else {
                at += 1;
                continue;
            };
            between(written, at, out);
            write_length(2 * length + 1, out);
            write_length(begin, out);
            found += 1;
            at += length;
            written = at;
        }
        between(written, bytes.len(), out);
        (count + found, found)
    }
}

/// Passes so many pieces, one after the other.
pub(crate) fn read<'a>(
    reader: &mut Reader<'a>,
    known: &'a [u8],
    count: usize,
    mut piece: impl FnMut(&'a [u8]) -> Result<(), Damaged>,
) -> Result<(), Damaged> {
    for _ in 0..count {
        let head = reader.length()?;
        let length = head / 2;
        if head % 2 == 0 {
            piece(reader.block_of(length)?)?;
        } else {
            let rest = known.get(reader.length()?..).ok_or(Damaged)?;
            piece(rest.get(..length).ok_or(Damaged)?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Known, Reader, read};

    proptest! {
        #[test]
        fn bytes_return(
            known in prop::collection::vec(prop_oneof!["NOTE#0123-4567", "[a-c]{0,4}"], 0..6),
            bytes in prop::collection::vec(prop_oneof!["NOTE#0123-4567", "[a-c]{0,4}"], 0..6),
        ) {
            let (known, bytes) = (known.concat(), bytes.concat());
            let mut out = Vec::new();
            let (count, found) = Known::of(known.as_bytes()).write(bytes.as_bytes(), |_| true, &mut out);
            prop_assert!(found <= count);
            let mut reader = Reader(&out);
            let mut again = Vec::new();
            let outcome = read(&mut reader, known.as_bytes(), count, |piece| {
                again.extend_from_slice(piece);
                Ok(())
            });
            prop_assert!(outcome.is_ok() && reader.0.is_empty());
            prop_assert_eq!(again, bytes.into_bytes());
        }
    }
}
