//! Predicates: three-valued logic, and how they print.

use expect_test::{Expect, expect};
use lockstep_store::{ColumnExt, Predicate};

use crate::notes::Note;

/// A note with a priority and a folder, and one without.
fn notes() -> [Note; 2] {
    let with = Note {
        priority: Some(2),
        folder: Some("inbox".to_owned()),
        ..Note::new(1, "milk")
    };
    [with, Note::new(2, "Bread")]
}

#[track_caller]
fn check(predicate: &Predicate<Note>, truths: [Option<bool>; 2], printed: &Expect) {
    assert_eq!(notes().map(|note| predicate.truth(&note)), truths, "{predicate}");
    assert_eq!(
        notes().map(|note| predicate.matches(&note)),
        truths.map(|truth| truth == Some(true))
    );
    printed.assert_eq(&predicate.to_string());
}

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);
const UNKNOWN: Option<bool> = None;

#[test]
fn comparisons() {
    check(&Note::PRIORITY.eq(2), [YES, UNKNOWN], &expect!["priority = 2"]);
    check(&Note::PRIORITY.ne(2), [NO, UNKNOWN], &expect!["priority <> 2"]);
    check(&Note::PRIORITY.lt(2), [NO, UNKNOWN], &expect!["priority < 2"]);
    check(&Note::PRIORITY.lte(2), [YES, UNKNOWN], &expect!["priority <= 2"]);
    check(&Note::PRIORITY.gt(1), [YES, UNKNOWN], &expect!["priority > 1"]);
    check(&Note::PRIORITY.gte(3), [NO, UNKNOWN], &expect!["priority >= 3"]);
    check(
        &Note::PRIORITY.between(2, 3),
        [YES, UNKNOWN],
        &expect!["priority >= 2 and priority <= 3"],
    );
    check(&Note::DONE.eq(false), [YES, YES], &expect!["done = false"]);
    check(&Note::ID.gt(1), [NO, YES], &expect!["id > 1"]);
}

#[test]
fn text_compares_by_code_point() {
    check(&Note::TEXT.lt("a"), [NO, YES], &expect!["text < 'a'"]);
    check(
        &Note::FOLDER.eq("in'box"),
        [NO, UNKNOWN],
        &expect!["folder = 'in''box'"],
    );
}

#[test]
fn literals_are_values_references_or_options() {
    let owned = "inbox".to_owned();
    assert!(Note::FOLDER.eq(&owned).matches(&notes()[0]));
    assert!(Note::FOLDER.eq(owned.clone()).matches(&notes()[0]));
    assert!(Note::FOLDER.eq(Some(owned)).matches(&notes()[0]));
    assert!(Note::PRIORITY.eq(Some(2)).matches(&notes()[0]));
    assert!(Note::FOLDER.eq(&notes()[0].folder).matches(&notes()[0]));
}

#[test]
fn nothing_equals_null() {
    check(
        &Note::PRIORITY.eq(None),
        [UNKNOWN, UNKNOWN],
        &expect!["priority = null"],
    );
    check(
        &Note::PRIORITY.ne(None),
        [UNKNOWN, UNKNOWN],
        &expect!["priority <> null"],
    );
    check(
        &!Note::PRIORITY.eq(2),
        [NO, UNKNOWN],
        &expect!["not (priority = 2)"],
    );
    check(&Note::PRIORITY.is_null(), [NO, YES], &expect!["priority is null"]);
    check(
        &Note::PRIORITY.is_not_null(),
        [YES, NO],
        &expect!["priority is not null"],
    );
}

