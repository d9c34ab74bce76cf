//! Edits: a delta of an ordered set, with positions.

use alloc::vec::Vec;

/// What changed in an ordered list, as positions.
///
/// `removed` counts in the list *before* the change, `inserted` in the list *after* it; both ascend. So a mirror of the
/// list takes the removed positions out, from the last to the first, and then puts the inserted elements in, from the
/// first to the last ([`Edits::apply_to`]). An element that changed, or that moved, is in both.
///
/// ```
/// use lockstep_delta::Edits;
///
/// let edits = Edits { removed: vec![(0, 'a'), (2, 'c')], inserted: vec![(1, 'x')] };
/// let mut mirror = vec!['a', 'b', 'c', 'd'];
/// edits.apply_to(&mut mirror);
/// assert_eq!(mirror, ['b', 'x', 'd']);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edits<T> {
    /// Elements taken out, with their positions before the change, ascending.
    pub removed: Vec<(usize, T)>,
    /// Elements put in, with their positions after the change, ascending.
    pub inserted: Vec<(usize, T)>,
}

impl<T> Edits<T> {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.inserted.is_empty()
    }

    /// Brings a copy of the list up to date, in one pass: `O(length + edits)`.
    ///
    /// # Panics
    /// If `mirror` is not the list before the change and positions lie outside of it.
    pub fn apply_to(&self, mirror: &mut Vec<T>)
    where
        T: Clone,
    {
        let mut removed = self.removed.iter().map(|(position, _)| *position).peekable();
        let mut inserted = self.inserted.iter().peekable();
        let mut next = Vec::with_capacity(mirror.len() + self.inserted.len() - self.removed.len());
        for (position, element) in mirror.drain(..).enumerate() {
            if removed.next_if_eq(&position).is_some() {
                continue;
            }
            while let Some((_, element)) = inserted.next_if(|(position, _)| *position == next.len()) {
                next.push(element.clone());
            }
            next.push(element);
        }
        for (position, element) in inserted {
            assert_eq!(
                *position,
                next.len(),
                "the list given is not the one before the change"
            );
            next.push(element.clone());
        }
        *mirror = next;
    }
}

impl<T> Default for Edits<T> {
    fn default() -> Self {
        Self {
            removed: Vec::new(),
            inserted: Vec::new(),
        }
    }
}
