//! `UpdateTable`, and what a table says of itself.

use lockstep_engine::Engine;
use serde_json::{Value, json};

use super::{notes, ok, refused};

fn put(engine: &Engine, s: u32, tag: &str) {
    let item = json!({
        "p": { "S": "a" }, "s": { "N": s.to_string() }, "g": { "S": tag }, "h": { "S": tag }, "t": { "S": "text" },
    });
    ok(engine, "PutItem", &json!({ "TableName": "notes", "Item": item }));
}

/// A request of `UpdateTable`.
fn update(members: Value) -> Value {
    let mut request = members;
    request["TableName"] = json!("notes");
    request
}

fn describe(engine: &Engine) -> Value {
    ok(engine, "DescribeTable", &json!({ "TableName": "notes" }))["Table"].clone()
}

/// The description of an index.
fn index(table: &Value, name: &str) -> Value {
    let indexes = table["GlobalSecondaryIndexes"]
        .as_array()
        .expect("the table has indexes");
    let index = indexes.iter().find(|index| index["IndexName"] == name);
    index.cloned().unwrap_or_default()
}

fn by_text() -> Value {
    update(json!({
        "AttributeDefinitions": [{ "AttributeName": "t", "AttributeType": "S" }],
        "GlobalSecondaryIndexUpdates": [{ "Create": {
            "IndexName": "by_text",
            "KeySchema": [{ "AttributeName": "t", "KeyType": "HASH" }],
            "Projection": { "ProjectionType": "INCLUDE", "NonKeyAttributes": ["h"] },
        } }],
    }))
}

#[test]
fn counts_follow_the_items() {
    let engine = super::engine();
    let count = |number: usize, bytes: usize| {
        let table = describe(&engine);
        assert_eq!(
            (&table["ItemCount"], &table["TableSizeBytes"]),
            (&json!(number), &json!(bytes))
        );
        index(&table, "by_tag")["ItemCount"].clone()
    };
    assert_eq!(count(0, 0), 0);
    // p, a; s, two bytes; g, x; h, x; t, text.
    put(&engine, 1, "x");
    assert_eq!(count(1, 14), 1);
    put(&engine, 1, "xy");
    assert_eq!(count(1, 16), 1);
    put(&engine, 2, "x");
    let key = json!({ "p": { "S": "a" }, "s": { "N": "2" } });
    let mut request = json!({ "TableName": "notes", "Key": key, "UpdateExpression": "REMOVE h" });
    ok(&engine, "UpdateItem", &request);
    assert_eq!(count(2, 28), 1);
    assert_eq!(index(&describe(&engine), "keys_by_tag")["IndexSizeBytes"], 8 + 7);
    request.as_object_mut().unwrap().remove("UpdateExpression");
    ok(&engine, "DeleteItem", &request);
    assert_eq!(count(1, 16), 1);
}

