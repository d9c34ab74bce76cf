//! Indexes: the keys of the rows that have a value in a column, or one in a range.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::ops::Bound;
use std::rc::Rc;

use lockstep_delta::ZSet;
use lockstep_entity::{Column, Row, Scalar, ScalarRef};
use rustc_hash::FxHashMap;

use crate::entry::Entry;
use crate::table::Table;

mod composite;

pub(crate) use composite::CompositeIndex;

/// From this many keys on, a bucket is a tree instead of a list.
const MANY: usize = 32;

/// The indexes of one collection, one a column, made when a query first asks for an equality on it.
///
/// They belong to the collection and outlive the query: the next one finds them.
pub(crate) struct Indexes<R: Row> {
    equal: Vec<Index<R>>,
    ordered: Vec<OrderedIndex<R>>,
    /// The columns of which a range was wanted once.
    wanted: Vec<&'static str>,
    composite: Vec<CompositeIndex<R>>,
}

/// The keys of the rows by their value in one column. Rows without a value are not in it: nothing equals null.
pub(crate) struct Index<R: Row> {
    column: Column<R, ()>,
    buckets: FxHashMap<Scalar, Keys<Placed<R::Key>>>,
}

/// A key, and where its row was in the table when it was noted: there it is found without a search, unless it has moved.
#[derive(Clone)]
struct Placed<K> {
    key: K,
    place: Place,
}

/// Where a row is in its table; of some, that is not known.
pub(crate) type Place = Option<NonZeroU32>;

/// The keys of the rows by their value in one column, in the order of values. It finds ranges, which nulls are in none of.
pub(crate) struct OrderedIndex<R: Row> {
    column: Column<R, ()>,
    buckets: BTreeMap<Scalar, Keys<R::Key>>,
}

/// The keys in one bucket. Most buckets hold one key or a few.
enum Keys<K> {
    One(K),
    Few(Vec<K>),
    Many(BTreeSet<K>),
}

impl<R: Row> Default for Indexes<R> {
    fn default() -> Self {
        Self {
            equal: Vec::new(),
            ordered: Vec::new(),
            wanted: Vec::new(),
            composite: Vec::new(),
        }
    }
}

impl<R: Row> Indexes<R> {
    /// The names of the indexed columns.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &'static str> {
        let ordered = self.ordered.iter().map(|index| index.column.name());
        self.equal.iter().map(|index| index.column.name()).chain(ordered)
    }

    pub(crate) fn composite(&self) -> &[CompositeIndex<R>] {
        &self.composite
    }

    /// Indexes columns together, by the rows that are there.
    pub(crate) fn create_composite<'r>(
        &mut self,
        columns: Box<[Column<R, ()>]>,
        rows: impl Iterator<Item = (&'r R::Key, &'r R)>,
    ) -> &mut CompositeIndex<R> {
        let there = self.composite.iter().position(|index| index.is_of(&columns));
        let there = there.unwrap_or_else(|| {
            self.composite.push(CompositeIndex::new(columns, rows));
            self.composite.len() - 1
        });
        &mut self.composite[there]
    }

    /// Notes that a range of a column is wanted; whether an index should be made for it.
    pub(crate) fn wants_ordered(&mut self, column: &'static str) -> bool {
        if self.ordered(column).is_some() {
            return false;
        }
        let again = self.wanted.contains(&column);
        if !again {
            self.wanted.push(column);
        }
        again
    }

    pub(crate) fn ordered(&self, column: &str) -> Option<&OrderedIndex<R>> {
        self.ordered.iter().find(|index| index.column.name() == column)
    }

    /// Indexes a column in the order of its values, by the rows that are there.
    pub(crate) fn create_ordered<'r>(
        &mut self,
        column: Column<R, ()>,
        rows: impl Iterator<Item = (&'r R::Key, &'r R)>,
    ) {
        if self.ordered(column.name()).is_some() {
            return;
        }
        let mut index = OrderedIndex {
            column,
            buckets: BTreeMap::new(),
        };
        // Sorted first: a tree is built of sorted entries in one pass.
        let mut entries: Vec<(ScalarRef<'r>, &R::Key)> =
            rows.map(|(key, row)| (column.scalar(row), key)).collect();
        entries.sort_by(by_value);
        for (value, key) in entries {
            index.insert(value, key.clone());
        }
        self.ordered.push(index);
    }

    pub(crate) fn get(&self, column: &str) -> Option<&Index<R>> {
        self.equal.iter().find(|index| index.column.name() == column)
    }

    /// Indexes a column by the rows that are there.
    pub(crate) fn create(&mut self, column: Column<R, ()>, table: &Table<R>) {
        if self.get(column.name()).is_some() {
            return;
        }
        let mut index = Index {
            column,
            buckets: FxHashMap::default(),
        };
        for (key, row, place) in table.iter_placed() {
            index.insert(column.scalar(row), key.clone(), place);
        }
        self.equal.push(index);
    }

    /// Takes in what a commit changed, when the table has it.
    pub(crate) fn advance(&mut self, delta: &ZSet<Entry<R>>, table: &Table<R>) {
        for index in &mut self.equal {
            changes(index.column, delta, |value, key, comes| {
                if comes {
                    index.insert(value, key.clone(), table.place(key));
                } else {
                    index.remove(value, key);
                }
            });
        }
        for index in &mut self.composite {
            index.advance(delta);
        }
        for index in &mut self.ordered {
            changes(index.column, delta, |value, key, comes| {
                if comes {
                    index.insert(value, key.clone());
                } else {
                    index.remove(value, key);
                }
            });
        }
    }
}

