//! Batches: what they answer, what they refuse, what they leave undone.

use serde_json::{Value, json};

use super::{call, engine, message, notes, ok, refused};

fn item(p: &str, s: usize) -> Value {
    json!({ "p": { "S": p }, "s": { "N": s.to_string() } })
}

fn puts(items: impl IntoIterator<Item = Value>) -> Value {
    let puts: Vec<Value> = items
        .into_iter()
        .map(|item| json!({ "PutRequest": { "Item": item } }))
        .collect();
    json!({ "RequestItems": { "notes": puts } })
}

fn keys(keys: impl IntoIterator<Item = Value>) -> Value {
    let keys: Vec<Value> = keys.into_iter().collect();
    json!({ "RequestItems": { "notes": { "Keys": keys } } })
}

#[test]
fn puts_deletes_and_reads_of_two_tables() {
    let engine = engine();
    let mut other = notes();
    other["TableName"] = json!("other");
    ok(&engine, "CreateTable", &other);
    ok(
        &engine,
        "PutItem",
        &json!({ "TableName": "notes", "Item": item("a", 1) }),
    );
    let write = json!({
        "RequestItems": {
            "notes": [
                { "DeleteRequest": { "Key": item("a", 1) } },
                { "PutRequest": { "Item": { "p": { "S": "a" }, "s": { "N": "2" }, "g": { "S": "x" }, "h": { "S": "y" } } } },
            ],
            "other": [{ "PutRequest": { "Item": item("a", 1) } }],
        },
        "ReturnConsumedCapacity": "INDEXES",
    });
    assert_eq!(
        ok(&engine, "BatchWriteItem", &write),
        json!({
            "UnprocessedItems": {},
            "ConsumedCapacity": [
                {
                    "TableName": "notes", "CapacityUnits": 4.0, "Table": { "CapacityUnits": 2.0 },
                    "GlobalSecondaryIndexes": { "by_tag": { "CapacityUnits": 1.0 }, "keys_by_tag": { "CapacityUnits": 1.0 } },
                },
                { "TableName": "other", "CapacityUnits": 1.0, "Table": { "CapacityUnits": 1.0 } },
            ],
        })
    );
    let read = json!({
        "RequestItems": {
            "notes": {
                "Keys": [item("a", 1), item("a", 2)], "ConsistentRead": true,
                "ProjectionExpression": "s, #g", "ExpressionAttributeNames": { "#g": "g" },
            },
            "other": { "Keys": [item("a", 1)] },
        },
        "ReturnConsumedCapacity": "TOTAL",
    });
    assert_eq!(
        ok(&engine, "BatchGetItem", &read),
        json!({
            "Responses": { "notes": [{ "s": { "N": "2" }, "g": { "S": "x" } }], "other": [item("a", 1)] },
            "UnprocessedKeys": {},
            "ConsumedCapacity": [
                { "TableName": "notes", "CapacityUnits": 2.0 },
                { "TableName": "other", "CapacityUnits": 0.5 },
            ],
        })
    );
    let by_tag = json!({ "TableName": "notes", "IndexName": "by_tag" });
    assert_eq!(ok(&engine, "Scan", &by_tag)["Count"], 1);
}

#[test]
fn both_sides_of_the_counts() {
    let engine = engine();
    ok(&engine, "BatchWriteItem", &puts((0..25).map(|s| item("a", s))));
    let refusal = refused(&engine, "BatchWriteItem", &puts((0..26).map(|s| item("a", s))));
    let (start, end) = (
        "ValidationException: 1 validation error detected: Value '{notes=[WriteRequest(putRequest=PutRequest(item={\
         p=AttributeValue(s=a, n=null, b=null, ",
        "' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length \
         less than or equal to 25, Member must have length greater than or equal to 1]",
    );
    assert!(refusal.starts_with(start) && refusal.ends_with(end), "{refusal}");
    let answer = ok(&engine, "BatchGetItem", &keys((0..100).map(|s| item("a", s))));
    assert_eq!(answer["Responses"]["notes"].as_array().map(Vec::len), Some(25));
    assert_eq!(
        refused(&engine, "BatchGetItem", &keys((0..101).map(|s| item("a", s)))),
        "ValidationException: 1 validation error detected: Value at 'RequestItems.notes.member.Keys' failed to satisfy \
         constraint: Member must have length less than or equal to 100"
    );
}

