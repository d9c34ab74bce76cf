//! Whole numbers in texts, read as JavaScript reads them.

use crate::Number;

/// What JavaScript's `parseInt` reads at the start of a text.
pub(crate) fn parse_int(text: &str) -> Option<Number> {
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
    use super::parse_int;
    use crate::Number;

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
