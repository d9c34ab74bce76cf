//! The rows of one collection: the server's, the overlay, and what a commit has touched.

use std::num::NonZeroU32;
use std::rc::Rc;

use indexmap::IndexMap;
use lockstep_delta::ZSet;
use lockstep_entity::{Patch, Row};
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::entry::Entry;
use crate::index::Place;
use crate::load::Load;
use crate::overlay::{Layer, Pending, same};

/// The rows of one collection.
///
/// A commit is a run of writes that ends with [`Table::settle`]; no reader sees the state between.
pub(crate) struct Table<R: Row> {
    /// What the server said, in the order in which it came: a scan reads memory in sequence.
    base: IndexMap<R::Key, Rc<R>, FxBuildHasher>,
    /// Rows that have pending operations.
    overlay: FxHashMap<R::Key, Layer<R>>,
    /// The rows written in this commit, as they were seen before it. The first entry of a key counts.
    touched: Vec<(R::Key, Option<Rc<R>>)>,
    /// How many rows are seen.
    len: usize,
    /// How many pending operations have been played over rows.
    operations_played: u64,
    /// The load in progress.
    pub(crate) load: Option<Load<R>>,
    /// The loads of subsets in progress, by their numbers.
    pub(crate) subset_loads: Vec<(u64, Load<R>)>,
}

impl<R: Row> Default for Table<R> {
    fn default() -> Self {
        Self {
            base: IndexMap::default(),
            overlay: FxHashMap::default(),
            touched: Vec::new(),
            len: 0,
            operations_played: 0,
            load: None,
            subset_loads: Vec::new(),
        }
    }
}

impl<R: Row> Table<R> {
    pub(crate) fn operations_played(&self) -> u64 {
        self.operations_played
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The row with this key as it is seen.
    pub(crate) fn get(&self, key: &R::Key) -> Option<&Rc<R>> {
        if !self.overlay.is_empty()
            && let Some(layer) = self.overlay.get(key)
        {
            return layer.visible();
        }
        self.base.get(key)
    }

    /// Where the row with this key is.
    pub(crate) fn place(&self, key: &R::Key) -> Place {
        place(self.base.get_index_of(key)?)
    }

    /// The row with this key as it is seen, which was at this place.
    pub(crate) fn get_at(&self, place: Place, key: &R::Key) -> Option<&Rc<R>> {
        if self.overlay.is_empty()
            && let Some(place) = place
            && let Some((there, row)) = self.base.get_index(place.get() as usize - 1)
            && there == key
        {
            return Some(row);
        }
        self.get(key)
    }

    /// The row with this key as the server said it.
    pub(crate) fn base(&self, key: &R::Key) -> Option<&Rc<R>> {
        self.base.get(key)
    }

    /// The keys of all the server's rows.
    pub(crate) fn base_keys(&self) -> impl Iterator<Item = &R::Key> {
        self.base.keys()
    }

    /// Every row as it is seen, in no particular order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&R::Key, &Rc<R>)> {
        self.iter_placed().map(|(key, row, _)| (key, row))
    }

    /// Every row as it is seen, with its place, in no particular order.
    pub(crate) fn iter_placed(&self) -> impl Iterator<Item = (&R::Key, &Rc<R>, Place)> {
        let base = self.base.iter().enumerate();
        let untouched = base
            .filter(|(_, (key, _))| self.overlay.is_empty() || !self.overlay.contains_key(*key))
            .map(|(index, (key, row))| (key, row, place(index)));
        let overlaid = self
            .overlay
            .iter()
            .filter_map(|(key, layer)| Some((key, layer.visible()?, None)));
        untouched.chain(overlaid)
    }

    /// Rows with pending operations.
    pub(crate) fn overlay(&self) -> impl Iterator<Item = (&R::Key, &Layer<R>)> {
        self.overlay.iter()
    }

    /// The pending operations of one row.
    pub(crate) fn layer(&self, key: &R::Key) -> Option<&Layer<R>> {
        self.overlay.get(key)
    }

    /// Makes room for rows that are about to come.
    pub(crate) fn reserve(&mut self, additional: usize) {
        self.base.reserve(additional);
    }

    /// Writes a row as the server said it.
    pub(crate) fn upsert(&mut self, key: R::Key, row: R) {
        match self.base.get_full(&key) {
            Some((_, _, there)) if **there == row => {}
            Some((index, ..)) => self.replace(index, key, row),
            None => {
                self.touch(&key);
                let row = self.under_overlay(&key, row);
                self.base.insert(key, row);
            }
        }
    }

    /// Writes another version of the row at an index, as the server said it.
    fn replace(&mut self, index: usize, key: R::Key, row: R) {
        if self.overlay.is_empty() {
            let before = std::mem::replace(&mut self.base[index], Rc::new(row));
            self.touched.push((key, Some(before)));
            return;
        }
        self.touch(&key);
        let row = self.under_overlay(&key, row);
        self.base[index] = row;
    }

    /// Plays what is pending over a row as the server said it.
    fn under_overlay(&mut self, key: &R::Key, row: R) -> Rc<R> {
        let Some(layer) = self.overlay.get_mut(key) else {
            return Rc::new(row);
        };
        // The confirmed row is often the optimistic one to the letter: then they are one row in memory.
        let row = match layer.visible() {
            Some(visible) if **visible == row => Rc::clone(visible),
            _ => Rc::new(row),
        };
        self.operations_played += layer.replay(Some(&row));
        row
    }

