//! `WHERE`.

use super::{note, parse, text};
use crate::partiql::Statement;
use crate::value::Value;

#[track_caller]
fn check(condition: &str, parameters: &[Value], holds: bool) {
    let statement = parse(&format!("SELECT * FROM notes WHERE {condition}"), parameters);
    let Ok(Statement::Select(select)) = statement else {
        panic!("{condition}: {statement:?}");
    };
    let condition_holds = select.condition.expect("it has one").holds(&note());
    assert_eq!(condition_holds, holds, "{condition}");
}

#[test]
fn comparisons() {
    for (condition, holds) in [
        ("t = 'apple'", true),
        ("'apple' = t", true),
        ("t <> 'apple'", false),
        ("t != 'pear'", true),
        ("none <> 1", true),
        ("none = none2", false),
        ("n < 10", true),
        ("n <= 5.0", true),
        ("n > -1", true),
        ("n >= 5e0", true),
        ("10 > n", true),
        ("t > 1", false),
        ("n BETWEEN 1 AND 5", true),
        ("n NOT BETWEEN 1 AND 5", false),
        ("t IN ('pear', 'apple')", true),
        ("t NOT IN ['pear', 'apple']", false),
        ("ss = <<'y', 'x'>>", true),
        ("l = [1, 'z']", true),
        ("m = {'k': 'v'}", true),
        ("f = true", true),
        ("z = null", true),
    ] {
        check(condition, &[], holds);
    }
}

#[test]
fn paths() {
    for condition in [
        "m.k = 'v'",
        "\"m\".\"k\" = 'v'",
        "m['k'] = 'v'",
        "l[1] = 'z'",
        "\"a.b\" = 'dot'",
    ] {
        check(condition, &[], true);
    }
}

#[test]
fn logic() {
    for (condition, holds) in [
        ("n = 5 AND t = 'apple'", true),
        ("n = 5 AND t = 'pear'", false),
        ("n = 6 OR t = 'apple'", true),
        ("n = 5 OR n = 6 AND n = 7", true),
        ("(n = 5 OR n = 6) AND n = 7", false),
        ("NOT n = 6", true),
        ("NOT NOT n = 6", false),
        ("NOT (n = 6 AND n = 5)", true),
    ] {
        check(condition, &[], holds);
    }
}

#[test]
fn types() {
    for (condition, holds) in [
        ("none IS MISSING", true),
        ("n IS MISSING", false),
        ("n IS NOT MISSING", true),
        ("z IS NULL", true),
        ("none IS NULL", false),
        ("n IS NOT NULL", true),
        ("n IS NUMERIC", true),
        ("t IS STRING", true),
        ("b IS BLOB", true),
        ("f IS BOOLEAN", true),
        ("l IS LIST", true),
        ("m IS STRUCT", true),
        ("m IS TUPLE", true),
        ("t IS NOT STRING", false),
    ] {
        check(condition, &[], holds);
    }
}

#[test]
fn functions() {
    for (condition, holds) in [
        ("begins_with(t, 'app')", true),
        ("BEGINS_WITH(t, 'x')", false),
        ("contains(t, 'ppl')", true),
        ("contains(ss, 'x')", true),
        ("contains(l, 1)", true),
        ("attribute_type(n, 'N')", true),
        ("attribute_exists(m.k)", true),
        ("attribute_not_exists(m.k)", false),
        ("attribute_exists(none) = false", true),
        ("attribute_exists(n) = f", true),
        ("attribute_exists(n) <> attribute_exists(none)", true),
        ("size(ss) = 2", true),
        ("size(t) > size(l)", true),
        ("size(none) = 0", false),
    ] {
        check(condition, &[], holds);
    }
}

#[test]
fn parameters() {
    check("t = ? AND n > ?", &[text("apple"), Value::Number(4.into())], true);
    check("t IN ?", &[Value::List(vec![text("apple")])], true);
    check("t IN [?, ?]", &[text("pear"), text("plum")], false);
    check("begins_with(t, ?)", &[text("a")], true);
}
