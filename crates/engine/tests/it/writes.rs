//! Writes of one item: what they refuse, and what they answer.

use serde_json::{Value, json};

use super::{call, engine, exception, ok, refused};

fn put(item: &Value) -> Value {
    json!({ "TableName": "notes", "Item": item })
}

fn invalid(reason: &str) -> String {
    format!("ValidationException: One or more parameter values were invalid: {reason}")
}

#[test]
fn keys_of_whole_items() {
    let engine = engine();
    let empty = "ValidationException: One or more parameter values are not valid. ";
    for (item, expected) in [
        (
            json!({ "p": { "S": "a" } }),
            invalid("Missing the key s in the item"),
        ),
        (
            json!({ "p": { "S": "a" }, "s": { "S": "1" } }),
            invalid("Type mismatch for key s expected: N actual: S"),
        ),
        (
            json!({ "p": { "S": "" }, "s": { "N": "1" } }),
            format!(
                "{empty}The AttributeValue for a key attribute cannot contain an empty string value. Key: p"
            ),
        ),
        (
            json!({ "p": { "S": "a" }, "s": { "N": "1" }, "g": { "N": "1" } }),
            invalid("Type mismatch for Index Key g Expected: S Actual: N IndexName: by_tag"),
        ),
        (
            json!({ "p": { "S": "a" }, "s": { "N": "1" }, "g": { "S": "" } }),
            format!(
                "{empty}A value specified for a secondary index key is not supported. The AttributeValue for a key \
                 attribute cannot contain an empty string value. IndexName: by_tag, IndexKey: g"
            ),
        ),
        (
            json!({ "p": { "S": "a".repeat(2049) }, "s": { "N": "1" } }),
            invalid("Size of hashkey has exceeded the maximum size limit of2048 bytes"),
        ),
    ] {
        assert_eq!(refused(&engine, "PutItem", &put(&item)), expected);
    }
    ok(
        &engine,
        "PutItem",
        &put(&json!({ "p": { "S": "a".repeat(2048) }, "s": { "N": "1" } })),
    );
}

#[test]
fn keys_alone() {
    let engine = engine();
    for key in [
        json!({ "p": { "S": "a" } }),
        json!({ "p": { "S": "a" }, "s": { "S": "1" } }),
        json!({ "p": { "S": "a" }, "s": { "N": "1" }, "g": { "S": "x" } }),
        json!({ "p": { "S": "a" }, "g": { "N": "1" } }),
    ] {
        for operation in ["GetItem", "DeleteItem", "UpdateItem"] {
            assert_eq!(
                refused(&engine, operation, &json!({ "TableName": "notes", "Key": key })),
                "ValidationException: The provided key element does not match the schema"
            );
        }
    }
}

#[test]
fn both_sides_of_the_size_limit() {
    let engine = engine();
    let item =
        |length: usize| json!({ "p": { "S": "a" }, "s": { "N": "1" }, "t": { "S": "x".repeat(length) } });
    // The names, "a", the number's two bytes.
    let most = 400 * 1024 - 6;
    ok(&engine, "PutItem", &put(&item(most)));
    assert_eq!(
        refused(&engine, "PutItem", &put(&item(most + 1))),
        "ValidationException: Item size has exceeded the maximum allowed size"
    );
    let update = json!({
        "TableName": "notes", "Key": { "p": { "S": "a" }, "s": { "N": "1" } },
        "UpdateExpression": "SET u = :u", "ExpressionAttributeValues": { ":u": { "S": "x" } },
    });
    assert_eq!(
        refused(&engine, "UpdateItem", &update),
        "ValidationException: Item size to update has exceeded the maximum allowed size"
    );
}

#[test]
fn a_failed_condition_shows_the_item_if_asked() {
    let engine = engine();
    let item = json!({ "p": { "S": "a" }, "s": { "N": "1" }, "t": { "S": "x" } });
    ok(&engine, "PutItem", &put(&item));
    let mut request = put(&json!({ "p": { "S": "a" }, "s": { "N": "1" } }));
    request["ConditionExpression"] = json!("attribute_not_exists(p)");
    let (status, body) = call(&engine, "PutItem", &request);
    assert_eq!(
        (status, exception(&body)),
        (400, "ConditionalCheckFailedException")
    );
    assert_eq!(body["message"], "The conditional request failed");
    assert!(body.get("Item").is_none());
    request["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
    assert_eq!(call(&engine, "PutItem", &request).1["Item"], item);
}

#[test]
fn requests_that_contradict_themselves() {
    let engine = engine();
    let item = json!({ "p": { "S": "a" }, "s": { "N": "1" } });
    let mut cases = Vec::new();
    let mut case = |members: Value, expected: &str| {
        let mut request = put(&item);
        for (name, member) in members.as_object().unwrap() {
            request[name] = member.clone();
        }
        cases.push((request, format!("ValidationException: {expected}")));
    };
    case(
        json!({ "ReturnValues": "ALL_NEW" }),
        "1 validation error detected: ReturnValues can only be ALL_OLD or NONE",
    );
    case(
        json!({ "ExpressionAttributeValues": { ":a": { "S": "a" } } }),
        "1 validation error detected: ExpressionAttributeValues can only be specified when using expressions",
    );
    case(
        json!({ "ConditionExpression": "attribute_exists(p)", "ExpressionAttributeNames": {} }),
        "1 validation error detected: ExpressionAttributeNames must not be empty",
    );
    case(
        json!({ "ConditionExpression": "attribute_exists(p)", "ExpressionAttributeNames": { "a": "b" } }),
        "ExpressionAttributeNames contains invalid key: Syntax error; key: \"a\"",
    );
    case(
        json!({ "ConditionExpression": "p = :a", "ExpressionAttributeValues": { ":a": { "N": "x" } } }),
        "1 validation error detected: The parameter cannot be converted to a numeric value: x",
    );
    case(
        json!({ "ConditionExpression": "attribute_exists(p)", "ExpressionAttributeNames": { "#a": "b" } }),
        "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}",
    );
    for (request, expected) in cases {
        assert_eq!(refused(&engine, "PutItem", &request), expected);
    }
}

#[test]
fn consumed_capacity_counts_indexes() {
    let engine = engine();
    let mut request =
        put(&json!({ "p": { "S": "a" }, "s": { "N": "1" }, "g": { "S": "x" }, "h": { "S": "y" } }));
    request["ReturnConsumedCapacity"] = json!("INDEXES");
    assert_eq!(
        ok(&engine, "PutItem", &request)["ConsumedCapacity"],
        json!({
            "TableName": "notes", "CapacityUnits": 3.0, "Table": { "CapacityUnits": 1.0 },
            "GlobalSecondaryIndexes": { "by_tag": { "CapacityUnits": 1.0 }, "keys_by_tag": { "CapacityUnits": 1.0 } },
        })
    );
    // The entry of `by_tag` moves; that of `keys_by_tag` stays as it is.
    request["Item"]["h"] = json!({ "S": "z" });
    assert_eq!(
        ok(&engine, "PutItem", &request)["ConsumedCapacity"]["CapacityUnits"],
        3.0
    );
}
