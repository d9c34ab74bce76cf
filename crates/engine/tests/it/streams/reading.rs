//! Iterators and pages of records.

use serde_json::{Value, json};

use super::super::{call, exception, ok, refused};
use super::{HOUR, MINUTE, arn, engine, iterator, list, members, note, put, records, shards};

/// The texts of a page's records and the iterator after it.
fn page(engine: &lockstep_engine::Engine, request: &Value) -> (Vec<String>, Value) {
    let page = ok(engine, "GetRecords", request);
    let records = list(&page["Records"]);
    let texts = records.iter().map(|record| {
        let text = record["dynamodb"]["NewImage"]["t"]["S"].as_str();
        text.expect("the record has a text").to_owned()
    });
    (texts.collect(), page["NextShardIterator"].clone())
}

#[test]
fn iterators_begin_where_they_are_asked_to() {
    let (engine, _) = engine("NEW_IMAGE");
    let arn = arn(&engine);
    let shard = shards(&engine, &arn).remove(0);
    let early = iterator(&engine, &arn, &shard, "LATEST");
    for (s, text) in [(1, "one"), (2, "two"), (3, "three")] {
        put(&engine, &note(s, text));
    }
    let numbers = members(&records(&engine, &arn), "SequenceNumber");
    let mut request = json!({ "StreamArn": arn, "ShardId": shard["ShardId"] });
    for (kind, number, texts) in [
        ("TRIM_HORIZON", &Value::Null, vec!["one", "two", "three"]),
        ("LATEST", &Value::Null, vec![]),
        ("AT_SEQUENCE_NUMBER", &numbers[1], vec!["two", "three"]),
        ("AFTER_SEQUENCE_NUMBER", &numbers[1], vec!["three"]),
        (
            "AT_SEQUENCE_NUMBER",
            &shard["SequenceNumberRange"]["StartingSequenceNumber"],
            vec!["one", "two", "three"],
        ),
    ] {
        request["ShardIteratorType"] = json!(kind);
        request["SequenceNumber"] = number.clone();
        let iterator = &ok(&engine, "GetShardIterator", &request)["ShardIterator"];
        assert_eq!(
            page(&engine, &json!({ "ShardIterator": iterator })).0,
            texts,
            "{kind}"
        );
    }
    assert_eq!(
        page(&engine, &json!({ "ShardIterator": early })).0,
        ["one", "two", "three"]
    );
}

#[test]
fn a_page_ends_with_its_limit_or_with_a_megabyte() {
    let (engine, _) = engine("NEW_IMAGE");
    let arn = arn(&engine);
    let shard = shards(&engine, &arn).remove(0);
    for s in 0..1001 {
        put(&engine, &note(s, "small"));
    }
    let start = iterator(&engine, &arn, &shard, "TRIM_HORIZON");
    let (texts, next) = page(&engine, &json!({ "ShardIterator": start }));
    assert_eq!(texts.len(), 1000);
    let (texts, next) = page(&engine, &json!({ "ShardIterator": next }));
    assert_eq!(texts.len(), 1);
    assert_eq!(
        page(&engine, &json!({ "ShardIterator": start, "Limit": 3 }))
            .0
            .len(),
        3
    );
    // An image with its key counts for a little more than 300,000 bytes: three of them fit into a megabyte.
    let long = "x".repeat(300_000);
    (0..4).for_each(|s| put(&engine, &note(s, &long)));
    let (texts, next) = page(&engine, &json!({ "ShardIterator": next }));
    assert_eq!(texts.len(), 3);
    assert_eq!(page(&engine, &json!({ "ShardIterator": next })).0.len(), 1);
    for (limit, constraint) in [
        (0, "greater than or equal to 1"),
        (1001, "less than or equal to 1000"),
    ] {
        assert_eq!(
            refused(
                &engine,
                "GetRecords",
                &json!({ "ShardIterator": start, "Limit": limit })
            ),
            format!(
                "ValidationException: 1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: \
                 Member must have value {constraint}"
            )
        );
    }
}

#[test]
fn an_iterator_expires_and_cannot_be_forged() {
    let (engine, time) = engine("NEW_IMAGE");
    let arn = arn(&engine);
    let shard = shards(&engine, &arn).remove(0);
    let text = iterator(&engine, &arn, &shard, "LATEST")
        .as_str()
        .unwrap()
        .to_owned();
    let request = json!({ "ShardIterator": text });
    time.pass(15 * MINUTE - 1);
    let next = ok(&engine, "GetRecords", &request)["NextShardIterator"].clone();
    time.pass(1);
    assert_eq!(
        refused(&engine, "GetRecords", &request),
        "ExpiredIteratorException: The provided iterator exceeds the maximum age allowed."
    );
    ok(&engine, "GetRecords", &json!({ "ShardIterator": next }));
    // Another letter anywhere makes it another iterator, which nobody gave out.
    for (at, letter) in text.char_indices() {
        let other = if letter == 'A' { "B" } else { "A" };
        let mut forged = text.clone();
        forged.replace_range(at..=at, other);
        let (status, body) = call(&engine, "GetRecords", &json!({ "ShardIterator": forged }));
        assert_eq!(
            (status, exception(&body)),
            (400, "ValidationException"),
            "{forged}"
        );
    }
    for forged in [
        "",
        "x",
        "|1|",
        "|1|AAAA",
        &text[..text.len() - 1],
        &"é".repeat(100),
    ] {
        let (status, body) = call(&engine, "GetRecords", &json!({ "ShardIterator": forged }));
        assert_eq!(
            (status, exception(&body)),
            (400, "ValidationException"),
            "{forged}"
        );
    }
    // One of another database is refused too.
    let (other, _) = super::engine("NEW_IMAGE");
    let foreign = iterator(&other, &arn, &shard, "LATEST");
    let request = json!({ "ShardIterator": foreign });
    assert_eq!(
        refused(&engine, "GetRecords", &request),
        "ValidationException: Invalid ShardIterator"
    );
}

