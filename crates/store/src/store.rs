//! The store: what collections share, and the order in which subscribers are told.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::rc::{Rc, Weak};
use std::time::Duration;

use lockstep_entity::Row;

use crate::collection::{AnyCollection, CollectionInfo};
use crate::inspect::QueryInfo;
use crate::ledger::{Ledger, Open};
use crate::relation::Registry;
use crate::{Adapter, Collection, Error, Mutation, Outcome, ServerCommit, TransactionBuilder};

/// A set of collections that change together: a transaction may span them, and subscribers of all of them are told of
/// changes in one order.
///
/// A cheap handle; clones are the same store. Not `Send`: a store lives on one thread.
///
/// # Reentrancy
///
/// A commit changes rows, indexes and live queries at once, then tells the subscribers. A subscriber may do whatever it
/// likes: read, create or drop queries and subscriptions, write. What it writes is there when its call returns; the batches that
/// follow from it are queued until every subscriber has been told of the commit before. So everyone sees every
/// commit, in the order of commits, and a [`Batch`](crate::Batch) shows the rows as its commit left them.
/// Subscribers that answer every batch with another write keep each other busy forever; that is theirs to avoid. If a
/// subscriber panics, the subscribers of the same query after it miss that batch; what else is queued is told with the
/// next commit.
#[derive(Clone, Default)]
pub struct Store {
    inner: Rc<Inner>,
}

#[derive(Default)]
struct Inner {
    next: Cell<u64>,
    collections: RefCell<Vec<Weak<dyn AnyCollection>>>,
    queue: RefCell<VecDeque<Delivery>>,
    delivering: Cell<bool>,
    counting: Cell<bool>,
    relations: Registry,
    ledger: Ledger,
}

/// Tells the subscribers of one query of one commit.
pub(crate) type Delivery = Box<dyn FnOnce()>;

impl Store {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a collection in this store, which whoever has it fills: [`Collection::load`], [`Store::apply`]. The name is used
    /// in messages; it need not be unique.
    pub fn collection<R: Row>(&self, name: &'static str) -> Collection<R> {
        self.add(Collection::new(self.clone(), name, None))
    }

    /// Creates a collection in this store that asks an adapter for its rows, from the first live query or
    /// [`Collection::preload`] on.
    pub fn synced<R: Row>(&self, name: &'static str, adapter: impl Adapter<R>) -> Collection<R> {
        self.add(Collection::new(self.clone(), name, Some(Box::new(adapter))))
    }

    /// Frees what nobody uses in any collection: see [`Collection::collect_garbage`].
    pub fn collect_garbage(&self, now: Duration, unused_for: Duration) {
        for collection in self.live_collections() {
            collection.collect_garbage(now, unused_for);
        }
    }

    fn add<R: Row>(&self, collection: Collection<R>) -> Collection<R> {
        let mut collections = self.inner.collections.borrow_mut();
        collections.retain(|collection| collection.strong_count() > 0);
        collections.push(collection.downgrade());
        collection
    }

    /// Starts an optimistic transaction: see [`TransactionBuilder`].
    pub fn transaction(&self) -> TransactionBuilder {
        TransactionBuilder::new(self.clone())
    }

    /// Writes what the server said, as one commit: one batch a subscriber.
    ///
    /// # Errors
    /// [`Error::is_foreign_collection`], and nothing is written. [`Error::is_missing_key`] if a row was to be patched
    /// that is not here: everything else *is* written, and the rows that the error names should be fetched again.
    pub fn apply(&self, commit: ServerCommit) -> Result<(), Error> {
        commit.apply(self, None)
    }

    /// Every mutation that no server has answered yet, oldest first.
    pub fn pending(&self) -> Vec<Mutation> {
        self.ledger().pending()
    }

    /// Every mutation that has failed and was not [forgotten](Store::forget_failed), oldest first; at most the last 256.
    pub fn failed(&self) -> Vec<Mutation> {
        self.ledger().failed()
    }

