//! The oracle: whatever is done to a store, every live query shows what the same query, computed afresh and without any
//! cleverness over a model of the rows, shows; and batches lead there, one a commit.

use std::cell::RefCell;
use std::rc::Rc;

use lockstep_store::{
    Batch, Collection, LiveCount, LiveQuery, Mutation, Query, ServerCommit, Store, Subscription, Transaction,
};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

use crate::notes::Note;

mod ask;
mod asked;
mod exists;
mod expression;
mod fetched;
mod generate;
mod include;
mod model;
mod question;
mod source;
mod world;

use asked::Asked;
use generate::Step;
use model::{Model, Write};
use question::Question;

/// A live query with everything that watches it.
struct Watched {
    collection: usize,
    question: Question,
    live: LiveQuery<Note>,
    count: LiveCount<Note>,
    /// The rows as the batches say.
    mirror: Rc<RefCell<Vec<Rc<Note>>>>,
    /// How many batches the last step brought.
    batches: Rc<RefCell<usize>>,
    /// The count as it was last told.
    told: Rc<RefCell<usize>>,
    _subscriptions: [Subscription; 2],
}

impl Watched {
    fn new(collections: &[Collection<Note>], collection: usize, question: Question) -> Self {
        let query = question.query(&collections[collection]);
        let live = query.live();
        let count = query.live_count();
        let mirror = Rc::new(RefCell::new(live.rows().iter().cloned().collect::<Vec<_>>()));
        let batches = Rc::new(RefCell::new(0));
        let told = Rc::new(RefCell::new(count.get()));
        let on_batch = {
            let (mirror, batches) = (Rc::clone(&mirror), Rc::clone(&batches));
            move |batch: &Batch<Note>| {
                batch.apply_to(&mut mirror.borrow_mut());
                assert!(
                    batch.rows().iter().eq(&*mirror.borrow()),
                    "a batch carries the rows that it leads to"
                );
                *batches.borrow_mut() += 1;
            }
        };
        let on_count = {
            let told = Rc::clone(&told);
            move |count| *told.borrow_mut() = count
        };
        let subscriptions = [live.subscribe(on_batch), count.subscribe(on_count)];
        Self {
            collection,
            question,
            live,
            count,
            mirror,
            batches,
            told,
            _subscriptions: subscriptions,
        }
    }

    /// Compares with the model after a step that began at `before`.
    fn check(&self, model: &Model, before: &[Rc<Note>]) -> Result<(), TestCaseError> {
        let all = self.question.answer(&model.visible(self.collection));
        let expected = self.question.window(&all);
        let rows = self.live.rows();
        prop_assert_eq!(
            notes(rows.iter()),
            expected.clone(),
            "live rows of {:?}",
            self.question
        );
        prop_assert_eq!(
            notes(self.mirror.borrow().iter()),
            expected.clone(),
            "batches of {:?}",
            self.question
        );
        prop_assert_eq!(self.live.total(), all.len());
        prop_assert_eq!(self.count.get(), all.len());
        prop_assert_eq!(*self.told.borrow(), all.len());

        let changed = notes(before.iter()) != expected;
        prop_assert_eq!(
            self.batches.replace(0),
            usize::from(changed),
            "batches of {:?}",
            self.question
        );

        prop_assert_eq!(self.live.len(), expected.len());
        for (position, note) in expected.iter().enumerate() {
            prop_assert_eq!(owned(self.live.get(position)), Some(note.clone()));
            prop_assert_eq!(self.live.position_of(&note.id), Some(position));
        }
        prop_assert_eq!(self.live.get(expected.len()), None);
        for note in model
            .visible(self.collection)
            .iter()
            .filter(|note| !expected.contains(note))
        {
            prop_assert_eq!(self.live.position_of(&note.id), None);
        }

        let query = self.live.query();
        prop_assert_eq!(
            notes(query.rows().iter()),
            expected.clone(),
            "asked once: {:?}",
            self.question
        );
        prop_assert_eq!(query.count(), expected.len());
        prop_assert_eq!(owned(query.first()), expected.first().cloned());
        Ok(())
    }
}

fn notes<'r>(rows: impl Iterator<Item = &'r Rc<Note>>) -> Vec<Note> {
    rows.map(|row| Note::clone(row)).collect()
}

