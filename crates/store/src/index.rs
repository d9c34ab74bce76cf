//! Equality indexes: the keys of the rows that have a value in a column.

use std::collections::BTreeSet;

use lockstep_delta::ZSet;
use lockstep_entity::{Column, Row, Scalar, ScalarRef};
use rustc_hash::FxHashMap;

use crate::entry::Entry;

/// From this many keys on, a bucket is a tree instead of a list.
const MANY: usize = 32;

/// The indexes of one collection, one a column, made when a query first asks for an equality on it.
///
/// They belong to the collection and outlive the query: the next one finds them.
pub(crate) struct Indexes<R: Row> {
    indexes: Vec<Index<R>>,
}

/// The keys of the rows by their value in one column. Rows without a value are not in it: nothing equals null.
pub(crate) struct Index<R: Row> {
    column: Column<R, ()>,
    buckets: FxHashMap<Scalar, Keys<R::Key>>,
}

/// The keys in one bucket. Most buckets hold one key or a few.
enum Keys<K> {
    One(K),
    Few(Vec<K>),
    Many(BTreeSet<K>),
}

impl<R: Row> Default for Indexes<R> {
    fn default() -> Self {
        Self { indexes: Vec::new() }
    }
}

impl<R: Row> Indexes<R> {
    /// The names of the indexed columns.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.indexes.iter().map(|index| index.column.name())
    }

    pub(crate) fn get(&self, column: &str) -> Option<&Index<R>> {
        self.indexes.iter().find(|index| index.column.name() == column)
    }

    /// Indexes a column by the rows that are there.
    pub(crate) fn create<'r>(
        &mut self,
        column: Column<R, ()>,
        rows: impl Iterator<Item = (&'r R::Key, &'r R)>,
    ) {
        if self.get(column.name()).is_some() {
            return;
        }
        let mut index = Index {
            column,
            buckets: FxHashMap::default(),
        };
        for (key, row) in rows {
            index.insert(column.scalar(row), key.clone());
        }
        self.indexes.push(index);
    }

    /// Takes in what a commit changed.
    pub(crate) fn advance(&mut self, delta: &ZSet<Entry<R>>) {
        for index in &mut self.indexes {
            index.advance(delta);
        }
    }
}

impl<R: Row> Index<R> {
    /// How many rows have this value.
    pub(crate) fn count(&self, value: &Scalar) -> usize {
        self.buckets.get(value).map_or(0, Keys::len)
    }

    /// The keys of the rows that have this value, in no particular order.
    pub(crate) fn for_each(&self, value: &Scalar, visit: impl FnMut(&R::Key)) {
        if let Some(keys) = self.buckets.get(value) {
            keys.for_each(visit);
        }
    }

    fn advance(&mut self, delta: &ZSet<Entry<R>>) {
        let mut entries = delta.iter().peekable();
        while let Some((entry, weight)) = entries.next() {
            let value = self.column.scalar(&entry.row);
            if *weight > 0 {
                self.insert(value, entry.key.clone());
                continue;
            }
            // Most updates leave the column as it is: then the index stays as it is, too.
            let kept = |next: &&(Entry<R>, isize)| {
                next.1 > 0 && next.0.key == entry.key && self.column.scalar(&next.0.row) == value
            };
            if entries.next_if(kept).is_none() {
                self.remove(value, &entry.key);
            }
        }
    }

    fn insert(&mut self, value: ScalarRef<'_>, key: R::Key) {
        if value.is_null() {
            return;
        }
        match self.buckets.entry(value.to_owned()) {
            std::collections::hash_map::Entry::Occupied(mut bucket) => bucket.get_mut().insert(key),
            std::collections::hash_map::Entry::Vacant(bucket) => {
                bucket.insert(Keys::One(key));
            }
        }
    }

    fn remove(&mut self, value: ScalarRef<'_>, key: &R::Key) {
        if value.is_null() {
            return;
        }
        let value = value.to_owned();
        if let Some(keys) = self.buckets.get_mut(&value)
            && keys.remove(key)
        {
            self.buckets.remove(&value);
        }
    }
}

impl<K: Clone + Ord> Keys<K> {
    fn len(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Few(keys) => keys.len(),
            Self::Many(keys) => keys.len(),
        }
    }

    fn for_each(&self, visit: impl FnMut(&K)) {
        match self {
            Self::One(key) => std::slice::from_ref(key).iter().for_each(visit),
            Self::Few(keys) => keys.iter().for_each(visit),
            Self::Many(keys) => keys.iter().for_each(visit),
        }
    }

    fn insert(&mut self, key: K) {
        match self {
            Self::One(first) => *self = Self::Few(vec![first.clone(), key]),
            Self::Few(keys) if keys.len() < MANY => keys.push(key),
            Self::Few(keys) => *self = Self::Many(keys.drain(..).chain([key]).collect()),
            Self::Many(keys) => {
                keys.insert(key);
            }
        }
    }

    /// Removes a key; whether the bucket is empty then.
    fn remove(&mut self, key: &K) -> bool {
        match self {
            Self::One(only) => only == key,
            Self::Few(keys) => {
                if let Some(index) = keys.iter().position(|other| other == key) {
                    keys.swap_remove(index);
                }
                keys.is_empty()
            }
            Self::Many(keys) => {
                keys.remove(key);
                keys.is_empty()
            }
        }
    }
}
