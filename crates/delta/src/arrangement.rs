//! Arrangements: elements by a key, for whoever looks matches up.

use alloc::collections::{BTreeMap, BTreeSet};

/// The elements of a set by a key that several of them may share: the state that a join keeps of each side.
///
/// Elements are compared by [`Ord`] alone; two versions of a row that compare as equal are one element, and the later one
/// takes the place of the earlier. Looking a key up costs `O(log n)`, and then one step a match.
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
    buckets: BTreeMap<K, Bucket<T>>,
}

/// Most keys have one element: a tree of its own for each of those would be most of the memory.
#[derive(Clone, Debug)]
enum Bucket<T> {
    One(T),
    Many(BTreeSet<T>),
}

impl<K: Ord, T: Ord> Arrangement<K, T> {
    /// The elements under a key, in their order.
    pub fn matches(&self, key: &K) -> impl Iterator<Item = &T> {
        let (one, many) = match self.buckets.get(key) {
            None => (None, None),
            Some(Bucket::One(element)) => (Some(element), None),
            Some(Bucket::Many(elements)) => (None, Some(elements)),
        };
        one.into_iter().chain(many.into_iter().flatten())
    }

    /// All elements, by their keys.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.buckets.values().flat_map(|bucket| {
            let (one, many) = match bucket {
                Bucket::One(element) => (Some(element), None),
                Bucket::Many(elements) => (None, Some(elements)),
            };
            one.into_iter().chain(many.into_iter().flatten())
        })
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
        use alloc::collections::btree_map::Entry;
        match self.buckets.entry(key) {
            Entry::Vacant(bucket) => {
                bucket.insert(Bucket::One(element));
            }
            Entry::Occupied(mut bucket) => {
                let bucket = bucket.get_mut();
                match bucket {
                    Bucket::One(first) if *first == element => *first = element,
                    Bucket::Many(elements) => {
                        elements.replace(element);
                    }
                    Bucket::One(_) => {
                        let first = core::mem::replace(bucket, Bucket::Many(BTreeSet::new()));
                        if let (Bucket::One(first), Bucket::Many(elements)) = (first, bucket) {
                            elements.extend([first, element]);
                        }
                    }
                }
            }
        }
    }

    /// Takes an element away from under a key. Nothing happens if it is not there.
    pub fn remove(&mut self, key: &K, element: &T) {
        let emptied = match self.buckets.get_mut(key) {
            None => false,
            Some(Bucket::One(only)) => only == element,
            Some(Bucket::Many(elements)) => {
                elements.remove(element);
                elements.is_empty()
            }
        };
        if emptied {
            self.buckets.remove(key);
        }
    }
}

impl<K, T> Default for Arrangement<K, T> {
    fn default() -> Self {
        Self {
            buckets: BTreeMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(rows.iter().eq(&[6, 4, 5]));
    }
}
