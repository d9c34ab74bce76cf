//! Live relations: records that stay current.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use lockstep_delta::{Edits, RankedSet, Window, ZSet};
use lockstep_entity::Name;

use super::core::Core;
use super::derived::{Derivation, Derived, DerivedRow};
use super::fetch::{AnyDemand, of_status, worse};
use super::record::{Record, RecordBatch, Records};
use super::relation::Relation;
use super::tuple::Tuple;
use crate::store::Delivery;
use crate::subscription::Subscribers;
use crate::{Coverage, Subscription};

/// The records of a [`Relation`], kept current by every commit.
///
/// A commit costs, for each row that it changes, the row's matches on the other sides of the joins, `O(log n)` for its group and `O(log n)`
/// for each record that comes or goes; it may touch several of the sources and is still taken in once. A cheap handle;
/// clones are the same live relation, with one window. Others that ask the same share the work, and have windows of their
/// own. When the last one is dropped, everything that it held is freed.
///
/// ```
/// # mod notes { include!("../../tests/doc/notes.rs"); }
/// # use notes::Note;
/// use lockstep_store::{Relation, Store};
///
/// let store = Store::new();
/// let notes = store.collection::<Note>("notes");
/// notes.load((1..=5).map(|id| Note::new(id, "text")));
/// let note = notes.alias("note");
///
/// let page = Relation::from(&note).select("id", note.col(Note::ID)).limit(2).live()?;
/// let ids = || page.records().iter().map(|record| record.to_string()).collect::<Vec<_>>();
/// assert_eq!(ids(), ["id: 1", "id: 2"]);
/// page.set_window(2, Some(2)); // the next page, from the same order
/// assert_eq!(ids(), ["id: 3", "id: 4"]);
/// let pending = notes.delete(&1)?;
/// assert_eq!(ids(), ["id: 4", "id: 5"]);
/// # drop(pending);
/// # Ok::<(), lockstep_store::Error>(())
/// ```
#[derive(Clone)]
pub struct LiveRelation {
    view: Rc<View>,
}

/// A window over a shared result, with those who want to be told.
pub(crate) struct View {
    core: Rc<Core>,
    window: Cell<Window>,
    /// How many batches there have been.
    version: Cell<u64>,
    subscribers: Subscribers<RecordBatch>,
    /// What it asked for, where that is the first rows of an order.
    demand: RefCell<Option<Box<dyn AnyDemand>>>,
    /// The queries that have these records as a source.
    feeds: RefCell<Vec<Feed>>,
}

/// Where changes of the records go in, as rows of another query.
struct Feed {
    id: u64,
    core: Weak<Core>,
    input: usize,
    part: Option<usize>,
}

impl LiveRelation {
    pub(crate) fn new(core: Rc<Core>, window: Window) -> Self {
        let view = Rc::new(View {
            core,
            window: Cell::new(window),
            version: Cell::new(0),
            subscribers: Subscribers::default(),
            demand: RefCell::default(),
            feeds: RefCell::default(),
        });
        view.core.watch(Rc::downgrade(&view));
        view.demand.replace(view.core.fetch_window(window));
        Self { view }
    }

    /// What is asked, with the window as it is now.
    pub fn relation(&self) -> Relation {
        Relation {
            window: self.view.window.get(),
            ..self.view.core.relation().clone()
        }
    }

    /// What is asked, without the window.
    pub(crate) fn whole(&self) -> &Relation {
        self.view.core.relation()
    }

    /// A number that no other live relation has while this one lives.
    pub(crate) fn address(&self) -> usize {
        Rc::as_ptr(&self.view).addr()
    }

    pub(crate) fn limit(&self) -> Option<usize> {
        self.view.window.get().limit
    }

    pub(crate) fn depth(&self) -> usize {
        self.view.core.depth()
    }

    /// The live relation under a name, as a source of other relations: they have its records as they are at each moment, and
    /// follow its window where it is [moved](Self::set_window) to.
    ///
    /// ```
    /// # mod notes { include!("../../tests/doc/notes.rs"); }
    /// # use notes::Note;
    /// use lockstep_store::{Relation, Store, count};
    ///
    /// let store = Store::new();
    /// let notes = store.collection::<Note>("notes");
    /// notes.load((1..=5).map(|id| Note::new(id, "text")));
    /// let page = Relation::from(&notes.alias("note")).limit(2).live()?;
    ///
    /// let shown = page.alias("shown");
    /// let shown = Relation::from(&shown).select("shown", count()).live()?;
    /// assert_eq!(shown.first().unwrap().to_string(), "shown: 2");
    /// page.set_window(4, Some(2)); // the last page
    /// assert_eq!(shown.first().unwrap().to_string(), "shown: 1");
    /// # Ok::<(), lockstep_store::Error>(())
    /// ```
    pub fn alias(&self, name: impl Into<Name>) -> Derived {
        Derived::new(Derivation::Live(self.clone()), name.into())
    }

    /// The records, as rows of another query, as a delta from nothing.
    pub(crate) fn derived(&self, part: Option<usize>) -> ZSet<Tuple> {
        let view = &self.view;
        view.core.with_tuples(|tuples| {
            let window = view.window.get().range(tuples.len());
            let rows = tuples.range(window).map(|tuple| (view.row(tuple, part), 1));
            rows.collect()
        })
    }

