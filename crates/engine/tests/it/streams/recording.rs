//! What a write records.

use expect_test::expect;
use lockstep_engine::Engine;
use serde_json::{Value, json};

use super::super::{notes, ok, refused};
use super::{MINUTE, arn, delete, engine, members, note, put, records};

#[test]
fn records_are_those_of_the_service() {
    let (engine, time) = engine("NEW_AND_OLD_IMAGES");
    put(&engine, &note(101, "New item!"));
    time.pass(MINUTE);
    put(&engine, &note(101, "This item has changed"));
    delete(&engine, 101);
    let mut records = records(&engine, &arn(&engine));
    for record in &mut records {
        // Which stream they are of depends on nothing but the clock and the order of streams.
        assert_eq!(record["eventID"].as_str().unwrap().len(), 32);
        record["eventID"] = json!("…");
    }
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    expect![[r#"
        {"awsRegion":"us-east-1","dynamodb":{"ApproximateCreationDateTime":1795374000,"Keys":{"p":{"S":"a"},"s":{"N":"101"}},"NewImage":{"p":{"S":"a"},"s":{"N":"101"},"t":{"S":"New item!"}},"SequenceNumber":"100000000000000000001","SizeBytes":22,"StreamViewType":"NEW_AND_OLD_IMAGES"},"eventID":"…","eventName":"INSERT","eventSource":"aws:dynamodb","eventVersion":"1.1"}
        {"awsRegion":"us-east-1","dynamodb":{"ApproximateCreationDateTime":1795374060,"Keys":{"p":{"S":"a"},"s":{"N":"101"}},"NewImage":{"p":{"S":"a"},"s":{"N":"101"},"t":{"S":"This item has changed"}},"OldImage":{"p":{"S":"a"},"s":{"N":"101"},"t":{"S":"New item!"}},"SequenceNumber":"100000000000000000002","SizeBytes":50,"StreamViewType":"NEW_AND_OLD_IMAGES"},"eventID":"…","eventName":"MODIFY","eventSource":"aws:dynamodb","eventVersion":"1.1"}
        {"awsRegion":"us-east-1","dynamodb":{"ApproximateCreationDateTime":1795374060,"Keys":{"p":{"S":"a"},"s":{"N":"101"}},"OldImage":{"p":{"S":"a"},"s":{"N":"101"},"t":{"S":"This item has changed"}},"SequenceNumber":"100000000000000000003","SizeBytes":34,"StreamViewType":"NEW_AND_OLD_IMAGES"},"eventID":"…","eventName":"REMOVE","eventSource":"aws:dynamodb","eventVersion":"1.1"}"#]].assert_eq(&lines.join("\n"));
}

#[test]
fn a_view_type_decides_what_records_have() {
    for (view, old, new) in [
        ("KEYS_ONLY", false, false),
        ("NEW_IMAGE", false, true),
        ("OLD_IMAGE", true, false),
        ("NEW_AND_OLD_IMAGES", true, true),
    ] {
        let (engine, _) = engine(view);
        let (first, second) = (
            note(1, "one"),
            json!({ "p": { "S": "a" }, "s": { "N": "1" }, "u": { "S": "x" } }),
        );
        put(&engine, &first);
        put(&engine, &second);
        delete(&engine, 1);
        let records = records(&engine, &arn(&engine));
        let events: Vec<&str> = records
            .iter()
            .filter_map(|record| record["eventName"].as_str())
            .collect();
        assert_eq!(events, ["INSERT", "MODIFY", "REMOVE"]);
        let some = |item: &Value, has: bool| if has { item.clone() } else { Value::Null };
        assert_eq!(
            members(&records, "OldImage"),
            [Value::Null, some(&first, old), some(&second, old)]
        );
        assert_eq!(
            members(&records, "NewImage"),
            [some(&first, new), some(&second, new), Value::Null]
        );
        let keys = json!({ "p": { "S": "a" }, "s": { "N": "1" } });
        assert_eq!(members(&records, "Keys"), [keys.clone(), keys.clone(), keys]);
        assert!(
            members(&records, "StreamViewType")
                .iter()
                .all(|word| word == view)
        );
    }
}

#[test]
fn what_changes_nothing_is_not_recorded() {
    let (engine, _) = engine("KEYS_ONLY");
    put(&engine, &note(1, "one"));
    put(&engine, &note(1, "one"));
    delete(&engine, 2);
    let mut update = json!({
        "TableName": "notes", "Key": { "p": { "S": "a" }, "s": { "N": "1" } },
        "UpdateExpression": "SET t = :t", "ExpressionAttributeValues": { ":t": { "S": "one" } },
    });
    ok(&engine, "UpdateItem", &update);
    update["ConditionExpression"] = json!("t = :u");
    update["ExpressionAttributeValues"][":u"] = json!({ "S": "two" });
    refused(&engine, "UpdateItem", &update);
    assert_eq!(records(&engine, &arn(&engine)).len(), 1);
}

#[test]
fn a_table_says_which_stream_it_has() {
    let (engine, _) = engine("NEW_IMAGE");
    let table = &ok(&engine, "DescribeTable", &json!({ "TableName": "notes" }))["Table"];
    assert_eq!(
        table["StreamSpecification"],
        json!({ "StreamEnabled": true, "StreamViewType": "NEW_IMAGE" })
    );
    assert_eq!(table["LatestStreamLabel"], "2026-11-22T19:00:00.123");
    assert_eq!(
        table["LatestStreamArn"],
        "arn:aws:dynamodb:us-east-1:000000000000:table/notes/stream/2026-11-22T19:00:00.123"
    );
    let stream = &ok(&engine, "DescribeStream", &json!({ "StreamArn": arn(&engine) }))["StreamDescription"];
    assert_eq!(stream["StreamStatus"], "ENABLED");
    assert_eq!(stream["KeySchema"], notes()["KeySchema"]);
    assert_eq!(stream["CreationRequestDateTime"], 1_795_374_000.123);
}

#[test]
fn specifications_that_contradict_themselves() {
    let engine = Engine::memory().unwrap();
    for (specification, message) in [
        (
            json!({ "StreamEnabled": true }),
            "One or more parameter values were invalid: Table is being created with a stream enabled, UpdateViewType is \
             required",
        ),
        (
            json!({ "StreamEnabled": false, "StreamViewType": "NEW_IMAGE" }),
            "One or more parameter values were invalid: Table is being created with a stream disabled, UpdateViewType \
             should not be specified",
        ),
        (
            json!({ "StreamEnabled": true, "StreamViewType": "ALL" }),
            "1 validation error detected: Value 'ALL' at 'streamSpecification.streamViewType' failed to satisfy \
             constraint: Member must satisfy enum value set: [NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES, KEYS_ONLY]",
        ),
        (
            json!({ "StreamViewType": "NEW_IMAGE" }),
            "1 validation error detected: Value null at 'streamSpecification.streamEnabled' failed to satisfy \
             constraint: Member must not be null",
        ),
    ] {
        let mut table = notes();
        table["StreamSpecification"] = specification;
        assert_eq!(
            refused(&engine, "CreateTable", &table),
            format!("ValidationException: {message}")
        );
    }
    let mut table = notes();
    table["StreamSpecification"] = json!({ "StreamEnabled": false });
    let created = ok(&engine, "CreateTable", &table);
    assert!(created["TableDescription"].get("StreamSpecification").is_none());
}
