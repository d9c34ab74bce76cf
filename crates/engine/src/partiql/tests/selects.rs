//! What a `SELECT` reads of a table, as it is planned.

use std::sync::Arc;

use super::parse;
use crate::Engine;
use crate::partiql::{Reading, Statement, is_of_one_item, reading};
use crate::table::Table;

fn table() -> Arc<Table> {
    let engine = Engine::memory().unwrap();
    let request = br#"{"TableName":"notes","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"},{"AttributeName":"s","AttributeType":"N"},
            {"AttributeName":"g","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"p","KeyType":"HASH"},{"AttributeName":"s","KeyType":"RANGE"}],
        "GlobalSecondaryIndexes":[{"IndexName":"tags","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],
            "Projection":{"ProjectionType":"KEYS_ONLY"}}]}"#;
    assert_eq!(engine.call("CreateTable", request).status, 200);
    Arc::clone(&engine.store.tables()["notes"])
}

/// What is read: `all`, or the partitions with what is asked of their sort keys; or why it is refused.
fn plan(statement: &str) -> String {
    let Ok(Statement::Select(select)) = parse(statement, &[]) else {
        panic!("{statement} is read");
    };
    let table = table();
    let index = select.index.as_ref().and_then(|name| table.index(name));
    match reading(&select, &table, index) {
        Ok(Reading::All) => "all".to_owned(),
        Ok(Reading::Parts { parts, forward }) => {
            let part = |part: &crate::expression::key_condition::Bound| {
                let sort = part.sort.first().map_or("all".to_owned(), |range| {
                    let values: Vec<String> = range.values().map(ToString::to_string).collect();
                    values.join("..")
                });
                format!("{} {sort}", part.partition[0])
            };
            let parts: Vec<String> = parts.iter().map(part).collect();
            format!("{}{}", parts.join(", "), if forward { "" } else { " backward" })
        }
        Err(failure) => failure.message,
    }
}

#[test]
fn parts() {
    for (condition, expected) in [
        ("n = 1", "all"),
        ("p = 'a'", "S:a all"),
        ("'a' = p AND n = 1", "S:a all"),
        ("p = 'a' AND s = 1", "S:a N:1"),
        ("s BETWEEN 1 AND 2 AND p = 'a'", "S:a N:1..N:2"),
        ("p = 'a' AND 3 > s", "S:a N:3"),
        ("p = 'a' AND s > 1 AND s < 9", "S:a all"),
        ("p IN ['b', 'a', 'b'] AND s = 1", "S:a N:1, S:b N:1"),
        ("p = 'b' AND s = 1 OR p = 'a' AND s = 2", "S:a N:2, S:b N:1"),
        ("p = 'a' OR n = 1", "all"),
        ("NOT p = 'a'", "all"),
        ("p > 'a'", "all"),
        ("p.x = 'a'", "all"),
        ("p = 'a' ORDER BY s DESC", "S:a all backward"),
        ("p IN ['a', 'b'] ORDER BY p DESC", "S:b all, S:a all"),
    ] {
        assert_eq!(
            plan(&format!("SELECT * FROM notes WHERE {condition}")),
            expected,
            "{condition}"
        );
    }
    assert_eq!(plan("SELECT * FROM \"notes\".\"tags\" WHERE g = 'x'"), "S:x all");
    assert_eq!(plan("SELECT * FROM \"notes\".\"tags\" WHERE p = 'x'"), "all");
}

#[test]
fn refused() {
    const OVERLAP: &str = "Overlapping conditions with range keys are not supported in where clause";
    for (rest, message) in [
        ("WHERE p = 'a' OR p = 'a'", OVERLAP),
        ("WHERE p = 'a' AND s = 2 OR p = 'a' AND s > 1", OVERLAP),
        (
            "WHERE p = 1",
            "Key attribute's data type should match its data type in table's schema: Key p",
        ),
        (
            "WHERE p = 'a' AND s = 'x'",
            "Key attribute's data type should match its data type in table's schema: Key s",
        ),
        (
            "WHERE p = true",
            "Key value must be of type S, N, or B. Key name: p, Key type: BOOL",
        ),
        (
            "ORDER BY s",
            "Must have WHERE clause in the statement when using ORDER BY clause.",
        ),
        (
            "WHERE p = 'a' ORDER BY n",
            "Attribute n in ORDER BY clause must be part of the primary key",
        ),
        (
            "WHERE n = 1 ORDER BY s",
            "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
        ),
        (
            "WHERE p IN ['a', 'b'] ORDER BY s",
            "Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.",
        ),
    ] {
        assert_eq!(plan(&format!("SELECT * FROM notes {rest}")), message, "{rest}");
    }
    assert_eq!(
        plan("SELECT * FROM \"notes\".\"tags\" WHERE g = 'x' AND n = 1"),
        "One or more parameter values were invalid: Secondary index tags does not project one or more filter attributes: [n]"
    );
    assert_eq!(
        plan("SELECT * FROM notes WHERE p = 'a' AND s = 1 OR p = 'a' AND s > 1"),
        "S:a N:1, S:a N:1"
    );
}

#[test]
fn one_item() {
    for (condition, expected) in [
        ("p = 'a' AND s = 1", true),
        ("s IN [1] AND p = 'a' AND p = 'a'", true),
        ("p = 'a'", false),
        ("p = 'a' AND s > 1", false),
        ("p = 'a' AND s = 1 AND n = 1", false),
        ("p = 'a' AND s = 1 AND s = 2", false),
        ("p = 'a' AND s = 1 OR p = 'b' AND s = 1", false),
    ] {
        let statement = format!("SELECT * FROM notes WHERE {condition}");
        let Ok(Statement::Select(select)) = parse(&statement, &[]) else {
            panic!("{statement} is read");
        };
        assert_eq!(
            is_of_one_item(&select, &table()).is_some(),
            expected,
            "{condition}"
        );
    }
}
