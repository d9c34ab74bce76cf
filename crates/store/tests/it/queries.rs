//! Queries: order, window, indexes, plans, counts.

use expect_test::{Expect, expect};
use lockstep_store::{Access, Collection, ColumnExt, Direction, Predicate, Query, Store};

use crate::notes::Note;
use crate::watch::{Log, done, store, text, texts};

/// Notes with and without priority: a 2, b none, c 1, d 2, E none.
fn prioritised() -> (Store, Collection<Note>) {
    let store = Store::new();
    let notes = store.collection("notes");
    let rows = [
        ("a", Some(2)),
        ("b", None),
        ("c", Some(1)),
        ("d", Some(2)),
        ("E", None),
    ];
    notes.load((1..).zip(rows).map(|(id, (text, priority))| Note {
        priority,
        ..Note::new(id, text)
    }));
    (store, notes)
}

#[track_caller]
fn check(query: &Query<Note>, expected: &str) {
    assert_eq!(texts(&query.live().rows()), expected);
    assert_eq!(texts(&query.rows()), expected);
    assert_eq!(query.first(), query.rows().first().cloned());
    assert_eq!(query.count(), query.rows().len());
}

#[test]
fn without_an_order_rows_come_by_key() {
    let (_, notes) = prioritised();
    check(&Query::from(&notes), "a b c d E");
}

#[test]
fn orders_by_code_point_in_both_directions() {
    let (_, notes) = prioritised();
    check(&Query::from(&notes).order_by(Note::TEXT), "E a b c d");
    check(&Query::from(&notes).order_by(Note::TEXT.desc()), "d c b a E");
    check(
        &Query::from(&notes).order_by(Note::TEXT.asc().direction(Direction::Descending)),
        "d c b a E",
    );
}

#[test]
fn nulls_come_first_unless_last_is_said() {
    let (_, notes) = prioritised();
    check(&Query::from(&notes).order_by(Note::PRIORITY), "b E c a d");
    check(&Query::from(&notes).order_by(Note::PRIORITY.desc()), "b E a d c");
    check(
        &Query::from(&notes).order_by(Note::PRIORITY.asc().nulls_last()),
        "c a d b E",
    );
    check(
        &Query::from(&notes).order_by(Note::PRIORITY.desc().nulls_last()),
        "a d c b E",
    );
    check(
        &Query::from(&notes).order_by(Note::PRIORITY.asc().nulls_last().nulls_first()),
        "b E c a d",
    );
}

#[test]
fn a_second_column_orders_what_the_first_leaves_equal() {
    let (_, notes) = prioritised();
    check(
        &Query::from(&notes)
            .order_by(Note::PRIORITY.desc())
            .order_by(Note::TEXT.desc()),
        "b E d a c",
    );
    check(
        &Query::from(&notes).order_by(Note::DONE).order_by(Note::TEXT),
        "E a b c d",
    );
}

#[test]
fn offset_and_limit_cut_a_window() {
    let (_, notes) = prioritised();
    let query = Query::from(&notes);
    check(&query.clone().limit(2), "a b");
    check(&query.clone().limit(2).offset(3), "d E");
    check(&query.clone().limit(2).offset(4), "E");
    check(&query.clone().offset(9), "");
    check(&query.clone().limit(0), "");
    check(&query.clone().limit(usize::MAX).offset(usize::MAX), "");
    let live = query.limit(2).offset(1).live();
    assert_eq!((live.len(), live.total()), (2, 5));
    assert_eq!(live.position_of(&2), Some(0));
    assert_eq!(live.position_of(&1), None);
    assert_eq!(live.get(2), None);
}

#[test]
fn a_window_refills_from_below_and_spills() {
    let (_, notes) = prioritised();
    let live = Query::from(&notes).limit(2).offset(1).live();
    let log = Log::of(&live);
    let pending = notes.delete(&2).unwrap();
    assert_eq!(log.take(), ["-b@0 +d@1"]);
    pending.rollback();
    assert_eq!(log.take(), ["-d@1 +b@0"]);
    let _above = notes.delete(&1).unwrap();
    assert_eq!(log.take(), ["-b@0 +d@1"]);
    let _below = notes.delete(&5).unwrap();
    assert_eq!(log.take(), [""; 0]);
}

#[test]
fn a_second_filter_narrows_the_first() {
    let (_, notes) = prioritised();
    check(
        &Query::from(&notes)
            .filter(Note::PRIORITY.eq(2))
            .filter(Note::TEXT.gt("a")),
        "d",
    );
}

#[test]
fn rows_enter_move_and_leave() {
    let (_, notes) = store();
    let live = Query::from(&notes)
        .filter(Note::DONE.eq(false))
        .order_by(Note::TEXT)
        .live();
    let log = Log::of(&live);
    let _leaves = notes.update(&2, done()).unwrap();
    let _moves = notes.update(&1, text("zzz")).unwrap();
    let _stays = notes.update(&3, text("three!")).unwrap();
    let _unseen = notes.update(&2, text("deux")).unwrap();
    assert_eq!(log.take(), ["-two@2", "one@0→zzz@1", "three@0→three!@0"]);
}

