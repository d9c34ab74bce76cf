//! Transactions: all or nothing, with a reason for each operation, and once for each token.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use lockstep_engine::Engine;
use serde_json::{Value, json};

use super::{call, engine, exception, message, notes, ok, refused};

fn key(s: usize) -> Value {
    json!({ "p": { "S": "a" }, "s": { "N": s.to_string() } })
}

fn put(s: usize) -> Value {
    json!({ "Put": { "TableName": "notes", "Item": key(s) } })
}

fn add(s: usize) -> Value {
    json!({ "Update": {
        "TableName": "notes", "Key": key(s), "UpdateExpression": "ADD n :n",
        "ExpressionAttributeValues": { ":n": { "N": "1" } },
    } })
}

fn transact(items: impl IntoIterator<Item = Value>) -> Value {
    json!({ "TransactItems": items.into_iter().collect::<Vec<Value>>() })
}

fn count(engine: &Engine) -> Value {
    ok(engine, "Scan", &json!({ "TableName": "notes" }))["Count"].clone()
}

#[test]
fn every_kind_of_operation() {
    let engine = engine();
    ok(&engine, "TransactWriteItems", &transact([put(1), put(2), put(3)]));
    let mut request = transact([
        json!({ "ConditionCheck": { "TableName": "notes", "Key": key(1), "ConditionExpression": "attribute_exists(p)" } }),
        json!({ "Delete": { "TableName": "notes", "Key": key(2), "ConditionExpression": "attribute_not_exists(n)" } }),
        add(3),
        json!({ "Put": { "TableName": "notes", "Item": { "p": { "S": "a" }, "s": { "N": "4" }, "g": { "S": "x" }, "h": { "S": "y" } } } }),
    ]);
    request["ReturnConsumedCapacity"] = json!("INDEXES");
    assert_eq!(
        ok(&engine, "TransactWriteItems", &request),
        json!({ "ConsumedCapacity": [{
            "TableName": "notes", "CapacityUnits": 10.0, "WriteCapacityUnits": 10.0,
            "Table": { "CapacityUnits": 8.0, "WriteCapacityUnits": 8.0 },
            "GlobalSecondaryIndexes": {
                "by_tag": { "CapacityUnits": 1.0, "WriteCapacityUnits": 1.0 },
                "keys_by_tag": { "CapacityUnits": 1.0, "WriteCapacityUnits": 1.0 },
            },
        }] })
    );
    let get = |s: usize, projection: Option<&str>| {
        let mut get = json!({ "Get": { "TableName": "notes", "Key": key(s) } });
        if let Some(projection) = projection {
            get["Get"]["ProjectionExpression"] = json!(projection);
        }
        get
    };
    let mut request = transact([get(1, None), get(2, None), get(3, Some("n")), get(4, Some("n"))]);
    request["ReturnConsumedCapacity"] = json!("TOTAL");
    assert_eq!(
        ok(&engine, "TransactGetItems", &request),
        json!({
            "Responses": [{ "Item": key(1) }, {}, { "Item": { "n": { "N": "1" } } }, {}],
            "ConsumedCapacity": [{ "TableName": "notes", "CapacityUnits": 8.0, "ReadCapacityUnits": 8.0 }],
        })
    );
}

