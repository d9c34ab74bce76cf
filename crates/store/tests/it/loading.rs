//! Loads and their status.

use std::cell::RefCell;
use std::rc::Rc;

use lockstep_store::{Collection, Query, ServerCommit, Status, Store};

use crate::notes::Note;
use crate::watch::{Log, store, texts};

fn statuses(collection: &Collection<Note>) -> Rc<RefCell<Vec<Status>>> {
    let statuses = Rc::new(RefCell::new(Vec::new()));
    let log = Rc::clone(&statuses);
    collection
        .subscribe_status(move |status| log.borrow_mut().push(status.clone()))
        .forget();
    statuses
}

#[test]
fn a_load_reports_its_progress() {
    let store = Store::new();
    let notes = store.collection("notes");
    assert_eq!(notes.status(), Status::Idle);
    let log = statuses(&notes);
    notes.start_load(Some(3));
    notes.load([Note::new(1, "one"), Note::new(2, "two")]);
    assert_eq!(notes.len(), 2, "rows can be read while others come");
    notes.load([Note::new(3, "three")]);
    notes.mark_ready();
    notes.mark_ready();
    let loading = |loaded| Status::Loading {
        loaded,
        total: Some(3),
    };
    assert_eq!(*log.borrow(), [loading(0), loading(2), loading(3), Status::Ready]);
    assert!(notes.status().is_ready() && !notes.status().is_loading());
}

#[test]
fn the_first_chunk_starts_a_load() {
    let store = Store::new();
    let notes = store.collection("notes");
    notes.load([Note::new(1, "one")]);
    assert_eq!(
        notes.status(),
        Status::Loading {
            loaded: 1,
            total: None
        }
    );
}

#[test]
fn a_chunk_is_one_batch() {
    let store = Store::new();
    let notes = store.collection("notes");
    let live = Query::from(&notes).live();
    let log = Log::of(&live);
    notes.load([Note::new(2, "two"), Note::new(1, "one")]);
    notes.load([Note::new(0, "zero")]);
    assert_eq!(log.take(), ["+one@0 +two@1", "+zero@0"]);
}

#[test]
fn a_failed_load_keeps_the_rows_and_says_why() {
    let (_, notes) = store();
    notes.start_load(None);
    notes.load([Note::new(4, "four")]);
    notes.mark_error("the server is away");
    assert_eq!(notes.status().error(), Some("the server is away"));
    assert_eq!(notes.len(), 4);
    // The next load begins anew.
    notes.load([Note::new(4, "four")]);
    assert_eq!(
        notes.status(),
        Status::Loading {
            loaded: 1,
            total: None
        }
    );
    notes.mark_ready();
    assert_eq!(texts(&Query::from(&notes).rows()), "four");
}

#[test]
fn a_reload_replaces_all_rows_in_as_many_batches_as_it_has_changes() {
    let (_, notes) = store();
    let live = Query::from(&notes).live();
    let log = Log::of(&live);
    notes.start_load(None);
    notes.load([Note::new(1, "one"), Note::new(3, "trois")]);
    assert_eq!(notes.len(), 3, "what the load has not brought yet is still there");
    notes.mark_ready();
    assert_eq!(log.take(), ["three@2→trois@2", "-two@1"]);
    notes.start_load(None);
    notes.mark_ready();
    assert!(notes.is_empty(), "a load of nothing empties the collection");
}

#[test]
fn a_load_does_not_bring_back_what_a_commit_has_changed_since() {
    let (store, notes) = store();
    notes.start_load(None);
    // Committed while an older page is on its way.
    let commit = ServerCommit::new()
        .delete(&notes, &1)
        .upsert(&notes, Note::new(2, "newer"))
        .upsert(&notes, Note::new(4, "new"));
    store.apply(commit).unwrap();
    notes.load([Note::new(1, "one"), Note::new(2, "two"), Note::new(3, "three")]);
    notes.mark_ready();
    assert_eq!(texts(&Query::from(&notes).rows()), "newer three new");
}

#[test]
fn a_load_goes_under_what_is_pending() {
    let (_, notes) = store();
    let pending = notes.delete(&1).unwrap();
    let insert = notes.insert(Note::new(4, "four")).unwrap();
    notes.start_load(None);
    notes.load([Note::new(1, "uno")]);
    notes.mark_ready();
    assert_eq!(texts(&Query::from(&notes).rows()), "four");
    pending.rollback();
    insert.rollback();
    assert_eq!(texts(&Query::from(&notes).rows()), "uno");
}

#[test]
fn what_hands_out_rows_may_read_the_collection() {
    let (_, notes) = store();
    let reader = notes.clone();
    notes.load((1..=3).map(|id| Note::clone(&reader.get(&id).unwrap())));
    assert_eq!(notes.len(), 3);
}

#[test]
fn a_dropped_status_subscription_is_told_nothing() {
    let (_, notes) = store();
    let subscription = notes.subscribe_status(|_| unreachable!("it was dropped"));
    drop(subscription);
    notes.mark_error("away");
}