#[test]
fn a_snapshot_stays_as_it_was() {
    let (_, notes) = store();
    let live = Query::from(&notes).live();
    let before = live.rows();
    let _pending = notes.delete(&1).unwrap();
    assert_eq!(texts(&before), "one two three");
    assert_eq!(texts(&live.rows()), "two three");
    assert_eq!(texts(before.range(1..9)), "two three");
    assert_eq!(texts(before.iter().rev()), "three two one");
    assert_eq!((before.len(), before.get(3)), (3, None));
    assert_eq!(before.last().unwrap().text, "three");
    assert_eq!(texts(&live.range(0..1)), "two");
}

#[test]
fn counts_follow() {
    let (_, notes) = store();
    let open = Query::from(&notes)
        .filter(Note::DONE.eq(false))
        .limit(1)
        .live_count();
    let told = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let subscription = open.subscribe({
        let told = std::rc::Rc::clone(&told);
        move |count| told.borrow_mut().push(count)
    });
    assert_eq!(open.get(), 3);
    let first = notes.update(&1, done()).unwrap();
    let _second = notes.update(&2, text("deux")).unwrap();
    first.rollback();
    assert_eq!(*told.borrow(), [2, 3]);
    drop(subscription);
    let _third = notes.delete(&3).unwrap();
    assert_eq!((open.get(), told.borrow().len()), (2, 2));
}

#[track_caller]
fn explains(query: &Query<Note>, expected: &Expect) {
    expected.assert_eq(&query.explain().to_string());
}

#[test]
fn plans_say_where_rows_come_from() {
    let (_, notes) = prioritised();
    let query = || Query::from(&notes);
    explains(&query(), &expect!["from notes: scan (5 rows); order by key"]);
    explains(
        &query()
            .filter(Note::PRIORITY.eq(2))
            .order_by(Note::TEXT.desc())
            .limit(3)
            .offset(1),
        &expect![
            "from notes: index on priority (1 value, 2 candidates); where priority = 2; order by text desc nulls first, key; limit 3; offset 1"
        ],
    );
    explains(
        &query().filter(Note::PRIORITY.is_in([1, 2]).and(Note::TEXT.like("a%"))),
        &expect![
            "from notes: index on priority (2 values, 3 candidates); where priority in (1, 2) and text like 'a%'; order by key"
        ],
    );
    explains(
        &query().filter(Note::PRIORITY.eq(2).or(Note::DONE.eq(true))),
        &expect!["from notes: scan (5 rows); where priority = 2 or done = true; order by key"],
    );
    explains(
        &query().filter(Note::TEXT.ne("a").and(Predicate::key(3))),
        &expect!["from notes: primary index (1 key); where text <> 'a' and key = 3; order by key"],
    );
    explains(
        &query().filter(Note::PRIORITY.eq(None)),
        &expect![
            "from notes: index on priority (1 value, 0 candidates); where priority = null; order by key"
        ],
    );
}

#[test]
fn an_index_is_made_once_and_shared() {
    let (store, notes) = prioritised();
    assert!(store.collections()[0].indexes.is_empty());
    let first = Query::from(&notes).filter(Note::PRIORITY.eq(2)).live();
    let second = Query::from(&notes).filter(Note::PRIORITY.eq(1)).live();
    assert_eq!(store.collections()[0].indexes, ["priority"]);
    assert_eq!(store.collections()[0].queries, 2);
    drop((first, second));
    assert_eq!(store.collections()[0].queries, 0);
    assert_eq!(
        store.collections()[0].indexes,
        ["priority"],
        "an index stays for the next query"
    );
    notes.create_index(Note::DONE);
    assert_eq!(store.collections()[0].indexes, ["priority", "done"]);
}

#[test]
fn the_index_with_the_fewest_candidates_is_used() {
    let store = Store::new();
    let notes = store.collection("notes");
    notes.load((0..1_000).map(|id| Note {
        folder: Some(format!("folder {}", id % 100)),
        priority: Some(i64::from(id % 3)),
        ..Note::new(id, "note")
    }));
    let by = |predicate| Query::from(&notes).filter(predicate).explain().access().clone();
    let folder = || Note::FOLDER.eq("folder 7");
    // The first index leaves many candidates, so another one is made.
    let access = by(Note::PRIORITY.eq(1).and(folder()));
    assert_eq!(
        access,
        Access::Index {
            column: "folder",
            values: 1,
            candidates: 10
        }
    );
    assert_eq!(store.collections()[0].indexes, ["priority", "folder"]);
    // It leaves few, so none is made for the flag.
    let access = by(Note::DONE.eq(false).and(folder()));
    assert_eq!(
        access,
        Access::Index {
            column: "folder",
            values: 1,
            candidates: 10
        }
    );
    assert_eq!(store.collections()[0].indexes.len(), 2);
}

#[test]
fn an_index_follows_every_commit() {
    let store = Store::new();
    let notes = store.collection("notes");
    let in_folder = |folder: &str| Query::from(&notes).filter(Note::FOLDER.eq(folder)).count();
    let note = |id, folder: &str| Note {
        folder: Some(folder.to_owned()),
        ..Note::new(id, "note")
    };
    notes.load((0..100).map(|id| note(id, "a")));
    assert_eq!((in_folder("a"), in_folder("b")), (100, 0));
    notes.load((0..100).step_by(2).map(|id| note(id, "b")));
    assert_eq!((in_folder("a"), in_folder("b")), (50, 50));
    notes.start_load(None);
    notes.mark_ready();
    assert_eq!((in_folder("a"), in_folder("b")), (0, 0));
}
