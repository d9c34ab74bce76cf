//! The process is killed while several writers share syncs: what it acknowledged is there when the file is opened again,
//! nothing is half there, and the indexes and the stream say what the table says.
#![expect(clippy::unwrap_used, reason = "a test that fails to unwrap has failed")]

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use lockstep_engine::Engine;
use serde_json::{Value, json};

use super::{notes, ok};

/// Set where this executable is started again to write and be killed: the file.
const FILE: &str = "LOCKSTEP_TEST_FILE";

/// What the writers of one start are called.
const ROUND: &str = "LOCKSTEP_TEST_ROUND";

const WRITERS: usize = 4;

/// After how many acknowledgements each start is killed. Where it is inside a commit then, is up to the machine.
const KILLS: [usize; 8] = [1, 2, 9, 33, 60, 97, 150, 8];

/// The items of one writer, by key.
type Items = BTreeMap<(String, String), Value>;

/// The partition of a writer. All that it writes is there, or in the partition of that name with `-other`.
fn partition(round: usize, writer: usize) -> String {
    format!("{round}-{writer}")
}

fn item(partition: &str, number: usize, tag: &str) -> Value {
    json!({
        "p": { "S": partition }, "s": { "N": number.to_string() }, "g": { "S": tag }, "h": { "S": partition },
        "text": { "S": "text ".repeat(number % 50) },
    })
}

fn key(partition: &str, number: usize) -> Value {
    json!({ "p": { "S": partition }, "s": { "N": number.to_string() } })
}

/// The write of a number: each fourth is of the same kind.
fn request(partition: &str, number: usize) -> (&'static str, Value) {
    let put = |item: Value| json!({ "TableName": "notes", "Item": item });
    let other = format!("{partition}-other");
    match number % 4 {
        0 => ("PutItem", put(item(partition, number, "put"))),
        1 => (
            "TransactWriteItems",
            json!({ "TransactItems": [
                { "Put": put(item(partition, number, "pair")) },
                { "Put": put(item(&other, number, "pair")) },
                { "Delete": { "TableName": "notes", "Key": key(partition, number - 1) } },
            ] }),
        ),
        2 => (
            "BatchWriteItem",
            json!({ "RequestItems": { "notes": [
                { "PutRequest": { "Item": item(partition, number, "batch") } },
                { "PutRequest": { "Item": item(&other, number, "batch") } },
            ] } }),
        ),
        _ => (
            "UpdateItem",
            json!({
                "TableName": "notes", "Key": key(partition, number - 2), "UpdateExpression": "SET g = :g",
                "ExpressionAttributeValues": { ":g": { "S": "moved" } },
            }),
        ),
    }
}

/// What a writer's items are after so many of its writes.
fn expected(partition: &str, writes: usize) -> Items {
    let other = format!("{partition}-other");
    let mut items = Items::new();
    for number in 0..writes {
        let mut put = |partition: &str, number: usize, tag: &str| {
            let place = (partition.to_owned(), number.to_string());
            items.insert(place, item(partition, number, tag));
        };
        match number % 4 {
            0 => put(partition, number, "put"),
            1 => {
                put(partition, number, "pair");
                put(&other, number, "pair");
                items.remove(&(partition.to_owned(), (number - 1).to_string()));
            }
            2 => {
                put(partition, number, "batch");
                put(&other, number, "batch");
            }
            _ => put(partition, number - 2, "moved"),
        }
    }
    items
}

/// Writes until it is killed, where this executable was started for that.
#[test]
fn writer() {
    let (Ok(file), Ok(round)) = (env::var(FILE), env::var(ROUND)) else {
        return;
    };
    let round = round.parse().unwrap();
    let engine = Engine::file(file).unwrap();
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let engine = &engine;
            scope.spawn(move || {
                let partition = partition(round, writer);
                for number in 0.. {
                    let (operation, body) = request(&partition, number);
                    ok(engine, operation, &body);
                    println!("acknowledged {writer}");
                }
            });
        }
    });
}