fn owned(row: Option<Rc<Note>>) -> Option<Note> {
    row.map(|row| Note::clone(&row))
}

/// The store under test, with the transactions that are open.
struct Tested {
    store: Store,
    /// The list of mutations, kept current.
    listed: LiveQuery<Mutation>,
    collections: Vec<Collection<Note>>,
    open: Vec<Transaction>,
}

impl Tested {
    fn commit(&self, writes: &[Write]) -> ServerCommit {
        let mut commit = ServerCommit::new();
        for write in writes {
            let collection = &self.collections[write.collection()];
            commit = match write {
                Write::Upsert(_, note) => commit.upsert(collection, note.clone()),
                Write::Patch(_, id, patch) => commit.patch(collection, id, patch.clone()),
                Write::Delete(_, id) => commit.delete(collection, id),
            };
        }
        commit
    }

    /// Compares the rows, seen and confirmed, with the model.
    fn check(&self, model: &Model) -> Result<(), TestCaseError> {
        prop_assert_eq!(self.store.pending().len(), model.pending());
        let mut listed = self.store.failed();
        listed.extend(self.store.pending());
        listed.sort_by_key(lockstep_entity::Row::key);
        let rows: Vec<Mutation> = self
            .listed
            .rows()
            .iter()
            .map(|row| Mutation::clone(row))
            .collect();
        prop_assert_eq!(rows, listed, "the list of mutations");
        for (index, collection) in self.collections.iter().enumerate() {
            let visible = model.visible(index);
            prop_assert_eq!(collection.len(), visible.len());
            for id in 0..generate::IDS {
                let expected = visible.iter().find(|note| note.id == id);
                prop_assert_eq!(owned(collection.get(&id)), expected.cloned());
                prop_assert_eq!(
                    owned(collection.confirmed(&id)),
                    model.confirmed(index, id).cloned()
                );
            }
        }
        Ok(())
    }

    fn transact(&mut self, writes: &[Write]) -> bool {
        let mut builder = self.store.transaction();
        for write in writes {
            let collection = &self.collections[write.collection()];
            builder = match write {
                Write::Upsert(_, note) => builder.insert(collection, note.clone()),
                Write::Patch(_, id, patch) => builder.update(collection, id, patch.clone()),
                Write::Delete(_, id) => builder.delete(collection, id),
            };
        }
        match builder.apply() {
            Ok(transaction) => self.open.push(transaction),
            Err(error) => {
                assert!(error.is_duplicate_key() || error.is_missing_key());
                return false;
            }
        }
        true
    }
}

/// Ends open transactions, or says how far they have come.
impl Tested {
    fn settle(&mut self, step: &Step, model: &mut Model) -> Result<(), TestCaseError> {
        if self.open.is_empty() {
            return Ok(());
        }
        match step {
            Step::Confirm(choice, writes) => {
                let choice = choice.index(self.open.len());
                let commit = self.commit(writes);
                let result = self.open.remove(choice).confirm(commit);
                prop_assert_eq!(result.is_ok(), model.confirm(choice, writes));
            }
            Step::Echo(choice) => {
                let choice = choice.index(self.open.len());
                let writes = model.echo(choice);
                let commit = self.commit(&writes);
                let result = self.open.remove(choice).confirm(commit);
                prop_assert!(result.is_ok(), "an echo patches nothing");
                model.confirm(choice, &writes);
            }
            Step::Rollback(choice) => {
                let choice = choice.index(self.open.len());
                self.open.remove(choice).rollback();
                model.rollback(choice);
            }
            Step::RollbackWithDependents(choice) => {
                let choice = choice.index(self.open.len());
                let numbers: Vec<u64> = self.open.iter().map(Transaction::id).collect();
                let taken = self.open.remove(choice).rollback_with_dependents();
                let expected = model.rollback_with_dependents(choice);
                let expected: Vec<u64> = expected.into_iter().map(|index| numbers[index]).collect();
                prop_assert_eq!(taken, expected, "taken back with {}", numbers[choice]);
                self.open.retain(Transaction::is_open);
            }
            Step::Send(choice) => {
                let choice = choice.index(self.open.len());
                self.open[choice].mark_sent();
                model.mark_sent(choice);
            }
            Step::Accept(choice) => {
                let choice = choice.index(self.open.len());
                self.open.remove(choice).accept();
                model.accept(choice);
            }
            _ => {}
        }
        Ok(())
    }
}

