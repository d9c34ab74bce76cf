//! What a subscriber may do: everything. Writes within a callback are there at once; their batches wait their turn.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use lockstep_store::{ColumnExt, Query, ServerCommit, Transaction};

use crate::notes::Note;
use crate::watch::{Log, done, line, store, text, texts};

#[test]
fn a_write_within_a_callback_is_there_at_once_and_told_in_its_turn() {
    let (_, notes) = store();
    let live = Query::from(&notes).live();
    let told = Rc::new(RefCell::new(Vec::new()));
    let kept: Rc<RefCell<Vec<Transaction>>> = Rc::default();
    let _first = live.subscribe({
        let (notes, told, kept) = (notes.clone(), Rc::clone(&told), Rc::clone(&kept));
        move |batch| {
            told.borrow_mut()
                .push(format!("first: {} of {}", line(batch), texts(batch.rows())));
            if notes.contains(&2) {
                kept.borrow_mut().push(notes.delete(&2).unwrap());
                assert!(!notes.contains(&2));
                // The batch still shows the rows as its commit left them.
                assert_eq!(batch.rows().len(), 2);
            }
        }
    });
    let _second = live.subscribe({
        let told = Rc::clone(&told);
        move |batch| {
            let told_now = format!("second: {} of {}", line(batch), texts(batch.rows()));
            told.borrow_mut().push(told_now);
        }
    });
    let pending = notes.delete(&1).unwrap();
    kept.borrow_mut().push(pending);
    assert_eq!(
        *told.borrow(),
        [
            "first: -one@0 of two three",
            "second: -one@0 of two three",
            "first: -two@0 of three",
            "second: -two@0 of three",
        ]
    );
}

#[test]
fn a_transaction_can_be_settled_within_a_callback() {
    let (store, notes) = store();
    let live = Query::from(&notes).live();
    let pending = Rc::new(Cell::new(None));
    let _subscription = live.subscribe({
        let (notes, pending) = (notes.clone(), Rc::clone(&pending));
        move |_| {
            if let Some(pending) = pending.take() {
                Transaction::confirm(pending, ServerCommit::new().upsert(&notes, Note::new(1, "eins")))
                    .unwrap();
            }
        }
    });
    pending.set(Some(notes.update(&1, text("uno")).unwrap()));
    store.apply(ServerCommit::new().delete(&notes, &3)).unwrap();
    assert_eq!(texts(&live.rows()), "eins two");
    assert!(store.pending().is_empty());
}

#[test]
fn queries_and_subscriptions_come_and_go_within_a_callback() {
    let (store, notes) = store();
    let live = Query::from(&notes).live();
    let inner = Rc::new(RefCell::new(None));
    let _subscription = live.subscribe({
        let (notes, inner) = (notes.clone(), Rc::clone(&inner));
        move |_| {
            let open = Query::from(&notes).filter(Note::DONE.eq(false)).live();
            let log = Log::of(&open);
            inner.replace(Some((open, log)));
        }
    });
    let _first = notes.update(&1, done()).unwrap();
    let (open, log) = inner.take().unwrap();
    assert_eq!(open.len(), 2);
    assert_eq!(
        log.take(),
        [""; 0],
        "who subscribes is not told of what it has seen already"
    );
    inner.replace(Some((open, log)));
    let _second = notes.update(&2, done()).unwrap();
    assert_eq!(inner.borrow().as_ref().unwrap().0.len(), 1);
    inner.take();
    assert_eq!(store.collections()[0].queries, 1);
}

#[test]
fn a_callback_may_end_its_own_subscription_and_that_of_others() {
    let (_, notes) = store();
    let live = Query::from(&notes).live();
    let told = Rc::new(Cell::new(0));
    let subscriptions = Rc::new(RefCell::new(Vec::new()));
    for _ in 0..3 {
        let (told, others) = (Rc::clone(&told), Rc::clone(&subscriptions));
        let subscription = live.subscribe(move |_| {
            told.set(told.get() + 1);
            others.take();
        });
        subscriptions.borrow_mut().push(subscription);
    }
    let _pending = notes.delete(&1).unwrap();
    let _pending = notes.delete(&2).unwrap();
    assert_eq!(told.get(), 1);
}

#[test]
fn a_callback_may_drop_the_query_that_calls_it() {
    let (store, notes) = store();
    let live = Rc::new(RefCell::new(Some(Query::from(&notes).live())));
    let told = Rc::new(Cell::new(0));
    let mut subscriptions = Vec::new();
    for _ in 0..2 {
        let (live, told) = (Rc::clone(&live), Rc::clone(&told));
        let handle = live.borrow().clone().unwrap();
        subscriptions.push(handle.subscribe(move |_| {
            told.set(told.get() + 1);
            live.take();
        }));
    }
    let _pending = notes.delete(&1).unwrap();
    // The commit was being told already, so the second subscriber hears of it; then all is gone.
    assert_eq!(told.get(), 2);
    assert_eq!(store.collections()[0].queries, 0);
}

#[test]
fn a_status_subscriber_may_write() {
    let (_, notes) = store();
    let live = Query::from(&notes).live();
    let log = Log::of(&live);
    let kept = Rc::new(RefCell::new(Vec::new()));
    let _subscription = notes.subscribe_status({
        let (notes, kept) = (notes.clone(), Rc::clone(&kept));
        move |status| {
            if status.is_ready() {
                kept.borrow_mut()
                    .push(notes.insert(Note::new(9, "nine")).unwrap());
            }
        }
    });
    notes.load([Note::new(4, "four")]);
    notes.mark_ready();
    assert_eq!(log.take(), ["+four@3", "-one@0 -two@1 -three@2", "+nine@1"]);
}

#[test]
fn a_subscriber_that_panics_does_not_block_later_commits() {
    let (_, notes) = store();
    let live = Query::from(&notes).live();
    let panics = live.subscribe(|_| panic!("a defect of the application"));
    let log = Log::of(&live);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        notes.load([Note::new(4, "four")]);
    }));
    assert!(panicked.is_err());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| notes.delete(&1)));
    assert!(
        panicked.is_err() && notes.contains(&1),
        "nobody holds the transaction: it is rolled back"
    );
    drop(panics);
    notes.load([Note::new(5, "five")]);
    assert_eq!(log.take(), ["+one@0", "+five@4"]);
}
