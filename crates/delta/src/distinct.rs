//! Distinct: every value once, however often it comes.

use alloc::collections::BTreeMap;

use crate::{Weight, ZSet};

/// Turns a multiset into the set of its elements: `O(log n)` a change.
///
/// With [`ZSet::extend`], which is SQL's `union all`, it makes `union`.
///
/// ```
/// use lockstep_delta::{Distinct, ZSet};
///
/// let mut distinct = Distinct::default();
/// let mut delta = ZSet::from_iter([("a", 1), ("b", 1)]);
/// delta.extend([("a", 1)]);
/// assert!(distinct.advance(&delta).iter().eq(&[("a", 1), ("b", 1)]));
/// assert!(distinct.advance(&ZSet::from_iter([("a", -1), ("b", -1)])).iter().eq(&[("b", -1)]));
/// ```
#[derive(Clone, Debug)]
pub struct Distinct<T> {
    weights: BTreeMap<T, Weight>,
}

impl<T: Clone + Ord> Distinct<T> {
    /// Takes a delta in and returns that of the set, by ascending elements.
    pub fn advance(&mut self, delta: &ZSet<T>) -> ZSet<T> {
        let mut before: BTreeMap<&T, bool> = BTreeMap::new();
        for (element, weight) in delta {
            let total = match self.weights.get_mut(element) {
                Some(total) => total,
                None => self.weights.entry(element.clone()).or_default(),
            };
            before.entry(element).or_insert(*total > 0);
            *total += weight;
            if *total == 0 {
                self.weights.remove(element);
            }
        }
        let mut output = ZSet::new();
        for (element, before) in before {
            let after = self.weights.get(element).is_some_and(|total| *total > 0);
            if before != after {
                output.push(element.clone(), if after { 1 } else { -1 });
            }
        }
        output
    }

    /// How many different elements there are.
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Self {
            weights: BTreeMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::collections::BTreeSet;
    use std::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_comes_and_goes_in_one_delta_is_not_seen() {
        let mut distinct = Distinct::default();
        assert!(distinct.advance(&ZSet::from_iter([(1, 1), (1, -1)])).is_empty());
        distinct.advance(&ZSet::from_iter([(1, 1)]));
        assert!(distinct.advance(&ZSet::from_iter([(1, -1), (1, 1)])).is_empty());
        assert_eq!(distinct.len(), 1);
    }

    proptest! {
        #[test]
        fn equals_the_set_of_what_is_there(changes in prop::collection::vec(prop::collection::vec((0..4_u8, any::<bool>()), 0..6), 0..12)) {
            let mut distinct = Distinct::default();
            let mut all: Vec<u8> = Vec::new();
            let mut seen = BTreeSet::new();
            for change in changes {
                let mut delta = ZSet::new();
                for (element, comes) in change {
                    if comes {
                        all.push(element);
                        delta.push(element, 1);
                    } else if let Some(at) = all.iter().position(|other| *other == element) {
                        all.remove(at);
                        delta.push(element, -1);
                    }
                }
                for (element, weight) in distinct.advance(&delta) {
                    let changed = if weight > 0 { seen.insert(element) } else { seen.remove(&element) };
                    prop_assert!(changed);
                }
                prop_assert_eq!(&seen, &all.iter().copied().collect::<BTreeSet<u8>>());
                prop_assert_eq!(distinct.len(), seen.len());
            }
        }
    }
}
