//! Shards: rotation, lineage, and what becomes of a stream that ends.

use serde_json::{Value, json};

use super::super::{ok, refused};
use super::{HOUR, arn, engine, iterator, members, note, put, records, shards};

#[test]
fn a_shard_is_replaced_by_its_child() {
    let (engine, _) = engine("NEW_IMAGE");
    let arn = arn(&engine);
    put(&engine, &note(1, "one"));
    let first = shards(&engine, &arn).remove(0);
    assert!(first.get("ParentShardId").is_none());
    assert!(first["SequenceNumberRange"].get("EndingSequenceNumber").is_none());
    let open = iterator(&engine, &arn, &first, "LATEST");
    engine.rotate_shard("notes").unwrap();
    put(&engine, &note(2, "two"));
    let [closed, child] = shards(&engine, &arn).try_into().unwrap();
    assert_eq!(closed["ShardId"], first["ShardId"]);
    assert_eq!(child["ParentShardId"], first["ShardId"]);
    assert!(child["ShardId"].as_str() > closed["ShardId"].as_str());
    let (end, start) = (
        &closed["SequenceNumberRange"]["EndingSequenceNumber"],
        &child["SequenceNumberRange"]["StartingSequenceNumber"],
    );
    assert!(end.as_str() < start.as_str());
    assert!(child["SequenceNumberRange"].get("EndingSequenceNumber").is_none());
    // Whoever stood at the end of the open shard finds it closed, and nothing of its child.
    let page = ok(&engine, "GetRecords", &json!({ "ShardIterator": open }));
    assert_eq!(page, json!({ "Records": [] }));
    let all = records(&engine, &arn);
    assert_eq!(all.len(), 2);
    assert!(members(&all, "SequenceNumber").is_sorted_by(|one, two| one.as_str() < two.as_str()));
    let children = json!({
        "StreamArn": arn, "ShardFilter": { "Type": "CHILD_SHARDS", "ShardId": closed["ShardId"] },
    });
    assert_eq!(
        ok(&engine, "DescribeStream", &children)["StreamDescription"]["Shards"],
        json!([child])
    );
}

#[test]
fn shards_come_in_pages() {
    let (engine, _) = engine("NEW_IMAGE");
    let arn = arn(&engine);
    (0..4).for_each(|_| engine.rotate_shard("notes").unwrap());
    let all = shards(&engine, &arn);
    let mut request = json!({ "StreamArn": arn, "Limit": 2 });
    let mut read = Vec::new();
    loop {
        let page = ok(&engine, "DescribeStream", &request)["StreamDescription"].clone();
        read.extend(page["Shards"].as_array().unwrap().clone());
        request["ExclusiveStartShardId"] = page["LastEvaluatedShardId"].clone();
        if request["ExclusiveStartShardId"].is_null() {
            break;
        }
    }
    assert_eq!(read, all);
    assert_eq!(all.len(), 5);
}

#[test]
fn shards_grow_old() {
    let (engine, time) = engine("NEW_IMAGE");
    let arn = arn(&engine);
    for s in 0..10 {
        put(&engine, &note(s, "text"));
        time.pass(4 * HOUR);
    }
    // Of the ten shards, one for each write, those that were closed more than a day ago are gone.
    let shards = shards(&engine, &arn);
    assert_eq!(shards.len(), 6);
    assert_eq!(records(&engine, &arn).len(), 5);
    assert!(shards[0].get("ParentShardId").is_some());
}

#[test]
fn a_sweep_looks_after_streams_that_nobody_writes_to() {
    let (engine, time) = engine("NEW_IMAGE");
    let arn = arn(&engine);
    put(&engine, &note(1, "one"));
    for _ in 0..20 {
        time.pass(4 * HOUR);
        engine.sweep_expired().unwrap();
    }
    let shards = shards(&engine, &arn);
    // The open one, and those that were closed within the last day.
    assert_eq!(shards.len(), 7);
    assert!(
        shards[6]["SequenceNumberRange"]
            .get("EndingSequenceNumber")
            .is_none()
    );
    assert_eq!(records(&engine, &arn), Vec::<Value>::new());
    put(&engine, &note(1, "two"));
    // Numbers go on even where no record is left to count from.
    let number = &records(&engine, &arn)[0]["dynamodb"]["SequenceNumber"];
    assert_eq!(
        number,
        &shards[6]["SequenceNumberRange"]["StartingSequenceNumber"]
    );
}

#[test]
fn only_a_stream_has_shards() {
    let engine = super::super::engine();
    let message = |table: &str| engine.rotate_shard(table).unwrap_err().to_string();
    assert_eq!(message("notes"), "the table notes has no stream");
    assert_eq!(message("absent"), "Requested resource not found");
}

#[test]
fn streams_come_in_pages() {
    let (engine, _) = engine("NEW_IMAGE");
    for name in ["alpha", "notes-2", "zulu"] {
        let mut table = super::super::notes();
        table["TableName"] = json!(name);
        table["StreamSpecification"] = json!({ "StreamEnabled": true, "StreamViewType": "KEYS_ONLY" });
        ok(&engine, "CreateTable", &table);
    }
    let mut request = json!({ "Limit": 2 });
    let mut names = Vec::new();
    loop {
        let page = ok(&engine, "ListStreams", &request);
        names.extend(
            super::list(&page["Streams"])
                .iter()
                .map(|stream| stream["TableName"].clone()),
        );
        request["ExclusiveStartStreamArn"] = page["LastEvaluatedStreamArn"].clone();
        if request["ExclusiveStartStreamArn"].is_null() {
            break;
        }
    }
    assert_eq!(names, ["alpha", "notes-2", "notes", "zulu"]);
    let of_one = ok(&engine, "ListStreams", &json!({ "TableName": "notes" }));
    assert_eq!(super::list(&of_one["Streams"]).len(), 1);
}

#[test]
fn the_stream_of_a_removed_table_can_be_read_for_a_day() {
    let (engine, time) = engine("NEW_IMAGE");
    let old = arn(&engine);
    put(&engine, &note(1, "one"));
    ok(&engine, "DeleteTable", &json!({ "TableName": "notes" }));
    super::create(&engine, "NEW_IMAGE");
    assert_ne!(arn(&engine), old);
    put(&engine, &note(1, "two"));
    let describe = json!({ "StreamArn": old });
    let description = ok(&engine, "DescribeStream", &describe);
    assert_eq!(description["StreamDescription"]["StreamStatus"], "DISABLED");
    assert_eq!(records(&engine, &old).len(), 1);
    assert_eq!(records(&engine, &arn(&engine)).len(), 1);
    let listed = |request: Value| {
        ok(&engine, "ListStreams", &request)["Streams"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(listed(json!({})), 2);
    time.pass(24 * HOUR);
    assert_eq!(listed(json!({})), 1);
    assert!(refused(&engine, "DescribeStream", &describe).starts_with("ResourceNotFoundException: "));
}
