//! Exact decimal numbers, within `DynamoDB`'s limits.

use std::fmt;
use std::str::FromStr;

/// The most significant digits that a number may have.
const MAX_DIGITS: usize = 38;
/// The decimal exponents of the first significant digit: 1E-130 to 9.99…E+125.
const EXPONENTS: std::ops::RangeInclusive<i64> = -130..=125;

/// A decimal number as `DynamoDB` keeps it: up to 38 significant digits, magnitude 1E-130 to 9.99…E+125, or zero.
///
/// It is held as text in plain notation without needless zeros (`1.50E2` becomes `150`), so equal numbers have equal
/// text and nothing is ever rounded.
///
/// ```
/// use lockstep_entity::Number;
///
/// let price: Number = "0012.50".parse()?;
/// assert_eq!(price.as_str(), "12.5");
/// assert!("12,5".parse::<Number>().is_err());
/// # Ok::<(), lockstep_entity::NumberError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(String);

/// Why a text is not a [`Number`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a number that DynamoDB can store: {1}")]
pub struct NumberError(String, &'static str);

impl Number {
    /// The number in plain decimal notation.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number with the other sign.
    #[must_use]
    pub fn negated(&self) -> Self {
        match self.0.strip_prefix('-') {
            Some(positive) => Self(positive.to_owned()),
            None if self.0 == "0" => self.clone(),
            None => Self(format!("-{}", self.0)),
        }
    }

    /// The number's text.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Appends the number as JavaScript writes it, in keys and in JSON: plain between 1E-6 and 1E21, else with an exponent.
    ///
    /// A number that was a float holds its shortest digits, which are those that JavaScript writes.
    pub(crate) fn write_javascript(&self, text: &mut String) {
        let (sign, unsigned) = match self.0.strip_prefix('-') {
            Some(unsigned) => ("-", unsigned),
            None => ("", &*self.0),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let zeros = fraction.len() - fraction.trim_start_matches('0').len();
        let small = whole == "0" && zeros >= 6 && !fraction.is_empty();
        if whole.len() <= 21 && !small {
            text.push_str(&self.0);
            return;
        }
        let digits = [whole, fraction].concat();
        let digits = digits.trim_matches('0');
        let exponent = if small {
            format!("-{}", zeros + 1)
        } else {
            format!("+{}", whole.len() - 1)
        };
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        for part in [sign, first, point, rest, "e", &exponent] {
            text.push_str(part);
        }
    }

    /// A float that may be closer to zero or further from it than `DynamoDB` can store: a table refuses it, and keys can
    /// be made of it. `None` if it is not finite.
    #[cfg(feature = "schema")]
    pub fn from_finite(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        Self::try_from(value).ok().or_else(|| {
            let text = format!("{:e}", value.abs());
            let (mantissa, exponent) = text.split_once('e')?;
            let digits = mantissa.replace('.', "");
            let point = exponent.parse::<i64>().ok()? + 1;
            Some(Self(plain(value < 0.0, &digits, point)))
        })
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        if is_canonical(text) {
            return Ok(Self(text.to_owned()));
        }
        canonical(text)
            .map(Self)
            .map_err(|reason| NumberError(shortened(text), reason))
    }
}

/// Like parsing, and keeps the text's memory where the text needs no change.
impl TryFrom<String> for Number {
    type Error = NumberError;

    fn try_from(text: String) -> Result<Self, NumberError> {
        if is_canonical(&text) {
            Ok(Self(text))
        } else {
            text.parse()
        }
    }
}

/// Takes the shortest decimal that reads back as the same float.
impl TryFrom<f64> for Number {
    type Error = NumberError;

    fn try_from(value: f64) -> Result<Self, NumberError> {
        if !value.is_finite() {
            return Err(NumberError(value.to_string(), "it is not finite"));
        }
        format!("{value:e}").parse()
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Number {
            fn from(value: $integer) -> Self {
                Self(value.to_string())
            }
        }
    )*};
}

integers!(i8, i16, i32, i64, u8, u16, u32, u64);

/// What an error quotes: enough to recognise the text, never all of a huge one.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Whether the text is exactly what [`canonical`] would return (some canonical texts with many zeros say no).
fn is_canonical(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    let all_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    unsigned.len() <= MAX_DIGITS
        && !whole.is_empty()
        && all_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(|digits| !digits.is_empty() && all_digits(digits) && !digits.ends_with('0'))
        && text != "-0"
}

fn canonical(text: &str) -> Result<String, &'static str> {
    const SYNTAX: &str = "expected digits with an optional sign, point and exponent, such as -12.5 or 1E3";
    let (negative, unsigned) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], exponent(&unsigned[at + 1..]).ok_or(SYNTAX)?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = [whole, fraction].concat();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(SYNTAX);
    }
    let leading = digits.bytes().take_while(|byte| *byte == b'0').count();
    if leading == digits.len() {
        return Ok("0".to_owned());
    }
    digits.truncate(digits.trim_end_matches('0').len());
    digits.drain(..leading);
    if digits.len() > MAX_DIGITS {
        return Err("it has more than 38 significant digits");
    }
    // How many digits stand before the point: the value is 0.DIGITS times ten to this power.
    let lengths = i64::try_from(whole.len()).ok().zip(i64::try_from(leading).ok());
    let point = lengths.map_or(i64::MAX, |(whole, leading)| {
        (whole - leading).saturating_add(exponent)
    });
    if !EXPONENTS.contains(&point.saturating_sub(1)) {
        return Err("its magnitude is not between 1E-130 and 9.9E+125");
    }
    Ok(plain(negative, &digits, point))
}

/// Reads an exponent; one with absurdly many digits is out of every range anyway and is cut to a huge one.
fn exponent(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let magnitude = digits.parse::<i64>().unwrap_or(i64::MAX / 2).min(i64::MAX / 2);
    Some(if negative { -magnitude } else { magnitude })
}

/// Writes `0.DIGITS` times ten to the power `point` in plain notation; `point` is within [`EXPONENTS`] plus one.
fn plain(negative: bool, digits: &str, point: i64) -> String {
    let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or(0));
    let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    let sign = if negative { "-" } else { "" };
    if point <= 0 {
        format!("{sign}0.{}{digits}", zeros(-point))
    } else if point >= length {
        format!("{sign}{digits}{}", zeros(point - length))
    } else {
        let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(digits.len()));
        format!("{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests;
