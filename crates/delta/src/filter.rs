//! Filter: the elements that satisfy a predicate.

use crate::ZSet;

/// Keeps the elements that satisfy a predicate. Linear: the delta of the output is the filtered delta of the input.
///
/// An update whose old and new element fall on different sides of the predicate comes out as a removal or an insertion.
///
/// ```
/// use lockstep_delta::{Filter, ZSet};
///
/// let positive = Filter::new(|number: &i32| *number > 0);
/// let update = ZSet::from_iter([(-1, -1), (3, 1)]);
/// assert!(positive.apply(&update).iter().eq(&[(3, 1)]));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Filter<P> {
    predicate: P,
}

impl<P> Filter<P> {
    /// Filters by `predicate`, which must give the same answer for equal elements.
    pub const fn new(predicate: P) -> Self {
        Self { predicate }
    }

    /// The part of `delta` that satisfies the predicate.
    pub fn apply<T>(&self, delta: &ZSet<T>) -> ZSet<T>
    where
        T: Clone,
        P: Fn(&T) -> bool,
    {
        delta
            .iter()
            .filter(|(element, _)| (self.predicate)(element))
            .cloned()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn even(entries: &[(u32, isize)]) -> ZSet<u32> {
        Filter::new(|number: &u32| number.is_multiple_of(2)).apply(&entries.iter().copied().collect())
    }

    #[test]
    fn weights_pass_through() {
        assert!(even(&[(1, 1), (2, 3), (4, -2)]).iter().eq(&[(2, 3), (4, -2)]));
    }

    #[test]
    fn an_update_at_the_edge_enters_or_leaves() {
        assert!(even(&[(1, -1), (2, 1)]).iter().eq(&[(2, 1)]));
        assert!(even(&[(2, -1), (3, 1)]).iter().eq(&[(2, -1)]));
        assert!(even(&[(2, -1), (4, 1)]).iter().eq(&[(2, -1), (4, 1)]));
        assert!(even(&[(1, -1), (3, 1)]).is_empty());
    }
}
