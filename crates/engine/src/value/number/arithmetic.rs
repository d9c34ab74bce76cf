//! Exact sums and differences.

use super::{Number, NumberError};

impl Number {
    /// The sum.
    ///
    /// # Errors
    /// It has more than 38 digits or is out of range: it is never rounded.
    pub(crate) fn plus(self, other: Self) -> Result<Self, NumberError> {
        if self.coefficient == 0 {
            return Ok(other);
        }
        if other.coefficient == 0 {
            return Ok(self);
        }
        let (high, low) = if self.exponent >= other.exponent {
            (self, other)
        } else {
            (other, self)
        };
        // The last digit of `low` is not 0 and `high` has only zeros from there on, so the sum keeps that last digit:
        // what does not fit `u128` beside it has more than 38 digits.
        let shift = (high.exponent - low.exponent).unsigned_abs();
        let aligned = 10u128
            .checked_pow(shift)
            .and_then(|factor| high.coefficient.checked_mul(factor))
            .ok_or(NumberError::TooManyDigits)?;
        let (negative, coefficient) = if high.negative == low.negative {
            let sum = aligned.checked_add(low.coefficient);
            (high.negative, sum.ok_or(NumberError::TooManyDigits)?)
        } else if aligned >= low.coefficient {
            (high.negative, aligned - low.coefficient)
        } else {
            (low.negative, low.coefficient - aligned)
        };
        Self::new(negative, coefficient, low.exponent)
    }

    /// The difference.
    ///
    /// # Errors
    /// As [`Self::plus`].
    pub(crate) fn minus(self, other: Self) -> Result<Self, NumberError> {
        let negative = !other.negative && other.coefficient != 0;
        self.plus(Self { negative, ..other })
    }
}