/// What a delta comes to in one column: values that come or go. Most updates leave a column as it is: then its indexes stay
/// as they are, too.
fn changes<R: Row>(
    column: Column<R, ()>,
    delta: &ZSet<Entry<R>>,
    mut change: impl FnMut(ScalarRef<'_>, &R::Key, bool),
) {
    let mut entries = delta.iter().peekable();
    while let Some((entry, weight)) = entries.next() {
        let value = column.scalar(&entry.row);
        if *weight > 0 {
            change(value, &entry.key, true);
            continue;
        }
        let kept = |next: &&(Entry<R>, isize)| {
            next.1 > 0 && next.0.key == entry.key && column.scalar(&next.0.row) == value
        };
        if entries.next_if(kept).is_none() {
            change(value, &entry.key, false);
        }
    }
}

impl<R: Row> OrderedIndex<R> {
    /// How many rows have a value in a range, if they are at most `most`.
    pub(crate) fn count(&self, range: &(Bound<Scalar>, Bound<Scalar>), most: usize) -> Option<usize> {
        let mut count = 0;
        for keys in self.range(range) {
            count += keys.len();
            if count > most {
                return None;
            }
        }
        Some(count)
    }

    /// The keys of the rows that have a value in a range.
    pub(crate) fn for_each(&self, range: &(Bound<Scalar>, Bound<Scalar>), mut visit: impl FnMut(&R::Key)) {
        self.range(range).for_each(|keys| keys.for_each(&mut visit));
    }

    fn range(&self, range: &(Bound<Scalar>, Bound<Scalar>)) -> impl Iterator<Item = &Keys<R::Key>> {
        use Bound::{Excluded, Included, Unbounded};
        // A tree refuses a range that ends before it begins.
        let empty = match (&range.0, &range.1) {
            (Unbounded, _) | (_, Unbounded) => false,
            (Included(low), Included(high)) => low > high,
            (Included(low) | Excluded(low), Included(high) | Excluded(high)) => low >= high,
        };
        let keys = (!empty).then(|| self.buckets.range(range.clone()));
        keys.into_iter().flatten().map(|(_, keys)| keys)
    }

    fn insert(&mut self, value: ScalarRef<'_>, key: R::Key) {
        if value.is_null() {
            return;
        }
        match self.buckets.entry(value.to_owned()) {
            std::collections::btree_map::Entry::Occupied(mut bucket) => bucket.get_mut().insert(key),
            std::collections::btree_map::Entry::Vacant(bucket) => {
                bucket.insert(Keys::One(key));
            }
        }
    }

    fn remove(&mut self, value: ScalarRef<'_>, key: &R::Key) {
        let value = value.to_owned();
        if let Some(keys) = self.buckets.get_mut(&value)
            && keys.remove(key)
        {
            self.buckets.remove(&value);
        }
    }
}

impl<R: Row> Index<R> {
    /// How many rows have this value.
    pub(crate) fn count(&self, value: &Scalar) -> usize {
        self.buckets.get(value).map_or(0, Keys::len)
    }

    /// The rows that have this value, in no particular order.
    pub(crate) fn for_each(&self, value: &Scalar, table: &Table<R>, mut visit: impl FnMut(&R::Key, &Rc<R>)) {
        if let Some(keys) = self.buckets.get(value) {
            keys.for_each(|Placed { key, place }| {
                if let Some(row) = table.get_at(*place, key) {
                    visit(key, row);
                }
            });
        }
    }

    fn insert(&mut self, value: ScalarRef<'_>, key: R::Key, place: Place) {
        if value.is_null() {
            return;
        }
        let key = Placed { key, place };
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
        let placed = Placed {
            key: key.clone(),
            place: None,
        };
        if let Some(keys) = self.buckets.get_mut(&value)
            && keys.remove(&placed)
        {
            self.buckets.remove(&value);
        }
    }
}

/// A key is what it is, wherever its row is.
impl<K: Ord> Ord for Placed<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

impl<K: Ord> PartialOrd for Placed<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Ord> PartialEq for Placed<K> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<K: Ord> Eq for Placed<K> {}

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

// A function and not a closure, which would be another one, with a sort of its own, for each type of row.
fn by_value<K>(left: &(ScalarRef<'_>, &K), right: &(ScalarRef<'_>, &K)) -> Ordering {
    left.0.cmp(&right.0)
}