    /// The mutations that are pending, and those that have failed, as a collection of rows: to be queried, counted and kept current
    /// like any other. It is written to while somebody holds it (or a live query over it), in the commits that change what
    /// it lists.
    ///
    /// ```
    /// # mod notes { include!("../tests/doc/notes.rs"); }
    /// # use notes::Note;
    /// use lockstep_store::{ColumnExt, Mutation, Query, Store};
    ///
    /// let store = Store::new();
    /// let notes = store.collection::<Note>("notes");
    /// let failed = Query::from(&store.mutations()).filter(Mutation::STATE.eq("failed")).live();
    /// notes.insert(Note::new(1, "milk"))?.fail("the server is full");
    /// assert_eq!(failed.first().unwrap().state.reason(), Some("the server is full"));
    /// store.forget_failed(None);
    /// assert!(failed.is_empty());
    /// # Ok::<(), lockstep_store::Error>(())
    /// ```
    pub fn mutations(&self) -> Collection<Mutation> {
        self.ledger().mutations(self)
    }

    /// Forgets the failed mutations of one transaction, or of all: their user has seen them.
    pub fn forget_failed(&self, transaction: Option<u64>) {
        self.ledger().forget_failed(transaction);
        self.commit_list([]);
    }

    /// Ends a commit that changes nothing but what the list of mutations says of some transactions.
    pub(crate) fn commit_list(&self, changed: impl IntoIterator<Item = u64>) {
        let mut deliveries = Vec::new();
        self.ledger().settle_list(changed, &mut deliveries);
        if !deliveries.is_empty() || self.inner.relations.is_waiting() {
            self.deliver(deliveries);
        }
    }

    /// Ends a commit that takes the operations of transactions out of the overlay.
    pub(crate) fn settle_taken_back(&self, taken: Vec<(u64, Open, Outcome)>) {
        if taken.is_empty() {
            return;
        }
        for (id, open, _) in &taken {
            open.parts.iter().for_each(|part| part.retract(*id));
        }
        let mut deliveries = Vec::new();
        for part in taken.iter().flat_map(|(_, open, _)| &open.parts) {
            part.settle(&mut deliveries);
        }
        self.ledger()
            .settle_list(taken.iter().map(|(id, ..)| *id), &mut deliveries);
        for (_, open, outcome) in taken {
            deliveries.extend(open.settled(outcome));
        }
        self.deliver(deliveries);
    }

    /// What the collections of this store hold, in the order in which they were created.
    pub fn collections(&self) -> Vec<CollectionInfo> {
        self.live_collections()
            .iter()
            .map(|collection| collection.info())
            .collect()
    }

    pub(crate) fn queries(&self) -> Vec<QueryInfo> {
        let mut queries = Vec::new();
        for collection in self.live_collections() {
            collection.describe_queries(&mut queries);
        }
        queries
    }

    pub(crate) fn counts_work(&self) -> bool {
        self.inner.counting.get()
    }

    pub(crate) fn set_counting(&self, counting: bool) {
        self.inner.counting.set(counting);
    }

    fn live_collections(&self) -> Vec<Rc<dyn AnyCollection>> {
        self.inner
            .collections
            .borrow()
            .iter()
            .filter_map(Weak::upgrade)
            .collect()
    }

    /// A number that was never given before.
    pub(crate) fn next_number(&self) -> u64 {
        let number = self.inner.next.get() + 1;
        self.inner.next.set(number);
        number
    }

    pub(crate) fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }

    /// How many different [`Relation`](crate::Relation)s are kept current: those that are equal count once.
    pub fn relations(&self) -> usize {
        self.inner.relations.len()
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.inner.ledger
    }

    pub(crate) fn registry(&self) -> &Registry {
        &self.inner.relations
    }

    /// Ends a commit over however many collections: brings up to date what depends on several of them, queues what
    /// subscribers are to be told and, unless that is being done already, tells them.
    pub(crate) fn deliver(&self, deliveries: impl IntoIterator<Item = Delivery>) {
        let of_relations = self.inner.relations.advance();
        let deliveries = of_relations.into_iter().chain(deliveries);
        self.inner.queue.borrow_mut().extend(deliveries);
        // A transaction that is rolled back because a subscriber panicked: to be told with the next commit, for a
        // subscriber that panics now would end the program.
        if std::thread::panicking() || self.inner.delivering.replace(true) {
            return;
        }
        let _guard = Delivering(&self.inner.delivering);
        loop {
            let next = self.inner.queue.borrow_mut().pop_front();
            let Some(delivery) = next else { break };
            delivery();
        }
    }
}

/// Ends a delivery, also when a subscriber panics.
struct Delivering<'a>(&'a Cell<bool>);

impl Drop for Delivering<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Store")
            .field("collections", &self.collections())
            .finish()
    }
}
