//! Golden JSON of every wire type: what is printed here is what older clients read.

use expect_test::{Expect, expect};
use lockstep_protocol::{FieldError, Page, PageQuery, Problem, ProblemKind, Written};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Note {
    id: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_date: Option<String>,
    is_primary: bool,
}

fn note(id: u32) -> Note {
    Note {
        id,
        due_date: None,
        is_primary: id == 1,
    }
}

/// Writes a value as JSON, compares the text, and reads it back.
#[track_caller]
fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T, expected: &Expect) {
    let json = serde_json::to_string(value).expect("wire types always have a JSON form");
    expected.assert_eq(&json);
    assert_eq!(
        &serde_json::from_str::<T>(&json).expect("what was written can be read"),
        value
    );
}

#[test]
fn a_page_with_a_successor_carries_its_cursor() {
    let page = Page {
        items: vec![note(1), note(2)],
        cursor: Some("eyJwayI6MX0".to_owned()),
    };
    assert!(!page.is_last());
    check(
        &page,
        &expect![[
            r#"{"items":[{"id":1,"isPrimary":true},{"id":2,"isPrimary":false}],"cursor":"eyJwayI6MX0"}"#
        ]],
    );
}

#[test]
fn the_last_page_has_the_cursor_null() {
    let page = Page::<Note> {
        items: vec![],
        cursor: None,
    };
    assert!(page.is_last());
    check(&page, &expect![[r#"{"items":[],"cursor":null}"#]]);
}

#[test]
fn a_page_query_refuses_members_that_it_does_not_know() {
    check(&PageQuery::default(), &expect!["{}"]);
    check(
        &PageQuery {
            limit: Some(10),
            cursor: Some("x".to_owned()),
        },
        &expect![[r#"{"limit":10,"cursor":"x"}"#]],
    );
    let error = serde_json::from_str::<PageQuery>(r#"{"size":1}"#).expect_err("`size` is unknown");
    expect!["unknown field `size`, expected `limit` or `cursor` at line 1 column 7"]
        .assert_eq(&error.to_string());
}

#[test]
fn a_written_row_stands_at_the_top_level() {
    check(
        &Written::alone(note(1)),
        &expect![[r#"{"id":1,"isPrimary":true}"#]],
    );
    let written = Written {
        row: note(1),
        demoted: vec![note(2)],
    };
    check(
        &written,
        &expect![[r#"{"id":1,"isPrimary":true,"demoted":[{"id":2,"isPrimary":false}]}"#]],
    );
    assert_eq!(written.into_rows().map(|row| row.id).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_problem_names_the_fields_to_blame() {
    let problem = Problem::new(ProblemKind::Invalid, "the note is not valid").with_errors([FieldError::new(
        "/dueDate",
        "date",
        "must be a date",
    )]);
    check(
        &problem,
        &expect![[
            r#"{"type":"urn:lockstep:problem:invalid","title":"Some fields are not valid","status":422,"detail":"the note is not valid","errors":[{"path":"/dueDate","code":"date","message":"must be a date"}]}"#
        ]],
    );
    expect!["Some fields are not valid: the note is not valid; /dueDate must be a date"]
        .assert_eq(&problem.to_string());
    check(
        &Problem::new(ProblemKind::NotFound, "there is no note 7"),
        &expect![[
            r#"{"type":"urn:lockstep:problem:not-found","title":"Not found","status":404,"detail":"there is no note 7"}"#
        ]],
    );
}

#[test]
fn an_unknown_kind_of_problem_is_kept() {
    let json = r#"{"type":"urn:lockstep:problem:later","title":"New","status":418,"detail":"d"}"#;
    let problem: Problem = serde_json::from_str(json).expect("a later kind can be read");
    assert_eq!(
        problem.kind,
        ProblemKind::Other("urn:lockstep:problem:later".into())
    );
    assert_eq!(serde_json::to_string(&problem).expect("it can be written"), json);
    assert!(!problem.is_transient());
}

#[test]
fn every_kind_of_problem_has_its_own_uri() {
    let lines: Vec<_> = ProblemKind::all()
        .map(|kind| format!("{} {} {}", kind.status(), kind.uri(), kind.title()))
        .collect();
    expect![[r"
        400 urn:lockstep:problem:malformed The request cannot be read
        403 urn:lockstep:problem:cross-origin Writes from another origin are refused
        404 urn:lockstep:problem:not-found Not found
        405 urn:lockstep:problem:method-not-allowed Method not allowed
        408 urn:lockstep:problem:timeout The request took too long
        409 urn:lockstep:problem:exists It exists already
        409 urn:lockstep:problem:being-deleted It is being deleted
        409 urn:lockstep:problem:contended Changed by others at the same time
        413 urn:lockstep:problem:too-large The body is too large
        415 urn:lockstep:problem:unsupported-media-type The body is not JSON
        422 urn:lockstep:problem:invalid Some fields are not valid
        500 urn:lockstep:problem:internal The server failed
        503 urn:lockstep:problem:unavailable The table is not available
    "]]
    .assert_eq(&format!("{}\n", lines.join("\n")));
    for kind in ProblemKind::all() {
        assert_eq!(ProblemKind::from(kind.uri()), kind);
    }
}
