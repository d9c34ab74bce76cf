//! Numbers in keys, written as JavaScript writes them.

use std::fmt::Write as _;

use crate::Number;

/// Appends a number as JavaScript's `${number}` does: plain between 1E-6 and 1E21, else with an exponent.
///
/// A [`Number`] holds the shortest digits of the float that it came from, and these are the digits that JavaScript
/// writes.
pub(super) fn write(number: &Number, text: &mut String) {
    let plain = number.as_str();
    let (sign, unsigned) = match plain.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", plain),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let zeros = fraction.len() - fraction.trim_start_matches('0').len();
    let small = whole == "0" && zeros >= 6 && !fraction.is_empty();
    if whole.len() <= 21 && !small {
        text.push_str(plain);
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
    let _ = write!(text, "{sign}{first}{point}{rest}e{exponent}");
}

/// What JavaScript's `parseInt` reads at the start of a text.
pub(super) fn parse_int(text: &str) -> Option<Number> {
    let text = text.trim_start();
    let (sign, unsigned) = match text.as_bytes().first()? {
        b'-' => ("-", &text[1..]),
        b'+' => ("", &text[1..]),
        _ => ("", text),
    };
    if let Some(hex) = unsigned
        .strip_prefix("0x")
        .or_else(|| unsigned.strip_prefix("0X"))
    {
        let end = hex
            .find(|digit: char| !digit.is_ascii_hexdigit())
            .unwrap_or(hex.len());
        let value = u64::from_str_radix(&hex[..end], 16).ok()?;
        return format!("{sign}{value}").parse().ok();
    }
    let end = unsigned
        .find(|digit: char| !digit.is_ascii_digit())
        .unwrap_or(unsigned.len());
    format!("{sign}{}", &unsigned[..end]).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{parse_int, write};
    use crate::Number;

    #[test]
    fn numbers_are_written_as_javascript_writes_them() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (-1.5, "-1.5"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e-6, "0.000001"),
            (1e-7, "1e-7"),
            (-1.25e-9, "-1.25e-9"),
            (1e20, "100000000000000000000"),
            (123_456_789_012_345_680_000.0, "123456789012345680000"),
            (1e21, "1e+21"),
            (1.5e22, "1.5e+22"),
        ];
        for (value, expected) in cases {
            let mut text = String::new();
            write(&Number::try_from(value).expect("it is finite"), &mut text);
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn integers_are_read_from_the_start_of_a_text() {
        let read = |text| parse_int(text).map(Number::into_string);
        assert_eq!(read("0042").as_deref(), Some("42"));
        assert_eq!(read("7.9").as_deref(), Some("7"));
        assert_eq!(read(" -5x").as_deref(), Some("-5"));
        assert_eq!(read("0x1f").as_deref(), Some("31"));
        assert_eq!(read("x"), None);
        assert_eq!(read(""), None);
    }
}