#[test]
fn an_index_is_filled_when_it_is_made() {
    let engine = super::engine();
    // More than are looked at at a time; one of them is not in the index.
    (0..2500).for_each(|s| put(&engine, s, "x"));
    let other = json!({ "p": { "S": "a" }, "s": { "N": "-1" }, "t": { "N": "1" } });
    ok(
        &engine,
        "PutItem",
        &json!({ "TableName": "notes", "Item": other }),
    );
    let answer = ok(&engine, "UpdateTable", &by_text())["TableDescription"].clone();
    assert_eq!(answer["TableStatus"], "UPDATING");
    assert_eq!(index(&answer, "by_text")["IndexStatus"], "CREATING");
    assert_eq!(index(&answer, "by_tag")["IndexStatus"], "ACTIVE");
    let table = describe(&engine);
    assert_eq!(table["TableStatus"], "ACTIVE");
    assert_eq!(index(&table, "by_text")["IndexStatus"], "ACTIVE");
    assert_eq!(index(&table, "by_text")["ItemCount"], 2500);
    assert_eq!(table["AttributeDefinitions"].as_array().unwrap().len(), 5);
    let mut query = json!({
        "TableName": "notes", "IndexName": "by_text", "KeyConditionExpression": "t = :t",
        "ExpressionAttributeValues": { ":t": { "S": "text" } }, "Limit": 1,
    });
    let page = ok(&engine, "Query", &query);
    assert_eq!(
        page["Items"][0].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["h", "p", "s", "t"]
    );
    query["Select"] = json!("COUNT");
    query["Limit"] = Value::Null;
    assert_eq!(ok(&engine, "Query", &query)["Count"], 2500);
    // It is kept like the others from then on, and can be removed like them.
    put(&engine, 9999, "x");
    assert_eq!(ok(&engine, "Query", &query)["Count"], 2501);
    let delete = update(json!({ "GlobalSecondaryIndexUpdates": [{ "Delete": { "IndexName": "by_text" } }] }));
    let answer = ok(&engine, "UpdateTable", &delete)["TableDescription"].clone();
    assert_eq!(index(&answer, "by_text")["IndexStatus"], "DELETING");
    assert_eq!(index(&answer, "by_text")["ItemCount"], 2501);
    let table = describe(&engine);
    assert_eq!(index(&table, "by_text"), Value::Null);
    assert_eq!(table["AttributeDefinitions"], notes()["AttributeDefinitions"]);
    assert_eq!(
        refused(&engine, "Query", &query),
        "ValidationException: The table does not have the specified index: by_text"
    );
    // Made again it is filled again.
    ok(&engine, "UpdateTable", &by_text());
    assert_eq!(ok(&engine, "Query", &query)["Count"], 2501);
}

#[test]
fn a_changed_table_is_in_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.redb");
    let described = {
        let engine = Engine::file(&path).unwrap();
        ok(&engine, "CreateTable", &notes());
        put(&engine, 1, "x");
        ok(&engine, "UpdateTable", &by_text());
        let stream = json!({ "StreamEnabled": true, "StreamViewType": "KEYS_ONLY" });
        ok(
            &engine,
            "UpdateTable",
            &update(json!({ "StreamSpecification": stream })),
        );
        ok(
            &engine,
            "UpdateTable",
            &update(json!({ "TableClass": "STANDARD_INFREQUENT_ACCESS" })),
        );
        ok(
            &engine,
            "UpdateTable",
            &update(json!({ "DeletionProtectionEnabled": true })),
        );
        describe(&engine)
    };
    let engine = Engine::file(&path).unwrap();
    assert_eq!(describe(&engine), described);
    let scan = json!({ "TableName": "notes", "IndexName": "by_text" });
    assert_eq!(ok(&engine, "Scan", &scan)["Count"], 1);
    let other = json!({
        "TableName": "other", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
        "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
    });
    ok(&engine, "CreateTable", &other);
    assert_eq!(ok(&engine, "Scan", &json!({ "TableName": "other" }))["Count"], 0);
}

#[test]
fn a_protected_table_is_not_deleted() {
    let engine = super::engine();
    let delete = json!({ "TableName": "notes" });
    let answer = ok(
        &engine,
        "UpdateTable",
        &update(json!({ "DeletionProtectionEnabled": true })),
    );
    assert_eq!(answer["TableDescription"]["TableStatus"], "ACTIVE");
    assert_eq!(
        refused(&engine, "DeleteTable", &delete),
        "ValidationException: Resource cannot be deleted as it is currently protected against deletion. Disable deletion \
         protection first."
    );
    ok(
        &engine,
        "UpdateTable",
        &update(json!({ "DeletionProtectionEnabled": false })),
    );
    ok(&engine, "DeleteTable", &delete);
}

