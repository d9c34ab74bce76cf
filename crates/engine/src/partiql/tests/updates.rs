//! `UPDATE`: `SET`, `REMOVE` and `RETURNING`.

use super::{note, parse};
use crate::partiql::{Statement, returned};
use crate::value::Item;
use crate::value::json::from_item;

fn read(statement: &str) -> Statement {
    parse(statement, &[]).unwrap_or_else(|refusal| panic!("{statement}: {refusal}"))
}

fn updated(statement: &Statement) -> Item {
    let Statement::Update { update, .. } = statement else {
        panic!("{statement:?} is an update");
    };
    update.apply(&note()).unwrap()
}

/// What `RETURNING` shows of an update of [`note`].
#[track_caller]
fn check(changes: &str, returning: &str, expected: &str) {
    let statement = read(&format!(
        "UPDATE notes {changes} WHERE p = 'a' RETURNING {returning} *"
    ));
    let shown = returned(&statement, Some(&note()), Some(&updated(&statement)));
    let shown = shown.map_or("nothing".to_owned(), |item| from_item(&item).to_string());
    assert_eq!(shown, expected, "{changes} {returning}");
}

#[test]
fn terms() {
    for (changes, expected) in [
        ("SET n = 1", r#"{"n":{"N":"1"}}"#),
        ("SET n = n + 2", r#"{"n":{"N":"7"}}"#),
        ("SET n = 10 - n - 2", r#"{"n":{"N":"3"}}"#),
        ("SET n = (n + 1) - (n - 1)", r#"{"n":{"N":"2"}}"#),
        ("SET c = t, d = m.k", r#"{"c":{"S":"apple"},"d":{"S":"v"}}"#),
        ("SET c = 1 SET d = 2", r#"{"c":{"N":"1"},"d":{"N":"2"}}"#),
        ("SET m.k = 'w'", r#"{"m":{"M":{"k":{"S":"w"}}}}"#),
        ("SET l[0] = 'x'", r#"{"l":{"L":[{"S":"x"}]}}"#),
        (
            "SET l = list_append(l, [2])",
            r#"{"l":{"L":[{"N":"1"},{"S":"z"},{"N":"2"}]}}"#,
        ),
        ("SET c = if_not_exists(none, 'd')", r#"{"c":{"S":"d"}}"#),
        ("SET ss = set_add(ss, <<'z'>>)", r#"{"ss":{"SS":["x","y","z"]}}"#),
        ("SET ss = set_delete(ss, <<'x'>>)", r#"{"ss":{"SS":["y"]}}"#),
        ("SET \"a.b\" = 'line'", r#"{"a.b":{"S":"line"}}"#),
    ] {
        check(changes, "MODIFIED NEW", expected);
    }
}

#[test]
fn removals() {
    check("REMOVE t", "MODIFIED NEW", "nothing");
    check(
        "REMOVE t REMOVE m.k",
        "MODIFIED OLD",
        r#"{"m":{"M":{"k":{"S":"v"}}},"t":{"S":"apple"}}"#,
    );
    check("REMOVE l[0]", "MODIFIED OLD", r#"{"l":{"L":[{"N":"1"}]}}"#);
    check("SET c = 1 REMOVE t", "MODIFIED OLD", r#"{"t":{"S":"apple"}}"#);
}

#[test]
fn what_is_returned() {
    check("SET n = 5", "MODIFIED NEW", r#"{"n":{"N":"5"}}"#);
    check("SET none = 5", "MODIFIED OLD", "nothing");
    let old = from_item(&note()).to_string();
    check("SET n = 6", "ALL OLD", &old);
    check("SET n = 5", "ALL NEW", &old);
}

#[test]
fn the_table_may_stand_first() {
    let one = read("FROM notes WHERE p = 'a' SET n = 1 REMOVE t");
    assert_eq!(one, read("UPDATE notes SET n = 1 REMOVE t WHERE p = 'a'"));
}

#[test]
fn two_places_that_overlap() {
    let Statement::Update { update, .. } = read("UPDATE notes SET m.a = 1, m = 2 WHERE p = 'a'") else {
        panic!("it is an update");
    };
    let fault = update.check_backward().map_err(|fault| fault.to_string());
    assert_eq!(
        fault.err().as_deref(),
        Some(
            "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m], path \
             two: [m, a]"
        )
    );
}
