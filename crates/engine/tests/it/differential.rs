//! Random sequences of operations, answered by this engine and by the oracle.
//!
//! What is compared: whether a request succeeds, the exception if not, and the whole answer. The order of a scan is the
//! engine's own business, so what it answers is sorted.

mod legacy;
#[cfg(feature = "peer")]
mod ministack;
mod several;
mod statements;

use lockstep_engine::{Dialect, Engine};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::oracle::Oracle;
use super::{call, exception, message, notes};

/// Something to call.
#[derive(Clone, Debug)]
struct Call {
    operation: &'static str,
    request: Value,
}

fn key() -> impl Strategy<Value = Value> {
    (
        prop::sample::select(vec!["a", "b"]),
        prop::sample::select(vec!["-1", "0", "2", "10"]),
    )
        .prop_map(|(p, s)| json!({ "p": { "S": p }, "s": { "N": s } }))
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        prop::sample::select(vec!["x", "xy", "", "é"]).prop_map(|text| json!({ "S": text })),
        prop::sample::select(vec!["0", "1", "1.50", "-7", "123456789012345678901234567890"])
            .prop_map(|number| json!({ "N": number })),
        Just(json!({ "BOOL": true })),
        Just(json!({ "NULL": true })),
        Just(json!({ "B": "AQI=" })),
        Just(json!({ "SS": ["x", "y"] })),
        Just(json!({ "NS": ["1", "2"] })),
        Just(json!({ "L": [{ "N": "1" }, { "S": "x" }] })),
        Just(json!({ "M": { "k": { "N": "1" }, "l": { "L": [] } } })),
    ]
}

fn item() -> impl Strategy<Value = Value> {
    let tag = || prop::option::of(prop::sample::select(vec!["x", "y"]));
    (
        key(),
        tag(),
        tag(),
        prop::collection::btree_map("[abc]", value(), 0..3),
    )
        .prop_map(|(mut item, g, h, others)| {
            for (name, tag) in [("g", g), ("h", h)] {
                if let Some(tag) = tag {
                    item[name] = json!({ "S": tag });
                }
            }
            for (name, value) in others {
                item[name] = value;
            }
            item
        })
}

/// The values that expressions use, by placeholder.
fn placeholder(name: &str) -> Value {
    match name {
        ":n" => json!({ "N": "1" }),
        ":s" => json!({ "S": "x" }),
        ":t" => json!({ "BOOL": true }),
        ":ss" => json!({ "SS": ["x", "z"] }),
        ":ns" => json!({ "NS": ["1", "3"] }),
        ":l" => json!({ "L": [{ "N": "1" }] }),
        ":m" => json!({ "M": {} }),
        _ => json!({ "S": "S" }),
    }
}

const CONDITIONS: [&str; 20] = [
    "attribute_exists(p)",
    "attribute_not_exists(p)",
    "a = :n",
    "a <> :n",
    "a < :n OR b >= :s",
    "NOT a > :s",
    "begins_with(a, :s)",
    "contains(a, :s)",
    "contains(b, :n) AND attribute_exists(a)",
    "attribute_type(a, :type)",
    "size(a) > :n",
    "a BETWEEN :n AND :n",
    "a IN (:n, :s, :t)",
    "a.k = :n",
    "a[0] = :n OR a[1] = :s",
    "a = b",
    "a = :ss OR a = :ns",
    "(a = :n) AND (NOT (b = :s))",
    "a = ",
    "a = :n AND b IN (c)",
];

