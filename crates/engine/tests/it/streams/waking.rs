//! Followers in the process are woken.

use std::sync::mpsc;
use std::thread;

use serde_json::json;

use super::super::{notes, ok};
use super::{arn, delete, engine, iterator, list, note, put, shards};

#[test]
fn a_commit_with_records_wakes() {
    let (engine, _) = engine("KEYS_ONLY");
    let mut silent = notes();
    silent["TableName"] = json!("silent");
    ok(&engine, "CreateTable", &silent);
    let (sender, receiver) = mpsc::channel();
    let subscription = engine.subscribe(move |table| drop(sender.send(table.to_owned())));
    put(&engine, &note(1, "one"));
    // Neither of these changes anything that is recorded.
    put(&engine, &note(1, "one"));
    delete(&engine, 2);
    ok(
        &engine,
        "PutItem",
        &json!({ "TableName": "silent", "Item": note(1, "one") }),
    );
    put(&engine, &note(1, "two"));
    let requests: Vec<_> = (2..5)
        .map(|s| json!({ "PutRequest": { "Item": note(s, "batch") } }))
        .collect();
    ok(
        &engine,
        "BatchWriteItem",
        &json!({ "RequestItems": { "notes": requests } }),
    );
    drop(subscription);
    put(&engine, &note(9, "nobody listens"));
    // Once for each put and once for the batch; then the sender is gone with the subscription.
    assert_eq!(receiver.iter().collect::<Vec<_>>(), ["notes"; 3]);
}

#[test]
fn a_follower_misses_nothing_and_asks_only_when_woken() {
    const WRITERS: u64 = 4;
    const ITEMS: u64 = 50;
    let (engine, _) = engine("NEW_IMAGE");
    let arn = arn(&engine);
    let shard = shards(&engine, &arn).remove(0);
    let mut next = iterator(&engine, &arn, &shard, "LATEST");
    let (sender, receiver) = mpsc::sync_channel(1);
    // One message is enough for any number of commits: whoever takes it reads all there is.
    let _subscription = engine.subscribe(move |_| {
        let _ = sender.try_send(());
    });
    let mut seen = 0;
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let engine = &engine;
            scope
                .spawn(move || (0..ITEMS).for_each(|item| put(engine, &note(writer * ITEMS + item, "text"))));
        }
        while seen < WRITERS * ITEMS {
            receiver.recv().unwrap();
            loop {
                let page = ok(&engine, "GetRecords", &json!({ "ShardIterator": next }));
                next = page["NextShardIterator"].clone();
                let count = u64::try_from(list(&page["Records"]).len()).unwrap();
                seen += count;
                if count == 0 {
                    break;
                }
            }
        }
    });
    assert_eq!(seen, WRITERS * ITEMS);
}

#[test]
fn a_follower_may_use_the_engine_when_it_is_woken() {
    let (engine, _) = engine("KEYS_ONLY");
    let engine = std::sync::Arc::new(engine);
    let (arn, weak) = (arn(&engine), std::sync::Arc::downgrade(&engine));
    let (sender, receiver) = mpsc::channel();
    let _subscription = engine.subscribe(move |table| {
        if let Some(engine) = weak.upgrade() {
            assert_eq!(table, "notes");
            let _ = sender.send(super::records(&engine, &arn).len());
        }
    });
    put(&engine, &note(1, "one"));
    put(&engine, &note(2, "two"));
    assert_eq!([receiver.recv(), receiver.recv()], [Ok(1), Ok(2)]);
}
