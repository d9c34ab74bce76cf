//! The file as a whole: what other versions wrote, and what requests see while rows lie over the trees and go into them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::Store;
use super::layout::FORMAT;
use crate::Engine;

/// What makes an item so long that a few dozen of them fill the log of the tests.
const LONG: usize = 700;

fn ok(engine: &Engine, operation: &str, request: &Json) -> Json {
    let reply = engine.call(operation, request.to_string().as_bytes());
    let body = String::from_utf8(reply.body).unwrap();
    assert_eq!(reply.status, 200, "{operation}: {body}");
    serde_json::from_str(&body).unwrap()
}

fn engine() -> Engine {
    let engine = Engine::memory().unwrap();
    let table = json!({
        "TableName": "notes", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [
            { "AttributeName": "p", "KeyType": "HASH" }, { "AttributeName": "s", "KeyType": "RANGE" },
        ],
        "AttributeDefinitions": [
            { "AttributeName": "p", "AttributeType": "S" }, { "AttributeName": "s", "AttributeType": "S" },
            { "AttributeName": "tag", "AttributeType": "S" },
        ],
        "GlobalSecondaryIndexes": [{
            "IndexName": "by_tag",
            "KeySchema": [
                { "AttributeName": "p", "KeyType": "HASH" }, { "AttributeName": "tag", "KeyType": "RANGE" },
            ],
            "Projection": { "ProjectionType": "ALL" },
        }],
    });
    ok(&engine, "CreateTable", &table);
    engine
}

fn key(number: u8) -> Json {
    json!({ "p": { "S": "a" }, "s": { "S": format!("{number:03}") } })
}

fn item(number: u8, version: usize) -> Json {
    let mut item = key(number);
    // Of another order than the items, and no two the same.
    item["tag"] = json!({ "S": format!("{}{:03}", version % 4, 999 - u16::from(number)) });
    item["text"] = json!({ "S": format!("{version} ").repeat(LONG / 2) });
    item
}

