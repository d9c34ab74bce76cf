//! Joins on equal keys.

use alloc::vec::Vec;
use core::hash::Hash;
use core::iter::Peekable;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::bucket::Bucket;
use crate::{Weight, ZSet};

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

    /// Whether right elements are put out that have no match.
    pub const fn right_alone(self) -> bool {
        matches!(self, Self::Right | Self::Full)
    }
}

/// Elements of one side of a join with their keys. What has no key (in SQL: a null in it) matches nothing.
pub type Side<K, T> = ZSet<(Option<K>, T)>;

/// What a join puts out: a pair, or one side alone.
pub type Joined<L, R> = (Option<L>, Option<R>);

/// Joins two sets (weights 0 and 1) on equal keys.
///
/// An element that changes, on either side, costs its matches on the other side; nothing else is looked at. The formula is
/// `Δ(L ⋈ R) = ΔL ⋈ R + (L + ΔL) ⋈ ΔR`; what stands alone changes where the last match of a key goes or its first one comes.
/// Both sides are kept in one table: who looks matches up finds them where the element itself belongs.
///
/// Elements are identified by [`Ord`]: a delta takes the old version of a row away before it puts the new one in.
///
/// ```
/// use lockstep_delta::{Join, JoinKind, ZSet};
///
/// let mut join = Join::new(JoinKind::Left);
/// let authors = ZSet::from_iter([((Some(1), "Ada"), 1), ((None, "Bob"), 1)]);
/// let delta = join.advance(authors, ZSet::new());
/// assert!(delta.iter().eq(&[((Some("Ada"), None), 1), ((Some("Bob"), None), 1)]));
///
/// let books = ZSet::from_iter([((Some(1), "Notes"), 1)]);
/// let delta = join.advance(ZSet::new(), books);
/// assert!(delta.iter().eq(&[((Some("Ada"), Some("Notes")), 1), ((Some("Ada"), None), -1)]));
/// ```
#[derive(Clone, Debug)]
pub struct Join<K, L, R> {
    kind: JoinKind,
    table: Table<K, L, R>,
}

/// The elements of both sides by their keys; a key without any is not there.
type Table<K, L, R> = HashMap<K, Matches<L, R>, FxBuildHasher>;

/// The elements of both sides that have one key.
#[derive(Clone, Debug)]
struct Matches<L, R> {
    left: Bucket<L>,
    right: Bucket<R>,
}

impl<L, R> Default for Matches<L, R> {
    fn default() -> Self {
        Self {
            left: Bucket::default(),
            right: Bucket::default(),
        }
    }
}

impl<L, R> Matches<L, R> {
    fn is_empty(&self) -> bool {
        self.left.is_empty() && self.right.is_empty()
    }
}

