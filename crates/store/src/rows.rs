//! Snapshots of a live query's rows.

use std::fmt;
use std::iter::FusedIterator;
use std::ops::Range;
use std::rc::Rc;

use lockstep_delta::RankedSet;
use lockstep_entity::Row;

use crate::order::Ranked;

/// The rows of a live query as one commit left them, in their order. Taking it costs nothing, and later commits do not
/// change it.
pub struct Rows<R: Row> {
    entries: RankedSet<Ranked<R>>,
    window: Range<usize>,
}

impl<R: Row> Rows<R> {
    pub(crate) fn new(entries: &RankedSet<Ranked<R>>, window: Range<usize>) -> Self {
        Self {
            entries: entries.clone(),
            window,
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.window.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.window.is_empty()
    }

    /// The row at a position, counted from 0: `O(log n)`.
    pub fn get(&self, position: usize) -> Option<&Rc<R>> {
        if position >= self.len() {
            return None;
        }
        self.entries
            .get(self.window.start + position)
            .map(|ranked| &ranked.entry.row)
    }

    /// The first row.
    pub fn first(&self) -> Option<&Rc<R>> {
        self.get(0)
    }

    /// The last row.
    pub fn last(&self) -> Option<&Rc<R>> {
        self.get(self.len().checked_sub(1)?)
    }

    /// All rows, in order.
    pub fn iter(&self) -> RowsIter<'_, R> {
        self.range(0..self.len())
    }

    /// The rows at some positions, in order: `O(log n)` and then one step a row. Positions beyond the end are left out.
    pub fn range(&self, positions: Range<usize>) -> RowsIter<'_, R> {
        let end = positions.end.min(self.len());
        let start = positions.start.min(end);
        RowsIter {
            entries: self
                .entries
                .range(self.window.start + start..self.window.start + end),
        }
    }
}

/// Rows in order, from both ends.
pub struct RowsIter<'a, R: Row> {
    entries: lockstep_delta::Iter<'a, Ranked<R>>,
}

impl<'a, R: Row> Iterator for RowsIter<'a, R> {
    type Item = &'a Rc<R>;

    fn next(&mut self) -> Option<Self::Item> {
        self.entries.next().map(|ranked| &ranked.entry.row)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

impl<R: Row> DoubleEndedIterator for RowsIter<'_, R> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.entries.next_back().map(|ranked| &ranked.entry.row)
    }
}

impl<R: Row> ExactSizeIterator for RowsIter<'_, R> {}
impl<R: Row> FusedIterator for RowsIter<'_, R> {}

impl<'a, R: Row> IntoIterator for &'a Rows<R> {
    type Item = &'a Rc<R>;
    type IntoIter = RowsIter<'a, R>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<R: Row> Clone for Rows<R> {
    fn clone(&self) -> Self {
        Self {
            entries: self.entries.clone(),
            window: self.window.clone(),
        }
    }
}

impl<R: Row + fmt::Debug> fmt::Debug for Rows<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self).finish()
    }
}
