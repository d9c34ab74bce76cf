//! Updates, one file for each clause and function.

mod add;
mod arithmetic;
mod clauses;
mod delete;
mod if_not_exists;
mod list_append;
mod remove;
mod set;

use std::fmt::Write as _;

use expect_test::Expect;
use proptest::prelude::*;

use super::{Placeholders, Update};
use crate::value::json::from_item;
use crate::value::testing::item;

fn update(source: &str, before: &str) -> String {
    let names = [("#n".to_owned(), "name".to_owned())];
    let values = item(
        r#"{":s":{"S":"new"},":one":{"N":"1"},":two":{"N":"2"},":l":{"L":[{"S":"x"}]},":ss":{"SS":["b","c"]},
            ":ns":{"NS":["1"]},":m":{"M":{}},":t":{"BOOL":true}}"#,
    );
    let placeholders = Placeholders::new(names.into(), values);
    let update = match Update::parse(source, &placeholders) {
        Ok(update) => update,
        Err(refusal) => return refusal.to_string(),
    };
    match update.apply(&item(before)) {
        Ok(after) => from_item(&after).to_string(),
        Err(unfit) => unfit.to_string(),
    }
}

/// What updates make of one item, a line each: the attributes that changed, or why they are refused.
fn check(sources: &[&str], expected: &Expect) {
    let names = [("#n".to_owned(), "name".to_owned())];
    let values = item(
        r#"{":s":{"S":"new"},":one":{"N":"1"},":minus":{"N":"-1"},":big":{"N":"1E37"},":small":{"N":"1E-37"},
            ":huge":{"N":"9E125"},":t":{"BOOL":true},":l":{"L":[{"S":"more"}]},":m":{"M":{"k":{"S":"other"}}},
            ":ss":{"SS":["x","y"]},":other":{"SS":["y","z"]},":none":{"SS":["q"]},":ns":{"NS":["1","5"]}}"#,
    );
    let before = item(
        r#"{"name":{"S":"x"},"s":{"S":"text"},"n":{"N":"5"},"z":{"NULL":true},"ss":{"SS":["x","y"]},"ns":{"NS":["1","5"]},
            "l":{"L":[{"N":"0"},{"S":"l1"}]},
            "m":{"M":{"k":{"S":"mk"},"n":{"N":"7"},"l":{"L":[{"N":"0"}]},"ss":{"SS":["x","y"]}}}}"#,
    );
    let mut table = String::new();
    for source in sources {
        let update = Update::parse(source, &Placeholders::new(names.clone().into(), values.clone()));
        let applied = match update {
            Ok(update) => update.apply(&before).map_err(|unfit| unfit.to_string()),
            Err(refusal) => Err(refusal.fault.to_string()),
        };
        let line = match applied {
            Ok(mut after) => {
                let mut gone = before.clone();
                gone.retain(|name, _| !after.contains_key(name));
                after.retain(|name, value| before.get(name) != Some(value));
                let gone: Vec<&String> = gone.keys().collect();
                format!("{} without {gone:?}", from_item(&after)).replace(" without []", "")
            }
            Err(reason) => reason,
        };
        writeln!(table, "{source}  ->  {line}").expect("text is written");
    }
    expected.assert_eq(&table);
}

fn check_one(source: &str, before: &str, expected: &str) {
    assert_eq!(update(source, before), expected, "{source} of {before}");
}

