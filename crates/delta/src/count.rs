//! Count: how many elements there are.

use crate::{Weight, ZSet};

/// Counts elements by their weights.
///
/// ```
/// use lockstep_delta::{Count, ZSet};
///
/// let mut count = Count::default();
/// assert_eq!(count.advance(&ZSet::from_iter([("a", 1), ("b", 1)])), 2);
/// assert_eq!(count.advance(&ZSet::from_iter([("a", -1), ("c", 1)])), 0);
/// assert_eq!(count.total(), 2);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    total: Weight,
}

impl Count {
    /// A count that starts from elements counted elsewhere.
    pub const fn starting_at(total: Weight) -> Self {
        Self { total }
    }

    /// Adds a delta and returns by how much the count grew.
    pub fn advance<T>(&mut self, delta: &ZSet<T>) -> Weight {
        let growth = delta.total();
        self.total += growth;
        growth
    }

    /// The number of elements now.
    pub const fn total(&self) -> Weight {
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_does_not_change_the_count() {
        let mut count = Count::starting_at(5);
        assert_eq!(count.advance(&ZSet::from_iter([("old", -1), ("new", 1)])), 0);
        assert_eq!(count.total(), 5);
    }

    #[test]
    fn removals_count_down() {
        let mut count = Count::starting_at(2);
        assert_eq!(count.advance(&ZSet::from_iter([("a", -1), ("b", -1)])), -2);
        assert_eq!(count.total(), 0);
    }
}
