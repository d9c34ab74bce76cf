//! Conditions, one file for each function and operator.

mod attribute_exists;
mod attribute_not_exists;
mod attribute_type;
mod begins_with;
mod between;
mod comparison;
mod contains;
mod is_in;
mod logic;
mod paths;
mod size;

use std::fmt::Write as _;

use expect_test::Expect;
use proptest::prelude::*;

use super::Condition;
use crate::expression::{Kind, Placeholders};
use crate::value::testing::item;

fn placeholders() -> Placeholders {
    let names = [("#n", "name"), ("#s", "s")];
    let values = item(
        r#"{":s":{"S":"text"},":e":{"S":"te"},":n":{"N":"5"},":m":{"N":"7.0"},":b":{"B":"AQI="},":t":{"BOOL":true},
            ":null":{"NULL":true},":ss":{"SS":["x","y"]},":l":{"L":[{"N":"1.0"}]},":type":{"S":"S"},":x":{"S":"x"}}"#,
    );
    let names = names.map(|(placeholder, name)| (placeholder.to_owned(), name.to_owned()));
    Placeholders::new(names.into(), values)
}

fn holds(source: &str) -> Result<bool, String> {
    let item = item(
        r#"{"name":{"S":"n"},"s":{"S":"text"},"n":{"N":"5"},"b":{"B":"AQID"},"t":{"BOOL":true},"z":{"NULL":true},
            "ss":{"SS":["x","y"]},"l":{"L":[{"N":"1"},{"S":"x"}]},"m":{"M":{"k":{"S":"text"}}},"u":{"S":"😀"}}"#,
    );
    let condition = Condition::parse(Kind::Condition, source, &placeholders());
    let holds = condition.map(|condition| condition.holds(&item));
    holds.map_err(|refusal| refusal.to_string())
}

/// What conditions are of one item, a line each: whether they hold, or why they are refused.
fn check(sources: &[&str], expected: &Expect) {
    let names = [("#n".to_owned(), "name".to_owned())];
    let values = item(
        r#"{":s":{"S":"text"},":te":{"S":"te"},":x":{"S":"x"},":empty":{"S":""},":one":{"N":"1"},":two":{"N":"2"},
            ":three":{"N":"3"},":four":{"N":"4"},":n":{"N":"5"},":five":{"N":"5.00"},":m":{"N":"7"},":b":{"B":"AQI="},
            ":b2":{"B":"AQM="},":t":{"BOOL":true},":null":{"NULL":true},":ss":{"SS":["y","x"]},":ns":{"NS":["5","1.0"]},
            ":l":{"L":[{"N":"1"},{"S":"x"}]},":S":{"S":"S"},":N":{"S":"N"},":B":{"S":"B"},":BOOL":{"S":"BOOL"},
            ":NULL":{"S":"NULL"},":SS":{"S":"SS"},":NS":{"S":"NS"},":BS":{"S":"BS"},":L":{"S":"L"},":M":{"S":"M"}}"#,
    );
    let item = item(
        r#"{"name":{"S":"x"},"s":{"S":"text"},"n":{"N":"5"},"b":{"B":"AQID"},"t":{"BOOL":true},"z":{"NULL":true},
            "ss":{"SS":["x","y"]},"ns":{"NS":["1","5"]},"bs":{"BS":["AQI="]},"l":{"L":[{"N":"1"},{"S":"x"}]},
            "m":{"M":{"k":{"S":"text"},"x":{"S":"x"},"deep":{"L":[{"N":"5"},{"M":{"k":{"S":"text"}}}]}}},"u":{"S":"\u00e9"}}"#,
    );
    let mut table = String::new();
    for source in sources {
        let condition = Condition::parse(
            Kind::Condition,
            source,
            &Placeholders::new(names.clone().into(), values.clone()),
        );
        let line = match condition {
            Ok(condition) => condition.holds(&item).to_string(),
            Err(refusal) => refusal.fault.to_string(),
        };
        writeln!(table, "{source}  ->  {line}").expect("text is written");
    }
    expected.assert_eq(&table);
}