#[test]
fn records_are_kept_for_a_day() {
    let (engine, time) = engine("NEW_IMAGE");
    let arn = arn(&engine);
    let shard = shards(&engine, &arn).remove(0);
    put(&engine, &note(1, "one"));
    time.pass(HOUR);
    put(&engine, &note(2, "two"));
    let numbers = members(&records(&engine, &arn), "SequenceNumber");
    let at = |number: &Value| {
        json!({
            "StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "AT_SEQUENCE_NUMBER",
            "SequenceNumber": number,
        })
    };
    time.pass(23 * HOUR - 1);
    let old = ok(&engine, "GetShardIterator", &at(&numbers[0]))["ShardIterator"].clone();
    assert_eq!(records(&engine, &arn).len(), 2);
    time.pass(1);
    // Whether the record is only too old, or removed by the next write, is the same to a reader.
    for _ in 0..2 {
        let trimmed = "TrimmedDataAccessException: The operation attempted to read past the oldest stream record in a \
                       shard.";
        assert_eq!(
            refused(&engine, "GetRecords", &json!({ "ShardIterator": old })),
            trimmed
        );
        assert_eq!(refused(&engine, "GetShardIterator", &at(&numbers[0])), trimmed);
        ok(&engine, "GetShardIterator", &at(&numbers[1]));
        let first = &records(&engine, &arn)[0]["dynamodb"]["SequenceNumber"];
        assert_eq!(first, &numbers[1]);
        put(&engine, &note(3, "three"));
    }
}

#[test]
fn requests_that_name_nothing() {
    let (engine, _) = engine("NEW_IMAGE");
    let arn = arn(&engine);
    let absent = arn.replace("2026", "2025");
    let no_stream =
        format!("ResourceNotFoundException: Requested resource not found: Stream: {absent} not found");
    assert_eq!(
        refused(&engine, "DescribeStream", &json!({ "StreamArn": absent })),
        no_stream
    );
    let shard = "shardId-00000000000000000000-00000000";
    let mut request = json!({ "StreamArn": absent, "ShardId": shard, "ShardIteratorType": "LATEST" });
    assert_eq!(refused(&engine, "GetShardIterator", &request), no_stream);
    request["StreamArn"] = json!(arn);
    assert_eq!(
        refused(&engine, "GetShardIterator", &request),
        "ResourceNotFoundException: Requested resource not found: Shard does not exist"
    );
    request["ShardId"] = shards(&engine, &arn)[0]["ShardId"].clone();
    let mut refuse = |kind: &str, number: Value, message: &str| {
        request["ShardIteratorType"] = json!(kind);
        request["SequenceNumber"] = number;
        assert_eq!(
            refused(&engine, "GetShardIterator", &request),
            format!("ValidationException: {message}")
        );
    };
    let invalid = "One or more parameter values were invalid: ";
    refuse(
        "LATEST",
        json!("100000000000000000001"),
        &format!("{invalid}SequenceNumber should not be passed for this iterator type"),
    );
    refuse(
        "AT_SEQUENCE_NUMBER",
        Value::Null,
        &format!("{invalid}SequenceNumber cannot be null"),
    );
    refuse(
        "AT_SEQUENCE_NUMBER",
        json!("1"),
        "1 validation error detected: Value '1' at 'sequenceNumber' failed to satisfy constraint: Member must have length \
         greater than or equal to 21",
    );
    for number in [
        "000000000000000000001",
        "twenty-one-characters",
        "99999999999999999999999999999999",
    ] {
        refuse(
            "AFTER_SEQUENCE_NUMBER",
            json!(number),
            &format!("{invalid}Invalid SequenceNumber: it is not one of the shard"),
        );
    }
    refuse(
        "SOMEWHERE",
        Value::Null,
        "1 validation error detected: Value 'SOMEWHERE' at 'shardIteratorType' failed to satisfy constraint: Member must \
         satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]",
    );
    assert_eq!(
        refused(
            &engine,
            "ListStreams",
            &json!({ "ExclusiveStartStreamArn": "x".repeat(40) })
        ),
        format!("ValidationException: Invalid StreamArn: {}", "x".repeat(40))
    );
}
