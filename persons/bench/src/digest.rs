//! Digests: what two sides answer, short enough to compare.

use std::fmt::Write as _;

/// How many rows there are, and a sum (modulo 2³²) of the hashes of the rows' texts. In an ordered answer the position is
/// part of the text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Digest {
    rows: usize,
    sum: u32,
}

impl Digest {
    /// Adds a row by its values.
    pub(crate) fn add(&mut self, values: &[&dyn std::fmt::Display]) {
        let mut text = String::new();
        for value in values {
            write!(text, "{value}|").expect("writing to a string does not fail");
        }
        self.rows += 1;
        self.sum = self.sum.wrapping_add(hash(&text));
    }

    /// The digest as text.
    pub(crate) fn text(self) -> String {
        format!("{} rows, {:08x}", self.rows, self.sum)
    }
}

/// FNV-1a.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
