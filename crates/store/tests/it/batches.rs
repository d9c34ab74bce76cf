//! Batches: what they carry.

use std::cell::RefCell;
use std::rc::Rc;

use lockstep_store::{ColumnExt, Query, RowChange, ServerCommit};

use crate::notes::Note;
use crate::watch::{done, line, store, text, texts};

#[test]
fn a_batch_has_keys_rows_and_positions() {
    let (store, notes) = store();
    let live = Query::from(&notes).order_by(Note::TEXT).limit(10).live();
    let batches = Rc::new(RefCell::new(0));
    let _subscription = live.subscribe({
        let batches = Rc::clone(&batches);
        move |batch| {
            *batches.borrow_mut() += 1;
            let keys = |changes: &mut dyn Iterator<Item = &RowChange<Note>>| -> Vec<u32> {
                changes.map(|change| *change.key()).collect()
            };
            assert_eq!(keys(&mut batch.removes()), [1]);
            assert_eq!(keys(&mut batch.updates()), [2]);
            assert_eq!(keys(&mut batch.inserts()), [4]);
            let update = batch.updates().next().unwrap();
            assert_eq!(update.before().unwrap().text, "two");
            assert_eq!(update.after().unwrap().text, "a two");
            assert_eq!(batch.inserts().next().unwrap().before(), None);
            assert_eq!(batch.removes().next().unwrap().after(), None);
            assert_eq!(texts(batch.rows()), "a two four three");
            assert_eq!(batch.total(), 3);
        }
    });
    let commit = ServerCommit::new()
        .delete(&notes, &1)
        .patch(&notes, &2, text("a two"))
        .upsert(&notes, Note::new(4, "four"));
    store.apply(commit).unwrap();
    assert_eq!(*batches.borrow(), 1);
}

#[test]
fn several_subscribers_are_told_in_the_order_in_which_they_came() {
    let (_, notes) = store();
    let live = Query::from(&notes).live();
    let told = Rc::new(RefCell::new(Vec::new()));
    let subscribe = |name: &'static str| {
        let told = Rc::clone(&told);
        live.subscribe(move |batch| told.borrow_mut().push(format!("{name}: {}", line(batch))))
    };
    let first = subscribe("first");
    let _second = subscribe("second");
    let _pending = notes.delete(&1).unwrap();
    drop(first);
    let _pending = notes.delete(&2).unwrap();
    assert_eq!(
        *told.borrow(),
        ["first: -one@0", "second: -one@0", "second: -two@0"]
    );
}

#[test]
fn clones_are_the_same_live_query() {
    let (_, notes) = store();
    let live = Query::from(&notes).filter(Note::DONE.eq(false)).live();
    let clone = live.clone();
    let subscription = clone.subscribe(|_| {});
    drop(clone);
    let _pending = notes.update(&1, done()).unwrap();
    assert_eq!(live.len(), 2);
    drop(live);
    drop(subscription); // after its query: nothing to do
}

#[test]
fn a_subscription_can_be_forgotten() {
    let (_, notes) = store();
    let live = Query::from(&notes).live();
    let told = Rc::new(RefCell::new(0));
    live.subscribe({
        let told = Rc::clone(&told);
        move |_| *told.borrow_mut() += 1
    })
    .forget();
    let _pending = notes.delete(&1).unwrap();
    assert_eq!(*told.borrow(), 1);
}
