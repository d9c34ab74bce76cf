//! Arrangements: elements by a key, for whoever looks matches up.

use core::hash::Hash;

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use rustc_hash::FxBuildHasher;

use crate::bucket::Bucket;

/// The elements of a set by a key that several of them may share: the state that a join keeps of each side.
///
/// Elements are compared by [`Ord`] alone; two versions of a row that compare as equal are one element, and the later one
/// takes the place of the earlier. Looking a key up costs the same however many there are, and then one step a match.
///
/// ```
/// use lockstep_delta::Arrangement;
///
/// let mut by_length = Arrangement::default();
/// for word in ["if", "for", "do", "mod"] {
///     by_length.insert(word.len(), word);
/// }
/// assert!(by_length.matches(&2).eq(&["do", "if"]));
/// by_length.remove(&2, &"if");
/// assert!(by_length.matches(&2).eq(&["do"]));
/// assert!(!by_length.contains(&4));
/// ```
#[derive(Clone, Debug)]
pub struct Arrangement<K, T> {
    buckets: HashMap<K, Bucket<T>, FxBuildHasher>,
}

impl<K: Eq + Hash, T: Ord> Arrangement<K, T> {
    /// The elements under a key, in their order.
    pub fn matches(&self, key: &K) -> impl Iterator<Item = &T> {
        self.buckets.get(key).into_iter().flat_map(Bucket::iter)
    }

    /// All elements, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.buckets.values().flat_map(Bucket::iter)
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.buckets.is_empty()
    }

    /// Makes room for further keys.
    pub fn reserve(&mut self, keys: usize) {
        self.buckets.reserve(keys);
    }

    /// Whether there is an element under a key.
    pub fn contains(&self, key: &K) -> bool {
        self.buckets.contains_key(key)
    }

    /// How many different keys there are.
    pub fn keys(&self) -> usize {
        self.buckets.len()
    }

    /// Adds an element under a key; an equal one there is replaced.
    pub fn insert(&mut self, key: K, element: T) {
        match self.buckets.entry(key) {
            Entry::Vacant(bucket) => {
                bucket.insert(Bucket::One(element));
            }
            Entry::Occupied(mut bucket) => bucket.get_mut().insert(element),
        }
    }

    /// Takes an element away from under a key. Nothing happens if it is not there.
    pub fn remove(&mut self, key: &K, element: &T) {
        if self
            .buckets
            .get_mut(key)
            .is_some_and(|bucket| bucket.remove(element))
        {
            self.buckets.remove(key);
        }
    }
}

impl<K, T> Default for Arrangement<K, T> {
    fn default() -> Self {
        Self {
            buckets: HashMap::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::bucket::MANY;

    #[test]
    fn a_later_version_takes_the_place_of_an_equal_element() {
        #[derive(Debug)]
        struct Row(u8, &'static str);
        impl PartialEq for Row {
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }
        impl Eq for Row {}
        impl PartialOrd for Row {
            fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }
        impl Ord for Row {
            fn cmp(&self, other: &Self) -> core::cmp::Ordering {
                self.0.cmp(&other.0)
            }
        }
        let mut rows = Arrangement::default();
        rows.insert('k', Row(1, "old"));
        rows.insert('k', Row(1, "new"));
        assert!(rows.matches(&'k').map(|row| row.1).eq(["new"]));
        rows.insert('k', Row(2, "old"));
        rows.insert('k', Row(2, "new"));
        assert!(rows.matches(&'k').map(|row| row.1).eq(["new", "new"]));
    }

    #[test]
    fn few_elements_and_many_are_in_their_order() {
        let mut rows = Arrangement::default();
        let count = u8::try_from(MANY).unwrap() + 8;
        for element in (0..count).rev() {
            rows.insert('k', element);
            assert!(rows.matches(&'k').copied().eq(element..count));
        }
        for element in 0..count {
            rows.remove(&'k', &element);
            assert!(rows.matches(&'k').copied().eq(element + 1..count));
        }
        assert!(rows.is_empty());
    }

    #[test]
    fn a_key_without_elements_is_gone() {
        let mut rows = Arrangement::default();
        for element in 0..3 {
            rows.insert('k', element);
        }
        for element in 0..3 {
            assert!(rows.contains(&'k'));
            rows.remove(&'k', &element);
        }
        assert_eq!(rows.keys(), 0);
        rows.remove(&'k', &0);
        rows.insert('k', 5);
        rows.remove(&'k', &6);
        assert!(rows.matches(&'k').eq(&[5]));
        rows.insert('k', 4);
        rows.insert('a', 6);
        let mut all: Vec<u8> = rows.iter().copied().collect();
        all.sort_unstable();
        assert_eq!(all, [4, 5, 6]);
    }
}