#[test]
fn conditions_that_hold() {
    for source in [
        "s = :s",
        "#s = :s AND #n <> :s",
        "n < :m and :m > n",
        "n <= :n AND n >= :n",
        "NOT n > :n",
        "n BETWEEN :n AND :m",
        "s IN (:e, :s)",
        "s IN (m.k)",
        "absent <> :s",
        "n <> :s",
        "t = :t AND z = :null AND ss = :ss",
        "attribute_exists(m.k) AND attribute_not_exists(m.q)",
        "attribute_exists(l[1]) AND attribute_not_exists(l[2])",
        "attribute_type(s, :type)",
        "begins_with(s, :e) AND begins_with(b, :b)",
        "contains(s, :e) AND contains(b, :b) AND contains(ss, :x) AND contains(l, :x)",
        "size(s) < :n AND size(l) < :n",
        "size(u) < :n",
        "s = :x OR (n = :n AND t = :t)",
        "s = :x AND s = :e OR n = :n",
        "(s = :s) AND (NOT (n = :m))",
        "m.k = s",
    ] {
        assert_eq!(holds(source), Ok(true), "{source}");
    }
}

#[test]
fn conditions_that_do_not_hold() {
    for source in [
        "absent = :s",
        "absent < :n",
        "NOT absent <> :s",
        "absent IN (:s)",
        "absent BETWEEN :n AND :m",
        "s = :n",
        "n > :m",
        "size(n) = :n",
        "size(absent) < :n",
        "begins_with(n, :e)",
        "contains(m, :s)",
        "attribute_type(n, :type)",
        "s = :s AND s = :e",
    ] {
        assert_eq!(holds(source), Ok(false), "{source}");
    }
}

fn refused(source: &str, reason: &str) {
    assert_eq!(
        holds(source),
        Err(format!("Invalid ConditionExpression: {reason}")),
        "{source}"
    );
}

