//! Optimistic transactions: changes that show at once and wait for the server.

use std::any::Any;
use std::fmt;
use std::rc::Rc;

use lockstep_entity::Row;
use rustc_hash::FxHashMap;

use crate::overlay::{Operation, Pending};
use crate::store::Delivery;
use crate::{Collection, Error, ServerCommit, Store};

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
    /// Whether every operation can be done.
    fn check(&self, store: &Store) -> Result<(), Error>;
    /// Puts the operations into the overlay.
    fn push(self: Box<Self>, store: &Store, transaction: u64) -> Box<dyn Part>;
}

/// The rows of one collection that a transaction has changed.
pub(crate) trait Part {
    /// Takes the transaction's operations out of the overlay.
    fn retract(&self, transaction: u64);
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
            groups: Vec::new(),
        }
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
        for group in &self.groups {
            group.check(&self.store)?;
        }
        let id = self.store.next_number();
        let push = |group: Box<dyn Group>| group.push(&self.store, id);
        let parts = self.groups.into_iter().map(push).collect();
        // Made before anyone is told: if a subscriber panics, the transaction is rolled back like any other that is dropped.
        let transaction = Transaction {
            store: self.store.clone(),
            id,
            parts,
        };
        finish(&transaction.store, &transaction.parts);
        Ok(transaction)
    }
}

impl<R: Row> Group for Operations<R> {
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
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

    fn settle(&self, deliveries: &mut Vec<Delivery>) {
        self.collection.settle(deliveries);
    }
}

/// Ends a commit over several collections.
pub(crate) fn finish(store: &Store, parts: &[Box<dyn Part>]) {
    let mut deliveries = Vec::new();
    for part in parts {
        part.settle(&mut deliveries);
    }
    store.deliver(deliveries);
}

/// Changes that show and that the server has not answered yet.
///
/// It ends in one of two ways: [`Transaction::confirm`] with the server's rows, or [`Transaction::rollback`]. Dropping
/// it rolls it back, so that nothing stays pending that nobody waits for.
#[must_use = "dropping a transaction rolls it back"]
pub struct Transaction {
    store: Store,
    id: u64,
    parts: Vec<Box<dyn Part>>,
}

impl Transaction {
    /// The transaction's number, as [`PendingMutation::transaction`](crate::PendingMutation::transaction) has it.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Replaces the changes by what the server committed, in one commit: a subscriber sees the difference between the
    /// optimistic rows and the server's, and nothing if there is none.
    ///
    /// `answer` may hold rows of any collections. A row that the transaction changed and that the answer does not hold
    /// shows again as the server last said it.
    ///
    /// # Errors
    /// As [`Store::apply`]. The transaction is settled all the same.
    pub fn confirm(mut self, answer: ServerCommit) -> Result<(), Error> {
        let parts = std::mem::take(&mut self.parts);
        let store = self.store.clone();
        answer.apply(&store, Some((self.id, parts)))
    }

    /// Takes the changes back, in one commit. Changes of other transactions stay, also those of the same rows.
    pub fn rollback(self) {
        drop(self);
    }

    fn retract(&mut self) {
        let parts = std::mem::take(&mut self.parts);
        for part in &parts {
            part.retract(self.id);
        }
        finish(&self.store, &parts);
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        self.retract();
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
