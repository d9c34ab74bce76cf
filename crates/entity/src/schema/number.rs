//! Numbers in texts, read as JavaScript reads them.

use crate::Number;

/// What JavaScript's `parseFloat` reads at the start of a text.
pub(super) fn parse_float(text: &str) -> Option<Number> {
    let text = text.trim_start();
    let end = text
        .find(|character: char| !character.is_ascii_digit() && !"+-.eE".contains(character))
        .unwrap_or(text.len());
    // The longest start that is a number; there are few characters to go back.
    let longest = (1..=end).rev().find_map(|end| text[..end].parse::<f64>().ok());
    Number::try_from(longest?).ok()
}

#[cfg(test)]
mod tests {
    use super::parse_float;
    use crate::Number;

    #[test]
    fn numbers_are_read_from_the_start_of_a_text() {
        let read = |text| parse_float(text).map(Number::into_string);
        assert_eq!(read("000012.50x").as_deref(), Some("12.5"));
        assert_eq!(read("0000-1").as_deref(), Some("0"));
        assert_eq!(read("1e-7").as_deref(), Some("0.0000001"));
        assert_eq!(read("-"), None);
    }
}
