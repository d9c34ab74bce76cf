//! Live relations as signals.

use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use leptos::prelude::*;
use lockstep_store::{Error, LiveRelation, Record, Relation, Subscription};

use crate::keyed::Keyed;

/// The records of a live relation as signals: one for the list, one a record, as [`LiveRows`](crate::LiveRows) are for
/// rows.
///
/// A record is told from others by a key that is read from it, for instance the columns of its rows that identify them. A
/// commit that changes a record sets its signal; one that changes which records there are, or their order, sets the list.
pub struct LiveRecords<K: Send + Sync + 'static> {
    key: StoredValue<KeyOf<K>, LocalStorage>,
    source: StoredValue<Option<Source>, LocalStorage>,
    window: StoredValue<Range<usize>, LocalStorage>,
    records: RwSignal<Vec<LiveRecord<K>>, LocalStorage>,
    len: RwSignal<usize>,
}

/// Reads what tells a record from the others.
type KeyOf<K> = Rc<dyn Fn(&Record) -> K>;

/// The relation that is followed at present.
struct Source {
    live: LiveRelation,
    _subscription: Subscription,
}

impl<K: Clone + PartialEq + Send + Sync + 'static> LiveRecords<K> {
    /// Follows no relation yet. `key` reads what tells a record from the others.
    pub fn new(key: impl Fn(&Record) -> K + 'static) -> Self {
        Self {
            key: StoredValue::new_local(Rc::new(key)),
            source: StoredValue::new_local(None),
            window: StoredValue::new_local(0..usize::MAX),
            records: RwSignal::new_local(Vec::new()),
            len: RwSignal::new(0),
        }
    }

    /// Follows `relation` instead of the one before, from now on. Records that both have keep their signals.
    ///
    /// # Errors
    /// As [`Relation::live`]; then the one before is followed still.
    pub fn follow(&self, relation: &Relation) -> Result<(), Error> {
        let live = relation.live()?;
        let this = *self;
        let subscription = live.subscribe(move |_| this.refresh());
        self.source.set_value(Some(Source {
            live,
            _subscription: subscription,
        }));
        self.refresh();
        Ok(())
    }

    /// Follows no relation any more.
    pub fn clear(&self) {
        self.source.set_value(None);
        self.refresh();
    }

    /// Gives signals to the records at these positions only.
    pub fn set_window(&self, window: Range<usize>) {
        if self.window.with_value(|present| *present != window) {
            self.window.set_value(window);
            self.refresh();
        }
    }

    /// The records within the window, in order. Reactive: set when a record comes, goes or moves.
    pub fn records(&self) -> Vec<LiveRecord<K>> {
        self.records.get()
    }

    /// How many records there are in all. Reactive.
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// Whether there are none. Reactive.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Brings the signals up to date with the relation; sets only those that differ.
    fn refresh(&self) {
        let live = self
            .source
            .try_with_value(|source| source.as_ref().map(|source| source.live.clone()));
        let (Some(live), Some(window)) = (live, self.window.try_with_value(Clone::clone)) else {
            return;
        };
        let key = self.key.get_value();
        let before = self.records.try_get_untracked().unwrap_or_default();
        let before: Vec<_> = before.into_iter().map(|record| record.0).collect();
        let records = live.as_ref().map(LiveRelation::records);
        let len = records.as_ref().map_or(0, lockstep_store::Records::len);
        let now = records
            .iter()
            .flat_map(|records| window.start..window.end.min(records.len()));
        let now = now.filter_map(|position| records.as_ref()?.get(position));
        let now = now.map(|record| (key(&record), record));
        if let Some(after) = Keyed::reconcile(&before, &window, now, Record::is_same) {
            self.records.try_set(after.into_iter().map(LiveRecord).collect());
        }
        if self.len.try_get_untracked().is_some_and(|present| present != len) {
            self.len.try_set(len);
        }
    }
}

impl<K: Send + Sync + 'static> Clone for LiveRecords<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Send + Sync + 'static> Copy for LiveRecords<K> {}

impl<K: Send + Sync + 'static> fmt::Debug for LiveRecords<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LiveRecords")
            .field("len", &self.len.get_untracked())
            .finish_non_exhaustive()
    }
}

/// One record of a [`LiveRecords`]: its key, and signals of its present state and position.
#[derive(Clone)]
pub struct LiveRecord<K>(Keyed<K, Record>);

impl<K: Clone + PartialEq + 'static> LiveRecord<K> {
    /// What tells the record from the others.
    pub fn key(&self) -> K {
        self.0.key.clone()
    }

    /// The record as it is now. Reactive.
    pub fn get(&self) -> Record {
        self.0.with(Record::clone)
    }

    /// Reads something of the record. Reactive.
    pub fn with<T>(&self, read: impl FnOnce(&Record) -> T) -> T {
        self.0.with(read)
    }

    /// The record's position in its relation, from 0. Reactive.
    pub fn position(&self) -> usize {
        self.0.position()
    }
}

impl<K: fmt::Debug> fmt::Debug for LiveRecord<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LiveRecord")
            .field("key", &self.0.key)
            .finish_non_exhaustive()
    }
}
