//! Optimistic transactions: changes that show at once and wait for the server.

use std::any::Any;
use std::fmt;
use std::rc::Rc;

use lockstep_entity::{Patch as _, Row};
use rustc_hash::FxHashMap;

use crate::ledger::OnSettled;
use crate::mutation::MutationState;
use crate::overlay::{Layer, Operation, Pending};
use crate::store::Delivery;
use crate::{Collection, Error, Mutation, ServerCommit, Store};

/// The changes of a transaction, collected: rows of any collections of one store.
///
/// Nothing shows before [`TransactionBuilder::apply`], and then everything at once: one batch a subscriber. Several
/// changes of one row become one, as they would be sent to a server: an insert and an update of the row become the insert of
/// the updated row, and an insert and a delete become nothing.
///
/// ```
/// # mod notes { include!("../tests/doc/notes.rs"); }
/// # use notes::{Note, NotePatch};
/// use lockstep_store::{ServerCommit, Store};
///
/// let store = Store::new();
/// let notes = store.collection::<Note>("notes");
/// let transaction = store
///     .transaction()
///     .insert(&notes, Note::new(1, "milk"))
///     .insert(&notes, Note::new(2, "bread"))
///     .apply()?;
/// assert_eq!(notes.len(), 2);
///
/// // The server's answer replaces what was optimistic, in one step.
/// let answer = ServerCommit::new()
///     .upsert(&notes, Note::new(1, "Milk"))
///     .upsert(&notes, Note::new(2, "bread"));
/// transaction.confirm(answer)?;
/// assert_eq!(notes.get(&1).unwrap().text, "Milk");
/// # Ok::<(), lockstep_store::Error>(())
/// ```
#[must_use = "nothing changes before `apply`"]
pub struct TransactionBuilder {
    store: Store,
    name: Option<&'static str>,
    groups: Vec<Box<dyn Group>>,
}

/// The operations on one collection, in their order.
struct Operations<R: Row> {
    collection: Collection<R>,
    operations: Vec<(R::Key, Operation<R>)>,
}

/// [`Operations`] of rows of any type.
trait Group {
    fn as_any_mut(&mut self) -> &mut dyn Any;
    /// The collection's name.
    fn collection(&self) -> &'static str;
    /// Whether every operation can be done.
    fn check(&self, store: &Store) -> Result<(), Error>;
    /// Puts the operations into the overlay.
    fn push(self: Box<Self>, store: &Store, transaction: u64) -> Box<dyn Part>;
}

/// Why a transaction failed that builds on one which was rolled back.
pub(crate) const TAKEN_BACK: &str = "a change before it was taken back";

/// The rows of one collection that a transaction has changed.
pub(crate) trait Part {
    /// Takes the transaction's operations out of the overlay.
    fn retract(&self, transaction: u64);
    /// Writes what the transaction's operations make of the server's rows, as if the server had said so.
    fn accept(&self, transaction: u64);
    /// Adds the transactions that have changed the same rows after this one did.
    fn later(&self, transaction: u64, out: &mut Vec<u64>);
    /// Adds the transaction's mutations; one may be added more than once.
    fn describe(&self, transaction: u64, out: &mut Vec<Mutation>);
    /// Ends the commit in this collection.
    fn settle(&self, deliveries: &mut Vec<Delivery>);
}

struct Keys<R: Row> {
    collection: Collection<R>,
    keys: Vec<R::Key>,
}

