//! Live counts: how many rows satisfy a predicate, kept current without keeping the rows.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use lockstep_delta::{Count, FilterMap, ZSet};
use lockstep_entity::Row;

use crate::collection::Maintained;
use crate::entry::Entry;
use crate::inspect::{QueryInfo, WorkCell};
use crate::store::Delivery;
use crate::subscription::Subscribers;
use crate::{Demand, Query, Subscription, Subset, SyncMode};

/// How many rows satisfy a query's predicate, kept current by every commit at a cost of `O(changed rows)`.
///
/// A cheap handle; clones are the same count. See [`Query::live_count`].
///
/// ```
/// # mod notes { include!("../tests/doc/notes.rs"); }
/// # use notes::Note;
/// use lockstep_store::{ColumnExt, Query, Store};
///
/// let store = Store::new();
/// let notes = store.collection::<Note>("notes");
/// let open = Query::from(&notes).filter(Note::DONE.eq(false)).live_count();
/// notes.load([Note::new(1, "milk"), Note::new(2, "bread")]);
/// assert_eq!(open.get(), 2);
/// ```
pub struct LiveCount<R: Row> {
    inner: Rc<Inner<R>>,
}

struct Inner<R: Row> {
    id: u64,
    query: Query<R>,
    count: RefCell<Count>,
    version: Cell<u64>,
    /// Keeps the rows that it needs coming, where they load on demand.
    demand: OnceCell<Demand<R>>,
    /// Keeps the changes coming, where it is not the collection that tells them.
    selected: OnceCell<Box<dyn Any>>,
    subscribers: Subscribers<usize>,
    work: WorkCell,
}

impl<R: Row> LiveCount<R> {
    pub(crate) fn new(query: Query<R>) -> Self {
        // Held while the rows are counted, so that it is there once.
        let selected = query.selected();
        let mut total = 0;
        query.for_each(|_, _| total += 1);
        let inner = Rc::new(Inner {
            id: query.source().store().next_number(),
            query,
            count: RefCell::new(Count::starting_at(total)),
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
            inner
                .demand
                .get_or_init(|| source.demand(&Subset::new(inner.query.predicate().cloned(), &[], None)));
        }
        Self { inner }
    }

    /// The count now.
    pub fn get(&self) -> usize {
        self.inner.count.borrow().total().unsigned_abs()
    }

    /// Calls `callback` with the count after each commit that changes it, until the subscription or the live count is
    /// dropped.
    pub fn subscribe(&self, mut callback: impl FnMut(usize) + 'static) -> Subscription {
        let id = self
            .inner
            .subscribers
            .add(self.inner.version.get(), move |count: &usize| callback(*count));
        let inner = Rc::downgrade(&self.inner);
        Subscription::new(move || {
            if let Some(inner) = inner.upgrade() {
                inner.subscribers.remove(id);
            }
        })
    }
}

impl<R: Row> Maintained<R> for Inner<R> {
    fn advance(self: Rc<Self>, delta: &ZSet<Entry<R>>) -> Option<Delivery> {
        let query = &self.query;
        let matches = FilterMap::new(|entry: &Entry<R>| query.matches(&entry.row).then_some(()));
        let matching = matches.apply(delta);
        self.work
            .count(query.source().store(), delta.len(), matching.len());
        let growth = self.count.borrow_mut().advance(&matching);
        if growth == 0 || self.subscribers.is_empty() {
            return None;
        }
        let version = self.version.get() + 1;
        self.version.set(version);
        let count = self.count.borrow().total().unsigned_abs();
        let inner = Rc::downgrade(&self);
        Some(Box::new(move || {
            if let Some(inner) = inner.upgrade() {
                inner.subscribers.notify(version, &count);
            }
        }))
    }

    fn describe(&self) -> Option<QueryInfo> {
        Some(QueryInfo {
            collection: self.query.source().name(),
            plan: format!("count {}", self.query.explain()),
            rows: self.count.borrow().total().unsigned_abs(),
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

impl<R: Row> Clone for LiveCount<R> {
    fn clone(&self) -> Self {
        Self {
            inner: Rc::clone(&self.inner),
        }
    }
}

impl<R: Row> fmt::Debug for LiveCount<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LiveCount")
            .field("query", &self.inner.query)
            .field("count", &self.get())
            .finish()
    }
}
