//! A live relation with everything that watches it.

use std::cell::RefCell;
use std::rc::Rc;

use lockstep_entity::Scalar;
use lockstep_store::{
    Catalog, Collation, Collection, ColumnExt as _, Coverage, LiveRelation, Record, RecordBatch,
    RecordChange, Relation, Subscription,
};
use proptest::prelude::*;

use super::ask::{Answer, Ask, list};
use super::source::Named;
use crate::notes::Note;

pub(super) struct Asked {
    ask: Ask,
    collections: Vec<Collection<Note>>,
    live: LiveRelation,
    /// Those that a record has rows of.
    sources: Vec<Named>,
    /// The records as the batches say.
    mirror: Rc<RefCell<Vec<Record>>>,
    /// How many batches the last step brought.
    batches: Rc<RefCell<usize>>,
    before: Vec<Answer>,
    _subscription: Subscription,
}

impl Asked {
    pub(super) fn new(collections: &[Collection<Note>], ask: Ask) -> Self {
        let (relation, sources) = ask.relation(collections);
        let live = relation.live().expect("questions that mean something are asked");
        survives_json(collections, &relation);
        // Another one that asks the same shares the work.
        let maintained = collections[0].store().relations();
        let other = relation.offset(1).live().expect("as before");
        assert_eq!(collections[0].store().relations(), maintained);
        drop(other);

        let mirror = Rc::new(RefCell::new(live.records().iter().collect::<Vec<_>>()));
        let batches = Rc::new(RefCell::new(0));
        let on_batch = {
            let (mirror, batches) = (Rc::clone(&mirror), Rc::clone(&batches));
            move |batch: &RecordBatch| {
                check_changes(batch);
                batch.edits().apply_to(&mut mirror.borrow_mut());
                *batches.borrow_mut() += 1;
            }
        };
        let subscription = live.subscribe(on_batch);
        let mut asked = Self {
            ask,
            collections: collections.to_vec(),
            live,
            sources,
            mirror,
            batches,
            before: Vec::new(),
            _subscription: subscription,
        };
        asked.begin();
        asked
    }

    /// A step begins.
    pub(super) fn begin(&mut self) {
        self.batches.replace(0);
        self.before = self.answers(self.mirror.borrow().iter().cloned());
    }

    pub(super) fn turn(&mut self, offset: usize, limit: Option<usize>) {
        (self.ask.offset, self.ask.limit) = (offset, limit);
        self.live.set_window(offset, limit);
    }

    pub(super) fn coverage(&self) -> Coverage {
        self.live.coverage()
    }

    /// Compares the records with the answer by the book.
    pub(super) fn check_answer(&self, notes: [&[Note]; 2]) -> Result<(), TestCaseError> {
        let relation = self.live.relation();
        let expected = self.ask.window(&self.ask.answer(notes));
        prop_assert_eq!(
            self.answers(self.live.records().iter()),
            expected.clone(),
            "{}",
            relation
        );
        let mirror = self.answers(self.mirror.borrow().iter().cloned());
        prop_assert_eq!(mirror, expected, "batches of {}", relation);
        Ok(())
    }

    /// Compares with the answer by the book, and what subscribers were told of the last step.
    pub(super) fn check(&self, notes: [&[Note]; 2]) -> Result<(), TestCaseError> {
        self.check_answer(notes)?;
        let relation = self.live.relation();
        let all = self.ask.answer(notes);
        let expected = self.ask.window(&all);
        prop_assert_eq!(self.live.total(), all.len());
        prop_assert_eq!(self.live.len(), expected.len());
        let changed = usize::from(self.before != expected);
        let batches = *self.batches.borrow();
        if changed == 1 || !self.ask.may_change_unseen() {
            prop_assert_eq!(batches, changed, "batches of {}", relation);
        }
        prop_assert!(batches <= 1, "batches of {}", relation);
        Ok(())
    }

    fn answers(&self, records: impl Iterator<Item = Record>) -> Vec<Answer> {
        let answer = |record: Record| {
            let rows = self.sources.iter().map(|source| source.row(&record));
            let field = |(name, value)| record.collected(name).map_or(value, list);
            let fields: Vec<Scalar> = record.values().map(field).collect();
            let include = self.ask.include.as_ref();
            let include = include.filter(|_| self.ask.group.is_none() && !self.ask.distinct);
            let items = include.map_or_else(Vec::new, |include| include.read(&record, &self.collections, 0));
            (rows.collect(), fields, items)
        };
        records.map(answer).collect()
    }
}

/// A query that was sent is the one that was sent, unless there is a function of the program in it.
fn survives_json(collections: &[Collection<Note>], relation: &Relation) {
    let columns = || {
        [
            Note::ID.untyped(),
            Note::TEXT.untyped(),
            Note::DONE.untyped(),
            Note::PRIORITY.untyped(),
            Note::FOLDER.untyped(),
        ]
    };
    let catalog = collections
        .iter()
        .fold(Catalog::new(), |catalog, collection| {
            catalog.collection(collection, columns())
        })
        .collation(&Collation::caseless())
        .max_depth(100);
    match relation.to_json() {
        Ok(json) => {
            let read = catalog.read(&json.to_string()).expect("what was written is read");
            assert_eq!(read.to_json().expect("it was written before"), json);
            if !format!("{relation}").contains("(live ") {
                assert_eq!(&read, relation);
            }
        }
        Err(error) => assert!(error.to_string().contains(".turned() is a function"), "{error}"),
    }
}

/// Changes are edits, those of one record put together.
fn check_changes(batch: &RecordBatch) {
    let (mut removed, mut inserted) = (Vec::new(), Vec::new());
    for change in batch.changes() {
        match change {
            RecordChange::Insert { position, .. } => inserted.push(position),
            RecordChange::Update { from, to, .. } => {
                removed.push(from);
                inserted.push(to);
            }
            RecordChange::Remove { position, .. } => removed.push(position),
        }
    }
    removed.sort_unstable();
    let edits = batch.edits();
    assert!(
        removed
            .iter()
            .eq(edits.removed.iter().map(|(position, _)| position))
    );
    assert!(
        inserted
            .iter()
            .eq(edits.inserted.iter().map(|(position, _)| position))
    );
}
