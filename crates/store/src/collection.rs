//! Collections: keyed sets of rows, as the server said them under what is pending.

use std::cell::{Ref, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Bound;
use std::rc::{Rc, Weak};
use std::time::Duration;

use lockstep_delta::ZSet;
use lockstep_entity::{AsScalar, Column, Name, Row, Scalar};
use rustc_hash::FxHashMap;

use crate::entry::Entry;
use crate::index::{CompositeIndex, Indexes};
use crate::inspect::QueryInfo;
use crate::status::StatusCell;
use crate::store::Delivery;
use crate::sync::SyncState;
use crate::table::Table;
use crate::{Adapter, Alias, Error, Status, Store, Transaction, TransactionBuilder};

/// A keyed set of rows.
///
/// What is read is what the server said, under what optimistic transactions have changed and the server has not answered
/// yet. A cheap handle; clones are the same collection. Made by [`Store::collection`].
///
/// ```
/// # mod notes { include!("../tests/doc/notes.rs"); }
/// # use notes::Note;
/// use lockstep_store::Store;
///
/// let store = Store::new();
/// let notes = store.collection::<Note>("notes");
/// notes.load([Note::new(1, "milk"), Note::new(2, "bread")]);
/// notes.mark_ready();
/// assert_eq!(notes.get(&2).unwrap().text, "bread");
///
/// let pending = notes.delete(&1)?; // gone at once …
/// assert_eq!(notes.len(), 1);
/// pending.rollback(); // … and back, if the server refuses
/// assert_eq!(notes.len(), 2);
/// # Ok::<(), lockstep_store::Error>(())
/// ```
pub struct Collection<R: Row> {
    inner: Rc<Inner<R>>,
}

struct Inner<R: Row> {
    name: &'static str,
    store: Store,
    table: RefCell<Table<R>>,
    indexes: RefCell<Indexes<R>>,
    queries: RefCell<BTreeMap<u64, Weak<dyn Maintained<R>>>>,
    status: Rc<StatusCell>,
    sync: SyncState<R>,
}

/// Something that is kept current with a collection: a live query.
pub(crate) trait Maintained<R: Row> {
    /// Takes in what a commit changed; what its subscribers are to be told then.
    fn advance(self: Rc<Self>, delta: &ZSet<Entry<R>>) -> Option<Delivery>;

    /// What it is, for people; nothing, where it is part of something else.
    fn describe(&self) -> Option<QueryInfo> {
        None
    }
}

/// A collection of rows of any type, as its store sees it.
pub(crate) trait AnyCollection {
    fn info(&self) -> CollectionInfo;
    fn describe_queries(&self, out: &mut Vec<QueryInfo>);
    fn collect_garbage(self: Rc<Self>, now: Duration, unused_for: Duration);
}

/// What a collection holds, for people who look into a running program.
#[derive(Clone, Debug)]
pub struct CollectionInfo {
    /// The collection's name.
    pub name: &'static str,
    /// How far its data has come.
    pub status: Status,
    /// How many rows are seen.
    pub rows: usize,
    /// How many rows have pending changes.
    pub pending: usize,
    /// How many live queries there are.
    pub queries: usize,
    /// The columns that are indexed, in the order in which queries asked for them.
    pub indexes: Vec<&'static str>,
    /// The subsets that are held or on their way, where rows load on demand, each as it is printed, with its status.
    pub subsets: Vec<(String, Status)>,
    /// How many pending operations have been played over rows: what optimistic changes have cost so far.
    pub operations_played: u64,
}

impl<R: Row> Collection<R> {
    pub(crate) fn new(store: Store, name: &'static str, adapter: Option<Box<dyn Adapter<R>>>) -> Self {
        Self {
            inner: Rc::new(Inner {
                name,
                store,
                table: RefCell::default(),
                indexes: RefCell::default(),
                queries: RefCell::default(),
                status: Rc::default(),
                sync: SyncState::new(adapter),
            }),
        }
    }

    /// The name given to [`Store::collection`].
    pub fn name(&self) -> &'static str {
        self.inner.name
    }

    /// The store that it belongs to.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The row with this key, as it is seen.
    pub fn get(&self, key: &R::Key) -> Option<Rc<R>> {
        self.table().get(key).cloned()
    }

    /// Whether a row with this key is seen.
    pub fn contains(&self, key: &R::Key) -> bool {
        self.table().get(key).is_some()
    }

    /// How many rows are seen.
    pub fn len(&self) -> usize {
        self.table().len()
    }

    /// Whether no row is seen.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the row with this key has changes that the server has not answered yet.
    pub fn is_pending(&self, key: &R::Key) -> bool {
        self.table().layer(key).is_some()
    }

    /// The row with this key as the server last said it, without what is pending.
    pub fn confirmed(&self, key: &R::Key) -> Option<Rc<R>> {
        self.table().base(key).cloned()
    }

    /// The collection under a name, as a source of a [`Relation`](crate::Relation).
    pub fn alias(&self, name: impl Into<Name>) -> Alias<R> {
        Alias::new(self.clone(), name.into())
    }

    /// Inserts a row optimistically, as a transaction of its own.
    ///
    /// # Errors
    /// [`Error::is_duplicate_key`] if a row with its key is there.
    pub fn insert(&self, row: R) -> Result<Transaction, Error> {
        self.single(self.store().transaction().insert(self, row))
    }

    /// Changes fields of a row optimistically, as a transaction of its own.
    ///
    /// # Errors
    /// [`Error::is_missing_key`] if no row with this key is there.
    pub fn update(&self, key: &R::Key, patch: R::Patch) -> Result<Transaction, Error> {
        self.single(self.store().transaction().update(self, key, patch))
    }

    /// Deletes a row optimistically, as a transaction of its own.
    ///
    /// # Errors
    /// [`Error::is_missing_key`] if no row with this key is there.
    pub fn delete(&self, key: &R::Key) -> Result<Transaction, Error> {
        self.single(self.store().transaction().delete(self, key))
    }

    /// Shows a transaction of one write. What a local collection is told is true at once.
    fn single(&self, transaction: TransactionBuilder) -> Result<Transaction, Error> {
        let transaction = transaction.apply()?;
        let adapter = self.sync().adapter.as_ref();
        if adapter.is_some_and(|adapter| adapter.is_local()) {
            transaction.accept_now();
        }
        Ok(transaction)
    }

    /// Indexes a column now rather than when a query first asks for an equality on it.
    pub fn create_index<T: AsScalar>(&self, column: Column<R, T>) {
        self.ensure_index(Column::new(column.name(), column.reader()));
    }

    /// Indexes a column in the order of its values, for ranges and starts of texts, now rather than when a query asks for a
    /// second one on it.
    pub fn create_range_index<T: AsScalar>(&self, column: Column<R, T>) {
        self.ensure_ordered(Column::new(column.name(), column.reader()));
    }

    /// Indexes columns together: for conditions and joins that say what all of them are.
    ///
    /// ```
    /// # mod notes { include!("../tests/doc/notes.rs"); }
    /// # use notes::Note;
    /// use lockstep_store::{ColumnExt, Query, Store};
    ///
    /// let store = Store::new();
    /// let notes = store.collection::<Note>("notes");
    /// notes.create_composite_index([Note::TEXT.untyped(), Note::DONE.untyped()]);
    /// let done = Query::from(&notes).filter(Note::DONE.eq(true).and(Note::TEXT.eq("milk")));
    /// assert_eq!(done.explain().access().to_string(), "index on (text, done) (0 candidates)");
    /// ```
    pub fn create_composite_index(&self, columns: impl IntoIterator<Item = Column<R, ()>>) {
        let table = self.table();
        let rows = table.iter().map(|(key, row)| (key, &**row));
        let mut indexes = self.inner.indexes.borrow_mut();
        indexes.create_composite(columns.into_iter().collect(), rows);
    }

    /// Indexes columns together, in which no two rows may be equal: an optimistic transaction that would make two is refused. A
    /// row that lacks one of the values is equal to none. What the server says is so, in any case.
    ///
    /// # Errors
    /// [`Error::is_duplicate_value`], if two rows that are there are equal; there is an index then that refuses nothing.
    ///
    /// ```
    /// # mod notes { include!("../tests/doc/notes.rs"); }
    /// # use notes::Note;
    /// use lockstep_store::{ColumnExt, Store};
    ///
    /// let store = Store::new();
    /// let notes = store.collection::<Note>("notes");
    /// notes.load([Note::new(1, "milk")]);
    /// notes.create_unique_index([Note::TEXT.untyped()])?;
    /// let error = notes.insert(Note::new(2, "milk")).unwrap_err();
    /// assert!(error.is_duplicate_value());
    /// assert_eq!(error.to_string(), "notes: 1 and 2 cannot be equal in (text): change one of them");
    /// # Ok::<(), lockstep_store::Error>(())
    /// ```
    pub fn create_unique_index(&self, columns: impl IntoIterator<Item = Column<R, ()>>) -> Result<(), Error> {
        let table = self.table();
        let rows = table.iter().map(|(key, row)| (key, &**row));
        let mut indexes = self.inner.indexes.borrow_mut();
        let index = indexes.create_composite(columns.into_iter().collect(), rows);
        index.make_unique().map_err(|(first, second)| {
            let columns: Vec<&str> = index.columns().collect();
            Error::duplicate_value(self.name(), &columns, &first, &second)
        })
    }

    pub(crate) fn has_unique_index(&self) -> bool {
        self.indexes().composite().iter().any(CompositeIndex::is_unique)
    }

    /// Whether the unique indexes admit rows in the place of those that have their keys.
    pub(crate) fn check_unique(&self, rows: &FxHashMap<R::Key, Option<Rc<R>>>) -> Result<(), Error> {
        for index in self.indexes().composite() {
            if !index.is_unique() {
                continue;
            }
            let mut seen: FxHashMap<Box<[Scalar]>, &R::Key> = FxHashMap::default();
            for (key, row) in rows {
                let Some(values) = row.as_ref().and_then(|row| index.values(row)) else {
                    continue;
                };
                let mut equal: Option<R::Key> = None;
                index.for_each(&values, |other| {
                    if !rows.contains_key(other) {
                        equal = Some(other.clone());
                    }
                });
                let equal = equal.or_else(|| seen.insert(values, key).cloned());
                if let Some(equal) = equal {
                    let columns: Vec<&str> = index.columns().collect();
                    let (first, second) = if equal < *key {
                        (&equal, key)
                    } else {
                        (key, &equal)
                    };
                    return Err(Error::duplicate_value(self.name(), &columns, first, second));
                }
            }
        }
        Ok(())
    }

    fn ensure_ordered(&self, column: Column<R, ()>) {
        let table = self.table();
        let rows = table.iter().map(|(key, row)| (key, &**row));
        self.inner.indexes.borrow_mut().create_ordered(column, rows);
    }

    /// How many rows have a value in a range, if there is an index to tell and they are at most `most`. Makes the index when
    /// it is asked for (`asks`) for the second time.
    pub(crate) fn count_range(
        &self,
        column: Column<R, ()>,
        range: &(Bound<Scalar>, Bound<Scalar>),
        most: usize,
        asks: bool,
    ) -> Option<usize> {
        if asks && self.inner.indexes.borrow_mut().wants_ordered(column.name()) {
            self.ensure_ordered(column);
        }
        self.indexes().ordered(column.name())?.count(range, most)
    }

    pub(crate) fn ensure_index(&self, column: Column<R, ()>) {
        self.inner.indexes.borrow_mut().create(column, &self.table());
    }

    pub(crate) fn table(&self) -> Ref<'_, Table<R>> {
        self.inner.table.borrow()
    }

    pub(crate) fn indexes(&self) -> Ref<'_, Indexes<R>> {
        self.inner.indexes.borrow()
    }

    pub(crate) fn status_cell(&self) -> &Rc<StatusCell> {
        &self.inner.status
    }

    pub(crate) fn sync(&self) -> &SyncState<R> {
        &self.inner.sync
    }

    /// How many live queries there are.
    pub(crate) fn queries(&self) -> usize {
        self.inner.queries.borrow().len()
    }

    pub(crate) fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }

    /// A number that no other collection has while this one lives.
    pub(crate) fn address(&self) -> usize {
        Rc::as_ptr(&self.inner).addr()
    }

    pub(crate) fn downgrade(&self) -> Weak<dyn AnyCollection> {
        let weak: Weak<Inner<R>> = Rc::downgrade(&self.inner);
        weak
    }

    /// A handle that does not keep the collection.
    pub(crate) fn downgrade_typed(&self) -> WeakCollection<R> {
        WeakCollection(Rc::downgrade(&self.inner))
    }

    /// Writes to the rows; the commit must be ended with [`Collection::settle`].
    pub(crate) fn write<T>(&self, write: impl FnOnce(&mut Table<R>) -> T) -> T {
        write(&mut self.inner.table.borrow_mut())
    }

    /// Ends a commit: brings indexes and live queries up to date, and adds what subscribers are to be told.
    pub(crate) fn settle(&self, deliveries: &mut Vec<Delivery>) {
        let delta = self.inner.table.borrow_mut().settle();
        if delta.is_empty() {
            return;
        }
        self.inner.indexes.borrow_mut().advance(&delta, &self.table());
        for query in self.inner.queries.borrow().values() {
            if let Some(query) = query.upgrade() {
                deliveries.extend(query.advance(&delta));
            }
        }
    }

    /// Keeps a live query current until [`Collection::detach`]. The first one asks for the rows.
    pub(crate) fn attach(&self, id: u64, query: Weak<dyn Maintained<R>>) {
        self.inner.queries.borrow_mut().insert(id, query);
        if !self.inner.sync.is_started.get() {
            self.start_sync();
        }
    }

    pub(crate) fn detach(&self, id: u64) {
        self.inner.queries.borrow_mut().remove(&id);
    }
}

