//! Order: elements in a total order, with their positions.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::{Edits, RankedSet, ZSet};

/// From this share of the set on, a delta is merged in one pass instead of element by element.
const REBUILD_SHARE: usize = 4;

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
        if delta.len() > self.rows.len() / REBUILD_SHARE {
            self.merge(delta);
            return;
        }
        for (element, _) in delta.iter().filter(|(_, weight)| *weight < 0) {
            self.rows.remove(element, &self.compare);
        }
        for (element, _) in delta.iter().filter(|(_, weight)| *weight > 0) {
            self.rows.insert(element.clone(), &self.compare);
        }
    }

    /// Takes a delta in and says where elements left and where elements came: `O(m log n)`.
    pub fn advance_with_edits(&mut self, delta: &ZSet<T>) -> Edits<T> {
        let removed = self.positions(delta, |weight| weight < 0);
        self.advance(delta);
        let inserted = self.positions(delta, |weight| weight > 0);
        Edits { removed, inserted }
    }

    /// The positions of those elements of `delta` that are here and whose weight is `wanted`, ascending.
    fn positions(&self, delta: &ZSet<T>, wanted: impl Fn(isize) -> bool) -> Vec<(usize, T)> {
        let mut positions: Vec<(usize, T)> = delta
            .iter()
            .filter(|(_, weight)| wanted(*weight))
            .filter_map(|(element, _)| Some((self.position(element)?, element.clone())))
            .collect();
        positions.sort_unstable_by_key(|(position, _)| *position);
        positions
    }

    /// One pass over the old set and the sorted delta.
    fn merge(&mut self, delta: &ZSet<T>) {
        let compare = &self.compare;
        let sorted = |wanted: fn(isize) -> bool| {
            let mut part: Vec<&T> = delta
                .iter()
                .filter(|(_, weight)| wanted(*weight))
                .map(|(element, _)| element)
                .collect();
            part.sort_unstable_by(|left, right| compare(left, right));
            part
        };
        let removed = sorted(|weight| weight < 0);
        let inserted = sorted(|weight| weight > 0);

        let mut merged = Vec::with_capacity(self.rows.len() + inserted.len());
        let mut removed = removed.into_iter().peekable();
        let mut inserted = inserted.into_iter().peekable();
        for row in &self.rows {
            while removed
                .next_if(|gone| compare(gone, row) == Ordering::Less)
                .is_some()
            {}
            if removed
                .next_if(|gone| compare(gone, row) == Ordering::Equal)
                .is_some()
            {
                continue;
            }
            while let Some(new) = inserted.next_if(|new| compare(new, row) == Ordering::Less) {
                merged.push(new.clone());
            }
            if inserted
                .peek()
                .is_some_and(|new| compare(new, row) == Ordering::Equal)
            {
                continue; // replaced: the new element is pushed before the next row
            }
            merged.push(row.clone());
        }
        merged.extend(inserted.cloned());
        self.rows = RankedSet::from_sorted(merged);
    }
}

#[cfg(test)]
mod tests;
