//! Iteration over a range of positions, from both ends.

use core::iter::FusedIterator;
use core::ops::Range;
use core::slice;

use super::RankedSet;

/// The elements of a [`RankedSet`] at a range of positions.
pub struct Iter<'a, T> {
    set: &'a RankedSet<T>,
    /// The positions that neither `front` nor `back` holds.
    rest: Range<usize>,
    front: slice::Iter<'a, T>,
    back: slice::Iter<'a, T>,
}

impl<'a, T> Iter<'a, T> {
    pub(super) fn new(set: &'a RankedSet<T>, positions: Range<usize>) -> Self {
        let end = positions.end.min(set.len());
        let start = positions.start.min(end);
        Self {
            set,
            rest: start..end,
            front: [].iter(),
            back: [].iter(),
        }
    }
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        loop {
            if let Some(element) = self.front.next() {
                return Some(element);
            }
            if self.rest.is_empty() {
                return self.back.next();
            }
            let (leaf, index) = self.set.leaf(self.rest.start)?;
            let end = leaf.len().min(index + self.rest.len());
            self.rest.start += end - index;
            self.front = leaf[index..end].iter();
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.front.len() + self.rest.len() + self.back.len();
        (len, Some(len))
    }
}

impl<'a, T> DoubleEndedIterator for Iter<'a, T> {
    fn next_back(&mut self) -> Option<&'a T> {
        loop {
            if let Some(element) = self.back.next_back() {
                return Some(element);
            }
            if self.rest.is_empty() {
                return self.front.next_back();
            }
            let (leaf, index) = self.set.leaf(self.rest.end - 1)?;
            let start = (index + 1).saturating_sub(self.rest.len());
            self.rest.end -= index + 1 - start;
            self.back = leaf[start..=index].iter();
        }
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}
impl<T> FusedIterator for Iter<'_, T> {}

impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Self {
            set: self.set,
            rest: self.rest.clone(),
            front: self.front.clone(),
            back: self.back.clone(),
        }
    }
}
