//! Requests with the parameters from before expressions.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{Call, item, key, value};

const OPERATORS: [&str; 13] = [
    "EQ",
    "NE",
    "LE",
    "LT",
    "GE",
    "GT",
    "NOT_NULL",
    "NULL",
    "CONTAINS",
    "NOT_CONTAINS",
    "BEGINS_WITH",
    "IN",
    "BETWEEN",
];

/// A comparison, as a rule with as many values as it has use for.
fn comparison() -> impl Strategy<Value = Value> {
    let values = prop::collection::vec(value(), 3);
    (prop::sample::select(OPERATORS.to_vec()), values, 0..12usize).prop_map(|(operator, values, odd)| {
        let count = match operator {
            "NULL" | "NOT_NULL" => 0,
            "BETWEEN" => 2,
            _ => 1,
        };
        let count = if odd == 0 { 1 } else { count };
        json!({ "ComparisonOperator": operator, "AttributeValueList": values[..count] })
    })
}

fn conditions() -> impl Strategy<Value = (Value, Option<&'static str>)> {
    let of_attributes = prop::collection::btree_map("[abc]", comparison(), 1..3);
    let operator = prop::sample::select(vec!["AND", "OR"]);
    (of_attributes, operator).prop_map(|(conditions, operator)| {
        let joins = conditions.len() > 1;
        (json!(conditions), joins.then_some(operator))
    })
}

fn expected() -> impl Strategy<Value = (Value, Option<&'static str>)> {
    prop_oneof![
        conditions(),
        ("[abc]", value()).prop_map(|(name, value)| (json!({ name: { "Value": value } }), None)),
        "[abc]".prop_map(|name| (json!({ name: { "Exists": false } }), None)),
    ]
}

fn updates() -> impl Strategy<Value = Value> {
    let update = prop_oneof![
        value().prop_map(|value| json!({ "Value": value })),
        (prop::sample::select(vec!["PUT", "ADD", "DELETE"]), value())
            .prop_map(|(action, value)| json!({ "Action": action, "Value": value })),
        Just(json!({ "Action": "DELETE" })),
        Just(json!({ "Action": "ADD", "Value": { "N": "1" } })),
        Just(json!({ "Action": "ADD", "Value": { "SS": ["z"] } })),
    ];
    prop::collection::btree_map("[abcg]", update, 0..3).prop_map(|updates| json!(updates))
}

/// Puts conditions into a request.
fn with(mut request: Value, parameter: &str, (conditions, operator): (Value, Option<&str>)) -> Value {
    request[parameter] = conditions;
    if let Some(operator) = operator {
        request["ConditionalOperator"] = json!(operator);
    }
    request
}

/// Requests with such parameters.
pub(super) fn legacy() -> impl Strategy<Value = Call> {
    let old = prop::sample::select(vec!["NONE", "ALL_OLD"]);
    let returned = prop::sample::select(vec!["NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"]);
    let range = prop::sample::select(vec!["EQ", "LE", "LT", "GE", "GT", "BETWEEN"]);
    let call = |operation, request| Call { operation, request };
    prop_oneof![
        3 => (item(), old, prop::option::of(expected())).prop_map(move |(item, old, expected)| {
            let request = json!({ "TableName": "notes", "Item": item, "ReturnValues": old });
            call("PutItem", match expected {
                None => request,
                Some(expected) => with(request, "Expected", expected),
            })
        }),
        4 => (key(), updates(), returned, prop::option::weighted(0.3, expected())).prop_map(
            move |(key, updates, returned, expected)| {
                let request = json!({
                    "TableName": "notes", "Key": key, "AttributeUpdates": updates, "ReturnValues": returned,
                });
                call("UpdateItem", match expected {
                    None => request,
                    Some(expected) => with(request, "Expected", expected),
                })
            },
        ),
        1 => (key(), expected()).prop_map(move |(key, expected)| {
            call("DeleteItem", with(json!({ "TableName": "notes", "Key": key }), "Expected", expected))
        }),
        2 => conditions().prop_map(move |conditions| {
            call("Scan", with(json!({ "TableName": "notes" }), "ScanFilter", conditions))
        }),
        2 => (key(), range, prop::option::of(conditions()), any::<bool>()).prop_map(
            move |(key, operator, filter, forward)| {
                let of_sort = match operator {
                    "BETWEEN" => json!([key["s"], { "N": "10" }]),
                    _ => json!([key["s"]]),
                };
                let mut keys = Map::new();
                keys.insert("p".to_owned(), json!({ "ComparisonOperator": "EQ", "AttributeValueList": [key["p"]] }));
                keys.insert("s".to_owned(), json!({ "ComparisonOperator": operator, "AttributeValueList": of_sort }));
                let request = json!({
                    "TableName": "notes", "KeyConditions": keys, "ScanIndexForward": forward,
                    "AttributesToGet": ["p", "s", "a"],
                });
                call("Query", match filter {
                    None => request,
                    Some(filter) => with(request, "QueryFilter", filter),
                })
            },
        ),
        1 => key().prop_map(move |key| {
            call("GetItem", json!({ "TableName": "notes", "Key": key, "AttributesToGet": ["a", "g"] }))
        }),
    ]
}
