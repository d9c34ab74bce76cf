//! Live queries: ordered rows that stay current.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::ops::Range;
use std::rc::{Rc, Weak};

use lockstep_delta::{FilterMap, Order, ZSet};
use lockstep_entity::Row;

use crate::collection::Maintained;
use crate::entry::Entry;
use crate::inspect::{QueryInfo, WorkCell};
use crate::order::{Comparator, Ranked};
use crate::store::Delivery;
use crate::subscription::Subscribers;
use crate::{Batch, Coverage, Demand, Query, Rows, Subscription, SyncMode};

/// The rows of a query, kept current by every commit at a cost of `O(changed rows × log rows)`.
///
/// Built once, from an index where the predicate has an equality; then each commit brings it up to date before
/// anyone is told. A cheap handle; clones are the same live query. When the last one is dropped, everything that it held
/// is freed and its subscribers are told nothing more.
///
/// ```
/// # mod notes { include!("../tests/doc/notes.rs"); }
/// # use notes::{Note, NotePatch};
/// use std::cell::RefCell;
/// use std::rc::Rc;
/// use lockstep_store::{ColumnExt, Query, Store};
///
/// let store = Store::new();
/// let notes = store.collection::<Note>("notes");
/// notes.load([Note::new(1, "milk"), Note::new(2, "bread")]);
///
/// let open = Query::from(&notes).filter(Note::DONE.eq(false)).order_by(Note::TEXT).live();
/// assert_eq!(open.first().unwrap().text, "bread");
/// assert_eq!(open.position_of(&1), Some(1));
///
/// let log = Rc::new(RefCell::new(Vec::new()));
/// let subscription = open.subscribe({
///     let log = Rc::clone(&log);
///     move |batch| log.borrow_mut().push(batch.rows().len())
/// });
/// let pending = notes.update(&2, NotePatch { done: Some(true), ..NotePatch::default() })?;
/// pending.rollback();
/// assert_eq!(*log.borrow(), [1, 2]);
/// # drop(subscription);
/// # Ok::<(), lockstep_store::Error>(())
/// ```
pub struct LiveQuery<R: Row> {
    inner: Rc<Inner<R>>,
}

struct Inner<R: Row> {
    id: u64,
    query: Query<R>,
    order: RefCell<Order<Ranked<R>, Comparator<R>>>,
    /// How many commits have changed the rows.
    version: Cell<u64>,
    /// Keeps the rows that it needs coming, where they load on demand.
    demand: OnceCell<Demand<R>>,
    /// Keeps the changes coming, where it is not the collection that tells them.
    selected: OnceCell<Box<dyn Any>>,
    subscribers: Subscribers<Batch<R>>,
    work: WorkCell,
}

impl<R: Row> LiveQuery<R> {
    pub(crate) fn new(query: Query<R>) -> Self {
        // Held while the rows are read, so that it is there once.
        let selected = query.selected();
        let order = Order::from_sorted(query.sorted(), query.order().comparator());
        let inner = Rc::new(Inner {
            id: query.source().store().next_number(),
            query,
            order: RefCell::new(order),
            version: Cell::new(0),
            demand: OnceCell::new(),
            selected: OnceCell::new(),
            subscribers: Subscribers::default(),
            work: WorkCell::default(),
        });
        let weak: Weak<Inner<R>> = Rc::downgrade(&inner);
        let source = inner.query.source();
        match selected {
            Some(selected) => drop(inner.selected.set(selected.attach(weak))),
            None => source.attach(inner.id, weak),
        }
        if source.sync().mode() != SyncMode::Eager {
            inner.demand.get_or_init(|| source.demand(&inner.query.subset()));
        }
        Self { inner }
    }

    /// The query.
    pub fn query(&self) -> &Query<R> {
        &self.inner.query
    }

    /// The rows now. The snapshot costs nothing and does not change; borrow from it to read without copies.
    pub fn rows(&self) -> Rows<R> {
        self.inner.rows()
    }

