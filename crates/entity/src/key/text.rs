//! What is done to the text of a key: casing and padding.

use crate::Name;

/// How the text of a key is changed once it is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Casing {
    /// Lower case, `ElectroDB`'s default.
    Lower,
    /// Upper case.
    Upper,
    /// As it is.
    None,
}

impl Casing {
    pub(crate) fn apply(self, text: &mut String) {
        match self {
            Self::None => {}
            Self::Lower if text.is_ascii() => text.make_ascii_lowercase(),
            Self::Upper if text.is_ascii() => text.make_ascii_uppercase(),
            Self::Lower => *text = text.to_lowercase(),
            Self::Upper => *text = text.to_uppercase(),
        }
    }
}

/// How a value is filled up at its start where it stands in a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Padding {
    /// How long the text becomes at least, in UTF-16 units.
    pub(crate) length: usize,
    pub(crate) fill: Name,
}

impl Padding {
    /// Pads what stands behind `start`, as JavaScript's `padStart` does: lengths are in UTF-16 units, and a fill that does
    /// not fit is cut.
    pub(crate) fn apply(&self, key: &mut String, start: usize) {
        let length: usize = key[start..].chars().map(char::len_utf16).sum();
        let Some(missing) = self.length.checked_sub(length).filter(|missing| *missing > 0) else {
            return;
        };
        let fill: Vec<u16> = self.fill.encode_utf16().cycle().take(missing).collect();
        key.insert_str(start, &String::from_utf16_lossy(&fill));
    }
}
