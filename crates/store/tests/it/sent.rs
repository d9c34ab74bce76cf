//! Queries as JSON: the form, and what is refused.

use expect_test::{Expect, expect};
use lockstep_store::{
    Alias, Catalog, Collation, Collection, ColumnExt as _, Expr, Relation, Store, count, literal,
};

use crate::notes::Note;

struct Fixture {
    notes: Collection<Note>,
    note: Alias<Note>,
    other: Alias<Note>,
    catalog: Catalog,
}

fn fixture() -> Fixture {
    let notes = Store::new().collection::<Note>("notes");
    let catalog = Catalog::new()
        .collection(
            &notes,
            [Note::ID.untyped(), Note::TEXT.untyped(), Note::FOLDER.untyped()],
        )
        .collation(&Collation::caseless());
    Fixture {
        note: notes.alias("note"),
        other: notes.alias("other"),
        notes,
        catalog,
    }
}

/// A query with everything in it.
fn large(fixture: &Fixture) -> Relation {
    let (note, other) = (&fixture.note, &fixture.other);
    let long = other.clone().filter(other.col(Note::TEXT).length().gt(3));
    let top = Relation::from(note)
        .select("text", note.col(Note::TEXT))
        .limit(3)
        .union(Relation::from(&long).select("text", other.col(Note::TEXT)))
        .alias("top");
    let page = Relation::from(note).offset(1).alias("page");
    let inner = fixture.notes.alias("inner");
    Relation::from(&page)
        .left_join(&top, page.col(note, Note::TEXT).on(top.field::<String>("text")))
        .filter(
            page.col(note, Note::ID)
                .is_in([1, 2])
                .or(top.field::<String>("text").ilike("a%"))
                .or(Relation::from(&inner).exists(inner.col(Note::ID).on(page.col(note, Note::ID)))),
        )
        .group_by(top.field::<String>("text"))
        .having(count().gt(1).and(literal::<f64>(0.5).lt(f64::INFINITY)))
        .select("text", top.field::<String>("text"))
        .select("ids.all", page.col(note, Note::ID).collect())
        .include(
            "same",
            Relation::from(other).order_by(other.col(Note::ID).desc()),
            top.field::<String>("text").on(other.col(Note::TEXT)),
        )
        .order_by(
            top.field::<String>("text")
                .asc()
                .nulls_last()
                .collate(&Collation::caseless()),
        )
        .limit(10)
}

