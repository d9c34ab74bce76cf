//! A stream tells all that became of its table: replayed from its beginning it gives the table.

use std::collections::BTreeMap;

use lockstep_engine::Engine;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::{call, notes, ok};
use super::{HOUR, START, Time, arn, list, records};

/// Something that happens to a table.
#[derive(Clone, Debug)]
enum Step {
    Put(u8, u8, bool),
    Update(u8, u8),
    Remove(u8),
    Batch(Vec<(u8, Option<u8>)>),
    Transaction(Vec<(u8, u8)>),
    Rotate,
    Pass(u64),
    Sweep,
    Reopen,
}

/// The second after which an item with such a text is expired, if it ever is.
fn expires(text: u8) -> Option<u64> {
    text.is_multiple_of(4)
        .then_some(START / 1000 + u64::from(text) * 60)
}

fn key(s: u8) -> Value {
    json!({ "p": { "S": "a" }, "s": { "N": s.to_string() } })
}

fn item(s: u8, text: u8) -> Value {
    let mut item = key(s);
    item["t"] = json!({ "S": format!("text {text}") });
    if let Some(second) = expires(text) {
        item["e"] = json!({ "N": second.to_string() });
    }
    item
}

fn step() -> impl Strategy<Value = Step> {
    let s = || 0..6u8;
    let text = || 0..12u8;
    prop_oneof![
        4 => (s(), text(), any::<bool>()).prop_map(|(s, text, is_new)| Step::Put(s, text, is_new)),
        4 => (s(), text()).prop_map(|(s, text)| Step::Update(s, text)),
        2 => s().prop_map(Step::Remove),
        1 => prop::collection::btree_map(s(), prop::option::of(text()), 1..6)
            .prop_map(|items| Step::Batch(items.into_iter().collect())),
        1 => prop::collection::btree_map(s(), text(), 1..6)
            .prop_map(|items| Step::Transaction(items.into_iter().collect())),
        1 => Just(Step::Rotate),
        1 => (0..3 * HOUR).prop_map(Step::Pass),
        1 => Just(Step::Sweep),
        1 => Just(Step::Reopen),
    ]
}

fn run(engine: &Engine, time: &Time, step: &Step) {
    let write = |operation: &str, request: Value| {
        // A condition may fail; then nothing happens.
        let (status, body) = call(engine, operation, &request);
        assert!(
            status == 200 || body.to_string().contains("ConditionalCheckFailed"),
            "{body}"
        );
    };
    match step {
        Step::Put(s, text, is_new) => {
            let mut request = json!({ "TableName": "notes", "Item": item(*s, *text) });
            if *is_new {
                request["ConditionExpression"] = json!("attribute_not_exists(p)");
            }
            write("PutItem", request);
        }
        Step::Update(s, text) => write(
            "UpdateItem",
            json!({
                "TableName": "notes", "Key": key(*s), "UpdateExpression": "SET t = :t, g = :t ADD n :n REMOVE e",
                "ExpressionAttributeValues": { ":t": { "S": format!("tag {}", text % 3) }, ":n": { "N": (text % 2).to_string() } },
            }),
        ),
        Step::Remove(s) => write("DeleteItem", json!({ "TableName": "notes", "Key": key(*s) })),
        Step::Batch(items) => {
            let requests = items.iter().map(|(s, text)| match text {
                Some(text) => json!({ "PutRequest": { "Item": item(*s, *text) } }),
                None => json!({ "DeleteRequest": { "Key": key(*s) } }),
            });
            write(
                "BatchWriteItem",
                json!({ "RequestItems": { "notes": requests.collect::<Vec<_>>() } }),
            );
        }
        Step::Transaction(items) => {
            let requests = items.iter().map(|(s, text)| {
                json!({ "Put": {
                    "TableName": "notes", "Item": item(*s, *text),
                    "ConditionExpression": "attribute_not_exists(p) OR attribute_exists(g)",
                } })
            });
            write(
                "TransactWriteItems",
                json!({ "TransactItems": requests.collect::<Vec<_>>() }),
            );
        }
        Step::Rotate => engine.rotate_shard("notes").expect("the table has a stream"),
        Step::Pass(milliseconds) => time.pass(*milliseconds),
        Step::Sweep => {
            engine.sweep_expired().expect("the file can be written");
        }
        Step::Reopen => {}
    }
}

/// What is in the table, by its sort key.
fn items(engine: &Engine) -> BTreeMap<String, Value> {
    let page = ok(engine, "Scan", &json!({ "TableName": "notes" }));
    let items = list(&page["Items"]).into_iter();
    items.map(|item| (item["s"]["N"].to_string(), item)).collect()
}

/// What is left of all that the stream tells. Each record must fit what the ones before it left.
fn replayed(engine: &Engine) -> BTreeMap<String, Value> {
    let mut items = BTreeMap::new();
    let records = records(engine, &arn(engine));
    let numbers = super::members(&records, "SequenceNumber");
    assert!(numbers.is_sorted_by(|one, two| one.as_str() < two.as_str()));
    for record in records {
        let change = &record["dynamodb"];
        let key = change["Keys"]["s"]["N"].to_string();
        let before = match change.get("NewImage") {
            Some(image) => items.insert(key, image.clone()),
            None => items.remove(&key),
        };
        assert_eq!(before.as_ref(), change.get("OldImage"));
        assert_ne!(before.as_ref(), change.get("NewImage"), "nothing changed");
    }
    items
}

fn prepare(engine: &Engine) {
    let mut table = notes();
    table["StreamSpecification"] = json!({ "StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES" });
    ok(engine, "CreateTable", &table);
    let specification = json!({ "AttributeName": "e", "Enabled": true });
    ok(
        engine,
        "UpdateTimeToLive",
        &json!({ "TableName": "notes", "TimeToLiveSpecification": specification }),
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_stream_tells_all(steps in prop::collection::vec(step(), 0..40)) {
        let time = Time::default();
        time.set(START);
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("notes.redb");
        let has_file = steps.iter().any(|step| matches!(step, Step::Reopen));
        let open = || {
            let engine = if has_file { Engine::file(&path).unwrap() } else { Engine::memory().unwrap() };
            let clock = time.clone();
            engine.with_clock(move || clock.now())
        };
        let mut engine = open();
        prepare(&engine);
        // What is older than a day is forgotten, so a replay reaches back to the beginning only until then.
        let mut passed = 0;
        for step in &steps {
            passed += match step {
                Step::Pass(milliseconds) => *milliseconds,
                _ => 0,
            };
            if passed >= 24 * HOUR {
                break;
            }
            if matches!(step, Step::Reopen) {
                drop(engine);
                engine = open();
            }
            run(&engine, &time, step);
        }
        prop_assert_eq!(replayed(&engine), items(&engine));
    }
}
