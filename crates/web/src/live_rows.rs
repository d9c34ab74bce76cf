//! Live queries as signals.

use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use leptos::prelude::*;
use lockstep_entity::Row;
use lockstep_store::{LiveQuery, Query, Subscription};

use crate::keyed::Keyed;

/// The rows of a live query as signals: one for the list, one a row.
///
/// A commit that changes a row sets that row's signal; a commit that changes which rows there are, or their order, sets
/// the list. Leptos runs effects after the commit has told all subscribers, so a commit of any size is one update of the
/// page. The rows themselves are borrowed from the store, never copied.
///
/// With [`set_window`](LiveRows::set_window) only some positions have signals: what a windowed list shows. The count
/// still covers all rows.
///
/// A cheap handle that can be copied into closures; it lives as long as the reactive owner in which it was made.
pub struct LiveRows<R: Row> {
    source: StoredValue<Option<Source<R>>, LocalStorage>,
    window: StoredValue<Range<usize>, LocalStorage>,
    rows: RwSignal<Vec<LiveRow<R>>, LocalStorage>,
    len: RwSignal<usize>,
}

/// The query that is followed at present.
struct Source<R: Row> {
    live: Rc<LiveQuery<R>>,
    _subscription: Subscription,
}

impl<R: Row> LiveRows<R>
where
    R::Key: Send + Sync,
{
    /// Follows no query yet: no rows.
    pub fn new() -> Self {
        Self {
            source: StoredValue::new_local(None),
            window: StoredValue::new_local(0..usize::MAX),
            rows: RwSignal::new_local(Vec::new()),
            len: RwSignal::new(0),
        }
    }

    /// Follows `query` instead of the one before, from now on. Rows that both have keep their signals.
    pub fn follow(&self, query: &Query<R>) {
        let live = Rc::new(query.live());
        let this = *self;
        let subscription = live.subscribe(move |_| this.refresh());
        self.source.set_value(Some(Source {
            live,
            _subscription: subscription,
        }));
        self.refresh();
    }

    /// Follows no query any more.
    pub fn clear(&self) {
        self.source.set_value(None);
        self.refresh();
    }

    /// Gives signals to the rows at these positions only.
    pub fn set_window(&self, window: Range<usize>) {
        if self.window.with_value(|present| *present != window) {
            self.window.set_value(window);
            self.refresh();
        }
    }

    /// The rows within the window, in order. Reactive: set when a row comes, goes or moves.
    pub fn rows(&self) -> Vec<LiveRow<R>> {
        self.rows.get()
    }

    /// The row at a place within the window. Reactive: for views that keep an element a place and change what it shows.
    pub fn nth(&self, place: usize) -> Option<LiveRow<R>> {
        self.rows.with(|rows| rows.get(place).cloned())
    }

    /// How many rows there are in all. Reactive.
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// Whether there are none. Reactive.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The live query that is followed, for questions that are not reactive.
    pub fn query(&self) -> Option<Rc<LiveQuery<R>>> {
        self.source
            .try_with_value(|source| source.as_ref().map(|source| Rc::clone(&source.live)))
            .flatten()
    }

    /// Brings the signals up to date with the query; sets only those that differ.
    fn refresh(&self) {
        let live = self.query();
        let Some(window) = self.window.try_with_value(Clone::clone) else {
            return;
        };
        let len = live.as_ref().map_or(0, |live| live.len());
        let before = self.rows.try_get_untracked().unwrap_or_default();
        let before: Vec<_> = before.into_iter().map(|row| row.0).collect();
        let rows = live.map(|live| live.rows());
        let now = rows.iter().flat_map(|rows| rows.range(window.clone()));
        let now = now.map(|row| (row.key(), Rc::clone(row)));
        if let Some(after) = Keyed::reconcile(&before, &window, now, Rc::ptr_eq) {
            self.rows.try_set(after.into_iter().map(LiveRow).collect());
        }
        if self.len.try_get_untracked().is_some_and(|present| present != len) {
            self.len.try_set(len);
        }
    }
}

impl<R: Row> Default for LiveRows<R>
where
    R::Key: Send + Sync,
{
    fn default() -> Self {
        Self::new()
    }
}

#[expect(
    clippy::expl_impl_clone_on_copy,
    reason = "a derive would ask that rows can be copied, not only handles"
)]
impl<R: Row> Clone for LiveRows<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Row> Copy for LiveRows<R> {}

impl<R: Row> fmt::Debug for LiveRows<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LiveRows")
            .field("len", &self.len.get_untracked())
            .finish_non_exhaustive()
    }
}

/// One row of a [`LiveRows`]: its key, and signals of its present state and position.
pub struct LiveRow<R: Row>(Keyed<R::Key, Rc<R>>);

impl<R: Row> LiveRow<R> {
    /// The row's key: it identifies the row for as long as it lives.
    pub fn key(&self) -> R::Key {
        self.0.key.clone()
    }

    /// The row as it is now. Reactive.
    pub fn get(&self) -> Rc<R> {
        self.0.with(Rc::clone)
    }

    /// The row as it is now, without subscribing to it.
    pub fn get_untracked(&self) -> Rc<R> {
        self.0.with_untracked(Rc::clone)
    }

    /// Reads something of the row. Reactive.
    pub fn with<T>(&self, read: impl FnOnce(&R) -> T) -> T {
        self.0.with(|row| read(row))
    }

    /// The row's position in its query, from 0. Reactive.
    pub fn position(&self) -> usize {
        self.0.position()
    }
}

impl<R: Row> Clone for LiveRow<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R: Row> fmt::Debug for LiveRow<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LiveRow")
            .field("key", &self.0.key)
            .finish_non_exhaustive()
    }
}
