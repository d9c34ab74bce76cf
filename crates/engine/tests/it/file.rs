//! The file: what was acknowledged is in it, whoever wrote beside whom.

use std::thread;

use lockstep_engine::Engine;
use serde_json::json;

use super::{notes, ok};

#[test]
fn a_file_keeps_tables_and_items() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.redb");
    let item = json!({ "p": { "S": "a" }, "s": { "N": "1.5" }, "g": { "S": "x" }, "h": { "S": "y" } });
    {
        let engine = Engine::file(&path).unwrap();
        ok(&engine, "CreateTable", &notes());
        ok(&engine, "PutItem", &json!({ "TableName": "notes", "Item": item }));
    }
    let engine = Engine::file(&path).unwrap();
    let key = json!({ "p": { "S": "a" }, "s": { "N": "1.5" } });
    assert_eq!(
        ok(&engine, "GetItem", &json!({ "TableName": "notes", "Key": key }))["Item"],
        item
    );
    let scan = json!({ "TableName": "notes", "IndexName": "by_tag" });
    assert_eq!(ok(&engine, "Scan", &scan)["Items"], json!([item]));
    // A second table gets numbers of its own.
    let mut other = notes();
    other["TableName"] = json!("other");
    ok(&engine, "CreateTable", &other);
    assert_eq!(ok(&engine, "Scan", &json!({ "TableName": "other" }))["Count"], 0);
}

#[test]
fn what_is_no_database_is_left_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.txt");
    let text = "this is no database, and long enough to be looked at".repeat(100);
    std::fs::write(&path, &text).unwrap();
    assert!(Engine::file(&path).is_err());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    assert!(Engine::file(directory.path().join("absent").join("notes.redb")).is_err());
}

#[test]
fn writers_of_the_same_number_lose_nothing() {
    const WRITERS: u32 = 8;
    const TIMES: u32 = 50;
    let engine = super::engine();
    let add = json!({
        "TableName": "notes", "Key": { "p": { "S": "a" }, "s": { "N": "1" } },
        "UpdateExpression": "ADD n :one", "ExpressionAttributeValues": { ":one": { "N": "1" } },
    });
    thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| (0..TIMES).for_each(|_| drop(ok(&engine, "UpdateItem", &add))));
        }
    });
    let get = json!({ "TableName": "notes", "Key": add["Key"] });
    assert_eq!(
        ok(&engine, "GetItem", &get)["Item"]["n"]["N"],
        (WRITERS * TIMES).to_string()
    );
}

#[test]
fn a_file_has_one_engine_at_a_time() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.redb");
    let first = Engine::file(&path).unwrap();
    let error = Engine::file(&path).err().expect("the file is in use");
    assert!(error.is_in_use(), "{error}");
    drop(first);
    assert!(Engine::file(&path).is_ok());
}
