//! How transactions end, what builds on them, and the list of mutations.

use std::cell::RefCell;
use std::rc::Rc;

use expect_test::expect;
use lockstep_store::{ColumnExt, Mutation, Outcome, Query, ServerCommit, Store, Transaction};

use crate::notes::Note;
use crate::watch::{Log, done, store, text, texts};

fn listed(store: &Store) -> String {
    let mutations = store.failed().into_iter().chain(store.pending());
    let line = |mutation: Mutation| {
        let reason = mutation.state.reason().map(|reason| format!(" ({reason})"));
        let (kind, state) = (mutation.kind.name(), mutation.state.name());
        [
            kind,
            " ",
            &mutation.key,
            " ",
            state,
            &reason.unwrap_or_default(),
            "\n",
        ]
        .concat()
    };
    mutations.map(line).collect()
}

#[test]
fn a_rollback_takes_what_builds_on_it_in_one_batch() {
    let (store, notes) = store();
    let live = Query::from(&notes).live();
    let first = notes.update(&1, text("uno")).unwrap();
    let second = store
        .transaction()
        .update(&notes, &1, done())
        .update(&notes, &2, text("due"))
        .apply()
        .unwrap();
    let third = notes.update(&2, done()).unwrap();
    let other = notes.update(&3, text("tre")).unwrap();
    let log = Log::of(&live);
    assert_eq!(first.rollback_with_dependents(), [second.id(), third.id()]);
    assert_eq!(log.take(), ["uno@0→one@0 due@1→two@1"]);
    assert!(!second.is_open() && !third.is_open() && other.is_open());
    expect![[r"
        update 1 failed (a change before it was taken back)
        update 2 failed (a change before it was taken back)
        update 2 failed (a change before it was taken back)
        update 3 pending
    "]]
    .assert_eq(&listed(&store));
    // Who holds one of them settles nothing any more.
    drop(second);
    third
        .confirm(ServerCommit::new().upsert(&notes, Note::new(2, "server")))
        .unwrap();
    assert_eq!(texts(&live.rows()), "one server tre");
}

#[test]
fn what_is_sent_is_not_taken_back_with_another() {
    let (_, notes) = store();
    let first = notes.update(&1, text("uno")).unwrap();
    let second = notes.update(&1, done()).unwrap();
    second.mark_sent();
    assert_eq!(first.rollback_with_dependents(), [0; 0]);
    assert!(second.is_open() && notes.get(&1).unwrap().done);
}

#[test]
fn what_was_there_before_does_not_build_on_what_came_after() {
    let (_, notes) = store();
    let first = notes.update(&1, text("uno")).unwrap();
    let second = notes.update(&1, done()).unwrap();
    assert_eq!(second.rollback_with_dependents(), [0; 0]);
    assert!(first.is_open());
    assert_eq!(notes.get(&1).unwrap().text, "uno");
}

#[test]
fn a_failure_says_why_and_leaves_others() {
    let (store, notes) = store();
    let first = notes.update(&1, text("uno")).unwrap();
    let second = notes.update(&1, done()).unwrap();
    first.fail("too Italian");
    assert_eq!(notes.get(&1).unwrap().text, "one");
    assert!(notes.get(&1).unwrap().done);
    expect![[r"
        update 1 failed (too Italian)
        update 1 pending
    "]]
    .assert_eq(&listed(&store));
    second.rollback();
    store.forget_failed(None);
    assert_eq!(listed(&store), "");
}

#[test]
fn a_failure_of_dependents_names_the_first_reason() {
    let (store, notes) = store();
    let first = notes.insert(Note::new(4, "four")).unwrap();
    let second = notes.update(&4, done()).unwrap();
    assert_eq!(first.fail_with_dependents("full"), [second.id()]);
    expect![[r"
        insert 4 failed (full)
        update 4 failed (a change before it failed: full)
    "]]
    .assert_eq(&listed(&store));
    let outcome = Rc::new(RefCell::new(None));
    let told = Rc::clone(&outcome);
    second.on_settled(move |outcome| *told.borrow_mut() = Some(outcome.clone()));
    let reason = "a change before it failed: full".to_owned();
    assert_eq!(*outcome.borrow(), Some(Outcome::Failed { reason }));
}

#[test]
fn everyone_who_waits_is_told_how_it_ended() {
    let (_, notes) = store();
    let outcomes = Rc::new(RefCell::new(Vec::new()));
    let watched = |transaction: Transaction| {
        let told = Rc::clone(&outcomes);
        transaction.on_settled(move |outcome| told.borrow_mut().push(outcome.clone()));
        transaction
    };
    watched(notes.update(&1, done()).unwrap())
        .confirm(ServerCommit::new())
        .unwrap();
    watched(notes.update(&1, done()).unwrap()).accept();
    drop(watched(notes.update(&1, text("x")).unwrap()));
    watched(notes.update(&1, text("x")).unwrap()).fail("no");
    let reason = "no".to_owned();
    assert_eq!(
        *outcomes.borrow(),
        [
            Outcome::Confirmed,
            Outcome::Confirmed,
            Outcome::RolledBack,
            Outcome::Failed { reason }
        ]
    );
}

#[test]
fn an_accepted_transaction_is_what_the_server_said_and_tells_nothing_new() {
    let (store, notes) = store();
    let live = Query::from(&notes).live();
    let above = notes.update(&1, done()).unwrap();
    let transaction = store
        .transaction()
        .insert(&notes, Note::new(4, "four"))
        .update(&notes, &1, text("uno"))
        .delete(&notes, &2)
        .apply()
        .unwrap();
    let log = Log::of(&live);
    transaction.accept();
    assert_eq!(log.take(), [""; 0]);
    assert_eq!(*notes.confirmed(&1).unwrap(), Note::new(1, "uno"));
    assert_eq!(notes.confirmed(&2), None);
    above.rollback();
    assert_eq!(texts(&live.rows()), "uno three four");
    assert!(!notes.get(&1).unwrap().done);
}

#[test]
fn an_open_transaction_can_be_extended() {
    let (store, notes) = store();
    let transaction = notes.update(&1, text("uno")).unwrap();
    transaction
        .extend(store.transaction().update(&notes, &1, done()).delete(&notes, &2))
        .unwrap();
    let error = transaction
        .extend(store.transaction().delete(&notes, &2))
        .unwrap_err();
    assert!(error.is_missing_key());
    expect![[r"
        update 1 pending
        delete 2 pending
    "]]
    .assert_eq(&listed(&store));
    let foreign = Store::new().collection("other");
    let error = transaction.extend(foreign.store().transaction().insert(&foreign, Note::new(1, "")));
    assert!(error.unwrap_err().is_foreign_collection());

    let before = notes.insert(Note::new(9, "nine")).unwrap();
    let dependent = notes.update(&9, done()).unwrap();
    before.rollback_with_dependents();
    let error = dependent.extend(store.transaction()).unwrap_err();
    assert!(error.is_settled());
    expect!["transaction 7 has ended: start another one for more changes"].assert_eq(&error.to_string());
    transaction.rollback();
    assert_eq!(*notes.get(&1).unwrap(), Note::new(1, "one"));
}

#[test]
fn the_list_of_mutations_is_a_collection() {
    let (store, notes) = store();
    let before = notes.update(&1, done()).unwrap();
    let list = store.mutations();
    let failed = Query::from(&list).filter(Mutation::STATE.eq("failed")).live();
    let sent = Query::from(&list).filter(Mutation::STATE.eq("sent")).live_count();
    assert_eq!(list.len(), 1, "what was pending before anyone asked is listed");
    let named = store
        .transaction()
        .named("clear")
        .delete(&notes, &2)
        .apply()
        .unwrap();
    let of_action = Query::from(&list).filter(Mutation::ACTION.eq("clear"));
    assert_eq!(of_action.count(), 1);
    named.mark_sent();
    assert_eq!((list.len(), sent.get()), (2, 1));
    named.fail("no");
    assert_eq!((failed.len(), sent.get()), (1, 0));
    before.confirm(ServerCommit::new()).unwrap();
    assert_eq!(list.len(), 1);
    store.forget_failed(Some(failed.first().unwrap().transaction));
    assert!(list.is_empty());
}

#[test]
fn a_list_that_nobody_has_is_freed() {
    let (store, notes) = store();
    drop(store.mutations());
    assert_eq!(store.collections().len(), 1);
    let _pending = notes.delete(&1).unwrap();
    assert_eq!(store.mutations().len(), 1);
}

#[test]
fn the_oldest_failures_are_forgotten() {
    let (store, notes) = store();
    let list = store.mutations();
    for number in 0..300 {
        notes.update(&1, text(&number.to_string())).unwrap().fail("no");
    }
    assert_eq!((store.failed().len(), list.len()), (256, 256));
}

#[test]
fn a_truncate_leaves_no_gap() {
    let (store, notes) = store();
    let live = Query::from(&notes).live();
    let pending = notes.update(&3, done()).unwrap();
    let (row, log) = (notes.get(&1).unwrap(), Log::of(&live));
    let commit = ServerCommit::new()
        .truncate(&notes)
        .upsert(&notes, Note::new(1, "one"))
        .upsert(&notes, Note::new(4, "four"))
        .upsert(&notes, Note::new(3, "drei"));
    store.apply(commit).unwrap();
    assert_eq!(log.take(), ["-two@1 three@2→drei@1 +four@2"]);
    assert!(
        Rc::ptr_eq(&row, &notes.confirmed(&1).unwrap()),
        "it is the same row"
    );
    assert!(notes.get(&3).unwrap().done);
    drop(pending);
    store
        .apply(
            ServerCommit::new()
                .upsert(&notes, Note::new(5, ""))
                .truncate(&notes),
        )
        .unwrap();
    assert!(
        notes.is_empty(),
        "what was said before it in the commit does not hold either"
    );
}
