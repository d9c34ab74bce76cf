//! What each parameter is read into, or why it is refused.

use serde_json::{Value as Json, json};

use super::{condition, filter, key_condition, projection, update};
use crate::error::Failure;
use crate::request::{self, Members};
use crate::value::Item;
use crate::value::json::from_item;
use crate::value::testing::item;

/// What a function makes of a request; its failure as a message.
fn of<T>(request: &Json, read: impl Fn(Members<'_>) -> Result<Option<T>, Failure>) -> Result<T, String> {
    let text = request.to_string();
    let json = request::parse(text.as_bytes()).unwrap();
    let read = read(Members::of(&json).unwrap());
    read.map_err(|failure| failure.message)
        .map(|read| read.expect("it is there"))
}

fn order() -> Item {
    item(
        r#"{"t":{"S":"apple"},"n":{"N":"5"},"b":{"B":"AQID"},"ss":{"SS":["x","y"]},"l":{"L":[{"S":"z"}]},
            "f":{"BOOL":true},"u":{"NULL":true},"a.b":{"S":"dot"}}"#,
    )
}

#[test]
fn every_operator() {
    for (attribute, operator, values, holds) in [
        ("t", "EQ", json!([{ "S": "apple" }]), true),
        ("t", "EQ", json!([{ "S": "pear" }]), false),
        ("none", "EQ", json!([{ "S": "pear" }]), false),
        ("t", "NE", json!([{ "S": "pear" }]), true),
        ("none", "NE", json!([{ "S": "pear" }]), true),
        ("n", "LE", json!([{ "N": "5.0" }]), true),
        ("n", "LT", json!([{ "N": "5" }]), false),
        ("n", "GE", json!([{ "N": "5" }]), true),
        ("n", "GT", json!([{ "N": "10" }]), false),
        ("n", "GT", json!([{ "S": "1" }]), false),
        ("t", "NOT_NULL", json!([]), true),
        ("u", "NOT_NULL", json!([]), true),
        ("none", "NOT_NULL", json!([]), false),
        ("u", "NULL", json!([]), false),
        ("none", "NULL", json!([]), true),
        ("t", "CONTAINS", json!([{ "S": "ppl" }]), true),
        ("ss", "CONTAINS", json!([{ "S": "x" }]), true),
        ("l", "CONTAINS", json!([{ "S": "z" }]), true),
        ("ss", "NOT_CONTAINS", json!([{ "S": "x" }]), false),
        ("none", "NOT_CONTAINS", json!([{ "S": "x" }]), true),
        ("t", "BEGINS_WITH", json!([{ "S": "app" }]), true),
        ("b", "BEGINS_WITH", json!([{ "B": "AQI=" }]), true),
        ("t", "IN", json!([{ "S": "pear" }, { "S": "apple" }]), true),
        ("n", "BETWEEN", json!([{ "N": "1" }, { "N": "5" }]), true),
        ("n", "BETWEEN", json!([{ "N": "6" }, { "N": "9" }]), false),
        ("f", "EQ", json!([{ "BOOL": true }]), true),
        ("a.b", "EQ", json!([{ "S": "dot" }]), true),
    ] {
        let request = json!({
            "ScanFilter": { attribute: { "ComparisonOperator": operator, "AttributeValueList": values } },
            "Expected": { attribute: { "ComparisonOperator": operator, "AttributeValueList": values } },
        });
        let filter = of(&request, |members| filter(members, "ScanFilter")).unwrap();
        assert_eq!(filter.holds(&order()), holds, "{attribute} {operator} {values}");
        assert_eq!(
            of(&request, condition),
            Ok(filter),
            "{attribute} {operator} {values}"
        );
    }
}

#[test]
fn conditions_are_joined() {
    let both = json!({ "t": { "Value": { "S": "apple" } }, "n": { "Value": { "N": "1" } } });
    for (operator, holds) in [(json!(null), false), (json!("AND"), false), (json!("OR"), true)] {
        let request = json!({ "Expected": both, "ConditionalOperator": operator });
        let condition = of(&request, condition).unwrap();
        assert_eq!(condition.holds(&order()), holds, "{operator}");
    }
}

#[test]
fn what_is_expected_without_an_operator() {
    for (expected, holds) in [
        (json!({ "none": { "Exists": false } }), true),
        (json!({ "t": { "Exists": "false" } }), false),
        (json!({ "t": { "Value": { "S": "apple" } } }), true),
        (
            json!({ "t": { "Exists": true, "Value": { "S": "pear" } } }),
            false,
        ),
    ] {
        let condition = of(&json!({ "Expected": expected }), condition).unwrap();
        assert_eq!(condition.holds(&order()), holds, "{expected}");
    }
}

#[test]
fn attributes_are_updated() {
    let request = json!({ "AttributeUpdates": {
        "t": { "Value": { "S": "pear" } },
        "n": { "Action": "ADD", "Value": { "N": "-7" } },
        "new": { "Action": "ADD", "Value": { "N": "1" } },
        "ss": { "Action": "DELETE", "Value": { "SS": ["x", "q"] } },
        "l": { "Action": "ADD", "Value": { "L": [{ "N": "1" }] } },
        "b": { "Action": "DELETE" },
        "f": { "Action": "DELETE" },
        "u": { "Action": "PUT", "Value": { "BOOL": false } },
    } });
    let updated = of(&request, update).unwrap().apply(&order()).unwrap();
    assert_eq!(
        from_item(&updated),
        json!({
            "t": { "S": "pear" }, "n": { "N": "-2" }, "new": { "N": "1" }, "ss": { "SS": ["y"] },
            "l": { "L": [{ "S": "z" }, { "N": "1" }] }, "u": { "BOOL": false }, "a.b": { "S": "dot" },
        })
    );
    let request = json!({ "AttributeUpdates": { "t": { "Action": "ADD", "Value": { "N": "1" } } } });
    let unfit = of(&request, update).unwrap().apply(&order());
    assert_eq!(
        unfit.map_err(|unfit| unfit.to_string()),
        Err("Type mismatch for attribute to update".to_owned())
    );
}

#[test]
fn attributes_to_get() {
    let projection = of(&json!({ "AttributesToGet": ["t", "a.b", "none"] }), projection).unwrap();
    assert_eq!(
        from_item(&projection.apply(&order())),
        json!({ "t": { "S": "apple" }, "a.b": { "S": "dot" } })
    );
}

#[test]
fn key_conditions() {
    let request = json!({ "KeyConditions": {
        "s": { "ComparisonOperator": "BETWEEN", "AttributeValueList": [{ "N": "1" }, { "N": "2" }] },
        "p": { "ComparisonOperator": "EQ", "AttributeValueList": [{ "S": "a" }] },
    } });
    let bound = of(&request, key_condition).unwrap().bind(&["p"], &["s"]).unwrap();
    assert_eq!((bound.partition.len(), bound.sort.len()), (1, 1));
    for operator in ["NE", "IN", "CONTAINS", "NOT_CONTAINS"] {
        let request = json!({ "KeyConditions": {
            "p": { "ComparisonOperator": operator, "AttributeValueList": [{ "S": "a" }] },
        } });
        assert_eq!(
            of(&request, key_condition),
            Err("Attempted conditional constraint is not an indexable operation".to_owned())
        );
    }
}
