//! Group by: one element a key, with aggregates over what has that key.

use alloc::vec::Vec;
use core::hash::Hash;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::{Weight, ZSet};

/// What is known of the elements of one group.
///
/// An implementation takes elements away as well as it adds them, and forgets what it took away: its output depends on
/// what is there alone, never on the way there.
pub trait Aggregate<T> {
    /// What it says of the group.
    type Output: PartialEq;

    /// Counts an element in (`weight` > 0) or out.
    fn add(&mut self, element: &T, weight: Weight);

    /// What it says now.
    fn output(&self) -> Self::Output;
}

/// Groups a multiset by a key and aggregates each group: one look-up and the cost of the aggregate for each change.
///
/// A group is there while it has an element, or for good if it was made with [`Group::always`], as SQL's aggregate
/// without `group by` is.
///
/// ```
/// use lockstep_delta::{Bag, Group, ZSet};
///
/// let mut highest = Group::<&str, Bag<u32>>::default();
/// let scores = ZSet::from_iter([(("a", 3), 1), (("a", 5), 1), (("b", 2), 1)]);
/// let output = highest.advance(&scores).into_iter().map(|((key, bag), weight)| (key, bag.max, weight));
/// assert!(output.eq([("a", Some(5), 1), ("b", Some(2), 1)]));
///
/// // Its greatest element leaves the group: the next one is known without a scan.
/// let output = highest.advance(&ZSet::from_iter([(("a", 5), -1)]));
/// let output = output.into_iter().map(|((key, bag), weight)| (key, bag.max, weight));
/// assert!(output.eq([("a", Some(5), -1), ("a", Some(3), 1)]));
/// ```
#[derive(Clone, Debug)]
pub struct Group<K, A> {
    groups: HashMap<K, State<A>, FxBuildHasher>,
    empty: A,
    /// How many deltas have been taken in.
    deltas: u64,
}

#[derive(Clone, Debug)]
struct State<A> {
    /// How many elements there are; one more in a group that is always there.
    weight: Weight,
    aggregate: A,
    /// The last delta that touched it.
    touched: u64,
}

impl<K: Clone + Hash + Ord, A: Clone> Group<K, A> {
    /// No groups; each begins as `empty`.
    pub const fn new(empty: A) -> Self {
        Self {
            groups: HashMap::with_hasher(FxBuildHasher),
            empty,
            deltas: 0,
        }
    }

    /// A group that is there also while it has no elements.
    #[must_use]
    pub fn always(mut self, key: K) -> Self {
        let state = State {
            weight: 1,
            aggregate: self.empty.clone(),
            touched: 0,
        };
        self.groups.insert(key, state);
        self
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// What the aggregate says of every group, by ascending keys.
    pub fn outputs<T>(&self) -> impl Iterator<Item = (&K, A::Output)>
    where
        A: Aggregate<T>,
    {
        let mut groups: Vec<_> = self.groups.iter().collect();
        groups.sort_unstable_by(|left, right| left.0.cmp(right.0));
        groups
            .into_iter()
            .map(|(key, state)| (key, state.aggregate.output()))
    }

    /// Takes a delta in and returns that of the groups, by ascending keys, what was before what is. Groups of which the
    /// aggregate says the same as before are not listed.
    pub fn advance<T>(&mut self, delta: &ZSet<(K, T)>) -> ZSet<(K, A::Output)>
    where
        A: Aggregate<T>,
    {
        self.deltas += 1;
        let mut touched: Vec<(&K, Option<A::Output>)> = Vec::new();
        for ((key, element), weight) in delta {
            let state = if let Some(state) = self.groups.get_mut(key) {
                if state.touched != self.deltas {
                    touched.push((key, Some(state.aggregate.output())));
                }
                state
            } else {
                touched.push((key, None));
                self.groups.entry(key.clone()).or_insert_with(|| State {
                    weight: 0,
                    aggregate: self.empty.clone(),
                    touched: 0,
                })
            };
            state.touched = self.deltas;
            state.weight += weight;
            state.aggregate.add(element, *weight);
        }
        touched.sort_unstable_by(|left, right| left.0.cmp(right.0));
        let mut output = ZSet::with_capacity(touched.len() * 2);
        for (key, before) in touched {
            let state = self.groups.get(key).filter(|state| state.weight != 0);
            let after = state.map(|state| state.aggregate.output());
            if after.is_none() {
                self.groups.remove(key);
            }
            if before == after {
                continue;
            }
            if let Some(before) = before {
                output.push((key.clone(), before), -1);
            }
            if let Some(after) = after {
                output.push((key.clone(), after), 1);
            }
        }
        output
    }
}

impl<K: Clone + Hash + Ord, A: Clone + Default> Default for Group<K, A> {
    fn default() -> Self {
        Self::new(A::default())
    }
}

#[cfg(test)]
mod tests;
