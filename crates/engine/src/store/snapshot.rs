//! All rows at one moment: the trees of `redb`, and over them what was committed since the last checkpoint.
//!
//! Both are taken together and never change, so a reader sees one state from its first read to its last, whatever is
//! committed meanwhile, and waits for nobody. While the overlay goes into the trees, rows may be in both; they are the same.

use std::cmp::Ordering;
use std::sync::Arc;

use redb::{AccessGuard, Database, ReadOnlyTable, ReadableDatabase as _, StorageError};

use super::map::Map;
use super::overlay::{Overlay, Row, Rows};
use crate::error::Failure;

#[cfg(test)]
mod tests;

/// Bytes in a page of a tree.
type Page = AccessGuard<'static, &'static [u8]>;

/// The trees as a transaction left them.
pub(super) struct Base {
    /// By the index of their map.
    trees: Vec<ReadOnlyTable<&'static [u8], &'static [u8]>>,
}

impl Base {
    /// The trees as they are now. The database must have all of them.
    pub(super) fn now(database: &Database) -> Result<Self, redb::Error> {
        let transaction = database.begin_read()?;
        let trees = Map::ALL.map(|map| transaction.open_table(map.definition()));
        Ok(Self {
            trees: trees.into_iter().collect::<Result<_, _>>()?,
        })
    }

    fn tree(&self, map: Map) -> &ReadOnlyTable<&'static [u8], &'static [u8]> {
        &self.trees[map.index()]
    }
}

/// All rows at one moment.
#[derive(Clone)]
pub(super) struct Snapshot {
    base: Arc<Base>,
    overlay: Arc<Overlay>,
}

/// A value that was found.
pub(super) enum Value<'s> {
    Page(Page),
    Row(&'s Row),
}

impl Value<'_> {
    /// Its bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Page(page) => page.value(),
            // Only rows with a value are found.
            Self::Row(row) => row.value().unwrap_or_default(),
        }
    }
}

/// What is read from: a snapshot, or a turn of writing.
pub(super) trait Read {
    /// What is made of the value at a key.
    fn with<T>(&self, map: Map, key: &[u8], make: impl FnOnce(&[u8]) -> T) -> Result<Option<T>, Failure>;

    /// What is made of the rows from one key to another one, which is not among them, in order, until something is made
    /// of one: that.
    fn find<T>(
        &self,
        map: Map,
        range: (&[u8], &[u8]),
        forward: bool,
        make: impl FnMut(&[u8], &[u8]) -> Option<T>,
    ) -> Result<Option<T>, Failure>;
}

impl Snapshot {
    /// The trees, and nothing over them.
    pub(super) fn of(base: Base) -> Self {
        Self {
            base: Arc::new(base),
            overlay: Arc::default(),
        }
    }

    /// The same trees with another overlay.
    pub(super) fn under(&self, overlay: Overlay) -> Self {
        Self {
            base: Arc::clone(&self.base),
            overlay: Arc::new(overlay),
        }
    }

    /// The same overlay over other trees.
    pub(super) fn over(&self, base: Base) -> Self {
        Self {
            base: Arc::new(base),
            overlay: Arc::clone(&self.overlay),
        }
    }

    /// The trees.
    pub(super) fn base(&self) -> Arc<Base> {
        Arc::clone(&self.base)
    }

    /// What lies over the trees.
    pub(super) fn overlay(&self) -> &Overlay {
        &self.overlay
    }

    /// The value at a key.
    pub(super) fn get(&self, map: Map, key: &[u8]) -> Result<Option<Value<'_>>, StorageError> {
        get(&self.base, &self.overlay, map, key)
    }

    /// The rows from one key to another one, which is not among them, in either direction.
    pub(super) fn range(
        &self,
        map: Map,
        from: &[u8],
        to: &[u8],
        forward: bool,
    ) -> Result<Range<'_>, StorageError> {
        Range::new(&self.base, &self.overlay, map, (from, to), forward)
    }
}

