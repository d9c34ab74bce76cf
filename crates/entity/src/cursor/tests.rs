use proptest::prelude::*;

use super::*;

fn encoded(json: &str) -> String {
    BASE64.encode(json)
}

/// Cursors that `ElectroDB` 3.9.3 made.
#[test]
fn the_form_is_electrodbs() {
    for (text, key) in [
        (
            "eyJwayI6ImEiLCJzayI6ImIiLCJnc2kxcGsiOiJjIiwiZ3NpMXNrIjoiZCJ9",
            Item::from([("pk", "a"), ("sk", "b"), ("gsi1pk", "c"), ("gsi1sk", "d")]),
        ),
        (
            "eyJnc2kxcGsiOiIkc3ZjI2tfayIsImdzaTFzayI6IiRjbnRfMSNpZF9hIiwicGsiOiIkc3ZjI2lkX2EiLCJzayI6IiRjbnRfMSJ9",
            Item::from([
                ("gsi1pk", "$svc#k_k"),
                ("gsi1sk", "$cnt_1#id_a"),
                ("pk", "$svc#id_a"),
                ("sk", "$cnt_1"),
            ]),
        ),
        (
            "eyJnc2kxcGsiOiIkYXBwJHVzZXJfMSN2X3giLCJwayI6IiRhcHAkdXNlcl8xI2lkX2MifQ",
            Item::from([("gsi1pk", "$app$user_1#v_x"), ("pk", "$app$user_1#id_c")]),
        ),
    ] {
        let cursor = Cursor::new(key).unwrap();
        assert_eq!(text.parse::<Cursor>().unwrap(), cursor);
        assert_eq!(cursor.to_string(), text);
    }
}

#[test]
fn numbers_are_numbers_and_keep_every_digit() {
    let digits = "12345678901234567890.123456789012345678";
    let key = Item::from([
        ("pk", Value::from("a")),
        ("sk", Value::Number(digits.parse().unwrap())),
    ]);
    let cursor = Cursor::new(key).unwrap();
    assert_eq!(
        cursor.to_string(),
        encoded(&format!(r#"{{"pk":"a","sk":{digits}}}"#))
    );
    assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
}

#[test]
fn padding_and_the_order_of_members_do_not_matter() {
    let cursor = Cursor::new(Item::from([("pk", "a"), ("sk", "b")])).unwrap();
    assert_eq!(
        encoded(r#" { "sk":"b", "pk":"\u0061" } "#)
            .parse::<Cursor>()
            .unwrap(),
        cursor
    );
    assert_eq!(
        format!("{}=", encoded(r#"{"pk":"a","sk":"b"} "#))
            .parse::<Cursor>()
            .unwrap(),
        cursor
    );
}

#[test]
fn what_is_no_key_is_refused() {
    for json in [
        "",
        "{}",
        "[]",
        "null",
        "7",
        r#""pk""#,
        r#"{"pk":null}"#,
        r#"{"pk":true}"#,
        r#"{"pk":["a"]}"#,
        r#"{"pk":{"S":"a"}}"#,
        r#"{"pk":1e999}"#,
        r#"{"pk":"a","pk":"b"}"#,
        r#"{"pk":"a"} more"#,
        r#"{"pk":"a""#,
    ] {
        let error = encoded(json).parse::<Cursor>().unwrap_err();
        assert!(error.is_invalid_cursor(), "{json}: {error}");
    }
    assert!(
        "+/+/".parse::<Cursor>().unwrap_err().is_invalid_cursor(),
        "another base64"
    );
    assert!(
        "A".repeat(MAX_LENGTH + 1)
            .parse::<Cursor>()
            .unwrap_err()
            .to_string()
            .contains("65536")
    );
    assert!(
        encoded(&"[".repeat(20_000)).parse::<Cursor>().is_err(),
        "deep nesting"
    );
    assert!(
        Cursor::new(Item::from([("pk", Value::Binary(vec![1]))]))
            .unwrap_err()
            .is_invalid_cursor()
    );
}

fn keys() -> impl Strategy<Value = Item> {
    let value = prop_oneof![
        any::<String>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from)
    ];
    prop::collection::vec((any::<String>(), value), 1..5).prop_map(|key| key.into_iter().collect())
}

proptest! {
    #[test]
    fn every_key_comes_back(key in keys()) {
        let cursor = Cursor::new(key).unwrap();
        prop_assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor.clone());
        let json = serde_json::to_string(&cursor).unwrap();
        prop_assert_eq!(serde_json::from_str::<Cursor>(&json).unwrap(), cursor);
    }

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC*", json in "\\PC*") {
        let _ = text.parse::<Cursor>();
        let _ = encoded(&json).parse::<Cursor>();
    }

    #[test]
    fn arbitrary_json_like_text_never_panics(json in r#"\{("pk":("a"|1|-|\{|\[|null|\\u),?){0,3}\}?"#) {
        let _ = encoded(&json).parse::<Cursor>();
    }
}
