//! Tables: making, describing, listing and removing them.

use lockstep_engine::Engine;
use serde_json::json;

use super::{call, exception, notes, ok, refused};

#[test]
fn a_table_lives_from_create_to_delete() {
    let engine = Engine::memory().unwrap().with_clock(|| 1_500);
    let created = ok(&engine, "CreateTable", &notes());
    assert_eq!(created["TableDescription"]["TableStatus"], "CREATING");
    let table = &ok(&engine, "DescribeTable", &json!({ "TableName": "notes" }))["Table"];
    assert_eq!(table["TableStatus"], "ACTIVE");
    assert_eq!(table["CreationDateTime"], 1.5);
    assert_eq!(table["KeySchema"], notes()["KeySchema"]);
    assert_eq!(table["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(table["GlobalSecondaryIndexes"][0]["IndexName"], "by_tag");
    assert_eq!(table["GlobalSecondaryIndexes"][0]["IndexStatus"], "ACTIVE");
    assert_eq!(
        refused(&engine, "CreateTable", &notes()),
        "ResourceInUseException: Table already exists: notes"
    );
    let deleted = ok(&engine, "DeleteTable", &json!({ "TableName": "notes" }));
    assert_eq!(deleted["TableDescription"]["TableStatus"], "DELETING");
    assert_eq!(
        refused(&engine, "DescribeTable", &json!({ "TableName": "notes" })),
        "ResourceNotFoundException: Requested resource not found: Table: notes not found"
    );
}

#[test]
fn a_table_that_is_made_again_is_empty() {
    let engine = super::engine();
    let item = json!({ "p": { "S": "a" }, "s": { "N": "1" }, "g": { "S": "x" } });
    ok(&engine, "PutItem", &json!({ "TableName": "notes", "Item": item }));
    ok(&engine, "DeleteTable", &json!({ "TableName": "notes" }));
    ok(&engine, "CreateTable", &notes());
    for index in [json!(null), json!("keys_by_tag")] {
        let page = ok(
            &engine,
            "Scan",
            &json!({ "TableName": "notes", "IndexName": index }),
        );
        assert_eq!(page["Count"], 0);
    }
}

#[test]
fn names_come_in_pages() {
    let engine = Engine::memory().unwrap();
    for name in ["ccc", "aaa", "bbb"] {
        let mut table = notes();
        table["TableName"] = json!(name);
        ok(&engine, "CreateTable", &table);
    }
    assert_eq!(
        ok(&engine, "ListTables", &json!({ "Limit": 2 })),
        json!({ "TableNames": ["aaa", "bbb"], "LastEvaluatedTableName": "bbb" })
    );
    assert_eq!(
        ok(
            &engine,
            "ListTables",
            &json!({ "ExclusiveStartTableName": "bbb" })
        ),
        json!({ "TableNames": ["ccc"] })
    );
    assert_eq!(
        refused(&engine, "ListTables", &json!({ "Limit": 101 })),
        "ValidationException: 1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: \
         Member must have value less than or equal to 100"
    );
}

#[test]
fn tables_that_cannot_be() {
    let engine = Engine::memory().unwrap();
    let key = |name: &str, kind: &str| json!({ "AttributeName": name, "KeyType": kind });
    let invalid =
        |reason: &str| format!("ValidationException: One or more parameter values were invalid: {reason}");
    let mut cases = Vec::new();
    let mut case = |member: &str, content: serde_json::Value, expected: String| {
        let mut table = notes();
        table[member] = content;
        cases.push((table, expected));
    };
    case(
        "TableName",
        json!("a!"),
        "ValidationException: 2 validation errors detected: Value 'a!' at 'tableName' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value 'a!' at 'tableName' failed to satisfy \
         constraint: Member must have length greater than or equal to 3"
            .to_owned(),
    );
    case(
        "KeySchema",
        json!([key("p", "RANGE")]),
        "ValidationException: Invalid KeySchema: The first KeySchemaElement is not a HASH key type"
            .to_owned(),
    );
    case(
        "KeySchema",
        json!([key("p", "HASH"), key("p", "RANGE")]),
        "ValidationException: Both the Hash Key and the Range Key element in the KeySchema have the same name".to_owned(),
    );
    case(
        "KeySchema",
        json!([key("q", "HASH")]),
        invalid(
            "Some index key attributes are not defined in AttributeDefinitions. Keys: [q], AttributeDefinitions: [p, h, \
             s, g]",
        ),
    );
    case(
        "KeySchema",
        json!([key("p", "HASH")]),
        invalid(
            "Some AttributeDefinitions are not used. AttributeDefinitions: [p, h, s, g], keys used: [p, g, h]",
        ),
    );
    case(
        "ProvisionedThroughput",
        json!({ "ReadCapacityUnits": 1, "WriteCapacityUnits": 1 }),
        invalid(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
        ),
    );
    let index = json!([{
        "IndexName": "one", "KeySchema": [key("g", "HASH"), key("h", "RANGE")],
        "Projection": { "ProjectionType": "KEYS_ONLY", "NonKeyAttributes": ["a"] },
    }]);
    case(
        "GlobalSecondaryIndexes",
        index,
        invalid("ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified"),
    );
    for (table, expected) in cases {
        assert_eq!(refused(&engine, "CreateTable", &table), expected, "{table}");
    }
}

#[test]
fn what_is_no_request_is_refused() {
    let engine = super::engine();
    let reply = engine.call("MakeCoffee", b"{}");
    assert_eq!(reply.status, 400);
    let body: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(exception(&body), "UnknownOperationException");
    for body in [&b"not json"[..], b"", b"\xff", b"[]", b"{\"TableName\":1}"] {
        let reply = engine.call("PutItem", body);
        let body: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!((reply.status, exception(&body)), (400, "SerializationException"));
    }
    assert_eq!(
        refused(&engine, "PutItem", &json!({})),
        "ValidationException: 2 validation errors detected: Value null at 'tableName' failed to satisfy constraint: \
         Member must not be null; Value null at 'item' failed to satisfy constraint: Member must not be null"
    );
    let legacy = json!({ "TableName": "notes", "Key": {}, "AttributesToGet": ["a"] });
    assert_eq!(
        refused(&engine, "GetItem", &legacy),
        "ValidationException: The legacy parameter AttributesToGet is not supported: use an expression instead"
    );
    let deep = format!("{{\"Item\":{}1{}}}", "[".repeat(200), "]".repeat(200));
    assert_eq!(engine.call("PutItem", deep.as_bytes()).status, 400);
    assert_eq!(
        call(&engine, "GetItem", &json!({ "TableName": "absent", "Key": {} })).0,
        400
    );
}
