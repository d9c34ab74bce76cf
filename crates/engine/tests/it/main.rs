//! The engine as its users call it: by operation, with the JSON of requests.

mod batches;
mod conformance;
mod differential;
mod file;
mod killed;
mod oracle;
mod pages;
mod streams;
mod tables;
mod tags;
mod time_to_live;
mod transactions;
mod update_table;
mod weather;
mod writes;

use lockstep_engine::Engine;
use serde_json::{Value, json};

/// Calls an operation and reads the answer: its status, and its JSON.
fn call(engine: &Engine, operation: &str, request: &Value) -> (u16, Value) {
    let reply = engine.call(operation, request.to_string().as_bytes());
    let body = serde_json::from_slice(&reply.body).expect("an answer is JSON");
    (reply.status, body)
}

/// Calls an operation that is to succeed.
#[track_caller]
fn ok(engine: &Engine, operation: &str, request: &Value) -> Value {
    let (status, body) = call(engine, operation, request);
    assert_eq!(status, 200, "{operation} {request}: {body}");
    body
}

/// Calls an operation that is to be refused; the exception and its message.
#[track_caller]
fn refused(engine: &Engine, operation: &str, request: &Value) -> String {
    let (status, body) = call(engine, operation, request);
    assert_eq!(status, 400, "{operation} {request}: {body}");
    format!("{}: {}", exception(&body), message(&body))
}

fn exception(body: &Value) -> &str {
    let name = body["__type"].as_str().unwrap_or_default();
    name.rsplit('#').next().unwrap_or_default()
}

fn message(body: &Value) -> &str {
    let message = body.get("message").or_else(|| body.get("Message"));
    message.and_then(Value::as_str).unwrap_or_default()
}

/// A table `notes` with the key `p` (text) and `s` (number) and a sparse index `by_tag` on `g` (text) and `h` (text).
fn notes() -> Value {
    json!({
        "TableName": "notes",
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            { "AttributeName": "p", "AttributeType": "S" },
            { "AttributeName": "s", "AttributeType": "N" },
            { "AttributeName": "g", "AttributeType": "S" },
            { "AttributeName": "h", "AttributeType": "S" },
        ],
        "KeySchema": [
            { "AttributeName": "p", "KeyType": "HASH" },
            { "AttributeName": "s", "KeyType": "RANGE" },
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by_tag",
                "KeySchema": [
                    { "AttributeName": "g", "KeyType": "HASH" },
                    { "AttributeName": "h", "KeyType": "RANGE" },
                ],
                "Projection": { "ProjectionType": "ALL" },
            },
            {
                "IndexName": "keys_by_tag",
                "KeySchema": [{ "AttributeName": "g", "KeyType": "HASH" }],
                "Projection": { "ProjectionType": "KEYS_ONLY" },
            },
        ],
    })
}

/// An engine in memory with the table of [`notes`].
fn engine() -> Engine {
    let engine = Engine::memory().expect("there is memory");
    ok(&engine, "CreateTable", &notes());
    engine
}
