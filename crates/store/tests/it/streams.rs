//! Live queries as streams.

use futures::executor::block_on_stream;
use lockstep_store::{Query, Relation, Update};

use crate::notes::Note;
use crate::watch::{done, line, store, texts};

#[test]
fn a_stream_begins_with_what_is_and_goes_on_with_batches() {
    let (_, notes) = store();
    let mut updates = block_on_stream(Query::from(&notes).live().updates());
    let Some(Update::Snapshot(rows)) = updates.next() else {
        panic!("first comes a snapshot");
    };
    assert_eq!(texts(&rows), "one two three");
    let _pending = notes.delete(&1).unwrap();
    let _pending = notes.insert(Note::new(0, "zero")).unwrap();
    for expected in ["-one@0", "+zero@0"] {
        let Some(Update::Batch(batch)) = updates.next() else {
            panic!("then come batches");
        };
        assert_eq!(line(&batch), expected);
    }
}

#[test]
fn a_reader_that_is_far_behind_gets_a_snapshot() {
    let (_, notes) = store();
    let mut updates = block_on_stream(Query::from(&notes).live().updates());
    updates.next();
    for id in 10..1_200 {
        notes.load([Note::new(id, "")]);
    }
    let Some(Update::Snapshot(rows)) = updates.next() else {
        panic!("so many batches are not kept");
    };
    assert_eq!(rows.len(), notes.len());
    notes.load([Note::new(5, "")]);
    assert!(matches!(updates.next(), Some(Update::Batch(_))));
}

#[test]
fn a_relation_is_a_stream_too_and_a_dropped_one_frees_it() {
    let (store, notes) = store();
    let note = notes.alias("note");
    let open = Relation::from(&note)
        .filter(note.col(Note::DONE).eq(false))
        .live()
        .unwrap();
    let mut updates = block_on_stream(open.updates());
    drop(open);
    assert!(matches!(updates.next(), Some(Update::Snapshot(records)) if records.len() == 3));
    let _pending = notes.update(&2, done()).unwrap();
    assert!(matches!(updates.next(), Some(Update::Batch(batch)) if batch.records().len() == 2));
    assert_eq!(store.relations(), 1);
    drop(updates);
    assert_eq!(store.relations(), 0);
}
