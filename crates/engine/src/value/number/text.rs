//! Numbers as text: reading every spelling that `DynamoDB` accepts, writing the one it answers with.

use std::fmt;
use std::str::FromStr;

use super::{MAX_DIGITS, Number, NumberError, check_place};

/// The parts of a written number.
struct Spelling<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    exponent: i64,
}

impl<'a> Spelling<'a> {
    /// Takes `sign? digits? (. digits?)? (e sign? digits)?` apart, with at least one digit before the exponent. White
    /// space is no part of it.
    fn split(text: &'a str) -> Option<Self> {
        let (negative, unsigned) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (coefficient, exponent) = match unsigned.find(['e', 'E']) {
            None => (unsigned, 0),
            Some(at) => {
                let digits = &unsigned[at + 1..];
                let unsigned_digits = digits.strip_prefix(['+', '-']).unwrap_or(digits);
                if unsigned_digits.is_empty() || !all_digits(unsigned_digits) {
                    return None;
                }
                (&unsigned[..at], digits.parse().ok()?)
            }
        };
        let (whole, fraction) = coefficient.split_once('.').unwrap_or((coefficient, ""));
        let sound = all_digits(whole) && all_digits(fraction) && whole.len() + fraction.len() > 0;
        sound.then_some(Self {
            negative,
            whole,
            fraction,
            exponent,
        })
    }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        if text.is_empty() {
            return Err(NumberError::Empty);
        }
        let spelling = Spelling::split(text).ok_or_else(|| NumberError::NotNumeric(text.to_owned()))?;
        let digits = || spelling.whole.bytes().chain(spelling.fraction.bytes());
        let length = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        // Places count from the point, in front of it: digit `index` stands at `whole.len() - index`.
        let point = length(spelling.whole.len());
        let Some(first) = digits().position(|digit| digit != b'0') else {
            // Zero has a range too: as if its last digit were a 1.
            let last = -length(spelling.fraction.len()) + 1;
            check_place(spelling.exponent.saturating_add(last))?;
            return Ok(Self::ZERO);
        };
        let count = spelling.whole.len() + spelling.fraction.len();
        let trailing = digits().rev().take_while(|digit| *digit == b'0').count();
        let end = count - trailing;
        if end - first > MAX_DIGITS as usize {
            return Err(NumberError::TooManyDigits);
        }
        check_place(spelling.exponent.saturating_add(point - length(first)))?;
        let coefficient = digits()
            .skip(first)
            .take(end - first)
            .fold(0u128, |sum, digit| sum * 10 + u128::from(digit - b'0'));
        let exponent = i32::try_from(spelling.exponent.saturating_add(point - length(end)));
        Ok(Self {
            negative: spelling.negative,
            coefficient,
            exponent: exponent.map_err(|_| NumberError::Underflow)?,
        })
    }
}

/// The form in which `DynamoDB` answers: plain digits without an exponent, a plus or zeros that say nothing.
impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            formatter.write_str("-")?;
        }
        let digits = self.coefficient.to_string();
        let place = self.place();
        if self.exponent >= 0 {
            let zeros = self.exponent.unsigned_abs() as usize;
            return write!(formatter, "{digits}{:0<zeros$}", "");
        }
        if place <= 0 {
            let zeros = place.unsigned_abs() as usize;
            return write!(formatter, "0.{:0<zeros$}{digits}", "");
        }
        let (whole, fraction) = digits.split_at(place.unsigned_abs() as usize);
        write!(formatter, "{whole}.{fraction}")
    }
}
