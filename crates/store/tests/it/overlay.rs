//! Optimistic transactions over what the server said.

use expect_test::expect;
use lockstep_store::{MutationKind, Query, ServerCommit, Store};

use crate::notes::{Note, NotePatch};
use crate::watch::{Log, done, store, text, texts};

#[test]
fn an_insert_shows_at_once_and_its_confirmation_tells_nothing_new() {
    let (_, notes) = store();
    let live = Query::from(&notes).live();
    let log = Log::of(&live);
    let pending = notes.insert(Note::new(4, "four")).unwrap();
    assert_eq!(log.take(), ["+four@3"]);
    assert!(notes.is_pending(&4));
    assert_eq!(notes.confirmed(&4), None);
    let optimistic = notes.get(&4).unwrap();

    pending
        .confirm(ServerCommit::new().upsert(&notes, Note::new(4, "four")))
        .unwrap();
    assert_eq!(log.take(), [""; 0]);
    assert!(!notes.is_pending(&4));
    // The row is in memory once: the confirmed one is the optimistic one.
    assert!(std::rc::Rc::ptr_eq(&optimistic, &notes.get(&4).unwrap()));
    assert!(std::rc::Rc::ptr_eq(&optimistic, &notes.confirmed(&4).unwrap()));
}

#[test]
fn a_confirmation_with_other_values_is_one_update() {
    let (_, notes) = store();
    let live = Query::from(&notes).live();
    let log = Log::of(&live);
    let pending = notes.update(&2, text("deux")).unwrap();
    pending
        .confirm(ServerCommit::new().upsert(&notes, Note::new(2, "DEUX")))
        .unwrap();
    assert_eq!(log.take(), ["two@1→deux@1", "deux@1→DEUX@1"]);
}

#[test]
fn a_confirmation_carries_rows_of_others() {
    let (_, notes) = store();
    let live = Query::from(&notes).live();
    let pending = notes.update(&2, done()).unwrap();
    let log = Log::of(&live);
    let answer = ServerCommit::new()
        .upsert(
            &notes,
            Note {
                done: true,
                ..Note::new(2, "two")
            },
        )
        .upsert(&notes, Note::new(3, "drei"))
        .delete(&notes, &1);
    pending.confirm(answer).unwrap();
    assert_eq!(log.take(), ["-one@0 three@2→drei@1"]);
}

#[test]
fn a_confirmation_without_the_row_shows_what_the_server_last_said() {
    let (_, notes) = store();
    notes
        .update(&2, text("deux"))
        .unwrap()
        .confirm(ServerCommit::new())
        .unwrap();
    assert_eq!(notes.get(&2).unwrap().text, "two");
}

#[test]
fn a_rollback_takes_an_insert_an_update_and_a_delete_back() {
    let (store, notes) = store();
    let live = Query::from(&notes).live();
    let log = Log::of(&live);
    let pending = store
        .transaction()
        .insert(&notes, Note::new(0, "zero"))
        .update(&notes, &1, text("uno"))
        .delete(&notes, &2)
        .apply()
        .unwrap();
    assert_eq!(log.take(), ["-two@1 +zero@0 one@0→uno@1"]);
    pending.rollback();
    assert_eq!(log.take(), ["-zero@0 uno@1→one@0 +two@1"]);
    assert_eq!(texts(&live.rows()), "one two three");
}

#[test]
fn dropping_a_transaction_rolls_it_back() {
    let (_, notes) = store();
    drop(notes.delete(&1).unwrap());
    assert!(notes.contains(&1));
}

#[test]
fn rolling_back_one_of_two_leaves_the_fields_of_the_other() {
    let (_, notes) = store();
    let first = notes.update(&1, text("uno")).unwrap();
    let second = notes.update(&1, done()).unwrap();
    first.rollback();
    assert_eq!(
        *notes.get(&1).unwrap(),
        Note {
            done: true,
            ..Note::new(1, "one")
        }
    );
    second.rollback();
    assert_eq!(*notes.get(&1).unwrap(), Note::new(1, "one"));
}

#[test]
fn confirming_one_of_two_leaves_the_fields_of_the_other_on_top() {
    let (_, notes) = store();
    let first = notes.update(&1, text("uno")).unwrap();
    let second = notes.update(&1, text("eins")).unwrap();
    first
        .confirm(ServerCommit::new().upsert(&notes, Note::new(1, "uno")))
        .unwrap();
    assert_eq!(notes.get(&1).unwrap().text, "eins");
    assert_eq!(notes.confirmed(&1).unwrap().text, "uno");
    second.rollback();
    assert_eq!(notes.get(&1).unwrap().text, "uno");
}