const UPDATES: [&str; 26] = [
    "SET a = :n",
    "SET a = a + :n",
    "SET a = a - :n, b = :s",
    "SET a = b",
    "SET a = if_not_exists(a, :s)",
    "SET a = if_not_exists(b, :n) + :n",
    "SET a = list_append(a, :l)",
    "SET a = list_append(if_not_exists(a, :l), :l)",
    "SET a.k = :s",
    "SET a.q = :s REMOVE a.k",
    "SET a[0] = :s, a[7] = :n",
    "REMOVE a",
    "REMOVE a[0], b",
    "REMOVE a.k.q",
    "ADD a :n",
    "ADD a :ss",
    "ADD a :ns, c :n",
    "DELETE a :ss",
    "DELETE a :ns",
    "SET g = :s, h = :s",
    "REMOVE g",
    "REMOVE h SET c = :m",
    "SET h = :n",
    "SET p = :s",
    "SET a = :n, a.k = :n",
    "SET a = :t ADD b :s",
];

const KEY_CONDITIONS: [&str; 9] = [
    "p = :p",
    "p = :p AND s = :k",
    "p = :p AND s < :k",
    "p = :p AND s <= :k",
    "p = :p AND s > :k",
    "p = :p AND s >= :k",
    "p = :p AND s BETWEEN :k AND :k",
    "s = :k",
    "p > :p",
];

/// Adds the values of the placeholders that some expressions use.
fn with_values(mut request: Value, expressions: &[&str], others: &[(&str, Value)]) -> Value {
    for name in [":n", ":s", ":t", ":ss", ":ns", ":l", ":m", ":type"] {
        let uses = |text: &str| {
            text.match_indices(name).any(|(at, _)| {
                let after = text[at + name.len()..].chars().next();
                !after.is_some_and(char::is_alphanumeric)
            })
        };
        if expressions.iter().any(|text| uses(text)) {
            request["ExpressionAttributeValues"][name] = placeholder(name);
        }
    }
    for (name, value) in others {
        if expressions.iter().any(|text| text.contains(name)) {
            request["ExpressionAttributeValues"][name] = value.clone();
        }
    }
    request
}

