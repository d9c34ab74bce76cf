//! Order: elements in a total order, with their positions.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::{Edits, RankedSet, Weight, ZSet};

/// From this share of the set on, a delta is merged in one pass: measured, that is where both ways cost the same.
const MERGE_SHARE: usize = 16;

/// Keeps the elements of a set (weights 0 and 1) in the order of a comparison function.
///
/// The comparison must be total and tell different elements apart: rows compare by their columns, then by their key.
///
/// ```
/// use lockstep_delta::{Order, ZSet};
///
/// let mut order = Order::new(|left: &u32, right: &u32| left.cmp(right));
/// order.advance(&ZSet::from_iter([(30, 1), (10, 1)]));
/// let edits = order.advance_with_edits(&ZSet::from_iter([(30, -1), (5, 1)]));
/// assert_eq!(edits.removed, [(1, 30)]); // a position before the change
/// assert_eq!(edits.inserted, [(0, 5)]); // a position after it
/// ```
#[derive(Clone, Debug)]
pub struct Order<T, C> {
    rows: RankedSet<T>,
    compare: C,
}

impl<T, C> Order<T, C>
where
    T: Clone,
    C: Fn(&T, &T) -> Ordering,
{
    /// An empty set, ordered by `compare`.
    pub fn new(compare: C) -> Self {
        Self {
            rows: RankedSet::new(),
            compare,
        }
    }

    /// A set of elements that are in the order of `compare` already: `O(n)`.
    pub fn from_sorted(rows: Vec<T>, compare: C) -> Self {
        debug_assert!(
            rows.is_sorted_by(|left, right| compare(left, right) == Ordering::Less),
            "sorted, no duplicates"
        );
        Self {
            rows: RankedSet::from_sorted(rows),
            compare,
        }
    }

    /// The elements in their order. A clone of it is a snapshot, and costs nothing.
    pub fn rows(&self) -> &RankedSet<T> {
        &self.rows
    }

    /// Where an element is: `O(log n)`.
    pub fn position(&self, element: &T) -> Option<usize> {
        self.rows.search(|other| (self.compare)(other, element)).ok()
    }

    /// Takes a delta in. `m` elements cost `O(m log n)`, and never more than `O(n + m log m)`.
    pub fn advance(&mut self, delta: &ZSet<T>) {
        if self.is_large(delta) {
            self.merge(delta);
            return;
        }
        for (element, _) in removals(delta) {
            self.rows.remove(element, &self.compare);
        }
        for (element, _) in insertions(delta) {
            self.rows.insert(element.clone(), &self.compare);
        }
    }

    /// Takes a delta in and says where elements left and where elements came, at the same cost.
    pub fn advance_with_edits(&mut self, delta: &ZSet<T>) -> Edits<T> {
        if self.is_large(delta) {
            return self.merge(delta);
        }
        let removed = self.positions(removals(delta));
        self.advance(delta);
        let inserted = self.positions(insertions(delta));
        Edits { removed, inserted }
    }

    fn is_large(&self, delta: &ZSet<T>) -> bool {
        delta.len() > self.rows.len() / MERGE_SHARE
    }

    /// The positions of those elements that are here, ascending.
    fn positions<'d>(&self, elements: impl Iterator<Item = &'d (T, Weight)>) -> Vec<(usize, T)>
    where
        T: 'd,
    {
        let mut positions: Vec<(usize, T)> = elements
            .filter_map(|(element, _)| Some((self.position(element)?, element.clone())))
            .collect();
        positions.sort_unstable_by_key(|(position, _)| *position);
        positions
    }

    /// Takes a delta in, in one pass over the old set and the sorted delta.
    fn merge(&mut self, delta: &ZSet<T>) -> Edits<T> {
        let compare = &self.compare;
        let mut removals: Vec<&T> = removals(delta).map(|(element, _)| element).collect();
        removals.sort_unstable_by(|left, right| compare(left, right));
        let mut insertions: Vec<&T> = insertions(delta).map(|(element, _)| element).collect();
        insertions.sort_unstable_by(|left, right| compare(left, right));

        let mut rows = Vec::with_capacity(self.rows.len() + insertions.len());
        let mut removed = Vec::with_capacity(removals.len());
        let mut inserted = Vec::with_capacity(insertions.len());
        let mut removals = removals.into_iter().peekable();
        let mut insertions = insertions.into_iter().peekable();
        for (position, row) in self.rows.iter().enumerate() {
            while removals.next_if(|gone| compare(gone, row).is_lt()).is_some() {}
            if removals.next_if(|gone| compare(gone, row).is_eq()).is_some() {
                removed.push((position, row.clone()));
                continue;
            }
            while let Some(new) = insertions.next_if(|new| compare(new, row).is_lt()) {
                inserted.push((rows.len(), new.clone()));
                rows.push(new.clone());
            }
            if insertions.peek().is_some_and(|new| compare(new, row).is_eq()) {
                // Replaced without having been removed: the new element follows before the next row.
                removed.push((position, row.clone()));
                continue;
            }
            rows.push(row.clone());
        }
        for new in insertions {
            inserted.push((rows.len(), new.clone()));
            rows.push(new.clone());
        }
        self.rows = RankedSet::from_sorted(rows);
        Edits { removed, inserted }
    }
}

fn removals<T>(delta: &ZSet<T>) -> impl Iterator<Item = &(T, Weight)> {
    delta.iter().filter(|(_, weight)| *weight < 0)
}

fn insertions<T>(delta: &ZSet<T>) -> impl Iterator<Item = &(T, Weight)> {
    delta.iter().filter(|(_, weight)| *weight > 0)
}

#[cfg(test)]
mod tests;
