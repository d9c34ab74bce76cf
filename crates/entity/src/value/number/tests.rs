use proptest::prelude::*;

use super::*;

fn check(text: &str, expected: &str) {
    assert_eq!(
        text.parse::<Number>().map(Number::into_string),
        Ok(expected.to_owned()),
        "{text}"
    );
    assert_eq!(
        Number::try_from(text.to_owned()).map(Number::into_string),
        Ok(expected.to_owned()),
        "{text}"
    );
}

#[test]
fn equal_numbers_have_equal_text() {
    for (text, expected) in [
        ("0", "0"),
        ("-0", "0"),
        ("+0.000", "0"),
        ("0E999999999999999999999", "0"),
        ("007", "7"),
        ("1.50", "1.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-12.50E1", "-125"),
        ("1e-7", "0.0000001"),
        ("1E+21", "1000000000000000000000"),
        (
            "12345678901234567890123456789012345678",
            "12345678901234567890123456789012345678",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn both_sides_of_each_limit() {
    check(&"9".repeat(38), &"9".repeat(38));
    check(&format!("{}00", "9".repeat(38)), &format!("{}00", "9".repeat(38)));
    assert!("9".repeat(39).parse::<Number>().is_err());
    check("1E125", &format!("1{}", "0".repeat(125)));
    assert!("1E126".parse::<Number>().is_err());
    check("1E-130", &format!("0.{}1", "0".repeat(129)));
    assert!("1E-131".parse::<Number>().is_err());
    assert!("1E99999999999999999999".parse::<Number>().is_err());
    assert!("1E-99999999999999999999".parse::<Number>().is_err());
}

#[test]
fn other_texts_are_refused() {
    for text in [
        "", "-", ".", "+", "e5", "1e", "1e+", "NaN", "inf", "1,5", "1 ", " 1", "0x1", "--1", "1.2.3", "١",
    ] {
        assert!(text.parse::<Number>().is_err(), "{text:?}");
    }
    assert!(Number::try_from(f64::NAN).is_err());
    assert!(Number::try_from(f64::INFINITY).is_err());
}

#[test]
fn an_error_quotes_only_the_start_of_a_long_text() {
    let error = "é".repeat(10_000).parse::<Number>().unwrap_err();
    assert!(error.to_string().len() < 300, "{error}");
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in "\\PC*") {
        let _ = text.parse::<Number>();
    }

    #[test]
    fn what_parses_is_a_fixed_point(text in "[-+]?[0-9]{0,30}(\\.[0-9]{0,30})?([eE][-+]?[0-9]{1,3})?") {
        if let Ok(number) = text.parse::<Number>() {
            prop_assert_eq!(canonical(number.as_str()), Ok(number.as_str().to_owned()));
            prop_assert_eq!(number.as_str().parse::<Number>(), Ok(number.clone()));
            let (ours, theirs): (f64, f64) = (number.as_str().parse().unwrap(), text.parse().unwrap());
            prop_assert_eq!(ours.to_bits(), (theirs + 0.0).to_bits());
        }
    }

    #[test]
    fn floats_read_back(value in proptest::num::f64::NORMAL) {
        if let Ok(number) = Number::try_from(value) {
            prop_assert_eq!(number.as_str().parse::<f64>(), Ok(value));
        }
    }

    #[test]
    fn integers_read_back(value: i64) {
        let number = Number::from(value);
        prop_assert_eq!(number.as_str().parse::<Number>(), Ok(number.clone()));
        prop_assert_eq!(number.as_str().parse::<i64>(), Ok(value));
    }
}

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
        Number::try_from(value)
            .expect("it is finite")
            .write_javascript(&mut text);
        assert_eq!(text, expected);
    }
}