fn write() -> impl Strategy<Value = Call> {
    let condition = || prop::option::weighted(0.4, prop::sample::select(CONDITIONS.to_vec()));
    let returned = prop::sample::select(vec!["NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"]);
    let old = || prop::sample::select(vec!["NONE", "ALL_OLD"]);
    let finish = |operation, mut request: Value, condition: Option<&str>, update: Option<&str>| {
        if let Some(condition) = condition {
            request["ConditionExpression"] = json!(condition);
            request["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
        }
        let expressions: Vec<&str> = condition.into_iter().chain(update).collect();
        Call {
            operation,
            request: with_values(request, &expressions, &[]),
        }
    };
    prop_oneof![
        4 => (item(), condition(), old()).prop_map(move |(item, condition, returned)| {
            finish("PutItem", json!({ "TableName": "notes", "Item": item, "ReturnValues": returned }), condition, None)
        }),
        1 => (key(), condition(), old()).prop_map(move |(key, condition, returned)| {
            finish("DeleteItem", json!({ "TableName": "notes", "Key": key, "ReturnValues": returned }), condition, None)
        }),
        4 => (key(), prop::sample::select(UPDATES.to_vec()), condition(), returned).prop_map(
            move |(key, update, condition, returned)| {
                let request = json!({
                    "TableName": "notes", "Key": key, "ReturnValues": returned, "UpdateExpression": update,
                });
                finish("UpdateItem", request, condition, Some(update))
            },
        ),
    ]
}

fn read() -> impl Strategy<Value = Call> {
    let filter = || prop::option::weighted(0.4, prop::sample::select(CONDITIONS[2..].to_vec()));
    let limit = || prop::option::of(1..4u32);
    let get = (
        key(),
        prop::option::of(prop::sample::select(vec!["a, b", "a[0], p", "a.k", "c"])),
    );
    prop_oneof![
        get.prop_map(|(key, projection)| {
            let mut request = json!({ "TableName": "notes", "Key": key });
            if let Some(projection) = projection {
                request["ProjectionExpression"] = json!(projection);
            }
            Call {
                operation: "GetItem",
                request,
            }
        }),
        (
            prop::sample::select(KEY_CONDITIONS.to_vec()),
            key(),
            filter(),
            limit(),
            any::<bool>()
        )
            .prop_map(|(condition, key, filter, limit, forward)| {
                let mut request = json!({
                    "TableName": "notes", "KeyConditionExpression": condition, "ScanIndexForward": forward,
                });
                if let Some(filter) = filter {
                    request["FilterExpression"] = json!(filter);
                }
                if let Some(limit) = limit {
                    request["Limit"] = json!(limit);
                }
                let expressions: Vec<&str> = filter.into_iter().chain([condition]).collect();
                let keys = [(":p", key["p"].clone()), (":k", key["s"].clone())];
                Call {
                    operation: "Query",
                    request: with_values(request, &expressions, &keys),
                }
            }),
        (
            prop::sample::select(vec!["by_tag", "keys_by_tag"]),
            prop::sample::select(vec!["x", "y"]),
            filter()
        )
            .prop_map(|(index, tag, filter)| {
                let mut request = json!({
                    "TableName": "notes", "IndexName": index, "KeyConditionExpression": "g = :g",
                    "ExpressionAttributeValues": { ":g": { "S": tag } },
                });
                if let Some(filter) = filter {
                    request["FilterExpression"] = json!(filter);
                }
                let expressions: Vec<&str> = filter.into_iter().collect();
                Call {
                    operation: "Query",
                    request: with_values(request, &expressions, &[]),
                }
            }),
        filter().prop_map(|filter| {
            let mut request = json!({ "TableName": "notes" });
            if let Some(filter) = filter {
                request["FilterExpression"] = json!(filter);
            }
            let expressions: Vec<&str> = filter.into_iter().collect();
            Call {
                operation: "Scan",
                request: with_values(request, &expressions, &[]),
            }
        }),
    ]
}

/// Sorts sets: their members have no order.
fn sort_sets(json: &mut Value) {
    match json {
        Value::Object(members) => {
            for (name, member) in members {
                if let ("SS" | "NS" | "BS", Value::Array(set)) = (name.as_str(), &mut *member) {
                    set.sort_by_key(Value::to_string);
                }
                sort_sets(member);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(sort_sets),
        _ => {}
    }
}

/// Why a transaction was cancelled. Of a wrong operand the oracle says the same in every case.
fn reasons(body: &Value) -> Value {
    let mut reasons = body["CancellationReasons"].clone();
    for reason in reasons.as_array_mut().into_iter().flatten() {
        let text = reason["Message"].as_str().unwrap_or_default();
        if text.contains("ncorrect operand type") || text.contains("incorrect data type") {
            reason["Message"] = json!("wrong operand");
        }
    }
    reasons
}

/// Answers without what each engine may decide for itself.
fn comparable(call: &Call, (status, mut body): (u16, Value)) -> (u16, Value) {
    sort_sets(&mut body);
    if status != 200 {
        // Messages have tests of their own: the oracle follows another month of the service.
        return (
            status,
            json!({
                "exception": exception(&body), "item": body["Item"], "reasons": reasons(&body),
            }),
        );
    }
    // Entries of an index with equal keys have no order either.
    let statement = call.request["Statement"].as_str().unwrap_or_default();
    let is_scan =
        statement.starts_with("SELECT") && !statement.contains("p = ") || statement.contains("by_tag");
    let unordered = call.operation == "Scan" || call.request["IndexName"].is_string() || is_scan;
    if unordered && let Some(items) = body["Items"].as_array_mut() {
        items.sort_by_key(Value::to_string);
    }
    (status, body)
}

/// Answers of the oracle that are not the service's, and why.
fn is_known_difference(call: &Call, ours: &Value, theirs: &Value) -> bool {
    let returned = call.request["ReturnValues"].as_str().unwrap_or_default();
    let update = call.request["UpdateExpression"].as_str().unwrap_or_default();
    // Before an update that makes an item there was none: "all of the attributes of the item, as they appeared before the
    // UpdateItem operation" (API reference) are none, not its key.
    let made = returned == "ALL_OLD"
        && ours.get("Attributes").is_none()
        && theirs["Attributes"] == call.request["Key"];
    // Of an element of a list the oracle returns the whole list, for want of a better form.
    let whole_list = returned.starts_with("UPDATED") && update.contains('[');
    // An update of a key is refused for what it is, before the item and the condition are looked at.
    let key_first =
        message(ours).contains("This attribute is part of the key") && exception(theirs).starts_with("Cond");
    // A request that is wrong in itself is refused for that, before anyone asks whether its token is in use.
    let token_first = exception(ours) == "ValidationException"
        && exception(theirs) == "IdempotentParameterMismatchException";
    made || whole_list || key_first || token_first
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn answers_are_those_of_the_oracle(
        calls in prop::collection::vec(prop_oneof![3 => write(), 2 => read(), 3 => several::several()], 1..40),
    ) {
        let engine = Engine::memory().expect("there is memory");
        let oracle = Oracle::new();
        prop_assert_eq!(call(&engine, "CreateTable", &notes()).0, 200);
        prop_assert_eq!(oracle.call("CreateTable", &notes()).0, 200);
        for one in &calls {
            let (ours, theirs) = (call(&engine, one.operation, &one.request), oracle.call(one.operation, &one.request));
            if is_known_difference(one, &ours.1, &theirs.1) {
                continue;
            }
            let messages = format!("{one:?}\nours: {}\ntheirs: {}", ours.1, theirs.1);
            prop_assert_eq!(comparable(one, ours), comparable(one, theirs), "{}", messages);
        }
    }
}

/// Answers of the oracle to statements and to legacy parameters that are not the service's, and why.
fn is_known_of_full_dialect(call: &Call, ours: &Value, theirs: &Value) -> bool {
    let text = call.request.to_string();
    // Alternatives that say nothing of a key count as several partitions there.
    let order = message(theirs).starts_with("Must have hash key in ORDER BY clause") && text.contains(" OR ");
    // What a failed statement of a batch consumed is in the sum and not in its parts, and for some there is more of it.
    let failed = call.operation == "BatchExecuteStatement"
        && ours["Responses"].to_string().contains("Error")
        && ours["ConsumedCapacity"] != theirs["ConsumedCapacity"];
    // An update of a key is refused for what it says, so its table is not said.
    let key = ours["Responses"]
        .to_string()
        .contains("This attribute is part of the key");
    // A statement that cannot be read is not compared with others that are about the same item.
    let duplicates = message(theirs) == "Provided list of item keys contains duplicates"
        && ours["Responses"].to_string().contains("ValidationError");
    // Where there is nothing, a condition of a `DELETE` is not looked at; there it is, if another statement fails.
    let nothing = call.operation == "ExecuteTransaction"
        && !ours["CancellationReasons"].is_null()
        && text.contains("DELETE")
        && reasons(ours) != reasons(theirs);
    order || failed || key || duplicates || nothing
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn statements_and_legacy_parameters_are_answered_as_by_the_oracle(
        calls in prop::collection::vec(prop_oneof![1 => write(), 4 => statements::statements(), 3 => legacy::legacy()], 1..40),
    ) {
        let engine = Engine::memory().expect("there is memory").with_dialect(Dialect::Full);
        let oracle = Oracle::new();
        prop_assert_eq!(call(&engine, "CreateTable", &notes()).0, 200);
        prop_assert_eq!(oracle.call("CreateTable", &notes()).0, 200);
        for one in &calls {
            let (ours, theirs) = (call(&engine, one.operation, &one.request), oracle.call(one.operation, &one.request));
            if is_known_difference(one, &ours.1, &theirs.1) {
                continue;
            }
            // What one refuses and the other does is listed; from there on the tables differ.
            if is_known_of_full_dialect(one, &ours.1, &theirs.1) {
                break;
            }
            let messages = format!("{one:?}\nours: {}\ntheirs: {}", ours.1, theirs.1);
            prop_assert_eq!(comparable(one, ours), comparable(one, theirs), "{}", messages);
        }
    }
}