#[test]
fn reasons_are_in_order_and_nothing_is_written() {
    let engine = engine();
    ok(&engine, "TransactWriteItems", &transact([put(1)]));
    let mut taken = put(1);
    taken["Put"]["ConditionExpression"] = json!("attribute_not_exists(p)");
    let mut shown = taken.clone();
    shown["Put"]["Item"] = key(1);
    shown["Put"]["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
    let wrong_type = json!({ "Update": {
        "TableName": "notes", "Key": key(6), "UpdateExpression": "SET a = p + :n",
        "ExpressionAttributeValues": { ":n": { "N": "1" } },
    } });
    let no_key = json!({ "Delete": { "TableName": "notes", "Key": { "p": { "S": "a" } } } });
    let wrong_key =
        json!({ "Put": { "TableName": "notes", "Item": { "p": { "S": "a" }, "s": { "S": "1" } } } });
    let (status, body) = call(
        &engine,
        "TransactWriteItems",
        &transact([put(5), taken, wrong_type, no_key, wrong_key]),
    );
    assert_eq!((status, exception(&body)), (400, "TransactionCanceledException"));
    assert_eq!(
        body["Message"],
        "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, \
         ValidationError, ValidationError, ValidationError]"
    );
    let invalid = |message: &str| json!({ "Code": "ValidationError", "Message": message });
    assert_eq!(
        body["CancellationReasons"],
        json!([
            { "Code": "None" },
            { "Code": "ConditionalCheckFailed", "Message": "The conditional request failed" },
            invalid("An operand in the update expression has an incorrect data type"),
            invalid("The provided key element does not match the schema"),
            invalid("One or more parameter values were invalid: Type mismatch for key s expected: N actual: S"),
        ])
    );
    assert_eq!(count(&engine), 1);
    let (_, body) = call(&engine, "TransactWriteItems", &transact([shown]));
    assert_eq!(body["CancellationReasons"][0]["Item"], key(1));
}

#[test]
fn both_sides_of_the_count() {
    let engine = engine();
    ok(&engine, "TransactWriteItems", &transact((0..100).map(put)));
    assert_eq!(count(&engine), 100);
    for (operation, items) in [
        ("TransactWriteItems", (0..101).map(put).collect::<Vec<_>>()),
        (
            "TransactGetItems",
            (0..101)
                .map(|s| json!({ "Get": { "TableName": "notes", "Key": key(s) } }))
                .collect(),
        ),
    ] {
        let refusal = refused(&engine, operation, &transact(items));
        let start = format!(
            "ValidationException: 1 validation error detected: Value '[{}Item(",
            operation.trim_end_matches("Items")
        );
        assert!(
            refusal.starts_with(&start)
                && refusal.ends_with(
                    "' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100"
                ),
            "{refusal}"
        );
        assert_eq!(
            refused(&engine, operation, &transact([])),
            "ValidationException: 1 validation error detected: Value '[]' at 'transactItems' failed to satisfy \
             constraint: Member must have length greater than or equal to 1"
        );
    }
}

#[test]
fn four_megabytes_and_no_more() {
    let engine = engine();
    let large = |s: usize, bytes: usize| {
        let mut put = put(s);
        put["Put"]["Item"]["t"] = json!({ "S": "x".repeat(bytes - 6) });
        put
    };
    // Ten of 400 KB, and one with what is left of 4 MB.
    let items = |last: usize| (10..20).map(|s| large(s, 400 * 1024)).chain([large(20, last)]);
    let rest = (4 << 20) - 10 * 400 * 1024;
    assert_eq!(
        refused(&engine, "TransactWriteItems", &transact(items(rest + 1))),
        "ValidationException: Transaction request exceeds the 4MB transaction size limit"
    );
    assert_eq!(count(&engine), 0);
    ok(&engine, "TransactWriteItems", &transact(items(rest)));
}

#[test]
fn what_a_transaction_of_writes_refuses() {
    let engine = engine();
    let mut check =
        json!({ "ConditionCheck": { "TableName": "notes", "Key": key(2), "ConditionExpression": "a = " } });
    let broken_condition = transact([put(1), check.clone()]);
    check["ConditionCheck"]["ConditionExpression"] = json!("attribute_exists(p)");
    let mut ambiguous = check.clone();
    ambiguous["Put"] = put(2)["Put"].clone();
    let mut token = transact([put(1)]);
    token["ClientRequestToken"] = json!("x".repeat(37));
    let mut unnamed = check.clone();
    unnamed["ConditionCheck"]["TableName"] = json!("no table");
    unnamed["ConditionCheck"]["ReturnValuesOnConditionCheckFailure"] = json!("ALL_NEW");
    for (request, expected) in [
        (
            transact([put(1), add(1)]),
            "Transaction request cannot include multiple operations on one item",
        ),
        (
            transact([put(1), json!({})]),
            "1 validation error detected: Value '' at 'transactItems' failed to satisfy constraint: \
             TransactWriteRequest should contain Delete or Put or Update or ConditionCheck",
        ),
        (
            transact([ambiguous]),
            "TransactItems can only contain one of Check, Put, Update or Delete",
        ),
        (
            transact([json!({ "Update": { "TableName": "notes" } })]),
            "2 validation errors detected: Value null at 'transactItems.1.member.update.key' failed to satisfy \
             constraint: Member must not be null; Value null at 'transactItems.1.member.update.updateExpression' failed \
             to satisfy constraint: Member must not be null",
        ),
        (
            transact([put(1), unnamed]),
            "2 validation errors detected: Value 'ALL_NEW' at \
             'transactItems.2.member.conditionCheck.returnValuesOnConditionCheckFailure' failed to satisfy constraint: \
             Member must satisfy enum value set: [ALL_OLD, NONE]; Value 'no table' at \
             'transactItems.2.member.conditionCheck.tableName' failed to satisfy constraint: Member must satisfy regular \
             expression pattern: [a-zA-Z0-9_.-]+",
        ),
        (
            token,
            "1 validation error detected: Value at 'ClientRequestToken' failed to satisfy constraint: Member must have \
             length less than or equal to 36",
        ),
        (
            broken_condition,
            "Invalid ConditionExpression: Syntax error; token: \"<EOF>\", near: \"=\"",
        ),
        (
            transact([
                put(1),
                json!({ "Delete": { "TableName": "notes", "Key": { "p": { "S": "" }, "s": { "N": "1" } } } }),
            ]),
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty \
             string value. Key: p",
        ),
    ] {
        assert_eq!(
            refused(&engine, "TransactWriteItems", &request),
            format!("ValidationException: {expected}")
        );
    }
    let absent = json!({ "Put": { "TableName": "absent", "Item": key(1) } });
    assert_eq!(
        refused(&engine, "TransactWriteItems", &transact([put(1), absent])),
        "ResourceNotFoundException: Requested resource not found"
    );
    assert_eq!(count(&engine), 0);
}

#[test]
fn what_a_transaction_of_reads_refuses() {
    let engine = engine();
    let get = |key: Value| json!({ "Get": { "TableName": "notes", "Key": key } });
    for (request, expected) in [
        (
            transact([get(key(1)), json!({})]),
            "ValidationException: 1 validation error detected: Value null at 'transactItems.2.member.get' failed to \
             satisfy constraint: Member must not be null",
        ),
        (
            transact([get(key(1)), get(key(1))]),
            "ValidationException: Transaction request cannot include multiple operations on one item",
        ),
        (
            transact([json!({ "Get": { "TableName": "absent", "Key": key(1) } })]),
            "ResourceNotFoundException: Requested resource not found",
        ),
    ] {
        assert_eq!(refused(&engine, "TransactGetItems", &request), expected);
    }
    let (_, body) = call(
        &engine,
        "TransactGetItems",
        &transact([get(key(1)), get(json!({}))]),
    );
    assert_eq!(
        body["CancellationReasons"],
        json!([
            { "Code": "None" },
            { "Code": "ValidationError", "Message": "The provided key element does not match the schema" },
        ])
    );
}

#[test]
fn a_token_is_good_for_ten_minutes_and_survives_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.redb");
    let time = Arc::new(AtomicU64::new(1_000_000));
    let open = || {
        let time = Arc::clone(&time);
        Engine::file(&path)
            .unwrap()
            .with_clock(move || time.load(Ordering::SeqCst))
    };
    let times_added = |engine: &Engine| {
        let get = json!({ "TableName": "notes", "Key": key(1) });
        ok(engine, "GetItem", &get)["Item"]["n"]["N"].clone()
    };
    let mut request = transact([add(1)]);
    request["ClientRequestToken"] = json!("token");
    request["ReturnConsumedCapacity"] = json!("TOTAL");
    {
        let engine = open();
        ok(&engine, "CreateTable", &notes());
        let answer = ok(&engine, "TransactWriteItems", &request);
        assert_eq!(answer["ConsumedCapacity"][0]["WriteCapacityUnits"], 2.0);
    }
    let engine = open();
    time.fetch_add(10 * 60 * 1000 - 1, Ordering::SeqCst);
    let answer = ok(&engine, "TransactWriteItems", &request);
    assert_eq!(answer["ConsumedCapacity"][0]["ReadCapacityUnits"], 2.0);
    assert_eq!(times_added(&engine), "1");
    let mut other = transact([add(2)]);
    other["ClientRequestToken"] = json!("token");
    let (status, body) = call(&engine, "TransactWriteItems", &other);
    assert_eq!(
        (status, exception(&body)),
        (400, "IdempotentParameterMismatchException"),
        "{body}"
    );
    assert!(!message(&body).is_empty());
    time.fetch_add(1, Ordering::SeqCst);
    ok(&engine, "TransactWriteItems", &request);
    assert_eq!(times_added(&engine), "2");
}