#[test]
fn an_update_of_a_pending_insert_goes_with_it() {
    let (_, notes) = store();
    let insert = notes.insert(Note::new(4, "four")).unwrap();
    let update = notes.update(&4, done()).unwrap();
    insert.rollback();
    assert_eq!(notes.get(&4), None);
    assert!(notes.is_pending(&4)); // the update waits for its own answer
    update.rollback();
    assert!(!notes.is_pending(&4));
}

#[test]
fn a_row_that_the_server_changes_shows_under_the_pending_fields() {
    let (store, notes) = store();
    let pending = notes.update(&1, done()).unwrap();
    store
        .apply(ServerCommit::new().upsert(&notes, Note::new(1, "server")))
        .unwrap();
    assert_eq!(
        *notes.get(&1).unwrap(),
        Note {
            done: true,
            ..Note::new(1, "server")
        }
    );
    pending.rollback();
    assert_eq!(*notes.get(&1).unwrap(), Note::new(1, "server"));
}

#[test]
fn a_row_that_the_server_deletes_is_gone_whatever_is_pending() {
    let (store, notes) = store();
    let live = Query::from(&notes).live();
    let pending = notes.update(&1, done()).unwrap();
    let log = Log::of(&live);
    store.apply(ServerCommit::new().delete(&notes, &1)).unwrap();
    assert_eq!(log.take(), ["-one@0"]);
    pending.rollback();
    assert_eq!(log.take(), [""; 0]);
}

#[test]
fn a_pending_insert_gives_way_to_the_servers_row() {
    let (store, notes) = store();
    let live = Query::from(&notes).live();
    let log = Log::of(&live);
    let pending = notes.insert(Note::new(4, "mine")).unwrap();
    store
        .apply(ServerCommit::new().upsert(&notes, Note::new(4, "server")))
        .unwrap();
    assert_eq!(log.take(), ["+mine@3", "mine@3→server@3"]);
    // Whether it was the echo of this insert or another row: the answer changes nothing.
    pending.rollback();
    assert_eq!(log.take(), [""; 0]);
    assert_eq!(notes.get(&4).unwrap().text, "server");
}

#[test]
fn a_pending_delete_hides_what_the_server_changes() {
    let (store, notes) = store();
    let live = Query::from(&notes).live();
    let pending = notes.delete(&1).unwrap();
    let log = Log::of(&live);
    store
        .apply(ServerCommit::new().upsert(&notes, Note::new(1, "server")))
        .unwrap();
    assert_eq!(log.take(), [""; 0]);
    pending.rollback();
    assert_eq!(log.take(), ["+server@0"]);
}

#[test]
fn a_row_can_be_deleted_and_inserted_anew() {
    let (store, notes) = store();
    let pending = store
        .transaction()
        .delete(&notes, &1)
        .insert(&notes, Note::new(1, "anew"))
        .apply()
        .unwrap();
    assert_eq!(notes.get(&1).unwrap().text, "anew");
    pending.rollback();
    assert_eq!(notes.get(&1).unwrap().text, "one");
}

#[test]
fn changes_of_one_row_in_one_transaction_are_one_mutation() {
    let (store, notes) = store();
    let _pending = store
        .transaction()
        .insert(&notes, Note::new(4, "four"))
        .update(&notes, &4, text("FOUR"))
        .update(&notes, &1, text("uno"))
        .update(&notes, &1, done())
        .update(&notes, &2, done())
        .delete(&notes, &2)
        .insert(&notes, Note::new(5, "five"))
        .delete(&notes, &5)
        .update(&notes, &3, NotePatch::default())
        .apply()
        .unwrap();
    let mutations: Vec<_> = store
        .pending()
        .into_iter()
        .map(|mutation| (mutation.key, mutation.kind))
        .collect();
    let expected = [
        ("4", MutationKind::Insert),
        ("1", MutationKind::Update),
        ("2", MutationKind::Delete),
    ];
    assert_eq!(mutations, expected.map(|(key, kind)| (key.to_owned(), kind)));
    assert_eq!(notes.get(&4).unwrap().text, "FOUR");
    assert!(!notes.is_pending(&5) && !notes.is_pending(&3));
}

#[test]
fn a_row_inserted_and_deleted_in_one_transaction_hides_nothing() {
    let (store, notes) = store();
    let _pending = store
        .transaction()
        .insert(&notes, Note::new(4, "mine"))
        .delete(&notes, &4)
        .apply()
        .unwrap();
    store
        .apply(ServerCommit::new().upsert(&notes, Note::new(4, "server")))
        .unwrap();
    assert_eq!(notes.get(&4).unwrap().text, "server");
}