#[test]
fn set() {
    check_one(
        "SET a = :s, #n = :one",
        "{}",
        r#"{"a":{"S":"new"},"name":{"N":"1"}}"#,
    );
    check_one("SET a = a + :one", r#"{"a":{"N":"0.1"}}"#, r#"{"a":{"N":"1.1"}}"#);
    check_one("set a = :two - a", r#"{"a":{"N":"0.1"}}"#, r#"{"a":{"N":"1.9"}}"#);
    check_one(
        "SET a = (a - :one) + :two",
        r#"{"a":{"N":"1"}}"#,
        r#"{"a":{"N":"2"}}"#,
    );
    check_one(
        "SET a = b, b = a",
        r#"{"a":{"N":"1"},"b":{"N":"2"}}"#,
        r#"{"a":{"N":"2"},"b":{"N":"1"}}"#,
    );
    check_one("SET a = if_not_exists(a, :one)", "{}", r#"{"a":{"N":"1"}}"#);
    check_one(
        "SET a = if_not_exists(a, :one) + :two",
        r#"{"a":{"N":"5"}}"#,
        r#"{"a":{"N":"7"}}"#,
    );
    check_one(
        "SET a = list_append(if_not_exists(a, :l), :l)",
        "{}",
        r#"{"a":{"L":[{"S":"x"},{"S":"x"}]}}"#,
    );
    check_one(
        "SET a.b = :s",
        r#"{"a":{"M":{}}}"#,
        r#"{"a":{"M":{"b":{"S":"new"}}}}"#,
    );
    check_one(
        "SET a[9] = :two, a[5] = :one, a[0] = :s",
        r#"{"a":{"L":[{"S":"x"}]}}"#,
        r#"{"a":{"L":[{"S":"new"},{"N":"1"},{"N":"2"}]}}"#,
    );
}

#[test]
fn remove_add_and_delete() {
    check_one(
        "REMOVE a, b",
        r#"{"a":{"N":"1"},"c":{"N":"1"}}"#,
        r#"{"c":{"N":"1"}}"#,
    );
    check_one(
        "REMOVE a[0], a[2]",
        r#"{"a":{"L":[{"N":"0"},{"N":"1"},{"N":"2"}]}}"#,
        r#"{"a":{"L":[{"N":"1"}]}}"#,
    );
    check_one(
        "ADD a :one, b :ss",
        r#"{"a":{"N":"4"}}"#,
        r#"{"a":{"N":"5"},"b":{"SS":["b","c"]}}"#,
    );
    check_one(
        "ADD a :ss",
        r#"{"a":{"SS":["a","b"]}}"#,
        r#"{"a":{"SS":["a","b","c"]}}"#,
    );
    check_one(
        "DELETE a :ss",
        r#"{"a":{"SS":["a","b"]}}"#,
        r#"{"a":{"SS":["a"]}}"#,
    );
    check_one(
        "DELETE a :ss",
        r#"{"a":{"SS":["b"]},"c":{"N":"1"}}"#,
        r#"{"c":{"N":"1"}}"#,
    );
    check_one("DELETE a :ss", "{}", "{}");
    check_one(
        "SET l[1] = :s REMOVE l[0] ADD n :one DELETE s :ss",
        r#"{"l":{"L":[{"N":"0"},{"N":"1"}]},"s":{"SS":["a","b"]}}"#,
        r#"{"l":{"L":[{"S":"new"}]},"n":{"N":"1"},"s":{"SS":["a"]}}"#,
    );
}

#[test]
fn refused_by_the_item() {
    const PATH: &str = "The document path provided in the update expression is invalid for update";
    const TYPE: &str = "An operand in the update expression has an incorrect data type";
    const MISSING: &str = "The provided expression refers to an attribute that does not exist in the item";
    for (source, before, expected) in [
        ("SET a.b = :s", "{}", PATH),
        ("SET a[0] = :s", r#"{"a":{"M":{}}}"#, PATH),
        ("SET a.b.c = :s", r#"{"a":{"M":{}}}"#, PATH),
        ("REMOVE a.b.c", r#"{"a":{"M":{}}}"#, PATH),
        ("REMOVE a.b", r#"{"a":{"N":"1"}}"#, PATH),
        ("DELETE a.b :ss", "{}", PATH),
        ("SET a = b", "{}", MISSING),
        ("SET a = a + :one", "{}", MISSING),
        ("SET a = a + :one", r#"{"a":{"S":"x"}}"#, TYPE),
        ("SET a = list_append(a, :l)", r#"{"a":{"S":"x"}}"#, TYPE),
        ("ADD a :one", r#"{"a":{"S":"x"}}"#, TYPE),
        ("ADD a :ss", r#"{"a":{"NS":["1"]}}"#, TYPE),
        ("DELETE a :ss", r#"{"a":{"S":"x"}}"#, TYPE),
        (
            "SET a = a + :one",
            r#"{"a":{"N":"1E60"}}"#,
            "Attempting to store more than 38 significant digits in a Number",
        ),
    ] {
        check_one(source, before, expected);
    }
}

#[test]
fn refused_by_itself() {
    for (source, reason) in [
        ("", "The expression can not be empty;"),
        (" ", r#"Syntax error; token: "<EOF>", near: " ""#),
        (
            "UPDATE a = :s",
            r#"Syntax error; token: "UPDATE", near: "UPDATE a""#,
        ),
        ("SET a", r#"Syntax error; token: "<EOF>", near: "a""#),
        ("SET a = :s,", r#"Syntax error; token: "<EOF>", near: ",""#),
        ("SET a = :s b = :s", r#"Syntax error; token: "b", near: ":s b =""#),
        ("ADD a b", r#"Syntax error; token: "b", near: "a b""#),
        (
            "SET a = :s SET b = :s",
            "The \"SET\" section can only be used once in an update expression;",
        ),
        (
            "SET name = :s",
            "Attribute name is a reserved keyword; reserved keyword: name",
        ),
        (
            "SET a = :q",
            "An expression attribute value used in expression is not defined; attribute value: :q",
        ),
        (
            "SET a = size(b)",
            "The function is not allowed in an update expression; function: size",
        ),
        ("SET a = now(b)", "Invalid function name; function: now"),
        (
            "SET a = if_not_exists(a)",
            "Incorrect number of operands for operator or function; \
             operator or function: if_not_exists, number of operands: 1",
        ),
        (
            "SET a = if_not_exists(:s, :one)",
            "Operator or function requires a document path; operator or function: if_not_exists",
        ),
        (
            "SET a = list_append(a, :s)",
            "Incorrect operand type for operator or function; operator or function: list_append, operand type: S",
        ),
        (
            "SET a = a + :s",
            "Incorrect operand type for operator or function; operator or function: +, operand type: S",
        ),
        (
            "ADD a :s",
            "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, \
             typeSet: ALLOWED_FOR_ADD_OPERAND",
        ),
        (
            "DELETE a :one",
            "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, \
             typeSet: ALLOWED_FOR_DELETE_OPERAND",
        ),
        (
            "SET a = :s REMOVE a.b",
            "Two document paths overlap with each other; must remove or rewrite one of these paths; \
             path one: [a], path two: [a, b]",
        ),
        (
            "SET #n[1] = :s ADD #n[1] :one",
            "Two document paths overlap with each other; must remove or rewrite one of these paths; \
             path one: [name, [1]], path two: [name, [1]]",
        ),
    ] {
        check_one(source, "{}", &format!("Invalid UpdateExpression: {reason}"));
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(
        source in "(SET |REMOVE |ADD |DELETE |a|b|:s|:one|:ss|=|\\+|-|,|\\.|\\[1\\]|\\(|\\)|if_not_exists\\(|\u{e9}){0,14}",
    ) {
        update(&source, r#"{"a":{"L":[{"N":"1"}]},"b":{"M":{"a":{"SS":["a"]}}}}"#);
    }
}
