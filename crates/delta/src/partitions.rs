//! Partitions: an ordered set for each key.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::{RankedSet, ZSet};

/// The elements of a set (weights 0 and 1) by a key, those of each key in the order of a comparison function.
///
/// The children of every parent, the first rows of every group: what is asked for by key is a [`RankedSet`], of which a snapshot
/// costs nothing and a part is found by position. A change costs `O(log n)`. What is said of the comparison function of
/// [`Order`](crate::Order) holds here.
///
/// ```
/// use lockstep_delta::{Partitions, ZSet};
///
/// let mut scores = Partitions::new(|left: &u32, right: &u32| right.cmp(left)); // descending
/// let touched = scores.advance(&ZSet::from_iter([(("a", 3), 1), (("a", 5), 1), (("b", 2), 1)]));
/// assert_eq!(touched, ["a", "b"]);
/// assert!(scores.get(&"a").unwrap().iter().eq(&[5, 3]));
/// assert!(scores.get(&"c").is_none());
/// ```
#[derive(Clone, Debug)]
pub struct Partitions<K, T, C> {
    lists: BTreeMap<K, RankedSet<T>>,
    compare: C,
}

impl<K, T, C> Partitions<K, T, C>
where
    K: Clone + Ord,
    T: Clone,
    C: Fn(&T, &T) -> Ordering,
{
    /// No partitions; the elements of each will be ordered by `compare`.
    pub const fn new(compare: C) -> Self {
        Self {
            lists: BTreeMap::new(),
            compare,
        }
    }

    /// The elements with a key, in order; none, if there is no such element.
    pub fn get(&self, key: &K) -> Option<&RankedSet<T>> {
        self.lists.get(key)
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.lists.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// Takes a delta in and returns the keys of the partitions that it touched, ascending.
    pub fn advance(&mut self, delta: &ZSet<(K, T)>) -> Vec<K> {
        let mut touched: Vec<K> = delta.iter().map(|((key, _), _)| key.clone()).collect();
        touched.sort_unstable();
        touched.dedup();
        // What goes, goes first: what comes may have its place.
        for ((key, element), _) in delta.iter().filter(|(_, weight)| *weight < 0) {
            if let Some(list) = self.lists.get_mut(key) {
                list.remove(element, &self.compare);
                if list.is_empty() {
                    self.lists.remove(key);
                }
            }
        }
        for ((key, element), _) in delta.iter().filter(|(_, weight)| *weight > 0) {
            let list = match self.lists.get_mut(key) {
                Some(list) => list,
                None => self.lists.entry(key.clone()).or_default(),
            };
            list.insert(element.clone(), &self.compare);
        }
        touched
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn equals_the_partitions_computed_afresh(commits in prop::collection::vec(prop::collection::btree_map((0..3_u8, 0..5_u8), any::<bool>(), 0..6), 0..12)) {
            let mut partitions = Partitions::new(|left: &u8, right: &u8| right.cmp(left));
            let mut all: BTreeSet<(u8, u8)> = BTreeSet::new();
            for commit in commits {
                let mut delta = ZSet::new();
                let mut expected = BTreeSet::new();
                for (element, comes) in commit {
                    let changed = if comes { all.insert(element) } else { all.remove(&element) };
                    if changed {
                        expected.insert(element.0);
                        delta.push(element, if comes { 1 } else { -1 });
                    }
                }
                prop_assert!(partitions.advance(&delta).iter().eq(&expected));
                for key in 0..3 {
                    let expected: Vec<u8> = all.iter().rev().filter(|element| element.0 == key).map(|element| element.1).collect();
                    match partitions.get(&key) {
                        Some(list) => prop_assert!(list.iter().eq(&expected)),
                        None => prop_assert!(expected.is_empty()),
                    }
                }
                let keys: BTreeSet<u8> = all.iter().map(|element| element.0).collect();
                prop_assert_eq!(partitions.len(), keys.len());
            }
        }
    }
}