#[test]
fn a_cancelled_transaction_leaves_its_token_free() {
    let engine = engine();
    let mut update = add(1);
    update["Update"]["ConditionExpression"] = json!("attribute_exists(p)");
    let mut request = transact([update]);
    request["ClientRequestToken"] = json!("token");
    assert_eq!(call(&engine, "TransactWriteItems", &request).0, 400);
    ok(&engine, "TransactWriteItems", &transact([put(1)]));
    ok(&engine, "TransactWriteItems", &request);
}

#[test]
fn writers_with_one_token_write_once() {
    let engine = engine();
    let mut request = transact([add(1)]);
    request["ClientRequestToken"] = json!("token");
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| ok(&engine, "TransactWriteItems", &request));
        }
    });
    let get = json!({ "TableName": "notes", "Key": key(1) });
    assert_eq!(ok(&engine, "GetItem", &get)["Item"]["n"]["N"], "1");
}

/// Four writers move an amount between three items, and readers see the same sum at every moment: in transactions, and in
/// pages too, which are read from one state of the table.
#[test]
fn nobody_sees_half_a_transaction() {
    const SUM: i64 = 300;
    let engine = engine();
    let with = |s: usize| {
        let mut put = put(s);
        put["Put"]["Item"]["n"] = json!({ "N": "100" });
        put
    };
    ok(&engine, "TransactWriteItems", &transact((0..3).map(with)));
    let change = |s: usize, by: i64| {
        json!({ "Update": {
            "TableName": "notes", "Key": key(s), "UpdateExpression": "SET n = n + :by",
            "ConditionExpression": "n > :least",
            "ExpressionAttributeValues": { ":by": { "N": by.to_string() }, ":least": { "N": "10" } },
        } })
    };
    let sum = |items: &[&Value]| -> i64 {
        let number = |item: &&Value| item["n"]["N"].as_str().and_then(|text| text.parse::<i64>().ok());
        items.iter().filter_map(number).sum()
    };
    thread::scope(|scope| {
        for writer in 0..4 {
            let (engine, change) = (&engine, &change);
            scope.spawn(move || {
                for time in 0..50 {
                    let (from, to) = ((writer + time) % 3, (writer + time + 1) % 3);
                    let request = transact([change(from, -7), change(to, 7)]);
                    let (status, body) = call(engine, "TransactWriteItems", &request);
                    assert!(status == 200 || body["CancellationReasons"].is_array(), "{body}");
                }
            });
        }
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..50 {
                    let get = |s: usize| json!({ "Get": { "TableName": "notes", "Key": key(s) } });
                    let gets = ok(&engine, "TransactGetItems", &transact((0..3).map(get)));
                    let items: Vec<&Value> = (0..3).map(|s| &gets["Responses"][s]["Item"]).collect();
                    assert_eq!(sum(&items), SUM);
                    let page = ok(&engine, "Scan", &json!({ "TableName": "notes" }));
                    let items: Vec<&Value> = page["Items"].as_array().into_iter().flatten().collect();
                    assert_eq!(sum(&items), SUM);
                }
            });
        }
    });
}
