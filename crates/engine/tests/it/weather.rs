//! The weather: what it does to requests, that it comes again with the same seed, and that it stays away unasked.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use lockstep_engine::{Engine, Weather};
use serde_json::{Value, json};

use super::{call, exception, message, notes, ok};

fn item(s: usize) -> Value {
    json!({ "p": { "S": "a" }, "s": { "N": s.to_string() } })
}

fn put(s: usize) -> Value {
    json!({ "TableName": "notes", "Item": item(s) })
}

fn engine(weather: Weather) -> Engine {
    let engine = Engine::memory().expect("there is memory");
    ok(&engine, "CreateTable", &notes());
    engine.with_weather(weather)
}

fn count(engine: &Engine) -> Value {
    ok(engine, "Scan", &json!({ "TableName": "notes" }))["Count"].clone()
}

/// What becomes of a hundred puts.
fn hundred(weather: Weather) -> Vec<(u16, Duration)> {
    let engine = engine(weather);
    let put = |s| engine.call("PutItem", put(s).to_string().as_bytes());
    (0..100)
        .map(put)
        .map(|reply| (reply.status, reply.delay))
        .collect()
}

#[test]
fn the_same_seed_makes_the_same_weather() {
    let weather = |seed| {
        Weather::seeded(seed)
            .throttle(0.2)
            .conflicts(0.1)
            .slow_replies(0.3, Duration::from_secs(1))
    };
    let once = hundred(weather(7));
    assert_eq!(once, hundred(weather(7)));
    assert_ne!(once, hundred(weather(8)));
    let refused = once.iter().filter(|(status, _)| *status == 400).count();
    let late = once.iter().filter(|(_, delay)| !delay.is_zero()).count();
    assert!(
        (10..50).contains(&refused) && (10..60).contains(&late),
        "{refused} {late}"
    );
    assert!(once.iter().all(|(_, delay)| *delay <= Duration::from_secs(1)));
}

#[test]
fn there_is_none_unless_it_is_asked_for() {
    assert_eq!(hundred(Weather::seeded(7)), [(200, Duration::ZERO); 100]);
    let engine = super::engine();
    assert_eq!(engine.call("ListTables", b"{}").delay, Duration::ZERO);
}

#[test]
fn throttling_says_what_was_too_much() {
    let on_demand = engine(Weather::seeded(1).throttle(1.0));
    let (status, body) = call(&on_demand, "PutItem", &put(1));
    assert_eq!((status, exception(&body)), (400, "ThrottlingException"));
    assert!(message(&body).starts_with("Throughput exceeds the current capacity of your table or index."));
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/notes";
    assert_eq!(
        body["throttlingReasons"],
        json!([{ "reason": "TableWriteKeyRangeThroughputExceeded", "resource": arn }])
    );
    let query = json!({
        "TableName": "notes", "IndexName": "by_tag", "KeyConditionExpression": "g = :g",
        "ExpressionAttributeValues": { ":g": { "S": "x" } },
    });
    assert_eq!(
        call(&on_demand, "Query", &query).1["throttlingReasons"],
        json!([{
            "reason": "IndexReadKeyRangeThroughputExceeded", "resource": format!("{arn}/index/by_tag"),
        }])
    );
    // What is no request for items is left alone, and so is one for a table that is not there.
    ok(&on_demand, "DescribeTable", &json!({ "TableName": "notes" }));
    let absent = call(&on_demand, "Scan", &json!({ "TableName": "absent" }));
    assert_eq!(exception(&absent.1), "ResourceNotFoundException");

    let mut provisioned = notes();
    provisioned["BillingMode"] = json!("PROVISIONED");
    provisioned["ProvisionedThroughput"] = json!({ "ReadCapacityUnits": 1, "WriteCapacityUnits": 1 });
    for index in provisioned["GlobalSecondaryIndexes"].as_array_mut().unwrap() {
        index["ProvisionedThroughput"] = json!({ "ReadCapacityUnits": 1, "WriteCapacityUnits": 1 });
    }
    let engine = Engine::memory()
        .unwrap()
        .with_weather(Weather::seeded(1).throttle(1.0));
    ok(&engine, "CreateTable", &provisioned);
    let keys = json!({ "RequestItems": { "notes": { "Keys": [item(1)] } } });
    let (_, body) = call(&engine, "BatchGetItem", &keys);
    assert_eq!(exception(&body), "ProvisionedThroughputExceededException");
    assert_eq!(
        body["ThrottlingReasons"],
        json!([{ "reason": "TableReadProvisionedThroughputExceeded", "resource": arn }])
    );
    let (_, body) = call(
        &engine,
        "TransactGetItems",
        &json!({ "TransactItems": [{ "Get": { "TableName": "notes", "Key": item(1) } }] }),
    );
    assert_eq!(exception(&body), "TransactionCanceledException");
    assert_eq!(
        body["CancellationReasons"][0]["Code"],
        "ProvisionedThroughputExceeded"
    );
}