#[test]
fn lists() {
    check(
        &Note::PRIORITY.is_in([3, 2, 2]),
        [YES, UNKNOWN],
        &expect!["priority in (2, 3)"],
    );
    check(
        &Note::PRIORITY.is_in([1]),
        [NO, UNKNOWN],
        &expect!["priority in (1)"],
    );
    check(
        &Note::PRIORITY.is_in([Some(1), None]),
        [UNKNOWN, UNKNOWN],
        &expect!["priority in (1, null)"],
    );
    check(
        &!Note::PRIORITY.is_in([Some(1), None]),
        [UNKNOWN, UNKNOWN],
        &expect!["not (priority in (1, null))"],
    );
    check(
        &Note::PRIORITY.is_in([Some(2), None]),
        [YES, UNKNOWN],
        &expect!["priority in (2, null)"],
    );
    check(
        &Note::PRIORITY.is_in([0; 0]),
        [NO, NO],
        &expect!["priority in ()"],
    );
    check(
        &Note::TEXT.is_in(["milk"]),
        [YES, NO],
        &expect!["text in ('milk')"],
    );
}

#[test]
fn patterns() {
    check(&Note::TEXT.like("m%"), [YES, NO], &expect!["text like 'm%'"]);
    check(&Note::TEXT.like("b%"), [NO, NO], &expect!["text like 'b%'"]);
    check(&Note::TEXT.ilike("b%"), [NO, YES], &expect!["text ilike 'b%'"]);
    check(
        &Note::FOLDER.like("%"),
        [YES, UNKNOWN],
        &expect!["folder like '%'"],
    );
    check(
        &Note::PRIORITY.like("2"),
        [NO, UNKNOWN],
        &expect!["priority like '2'"],
    );
}

#[test]
fn keys() {
    check(&Predicate::key(1), [YES, NO], &expect!["key = 1"]);
    check(&Predicate::keys([2, 3, 2]), [NO, YES], &expect!["key in (2, 3)"]);
    check(&Predicate::keys([]), [NO, NO], &expect!["key in ()"]);
}

#[test]
fn logic_with_unknown() {
    let unknown = || Note::PRIORITY.gt(1); // of the second note
    let (yes, no) = (|| Note::ID.gt(0), || Note::ID.lt(0));
    check(
        &unknown().and(yes()),
        [YES, UNKNOWN],
        &expect!["priority > 1 and id > 0"],
    );
    check(
        &unknown().and(no()),
        [NO, NO],
        &expect!["priority > 1 and id < 0"],
    );
    check(
        &unknown().or(yes()),
        [YES, YES],
        &expect!["priority > 1 or id > 0"],
    );
    check(
        &unknown().or(no()),
        [YES, UNKNOWN],
        &expect!["priority > 1 or id < 0"],
    );
    check(
        &(no() | !unknown()),
        [NO, UNKNOWN],
        &expect!["id < 0 or not (priority > 1)"],
    );
    check(
        &!(yes() & unknown()),
        [NO, UNKNOWN],
        &expect!["not (id > 0 and priority > 1)"],
    );
}

#[test]
fn parts_are_joined_flat_and_nested_in_parentheses() {
    let (a, b, c) = (
        || Note::ID.eq(1),
        || Note::DONE.eq(true),
        || Note::TEXT.eq("milk"),
    );
    check(
        &a().and(b()).and(c()),
        [NO, NO],
        &expect!["id = 1 and done = true and text = 'milk'"],
    );
    check(
        &a().and(b().and(c())),
        [NO, NO],
        &expect!["id = 1 and done = true and text = 'milk'"],
    );
    check(
        &a().or(b().or(c())),
        [YES, NO],
        &expect!["id = 1 or done = true or text = 'milk'"],
    );
    check(
        &a().and(b().or(c())),
        [YES, NO],
        &expect!["id = 1 and (done = true or text = 'milk')"],
    );
    check(
        &a().or(b().and(c())),
        [YES, NO],
        &expect!["id = 1 or (done = true and text = 'milk')"],
    );
    check(
        &Predicate::all([a(), c()]),
        [YES, NO],
        &expect!["id = 1 and text = 'milk'"],
    );
    check(
        &Predicate::any([a(), b()]),
        [YES, NO],
        &expect!["id = 1 or done = true"],
    );
    check(&Predicate::all([]), [YES, YES], &expect!["true"]);
    check(&Predicate::any([]), [NO, NO], &expect!["false"]);
    check(
        &Predicate::any([]).or(Predicate::all([])),
        [YES, YES],
        &expect!["true"],
    );
}