#[test]
fn the_form_is_a_promise() {
    let fixture = fixture();
    let query = large(&fixture);
    let json = query.to_json().unwrap();
    let clauses = json.as_object().unwrap().iter();
    let lines: Vec<String> = clauses
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    expect![[r#"
        from: {"as":"page","union_all":[{"from":{"as":"note","collection":"notes"},"offset":1}]}
        group_by: [["field","top","text"]]
        having: ["and",["gt",["count"],["value",1]],["lt",["value",0.5],["float","inf"]]]
        include: [{"name":"same","on":[[["field","top","text"],["column","other","text"]]],"relation":{"from":{"as":"other","collection":"notes"},"order_by":[{"by":["column","other","id"],"desc":true}]}}]
        joins: [{"kind":"left","on":[[["within","page","note","text"],["field","top","text"]]],"source":{"as":"top","union":[{"from":{"as":"note","collection":"notes"},"limit":3,"select":[["text",["column","note","text"]]]},{"from":{"as":"other","collection":"notes","where":["gt",["length",["column","other","text"]],["value",3]]},"select":[["text",["column","other","text"]]]}]}}]
        limit: 10
        order_by: [{"by":["field","top","text"],"collate":"caseless","nulls_last":true}]
        select: [["text",["field","top","text"]],["ids.all",["collect",["within","page","note","id"]]]]
        where: ["or",["or",["in",["within","page","note","id"],[["value",1],["value",2]]],["ilike",["field","top","text"],"a%"]],["exists",{"from":{"as":"inner","collection":"notes"}},[[["column","inner","id"],["within","page","note","id"]]]]]
    "#]].assert_eq(&lines.concat());
    let read = fixture.catalog.read(&json.to_string()).unwrap();
    assert_eq!(read, query);
    assert!(query.live().is_ok());
}

#[test]
fn what_is_not_offered_or_not_understood_is_refused() {
    fn check(fixture: &Fixture, json: &str, expected: &Expect) {
        let error = fixture.catalog.read(json).unwrap_err();
        assert!(error.is_invalid_query());
        expected.assert_eq(&error.to_string());
    }
    let fixture = fixture();
    let from = r#""from": {"collection": "notes", "as": "note"}"#;
    check(
        &fixture,
        r#"{"from": {"collection": "secrets", "as": "s"}}"#,
        &expect!["cannot read the query: no collection secrets is offered"],
    );
    check(
        &fixture,
        &format!(r#"{{{from}, "where": ["column", "note", "done"]}}"#),
        &expect!["cannot read the query: notes has no column done to offer; it has id, text, folder"],
    );
    check(
        &fixture,
        &format!(r#"{{{from}, "where": ["column", "other", "id"]}}"#),
        &expect!["cannot read the query: other names no source that can be seen there"],
    );
    check(
        &fixture,
        &format!(r#"{{{from}, "where": ["system", ["value", "rm"]]}}"#),
        &expect!["cannot read the query: there is no function system of such arguments"],
    );
    check(
        &fixture,
        &format!(r#"{{{from}, "where": ["eq", ["value", 1]]}}"#),
        &expect!["cannot read the query: eq cannot have 1 arguments"],
    );
    check(
        &fixture,
        &format!(r#"{{{from}, "limits": 1}}"#),
        &expect![
            "cannot read the query: a relation has no limits; it may have from, joins, where, group_by, having, select, distinct, include, order_by, limit, offset"
        ],
    );
    check(
        &fixture,
        &format!(r#"{{{from}, "limit": -1}}"#),
        &expect!["cannot read the query: limit is a whole number, not -1"],
    );
    check(
        &fixture,
        &format!(r#"{{{from}, "order_by": [{{"by": ["column", "note", "id"], "collate": "de"}}]}}"#),
        &expect!["cannot read the query: no collation de is offered"],
    );
    check(
        &fixture,
        "{",
        &expect!["cannot read the query: EOF while parsing an object at line 1 column 1"],
    );
    check(
        &fixture,
        "[1]",
        &expect!["cannot read the query: [1] is not a relation, which is an object"],
    );
}

#[test]
fn a_query_that_is_too_large_is_refused() {
    let fixture = fixture();
    let conditions = |count: u32| {
        let all = (0..count).map(|id| fixture.note.col(Note::ID).ne(id));
        let all = all.reduce(Expr::and).unwrap();
        Relation::from(&fixture.note)
            .filter(all)
            .to_json()
            .unwrap()
            .to_string()
    };
    // A relation, its source, `and`, and three parts a condition.
    let small = fixture.catalog.clone().max_parts(3 + 3 * 10);
    assert!(small.read(&conditions(10)).is_ok());
    let error = small.read(&conditions(11)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read the query: it has more than 33 parts"
    );

    let deep = |depth: usize| {
        let condition = (0..depth).fold(fixture.note.col(Note::ID).eq(1), |condition, _| condition.not());
        Relation::from(&fixture.note)
            .filter(condition)
            .to_json()
            .unwrap()
            .to_string()
    };
    // A relation, the negations, a comparison and what it compares.
    let shallow = fixture.catalog.clone().max_depth(8);
    assert!(shallow.read(&deep(5)).is_ok());
    let error = shallow.read(&deep(6)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read the query: it is more than 8 steps deep"
    );
    assert!(fixture.catalog.read(&deep(200)).is_err());

    let json = conditions(1);
    let bytes = fixture.catalog.clone().max_bytes(json.len());
    assert!(bytes.read(&json).is_ok());
    let error = bytes.read(&(json + " ")).unwrap_err();
    assert!(error.to_string().ends_with("are allowed"), "{error}");
}

#[test]
fn a_function_of_the_program_cannot_be_sent() {
    let fixture = fixture();
    let first = fixture
        .note
        .compute("first", |note| note.text.chars().next().map(String::from));
    let error = Relation::from(&fixture.note)
        .select("first", first)
        .to_json()
        .unwrap_err();
    expect!["cannot ask notes: note.first() is a function of the program, which cannot be sent; say it in expressions, or apply it to the answer"].assert_eq(&error.to_string());
}

#[test]
fn a_collation_is_sent_by_its_name() {
    let store = Store::new();
    let notes = store.collection::<Note>("notes");
    notes.load([
        Note::new(1, "Zebra"),
        Note::new(2, "äpfel"),
        Note::new(3, "a10"),
        Note::new(4, "a9"),
    ]);
    let note = notes.alias("note");
    let swedish = Collation::unicode("sv-u-kn").unwrap();
    let query = Relation::from(&note)
        .select("text", note.col(Note::TEXT))
        .order_by(note.col(Note::TEXT).asc().collate(&swedish));
    assert!(
        query
            .to_string()
            .ends_with("order by note.text collate unicode:sv-u-kn asc nulls first")
    );
    let json = query.to_json().unwrap().to_string();
    let catalog = || Catalog::new().collection(&notes, [Note::TEXT.untyped()]);
    let refused = catalog().read(&json).unwrap_err().to_string();
    assert_eq!(
        refused,
        "cannot read the query: no collation unicode:sv-u-kn is offered"
    );
    let read = catalog().unicode_collations().read(&json).unwrap();
    assert_eq!(read, query);
    let texts: Vec<String> = read.records().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        ["text: 'a9'", "text: 'a10'", "text: 'Zebra'", "text: 'äpfel'"]
    );
    let other = json.replace("sv-u-kn", "sv-u-ks-most");
    let refused = catalog().unicode_collations().read(&other).unwrap_err();
    assert!(refused.to_string().contains("ks is level1"), "{refused}");
}