#[test]
fn syntax_errors_show_where() {
    for (source, reason) in [
        ("", "The expression can not be empty;"),
        ("   ", r#"Syntax error; token: "<EOF>", near: "   ""#),
        (
            "INVALID SYNTAX HERE",
            r#"Syntax error; token: "SYNTAX", near: "INVALID SYNTAX HERE""#,
        ),
        ("s = :s)", r#"Syntax error; token: ")", near: ":s)""#),
        ("s =", r#"Syntax error; token: "<EOF>", near: "=""#),
        ("attribute_exists(s,)", r#"Syntax error; token: ")", near: ",)""#),
        (
            "attribute_exists(s) x y",
            r#"Syntax error; token: "x", near: ") x y""#,
        ),
        (
            "attribute_not_exists(",
            r#"Syntax error; token: "<EOF>", near: "(""#,
        ),
        ("l[a] = :s", r#"Syntax error; token: "a", near: "[a]""#),
        (
            "s BETWEEN :n OR :m",
            r#"Syntax error; token: "OR", near: ":n OR :m""#,
        ),
        ("((s = :s))", "The expression has redundant parentheses;"),
        (
            "((s = :s) AND (n = :n)) OR ((t = :t))",
            "The expression has redundant parentheses;",
        ),
    ] {
        refused(source, reason);
    }
}

#[test]
fn meanings_that_are_refused() {
    for (source, reason) in [
        (
            "name = :s",
            "Attribute name is a reserved keyword; reserved keyword: name",
        ),
        (
            "m.Status = :s",
            "Attribute name is a reserved keyword; reserved keyword: Status",
        ),
        (
            "#q = :s",
            "An expression attribute name used in the document path is not defined; attribute name: #q",
        ),
        (
            "s = :q",
            "An expression attribute value used in expression is not defined; attribute value: :q",
        ),
        ("starts(s, :s)", "Invalid function name; function: starts"),
        ("SIZE(s) = :n", "Invalid function name; function: SIZE"),
        (
            "list_append(l, :l)",
            "The function is not allowed in a condition expression; function: list_append",
        ),
        (
            "contains(s)",
            "Incorrect number of operands for operator or function; operator or function: contains, number of operands: 1",
        ),
        (
            "attribute_exists(:s)",
            "Operator or function requires a document path; operator or function: attribute_exists",
        ),
        (
            "size(:s) = :n",
            "Operator or function requires a document path; operator or function: size",
        ),
        (
            "attribute_exists(s) = :t",
            r#"Syntax error; token: "=", near: ") = :t""#,
        ),
        (
            "s = attribute_exists(s)",
            "The function is not allowed to be used this way in an expression; function: attribute_exists",
        ),
        (
            "begins_with(s, :n)",
            "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
        ),
        (
            "s < :t",
            "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL",
        ),
        (
            "contains(s, #s)",
            "The first operand must be distinct from the remaining operands for this operator or function; \
             operator: contains, first operand: [s]",
        ),
        (
            "s = s",
            "The first operand must be distinct from the remaining operands for this operator or function; \
             operator: =, first operand: [s]",
        ),
        (
            "attribute_type(s, :e)",
            "Invalid attribute type name found; type: te, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
        ),
        (
            "attribute_type(s, :n)",
            "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N",
        ),
        (
            "n BETWEEN :m AND :n",
            "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; \
             lower bound operand: AttributeValue: {N:7}, upper bound operand: AttributeValue: {N:5}",
        ),
        (
            "n BETWEEN :n AND :s",
            "The BETWEEN operator requires same data type for lower and upper bounds; \
             lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {S:text}",
        ),
    ] {
        refused(source, reason);
    }
}

#[test]
fn both_sides_of_each_limit() {
    let many = |count: usize, part: &str, separator: &str| vec![part; count].join(separator);
    assert!(holds(&format!("s IN ({})", many(100, ":s", ","))).is_ok());
    refused(
        &format!("s IN ({})", many(101, ":s", ",")),
        "The IN operator is provided with too many operands; number of operands: 101",
    );
    // An operator between each two comparisons, which are operators too.
    assert!(holds(&format!("NOT {}", many(150, "s=:s", " OR "))).is_ok());
    refused(
        &many(151, "s=:s", " OR "),
        "The expression contains too many operators; operator count: 301",
    );
    assert!(holds(&format!("s.{} = :s", many(31, "a", "."))).is_ok());
    refused(
        &format!("s.{} = :s", many(32, "a", ".")),
        "The document path has too many nesting elements; nesting levels: 33",
    );
    let long = |length: usize| format!("{}s = :s", " ".repeat(length - 6));
    assert!(holds(&long(4096)).is_ok());
    refused(
        &long(4097),
        "Expression size has exceeded the maximum allowed size; expression size: 4097",
    );
}

#[test]
fn entries_that_nobody_uses() {
    let placeholders = Placeholders::new(
        [
            ("#s".to_owned(), "s".to_owned()),
            ("#t".to_owned(), "t".to_owned()),
        ]
        .into(),
        item(r#"{":s":{"S":"s"}}"#),
    );
    Condition::parse(Kind::Filter, "attribute_exists(#s)", &placeholders).unwrap();
    assert_eq!(
        placeholders.check_used().map_err(|unused| unused.to_string()),
        Err("Value provided in ExpressionAttributeNames unused in expressions: keys: {#t}".to_owned())
    );
    Condition::parse(Kind::Filter, "attribute_exists(#t)", &placeholders).unwrap();
    assert_eq!(
        placeholders.check_used().map_err(|unused| unused.to_string()),
        Err("Value provided in ExpressionAttributeValues unused in expressions: keys: {:s}".to_owned())
    );
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(source in "(s|n|#n|:s|:n|=|<|\\(|\\)|,|\\[0\\]|\\.| AND | OR |NOT |size|contains| IN | BETWEEN |\u{e9}){0,14}") {
        let _ = holds(&source);
    }
}