#[test]
fn a_stream_begins_and_ends() {
    let engine = super::engine();
    let enable =
        update(json!({ "StreamSpecification": { "StreamEnabled": true, "StreamViewType": "NEW_IMAGE" } }));
    let disable = update(json!({ "StreamSpecification": { "StreamEnabled": false } }));
    put(&engine, 1, "before");
    let answer = &ok(&engine, "UpdateTable", &enable)["TableDescription"];
    assert_eq!(answer["StreamSpecification"], enable["StreamSpecification"]);
    let first = answer["LatestStreamArn"].clone();
    let mut other = enable.clone();
    other["StreamSpecification"]["StreamViewType"] = json!("KEYS_ONLY");
    for request in [&enable, &other] {
        assert_eq!(
            refused(&engine, "UpdateTable", request),
            "ValidationException: Table already has an enabled stream: TableName: notes"
        );
    }
    put(&engine, 1, "within");
    ok(&engine, "UpdateTable", &disable);
    let table = describe(&engine);
    assert_eq!(table.get("StreamSpecification"), None);
    assert_eq!(table["LatestStreamArn"], first);
    put(&engine, 1, "after");
    assert_eq!(
        refused(&engine, "UpdateTable", &disable),
        "ValidationException: Table has no stream to disable: TableName: notes"
    );
    let second = ok(&engine, "UpdateTable", &enable)["TableDescription"]["LatestStreamArn"].clone();
    assert_ne!(first, second);
    for (stream, status, records) in [(first, "DISABLED", 1), (second, "ENABLED", 0)] {
        let stream = stream.as_str().unwrap();
        let described = ok(&engine, "DescribeStream", &json!({ "StreamArn": stream }));
        assert_eq!(described["StreamDescription"]["StreamStatus"], status);
        assert_eq!(super::streams::records(&engine, stream).len(), records);
    }
}

