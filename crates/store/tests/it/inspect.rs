//! What can be seen of a running store, and what changes cost: counted, not timed.

use expect_test::expect;
use lockstep_store::{ColumnExt, Query, Relation, ServerCommit, Store};

use crate::notes::Note;
use crate::watch::{done, store, text};

#[test]
fn a_store_tells_what_is_in_it_and_what_changes_cost() {
    let (store, notes) = store();
    store.count_work(true);
    let open = Query::from(&notes)
        .filter(Note::DONE.eq(false))
        .order_by(Note::TEXT)
        .live();
    let _subscription = open.subscribe(|_| {});
    let _count = Query::from(&notes).live_count();
    let note = notes.alias("note");
    let _texts = Relation::from(&note)
        .select("text", note.col(Note::TEXT))
        .live()
        .unwrap();
    let pending = notes.update(&1, done()).unwrap();
    notes.delete(&3).unwrap().fail("no");

    let inspection = store.inspect();
    let queries = inspection.queries.iter().map(|query| {
        let (rows, subscribers, work) = (query.rows, query.subscribers, query.work);
        let per = work.per_commit();
        format!(
            "{}\n  {rows} rows, {subscribers} subscribers, {work:?}, {per:.1} a commit\n",
            query.plan
        )
    });
    let relations = inspection.relations.iter();
    let relations = relations.map(|relation| {
        format!(
            "{}\n  {} rows, {:?}\n",
            relation.relation, relation.rows, relation.work
        )
    });
    expect![[r"
        from notes: index on done (1 value, 2 candidates); where done = false; order by text asc nulls first, key
          2 rows, 1 subscribers, Work { commits: 3, taken_in: 4, put_out: 3 }, 1.0 a commit
        count from notes: scan (3 rows); order by key
          3 rows, 0 subscribers, Work { commits: 3, taken_in: 4, put_out: 4 }, 1.3 a commit
        select note.text as text from notes as note
          3 rows, Work { commits: 3, taken_in: 4, put_out: 4 }
    "]].assert_eq(&queries.chain(relations).collect::<Vec<_>>().concat());
    let mutations: Vec<_> = inspection
        .mutations
        .iter()
        .map(|mutation| mutation.state.name())
        .collect();
    assert_eq!(mutations, ["failed", "pending"]);
    drop(pending);
}

#[test]
fn nothing_is_counted_unless_it_is_asked_for() {
    let (store, notes) = store();
    let _live = Query::from(&notes).live();
    notes.delete(&1).unwrap().accept();
    assert_eq!(store.inspect().queries[0].work.commits, 0);
}

/// How many operations are played for a change, its undoing, and a row of the server on one note, while so many others
/// are pending.
#[expect(clippy::unwrap_used, reason = "the rows are there")]
fn operations_with(unsettled: u32) -> u64 {
    let store = Store::new();
    let notes = store.collection::<Note>("notes");
    notes.load((0..=unsettled).map(|id| Note::new(id, "")));
    let _pending: Vec<_> = (1..=unsettled)
        .map(|id| notes.update(&id, done()).unwrap())
        .collect();
    let played = || store.collections()[0].operations_played;
    let before = played();
    let first = notes.update(&0, text("a")).unwrap();
    let second = notes.update(&0, done()).unwrap();
    store
        .apply(ServerCommit::new().upsert(&notes, Note::new(0, "server")))
        .unwrap();
    first.rollback_with_dependents();
    assert!(!second.is_open());
    notes.update(&0, text("b")).unwrap().accept();
    played() - before
}

#[test]
fn a_change_costs_the_same_whatever_is_unsettled() {
    assert_eq!(operations_with(1_000), operations_with(0));
}
