//! Statements in `PartiQL`, alone, in batches and in transactions.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Call, value};

const CONDITIONS: [&str; 25] = [
    "a = 1",
    "a <> 'x'",
    "1 < a",
    "a >= 'x'",
    "NOT a = 1",
    "a IS MISSING",
    "a IS NOT MISSING",
    "a IS NULL",
    "a IS STRING OR a IS NUMERIC",
    "a BETWEEN 0 AND 1",
    "a NOT BETWEEN 0 AND 1",
    "a IN [1, 'x', true]",
    "a NOT IN ['x']",
    "begins_with(a, 'x')",
    "contains(a, 'x')",
    "contains(b, 1) AND attribute_exists(a)",
    "attribute_type(a, 'S')",
    "attribute_not_exists(a) OR b = null",
    "size(a) > 1",
    "a.k = 1",
    "a[0] = 1 OR a[1] = 'x'",
    "a = <<'x', 'y'>>",
    "a = {'k': 1, 'l': {'l': []}}",
    "(a = 1 OR b = 1) AND NOT (c = 1)",
    "upper(a) = 'X'",
];

const UPDATES: [&str; 18] = [
    "SET a = 1",
    "SET a = 'x', b = <<1, 2>>",
    "SET a = a + 1",
    "SET a = a - 1 SET b = 'x'",
    "SET a.k = 'x'",
    "SET a[0] = 'x', a[7] = 1",
    "SET a = list_append(a, [1])",
    "SET a = set_add(a, <<'x', 'z'>>)",
    "SET a = set_delete(a, <<'x'>>)",
    "SET a = set_delete(a, <<1, 2>>)",
    "REMOVE a",
    "REMOVE a.k REMOVE b",
    "REMOVE a[0]",
    "SET c = {'k': [1]} REMOVE a",
    "SET g = 'x', h = 'y'",
    "SET h = 1",
    "SET p = 'x'",
    "SET a = 1, a.k = 1",
];

fn key() -> impl Strategy<Value = (&'static str, &'static str)> {
    (
        prop::sample::select(vec!["a", "b"]),
        prop::sample::select(vec!["-1", "0", "2", "10"]),
    )
}

fn condition() -> impl Strategy<Value = Option<&'static str>> {
    prop::option::weighted(0.4, prop::sample::select(CONDITIONS.to_vec()))
}

fn and(condition: Option<&str>) -> String {
    condition.map_or_else(String::new, |condition| format!(" AND ({condition})"))
}

/// A statement that writes, with its parameters.
fn write() -> impl Strategy<Value = (String, Vec<Value>)> {
    let returning = prop::sample::select(vec![
        "",
        " RETURNING ALL OLD *",
        " RETURNING ALL NEW *",
        " RETURNING MODIFIED OLD *",
        " RETURNING MODIFIED NEW *",
    ]);
    prop_oneof![
        3 => (key(), value(), any::<bool>()).prop_map(|((p, s), value, has_tag)| {
            let tag = if has_tag { ", 'g': 'x', 'h': 'y'" } else { "" };
            (format!("INSERT INTO \"notes\" VALUE {{'p': '{p}', 's': {s}, 'a': ?{tag}}}"), vec![value])
        }),
        1 => (key(), condition(), any::<bool>()).prop_map(|((p, s), condition, returns)| {
            let returning = if returns { " RETURNING ALL OLD *" } else { "" };
            let condition = and(condition);
            (format!("DELETE FROM \"notes\" WHERE p = '{p}' AND s = {s}{condition}{returning}"), Vec::new())
        }),
        4 => (key(), prop::sample::select(UPDATES.to_vec()), condition(), returning).prop_map(
            |((p, s), update, condition, returning)| {
                let condition = and(condition);
                let parameters = vec![json!({ "S": p })];
                (format!("UPDATE \"notes\" {update} WHERE p = ? AND s = {s}{condition}{returning}"), parameters)
            },
        ),
    ]
}

/// A statement that reads.
fn read() -> impl Strategy<Value = String> {
    let columns = || prop::sample::select(vec!["*", "p, s", "a", "a.k, b", "a[0]"]);
    let sort = prop::sample::select(vec![
        "",
        " AND s = 0",
        " AND s > 0",
        " AND s <= 2",
        " AND s BETWEEN -1 AND 2",
        " AND NOT s = 0",
        " AND s IN [0, 2]",
    ]);
    let order = prop::sample::select(vec!["", " ORDER BY s", " ORDER BY s DESC"]);
    prop_oneof![
        4 => (columns(), key(), sort, condition(), order).prop_map(|(columns, (p, _), sort, condition, order)| {
            let condition = and(condition);
            format!("SELECT {columns} FROM notes WHERE p = '{p}'{sort}{condition}{order}")
        }),
        1 => (columns(), condition()).prop_map(|(columns, condition)| {
            let condition = condition.map_or_else(String::new, |condition| format!(" WHERE {condition}"));
            format!("SELECT {columns} FROM notes{condition}")
        }),
        1 => (columns(), condition()).prop_map(|(columns, condition)| {
            let condition = and(condition);
            format!("SELECT {columns} FROM \"notes\".\"by_tag\" WHERE g = 'x'{condition}")
        }),
    ]
}

/// A statement that reads one item.
fn read_one() -> impl Strategy<Value = String> {
    (prop::sample::select(vec!["*", "a"]), key())
        .prop_map(|(columns, (p, s))| format!("SELECT {columns} FROM notes WHERE p = '{p}' AND s = {s}"))
}

fn member((statement, parameters): (String, Vec<Value>)) -> Value {
    let mut member = json!({ "Statement": statement, "ReturnValuesOnConditionCheckFailure": "ALL_OLD" });
    if !parameters.is_empty() {
        member["Parameters"] = json!(parameters);
    }
    member
}

/// Requests that have statements.
pub(super) fn statements() -> impl Strategy<Value = Call> {
    let capacity = prop::sample::select(vec!["NONE", "TOTAL", "INDEXES"]);
    let without_parameters = |statement: String| member((statement, Vec::new()));
    let writes = || prop::collection::vec(write().prop_map(member), 1..4);
    let reads = || prop::collection::vec(read_one().prop_map(without_parameters), 1..4);
    let calls = prop_oneof![
        6 => write().prop_map(member).prop_map(|request| Call { operation: "ExecuteStatement", request }),
        4 => read().prop_map(without_parameters).prop_map(|request| Call { operation: "ExecuteStatement", request }),
        2 => prop_oneof![writes(), reads()].prop_map(|members| Call {
            operation: "BatchExecuteStatement",
            request: json!({ "Statements": members }),
        }),
        2 => prop_oneof![writes(), reads()].prop_map(|members| Call {
            operation: "ExecuteTransaction",
            request: json!({ "TransactStatements": members }),
        }),
    ];
    (calls, capacity).prop_map(|(mut call, capacity)| {
        call.request["ReturnConsumedCapacity"] = json!(capacity);
        call
    })
}