    /// How many rows there are, within the offset and limit.
    pub fn len(&self) -> usize {
        self.inner.window().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows satisfy the predicate, whatever the offset and limit.
    pub fn total(&self) -> usize {
        self.inner.order.borrow().rows().len()
    }

    /// Whether the rows are all that there are, or some may be missing: see [`Collection::coverage`](crate::Collection::coverage).
    pub fn coverage(&self) -> Coverage {
        self.inner.query.coverage()
    }

    /// The row at a position, counted from 0: `O(log n)`.
    pub fn get(&self, position: usize) -> Option<Rc<R>> {
        let order = self.inner.order.borrow();
        let window = self.inner.query.window().range(order.rows().len());
        if position >= window.len() {
            return None;
        }
        order
            .rows()
            .get(window.start + position)
            .map(|ranked| Rc::clone(&ranked.entry.row))
    }

    /// The first row: find-one.
    pub fn first(&self) -> Option<Rc<R>> {
        self.get(0)
    }

    /// The rows at some positions: `O(log n)` and then one step a row. Positions beyond the end are left out.
    pub fn range(&self, positions: Range<usize>) -> Vec<Rc<R>> {
        self.rows().range(positions).cloned().collect()
    }

    /// Where the row with this key is: `O(log n)`.
    pub fn position_of(&self, key: &R::Key) -> Option<usize> {
        let query = &self.inner.query;
        let row = query.source().get(key).filter(|row| query.matches(row))?;
        let ranked = query.order().rank(Entry {
            key: key.clone(),
            row,
        });
        let position = self.inner.order.borrow().position(&ranked)?;
        let window = self.inner.window();
        window.contains(&position).then(|| position - window.start)
    }

    /// Calls `callback` with each batch from now on, one a commit that changes the rows, until the subscription or the
    /// live query is dropped. What a callback may do: see [`Store`](crate::Store#reentrancy).
    pub fn subscribe(&self, callback: impl FnMut(&Batch<R>) + 'static) -> Subscription {
        let id = self.inner.subscribers.add(self.inner.version.get(), callback);
        let inner = Rc::downgrade(&self.inner);
        Subscription::new(move || {
            if let Some(inner) = inner.upgrade() {
                inner.subscribers.remove(id);
            }
        })
    }
}

impl<R: Row> Inner<R> {
    fn rows(&self) -> Rows<R> {
        let order = self.order.borrow();
        Rows::new(order.rows(), self.query.window().range(order.rows().len()))
    }

    fn window(&self) -> Range<usize> {
        self.query.window().range(self.order.borrow().rows().len())
    }

    /// Takes a delta in, and makes a batch of it if rows within the window changed.
    fn advance_with_batch(&self, delta: &ZSet<Ranked<R>>) -> Option<Batch<R>> {
        let mut order = self.order.borrow_mut();
        let before = order.rows().len();
        let edits = order.advance_with_edits(delta);
        let window = self.query.window();
        let edits = if window.is_whole() {
            edits
        } else {
            window.edits(&edits, before, order.rows())
        };
        if edits.is_empty() {
            return None;
        }
        let total = order.rows().len();
        Some(Batch::new(
            edits,
            Rows::new(order.rows(), window.range(total)),
            total,
        ))
    }
}

impl<R: Row> Maintained<R> for Inner<R> {
    fn advance(self: Rc<Self>, delta: &ZSet<Entry<R>>) -> Option<Delivery> {
        let query = &self.query;
        let ranked = |entry: &Entry<R>| {
            query
                .matches(&entry.row)
                .then(|| query.order().rank(entry.clone()))
        };
        let taken_in = delta.len();
        let delta = FilterMap::new(ranked).apply(delta);
        self.work.count(query.source().store(), taken_in, delta.len());
        if delta.is_empty() {
            return None;
        }
        if self.subscribers.is_empty() {
            self.order.borrow_mut().advance(&delta);
            return None;
        }
        let batch = self.advance_with_batch(&delta)?;
        let version = self.version.get() + 1;
        self.version.set(version);
        let inner = Rc::downgrade(&self);
        Some(Box::new(move || {
            if let Some(inner) = inner.upgrade() {
                inner.subscribers.notify(version, &batch);
            }
        }))
    }

    fn describe(&self) -> Option<QueryInfo> {
        Some(QueryInfo {
            collection: self.query.source().name(),
            plan: self.query.explain().to_string(),
            rows: self.order.borrow().rows().len(),
            subscribers: self.subscribers.len(),
            work: self.work.get(),
        })
    }
}

impl<R: Row> Drop for Inner<R> {
    fn drop(&mut self) {
        self.query.source().detach(self.id);
    }
}

impl<R: Row> Clone for LiveQuery<R> {
    fn clone(&self) -> Self {
        Self {
            inner: Rc::clone(&self.inner),
        }
    }
}

impl<R: Row> fmt::Debug for LiveQuery<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LiveQuery")
            .field("query", &self.inner.query)
            .field("total", &self.total())
            .field("subscribers", &self.inner.subscribers.len())
            .finish()
    }
}