    /// Hands what changes in the records to `core`, as its input number `input`, until the guard is dropped.
    pub(crate) fn attach(&self, core: Weak<Core>, input: usize, part: Option<usize>) -> Box<dyn Any> {
        let id = self.view.core.store().next_number();
        self.view.feeds.borrow_mut().push(Feed {
            id,
            core,
            input,
            part,
        });
        Box::new(Attached {
            live: self.clone(),
            id,
        })
    }

    /// The records now. The snapshot costs nothing and does not change.
    pub fn records(&self) -> Records {
        self.view.core.with_tuples(|tuples| self.view.records(tuples))
    }

    /// How many records there are, within the offset and limit.
    pub fn len(&self) -> usize {
        self.view.window.get().range(self.total()).len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many records there are, whatever the offset and limit.
    pub fn total(&self) -> usize {
        self.view.core.with_tuples(RankedSet::len)
    }

    /// The record at a position, counted from 0: `O(log n)`.
    pub fn get(&self, position: usize) -> Option<Record> {
        self.records().get(position)
    }

    /// The first record: find-one.
    pub fn first(&self) -> Option<Record> {
        self.get(0)
    }

    /// Moves the window: one step for each record that leaves or enters it. Subscribers are told, as of a commit.
    pub fn set_window(&self, offset: usize, limit: Option<usize>) {
        let view = &self.view;
        let next = Window { offset, limit };
        let old = view.window.replace(next);
        let delivery = view.core.with_tuples(|tuples| {
            let edits = old.moved(next, tuples);
            view.deliver(edits, tuples)
        });
        view.core.store().deliver(delivery);
        // The old rows are held until the new ones are.
        let before = view.demand.replace(view.core.fetch_window(next));
        drop(before);
    }

    /// Whether the records are made of all that there is, or something may be missing: over collections that load on demand,
    /// whether what the relation asked for has come.
    pub fn coverage(&self) -> Coverage {
        let of_window = self.view.demand.borrow().as_ref().map(|demand| demand.status());
        let of_window = of_window.as_ref().map_or(Coverage::Complete, of_status);
        worse(of_window, self.view.core.coverage())
    }

    /// Calls `callback` with each batch from now on, one a commit that changes the records, until the subscription or the
    /// live relation is dropped. What a callback may do: see [`Store`](crate::Store#reentrancy).
    pub fn subscribe(&self, callback: impl FnMut(&RecordBatch) + 'static) -> Subscription {
        let id = self.view.subscribers.add(self.view.version.get(), callback);
        let view = Rc::downgrade(&self.view);
        Subscription::new(move || {
            if let Some(view) = view.upgrade() {
                view.subscribers.remove(id);
            }
        })
    }
}

impl View {
    pub(crate) fn is_watched(&self) -> bool {
        !self.subscribers.is_empty() || !self.feeds.borrow().is_empty()
    }

    /// A record as a row of another query.
    fn row(&self, tuple: &Tuple, part: Option<usize>) -> Tuple {
        Tuple::of_row(Rc::new(DerivedRow::new(tuple.clone(), self.core.shape(), part)))
    }

    /// Hands edits to the queries that have these records as a source.
    fn feed(&self, edits: &Edits<Tuple>) {
        for feed in &*self.feeds.borrow() {
            let Some(core) = feed.core.upgrade() else { continue };
            let row = |weight| move |(_, tuple): &(usize, Tuple)| (self.row(tuple, feed.part), weight);
            let removed = edits.removed.iter().map(row(-1));
            core.feed(feed.input, removed.chain(edits.inserted.iter().map(row(1))));
        }
    }

    fn records(&self, tuples: &RankedSet<Tuple>) -> Records {
        let window = self.window.get().range(tuples.len());
        Records::new(tuples, window, self.core.shape())
    }

    pub(crate) fn window(&self) -> Window {
        self.window.get()
    }

    /// What subscribers are to be told of these edits within the window.
    pub(crate) fn deliver(
        self: &Rc<Self>,
        edits: Edits<Tuple>,
        tuples: &RankedSet<Tuple>,
    ) -> Option<Delivery> {
        if edits.is_empty() {
            return None;
        }
        self.feed(&edits);
        if self.subscribers.is_empty() {
            return None;
        }
        let shape = self.core.shape();
        let records = |edits: Vec<(usize, Tuple)>| {
            let record = |(position, tuple)| (position, Record::new(tuple, Rc::clone(shape)));
            edits.into_iter().map(record).collect()
        };
        let batch = RecordBatch {
            edits: Edits {
                removed: records(edits.removed),
                inserted: records(edits.inserted),
            },
            records: self.records(tuples),
            total: tuples.len(),
        };
        let version = self.version.get() + 1;
        self.version.set(version);
        let view = Rc::downgrade(self);
        Some(Box::new(move || {
            if let Some(view) = view.upgrade() {
                view.subscribers.notify(version, &batch);
            }
        }))
    }
}

/// Ends a feed when it is dropped.
struct Attached {
    live: LiveRelation,
    id: u64,
}

impl Drop for Attached {
    fn drop(&mut self) {
        self.live
            .view
            .feeds
            .borrow_mut()
            .retain(|feed| feed.id != self.id);
    }
}

impl fmt::Debug for LiveRelation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LiveRelation")
            .field("relation", &self.relation())
            .field("total", &self.total())
            .field("subscribers", &self.view.subscribers.len())
            .finish()
    }
}
