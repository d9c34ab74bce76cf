//! Order: elements in a total order, with their positions.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::{Edits, RankedSet, Weight, ZSet};

/// From this share of the set on, a delta is merged in one pass: measured, that is where both ways cost the same.
const MERGE_SHARE: usize = 16;

/// Keeps the elements of a set (weights 0 and 1) in the order of a comparison function.
///
/// The comparison must be total and tell different elements apart: rows compare by their columns, then by their key. A
/// delta that puts an element in the place of an equal one must take the old one away.
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

    /// A set of different elements that are in any order: `O(n log n)`.
    pub fn from_unsorted(mut rows: Vec<T>, compare: C) -> Self {
        rows.sort_unstable_by(&compare);
        Self::from_sorted(rows, compare)
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
        self.update(delta, |_, _| {}, |_, _| {});
    }

    /// Takes a delta in and says where elements left and where elements came, at the same cost.
    pub fn advance_with_edits(&mut self, delta: &ZSet<T>) -> Edits<T> {
        let mut edits = Edits::default();
        self.update(
            delta,
            |position, element| edits.removed.push((position, element)),
            |position, element| edits.inserted.push((position, element.clone())),
        );
        // A few removals come from the last to the first, many in one pass over the rows.
        if let [(first, _), .., (last, _)] = edits.removed.as_slice()
            && first > last
        {
            edits.removed.reverse();
        }
        debug_assert!(
            edits.removed.is_sorted_by_key(|(position, _)| *position),
            "ascending positions"
        );
        edits
    }

    /// Takes a delta in; `removed` gets positions before the change, `inserted` positions after it, ascending.
    fn update(
        &mut self,
        delta: &ZSet<T>,
        mut removed: impl FnMut(usize, T),
        mut inserted: impl FnMut(usize, &T),
    ) {
        if let Some(element) = self.replacement(delta) {
            let (position, replaced) = self.rows.insert(element.clone(), &self.compare);
            if let Some(replaced) = replaced {
                removed(position, replaced);
            }
            inserted(position, element);
            return;
        }
        let mut removals = self.sorted(delta, |weight| weight < 0);
        let insertions = self.sorted(delta, |weight| weight > 0);
        if delta.len() > self.rows.len() / MERGE_SHARE {
            self.merge(removals, insertions, removed, inserted);
            return;
        }
        // From the last to the first, so that what was removed already does not shift what is still to be removed …
        removals.reverse();
        for element in removals {
            if let Some((position, element)) = self.rows.remove(element, &self.compare) {
                removed(position, element);
            }
        }
        // … and from the first to the last, so that nothing shifts what was inserted already.
        for element in insertions {
            let (position, replaced) = self.rows.insert(element.clone(), &self.compare);
            debug_assert!(replaced.is_none(), "a delta takes away what it replaces");
            inserted(position, element);
        }
    }

    /// What a delta puts in the place of an element, if it does nothing else: most changes of a row do not move it.
    fn replacement<'d>(&self, delta: &'d ZSet<T>) -> Option<&'d T> {
        let mut entries = delta.iter();
        match (entries.next(), entries.next(), entries.next()) {
            (Some((old, ..0)), Some((new, 1..)), None) if (self.compare)(old, new).is_eq() => Some(new),
            _ => None,
        }
    }

    /// The elements whose weight is `wanted`, in order.
    fn sorted<'d>(&self, delta: &'d ZSet<T>, wanted: impl Fn(Weight) -> bool) -> Vec<&'d T> {
        let elements = delta
            .iter()
            .filter(|(_, weight)| wanted(*weight))
            .map(|(element, _)| element);
        let mut elements: Vec<&T> = elements.collect();
        elements.sort_unstable_by(|left, right| (self.compare)(left, right));
        elements
    }

    /// Takes a sorted delta in, in one pass over the old set and the delta.
    fn merge(
        &mut self,
        removals: Vec<&T>,
        insertions: Vec<&T>,
        mut removed: impl FnMut(usize, T),
        mut inserted: impl FnMut(usize, &T),
    ) {
        let compare = &self.compare;
        let mut rows = Vec::with_capacity(self.rows.len() + insertions.len());
        let mut removals = removals.into_iter().peekable();
        let mut insertions = insertions.into_iter().peekable();
        for (position, row) in self.rows.iter().enumerate() {
            while removals.next_if(|gone| compare(gone, row).is_lt()).is_some() {}
            if removals.next_if(|gone| compare(gone, row).is_eq()).is_some() {
                removed(position, row.clone());
                continue;
            }
            while let Some(new) = insertions.next_if(|new| compare(new, row).is_lt()) {
                inserted(rows.len(), new);
                rows.push(new.clone());
            }
            rows.push(row.clone());
        }
        for new in insertions {
            inserted(rows.len(), new);
            rows.push(new.clone());
        }
        self.rows = RankedSet::from_sorted(rows);
    }
}

#[cfg(test)]
mod tests;
