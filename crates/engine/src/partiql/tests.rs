//! What statements are read into, and what they read and write.

mod conditions;
mod refused;
mod selects;
mod updates;

use super::{Statement, parse};
use crate::value::json::from_item;
use crate::value::testing::item;
use crate::value::{Item, Value};

/// An item to ask about.
fn note() -> Item {
    item(
        r#"{"p":{"S":"a"},"t":{"S":"apple"},"n":{"N":"5"},"f":{"BOOL":true},"z":{"NULL":true},"ss":{"SS":["x","y"]},
            "l":{"L":[{"N":"1"},{"S":"z"}]},"m":{"M":{"k":{"S":"v"}}},"a.b":{"S":"dot"},"b":{"B":"AQID"}}"#,
    )
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

#[test]
fn values() {
    let statement = r#"INSERT INTO "notes" VALUE {'t': 'it''s', 'n': -1.50, 'e': 2E3, 'f': false, 'z': NULL, 'l': [1, [?]],
        'm': {'k': {}}, 'ss': <<'b', 'a'>>, 'ns': <<2, 1>>, 'q': ?} -- an item"#;
    let parameters = [text("one"), Value::Binary(vec![1])];
    let Ok(Statement::Insert { table, item }) = parse(statement, &parameters) else {
        panic!("it is an insert");
    };
    assert_eq!(table, "notes");
    assert_eq!(
        from_item(&item).to_string(),
        r#"{"e":{"N":"2000"},"f":{"BOOL":false},"l":{"L":[{"N":"1"},{"L":[{"S":"one"}]}]},"m":{"M":{"k":{"M":{}}}},"n":{"N":"-1.5"},"ns":{"NS":["1","2"]},"q":{"B":"AQ=="},"ss":{"SS":["a","b"]},"t":{"S":"it's"},"z":{"NULL":true}}"#
    );
}

#[test]
fn tables() {
    for (from, table, index) in [
        ("notes", "notes", None),
        ("\"notes\"", "notes", None),
        ("a.b.c", "a.b.c", None),
        ("\"a.b\"", "a.b", None),
        ("\"notes\".\"by_tag\"", "notes", Some("by_tag")),
        ("notes.\"by_tag\"", "notes", Some("by_tag")),
    ] {
        let Ok(Statement::Select(select)) = parse(&format!("SELECT * FROM {from}"), &[]) else {
            panic!("{from} is read");
        };
        assert_eq!(
            (select.table.as_str(), select.index.as_deref()),
            (table, index),
            "{from}"
        );
    }
}