#[test]
fn a_conflict_cancels_a_transaction_and_writes_nothing() {
    let engine = engine(Weather::seeded(3).conflicts(1.0));
    let puts: Vec<Value> = (0..3).map(|s| json!({ "Put": put(s) })).collect();
    let (_, body) = call(&engine, "TransactWriteItems", &json!({ "TransactItems": puts }));
    assert_eq!(exception(&body), "TransactionCanceledException");
    let reasons = body["CancellationReasons"].as_array().unwrap();
    let conflict = json!({ "Code": "TransactionConflict", "Message": "Transaction is ongoing for the item" });
    assert_eq!(reasons.len(), 3);
    assert_eq!(reasons.iter().filter(|reason| **reason == conflict).count(), 1);
    assert_eq!(
        reasons
            .iter()
            .filter(|reason| **reason == json!({ "Code": "None" }))
            .count(),
        2
    );
    let (_, body) = call(&engine, "PutItem", &put(1));
    assert_eq!(exception(&body), "TransactionConflictException");
    // Reads of one item are never in the way of a transaction.
    assert_eq!(count(&engine), 0);
}

#[test]
fn what_is_left_unprocessed_can_be_asked_for_again() {
    let engine = engine(Weather::seeded(5).unprocessed(0.6));
    let puts: Vec<Value> = (0..25)
        .map(|s| json!({ "PutRequest": { "Item": item(s) } }))
        .collect();
    let mut left = json!({ "notes": puts });
    let mut requests = 0;
    while left != json!({}) {
        let answer = ok(&engine, "BatchWriteItem", &json!({ "RequestItems": left }));
        assert_ne!(answer["UnprocessedItems"], left, "one is processed each time");
        left = answer["UnprocessedItems"].clone();
        requests += 1;
    }
    assert!(requests > 1);
    assert_eq!(count(&engine), 25);
    let mut left =
        json!({ "notes": { "Keys": (0..25).map(item).collect::<Vec<_>>(), "ProjectionExpression": "s" } });
    let mut found = 0;
    while left != json!({}) {
        let answer = ok(&engine, "BatchGetItem", &json!({ "RequestItems": left }));
        found += answer["Responses"]["notes"].as_array().map_or(0, Vec::len);
        left = answer["UnprocessedKeys"].clone();
    }
    assert_eq!(found, 25);
    // If everything is struck, one item is still processed.
    let engine = self::engine(Weather::seeded(5).unprocessed(1.0));
    let answer = ok(
        &engine,
        "BatchWriteItem",
        &json!({ "RequestItems": { "notes": puts } }),
    );
    assert_eq!(
        answer["UnprocessedItems"]["notes"].as_array().map(Vec::len),
        Some(24)
    );
}

#[test]
fn a_global_index_lags_behind_its_table() {
    let time = Arc::new(AtomicU64::new(1_000_000));
    let clock = Arc::clone(&time);
    let engine = engine(Weather::seeded(1).index_lag(Duration::from_millis(200)))
        .with_clock(move || clock.load(Ordering::SeqCst));
    let by_tag = |engine: &Engine| {
        let query = json!({
            "TableName": "notes", "IndexName": "by_tag", "KeyConditionExpression": "g = :g",
            "ExpressionAttributeValues": { ":g": { "S": "x" } }, "ProjectionExpression": "t",
        });
        ok(engine, "Query", &query)["Items"].clone()
    };
    let put = |text: &str| {
        let item = json!({
            "p": { "S": "a" }, "s": { "N": "1" }, "g": { "S": "x" }, "h": { "S": "y" }, "t": { "S": text },
        });
        ok(&engine, "PutItem", &json!({ "TableName": "notes", "Item": item }));
    };
    let shown = |text: &str| json!([{ "t": { "S": text } }]);
    put("one");
    assert_eq!(by_tag(&engine), json!([]));
    assert_eq!(count(&engine), 1);
    time.fetch_add(199, Ordering::SeqCst);
    assert_eq!(by_tag(&engine), json!([]));
    time.fetch_add(1, Ordering::SeqCst);
    assert_eq!(by_tag(&engine), shown("one"));
    put("two");
    time.fetch_add(100, Ordering::SeqCst);
    ok(
        &engine,
        "DeleteItem",
        &json!({ "TableName": "notes", "Key": item(1) }),
    );
    assert_eq!(by_tag(&engine), shown("one"));
    time.fetch_add(100, Ordering::SeqCst);
    assert_eq!(by_tag(&engine), shown("two"));
    time.fetch_add(100, Ordering::SeqCst);
    assert_eq!(by_tag(&engine), json!([]));
}

#[test]
fn a_file_closes_while_an_index_lags() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.redb");
    {
        let engine = Engine::file(&path)
            .unwrap()
            .with_weather(Weather::seeded(1).index_lag(Duration::from_hours(1)));
        ok(&engine, "CreateTable", &notes());
        for s in 0..20 {
            ok(&engine, "PutItem", &put(s));
        }
    }
    assert_eq!(count(&Engine::file(&path).unwrap()), 20);
}

#[test]
fn more_writes_than_states_are_kept_are_seen_in_the_end() {
    let time = Arc::new(AtomicU64::new(0));
    let clock = Arc::clone(&time);
    let engine = engine(Weather::seeded(1).index_lag(Duration::from_secs(10)))
        .with_clock(move || clock.fetch_add(1, Ordering::SeqCst));
    for s in 0..1000 {
        let mut item = item(s);
        item["g"] = json!({ "S": "x" });
        ok(&engine, "PutItem", &json!({ "TableName": "notes", "Item": item }));
    }
    let scan = json!({ "TableName": "notes", "IndexName": "keys_by_tag", "Select": "COUNT" });
    assert_eq!(ok(&engine, "Scan", &scan)["Count"], 0);
    time.fetch_add(10_000, Ordering::SeqCst);
    assert_eq!(ok(&engine, "Scan", &scan)["Count"], 1000);
}