#[test]
fn an_answer_ends_at_16_megabytes() {
    let engine = engine();
    // 400 KB each, exactly: 40 of them are 16,000 KB, and 16 MB are 16,384.
    let large = |s: usize| {
        let mut item = item("a", s);
        let number = s.to_string().len().div_ceil(2) + 1;
        item["t"] = json!({ "S": "x".repeat(400 * 1024 - 4 - number) });
        item
    };
    for s in 11..53 {
        ok(
            &engine,
            "PutItem",
            &json!({ "TableName": "notes", "Item": large(s) }),
        );
    }
    let mut request = keys((11..53).map(|s| item("a", s)));
    request["RequestItems"]["notes"]["ConsistentRead"] = json!(true);
    let answer = ok(&engine, "BatchGetItem", &request);
    assert_eq!(answer["Responses"]["notes"].as_array().map(Vec::len), Some(40));
    assert_eq!(
        answer["UnprocessedKeys"],
        json!({ "notes": { "Keys": [item("a", 51), item("a", 52)], "ConsistentRead": true } })
    );
}

#[test]
fn what_a_batch_of_writes_refuses() {
    let engine = engine();
    let twice = json!({
        "RequestItems": { "notes": [
            { "PutRequest": { "Item": { "p": { "S": "a" }, "s": { "N": "1" } } } },
            { "DeleteRequest": { "Key": { "p": { "S": "a" }, "s": { "N": "1.0" } } } },
        ] },
    });
    let mut large = item("a", 1);
    large["t"] = json!({ "S": "x".repeat(400 * 1024) });
    for (request, expected) in [
        (
            json!({}),
            "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: Member must have length \
             greater than or equal to 1",
        ),
        (
            puts([]),
            "1 validation error detected: Value at 'RequestItems.notes.member' failed to satisfy constraint: Member must \
             have length greater than or equal to 1",
        ),
        (
            json!({ "RequestItems": { "no": [{ "PutRequest": {} }] } }),
            "2 validation errors detected: Value '{\"no\":[{\"PutRequest\":{}}]}' at 'requestItems' failed to satisfy \
             constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member \
             must have length greater than or equal to 3, Member must satisfy regular expression pattern: \
             [a-zA-Z0-9_.-]+]; Value null at 'requestItems.no.member.1.member.putRequest.item' failed to satisfy \
             constraint: Member must not be null",
        ),
        (
            json!({ "RequestItems": { "notes": [{}] } }),
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
        ),
        (twice, "Provided list of item keys contains duplicates"),
        (
            large_batch(large),
            "Item size has exceeded the maximum allowed size",
        ),
        (
            puts([json!({ "p": { "S": "a" } })]),
            "The provided key element does not match the schema",
        ),
        (
            puts([json!({ "p": { "S": "a" }, "s": { "S": "1" } })]),
            "The provided key element does not match the schema",
        ),
        (
            puts([json!({ "p": { "S": "" }, "s": { "N": "1" } })]),
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty \
             string value. Key: p",
        ),
        (
            puts([json!({ "p": { "S": "a" }, "s": { "N": "1" }, "g": { "N": "1" } })]),
            "One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N IndexName: \
             by_tag",
        ),
    ] {
        assert_eq!(
            refused(&engine, "BatchWriteItem", &request),
            format!("ValidationException: {expected}")
        );
    }
    let absent = json!({ "RequestItems": { "absent": [{ "DeleteRequest": { "Key": item("a", 1) } }] } });
    assert_eq!(
        refused(&engine, "BatchWriteItem", &absent),
        "ResourceNotFoundException: Requested resource not found"
    );
    // Nothing of what was refused was written.
    assert_eq!(ok(&engine, "Scan", &json!({ "TableName": "notes" }))["Count"], 0);
}

