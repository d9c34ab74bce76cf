//! Numbers as bytes whose order is the order of the numbers, for keys and for stored items alike.
//!
//! A sign (`0` negative, `1` zero, `2` positive), then for other numbers than zero the place of the first digit in one
//! byte, then two digits a byte (`1..=100`, so that 0 can end them), then an end. All after the sign is complemented in
//! negative numbers. No encoding is the beginning of another one.

use super::{MIN_PLACE, Number};

const NEGATIVE: u8 = 0;
const ZERO: u8 = 1;
const POSITIVE: u8 = 2;

/// What ends the digits.
const END: u8 = 0;

impl Number {
    /// Appends the encoding, at most 22 bytes.
    pub(crate) fn encode(self, bytes: &mut Vec<u8>) {
        if self.coefficient == 0 {
            bytes.push(ZERO);
            return;
        }
        let flip = if self.negative { u8::MAX } else { 0 };
        bytes.push(if self.negative { NEGATIVE } else { POSITIVE });
        let place = u8::try_from(self.place() - MIN_PLACE).expect("a number's place is one of 256");
        bytes.push(place ^ flip);
        let pairs = self.digits().div_ceil(2);
        let padded = self.padded(pairs * 2);
        for pair in (0..pairs).rev() {
            let digits = padded / 100u128.pow(pair) % 100;
            let digits = u8::try_from(digits).expect("two digits are below 100");
            bytes.push((digits + 1) ^ flip);
        }
        bytes.push(END ^ flip);
    }

    /// Reads an encoding from the front of some bytes and leaves the rest; nothing if it is none.
    pub(crate) fn decode(bytes: &mut &[u8]) -> Option<Self> {
        let (&sign, rest) = bytes.split_first()?;
        let flip = match sign {
            ZERO => {
                *bytes = rest;
                return Some(Self::ZERO);
            }
            NEGATIVE => u8::MAX,
            POSITIVE => 0,
            _ => return None,
        };
        let (&place, rest) = rest.split_first()?;
        let place = i32::from(place ^ flip) + MIN_PLACE;
        let length = rest.iter().position(|byte| byte ^ flip == END)?;
        // A last pair without a digit would be a second way to write the number.
        if rest[..length].last().is_none_or(|byte| byte ^ flip == 1) {
            return None;
        }
        let mut coefficient = 0u128;
        for byte in &rest[..length] {
            let digits = (byte ^ flip) - 1;
            if digits > 99 {
                return None;
            }
            coefficient = coefficient.checked_mul(100)?.checked_add(u128::from(digits))?;
        }
        let digits = i32::try_from(length).ok()?.checked_mul(2)?;
        *bytes = &rest[length + 1..];
        let number = Self::new(flip != 0, coefficient, place - digits).ok()?;
        // A first pair with a leading zero would be another place: such bytes were not written here.
        (number.place() == place).then_some(number)
    }
}