    /// Changes fields of a row as the server said it. Returns whether there is such a row.
    pub(crate) fn patch(&mut self, key: &R::Key, patch: &R::Patch) -> bool {
        let Some((index, _, there)) = self.base.get_full(key) else {
            return false;
        };
        let mut row = R::clone(there);
        patch.apply(&mut row);
        if **there != row {
            self.replace(index, key.clone(), row);
        }
        true
    }

    /// Takes a row away as the server said it.
    pub(crate) fn remove(&mut self, key: &R::Key) {
        if !self.base.contains_key(key) {
            return;
        }
        self.touch(key);
        self.base.swap_remove(key);
        if let Some(layer) = self.overlay.get_mut(key) {
            self.operations_played += layer.replay(None);
        }
    }

    /// Takes every row away as the server said it.
    pub(crate) fn truncate(&mut self) {
        let keys: Vec<R::Key> = self.base.keys().cloned().collect();
        for key in keys {
            self.remove(&key);
            self.written(&key);
        }
    }

    /// Remembers for the loads in progress that a commit wrote or deleted a row.
    pub(crate) fn written(&mut self, key: &R::Key) {
        let of_subsets = self.subset_loads.iter_mut().map(|(_, load)| load);
        for load in self.load.iter_mut().chain(of_subsets) {
            load.written(key);
        }
    }

    /// Takes in rows that the load of a subset has brought; how many it has brought by now.
    pub(crate) fn load_subset(&mut self, id: u64, rows: Vec<R>) -> usize {
        let Some(position) = self.subset_loads.iter().position(|(loading, _)| *loading == id) else {
            return 0;
        };
        let (_, mut load) = self.subset_loads.swap_remove(position);
        self.reserve(rows.len());
        for row in rows {
            let key = row.key();
            if load.admit(&key) {
                self.upsert(key, row);
            }
        }
        let loaded = load.loaded;
        self.subset_loads.push((id, load));
        loaded
    }

    /// Ends the load of a subset. What it did not bring again is gone, if it is complete, unless it `belongs` to the subset no more:
    /// then another one may have brought it as it is now.
    pub(crate) fn end_subset(&mut self, id: u64, is_complete: bool, belongs: impl Fn(&R) -> bool) {
        let Some(position) = self.subset_loads.iter().position(|(loading, _)| *loading == id) else {
            return;
        };
        let (_, load) = self.subset_loads.swap_remove(position);
        if is_complete {
            for key in load.into_unseen() {
                if self.base.get(&key).is_some_and(|row| belongs(row)) {
                    self.remove(&key);
                }
            }
        }
    }

    /// Puts a pending operation over a row.
    pub(crate) fn push(&mut self, key: &R::Key, pending: Pending<R>) {
        self.touch(key);
        let base = self.base.get(key);
        let layer = self
            .overlay
            .entry(key.clone())
            .or_insert_with(|| Layer::over(base));
        layer.push(pending);
        self.operations_played += 1;
        if layer.pending().is_empty() {
            self.overlay.remove(key);
        }
    }

    /// Takes the operations of a transaction off a row.
    pub(crate) fn retract(&mut self, key: &R::Key, transaction: u64) {
        if !self.overlay.contains_key(key) {
            return;
        }
        self.touch(key);
        let base = self.base.get(key);
        if let Some(layer) = self.overlay.get_mut(key) {
            layer.retract(transaction);
            self.operations_played += layer.replay(base);
            if layer.pending().is_empty() {
                self.overlay.remove(key);
            }
        }
    }

    /// Writes what the operations of a transaction make of a row as what the server said.
    pub(crate) fn accept(&mut self, key: &R::Key, transaction: u64) {
        let Some(layer) = self.overlay.get(key) else {
            return;
        };
        if !layer.is_touched_by(transaction) {
            return;
        }
        match layer.accepted(self.base.get(key), transaction) {
            Some(row) => self.upsert(key.clone(), R::clone(&row)),
            None => self.remove(key),
        }
        self.written(key);
    }

    /// Ends a commit: what it changed for readers, by ascending keys, an update as the old row followed by the new one.
    pub(crate) fn settle(&mut self) -> ZSet<Entry<R>> {
        let mut touched = std::mem::take(&mut self.touched);
        if touched.len() > 1 {
            touched.sort_by(|left, right| left.0.cmp(&right.0));
            touched.dedup_by(|later, first| later.0 == first.0);
        }
        let mut delta = ZSet::with_capacity(2 * touched.len());
        for (key, before) in touched {
            let after = self.get(&key);
            if same(before.as_ref(), after) {
                self.keep(&key, before);
                continue;
            }
            let after = after.cloned();
            if let Some(row) = before {
                delta.push(
                    Entry {
                        key: key.clone(),
                        row,
                    },
                    -1,
                );
                self.len -= 1;
            }
            if let Some(row) = after {
                delta.push(Entry { key, row }, 1);
                self.len += 1;
            }
        }
        delta
    }

    /// Where a row went and came back as it was, keeps the one that readers share.
    fn keep(&mut self, key: &R::Key, before: Option<Rc<R>>) {
        if let (Some(before), Some(row)) = (before, self.base.get_mut(key))
            && !Rc::ptr_eq(&before, row)
            && before == *row
        {
            *row = before;
        }
    }

    /// Remembers how a row was seen before this commit.
    fn touch(&mut self, key: &R::Key) {
        let before = self.get(key).cloned();
        self.touched.push((key.clone(), before));
    }
}

/// The place that is at an index.
fn place(index: usize) -> Place {
    NonZeroU32::new(u32::try_from(index).ok()?.checked_add(1)?)
}
