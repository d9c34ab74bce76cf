//! Commits of the server: rows that are so now.

use std::any::Any;
use std::fmt;

use lockstep_entity::Row;

use crate::store::Delivery;
use crate::transaction::Outcome;
use crate::{Collection, Error, Store};

/// What the server said, collected: rows of any collections of one store, written as one commit.
///
/// Given to [`Store::apply`] when it came by itself, and to [`Transaction::confirm`](crate::Transaction::confirm) when it is the answer to
/// a transaction. Rows are admitted whatever is pending; pending fields stay on top of them.
///
/// ```
/// # mod notes { include!("../tests/doc/notes.rs"); }
/// # use notes::{Note, NotePatch};
/// use lockstep_store::{ServerCommit, Store};
///
/// let store = Store::new();
/// let notes = store.collection::<Note>("notes");
/// store.apply(
///     ServerCommit::new()
///         .upsert(&notes, Note::new(1, "milk"))
///         .upsert(&notes, Note::new(2, "bread"))
///         .patch(&notes, &2, NotePatch { done: Some(true), ..NotePatch::default() })
///         .delete(&notes, &1),
/// )?;
/// assert_eq!(notes.len(), 1);
/// assert!(notes.get(&2).unwrap().done);
/// # Ok::<(), lockstep_store::Error>(())
/// ```
#[derive(Default)]
#[must_use = "nothing is written before the commit is applied"]
pub struct ServerCommit {
    groups: Vec<Box<dyn Group>>,
}

/// What the server did to one row.
enum Change<R: Row> {
    Upsert(R),
    Patch(R::Key, R::Patch),
    Delete(R::Key),
    Truncate,
}

struct Changes<R: Row> {
    collection: Collection<R>,
    changes: Vec<Change<R>>,
}

/// [`Changes`] of rows of any type.
trait Group {
    fn as_any_mut(&mut self) -> &mut dyn Any;
    fn check(&self, store: &Store) -> Result<(), Error>;
    /// Writes the changes that can be done; the first one that cannot is the error.
    fn write(&mut self) -> Result<(), Error>;
    fn settle(&self, deliveries: &mut Vec<Delivery>);
}

impl ServerCommit {
    /// A commit that says nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// This is how the row is now, whether or not it was there.
    pub fn upsert<R: Row>(self, collection: &Collection<R>, row: R) -> Self {
        self.upsert_all(collection, [row])
    }

    /// This is how the rows are now, whether or not they were there.
    pub fn upsert_all<R: Row>(
        mut self,
        collection: &Collection<R>,
        rows: impl IntoIterator<Item = R>,
    ) -> Self {
        self.changes(collection)
            .extend(rows.into_iter().map(Change::Upsert));
        self
    }

    /// These fields of the row have changed.
    pub fn patch<R: Row>(mut self, collection: &Collection<R>, key: &R::Key, patch: R::Patch) -> Self {
        self.changes(collection).push(Change::Patch(key.clone(), patch));
        self
    }

    /// There is no such row now, whether or not it was there.
    pub fn delete<R: Row>(self, collection: &Collection<R>, key: &R::Key) -> Self {
        self.delete_all(collection, [key.clone()])
    }

    /// There are no such rows now, whether or not they were there.
    pub fn delete_all<R: Row>(
        mut self,
        collection: &Collection<R>,
        keys: impl IntoIterator<Item = R::Key>,
    ) -> Self {
        self.changes(collection)
            .extend(keys.into_iter().map(Change::Delete));
        self
    }

    /// Nothing that the server has said of this collection holds any more; what follows in this commit is all that there is.
    ///
    /// Readers see no gap: the commit is one, so they are told the difference between the rows before it and after it. What
    /// is pending stays on top. Costs a step a row.
    pub fn truncate<R: Row>(mut self, collection: &Collection<R>) -> Self {
        let changes = self.changes(collection);
        changes.clear();
        changes.push(Change::Truncate);
        self
    }

    fn changes<R: Row>(&mut self, collection: &Collection<R>) -> &mut Vec<Change<R>> {
        let position = self.groups.iter_mut().position(|group| {
            group
                .as_any_mut()
                .downcast_mut::<Changes<R>>()
                .is_some_and(|group| group.collection.is(collection))
        });
        let position = position.unwrap_or_else(|| {
            self.groups.push(Box::new(Changes {
                collection: collection.clone(),
                // Most commits change one row, and a change may hold a whole one.
                changes: Vec::with_capacity(1),
            }));
            self.groups.len() - 1
        });
        let group = self.groups[position].as_any_mut().downcast_mut::<Changes<R>>();
        &mut group.expect("found or made above, of this type").changes
    }

    /// Writes the changes and takes out the overlay of the transaction that they answer, in one commit.
    pub(crate) fn apply(mut self, store: &Store, answered: Option<u64>) -> Result<(), Error> {
        let mut result = self.groups.iter().try_for_each(|group| group.check(store));
        if result.is_err() {
            self.groups.clear();
        }
        for group in &mut self.groups {
            result = result.and(group.write());
        }
        let mut deliveries = Vec::new();
        let answered = answered.and_then(|id| Some((id, store.ledger().take(id)?)));
        if let Some((id, open)) = &answered {
            open.parts.iter().for_each(|part| part.retract(*id));
        }
        for group in &self.groups {
            group.settle(&mut deliveries);
        }
        if let Some((_, open)) = answered {
            open.parts.iter().for_each(|part| part.settle(&mut deliveries));
            store.ledger().settle_list([], &mut deliveries);
            deliveries.extend(open.settled(Outcome::Confirmed));
        }
        store.deliver(deliveries);
        result
    }
}

impl<R: Row> Group for Changes<R> {
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn check(&self, store: &Store) -> Result<(), Error> {
        if self.collection.store().is(store) {
            Ok(())
        } else {
            Err(Error::foreign_collection(self.collection.name()))
        }
    }

    fn write(&mut self) -> Result<(), Error> {
        let name = self.collection.name();
        let changes = std::mem::take(&mut self.changes);
        self.collection.write(|table| {
            let mut result = Ok(());
            for change in changes {
                let key = match change {
                    Change::Upsert(row) => {
                        let key = row.key();
                        table.upsert(key.clone(), row);
                        key
                    }
                    Change::Patch(key, patch) => {
                        if !table.patch(&key, &patch) {
                            result = result.and(Err(Error::missing_key(name, "patch", &key)));
                            continue;
                        }
                        key
                    }
                    Change::Delete(key) => {
                        table.remove(&key);
                        key
                    }
                    Change::Truncate => {
                        table.truncate();
                        continue;
                    }
                };
                table.written(&key);
            }
            result
        })
    }

    fn settle(&self, deliveries: &mut Vec<Delivery>) {
        self.collection.settle(deliveries);
    }
}

impl fmt::Debug for ServerCommit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ServerCommit")
            .field("collections", &self.groups.len())
            .finish()
    }
}
