//! Joins on equal keys.

use alloc::vec::Vec;

use core::hash::Hash;

use crate::{Arrangement, ZSet};

/// Which rows a [`Join`] lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JoinKind {
    /// Pairs with equal keys.
    Inner,
    /// Pairs, and left elements without a match.
    Left,
    /// Pairs, and right elements without a match.
    Right,
    /// Pairs, and elements of both sides without a match.
    Full,
    /// Left elements with a match, once, however many matches they have.
    Semi,
    /// Left elements without a match.
    Anti,
}

impl JoinKind {
    const fn pairs(self) -> bool {
        !matches!(self, Self::Semi | Self::Anti)
    }

    /// The weight of a left element alone while it has no match, or while it has one.
    const fn left_alone(self, matched: bool) -> bool {
        match self {
            Self::Left | Self::Full | Self::Anti => !matched,
            Self::Semi => matched,
            Self::Inner | Self::Right => false,
        }
    }

    const fn right_alone(self) -> bool {
        matches!(self, Self::Right | Self::Full)
    }
}

/// Elements of one side of a join with their keys. What has no key (in SQL: a null in it) matches nothing.
pub type Side<K, T> = ZSet<(Option<K>, T)>;

/// What a join puts out: a pair, or one side alone.
pub type Joined<L, R> = (Option<L>, Option<R>);

/// Joins two sets (weights 0 and 1) on equal keys.
///
/// An element that changes, on either side, costs its matches on the other side; nothing else is looked at. Both sides are kept in [`Arrangement`]s. The formula is `Δ(L ⋈ R) = ΔL ⋈ R + (L + ΔL) ⋈ ΔR`; what stands alone changes where the
/// last match of a key goes or its first one comes.
///
/// Elements are identified by [`Ord`]: a delta takes the old version of a row away before it puts the new one in.
///
/// ```
/// use lockstep_delta::{Join, JoinKind, ZSet};
///
/// let mut join = Join::new(JoinKind::Left);
/// let authors = ZSet::from_iter([((Some(1), "Ada"), 1), ((None, "Bob"), 1)]);
/// let delta = join.advance(&authors, &ZSet::new());
/// assert!(delta.iter().eq(&[((Some("Ada"), None), 1), ((Some("Bob"), None), 1)]));
///
/// let books = ZSet::from_iter([((Some(1), "Notes"), 1)]);
/// let delta = join.advance(&ZSet::new(), &books);
/// assert!(delta.iter().eq(&[((Some("Ada"), Some("Notes")), 1), ((Some("Ada"), None), -1)]));
/// ```
#[derive(Clone, Debug)]
pub struct Join<K, L, R> {
    kind: JoinKind,
    left: Arrangement<K, L>,
    right: Arrangement<K, R>,
}

impl<K, L, R> Join<K, L, R>
where
    K: Clone + Hash + Ord,
    L: Clone + Ord,
    R: Clone + Ord,
{
    /// A join of two empty sets.
    pub fn new(kind: JoinKind) -> Self {
        Self {
            kind,
            left: Arrangement::default(),
            right: Arrangement::default(),
        }
    }

    /// Takes a delta of each side in and returns that of the output, in which every element is listed at most twice: as
    /// it was, and then as it is.
    pub fn advance(&mut self, left: &Side<K, L>, right: &Side<K, R>) -> ZSet<Joined<L, R>> {
        let mut output = ZSet::with_capacity(left.len() + right.len());
        if self.left.is_empty() && !self.kind.right_alone() {
            // The right side says nothing by itself yet: the first delta of both sides comes out in the left one's order.
            arrange(&mut self.right, right, false);
            self.advance_left(left, &mut output);
            return output;
        }
        self.advance_left(left, &mut output);
        self.advance_right(right, &mut output);
        if !left.is_empty() && !right.is_empty() {
            output.net();
        }
        output
    }

    /// `ΔL ⋈ R`
    fn advance_left(&mut self, delta: &Side<K, L>, output: &mut ZSet<Joined<L, R>>) {
        for ((key, element), weight) in delta {
            let mut matched = false;
            if let Some(key) = key {
                for other in self.right.matches(key) {
                    matched = true;
                    if !self.kind.pairs() {
                        break;
                    }
                    output.push((Some(element.clone()), Some(other.clone())), *weight);
                }
            }
            if self.kind.left_alone(matched) {
                output.push((Some(element.clone()), None), *weight);
            }
        }
        let crossed = arrange(&mut self.left, delta, self.kind.right_alone());
        for (key, matched) in crossed {
            for other in self.right.matches(key) {
                output.push((None, Some(other.clone())), if matched { -1 } else { 1 });
            }
        }
    }

    /// `(L + ΔL) ⋈ ΔR`
    fn advance_right(&mut self, delta: &Side<K, R>, output: &mut ZSet<Joined<L, R>>) {
        if self.kind.pairs() {
            for ((key, element), weight) in delta {
                let mut matched = false;
                if let Some(key) = key {
                    for other in self.left.matches(key) {
                        matched = true;
                        output.push((Some(other.clone()), Some(element.clone())), *weight);
                    }
                }
                if self.kind.right_alone() && !matched {
                    output.push((None, Some(element.clone())), *weight);
                }
            }
        }
        let alone = self.kind.left_alone(true) || self.kind.left_alone(false);
        let crossed = arrange(&mut self.right, delta, alone);
        for (key, matched) in crossed {
            let weight = if self.kind.left_alone(matched) { 1 } else { -1 };
            for other in self.left.matches(key) {
                output.push((Some(other.clone()), None), weight);
            }
        }
    }
}

/// Takes a delta into an arrangement. If `watch`: the keys that had no element and now have one (true), or had one and
/// now have none (false).
fn arrange<'d, K: Clone + Hash + Ord, T: Clone + Ord>(
    arrangement: &mut Arrangement<K, T>,
    delta: &'d Side<K, T>,
    watch: bool,
) -> Vec<(&'d K, bool)> {
    let mut crossed = Vec::new();
    if watch {
        crossed.extend(
            delta
                .iter()
                .filter_map(|((key, _), _)| key.as_ref())
                .map(|key| (key, arrangement.contains(key))),
        );
        crossed.sort_unstable();
        crossed.dedup();
    }
    if arrangement.is_empty() {
        arrangement.reserve(delta.len());
    }
    for ((key, element), weight) in delta {
        let Some(key) = key else { continue };
        if *weight > 0 {
            arrangement.insert(key.clone(), element.clone());
        } else {
            arrangement.remove(key, element);
        }
    }
    crossed.retain_mut(|(key, contained)| {
        let before = *contained;
        *contained = arrangement.contains(key);
        before != *contained
    });
    crossed
}

#[cfg(test)]
mod tests;
