//! Z-sets: multisets whose elements carry a weight.

use alloc::vec::{self, Vec};
use core::slice;

/// How often an element is in a [`ZSet`]; negative in a delta that takes it away.
pub type Weight = isize;

/// A weighted multiset, kept as a list of elements with their weights.
///
/// An element may be listed more than once: its weight is the sum. [`ZSet::consolidate`] sums up and drops what is zero.
///
/// ```
/// use lockstep_delta::ZSet;
///
/// let mut delta = ZSet::new();
/// delta.push("b", 1);
/// delta.push("a", 1);
/// delta.push("b", -1);
/// delta.consolidate();
/// assert!(delta.iter().eq(&[("a", 1)]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZSet<T> {
    entries: Vec<(T, Weight)>,
}

impl<T> ZSet<T> {
    /// The empty Z-set.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// The empty Z-set with room for `capacity` entries.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            entries: Vec::with_capacity(capacity),
        }
    }

    /// Adds `weight` to the weight of `element`.
    pub fn push(&mut self, element: T, weight: Weight) {
        if weight != 0 {
            self.entries.push((element, weight));
        }
    }

    /// How many entries are listed; after [`ZSet::consolidate`], how many different elements there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is listed.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The sum of all weights: the number of elements of a set, the growth that a delta brings.
    pub fn total(&self) -> Weight {
        self.entries.iter().map(|(_, weight)| weight).sum()
    }

    /// The entries in the order in which they were pushed.
    pub fn iter(&self) -> slice::Iter<'_, (T, Weight)> {
        self.entries.iter()
    }

    /// Sorts the entries, sums the weights of equal elements and drops those that are zero.
    pub fn consolidate(&mut self)
    where
        T: Ord,
    {
        self.entries.sort_by(|left, right| left.0.cmp(&right.0));
        self.entries.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first.1 += later.1;
            }
            same
        });
        self.entries.retain(|(_, weight)| *weight != 0);
    }

    /// Brings a delta of a set (weights 0 and 1), made in several steps, down to what it comes to: for each element, in
    /// ascending order, as it was before the first step (−1) and as it is after the last (+1).
    ///
    /// Elements that compare as equal are versions of one row: the steps between cancel, whatever the versions say.
    ///
    /// ```
    /// use lockstep_delta::ZSet;
    ///
    /// let mut delta = ZSet::from_iter([("b", 1), ("a", -1), ("a", 1), ("b", -1), ("a", -1)]);
    /// delta.net();
    /// assert!(delta.iter().eq(&[("a", -1)]));
    /// ```
    pub fn net(&mut self)
    where
        T: Ord,
    {
        let mut entries = core::mem::take(&mut self.entries);
        entries.sort_by(|left, right| left.0.cmp(&right.0));
        let mut entries = entries.into_iter().peekable();
        while let Some(first) = entries.next() {
            let mut last = None;
            while let Some(next) = entries.next_if(|next| next.0 == first.0) {
                last = Some(next);
            }
            let gone = first.1 < 0;
            let come = last.as_ref().map_or(!gone, |last| last.1 > 0);
            match last {
                Some(last) => {
                    if gone {
                        self.entries.push(first);
                    }
                    if come {
                        self.entries.push(last);
                    }
                }
                None => self.entries.push(first),
            }
        }
    }
}

impl<T> Default for ZSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Extend<(T, Weight)> for ZSet<T> {
    fn extend<I: IntoIterator<Item = (T, Weight)>>(&mut self, entries: I) {
        let entries = entries.into_iter();
        self.entries.reserve(entries.size_hint().0);
        for (element, weight) in entries {
            self.push(element, weight);
        }
    }
}

impl<T> FromIterator<(T, Weight)> for ZSet<T> {
    fn from_iter<I: IntoIterator<Item = (T, Weight)>>(entries: I) -> Self {
        let mut set = Self::new();
        set.extend(entries);
        set
    }
}

impl<T> IntoIterator for ZSet<T> {
    type Item = (T, Weight);
    type IntoIter = vec::IntoIter<(T, Weight)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a ZSet<T> {
    type Item = &'a (T, Weight);
    type IntoIter = slice::Iter<'a, (T, Weight)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consolidating_sums_weights_and_drops_zero() {
        let mut set = ZSet::from_iter([('c', 2), ('a', 1), ('b', 1), ('c', -1), ('b', -1)]);
        assert_eq!(set.total(), 2);
        set.consolidate();
        assert!(set.iter().eq(&[('a', 1), ('c', 1)]));
        assert_eq!(set.total(), 2);
    }

    #[test]
    fn a_weight_of_zero_is_not_listed() {
        let set = ZSet::from_iter([('a', 0)]);
        assert!(set.is_empty());
        assert_eq!(set.len(), 0);
    }

    #[test]
    fn a_delta_and_its_inverse_cancel() {
        let delta = ZSet::from_iter([(1, 1), (2, -3), (5, 2)]);
        let mut sum = delta.clone();
        sum.extend(delta.into_iter().map(|(element, weight)| (element, -weight)));
        sum.consolidate();
        assert_eq!(sum, ZSet::default());
    }
}
