//! Window: offset and limit over an ordered set.

use alloc::vec::Vec;
use core::ops::Range;

use crate::{Edits, RankedSet};

/// The part of an ordered list that starts at `offset` and holds at most `limit` elements.
///
/// The list below the window is kept, so that a row that leaves is replaced at once from below, without a scan.
///
/// ```
/// use lockstep_delta::{Order, Window, ZSet};
///
/// let window = Window { offset: 0, limit: Some(2) };
/// let mut order = Order::new(|left: &u32, right: &u32| left.cmp(right));
/// order.advance(&ZSet::from_iter([(1, 1), (2, 1), (3, 1)]));
///
/// let before = order.rows().len();
/// let edits = order.advance_with_edits(&ZSet::from_iter([(1, -1)]));
/// let seen = window.edits(&edits, before, order.rows());
/// assert_eq!(seen.removed, [(0, 1)]);
/// assert_eq!(seen.inserted, [(1, 3)]); // refilled from below
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Window {
    /// How many elements lie above the window.
    pub offset: usize,
    /// How many elements the window holds at most; `None` for all.
    pub limit: Option<usize>,
}

impl Window {
    /// Whether the window shows the whole list.
    pub const fn is_whole(self) -> bool {
        self.offset == 0 && self.limit.is_none()
    }

    /// The positions of a list of `len` elements that are in the window.
    pub fn range(self, len: usize) -> Range<usize> {
        let start = self.offset.min(len);
        let end = self
            .limit
            .map_or(len, |limit| self.offset.saturating_add(limit).min(len));
        start..end
    }

    /// Turns the edits of the whole list into those of the window, with positions relative to it.
    ///
    /// `before` is the length of the list before the change, `list` the list after it. Elements that did not change
    /// themselves but were moved over an edge of the window are found by counting: `O(m log n)` for `m` edits.
    ///
    /// # Panics
    /// If `list` is not the list after `edits`, and lacks a position that they imply.
    pub fn edits<T: Clone>(self, edits: &Edits<T>, before: usize, list: &RankedSet<T>) -> Edits<T> {
        if self.is_whole() {
            return edits.clone();
        }
        let removed = positions(&edits.removed);
        let inserted = positions(&edits.inserted);
        let old = self.range(before);
        let new = self.range(list.len());

        // Elements that stayed have the same order before and after. Numbered among themselves, those in the old and
        // in the new window are two intervals; what is in one of them only has crossed an edge.
        let old_stable = stable_range(&old, &removed);
        let new_stable = stable_range(&new, &inserted);

        let element = |stable: usize| {
            list.get(stable_position(stable, &inserted))
                .expect("an element that stayed is in the list after the change")
                .clone()
        };
        let left = difference(&old_stable, &new_stable)
            .map(|stable| (stable_position(stable, &removed) - old.start, element(stable)))
            .collect();
        let entered = difference(&new_stable, &old_stable)
            .map(|stable| (stable_position(stable, &inserted) - new.start, element(stable)))
            .collect();
        Edits {
            removed: merged(inside(&edits.removed, &old), left),
            inserted: merged(inside(&edits.inserted, &new), entered),
        }
    }

    /// What is seen to change when this window becomes `next` over a list that stays as it is: one step for each row
    /// that leaves or enters.
    ///
    /// ```
    /// use lockstep_delta::{RankedSet, Window};
    ///
    /// let list = RankedSet::from_sorted(vec!['a', 'b', 'c', 'd']);
    /// let page = |offset| Window { offset, limit: Some(2) };
    /// let seen = page(0).moved(page(1), &list);
    /// assert_eq!(seen.removed, [(0, 'a')]);
    /// assert_eq!(seen.inserted, [(1, 'c')]);
    /// ```
    pub fn moved<T: Clone>(self, next: Self, list: &RankedSet<T>) -> Edits<T> {
        let (old, new) = (self.range(list.len()), next.range(list.len()));
        let elements = |range: &Range<usize>, other: &Range<usize>| {
            let position = |at: usize| Some((at - range.start, list.get(at)?.clone()));
            difference(range, other).filter_map(position).collect()
        };
        Edits {
            removed: elements(&old, &new),
            inserted: elements(&new, &old),
        }
    }
}

fn positions<T>(edits: &[(usize, T)]) -> Vec<usize> {
    edits.iter().map(|(position, _)| *position).collect()
}

/// Two lists of edits with ascending positions, as one.
fn merged<T>(one: Vec<(usize, T)>, other: Vec<(usize, T)>) -> Vec<(usize, T)> {
    if one.is_empty() {
        return other;
    }
    let mut all = Vec::with_capacity(one.len() + other.len());
    let mut other = other.into_iter().peekable();
    for edit in one {
        while let Some(earlier) = other.next_if(|(position, _)| *position < edit.0) {
            all.push(earlier);
        }
        all.push(edit);
    }
    all.extend(other);
    all
}

/// The edits within `window`, with positions relative to it.
fn inside<T: Clone>(edits: &[(usize, T)], window: &Range<usize>) -> Vec<(usize, T)> {
    let start = edits.partition_point(|(position, _)| *position < window.start);
    let end = edits.partition_point(|(position, _)| *position < window.end);
    edits[start..end]
        .iter()
        .map(|(position, element)| (position - window.start, element.clone()))
        .collect()
}

/// The elements of `window` that are not in `edited` (ascending positions), numbered among all such elements.
fn stable_range(window: &Range<usize>, edited: &[usize]) -> Range<usize> {
    let number = |position: usize| position - edited.partition_point(|edit| *edit < position);
    number(window.start)..number(window.end)
}

/// The position of the element that has the number `stable` among those that are not in `edited`.
fn stable_position(stable: usize, edited: &[usize]) -> usize {
    // The i-th edited position has `edited[i] - i` stable elements before it; that number never falls.
    let mut below = 0;
    let mut above = edited.len();
    while below < above {
        let middle = usize::midpoint(below, above);
        if edited[middle] - middle <= stable {
            below = middle + 1;
        } else {
            above = middle;
        }
    }
    stable + below
}

/// The numbers of `range` that are not in `other`.
fn difference(range: &Range<usize>, other: &Range<usize>) -> impl Iterator<Item = usize> + use<> {
    let head = range.start..range.end.min(other.start.max(range.start));
    let tail = range.start.max(other.end).max(head.end)..range.end;
    head.chain(tail)
}

#[cfg(test)]
mod tests;