impl TransactionBuilder {
    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            name: None,
            groups: Vec::new(),
        }
    }

    /// Names the transaction, for the list of mutations: [`Mutation::action`].
    pub fn named(mut self, name: &'static str) -> Self {
        self.name = Some(name);
        self
    }

    /// Inserts a row, which must not be there.
    pub fn insert<R: Row>(self, collection: &Collection<R>, row: R) -> Self {
        self.with(collection, row.key(), Operation::Insert(Rc::new(row)))
    }

    /// Changes fields of a row, which must be there. The empty patch changes nothing and is no mutation.
    pub fn update<R: Row>(self, collection: &Collection<R>, key: &R::Key, patch: R::Patch) -> Self {
        self.with(collection, key.clone(), Operation::Update(patch))
    }

    /// Deletes a row, which must be there.
    pub fn delete<R: Row>(self, collection: &Collection<R>, key: &R::Key) -> Self {
        self.with(collection, key.clone(), Operation::Delete)
    }

    fn with<R: Row>(mut self, collection: &Collection<R>, key: R::Key, operation: Operation<R>) -> Self {
        for group in &mut self.groups {
            if let Some(group) = group.as_any_mut().downcast_mut::<Operations<R>>()
                && group.collection.is(collection)
            {
                group.operations.push((key, operation));
                return self;
            }
        }
        let operations = vec![(key, operation)];
        self.groups.push(Box::new(Operations {
            collection: collection.clone(),
            operations,
        }));
        self
    }

    /// Shows the changes, as one commit, until the transaction is confirmed or rolled back.
    ///
    /// # Errors
    /// [`Error::is_duplicate_key`], [`Error::is_missing_key`] or [`Error::is_foreign_collection`]; then nothing has
    /// changed.
    pub fn apply(self) -> Result<Transaction, Error> {
        // Made before anyone is told: if a subscriber panics, the transaction is rolled back like any other that is dropped.
        let transaction = Transaction {
            id: self.store.next_number(),
            store: self.store.clone(),
        };
        self.enter(transaction.id)?;
        Ok(transaction)
    }

    /// Puts the changes into the overlay as those of a transaction, as one commit.
    fn enter(self, id: u64) -> Result<(), Error> {
        for group in &self.groups {
            group.check(&self.store)?;
        }
        let Self { store, name, groups } = self;
        let parts = groups.into_iter().map(|group| group.push(&store, id)).collect();
        store.ledger().enter(id, name, parts);
        let mut deliveries = Vec::new();
        store.ledger().settle_parts(id, &mut deliveries);
        store.ledger().settle_list([id], &mut deliveries);
        store.deliver(deliveries);
        Ok(())
    }
}

impl<R: Row> Group for Operations<R> {
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn collection(&self) -> &'static str {
        self.collection.name()
    }

    fn check(&self, store: &Store) -> Result<(), Error> {
        let name = self.collection.name();
        if !self.collection.store().is(store) {
            return Err(Error::foreign_collection(name));
        }
        let table = self.collection.table();
        // Whether the rows that earlier operations of this transaction touched are there after them.
        let mut there: FxHashMap<&R::Key, bool> = FxHashMap::default();
        for (key, operation) in &self.operations {
            let is_there = there
                .get(key)
                .copied()
                .unwrap_or_else(|| table.get(key).is_some());
            match operation {
                Operation::Insert(_) if is_there => return Err(Error::duplicate_key(name, key)),
                Operation::Update(_) if !is_there => return Err(Error::missing_key(name, "update", key)),
                Operation::Delete if !is_there => return Err(Error::missing_key(name, "delete", key)),
                _ => there.insert(key, operation.leaves_row()),
            };
        }
        if self.collection.has_unique_index() {
            let mut rows: FxHashMap<R::Key, Option<Rc<R>>> = FxHashMap::default();
            for (key, operation) in &self.operations {
                let row = rows.entry(key.clone()).or_insert_with(|| table.get(key).cloned());
                match operation {
                    Operation::Insert(inserted) => *row = Some(Rc::clone(inserted)),
                    Operation::Delete => *row = None,
                    Operation::Update(patch) => {
                        if let Some(row) = row {
                            patch.apply(Rc::make_mut(row));
                        }
                    }
                }
            }
            self.collection.check_unique(&rows)?;
        }
        Ok(())
    }

    fn push(self: Box<Self>, store: &Store, transaction: u64) -> Box<dyn Part> {
        let Self {
            collection,
            operations,
        } = *self;
        let mut keys = Vec::with_capacity(operations.len());
        collection.write(|table| {
            for (key, operation) in operations {
                if operation.is_empty() {
                    continue;
                }
                let sequence = store.next_number();
                table.push(
                    &key,
                    Pending {
                        transaction,
                        sequence,
                        operation,
                    },
                );
                keys.push(key);
            }
        });
        Box::new(Keys { collection, keys })
    }
}

impl<R: Row> Part for Keys<R> {
    fn retract(&self, transaction: u64) {
        self.collection.write(|table| {
            for key in &self.keys {
                table.retract(key, transaction);
            }
        });
    }

    fn accept(&self, transaction: u64) {
        self.collection.write(|table| {
            for key in &self.keys {
                table.accept(key, transaction);
            }
        });
    }