/// Starts a process that writes, kills it after so many acknowledgements; how many each writer got.
fn write_and_kill(file: &Path, round: usize, after: usize) -> [usize; WRITERS] {
    let mut process = Command::new(env::current_exe().unwrap())
        .args(["--exact", "killed::writer", "--nocapture", "--test-threads=1"])
        .env(FILE, file)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(process.stdout.take().unwrap());
    let mut acknowledged = [0; WRITERS];
    let mut note = |line: &str| {
        // The test runner may have begun the line.
        let (_, writer) = line.trim_end().split_once("acknowledged ")?;
        let count: &mut usize = acknowledged.get_mut(writer.parse::<usize>().ok()?)?;
        *count += 1;
        Some(())
    };
    let (mut count, mut line) = (0, String::new());
    while count < after {
        line.clear();
        assert_ne!(output.read_line(&mut line).unwrap(), 0, "the writers ended early");
        count += usize::from(note(&line).is_some());
    }
    process.kill().unwrap();
    process.wait().unwrap();
    // What was acknowledged and not read yet counts as well; a last line that was cut off does not.
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    for line in rest.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
        note(line);
    }
    acknowledged
}

/// All items of the table or of an index, whole, by key.
fn scan(engine: &Engine, index: Option<&str>) -> Items {
    let mut items = Items::new();
    let mut request = json!({ "TableName": "notes", "ConsistentRead": index.is_none() });
    if let Some(index) = index {
        request["IndexName"] = json!(index);
    }
    loop {
        let page = ok(engine, "Scan", &request);
        for item in page["Items"].as_array().unwrap() {
            let text = |name: &str, kind: &str| item[name][kind].as_str().unwrap().to_owned();
            let twice = items.insert((text("p", "S"), text("s", "N")), item.clone());
            assert_eq!(twice, None);
        }
        match page.get("LastEvaluatedKey") {
            Some(key) => request["ExclusiveStartKey"] = key.clone(),
            None => return items,
        }
    }
}

/// What is left of all that the stream tells, from its beginning. Each record must fit what the ones before it left.
fn replayed(engine: &Engine) -> Items {
    let table = ok(engine, "DescribeTable", &json!({ "TableName": "notes" }));
    let stream = &table["Table"]["LatestStreamArn"];
    let described = ok(engine, "DescribeStream", &json!({ "StreamArn": stream }));
    let mut items = Items::new();
    for shard in described["StreamDescription"]["Shards"].as_array().unwrap() {
        let from_the_beginning = json!({
            "StreamArn": stream, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON",
        });
        let mut iterator = ok(engine, "GetShardIterator", &from_the_beginning)["ShardIterator"].take();
        while !iterator.is_null() {
            let mut page = ok(engine, "GetRecords", &json!({ "ShardIterator": iterator }));
            let records = page["Records"].as_array().unwrap();
            // An open shard has no end.
            if records.is_empty() {
                break;
            }
            for record in records {
                let change = &record["dynamodb"];
                let part = |name: &str, kind: &str| change["Keys"][name][kind].as_str().unwrap().to_owned();
                let place = (part("p", "S"), part("s", "N"));
                let before = match change.get("NewImage") {
                    Some(image) => items.insert(place, image.clone()),
                    None => items.remove(&place),
                };
                assert_eq!(before.as_ref(), change.get("OldImage"));
            }
            iterator = page["NextShardIterator"].take();
        }
    }
    items
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_half_there() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("notes.redb");
    let mut table = notes();
    table["StreamSpecification"] = json!({ "StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES" });
    ok(&Engine::file(&file).unwrap(), "CreateTable", &table);
    let mut earlier = Items::new();
    for (round, after) in KILLS.into_iter().enumerate() {
        let acknowledged = write_and_kill(&file, round, after);
        let engine = Engine::file(&file).unwrap();
        let mut items = scan(&engine, None);
        let all = items.clone();
        for (writer, acknowledged) in acknowledged.into_iter().enumerate() {
            let partition = partition(round, writer);
            let other = format!("{partition}-other");
            let written: Items = items
                .extract_if(.., |key, _| key.0 == partition || key.0 == other)
                .collect();
            // The last write may have been committed without anybody having been told.
            let one_more = expected(&partition, acknowledged + 1);
            if written != one_more {
                assert_eq!(written, expected(&partition, acknowledged), "writer {partition}");
            }
        }
        assert_eq!(items, earlier, "what was there before has changed");
        assert_eq!(
            scan(&engine, Some("by_tag")),
            all,
            "the index differs from the table"
        );
        assert_eq!(replayed(&engine), all, "the stream differs from the table");
        earlier = all;
    }
}
