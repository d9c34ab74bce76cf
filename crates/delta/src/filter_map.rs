//! Filter and map: the linear operators, in one pass.

use crate::ZSet;

/// Keeps the elements for which a function has an answer, as that answer. Linear: the delta of the output is the delta
/// of the input, element by element, with the same weights.
///
/// An update whose old and new element fall on different sides of a filter comes out as a removal or an insertion.
///
/// ```
/// use lockstep_delta::{FilterMap, ZSet};
///
/// let positive = FilterMap::new(|number: &i32| u32::try_from(*number).ok());
/// let update = ZSet::from_iter([(-1, -1), (3, 1)]);
/// assert!(positive.apply(&update).iter().eq(&[(3_u32, 1)]));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct FilterMap<F> {
    function: F,
}

impl<F> FilterMap<F> {
    /// Filters and maps by `function`, which must give equal answers for equal elements.
    pub const fn new(function: F) -> Self {
        Self { function }
    }

    /// The delta of the output.
    pub fn apply<T, U>(&self, delta: &ZSet<T>) -> ZSet<U>
    where
        F: Fn(&T) -> Option<U>,
    {
        delta
            .iter()
            .filter_map(|(element, weight)| Some(((self.function)(element)?, *weight)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn halves_of_even(entries: &[(u32, isize)]) -> ZSet<u32> {
        FilterMap::new(|number: &u32| number.is_multiple_of(2).then_some(number / 2))
            .apply(&entries.iter().copied().collect())
    }

    #[test]
    fn weights_pass_through() {
        assert!(
            halves_of_even(&[(1, 1), (2, 3), (4, -2)])
                .iter()
                .eq(&[(1, 3), (2, -2)])
        );
    }

    #[test]
    fn an_update_at_the_edge_enters_or_leaves() {
        assert!(halves_of_even(&[(1, -1), (2, 1)]).iter().eq(&[(1, 1)]));
        assert!(halves_of_even(&[(2, -1), (3, 1)]).iter().eq(&[(1, -1)]));
        assert!(halves_of_even(&[(2, -1), (4, 1)]).iter().eq(&[(1, -1), (2, 1)]));
        assert!(halves_of_even(&[(1, -1), (3, 1)]).is_empty());
    }

    #[test]
    fn elements_that_become_equal_add_up() {
        let mut parity = FilterMap::new(|number: &u32| Some(number % 2))
            .apply(&[(1, 1), (2, 1), (3, 1)].into_iter().collect());
        parity.consolidate();
        assert!(parity.iter().eq(&[(0, 1), (1, 2)]));
    }
}
