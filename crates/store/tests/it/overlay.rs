//! Optimistic transactions over what the server said.

use std::cell::RefCell;
use std::rc::Rc;

use lockstep_store::{Batch, Collection, LiveQuery, Query, RowChange, ServerCommit, Store, Subscription};

use crate::notes::{Note, NotePatch};

/// A store with one collection that holds notes 1 to 3.
fn notes() -> (Store, Collection<Note>) {
    let store = Store::new();
    let notes = store.collection("notes");
    notes.load([Note::new(1, "one"), Note::new(2, "two"), Note::new(3, "three")]);
    notes.mark_ready();
    (store, notes)
}

fn text(text: &str) -> NotePatch {
    NotePatch {
        text: Some(text.to_owned()),
        ..NotePatch::default()
    }
}

fn done() -> NotePatch {
    NotePatch {
        done: Some(true),
        ..NotePatch::default()
    }
}

/// What a live query tells, one line a batch.
fn log(query: &LiveQuery<Note>) -> (Rc<RefCell<Vec<String>>>, Subscription) {
    let lines = Rc::new(RefCell::new(Vec::new()));
    let subscription = query.subscribe({
        let lines = Rc::clone(&lines);
        move |batch: &Batch<Note>| {
            let changes: Vec<String> = batch.changes().iter().map(line).collect();
            lines.borrow_mut().push(changes.join(", "));
        }
    });
    (lines, subscription)
}

fn line(change: &RowChange<Note>) -> String {
    match change {
        RowChange::Insert { row, position, .. } => format!("+{}@{position}", row.text),
        RowChange::Update {
            before,
            after,
            from,
            to,
            ..
        } => {
            format!("{}@{from}→{}@{to}", before.text, after.text)
        }
        RowChange::Remove { row, position, .. } => format!("-{}@{position}", row.text),
    }
}

#[test]
fn an_insert_shows_at_once_and_is_confirmed_without_a_batch() {
    let (_store, notes) = notes();
    let live = Query::from(&notes).live();
    let (lines, _subscription) = log(&live);
    let pending = notes.insert(Note::new(4, "four")).unwrap();
    assert!(notes.is_pending(&4));
    pending
        .confirm(ServerCommit::new().upsert(&notes, Note::new(4, "four")))
        .unwrap();
    assert!(!notes.is_pending(&4));
    assert_eq!(*lines.borrow(), ["+four@3"]);
}

#[test]
fn a_confirmation_with_other_values_is_one_update() {
    let (_store, notes) = notes();
    let live = Query::from(&notes).live();
    let (lines, _subscription) = log(&live);
    let pending = notes.update(&2, text("deux")).unwrap();
    pending
        .confirm(ServerCommit::new().upsert(&notes, Note::new(2, "DEUX")))
        .unwrap();
    assert_eq!(*lines.borrow(), ["two@1→deux@1", "deux@1→DEUX@1"]);
}

#[test]
fn rolling_back_one_of_two_leaves_the_fields_of_the_other() {
    let (_store, notes) = notes();
    let first = notes.update(&1, text("uno")).unwrap();
    let second = notes.update(&1, done()).unwrap();
    first.rollback();
    let note = notes.get(&1).unwrap();
    assert_eq!((note.text.as_str(), note.done), ("one", true));
    second.rollback();
    assert_eq!(*notes.get(&1).unwrap(), Note::new(1, "one"));
}

#[test]
fn a_deleted_row_comes_back_where_it_was() {
    let (_store, notes) = notes();
    let live = Query::from(&notes).live();
    let (lines, _subscription) = log(&live);
    notes.delete(&2).unwrap().rollback();
    assert_eq!(*lines.borrow(), ["-two@1", "+two@1"]);
}
