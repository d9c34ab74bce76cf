//! Live relations: records that stay current.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use lockstep_delta::{Edits, RankedSet, Window};

use super::core::Core;
use super::record::{Record, RecordBatch, Records};
use super::relation::Relation;
use super::tuple::Tuple;
use crate::Subscription;
use crate::store::Delivery;
use crate::subscription::Subscribers;

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
}

impl LiveRelation {
    pub(crate) fn new(core: Rc<Core>, window: Window) -> Self {
        let view = Rc::new(View {
            core,
            window: Cell::new(window),
            version: Cell::new(0),
            subscribers: Subscribers::default(),
        });
        view.core.watch(Rc::downgrade(&view));
        Self { view }
    }

    /// What is asked, with the window as it is now.
    pub fn relation(&self) -> Relation {
        Relation {
            window: self.view.window.get(),
            ..self.view.core.relation().clone()
        }
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
        !self.subscribers.is_empty()
    }

    fn records(&self, tuples: &RankedSet<Tuple>) -> Records {
        let window = self.window.get().range(tuples.len());
        Records::new(tuples, window, self.core.shape())
    }

    /// Takes in the edits of the whole list, which had `before` elements.
    pub(crate) fn advance(
        self: &Rc<Self>,
        edits: &Edits<Tuple>,
        before: usize,
        tuples: &RankedSet<Tuple>,
    ) -> Option<Delivery> {
        self.is_watched().then_some(())?;
        self.deliver(self.window.get().edits(edits, before, tuples), tuples)
    }

    /// What subscribers are to be told of these edits within the window.
    fn deliver(self: &Rc<Self>, edits: Edits<Tuple>, tuples: &RankedSet<Tuple>) -> Option<Delivery> {
        if edits.is_empty() || !self.is_watched() {
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
