//! Numbers: exact decimals of up to 38 digits.
//!
//! `DynamoDB` holds positive numbers from 1E-130 to 9.9999999999999999999999999999999999999E+125, their negatives, and zero
//! (Amazon `DynamoDB` Developer Guide, *Data types*). A coefficient of 38 digits fits `u128`, so nothing here allocates.

mod arithmetic;
mod encoding;
mod text;

#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use thiserror::Error;

/// The most significant digits of a number.
const MAX_DIGITS: u32 = 38;

/// The greatest place of a first digit: a number is below 10^126.
const MAX_PLACE: i32 = 126;

/// The least place of a first digit: a positive number is at least 10^-130, whose digit is the 130th after the point.
const MIN_PLACE: i32 = -129;

/// An exact decimal: `coefficient × 10^exponent`, with its sign.
///
/// The coefficient does not end in 0 (that is the exponent's matter), so each number has one form and equality is that of
/// the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Number {
    negative: bool,
    coefficient: u128,
    exponent: i32,
}

/// Why a text is no number of `DynamoDB`, or a sum is none. The messages are the service's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum NumberError {
    /// The text is empty.
    #[error("The parameter cannot be converted to a numeric value")]
    Empty,
    /// The text is something else than a number.
    #[error("The parameter cannot be converted to a numeric value: {0}")]
    NotNumeric(String),
    /// More than 38 significant digits.
    #[error("Attempting to store more than 38 significant digits in a Number")]
    TooManyDigits,
    /// Too far from zero.
    #[error("Number overflow. Attempting to store a number with magnitude larger than supported range")]
    Overflow,
    /// Too near to zero.
    #[error("Number underflow. Attempting to store a number with magnitude smaller than supported range")]
    Underflow,
}

impl Number {
    /// Zero.
    pub(crate) const ZERO: Self = Self {
        negative: false,
        coefficient: 0,
        exponent: 0,
    };

    /// Brings sign, coefficient and exponent into the one form of their number.
    fn new(negative: bool, mut coefficient: u128, mut exponent: i32) -> Result<Self, NumberError> {
        if coefficient == 0 {
            return Ok(Self::ZERO);
        }
        while coefficient.is_multiple_of(10) {
            coefficient /= 10;
            exponent += 1;
        }
        let number = Self {
            negative,
            coefficient,
            exponent,
        };
        if number.digits() > MAX_DIGITS {
            return Err(NumberError::TooManyDigits);
        }
        check_place(i64::from(number.place()))?;
        Ok(number)
    }

    /// How many significant digits there are: none in zero.
    fn digits(self) -> u32 {
        self.coefficient.checked_ilog10().map_or(0, |log| log + 1)
    }

    /// The place of the first digit: the number is `0.d… × 10^place`.
    fn place(self) -> i32 {
        // At most 38 digits.
        self.exponent + self.digits().cast_signed()
    }

    /// How many bytes the number counts for in the size of an item: one, one more for every two digits on each side of
    /// the point, and one for a minus.
    pub(crate) fn size(self) -> usize {
        let digits = self.digits();
        let whole = self.place().clamp(0, digits.cast_signed()).cast_unsigned();
        let bytes = whole.div_ceil(2) + (digits - whole).div_ceil(2) + 1 + u32::from(self.negative);
        bytes as usize
    }
}

/// Refuses a number by the place of its first digit.
fn check_place(place: i64) -> Result<(), NumberError> {
    if place > i64::from(MAX_PLACE) {
        return Err(NumberError::Overflow);
    }
    if place < i64::from(MIN_PLACE) {
        return Err(NumberError::Underflow);
    }
    Ok(())
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        // 20 digits at most.
        Self::new(false, u128::from(value), 0).unwrap_or(Self::ZERO)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.signum(), other.signum()) {
            (1, 1) => self.cmp_magnitude(*other),
            (-1, -1) => other.cmp_magnitude(*self),
            (one, two) => one.cmp(&two),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Number {
    fn signum(self) -> i8 {
        match (self.coefficient, self.negative) {
            (0, _) => 0,
            (_, true) => -1,
            (_, false) => 1,
        }
    }

    /// Compares what is not zero, without signs.
    fn cmp_magnitude(self, other: Self) -> Ordering {
        self.place().cmp(&other.place()).then_with(|| {
            // The first digits have the same place, so with equally many digits the coefficients compare.
            let digits = self.digits().max(other.digits());
            self.padded(digits).cmp(&other.padded(digits))
        })
    }

    /// The coefficient with zeros behind it, up to so many digits (at most 38).
    fn padded(self, digits: u32) -> u128 {
        self.coefficient * 10u128.pow(digits - self.digits())
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use proptest::prelude::*;

    use super::Number;

    /// Any number that exists, often one near others.
    pub(crate) fn number() -> impl Strategy<Value = Number> {
        let wide = (any::<bool>(), 0..10u128.pow(38), -130..88i32);
        let narrow = (any::<bool>(), 0..1_000u128, -3..4i32);
        prop_oneof![wide, narrow].prop_filter_map("a number in range", |(negative, coefficient, exponent)| {
            Number::new(negative, coefficient, exponent).ok()
        })
    }
}