impl<K, L, R> Join<K, L, R>
where
    K: Clone + Hash + Ord,
    L: Ord,
    R: Ord,
{
    /// A join of two empty sets.
    pub fn new(kind: JoinKind) -> Self {
        Self {
            kind,
            table: HashMap::default(),
        }
    }

    /// Which elements it lets through.
    pub const fn kind(&self) -> JoinKind {
        self.kind
    }

    /// Takes a delta of each side in and returns that of the output, in which every element is listed at most twice: as
    /// it was, and then as it is.
    pub fn advance(&mut self, left: Side<K, L>, right: Side<K, R>) -> ZSet<Joined<L, R>>
    where
        L: Clone,
        R: Clone,
    {
        self.advance_with(left, right, |left, right| (left.cloned(), right.cloned()))
    }

    /// The same, with the output as `pair` puts the sides together. What it makes must be identified, by [`Ord`], as the pairs
    /// are. The deltas are iterators, so that a whole collection can go in without a copy of it in between.
    ///
    /// The first deltas come out by the left elements, in their order, each with its matches in their order, unless right
    /// elements are put out alone.
    pub fn advance_with<T: Ord>(
        &mut self,
        left: impl IntoIterator<Item = ((Option<K>, L), Weight)>,
        right: impl IntoIterator<Item = ((Option<K>, R), Weight)>,
        pair: impl Fn(Option<&L>, Option<&R>) -> T,
    ) -> ZSet<T> {
        let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
        let mut output = ZSet::with_capacity(left.size_hint().0 + right.size_hint().0);
        if self.table.is_empty() && !self.kind.right_alone() {
            // Right elements say nothing by themselves yet.
            self.table.reserve(right.size_hint().0);
            for ((key, element), weight) in right {
                if let Some(key) = key
                    && weight > 0
                {
                    self.table.entry(key).or_default().right.insert(element);
                }
            }
            self.advance_left(left, &mut output, pair);
            return output;
        }
        let both = left.peek().is_some() && right.peek().is_some();
        self.advance_left(left, &mut output, &pair);
        self.advance_right(right, &mut output, &pair);
        if both {
            output.net();
        }
        output
    }

    /// `ΔL ⋈ R`
    fn advance_left<T>(
        &mut self,
        mut delta: Peekable<impl Iterator<Item = ((Option<K>, L), Weight)>>,
        output: &mut ZSet<T>,
        pair: impl Fn(Option<&L>, Option<&R>) -> T,
    ) {
        let kind = self.kind;
        let mut put_out = |element: &L, matches: Option<&Bucket<R>>, weight| {
            let mut matched = false;
            for other in matches.into_iter().flat_map(Bucket::iter) {
                matched = true;
                if !kind.pairs() {
                    break;
                }
                output.push(pair(Some(element), Some(other)), weight);
            }
            if kind.left_alone(matched) {
                output.push(pair(Some(element), None), weight);
            }
        };
        let mut touched = Vec::new();
        while let Some(((key, element), weight)) = delta.next() {
            let Some(key) = key else {
                put_out(&element, None, weight);
                continue;
            };
            let watched = kind.right_alone().then(|| key.clone());
            let had_any;
            if weight > 0 {
                let matches = self.table.entry(key).or_default();
                had_any = !matches.left.is_empty();
                put_out(&element, Some(&matches.right), weight);
                matches.left.insert(element);
            } else if let Some(matches) = self.table.get_mut(&key) {
                had_any = !matches.left.is_empty();
                put_out(&element, Some(&matches.right), weight);
                if !is_replaced(&key, &element, delta.peek())
                    && matches.left.remove(&element)
                    && matches.is_empty()
                {
                    self.table.remove(&key);
                }
            } else {
                had_any = false;
                put_out(&element, None, weight);
            }
            touched.extend(watched.map(|key| (key, had_any)));
        }
        for (key, had_any) in first_of_each(touched) {
            let Some(matches) = self.table.get(&key) else {
                continue;
            };
            let has_any = !matches.left.is_empty();
            if had_any != has_any {
                for other in matches.right.iter() {
                    output.push(pair(None, Some(other)), if has_any { -1 } else { 1 });
                }
            }
        }
    }

    /// `(L + ΔL) ⋈ ΔR`
    fn advance_right<T>(
        &mut self,
        mut delta: Peekable<impl Iterator<Item = ((Option<K>, R), Weight)>>,
        output: &mut ZSet<T>,
        pair: impl Fn(Option<&L>, Option<&R>) -> T,
    ) {
        let kind = self.kind;
        let mut put_out = |element: &R, matches: Option<&Bucket<L>>, weight| {
            if !kind.pairs() {
                return;
            }
            let mut matched = false;
            for other in matches.into_iter().flat_map(Bucket::iter) {
                matched = true;
                output.push(pair(Some(other), Some(element)), weight);
            }
            if kind.right_alone() && !matched {
                output.push(pair(None, Some(element)), weight);
            }
        };
        let watch = kind.left_alone(true) || kind.left_alone(false);
        let mut touched = Vec::new();
        while let Some(((key, element), weight)) = delta.next() {
            let Some(key) = key else {
                put_out(&element, None, weight);
                continue;
            };
            let watched = watch.then(|| key.clone());
            let had_any;
            if weight > 0 {
                let matches = self.table.entry(key).or_default();
                had_any = !matches.right.is_empty();
                put_out(&element, Some(&matches.left), weight);
                matches.right.insert(element);
            } else if let Some(matches) = self.table.get_mut(&key) {
                had_any = !matches.right.is_empty();
                put_out(&element, Some(&matches.left), weight);
                if !is_replaced(&key, &element, delta.peek())
                    && matches.right.remove(&element)
                    && matches.is_empty()
                {
                    self.table.remove(&key);
                }
            } else {
                had_any = false;
                put_out(&element, None, weight);
            }
            touched.extend(watched.map(|key| (key, had_any)));
        }
        for (key, had_any) in first_of_each(touched) {
            let Some(matches) = self.table.get(&key) else {
                continue;
            };
            let has_any = !matches.right.is_empty();
            if had_any != has_any {
                let weight = if kind.left_alone(has_any) { 1 } else { -1 };
                for other in matches.left.iter() {
                    output.push(pair(Some(other), None), weight);
                }
            }
        }
    }
}

/// Whether what follows in a delta takes the place of an element: then it need not be taken away first.
fn is_replaced<K: PartialEq, T: PartialEq>(
    key: &K,
    element: &T,
    next: Option<&((Option<K>, T), Weight)>,
) -> bool {
    next.is_some_and(|((other, next), weight)| *weight > 0 && other.as_ref() == Some(key) && next == element)
}

/// What was said of each key first.
fn first_of_each<K: Ord>(mut touched: Vec<(K, bool)>) -> Vec<(K, bool)> {
    touched.sort_by(|left, right| left.0.cmp(&right.0));
    touched.dedup_by(|later, first| later.0 == first.0);
    touched
}

#[cfg(test)]
mod tests;
