//! What the server says by itself.

use expect_test::expect;
use lockstep_store::{Query, ServerCommit, Store};

use crate::notes::Note;
use crate::watch::{Log, done, store, text, texts};

#[test]
fn one_commit_is_one_batch() {
    let (store, notes) = store();
    let live = Query::from(&notes).live();
    let log = Log::of(&live);
    let commit = ServerCommit::new()
        .upsert(&notes, Note::new(4, "four"))
        .patch(&notes, &2, text("deux"))
        .delete(&notes, &1)
        .patch(&notes, &4, text("quatre"))
        .upsert(&notes, Note::new(1, "un"))
        .delete(&notes, &9);
    store.apply(commit).unwrap();
    assert_eq!(log.take(), ["one@0→un@0 two@1→deux@1 +quatre@3"]);
}

#[test]
fn a_commit_that_changes_nothing_tells_nothing() {
    let (store, notes) = store();
    let live = Query::from(&notes).live();
    let log = Log::of(&live);
    let row = notes.get(&1).unwrap();
    let commit = ServerCommit::new()
        .upsert(&notes, Note::new(1, "one"))
        .patch(&notes, &2, text("two"))
        .delete(&notes, &9)
        .upsert(&notes, Note::new(7, "seven"))
        .delete(&notes, &7);
    store.apply(commit).unwrap();
    assert_eq!(log.take(), [""; 0]);
    assert!(
        std::rc::Rc::ptr_eq(&row, &notes.get(&1).unwrap()),
        "an equal row leaves the one that is there"
    );
}

#[test]
fn a_patch_of_a_missing_row_is_told_and_the_rest_is_written() {
    let (store, notes) = store();
    let commit = ServerCommit::new()
        .patch(&notes, &8, done())
        .upsert(&notes, Note::new(1, "uno"))
        .patch(&notes, &9, done());
    let error = store.apply(commit).unwrap_err();
    assert!(error.is_missing_key());
    expect!["notes: cannot patch 8: there is no row with this key"].assert_eq(&error.to_string());
    assert_eq!(notes.get(&1).unwrap().text, "uno");
}

#[test]
fn a_foreign_collection_writes_nothing_but_settles_the_transaction() {
    let (store, notes) = store();
    let other = Store::new().collection("other");
    let pending = notes.update(&1, text("uno")).unwrap();
    let commit = ServerCommit::new()
        .upsert(&notes, Note::new(1, "uno"))
        .upsert(&other, Note::new(1, "one"));
    assert!(pending.confirm(commit).unwrap_err().is_foreign_collection());
    assert_eq!(texts(&Query::from(&notes).rows()), "one two three");
    assert!(store.pending().is_empty() && other.is_empty());
}
