//! What is handed bytes from outside, for fuzzers: nothing of it may panic, and nothing may leave an index and its table
//! disagreeing.
//!
//! The targets in `fuzz/` call these functions without end; [`tests`] calls them for a while in every test run. They return
//! nothing: a fault is a panic.

#[cfg(test)]
mod tests;

use serde_json::{Value as Json, json};

use crate::expression::{Condition, KeyCondition, Kind, Placeholders, Projection, Update};
use crate::partiql::{self, Statement};
use crate::store::Names;
use crate::value::bytes::{read_item, write_item};
use crate::value::entry::Entry;
use crate::value::{Item, Number, Value};
use crate::{Dialect, Engine};

/// Operations by the first byte of a request.
pub const OPERATIONS: [&str; 31] = [
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "GetItem",
    "Query",
    "Scan",
    "BatchWriteItem",
    "BatchGetItem",
    "TransactWriteItems",
    "TransactGetItems",
    "CreateTable",
    "DeleteTable",
    "DescribeTable",
    "ListTables",
    "UpdateTable",
    "UpdateTimeToLive",
    "DescribeTimeToLive",
    "ListStreams",
    "DescribeStream",
    "GetShardIterator",
    "GetRecords",
    "TagResource",
    "UntagResource",
    "ListTagsOfResource",
    "DescribeLimits",
    "DescribeEndpoints",
    "DescribeContinuousBackups",
    "UpdateContinuousBackups",
    "ExecuteStatement",
    "BatchExecuteStatement",
    "ExecuteTransaction",
];

/// Reads text as an expression of each kind, and evaluates what can be read.
pub fn expression(text: &str) {
    let names = [
        ("#n".to_owned(), "n".to_owned()),
        ("#m".to_owned(), "m".to_owned()),
    ];
    let placeholders = Placeholders::new(names.into(), values());
    for kind in [Kind::Condition, Kind::Filter] {
        if let Ok(condition) = Condition::parse(kind, text, &placeholders) {
            condition.holds(&values());
        }
    }
    if let Ok(condition) = KeyCondition::parse(text, &placeholders) {
        let _ = condition.bind(&["p"], &["s"]);
    }
    if let Ok(projection) = Projection::parse(text, &placeholders) {
        projection.apply(&values());
    }
    if let Ok(update) = Update::parse(text, &placeholders) {
        let _ = update.apply(&values());
    }
}

/// Reads text as a statement, and evaluates what can be read.
pub fn statement(text: &str) {
    let item = values();
    let parameters: Vec<Value> = item.values().cloned().collect();
    match partiql::parse(text, &parameters) {
        Ok(Statement::Select(select) | Statement::Exists(select)) => {
            if let Some(condition) = select.condition {
                condition.holds(&item);
            }
            if let Some(columns) = select.columns {
                Projection::of_columns(columns).apply(&item);
            }
        }
        Ok(statement @ Statement::Update { .. }) => {
            if let Statement::Update { update, .. } = &statement
                && update.check_backward().is_ok()
            {
                let after = update.apply(&item).ok();
                partiql::returned(&statement, Some(&item), after.as_ref());
            }
        }
        Ok(Statement::Insert { .. } | Statement::Delete { .. }) | Err(_) => {}
    }
}

/// An item that serves as placeholders too.
fn values() -> Item {
    let number = |number: u64| Value::Number(Number::from(number));
    let text = |text: &str| Value::String(text.to_owned());
    let list = vec![
        number(1),
        text("x"),
        Value::Map(Item::from([("k".to_owned(), number(2))])),
    ];
    Item::from([
        ("n".to_owned(), number(1)),
        (
            "m".to_owned(),
            Value::Map(Item::from([("k".to_owned(), text("v"))])),
        ),
        ("l".to_owned(), Value::List(list.clone())),
        ("t".to_owned(), text("text")),
        (":n".to_owned(), number(7)),
        (":t".to_owned(), text("te")),
        (":l".to_owned(), Value::List(list)),
        (
            ":s".to_owned(),
            Value::StringSet(vec!["a".to_owned(), "b".to_owned()]),
        ),
    ])
}

/// Reads bytes as the JSON of an item. What can be read survives being stored, and being written as JSON.
///
/// # Panics
/// It does not.
pub fn value(bytes: &[u8]) {
    let Ok(json) = serde_json::from_slice::<Json>(bytes) else {
        return;
    };
    let Ok(item) = crate::value::json::item(&(&json).into()) else {
        return;
    };
    let mut stored = Vec::new();
    write_item(&item, &mut stored);
    assert_eq!(read_item(&stored).as_ref(), Ok(&item), "what is stored is read");
    let mut written = Vec::new();
    crate::value::json::write_item(&item, &mut written);
    let written: Json = serde_json::from_slice(&written).expect("JSON is written");
    assert_eq!(
        crate::value::json::item(&(&written).into()).as_ref(),
        Ok(&item),
        "what is written is read"
    );
}

