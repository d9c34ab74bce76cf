//! Bags: values with how often they come, in order.

use alloc::collections::BTreeMap;

use crate::{Aggregate, Weight};

/// An ordered multiset: its least and greatest value, how many values it has, and how many different ones. Every change
/// costs `O(log n)`, also when the least or greatest value leaves.
///
/// ```
/// use lockstep_delta::Bag;
///
/// let mut bag = Bag::default();
/// for value in [3, 1, 3] {
///     bag.add(value, 1);
/// }
/// assert_eq!((bag.len(), bag.distinct(), bag.min(), bag.max()), (3, 2, Some(&1), Some(&3)));
/// bag.add(1, -1);
/// assert!(bag.iter().eq(&[3, 3]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bag<V> {
    weights: BTreeMap<V, usize>,
    len: usize,
}

impl<V: Ord> Bag<V> {
    /// Puts a value in (`weight` > 0) or takes it out, as often as `weight` says. What is not there cannot be taken out.
    pub fn add(&mut self, value: V, weight: Weight) {
        let times = weight.unsigned_abs();
        if weight > 0 {
            *self.weights.entry(value).or_default() += times;
            self.len += times;
        } else if let Some(there) = self.weights.get_mut(&value) {
            let taken = times.min(*there);
            *there -= taken;
            self.len -= taken;
            if *there == 0 {
                self.weights.remove(&value);
            }
        }
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many different values there are.
    pub fn distinct(&self) -> usize {
        self.weights.len()
    }

    /// The least value.
    pub fn min(&self) -> Option<&V> {
        self.weights.first_key_value().map(|(value, _)| value)
    }

    /// The greatest value.
    pub fn max(&self) -> Option<&V> {
        self.weights.last_key_value().map(|(value, _)| value)
    }

    /// The values in order, each as often as it comes.
    pub fn iter(&self) -> impl Iterator<Item = &V> {
        self.weights
            .iter()
            .flat_map(|(value, times)| core::iter::repeat_n(value, *times))
    }

    /// The values and how often each comes, in order.
    pub fn weights(&self) -> impl Iterator<Item = (&V, usize)> {
        self.weights.iter().map(|(value, times)| (value, *times))
    }
}

impl<V> Default for Bag<V> {
    fn default() -> Self {
        Self {
            weights: BTreeMap::new(),
            len: 0,
        }
    }
}

/// What is said of a [`Bag`] at little cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent<V> {
    /// The least value.
    pub min: Option<V>,
    /// The greatest value.
    pub max: Option<V>,
    /// How many values there are.
    pub len: usize,
    /// How many different values there are.
    pub distinct: usize,
}

impl<V: Clone + Ord> Aggregate<V> for Bag<V> {
    type Output = Extent<V>;

    fn add(&mut self, element: &V, weight: Weight) {
        Self::add(self, element.clone(), weight);
    }

    fn output(&self) -> Extent<V> {
        Extent {
            min: self.min().cloned(),
            max: self.max().cloned(),
            len: self.len,
            distinct: self.distinct(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_cannot_be_taken_out() {
        let mut bag = Bag::default();
        bag.add('a', -1);
        bag.add('a', 2);
        bag.add('a', -5);
        assert!(bag.is_empty());
        assert_eq!(bag.distinct(), 0);
    }

    #[test]
    fn values_come_in_order_with_their_weights() {
        let mut bag = Bag::default();
        for value in ['c', 'a', 'c'] {
            bag.add(value, 1);
        }
        assert!(bag.weights().eq([(&'a', 1), (&'c', 2)]));
        assert!(bag.iter().eq(&['a', 'c', 'c']));
    }
}
