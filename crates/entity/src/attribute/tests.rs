use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use proptest::prelude::*;

use super::*;
use crate::{Item, Number};

fn round_trip<T: Attribute + Debug + PartialEq>(value: &T, stored: Option<Value>) {
    assert_eq!(value.to_value(), stored);
    assert_eq!(T::from_value(stored).as_ref(), Ok(value));
}

fn refused<T: Attribute + Debug>(stored: Option<Value>, expected: &str) {
    assert_eq!(T::from_value(stored).expect_err(expected).to_string(), expected);
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().expect(text))
}

#[test]
fn scalars() {
    round_trip(&"tea".to_owned(), Some(Value::from("tea")));
    round_trip(&String::new(), Some(Value::from("")));
    round_trip(&true, Some(Value::Bool(true)));
    round_trip(&-1_i8, Some(number("-1")));
    round_trip(&u64::MAX, Some(number("18446744073709551615")));
    round_trip(&0.1, Some(number("0.1")));
    round_trip(&Number::from(7), Some(number("7")));
    round_trip(&Value::Null, Some(Value::Null));
}

#[test]
fn nothing_is_absent() {
    round_trip(&None::<String>, None);
    round_trip(&Some(5_u8), Some(number("5")));
    round_trip(&BTreeSet::new(), None);
    assert_eq!(Option::<u8>::from_value(Some(Value::Null)), Ok(None));
}

#[test]
fn collections() {
    round_trip(
        &vec![Some(1_u8), None],
        Some(Value::List(vec![number("1"), Value::Null])),
    );
    round_trip(&Vec::<u8>::new(), Some(Value::List(Vec::new())));
    let map = BTreeMap::from([("a".to_owned(), 1_u8)]);
    round_trip(&map, Some(Value::Map(Item::from([("a", 1)]))));
    let set = BTreeSet::from(["a".to_owned(), "b".to_owned()]);
    round_trip(&set, Some(Value::StringSet(vec!["a".to_owned(), "b".to_owned()])));
}

#[test]
fn errors_say_what_was_expected() {
    refused::<String>(None, "it is missing");
    refused::<String>(Some(Value::Null), "expected a string, found null");
    refused::<bool>(Some(Value::from("true")), "expected a boolean, found a string");
    refused::<u8>(
        Some(number("256")),
        "expected a whole number from 0 to 255, found 256",
    );
    refused::<u8>(
        Some(number("1.5")),
        "expected a whole number from 0 to 255, found 1.5",
    );
    refused::<f64>(Some(Value::Null), "expected a number, found null");
    refused::<Vec<u8>>(
        Some(Value::List(vec![number("1"), Value::Bool(true)])),
        "element 1: expected a number, found a boolean",
    );
    refused::<BTreeMap<String, u8>>(
        Some(Value::Map(Item::from([("a", "b")]))),
        "member \"a\": expected a number, found a string",
    );
    refused::<BTreeSet<String>>(
        Some(Value::List(Vec::new())),
        "expected a string set, found a list",
    );
}

#[test]
fn what_is_no_number_in_a_table_is_null() {
    for value in [f64::NAN, f64::INFINITY, 1e-300, 1e300] {
        assert_eq!(value.to_value(), Some(Value::Null), "{value}");
    }
}

#[test]
fn keys_hold_the_plain_text() {
    let mut key = String::new();
    "a#b".to_owned().write_key(&mut key);
    true.write_key(&mut key);
    (-5_i32).write_key(&mut key);
    assert_eq!(key, "a#btrue-5");
}

#[cfg(feature = "uuid")]
#[test]
fn ids_are_canonical() {
    let id = uuid::Uuid::from_u128(0xA0);
    let text = "00000000-0000-0000-0000-0000000000a0";
    round_trip(&id, Some(Value::from(text)));
    assert_eq!(
        uuid::Uuid::from_value(Some(Value::from(text.to_uppercase()))),
        Ok(id)
    );
    let mut key = String::new();
    id.write_key(&mut key);
    assert_eq!(key, text);
    assert!(uuid::Uuid::from_value(Some(Value::from("1"))).is_err());
}

#[cfg(feature = "decimal")]
#[test]
fn decimals_are_exact() {
    use rust_decimal::Decimal;

    let price: Decimal = "72000.01".parse().expect("a decimal");
    round_trip(&price, Some(number("72000.01")));
    round_trip(&Decimal::MAX, Some(number("79228162514264337593543950335")));
    assert!(Decimal::from_value(Some(number("79228162514264337593543950336"))).is_err());
    assert!(
        Decimal::from_value(Some(number("1E-29"))).is_err(),
        "never rounded"
    );
}

proptest! {
    #[test]
    fn integers_come_back(signed: i64, unsigned: u64, small: i16) {
        prop_assert_eq!(i64::from_value(signed.to_value()), Ok(signed));
        prop_assert_eq!(u64::from_value(unsigned.to_value()), Ok(unsigned));
        prop_assert_eq!(i16::from_value(small.to_value()), Ok(small));
    }

    #[test]
    fn collections_come_back(
        list in prop::collection::vec(prop::option::of("\\PC{0,4}"), 0..6),
        map in prop::collection::btree_map("\\PC{0,4}", any::<bool>(), 0..6),
        set in prop::collection::btree_set("\\PC{0,4}", 0..6),
    ) {
        prop_assert_eq!(Attribute::from_value(list.to_value()), Ok(list));
        prop_assert_eq!(Attribute::from_value(map.to_value()), Ok(map));
        prop_assert_eq!(Attribute::from_value(set.to_value()), Ok(set));
    }
}
