//! Streams: what is recorded, how it is read, and how long.

mod reading;
mod recording;
mod replay;
mod shards;
mod waking;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lockstep_engine::Engine;
use serde_json::{Value, json};

use super::{notes, ok};

/// A clock that tests set.
#[derive(Clone, Default)]
pub(crate) struct Time(Arc<AtomicU64>);

const MINUTE: u64 = 60 * 1000;
pub(crate) const HOUR: u64 = 60 * MINUTE;

/// When tests begin: 2026-11-22T19:00:00.123.
pub(crate) const START: u64 = 1_795_374_000_123;

impl Time {
    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self, time: u64) {
        self.0.store(time, Ordering::Relaxed);
    }

    pub(crate) fn pass(&self, time: u64) {
        self.0.fetch_add(time, Ordering::Relaxed);
    }
}

/// An engine in memory with the table `notes` and a stream of it, and its clock.
pub(crate) fn engine(view: &str) -> (Engine, Time) {
    let time = Time::default();
    time.set(START);
    let clock = time.clone();
    let engine = Engine::memory().expect("there is memory");
    let engine = engine.with_clock(move || clock.now());
    create(&engine, view);
    (engine, time)
}

/// Makes the table `notes` with a stream.
fn create(engine: &Engine, view: &str) {
    let mut table = notes();
    table["StreamSpecification"] = json!({ "StreamEnabled": true, "StreamViewType": view });
    ok(engine, "CreateTable", &table);
}

/// The name of the stream of `notes`.
pub(crate) fn arn(engine: &Engine) -> String {
    let streams = ok(engine, "ListStreams", &json!({ "TableName": "notes" }));
    let last = list(&streams["Streams"]).pop().expect("the table has a stream");
    last["StreamArn"]
        .as_str()
        .expect("a stream has a name")
        .to_owned()
}

fn put(engine: &Engine, item: &Value) {
    ok(engine, "PutItem", &json!({ "TableName": "notes", "Item": item }));
}

fn delete(engine: &Engine, s: u64) {
    let key = json!({ "p": { "S": "a" }, "s": { "N": s.to_string() } });
    ok(engine, "DeleteItem", &json!({ "TableName": "notes", "Key": key }));
}

/// An item with a number and a text.
fn note(s: u64, text: &str) -> Value {
    json!({ "p": { "S": "a" }, "s": { "N": s.to_string() }, "t": { "S": text } })
}

/// A JSON list.
fn list(json: &Value) -> Vec<Value> {
    json.as_array().expect("it is a list").clone()
}

/// The shards of a stream.
fn shards(engine: &Engine, arn: &str) -> Vec<Value> {
    let description = ok(engine, "DescribeStream", &json!({ "StreamArn": arn }));
    list(&description["StreamDescription"]["Shards"])
}

/// An iterator of a shard.
fn iterator(engine: &Engine, arn: &str, shard: &Value, kind: &str) -> Value {
    let request = json!({ "StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": kind });
    ok(engine, "GetShardIterator", &request)["ShardIterator"].clone()
}

/// The records of all shards from their beginnings, and whether the last one is open.
pub(crate) fn records(engine: &Engine, arn: &str) -> Vec<Value> {
    let mut records = Vec::new();
    for shard in shards(engine, arn) {
        let mut next = iterator(engine, arn, &shard, "TRIM_HORIZON");
        while !next.is_null() {
            let page = ok(engine, "GetRecords", &json!({ "ShardIterator": next }));
            let of_page = list(&page["Records"]);
            let is_end = of_page.is_empty();
            records.extend(of_page);
            next = page["NextShardIterator"].clone();
            if is_end && shard["SequenceNumberRange"]["EndingSequenceNumber"].is_null() {
                break;
            }
        }
    }
    records
}

/// One member of `dynamodb` of each record.
fn members(records: &[Value], member: &str) -> Vec<Value> {
    records
        .iter()
        .map(|record| record["dynamodb"][member].clone())
        .collect()
}