/// All items of the partition, as a query reads them, so many a page.
fn query(engine: &Engine, index: Option<&str>, limit: usize, forward: bool) -> Vec<Json> {
    let mut request = json!({
        "TableName": "notes", "KeyConditionExpression": "p = :p", "ScanIndexForward": forward, "Limit": limit,
        "ExpressionAttributeValues": { ":p": { "S": "a" } },
    });
    if let Some(index) = index {
        request["IndexName"] = json!(index);
    }
    let mut items = Vec::new();
    loop {
        let mut page = ok(engine, "Query", &request);
        let found = page["Items"].as_array_mut().unwrap();
        assert!(found.len() <= limit);
        items.append(found);
        match page.get("LastEvaluatedKey") {
            Some(last) => request["ExclusiveStartKey"] = last.clone(),
            None => return items,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn pages_are_right_however_much_is_in_the_trees(
        writes in prop::collection::vec((0_u8..60, prop::bool::weighted(0.7)), 0..120),
        limit in 1_usize..50,
    ) {
        let engine = engine();
        let mut told = BTreeMap::new();
        for (version, (number, is_put)) in writes.into_iter().enumerate() {
            if is_put {
                let item = item(number, version);
                ok(&engine, "PutItem", &json!({ "TableName": "notes", "Item": item }));
                told.insert(number, item);
            } else {
                ok(&engine, "DeleteItem", &json!({ "TableName": "notes", "Key": key(number) }));
                told.remove(&number);
            }
            let found = ok(&engine, "GetItem", &json!({ "TableName": "notes", "Key": key(number) }));
            prop_assert_eq!(found.get("Item"), told.get(&number));
        }
        let mut expected: Vec<_> = told.into_values().collect();
        for _ in 0..2 {
            prop_assert_eq!(&query(&engine, None, limit, true), &expected);
            expected.reverse();
            prop_assert_eq!(&query(&engine, None, limit, false), &expected);
            expected.sort_by_key(|item| item["tag"]["S"].to_string());
            prop_assert_eq!(&query(&engine, Some("by_tag"), limit, true), &expected);
            expected.reverse();
            prop_assert_eq!(&query(&engine, Some("by_tag"), limit, false), &expected);
            expected.sort_by_key(|item| item["s"]["S"].to_string());
            // Once more with everything in the trees.
            engine.store.group.checkpoint(&engine.store).unwrap();
            prop_assert!(engine.store.snapshot().overlay().all().peek().is_none());
        }
    }
}

#[test]
fn a_reader_sees_one_state_while_others_write_and_the_log_fills() {
    let engine = engine();
    let put = |number: u8, version: usize| {
        let item = item(number, version);
        ok(&engine, "PutItem", &json!({ "TableName": "notes", "Item": item }));
    };
    (0..20).for_each(|number| put(number, 1));
    let view = engine.store.read();
    let rows = || -> Vec<Vec<u8>> {
        let range = view.range(&[0], &[u8::MAX], true).unwrap();
        range.map(|found| found.unwrap().entry().bytes.to_vec()).collect()
    };
    let before = rows();
    assert_eq!(before.len(), 2 * 20);
    let mut slow = view.range(&[0], &[u8::MAX], true).unwrap();
    let mut read = Vec::new();
    let (mut checkpoints, mut over_before) = (0, 0);
    for version in 2..12 {
        for number in 0..40 {
            if number % 5 == 4 {
                ok(
                    &engine,
                    "DeleteItem",
                    &json!({ "TableName": "notes", "Key": key(number) }),
                );
            } else {
                put(number, version);
            }
            let over = engine.store.snapshot().overlay().all().count();
            // Rows are written over others, and do not leave but with a checkpoint.
            checkpoints += usize::from(over < over_before);
            over_before = over;
        }
        read.extend(
            slow.by_ref()
                .take(3)
                .map(|found| found.unwrap().entry().bytes.to_vec()),
        );
        assert_eq!(rows(), before);
    }
    read.extend(slow.map(|found| found.unwrap().entry().bytes.to_vec()));
    assert_eq!(read, before);
    assert!(checkpoints > 5, "{checkpoints}");
    let counts = |view: &super::View| view.counts(&engine.store.tables()["notes"]).unwrap();
    assert!(counts(&view).values().all(|count| count.items == 20));
    assert!(
        counts(&engine.store.read())
            .values()
            .all(|count| count.items == 32)
    );
}

#[test]
fn a_file_of_a_later_program_is_left_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.redb");
    drop(Store::file(&path).unwrap());
    let mut bytes = std::fs::read(&path).unwrap();
    set_format(&mut bytes, FORMAT + 1);
    std::fs::write(&path, &bytes).unwrap();
    let error = Store::file(&path).err().expect("the format is unknown");
    assert!(error.is_newer_format(), "{error}");
    assert_eq!(
        error.to_string(),
        "the file has format 4, and this program knows none after 3: open it with a newer version"
    );
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_file_of_an_earlier_program_is_left_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.redb");
    drop(redb::Database::create(&path).unwrap());
    check_foreign(
        &path,
        "the file is in format 1, which only versions of before the first release read; it was left as it is",
    );
    std::fs::remove_file(&path).unwrap();
    drop(Store::file(&path).unwrap());
    let mut bytes = std::fs::read(&path).unwrap();
    set_format(&mut bytes, 2);
    std::fs::write(&path, &bytes).unwrap();
    check_foreign(
        &path,
        "the file is in format 2, which only versions of before the first release read; it was left as it is",
    );
}

fn check_foreign(path: &std::path::Path, message: &str) {
    let bytes = std::fs::read(path).unwrap();
    let error = Store::file(path).err().expect("the format is not read");
    assert!(error.is_foreign(), "{error}");
    assert_eq!(error.to_string(), message);
    assert_eq!(std::fs::read(path).unwrap(), bytes);
}

fn set_format(bytes: &mut [u8], format: u32) {
    bytes[12..16].copy_from_slice(&format.to_le_bytes());
    let checksum = crc32fast::hash(&bytes[..20]);
    bytes[20..24].copy_from_slice(&checksum.to_le_bytes());
}