/// Asks, turns pages, forgets.
fn attend(step: Step, tested: &Tested, asked: &mut Vec<Asked>) {
    match step {
        Step::Ask(ask) => asked.push(Asked::new(&tested.collections, *ask)),
        Step::Turn(choice, offset, limit) if !asked.is_empty() => {
            let choice = choice.index(asked.len());
            asked[choice].turn(offset, limit);
        }
        Step::ForgetAsked(choice) if !asked.is_empty() => {
            let choice = choice.index(asked.len());
            asked.remove(choice);
        }
        _ => {}
    }
}

fn run(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let store = Store::new();
    let collections = vec![store.collection("notes"), store.collection("archive")];
    world::set_collections(&collections);
    let mut tested = Tested {
        listed: Query::from(&store.mutations()).live(),
        store,
        collections,
        open: Vec::new(),
    };
    let mut model = Model::default();
    let mut watched: Vec<Watched> = Vec::new();
    let mut asked: Vec<Asked> = Vec::new();

    for step in steps {
        asked.iter_mut().for_each(Asked::begin);
        let before: Vec<Vec<Rc<Note>>> = watched
            .iter()
            .map(|watched| watched.mirror.borrow().clone())
            .collect();
        let mut kept: Vec<bool> = vec![true; watched.len()];
        match step {
            Step::Server(writes) => {
                let result = tested.store.apply(tested.commit(&writes));
                prop_assert_eq!(result.is_ok(), model.server(&writes));
            }
            Step::Transact(writes) => {
                prop_assert_eq!(tested.transact(&writes), model.transact(&writes));
            }
            step @ (Step::Confirm(..)
            | Step::Echo(_)
            | Step::Rollback(_)
            | Step::RollbackWithDependents(_)
            | Step::Send(_)
            | Step::Accept(_)) => tested.settle(&step, &mut model)?,
            Step::Truncate(collection, rows) => {
                let notes = &tested.collections[collection];
                let commit = ServerCommit::new()
                    .truncate(notes)
                    .upsert_all(notes, rows.clone());
                prop_assert!(tested.store.apply(commit).is_ok());
                model.truncate(collection, &rows);
            }
            Step::StartLoad(collection) => {
                tested.collections[collection].start_load(None);
                model.start_load(collection);
            }
            Step::Load(collection, rows) => {
                tested.collections[collection].load(rows.clone());
                model.load(collection, &rows);
            }
            Step::Ready(collection) => {
                tested.collections[collection].mark_ready();
                model.ready(collection);
            }
            Step::Watch(collection, question) => {
                watched.push(Watched::new(&tested.collections, collection, question));
            }
            Step::Forget(choice) if !watched.is_empty() => {
                let choice = choice.index(watched.len());
                watched.remove(choice);
                kept[choice] = false;
            }
            Step::Forget(_) => {}
            step @ (Step::Ask(_) | Step::Turn(..) | Step::ForgetAsked(_)) => {
                attend(step, &tested, &mut asked);
            }
        }
        let mut kept = kept.into_iter();
        let mut before = before;
        before.retain(|_| kept.next().unwrap_or(true));
        before.extend(
            watched
                .iter()
                .skip(before.len())
                .map(|watched| watched.mirror.borrow().clone()),
        );
        let visible = [model.visible(0), model.visible(1)];
        world::set_notes(&visible);
        for (watched, before) in watched.iter().zip(&before) {
            watched.check(&model, before)?;
        }
        for asked in &asked {
            asked.check([&visible[0], &visible[1]])?;
        }
        tested.check(&model)?;
    }
    world::set_collections(&[]);
    asked.clear();
    watched.clear();
    prop_assert_eq!(tested.store.relations(), 0, "what nobody asks is not maintained");
    tested.open.clear();
    prop_assert!(
        tested.store.pending().is_empty(),
        "what is dropped is not pending"
    );
    Ok(())
}

proptest! {
    // What failed once is in the folder `regressions` beside this file, and tried first.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(600),
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("tests/it/regressions/oracle.txt"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn live_queries_equal_queries_computed_afresh(steps in generate::steps()) {
        run(steps)?;
    }
}
