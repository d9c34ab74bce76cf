//! Composite and unique indexes: the keys of the rows that have values in several columns.

use lockstep_delta::ZSet;
use lockstep_entity::{Column, Row, Scalar};
use rustc_hash::FxHashMap;

use super::Keys;
use crate::entry::Entry;

/// The keys of the rows by their values in some columns. Rows that lack one of them are not in it.
pub(crate) struct CompositeIndex<R: Row> {
    columns: Box<[Column<R, ()>]>,
    unique: bool,
    buckets: FxHashMap<Box<[Scalar]>, Keys<R::Key>>,
}

impl<R: Row> CompositeIndex<R> {
    pub(crate) fn new<'r>(
        columns: Box<[Column<R, ()>]>,
        rows: impl Iterator<Item = (&'r R::Key, &'r R)>,
    ) -> Self {
        let mut index = Self {
            columns,
            unique: false,
            buckets: FxHashMap::default(),
        };
        for (key, row) in rows {
            if let Some(values) = index.values(row) {
                index.insert(values, key);
            }
        }
        index
    }

    pub(crate) fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.columns.iter().map(Column::name)
    }

    /// Whether it is of these columns, in this order.
    pub(crate) fn is_of(&self, columns: &[Column<R, ()>]) -> bool {
        self.columns().eq(columns.iter().map(Column::name))
    }

    pub(crate) const fn is_unique(&self) -> bool {
        self.unique
    }

    /// No two optimistic rows may be equal in it from now on, if no two are: else, the keys of two that are.
    pub(crate) fn make_unique(&mut self) -> Result<(), (R::Key, R::Key)> {
        for keys in self.buckets.values() {
            let mut equal = Vec::new();
            keys.for_each(|key| equal.push(key.clone()));
            if let [first, second, ..] = &*equal {
                return Err((first.clone(), second.clone()));
            }
        }
        self.unique = true;
        Ok(())
    }

    /// The values of a row; none, if it lacks one.
    pub(crate) fn values(&self, row: &R) -> Option<Box<[Scalar]>> {
        let values: Box<[Scalar]> = self
            .columns
            .iter()
            .map(|column| column.scalar(row).to_owned())
            .collect();
        values.iter().all(|value| !value.is_null()).then_some(values)
    }

    pub(crate) fn count(&self, values: &[Scalar]) -> usize {
        self.buckets.get(values).map_or(0, Keys::len)
    }

    /// The keys of the rows that have these values, in no particular order.
    pub(crate) fn for_each(&self, values: &[Scalar], visit: impl FnMut(&R::Key)) {
        if let Some(keys) = self.buckets.get(values) {
            keys.for_each(visit);
        }
    }

    pub(crate) fn advance(&mut self, delta: &ZSet<Entry<R>>) {
        for (entry, weight) in delta {
            let Some(values) = self.values(&entry.row) else {
                continue;
            };
            if *weight > 0 {
                self.insert(values, &entry.key);
            } else if let Some(keys) = self.buckets.get_mut(&values)
                && keys.remove(&entry.key)
            {
                self.buckets.remove(&values);
            }
        }
    }

    fn insert(&mut self, values: Box<[Scalar]>, key: &R::Key) {
        match self.buckets.entry(values) {
            std::collections::hash_map::Entry::Occupied(mut bucket) => {
                bucket.get_mut().insert(key.clone());
            }
            std::collections::hash_map::Entry::Vacant(bucket) => {
                bucket.insert(Keys::One(key.clone()));
            }
        }
    }
}