    fn later(&self, transaction: u64, out: &mut Vec<u64>) {
        let table = self.collection.table();
        for layer in self.keys.iter().filter_map(|key| table.layer(key)) {
            let of_others = layer.pending().iter().map(|pending| pending.transaction);
            let mut from_it = of_others.skip_while(|other| *other != transaction);
            out.extend(from_it.by_ref().filter(|other| *other != transaction));
        }
    }

    fn describe(&self, transaction: u64, out: &mut Vec<Mutation>) {
        let table = self.collection.table();
        for key in &self.keys {
            let pending = table.layer(key).map(Layer::pending).unwrap_or_default();
            let own = pending
                .iter()
                .filter(|pending| pending.transaction == transaction);
            out.extend(own.map(|pending| Mutation {
                transaction,
                sequence: pending.sequence,
                action: None,
                collection: self.collection.name(),
                key: format!("{key:?}"),
                kind: pending.operation.kind(),
                state: MutationState::Pending,
            }));
        }
    }

    fn settle(&self, deliveries: &mut Vec<Delivery>) {
        self.collection.settle(deliveries);
    }
}

/// How a transaction ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server has done it, or its own store has: [`Transaction::confirm`], [`Transaction::accept`].
    Confirmed,
    /// It was taken back: [`Transaction::rollback`], or it was dropped.
    RolledBack,
    /// It was taken back because it, or one that it builds on, failed.
    Failed {
        /// Why, for the user to read.
        reason: String,
    },
}

/// Changes that show and that the server has not answered yet.
///
/// It ends in one of these ways:
///
/// - [`confirm`](Self::confirm): the server has done it, and says what the rows are now;
/// - [`accept`](Self::accept): there is no server to ask: the changes are so from now on;
/// - [`rollback`](Self::rollback): it is taken back; dropping it does the same, so that nothing stays pending that nobody waits for;
/// - [`fail`](Self::fail): it is taken back, and its mutations are kept in the list of what has failed.
///
/// Taking it back leaves what other transactions have changed, also in the same rows: their fields stay, for they are patches of
/// fields. [`rollback_with_dependents`](Self::rollback_with_dependents) and [`fail_with_dependents`](Self::fail_with_dependents)
/// also take back the transactions that *build on it*: those that are not [sent](Self::mark_sent) and have changed one of its rows
/// after it did, and those that build on them. They are failed then, whoever holds them: [`is_open`](Self::is_open) says
/// so, and settling them does nothing to the overlay.
///
/// ```
/// # mod notes { include!("../tests/doc/notes.rs"); }
/// # use notes::{Note, NotePatch};
/// use lockstep_store::Store;
///
/// let store = Store::new();
/// let notes = store.collection::<Note>("notes");
/// let insert = notes.insert(Note::new(1, "milk"))?;
/// let update = notes.update(&1, NotePatch { done: Some(true), ..NotePatch::default() })?;
///
/// let taken_back = insert.fail_with_dependents("no notes after midnight");
/// assert_eq!(taken_back, [update.id()]);
/// assert!(!update.is_open() && notes.is_empty());
/// assert_eq!(store.failed().len(), 2);
/// # Ok::<(), lockstep_store::Error>(())
/// ```
#[must_use = "dropping a transaction rolls it back"]
pub struct Transaction {
    store: Store,
    id: u64,
}

impl Transaction {
    /// The transaction's number, as [`Mutation::transaction`] has it.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Whether it still shows: it was not settled, and no transaction that it builds on has taken it back.
    pub fn is_open(&self) -> bool {
        self.store.ledger().with(self.id, |_| ()).is_some()
    }

    /// Adds changes, as one commit: they show, and end, with those that are there.
    ///
    /// # Errors
    /// As [`TransactionBuilder::apply`], and [`Error::is_settled`] if the transaction is not open; then nothing has changed.
    pub fn extend(&self, changes: TransactionBuilder) -> Result<(), Error> {
        if !self.store.is(&changes.store) {
            let name = changes.groups.first().map_or("", |group| group.collection());
            return Err(Error::foreign_collection(name));
        }
        if !self.is_open() {
            return Err(Error::settled(self.id));
        }
        self.store.ledger().unlist(self.id);
        let entered = changes.enter(self.id);
        if entered.is_err() {
            self.store.commit_list([self.id]);
        }
        entered
    }