/// The value at a key, in an overlay or in the trees under it.
pub(super) fn get<'o>(
    base: &Base,
    overlay: &'o Overlay,
    map: Map,
    key: &[u8],
) -> Result<Option<Value<'o>>, StorageError> {
    match overlay.get(map, key) {
        Some(row) => Ok(row.value().map(|_| Value::Row(row))),
        None => Ok(base.tree(map).get(key)?.map(Value::Page)),
    }
}

impl Read for Snapshot {
    fn with<T>(&self, map: Map, key: &[u8], make: impl FnOnce(&[u8]) -> T) -> Result<Option<T>, Failure> {
        Ok(self.get(map, key)?.map(|value| make(value.bytes())))
    }

    fn find<T>(
        &self,
        map: Map,
        (from, to): (&[u8], &[u8]),
        forward: bool,
        make: impl FnMut(&[u8], &[u8]) -> Option<T>,
    ) -> Result<Option<T>, Failure> {
        Ok(self.range(map, from, to, forward)?.find_one(make)?)
    }
}

/// Rows of an overlay and of the trees under it, in order.
pub(super) struct Range<'o> {
    rows: Rows<'o>,
    /// What comes next of the tree, unless that is not known.
    page: Option<(Page, Page)>,
    /// What comes after that; nothing once it has come to its end.
    pages: Option<redb::Range<'static, &'static [u8], &'static [u8]>>,
    forward: bool,
}

/// A row that was found.
pub(super) enum Found<'o> {
    Page { key: Page, value: Page },
    Row(&'o Row),
}

impl Found<'_> {
    /// Its key.
    pub(super) fn key(&self) -> &[u8] {
        match self {
            Self::Page { key, .. } => key.value(),
            Self::Row(row) => row.key(),
        }
    }

    /// Its value.
    pub(super) fn value(&self) -> &[u8] {
        match self {
            Self::Page { value, .. } => value.value(),
            // Only rows with a value are found.
            Self::Row(row) => row.value().unwrap_or_default(),
        }
    }
}

impl<'o> Range<'o> {
    pub(super) fn new(
        base: &Base,
        overlay: &'o Overlay,
        map: Map,
        (from, to): (&[u8], &[u8]),
        forward: bool,
    ) -> Result<Self, StorageError> {
        Ok(Self {
            rows: overlay.range(map, from, to, forward),
            page: None,
            pages: Some(base.tree(map).range(from..to.max(from))?),
            forward,
        })
    }

    /// What is made of the rows until something is made of one.
    pub(super) fn find_one<T>(
        self,
        mut make: impl FnMut(&[u8], &[u8]) -> Option<T>,
    ) -> Result<Option<T>, StorageError> {
        for found in self {
            let found = found?;
            if let Some(made) = make(found.key(), found.value()) {
                return Ok(Some(made));
            }
        }
        Ok(None)
    }

    /// Looks which row of the tree comes next.
    fn look(&mut self) -> Result<(), StorageError> {
        if self.page.is_none()
            && let Some(pages) = &mut self.pages
        {
            let next = if self.forward {
                pages.next()
            } else {
                pages.next_back()
            };
            self.page = next.transpose()?;
            if self.page.is_none() {
                self.pages = None;
            }
        }
        Ok(())
    }
}

impl<'o> Iterator for Range<'o> {
    type Item = Result<Found<'o>, StorageError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Err(error) = self.look() {
                return Some(Err(error));
            }
            let order = match (&self.page, self.rows.peek()) {
                (None, None) => return None,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((key, _)), Some(row)) => {
                    let order = key.value().cmp(row.key());
                    if self.forward { order } else { order.reverse() }
                }
            };
            if order == Ordering::Less {
                let (key, value) = self.page.take()?;
                return Some(Ok(Found::Page { key, value }));
            }
            if order == Ordering::Equal {
                self.page = None;
            }
            let row = self.rows.next()?;
            if row.value().is_some() {
                return Some(Ok(Found::Row(row)));
            }
        }
    }
}