#[test]
fn pending_mutations_are_listed_oldest_first() {
    let store = Store::new();
    let notes = store.collection("notes");
    let archive = store.collection("archive");
    let first = notes.insert(Note::new(1, "one")).unwrap();
    let second = store
        .transaction()
        .delete(&notes, &1)
        .insert(&archive, Note::new(1, "one"))
        .apply()
        .unwrap();
    let pending = store.pending();
    let listed: Vec<_> = pending
        .iter()
        .map(|it| (it.transaction, it.collection, it.kind))
        .collect();
    assert_eq!(
        listed,
        [
            (first.id(), "notes", MutationKind::Insert),
            (second.id(), "notes", MutationKind::Delete),
            (second.id(), "archive", MutationKind::Insert),
        ]
    );
    drop((first, second));
    assert!(store.pending().is_empty());
}

#[test]
fn a_transaction_over_several_collections_is_one_batch_in_each() {
    let store = Store::new();
    let notes = store.collection("notes");
    let archive = store.collection("archive");
    notes.load((1..=3).map(|id| Note::new(id, "note")));
    archive.load((1..=3).map(|id| Note::new(id, "old")));
    let lives = [&notes, &archive].map(|collection| Query::from(collection).live());
    let logs = [Log::of(&lives[0]), Log::of(&lives[1])];

    let mut cascade = store.transaction();
    for id in 1..=3 {
        cascade = cascade.delete(&notes, &id).delete(&archive, &id);
    }
    let cascade = cascade.apply().unwrap();
    assert_eq!(logs[0].take(), ["-note@0 -note@1 -note@2"]);
    assert_eq!(logs[1].take(), ["-old@0 -old@1 -old@2"]);

    let answer = ServerCommit::new()
        .delete_all(&notes, 1..=3)
        .delete_all(&archive, 1..=3);
    cascade.confirm(answer).unwrap();
    assert!(notes.is_empty() && archive.is_empty());
    assert_eq!(logs[0].take(), [""; 0]);
}

#[test]
fn every_collection_is_changed_before_anyone_is_told() {
    let store = Store::new();
    let notes = store.collection("notes");
    let archive = store.collection("archive");
    let live = Query::from(&notes).live();
    let other = Query::from(&archive).live();
    let seen = std::rc::Rc::new(std::cell::Cell::new(0));
    let _subscription = live.subscribe({
        let seen = std::rc::Rc::clone(&seen);
        move |_| seen.set(other.len())
    });
    let _pending = store
        .transaction()
        .insert(&notes, Note::new(1, "one"))
        .insert(&archive, Note::new(1, "one"))
        .apply()
        .unwrap();
    assert_eq!(seen.get(), 1);
}

#[test]
fn what_cannot_be_done_says_why_and_changes_nothing() {
    let (store, notes) = store();
    let live = Query::from(&notes).live();
    let log = Log::of(&live);

    let error = notes.insert(Note::new(1, "again")).unwrap_err();
    assert!(error.is_duplicate_key());
    expect!["notes: cannot insert 1: a row with this key is there already; update it instead"]
        .assert_eq(&error.to_string());
    let error = notes.update(&9, done()).unwrap_err();
    assert!(error.is_missing_key());
    expect!["notes: cannot update 9: there is no row with this key"].assert_eq(&error.to_string());
    let error = notes.delete(&9).unwrap_err();
    assert!(error.is_missing_key() && !error.is_duplicate_key());
    expect!["notes: cannot delete 9: there is no row with this key"].assert_eq(&error.to_string());

    let half = store.transaction().delete(&notes, &1).delete(&notes, &1).apply();
    assert!(half.unwrap_err().is_missing_key());
    let other = Store::new().collection("other");
    let foreign = store
        .transaction()
        .delete(&notes, &1)
        .insert(&other, Note::new(1, "one"))
        .apply();
    let error = foreign.unwrap_err();
    assert!(error.is_foreign_collection());
    assert_eq!(error.collection(), "other");
    expect!["other: the collection belongs to another store; a transaction stays within one store"]
        .assert_eq(&error.to_string());

    assert_eq!(log.take(), [""; 0]);
    assert!(store.pending().is_empty());
    assert_eq!(texts(&live.rows()), "one two three");
}

#[test]
fn a_row_changed_by_many_transactions_settles_in_any_order() {
    let (_, notes) = store();
    let pending: Vec<_> = (0..100)
        .map(|number| notes.update(&1, text(&number.to_string())).unwrap())
        .collect();
    assert_eq!(notes.get(&1).unwrap().text, "99");
    for (number, transaction) in pending.into_iter().enumerate() {
        if number % 2 == 0 {
            transaction.rollback();
        } else {
            let row = Note::new(1, &number.to_string());
            transaction
                .confirm(ServerCommit::new().upsert(&notes, row))
                .unwrap();
        }
    }
    assert_eq!(notes.get(&1).unwrap().text, "99");
    assert!(!notes.is_pending(&1));
}