    /// Says that it is on its way to the server. What it builds on does not take it back any more: only the server's
    /// answer settles it.
    pub fn mark_sent(&self) {
        self.store.ledger().with(self.id, |open| open.sent = true);
        self.store.commit_list([self.id]);
    }

    /// Calls `callback` when it has ended, whoever ends it; at once if it has ended.
    pub fn on_settled(&self, callback: impl FnOnce(&Outcome) + 'static) {
        let mut callback: Option<OnSettled> = Some(Box::new(callback));
        self.store
            .ledger()
            .with(self.id, |open| open.on_settled.extend(callback.take()));
        if let Some(callback) = callback {
            // Somebody else ended it, for whoever holds a transaction has not.
            let reason = self.store.ledger().reason(self.id);
            callback(&Outcome::Failed { reason });
        }
    }

    /// Replaces the changes by what the server committed, in one commit: a subscriber sees the difference between the
    /// optimistic rows and the server's, and nothing if there is none.
    ///
    /// `answer` may hold rows of any collections. A row that the transaction changed and that the answer does not hold
    /// shows again as the server last said it.
    ///
    /// # Errors
    /// As [`Store::apply`]. The transaction is settled all the same.
    pub fn confirm(self, answer: ServerCommit) -> Result<(), Error> {
        let store = self.store.clone();
        answer.apply(&store, Some(self.id))
    }

    /// Makes the changes true: what they make of the server's rows is from now on what the server said, as one commit. For
    /// collections that no server answers for: see [`LocalOnly`](crate::LocalOnly).
    pub fn accept(self) {
        self.accept_now();
    }

    pub(crate) fn accept_now(&self) {
        let Some(open) = self.store.ledger().take(self.id) else {
            return;
        };
        open.parts.iter().for_each(|part| part.accept(self.id));
        self.store
            .settle_taken_back(vec![(self.id, open, Outcome::Confirmed)]);
    }

    /// Takes the changes back, in one commit. Changes of other transactions stay, also those of the same rows.
    pub fn rollback(self) {
        drop(self);
    }

    /// Takes the changes back, and those that build on them, in one commit. Returns the numbers of the transactions that
    /// were taken back with it; their mutations are in the list of what has failed.
    pub fn rollback_with_dependents(self) -> Vec<u64> {
        self.take_back(true, Outcome::RolledBack)
    }

    /// Takes the changes back, in one commit, and keeps them in the list of what has failed, with the reason. Changes of
    /// other transactions stay, also those of the same rows.
    pub fn fail(self, reason: impl Into<String>) {
        self.take_back(
            false,
            Outcome::Failed {
                reason: reason.into(),
            },
        );
    }

    /// Takes the changes back, and those that build on them, in one commit, and keeps all of them in the list of what has
    /// failed. Returns the numbers of the transactions that were taken back with it.
    pub fn fail_with_dependents(self, reason: impl Into<String>) -> Vec<u64> {
        self.take_back(
            true,
            Outcome::Failed {
                reason: reason.into(),
            },
        )
    }

    fn take_back(&self, with_dependents: bool, outcome: Outcome) -> Vec<u64> {
        let ledger = self.store.ledger();
        let dependents = if with_dependents {
            ledger.dependents(self.id)
        } else {
            Vec::new()
        };
        let why = match &outcome {
            Outcome::Failed { reason } => format!("a change before it failed: {reason}"),
            _ => TAKEN_BACK.to_owned(),
        };
        let of_dependents = dependents
            .iter()
            .map(|id| (*id, Outcome::Failed { reason: why.clone() }));
        let mut taken = Vec::new();
        for (id, outcome) in std::iter::once((self.id, outcome)).chain(of_dependents) {
            if let Outcome::Failed { reason } = &outcome {
                ledger.remember_failed(id, reason);
            }
            if let Some(open) = ledger.take(id) {
                taken.push((id, open, outcome));
            }
        }
        self.store.settle_taken_back(taken);
        dependents
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        self.take_back(false, Outcome::RolledBack);
    }
}

impl fmt::Debug for Transaction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Transaction")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TransactionBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TransactionBuilder")
            .field("collections", &self.groups.len())
            .finish_non_exhaustive()
    }
}