#[test]
fn capacity_changes() {
    let engine = super::engine();
    let units = |read: u32, write: u32| json!({ "ReadCapacityUnits": read, "WriteCapacityUnits": write });
    let mut request = update(json!({ "BillingMode": "PROVISIONED", "ProvisionedThroughput": units(5, 6) }));
    let invalid = "ValidationException: One or more parameter values were invalid: ";
    assert_eq!(
        refused(&engine, "UpdateTable", &request),
        format!("{invalid}ProvisionedThroughput must be specified for index: by_tag")
    );
    let update_index =
        |name: &str| json!({ "Update": { "IndexName": name, "ProvisionedThroughput": units(1, 2) } });
    request["GlobalSecondaryIndexUpdates"] = json!([update_index("by_tag"), update_index("keys_by_tag")]);
    ok(&engine, "UpdateTable", &request);
    let table = describe(&engine);
    assert_eq!(table["BillingModeSummary"]["BillingMode"], "PROVISIONED");
    assert_eq!(table["ProvisionedThroughput"]["WriteCapacityUnits"], 6);
    assert_eq!(
        index(&table, "by_tag")["ProvisionedThroughput"]["WriteCapacityUnits"],
        2
    );
    let same = update(json!({ "ProvisionedThroughput": units(5, 6) }));
    assert_eq!(
        refused(&engine, "UpdateTable", &same),
        "ValidationException: The provisioned throughput for the table will not change. The requested value equals the \
         current value. Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5. Current \
         WriteCapacityUnits provisioned for the table: 6. Requested WriteCapacityUnits: 6. Refer to the Amazon DynamoDB \
         Developer Guide for current limits and how to request higher limits."
    );
    ok(
        &engine,
        "UpdateTable",
        &update(json!({ "BillingMode": "PAY_PER_REQUEST" })),
    );
    let table = describe(&engine);
    assert_eq!(table["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(table["ProvisionedThroughput"]["WriteCapacityUnits"], 0);
    assert_eq!(
        index(&table, "by_tag")["ProvisionedThroughput"]["WriteCapacityUnits"],
        0
    );
    assert_eq!(
        refused(&engine, "UpdateTable", &same),
        format!(
            "{invalid}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
        )
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "they are cases")]
fn updates_that_cannot_be() {
    let engine = super::engine();
    for operation in [
        "UpdateTable",
        "DescribeTable",
        "DeleteTable",
        "DescribeTimeToLive",
    ] {
        assert_eq!(
            refused(&engine, operation, &json!({})),
            "ValidationException: The parameter 'TableName' is required but was not present in the request"
        );
    }
    let invalid = "One or more parameter values were invalid: ";
    let limit = "LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted \
                 simultaneously per table";
    let refuse = |members: Value, expected: String| {
        let expected = match expected.split_once(": ") {
            Some((exception, _)) if exception.ends_with("Exception") => expected,
            _ => format!("ValidationException: {expected}"),
        };
        assert_eq!(
            refused(&engine, "UpdateTable", &update(members.clone())),
            expected,
            "{members}"
        );
    };
    let indexes = |updates: Value| json!({ "GlobalSecondaryIndexUpdates": updates });
    let delete = |name: &str| json!({ "Delete": { "IndexName": name } });
    refuse(
        json!({ "AttributeDefinitions": notes()["AttributeDefinitions"] }),
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, \
         SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, \
         DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required"
            .to_owned(),
    );
    refuse(
        json!({ "TableClass": "STANDARD", "DeletionProtectionEnabled": true }),
        format!("{invalid}TableClass modification must be the only operation in the request"),
    );
    refuse(
        json!({ "BillingMode": "PAY_PER_REQUEST", "DeletionProtectionEnabled": true }),
        format!("{invalid}DeletionProtection modification must be the only operation in the request"),
    );
    refuse(
        json!({ "TableClass": "PAPER" }),
        "1 validation error detected: Value 'PAPER' at 'tableClass' failed to satisfy constraint: Member must satisfy enum \
         value set: [STANDARD, STANDARD_INFREQUENT_ACCESS]"
            .to_owned(),
    );
    refuse(
        json!({ "StreamSpecification": { "StreamEnabled": true } }),
        format!("{invalid}If stream is being enabled then UpdateViewType is required"),
    );
    refuse(
        json!({ "StreamSpecification": { "StreamEnabled": false, "StreamViewType": "NEW_IMAGE" } }),
        format!("{invalid}If stream is being disabled, then UpdateViewType must not be specified"),
    );
    refuse(
        json!({ "ReplicaUpdates": [] }),
        "The parameter ReplicaUpdates is not supported by this engine".to_owned(),
    );
    refuse(
        indexes(json!([])),
        format!("{invalid}List of GlobalSecondaryIndexUpdates is empty"),
    );
    refuse(
        indexes(json!([{}])),
        format!(
            "{invalid}One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, \
             GlobalSecondaryIndexUpdate.Delete must not be null"
        ),
    );
    refuse(
        indexes(json!([delete("by_tag"), delete("by_tag")])),
        format!(
            "{invalid}Only one global secondary index update per index is allowed simultaneously. Index: by_tag"
        ),
    );
    refuse(
        indexes(json!([delete("by_tag"), delete("keys_by_tag")])),
        limit.to_owned(),
    );
    refuse(
        indexes(json!([delete("absent")])),
        "ResourceNotFoundException: Requested resource not found: Table: absent not found".to_owned(),
    );
    let mut create = by_text();
    create["AttributeDefinitions"] = Value::Null;
    refuse(
        create.clone(),
        format!("{invalid}AttributeDefinitions is not specified for index: by_text"),
    );
    create["AttributeDefinitions"] = json!([{ "AttributeName": "s", "AttributeType": "S" }]);
    create["GlobalSecondaryIndexUpdates"][0]["Create"]["KeySchema"][0]["AttributeName"] = json!("s");
    refuse(
        create.clone(),
        format!(
            "{invalid}Attributes cannot be redefined. Please check that your attribute has the same type as previously \
             defined. Existing schema: Schema:[SchemaElement: key{{s:N:HASH}}] New schema: Schema:[SchemaElement: \
             key{{s:S:HASH}}]"
        ),
    );
    create["GlobalSecondaryIndexUpdates"][0]["Create"]["IndexName"] = json!("by_tag");
    refuse(
        create,
        "Attempting to create an index which already exists".to_owned(),
    );
    assert_eq!(
        refused(
            &engine,
            "UpdateTable",
            &json!({ "TableName": "absent", "BillingMode": "PAY_PER_REQUEST" })
        ),
        "ResourceNotFoundException: Requested resource not found: Table: absent not found"
    );
}
