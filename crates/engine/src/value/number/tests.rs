use std::cmp::Ordering;

use proptest::prelude::*;

use super::testing::number;
use super::{Number, NumberError};

fn parse(text: &str) -> Result<Number, NumberError> {
    text.parse()
}

fn check(text: &str, expected: &str) {
    match parse(text) {
        Ok(number) => assert_eq!(number.to_string(), expected, "{text}"),
        Err(error) => assert_eq!(error.to_string(), expected, "{text}"),
    }
}

#[test]
fn every_spelling_has_one_form() {
    for (text, expected) in [
        ("0", "0"),
        ("-0", "0"),
        ("0.000", "0"),
        ("00042", "42"),
        ("+5", "5"),
        ("5.", "5"),
        (".5", "0.5"),
        ("-1.50", "-1.5"),
        ("1e3", "1000"),
        ("1.5E+3", "1500"),
        ("12e-3", "0.012"),
        ("1200e-2", "12"),
        (
            "123456789012345678901234567890.12345678",
            "123456789012345678901234567890.12345678",
        ),
    ] {
        check(text, expected);
    }
    assert_eq!(parse("1E125").unwrap().to_string().len(), 126);
    assert_eq!(parse("1E-130").unwrap().to_string().len(), 132);
}

#[test]
fn what_is_no_number_is_named() {
    for text in [
        "abc",
        "1 ",
        " 1",
        "1_000",
        "--1",
        "1e",
        "1.2.3",
        ".",
        "+",
        "e5",
        "NaN",
        "1e99999999999999999999",
    ] {
        check(
            text,
            &format!("The parameter cannot be converted to a numeric value: {text}"),
        );
    }
    check("", "The parameter cannot be converted to a numeric value");
}

#[test]
fn both_sides_of_each_limit() {
    let nines = "9".repeat(38);
    check(&nines, &nines);
    check(
        &format!("{nines}1"),
        "Attempting to store more than 38 significant digits in a Number",
    );
    check(
        &format!("0.{}1", "0".repeat(40)),
        &format!("0.{}1", "0".repeat(40)),
    );
    let over = "Number overflow. Attempting to store a number with magnitude larger than supported range";
    let under = "Number underflow. Attempting to store a number with magnitude smaller than supported range";
    assert!(parse("9.9999999999999999999999999999999999999E125").is_ok());
    assert!(parse("-9.9999999999999999999999999999999999999E125").is_ok());
    check("1E126", over);
    check("-1E126", over);
    check("1E999999999999", over);
    check("0e126", over);
    assert!(parse("1E-130").is_ok());
    check("1E-131", under);
    check("-1E-131", under);
    check("1E-999999999999", under);
}

#[test]
fn sums_are_exact() {
    let plus = |one: &str, two: &str| match parse(one).unwrap().plus(parse(two).unwrap()) {
        Ok(sum) => sum.to_string(),
        Err(error) => error.to_string(),
    };
    assert_eq!(plus("0.1", "0.2"), "0.3");
    assert_eq!(plus("1", "-1"), "0");
    assert_eq!(plus("1", "-1.5"), "-0.5");
    assert_eq!(plus("1e37", "1"), "10000000000000000000000000000000000001");
    assert_eq!(
        plus("1e38", "1"),
        "Attempting to store more than 38 significant digits in a Number"
    );
    assert_eq!(plus("1e38", "-1"), "9".repeat(38));
    assert_eq!(plus("9e125", "1e125"), NumberError::Overflow.to_string());
    assert_eq!(plus("1e100", "1e-100"), NumberError::TooManyDigits.to_string());
    assert_eq!(
        parse("5")
            .unwrap()
            .minus(parse("7.25").unwrap())
            .unwrap()
            .to_string(),
        "-2.25"
    );
    assert_eq!(parse("5").unwrap().minus(Number::ZERO).unwrap().to_string(), "5");
}

#[test]
fn sizes_count_digits_by_twos() {
    for (text, size) in [
        ("0", 1),
        ("1", 2),
        ("42", 2),
        ("-42", 3),
        ("123", 3),
        ("1.5", 3),
        ("0.001", 2),
        ("1e100", 2),
    ] {
        assert_eq!(parse(text).unwrap().size(), size, "{text}");
    }
}

fn encoded(number: Number) -> Vec<u8> {
    let mut bytes = Vec::new();
    number.encode(&mut bytes);
    bytes
}

/// Compares two numbers by their written digits, without the code under test.
fn oracle(one: Number, two: Number) -> Ordering {
    fn sortable(number: Number) -> (bool, String) {
        let text = number.to_string();
        let negative = text.starts_with('-');
        let text = text.trim_start_matches('-');
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        (negative, format!("{whole:0>130}.{fraction:0<170}"))
    }
    match (sortable(one), sortable(two)) {
        ((false, one), (false, two)) => one.cmp(&two),
        ((true, one), (true, two)) => two.cmp(&one),
        ((one, _), (two, _)) => two.cmp(&one),
    }
}

proptest! {
    #[test]
    fn text_returns(number in number()) {
        prop_assert_eq!(parse(&number.to_string()).unwrap(), number);
    }

    #[test]
    fn bytes_return(number in number(), rest in prop::collection::vec(any::<u8>(), 0..3)) {
        let mut bytes = encoded(number);
        bytes.extend(&rest);
        let mut left = bytes.as_slice();
        prop_assert_eq!(Number::decode(&mut left), Some(number));
        prop_assert_eq!(left, rest.as_slice());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..26)) {
        if let Some(number) = Number::decode(&mut bytes.as_slice()) {
            prop_assert!(bytes.starts_with(&encoded(number)));
        }
    }

    #[test]
    fn order_is_that_of_the_digits_and_of_the_bytes(one in number(), two in number()) {
        let order = oracle(one, two);
        prop_assert_eq!(one.cmp(&two), order);
        prop_assert_eq!(encoded(one).cmp(&encoded(two)), order);
    }

    #[test]
    fn what_is_added_can_be_taken_away(one in number(), two in number()) {
        if let Ok(sum) = one.plus(two) {
            prop_assert_eq!(two.plus(one), Ok(sum));
            if let Ok(back) = sum.minus(two) {
                prop_assert_eq!(back, one);
            }
        }
    }
}