/// Reads bytes as what a file holds of an item.
pub fn stored(bytes: &[u8]) {
    if let Ok(item) = read_item(bytes) {
        let mut again = Vec::new();
        write_item(&item, &mut again);
    }
    let (place, bytes) = bytes.split_at(bytes.len().min(16));
    let names = Names::default();
    let entry = Entry {
        place,
        bytes,
        names: &names,
    };
    let mut written = Vec::new();
    let size = entry.write_json(&mut written);
    if let (Ok(_), Ok(_)) = (entry.item(), size) {
        let _: Json = serde_json::from_slice(&written).expect("JSON is written");
    }
}

/// Sends requests to an engine that has a table, one a line: the first byte chooses the operation, the rest is the body.
///
/// # Panics
/// The engine does not answer any more, or the index disagrees with its table.
pub fn requests(lines: &[u8]) {
    let engine = with_table();
    for line in lines.split(|byte| *byte == b'\n') {
        let Some((first, body)) = line.split_first() else {
            continue;
        };
        let operation = OPERATIONS[usize::from(*first) % OPERATIONS.len()];
        let reply = engine.call(operation, body);
        assert!(
            [200, 400].contains(&reply.status),
            "{operation}: status {}",
            reply.status
        );
        let _: Json = serde_json::from_slice(&reply.body).expect("an answer is JSON");
        check(&engine);
    }
}

/// An engine with the table `notes`, which has an item and sparse indexes on `g` and `h`: `by_tag`, and `by_several` whose keys
/// have two attributes each.
fn with_table() -> Engine {
    let engine = Engine::memory()
        .expect("there is memory")
        .with_dialect(Dialect::Full);
    for (operation, body) in [("CreateTable", TABLE), ("PutItem", ITEM)] {
        assert_eq!(engine.call(operation, body.as_bytes()).status, 200, "{operation}");
    }
    engine
}

const TABLE: &str = r#"{"TableName":"notes","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[
    {"AttributeName":"p","AttributeType":"S"},{"AttributeName":"s","AttributeType":"N"},
    {"AttributeName":"g","AttributeType":"S"},{"AttributeName":"h","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"p","KeyType":"HASH"},{"AttributeName":"s","KeyType":"RANGE"}],
    "GlobalSecondaryIndexes":[{"IndexName":"by_tag","KeySchema":[{"AttributeName":"g","KeyType":"HASH"},
    {"AttributeName":"h","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}},
    {"IndexName":"by_several","KeySchema":[{"AttributeName":"g","KeyType":"HASH"},{"AttributeName":"p","KeyType":"HASH"},
    {"AttributeName":"h","KeyType":"RANGE"},{"AttributeName":"s","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}}],
    "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}"#;

const ITEM: &str =
    r#"{"TableName":"notes","Item":{"p":{"S":"a"},"s":{"N":"1"},"g":{"S":"x"},"h":{"S":"y"},"n":{"N":"1"}}}"#;

/// Checks that the indexes hold the items that have their keys, and no others; as far as table and indexes are still there.
fn check(engine: &Engine) {
    let described = engine.call("DescribeTable", br#"{"TableName":"notes"}"#);
    let described = String::from_utf8_lossy(&described.body);
    for index in ["by_tag", "by_several"] {
        if !described.contains(index) {
            continue;
        }
        let mut expected = all(engine, None);
        expected.retain(|item| item["g"]["S"].is_string() && item["h"]["S"].is_string());
        assert_eq!(
            all(engine, Some(index)),
            expected,
            "the index agrees with the table"
        );
    }
}

/// All items of the table or of an index, sorted.
fn all(engine: &Engine, index: Option<&str>) -> Vec<Json> {
    let mut items = Vec::new();
    let mut request = json!({ "TableName": "notes", "IndexName": index });
    loop {
        let reply = engine.call("Scan", request.to_string().as_bytes());
        let page: Json = serde_json::from_slice(&reply.body).expect("an answer is JSON");
        items.extend(
            page["Items"]
                .as_array()
                .expect("a scan has items")
                .iter()
                .cloned(),
        );
        match page.get("LastEvaluatedKey") {
            Some(last) => request["ExclusiveStartKey"] = last.clone(),
            None => break,
        }
    }
    items.sort_by_key(Json::to_string);
    items
}