/// A sound item, and then another one.
fn large_batch(last: Value) -> Value {
    puts([item("b", 1), last])
}

#[test]
fn what_a_batch_of_reads_refuses() {
    let engine = engine();
    let with = |members: Value| {
        let mut request = keys([item("a", 1)]);
        for (name, member) in members.as_object().unwrap() {
            request["RequestItems"]["notes"][name] = member.clone();
        }
        request
    };
    for (request, expected) in [
        (
            keys([]),
            "1 validation error detected: Value at 'RequestItems.notes.member.Keys' failed to satisfy constraint: Member \
             must have length greater than or equal to 1",
        ),
        (
            keys([item("a", 1), json!({ "p": { "S": "a" }, "s": { "N": "1.0" } })]),
            "Provided list of item keys contains duplicates",
        ),
        (
            keys([json!({ "p": { "S": "a" } })]),
            "The provided key element does not match the schema",
        ),
        (
            with(json!({ "ProjectionExpression": "a", "AttributesToGet": ["a"] })),
            "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: \
             {AttributesToGet} Expression parameters: {ProjectionExpression}",
        ),
        (
            with(json!({ "ProjectionExpression": "" })),
            "Invalid ProjectionExpression: The expression can not be empty;",
        ),
        (
            with(json!({ "ExpressionAttributeNames": { "#a": "a" } })),
            "ExpressionAttributeNames can only be specified when using expressions",
        ),
        (
            with(json!({ "ProjectionExpression": "a", "ExpressionAttributeNames": { "#a": "a" } })),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}",
        ),
    ] {
        assert_eq!(
            refused(&engine, "BatchGetItem", &request),
            format!("ValidationException: {expected}")
        );
    }
    let legacy = call(
        &engine,
        "BatchGetItem",
        &with(json!({ "AttributesToGet": ["a"] })),
    );
    assert!(message(&legacy.1).contains("AttributesToGet"), "{legacy:?}");
}

#[test]
fn collections_are_measured_where_they_have_a_limit() {
    let engine = engine();
    let write = |operation: &str, table: &str| {
        let put = json!({ "Item": item("a", 1) });
        let mut request = match operation {
            "PutItem" => json!({ "TableName": table, "Item": put["Item"] }),
            "BatchWriteItem" => json!({ "RequestItems": { table: [{ "PutRequest": put }] } }),
            _ => json!({ "TransactItems": [{ "Put": { "TableName": table, "Item": put["Item"] } }] }),
        };
        request["ReturnItemCollectionMetrics"] = json!("SIZE");
        ok(&engine, operation, &request)["ItemCollectionMetrics"].clone()
    };
    let mut local = notes();
    local["TableName"] = json!("local");
    local["LocalSecondaryIndexes"] = json!([{
        "IndexName": "by_name",
        "KeySchema": [{ "AttributeName": "p", "KeyType": "HASH" }, { "AttributeName": "g", "KeyType": "RANGE" }],
        "Projection": { "ProjectionType": "ALL" },
    }]);
    ok(&engine, "CreateTable", &local);
    let metrics = json!({ "ItemCollectionKey": { "p": { "S": "a" } }, "SizeEstimateRangeGB": [0.0, 1.0] });
    for operation in ["PutItem", "BatchWriteItem", "TransactWriteItems"] {
        assert_eq!(write(operation, "notes"), Value::Null, "{operation}");
        let of_table = write(operation, "local");
        if operation == "PutItem" {
            assert_eq!(of_table, metrics);
        } else {
            assert_eq!(of_table, json!({ "local": [metrics] }), "{operation}");
        }
    }
}
