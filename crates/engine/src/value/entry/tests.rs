//! Entries against the items they are of.

use expect_test::expect;
use proptest::prelude::*;

use super::{Entry, write};
use crate::store::Names;
use crate::value::testing::{item, value};
use crate::value::{Item, Value, bytes, json, size};

fn names(all: &[&str]) -> Names {
    all.iter().copied().collect()
}

fn stored(item: &Item, place: &[u8], names: &Names) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(item, place, names, &mut bytes);
    bytes
}

#[test]
fn the_form_stays() {
    let place = b"\0\0NOTE#0123-4567-89\0\0";
    let item = item(r#"{"id":{"S":"0123-4567-89"},"on":{"S":"at NOTE#0123-4567-89!"},"z":{"N":"1"}}"#);
    let bytes = stored(&item, place, &names(&["id"]));
    let text: String = bytes
        .iter()
        .map(|byte| char::from(*byte).escape_default().to_string())
        .collect();
    expect![[
        r"\u{3}\u{1}\u{e0}\u{19}\u{7}\u{4}on\u{e2}\u{6}at #\u{2}\u{2}!\u{2}z\u{2}\u{2}\u{82}\u{b}\u{0}"
    ]]
    .assert_eq(&text);
}

/// Keys and texts that have much in common.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof!["NOTE#\u{e9}", "0123-4567", "[a-z\"\n\u{e9}\u{1F600}]{0,3}"],
        0..6,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn items_return(
        item in prop::collection::btree_map("[a-e]", prop_oneof![value(), text().prop_map(Value::String)], 0..5),
        place in text(),
        known in prop::collection::btree_set("[a-e]", 0..4),
    ) {
        let names: Names = known.iter().map(String::as_str).collect();
        let place = place.as_bytes();
        let bytes = stored(&item, place, &names);
        let entry = Entry { place, bytes: &bytes, names: &names };
        let read = entry.item();
        prop_assert_eq!(read.as_ref(), Ok(&item));
        let (mut actual, mut expected) = (Vec::new(), Vec::new());
        let counted = entry.write_json(&mut actual);
        json::write_item(&item, &mut expected);
        prop_assert_eq!(String::from_utf8(actual), String::from_utf8(expected));
        prop_assert_eq!(counted, Ok(size::of_item(&item)));
        let mut whole = Vec::new();
        bytes::write_item(&item, &mut whole);
        prop_assert!(bytes.len() <= whole.len(), "{} > {}", bytes.len(), whole.len());
        for end in 0..bytes.len() {
            let cut = Entry { bytes: &bytes[..end], ..entry };
            prop_assert!(cut.item().is_err() && cut.write_json(&mut Vec::new()).is_err());
        }
    }

    #[test]
    fn damaged_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..64), place in "[a-z]{0,40}") {
        let names = names(&["a", "b"]);
        let entry = Entry { place: place.as_bytes(), bytes: &bytes, names: &names };
        prop_assert_eq!(entry.item().is_ok(), entry.write_json(&mut Vec::new()).is_ok());
    }
}
