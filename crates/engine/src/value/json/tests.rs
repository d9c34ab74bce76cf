use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{Fault, from_item, item, value, write_item};
use crate::value::testing;

fn check(json: &str, expected: &str) {
    let json: Json = serde_json::from_str(json).unwrap();
    let message = match value(&(&json).into()) {
        Ok(value) => {
            let mut bytes = Vec::new();
            super::write_value(&value, &mut bytes);
            String::from_utf8(bytes).unwrap()
        }
        Err(Fault::Shape(message)) => format!("shape: {message}"),
        Err(Fault::Value(message) | Fault::Contents { older: message, .. }) => format!("value: {message}"),
    };
    assert_eq!(message, expected, "{json}");
}

#[test]
fn values_are_read_and_written_in_one_form() {
    for (json, expected) in [
        (r#"{"S":""}"#, r#"{"S":""}"#),
        (r#"{"S":"a\"b\u00e9"}"#, "{\"S\":\"a\\\"b\u{e9}\"}"),
        (r#"{"N":"1.50"}"#, r#"{"N":"1.5"}"#),
        (r#"{"B":""}"#, r#"{"B":""}"#),
        (r#"{"B":"AQID"}"#, r#"{"B":"AQID"}"#),
        (r#"{"BOOL":false}"#, r#"{"BOOL":false}"#),
        (r#"{"BOOL":"Yes"}"#, r#"{"BOOL":true}"#),
        (r#"{"NULL":true}"#, r#"{"NULL":true}"#),
        (r#"{"S":"a","N":null}"#, r#"{"S":"a"}"#),
        (r#"{"SS":["b","a"]}"#, r#"{"SS":["a","b"]}"#),
        (r#"{"NS":["10","9","-1"]}"#, r#"{"NS":["-1","9","10"]}"#),
        (r#"{"L":[{"S":"a"},{"L":[]}]}"#, r#"{"L":[{"S":"a"},{"L":[]}]}"#),
        (
            r#"{"M":{"b":{"S":""},"a":{"M":{}}}}"#,
            r#"{"M":{"a":{"M":{}},"b":{"S":""}}}"#,
        ),
    ] {
        check(json, expected);
    }
}

#[test]
fn what_is_no_value_is_refused_in_the_words_of_the_service() {
    const INVALID: &str = "value: One or more parameter values were invalid: ";
    for (json, expected) in [
        ("{}", "value: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes".to_owned()),
        (r#"{"S":null}"#, "value: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes".to_owned()),
        (r#"{"X":"a"}"#, "value: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes".to_owned()),
        (
            r#"{"S":"a","N":"1"}"#,
            "value: Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes".to_owned(),
        ),
        (r#"{"S":"a","N":"x"}"#, "value: The parameter cannot be converted to a numeric value: x".to_owned()),
        (r#"{"N":"x"}"#, "value: The parameter cannot be converted to a numeric value: x".to_owned()),
        (r#"{"NULL":false}"#, format!("{INVALID}Null attribute value types must have the value of true")),
        (r#"{"SS":[]}"#, format!("{INVALID}An string set  may not be empty")),
        (r#"{"NS":[]}"#, format!("{INVALID}An number set  may not be empty")),
        (r#"{"BS":[]}"#, format!("{INVALID}Binary sets should not be empty")),
        (r#"{"SS":["a","a"]}"#, format!("{INVALID}Input collection [a, a] contains duplicates.")),
        (r#"{"NS":["1","1.0"]}"#, format!("{INVALID}Input collection [1, 1.0] contains duplicates.")),
        (r#"{"BS":["AQ==","AQ=="]}"#, format!("{INVALID}Input collection [AQ==, AQ==]of type BS contains duplicates.")),
        (r#"{"S":1}"#, "shape: NUMBER_VALUE cannot be converted to String".to_owned()),
        (r#"{"S":1.5}"#, "shape: DECIMAL_VALUE cannot be converted to String".to_owned()),
        (r#"{"S":true}"#, "shape: TRUE_VALUE cannot be converted to String".to_owned()),
        (r#"{"S":[]}"#, "shape: Unrecognized collection type class java.lang.String".to_owned()),
        (r#"{"N":{}}"#, "shape: Start of structure or map found where not expected".to_owned()),
        (r#"{"B":"AQI"}"#, "shape: Base64 encoded length is expected a multiple of 4 bytes but found: 3".to_owned()),
        (r#"{"BOOL":"maybe"}"#, "shape: Unexpected token received from parser".to_owned()),
        (r#"{"L":{}}"#, "shape: Start of structure or map found where not expected".to_owned()),
        ("1", "shape: Unexpected value type in payload".to_owned()),
    ] {
        check(json, &expected);
    }
}

#[test]
fn both_sides_of_the_nesting_limit() {
    let nested = |levels: usize, inner: Json| (0..levels).fold(inner, |inner, _| json!({ "L": [inner] }));
    assert!(value(&(&nested(31, json!({ "S": "a" }))).into()).is_ok());
    assert!(
        !value(&(&nested(31, json!({ "S": "a" }))).into())
            .unwrap()
            .is_too_deep()
    );
    assert!(value(&(&nested(31, json!({ "L": [] }))).into()).is_ok());
    assert_eq!(
        value(&(&nested(32, json!({ "S": "a" }))).into()),
        Err(Fault::contents(crate::value::TOO_DEEP))
    );
}

proptest! {
    #[test]
    fn json_returns(original in prop::collection::btree_map("[a-z\"]{1,3}", testing::value(), 0..4)) {
        let mut bytes = Vec::new();
        write_item(&original, &mut bytes);
        let json: Json = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(&from_item(&original), &json);
        prop_assert_eq!(item(&(&json).into()), Ok(original));
    }
}
