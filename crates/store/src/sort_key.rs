//! Sort keys: the beginning of what a row is sorted by, as bytes that sort like it.
//!
//! Comparing two rows by their columns means following two references and reading values of several types. The first
//! bytes of the columns' values, encoded so that they sort as the columns do, decide nearly every comparison without
//! that; where they are equal, the columns are compared in full.

use lockstep_entity::{Row, ScalarRef};

use crate::OrderBy;

/// How many bytes are kept.
const LENGTH: usize = 16;

/// The beginning of a row's sort key: if it is less than another row's, the row comes before the other one. Equal
/// beginnings say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SortKey([u64; LENGTH / 8]);

/// From here on, and below its negative, several integers are encoded as one number.
const INTEGERS: u64 = 1 << 53;
/// The same, as a number.
const NUMBERS: f64 = 9_007_199_254_740_992.0;

// The tag before each column's value. The end has one, too, so that whatever follows a text's end is not zero.
const NULL_FIRST: u8 = 1;
const VALUE: u8 = 2;
const NULL_LAST: u8 = 3;
const END: u8 = 1;

impl SortKey {
    /// The key of a row under an order.
    pub(crate) fn of<R: Row>(terms: &[OrderBy<R>], row: &R) -> Self {
        let mut writer = Writer {
            bytes: [0; LENGTH],
            length: 0,
            mask: 0,
        };
        for term in terms {
            if writer.is_full() {
                break;
            }
            writer.mask = 0;
            let value = term.scalar(row);
            if value.is_null() {
                writer.push(&[if term.puts_nulls_first() {
                    NULL_FIRST
                } else {
                    NULL_LAST
                }]);
                continue;
            }
            writer.push(&[VALUE]);
            writer.mask = if term.is_descending() { u8::MAX } else { 0 };
            writer.scalar(value);
        }
        writer.mask = 0;
        writer.push(&[END]);
        let (halves, _) = writer.bytes.as_chunks::<8>();
        Self([u64::from_be_bytes(halves[0]), u64::from_be_bytes(halves[1])])
    }
}

struct Writer {
    bytes: [u8; LENGTH],
    length: usize,
    /// All ones where a column descends: inverted bytes sort the other way round.
    mask: u8,
}

impl Writer {
    fn is_full(&self) -> bool {
        self.length == LENGTH
    }

    /// Appends as many bytes as there is room for.
    fn push(&mut self, bytes: &[u8]) {
        let count = bytes.len().min(LENGTH - self.length);
        for (to, from) in self.bytes[self.length..].iter_mut().zip(bytes) {
            *to = from ^ self.mask;
        }
        self.length += count;
    }

    /// Ends the key here, because the value just written is not exact: nothing may be told apart by what follows.
    fn stop(&mut self) {
        self.length = LENGTH;
    }

    fn scalar(&mut self, value: ScalarRef<'_>) {
        match value {
            ScalarRef::Null => {}
            ScalarRef::Bool(value) => self.push(&[u8::from(value)]),
            ScalarRef::Integer(value) => {
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "rounding keeps the order, and the key stops there"
                )]
                self.push(&number(value as f64));
                if value.unsigned_abs() >= INTEGERS {
                    self.stop();
                }
            }
            ScalarRef::Float(value) => {
                self.push(&number(value));
                if value.abs() >= NUMBERS {
                    self.stop(); // an integer that is not equal to it may be encoded as it
                }
            }
            ScalarRef::Text(text) => self.text(text),
            ScalarRef::Id(id) => self.push(&id.to_be_bytes()),
        }
    }

    /// Text ends with a zero, so that a shorter text comes first; a zero within it is followed by 255, which no tag is.
    fn text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let kept = &bytes[..bytes.len().min(LENGTH - self.length)];
        if kept.contains(&0) {
            for byte in kept {
                self.push(if *byte == 0 {
                    &[0, u8::MAX]
                } else {
                    std::slice::from_ref(byte)
                });
            }
        } else {
            self.push(kept);
        }
        self.push(&[0]);
    }
}

/// IEEE 754 numbers sort like their bits once the sign is inverted, and with it all bits of negative numbers.
fn number(value: f64) -> [u8; 8] {
    const SIGN: u64 = 1 << 63;
    // One NaN, which is the greatest number, and one zero, as scalars compare.
    let bits = if value.is_nan() {
        f64::NAN.abs().to_bits()
    } else {
        (value + 0.0).to_bits()
    };
    (if bits & SIGN == 0 { bits | SIGN } else { !bits }).to_be_bytes()
}

#[cfg(test)]
mod tests;
