//! Amounts of money per year.

use std::fmt;
use std::str::FromStr;

use lockstep_entity::{AsScalar, ScalarRef};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{Code, Invalid};

/// An exact decimal number, written as a JSON number and stored as a `DynamoDB` number.
///
/// A JSON number is a 64-bit float to JavaScript and to many other readers, and a float carries 15 significant digits
/// exactly. [`Salary::parse`] therefore takes a positive number of at most 15 significant digits, so that nothing is
/// ever rounded on the way. Reading is laxer (any decimal number below 7.9e28 in size, cut to 28 digits): a row that
/// another application stored must load, and [`Salary::check`] says on the next write what is wrong with it.
///
/// ```
/// use persons_model::Salary;
///
/// let salary = Salary::parse("72000.50")?;
/// assert_eq!(salary.to_string(), "72000.5");
/// assert_eq!(serde_json::to_string(&salary).unwrap(), "72000.5");
/// assert!(Salary::parse("0").unwrap_err().is_out_of_range());
/// # Ok::<(), persons_model::Invalid>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Salary(Decimal);

impl Salary {
    /// The number of significant digits that every reader of a JSON number can hold exactly.
    pub const MAX_DIGITS: usize = 15;

    /// Reads digits with an optional decimal point, as a person types them, and checks the result.
    ///
    /// # Errors
    /// Anything else, thousands separators and exponents included; zero, negative and too long numbers.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let salary: Self = text.trim().parse()?;
        salary.check()?;
        Ok(salary)
    }

    /// Checks what may be written: a positive number of at most [`Salary::MAX_DIGITS`] significant digits.
    ///
    /// # Errors
    /// Says which of the two it is not.
    pub fn check(self) -> Result<(), Invalid> {
        if self.0 <= Decimal::ZERO {
            return Err(Invalid::new(Code::Range, "Salary must be more than 0"));
        }
        let digits = self.0.mantissa().unsigned_abs().to_string();
        if digits.trim_end_matches('0').len() > Self::MAX_DIGITS {
            return Err(Invalid::new(
                Code::Range,
                "Salary must have at most 15 significant digits",
            ));
        }
        Ok(())
    }

    /// The exact value.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// The nearest float: for formatting and sums that need not be exact.
    pub fn as_f64(self) -> f64 {
        self.0.to_f64().unwrap_or(f64::NAN)
    }
}

impl From<u32> for Salary {
    fn from(amount: u32) -> Self {
        Self(Decimal::from(amount))
    }
}

impl FromStr for Salary {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let invalid = || Invalid::format("Use a number like 72000 or 72000.50, without separators");
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) {
            return Err(invalid());
        }
        let decimal = text
            .parse::<Decimal>()
            .map_err(|_| Invalid::new(Code::Range, "Salary must have at most 15 significant digits"))?;
        Ok(Self(decimal.normalize()))
    }
}

impl fmt::Display for Salary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl fmt::Debug for Salary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Salary({self})")
    }
}

impl AsScalar for Salary {
    fn as_scalar(&self) -> ScalarRef<'_> {
        ScalarRef::Float(self.as_f64())
    }
}

impl Serialize for Salary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.to_i64() {
            // Otherwise a whole number would be written with a useless `.0`.
            Some(whole) if self.0.is_integer() => serializer.serialize_i64(whole),
            // The shortest text of the float nearest to a decimal of 15 digits is that decimal.
            _ => serializer.serialize_f64(self.as_f64()),
        }
    }
}

impl<'de> Deserialize<'de> for Salary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberOrText)
    }
}

struct NumberOrText;

impl de::Visitor<'_> for NumberOrText {
    type Value = Salary;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a number, or a number in a string")
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Salary, E> {
        Ok(Salary(Decimal::from(number).normalize()))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Salary, E> {
        Ok(Salary(Decimal::from(number).normalize()))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Salary, E> {
        // Through the shortest text of the float, which is what its sender wrote; never with an exponent.
        self.visit_str(&number.to_string())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Salary, E> {
        text.trim().parse().map_err(E::custom)
    }
}
