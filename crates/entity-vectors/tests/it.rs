//! The vectors of this repository pass, but for those that are refused on purpose.

use std::fmt::Write as _;
use std::path::Path;

use expect_test::{Expect, expect};
use lockstep_entity_vectors::{Outcome, run, run_file};

#[track_caller]
fn check(file: &str, expected: &Expect) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(file);
    let report = run_file(&path).expect("the file is there");
    let mut text = String::new();
    for (id, outcome) in &report.outcomes {
        let written = match outcome {
            Outcome::Passed => Ok(()),
            Outcome::Refused(reason) => writeln!(text, "{id} refused: {reason}"),
            Outcome::Failed(reason) => writeln!(text, "{id} failed: {reason}"),
        };
        written.expect("a string takes any text");
    }
    let [passed, ..] = report.counts();
    writeln!(text, "{passed} passed").expect("a string takes any text");
    expected.assert_eq(&text);
}

#[test]
fn vectors_of_many_models() {
    check(
        "electrodb-general.json",
        &expect![[r"
        gen-057 refused: a condition that is added is parenthesised, so that it loosens no other
        gen-058 refused: a condition that is added is parenthesised, so that it loosens no other
        gen-059 refused: a condition that is added is parenthesised, so that it loosens no other
        gen-061 refused: a condition that is added is parenthesised, so that it loosens no other
        gen-062 refused: a condition that is added is parenthesised, so that it loosens no other
        gen-143 refused: `where` is a JavaScript function
        gen-144 refused: `where` is a JavaScript function
        gen-358 refused: a condition that is added is parenthesised, so that it loosens no other
        452 passed
    "]],
    );
}

#[test]
fn vectors_of_the_seed() {
    check(
        "electrodb-seed-entities.json",
        &expect![[r"
        225 passed
    "]],
    );
}

/// A runner that always passes would prove nothing: what is wrong must be found.
#[test]
fn a_wrong_expectation_fails() {
    let case = |key: &str, filter: &str| {
        format!(
            r##"[{{
                "id": "x", "group": "x",
                "model": {{
                    "model": {{"service": "shop", "entity": "Order", "version": "1"}},
                    "attributes": {{"id": "string", "note": "string"}},
                    "indexes": {{"primary": {{
                        "pk": {{"field": "pk", "composite": ["id"]}}, "sk": {{"field": "sk", "composite": []}}
                    }}}}
                }},
                "chain": [["query.primary", {{"id": "A"}}], ["where", {{"$where": ["eq", "note", "B"]}}]],
                "wire": [{{"target": "Query", "body": {{
                    "TableName": "vectors",
                    "KeyConditionExpression": "#pk = :pk and #sk1 = :sk1",
                    "FilterExpression": "{filter}",
                    "ExpressionAttributeNames": {{"#pk": "pk", "#sk1": "sk", "#n": "note"}},
                    "ExpressionAttributeValues": {{
                        ":pk": {{"S": "{key}"}}, ":sk1": {{"S": "$order_1"}}, ":v": {{"S": "B"}}
                    }}
                }}}}]
            }}]"##
        )
    };
    let counts = |json: String| run(&json).expect("it is a case").counts();
    assert_eq!(counts(case("$shop#id_a", "#n = :v")), [1, 0, 0]);
    assert_eq!(counts(case("$shop#id_A", "#n = :v")), [0, 0, 1]);
    assert_eq!(counts(case("$shop#id_a", "#n <> :v")), [0, 0, 1]);
    assert_eq!(counts(case("$shop#id_a", "(#n = :v)")), [1, 0, 0]);
}

/// A difference of an update must not pass for one of parentheses.
#[test]
fn a_wrong_update_fails() {
    let case = |update: &str| {
        format!(
            r##"[{{
                "id": "x", "group": "quirk",
                "model": {{
                    "model": {{"service": "shop", "entity": "Order", "version": "1"}},
                    "attributes": {{"id": "string", "note": "string"}},
                    "indexes": {{"primary": {{
                        "pk": {{"field": "pk", "composite": ["id"]}}, "sk": {{"field": "sk", "composite": []}}
                    }}}}
                }},
                "chain": [["patch", {{"id": "A"}}], ["set", {{"note": "B"}}]],
                "wire": [{{"target": "UpdateItem", "body": {{
                    "TableName": "vectors",
                    "Key": {{"pk": {{"S": "$shop#id_a"}}, "sk": {{"S": "$order_1"}}}},
                    "UpdateExpression": "{update}",
                    "ConditionExpression": "attribute_exists(#pk) AND attribute_exists(#sk)",
                    "ExpressionAttributeNames": {{
                        "#pk": "pk", "#sk": "sk", "#n": "note", "#i": "id", "#e": "__edb_e__", "#v": "__edb_v__"
                    }},
                    "ExpressionAttributeValues": {{
                        ":n": {{"S": "B"}}, ":i": {{"S": "A"}}, ":e": {{"S": "Order"}}, ":v": {{"S": "1"}}
                    }}
                }}}}]
            }}]"##
        )
    };
    let counts = |json: String| run(&json).expect("it is a case").counts();
    assert_eq!(counts(case("SET #n = :n, #i = :i, #e = :e, #v = :v")), [1, 0, 0]);
    assert_eq!(counts(case("SET #v = :v, #e = :e, #n = :n, #i = :i")), [1, 0, 0]);
    assert_eq!(counts(case("SET #n = :i, #i = :i, #e = :e, #v = :v")), [0, 0, 1]);
    assert_eq!(counts(case("SET #i = :i, #e = :e, #v = :v REMOVE #n")), [0, 0, 1]);
}

/// What is not known must not hide how the other cases ended.
#[test]
fn a_case_that_is_not_understood_fails_alone() {
    let report = run(r#"[
        {"id": "a", "op": "dance", "entity": "Nobody", "chain": [["dance"]], "wire": []},
        {"id": "b", "chain": 5},
        {"id": 7},
        "c",
        {"id": "d", "call": "conversions.backwards", "args": [{}], "result": {}}
    ]"#)
    .expect("it is a list of cases");
    let ids: Vec<&str> = report.outcomes.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["a", "b", "7", "case 3", "d"]);
    assert_eq!(report.counts(), [0, 0, 5]);
}