/// A handle of a collection that does not keep it.
pub(crate) struct WeakCollection<R: Row>(Weak<Inner<R>>);

impl<R: Row> WeakCollection<R> {
    pub(crate) fn upgrade(&self) -> Option<Collection<R>> {
        Some(Collection {
            inner: self.0.upgrade()?,
        })
    }
}

impl<R: Row> Default for WeakCollection<R> {
    fn default() -> Self {
        Self(Weak::new())
    }
}

impl<R: Row> Clone for WeakCollection<R> {
    fn clone(&self) -> Self {
        Self(Weak::clone(&self.0))
    }
}

impl<R: Row> AnyCollection for Inner<R> {
    fn info(&self) -> CollectionInfo {
        let table = self.table.borrow();
        CollectionInfo {
            name: self.name,
            status: self.status.get(),
            rows: table.len(),
            pending: table.overlay().count(),
            queries: self.queries.borrow().len(),
            indexes: self.indexes.borrow().columns().collect(),
            subsets: self.sync.describe_held(),
            operations_played: table.operations_played(),
        }
    }

    fn describe_queries(&self, out: &mut Vec<QueryInfo>) {
        let queries: Vec<_> = self.queries.borrow().values().filter_map(Weak::upgrade).collect();
        out.extend(queries.iter().filter_map(|query| query.describe()));
    }

    fn collect_garbage(self: Rc<Self>, now: Duration, unused_for: Duration) {
        Collection { inner: self }.collect_garbage(now, unused_for);
    }
}

impl<R: Row> Clone for Collection<R> {
    fn clone(&self) -> Self {
        Self {
            inner: Rc::clone(&self.inner),
        }
    }
}

impl<R: Row> fmt::Debug for Collection<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.info().fmt(formatter)
    }
}
