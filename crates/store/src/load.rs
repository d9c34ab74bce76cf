//! Loading: rows that come in chunks, while commits go on.

use std::hash::Hash;

use rustc_hash::FxHashSet;

/// A load in progress.
///
/// Its rows are read one page after the other while other writes are committed. What a commit wrote or deleted since the
/// load began is newer than a page that was read before, so a row of the load does not replace it.
pub(crate) struct Load<K> {
    pub(crate) loaded: usize,
    pub(crate) total: Option<usize>,
    /// Rows from before this load that it has not brought again.
    unseen: FxHashSet<K>,
    /// Rows that commits have written or deleted since it began.
    written: FxHashSet<K>,
}

impl<K: Clone + Eq + Hash> Load<K> {
    pub(crate) fn new<'k>(total: Option<usize>, there: impl Iterator<Item = &'k K>) -> Self
    where
        K: 'k,
    {
        Self {
            loaded: 0,
            total,
            unseen: there.cloned().collect(),
            written: FxHashSet::default(),
        }
    }

    /// Counts a row that the load brought; whether it is to be written.
    pub(crate) fn admit(&mut self, key: &K) -> bool {
        self.loaded += 1;
        self.unseen.remove(key);
        !self.written.contains(key)
    }

    /// Remembers that a commit wrote or deleted a row.
    pub(crate) fn written(&mut self, key: &K) {
        self.unseen.remove(key);
        self.written.insert(key.clone());
    }

    /// The rows that the load did not bring: they are gone.
    pub(crate) fn into_unseen(self) -> FxHashSet<K> {
        self.unseen
    }
}
