//! What requests cost the engine itself, without an SDK around it: `cargo bench -p lockstep-engine`.
//!
//! Rows look like those of a single table: a dozen attributes, a long id in both keys and in a field, one index that holds
//! everything. The figures are microseconds of a row or a call, of the clock and of the processor; they are of this
//! machine, now, so compare those of two programs on the same machine. An argument picks the lines whose names contain it.

use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use lockstep_engine::Engine;

/// Rows that are written in batches and read back.
const ROWS: usize = 20_000;

/// Calls that write one by one, each with a sync of the disk.
const CALLS: usize = 1_000;

/// Rows of a transaction.
const IN_TRANSACTION: usize = 5;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).peekable();
    // Cargo runs benchmarks among tests too, if it is asked for all targets.
    if arguments.next_if(|argument| argument != "--bench").is_some() || arguments.next().is_none() {
        println!("measured by `cargo bench` alone");
        return ExitCode::SUCCESS;
    }
    let wanted = arguments.next().unwrap_or_default();
    let directory = match tempfile::tempdir() {
        Ok(directory) => directory,
        Err(error) => {
            eprintln!("error: there is no directory for the file: {error}");
            return ExitCode::FAILURE;
        }
    };
    for place in ["memory", "file"] {
        let engine = match place {
            "memory" => Engine::memory(),
            _ => Engine::file(directory.path().join("cost.redb")),
        };
        match engine {
            Ok(engine) => measure(&engine, place, &wanted),
            Err(error) => {
                eprintln!("error: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn measure(engine: &Engine, place: &str, wanted: &str) {
    call(engine, "CreateTable", TABLE);
    let line = |name: &str, count: usize, calls: &mut dyn Iterator<Item = (&'static str, String)>| {
        let name = format!("{place}: {name}");
        let calls: Vec<_> = calls.collect();
        let (wall, processor) = (Instant::now(), processor());
        for (operation, body) in &calls {
            call(engine, operation, body);
        }
        if name.contains(wanted) {
            let each = |spent: Duration| spent.as_secs_f64() * 1e6 / as_number(count);
            let processor = each(self::processor().saturating_sub(processor));
            let wall = each(wall.elapsed());
            println!("{name:42} {wall:9.2} us, {processor:9.2} us of the processor");
        }
    };
    let rows: Vec<usize> = (0..ROWS).collect();
    let batches = |version: usize| {
        rows.chunks(25).map(move |rows| {
            let puts: Vec<_> = rows
                .iter()
                .map(|row| format!(r#"{{"PutRequest":{{"Item":{}}}}}"#, item(*row, version)))
                .collect();
            let puts = puts.join(",");
            (
                "BatchWriteItem",
                format!(r#"{{"RequestItems":{{"orders":[{puts}]}}}}"#),
            )
        })
    };
    line("BatchWriteItem, new rows, a row", ROWS, &mut batches(0));
    line("BatchWriteItem, changed rows, a row", ROWS, &mut batches(1));
    line(
        "GetItem",
        ROWS,
        &mut rows.iter().map(|row| {
            (
                "GetItem",
                format!(r#"{{"TableName":"orders","Key":{}}}"#, key(*row)),
            )
        }),
    );
    query(engine, place, wanted);
    let puts = (0..CALLS).map(|call| {
        let item = item(ROWS + call, 0);
        ("PutItem", format!(r#"{{"TableName":"orders","Item":{item}}}"#))
    });
    line("PutItem", CALLS, &mut { puts });
    let conditional = (0..CALLS).map(|call| {
        let key = key(ROWS + call);
        (
            "UpdateItem",
            format!(
                r##"{{"TableName":"orders","Key":{key},"UpdateExpression":"SET #s = :s, version = version + :one",
                "ConditionExpression":"version = :zero","ExpressionAttributeNames":{{"#s":"status"}},
                "ExpressionAttributeValues":{{":s":{{"S":"sent"}},":one":{{"N":"1"}},":zero":{{"N":"0"}}}}}}"##
            ),
        )
    });
    line("UpdateItem with a condition", CALLS, &mut { conditional });
    let transactions = (0..CALLS).map(|call| {
        let puts: Vec<_> = (0..IN_TRANSACTION)
            .map(|row| {
                let item = item(2 * ROWS + call * IN_TRANSACTION + row, 0);
                format!(r#"{{"Put":{{"TableName":"orders","Item":{item}}}}}"#)
            })
            .collect();
        let puts = puts.join(",");
        (
            "TransactWriteItems",
            format!(r#"{{"TransactItems":[{puts}],"ClientRequestToken":"token-{call}"}}"#),
        )
    });
    line("TransactWriteItems of 5 puts", CALLS, &mut { transactions });
}

/// Reads the whole index, page by page.
fn query(engine: &Engine, place: &str, wanted: &str) {
    const ROUNDS: usize = 10;
    let name = format!("{place}: Query of a whole index, a row");
    let (wall, processor) = (Instant::now(), processor());
    for _ in 0..ROUNDS {
        let mut start = String::new();
        loop {
            let reply = call(
                engine,
                "Query",
                &format!(
                    r#"{{"TableName":"orders","IndexName":"GSI1","KeyConditionExpression":"gsi1pk = :p",
                    "ExpressionAttributeValues":{{":p":{{"S":"ORDERS"}}}}{start}}}"#
                ),
            );
            let Some((_, last)) = reply.rsplit_once(r#""LastEvaluatedKey":"#) else {
                break;
            };
            let last = last.strip_suffix('}').unwrap_or_default();
            start = format!(r#","ExclusiveStartKey":{last}"#);
        }
    }
    if name.contains(wanted) {
        let each = |spent: Duration| spent.as_secs_f64() * 1e6 / as_number(ROUNDS * ROWS);
        let processor = each(self::processor().saturating_sub(processor));
        let wall = each(wall.elapsed());
        println!("{name:42} {wall:9.2} us, {processor:9.2} us of the processor");
    }
}

const TABLE: &str = r#"{
    "TableName": "orders",
    "BillingMode": "PAY_PER_REQUEST",
    "KeySchema": [
        { "AttributeName": "pk", "KeyType": "HASH" },
        { "AttributeName": "sk", "KeyType": "RANGE" }
    ],
    "AttributeDefinitions": [
        { "AttributeName": "pk", "AttributeType": "S" },
        { "AttributeName": "sk", "AttributeType": "S" },
        { "AttributeName": "gsi1pk", "AttributeType": "S" },
        { "AttributeName": "gsi1sk", "AttributeType": "S" }
    ],
    "GlobalSecondaryIndexes": [{
        "IndexName": "GSI1",
        "KeySchema": [
            { "AttributeName": "gsi1pk", "KeyType": "HASH" },
            { "AttributeName": "gsi1sk", "KeyType": "RANGE" }
        ],
        "Projection": { "ProjectionType": "ALL" }
    }]
}"#;

/// An id as random ones look.
fn id(row: usize) -> String {
    let spread = (row as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        spread >> 32,
        spread & 0xFFFF,
        row % 4096,
        row % 4093,
        spread >> 16
    )
}

fn key(row: usize) -> String {
    let id = id(row);
    format!(r#"{{"pk":{{"S":"ORDER#{id}"}},"sk":{{"S":"ORDER#{id}"}}}}"#)
}

fn item(row: usize, version: usize) -> String {
    let id = id(row);
    format!(
        r#"{{"pk":{{"S":"ORDER#{id}"}},"sk":{{"S":"ORDER#{id}"}},"gsi1pk":{{"S":"ORDERS"}},
        "gsi1sk":{{"S":"Customer {row}#ORDER#{id}"}},"entity":{{"S":"Order"}},"id":{{"S":"{id}"}},
        "customer":{{"S":"Customer {row}"}},"street":{{"S":"{row} Long Road"}},"city":{{"S":"Königsberg"}},
        "status":{{"S":"open"}},"total":{{"N":"{row}.95"}},"paid":{{"BOOL":true}},"version":{{"N":"{version}"}},
        "created":{{"S":"2026-01-01T00:00:00.000Z"}},"changed":{{"S":"2026-01-01T00:00:00.000Z"}}}}"#
    )
}

/// Calls an operation, which must succeed.
fn call(engine: &Engine, operation: &str, body: &str) -> String {
    let reply = engine.call(operation, body.as_bytes());
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    assert_eq!(reply.status, 200, "{operation}: {text}");
    text
}

#[expect(clippy::cast_precision_loss, reason = "nothing here counts to 2^52")]
fn as_number(count: usize) -> f64 {
    count as f64
}

/// What this process has used of the processors; nothing where the system does not say it.
fn processor() -> Duration {
    let stat = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split(' ').next().and_then(|number| number.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}
