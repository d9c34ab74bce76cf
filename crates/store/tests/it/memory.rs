//! What is dropped is freed.

use std::rc::{Rc, Weak};

use lockstep_store::{ColumnExt, Query, ServerCommit, Store};

use crate::notes::Note;
use crate::watch::{done, store, text};

#[test]
fn a_dropped_live_query_frees_its_rows_and_subscribers() {
    let (store, notes) = store();
    let weak = Rc::downgrade(&notes.get(&1).unwrap());
    let owned_by_callback = Rc::new(());
    let live = Query::from(&notes)
        .filter(Note::DONE.eq(false))
        .order_by(Note::TEXT)
        .limit(1)
        .live();
    let count = Query::from(&notes).filter(Note::DONE.eq(false)).live_count();
    let subscription = live.subscribe({
        let owned = Rc::clone(&owned_by_callback);
        move |_| drop(Rc::clone(&owned))
    });
    let pending = notes.update(&1, text("a")).unwrap();
    pending.rollback();
    assert_eq!(weak.strong_count(), 2, "the collection and the query");
    drop(live);
    assert_eq!(weak.strong_count(), 1);
    assert_eq!(Rc::strong_count(&owned_by_callback), 1);
    assert_eq!(store.collections()[0].queries, 1);
    drop((count, subscription));
    assert_eq!(store.collections()[0].queries, 0);
}

#[test]
fn a_dropped_subscription_frees_its_callback() {
    let (_, notes) = store();
    let live = Query::from(&notes).live();
    let owned = Rc::new(());
    let subscription = live.subscribe({
        let owned = Rc::clone(&owned);
        move |_| drop(Rc::clone(&owned))
    });
    assert_eq!(Rc::strong_count(&owned), 2);
    drop(subscription);
    assert_eq!(Rc::strong_count(&owned), 1);
}

#[test]
fn a_row_that_is_gone_is_held_by_nobody() {
    let (store, notes) = store();
    let live = Query::from(&notes).order_by(Note::TEXT).live();
    let _count = Query::from(&notes).filter(Note::TEXT.eq("one")).live_count();
    let _log = live.subscribe(|_| {});
    let weak = Rc::downgrade(&notes.get(&1).unwrap());
    let optimistic: Weak<Note> = {
        let pending = notes.update(&1, done()).unwrap();
        let optimistic = Rc::downgrade(&notes.get(&1).unwrap());
        pending.rollback();
        optimistic
    };
    assert_eq!(optimistic.strong_count(), 0);
    store.apply(ServerCommit::new().delete(&notes, &1)).unwrap();
    assert_eq!(weak.strong_count(), 0);
}

#[test]
fn a_dropped_store_frees_everything() {
    let weak = {
        let (_, notes) = store();
        let live = Query::from(&notes).live();
        live.subscribe(|_| {}).forget();
        Rc::downgrade(&notes.get(&1).unwrap())
    };
    assert_eq!(weak.strong_count(), 0);
}

#[test]
fn a_dropped_collection_leaves_the_store() {
    let store = Store::new();
    let notes = store.collection::<Note>("notes");
    drop(notes);
    assert!(store.collections().is_empty());
    assert!(store.pending().is_empty());
}

#[test]
fn a_live_query_keeps_its_collection() {
    let live = {
        let (_, notes) = store();
        Query::from(&notes).live()
    };
    assert_eq!(live.len(), 3);
}
