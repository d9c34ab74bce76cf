//! The rows of a turn of writing: what is committed, and over it what the turn has written.
//!
//! Nearly every turn writes rows one by one. They go into the overlay and are told to the log; the trees of `redb` stay as
//! they are until the next checkpoint. What is rare and wide (a table that is made or removed, an index that is filled,
//! records that are too old) goes into the trees themselves, once everything else is there: the commit of such a turn is a
//! checkpoint.

use std::sync::Arc;

use redb::{ReadableTable as _, WriteTransaction};

use super::Store;
use super::changes::{self, Changes};
use super::map::Map;
use super::overlay::{Overlay, Row};
use super::snapshot::{self, Base, Range, Read};
use crate::error::Failure;

/// Rows that are being written.
pub(super) struct Turn<'s> {
    store: &'s Store,
    base: Arc<Base>,
    overlay: Overlay,
    changes: Changes,
    /// What a row is put together in.
    room: Vec<u8>,
    /// Where everything is written from the moment on that there is one.
    transaction: Option<WriteTransaction>,
}

/// What a turn has written.
pub(super) enum Written {
    Nothing,
    /// What lies over the trees now, and what the log has to be told.
    Told(Overlay, Changes),
    /// Everything, the overlay included, in the trees.
    Wide(Box<WriteTransaction>),
}

impl<'s> Turn<'s> {
    /// Begins upon what is committed.
    pub(super) fn new(store: &'s Store) -> Self {
        let committed = store.snapshot();
        Self {
            store,
            base: committed.base(),
            overlay: committed.overlay().clone(),
            changes: Changes::default(),
            room: Vec::new(),
            transaction: None,
        }
    }

    /// Ends, with what was written.
    pub(super) fn end(mut self) -> Written {
        match self.transaction {
            Some(transaction) => Written::Wide(Box::new(transaction)),
            None if self.changes.are_none() => Written::Nothing,
            None => {
                self.overlay.settle();
                Written::Told(self.overlay, self.changes)
            }
        }
    }

    /// Writes a row, or removes the one at a key.
    pub(super) fn set(&mut self, map: Map, key: &[u8], value: Option<&[u8]>) -> Result<(), Failure> {
        if let Some(transaction) = &self.transaction {
            let mut tree = transaction.open_table(map.definition())?;
            match value {
                Some(value) => drop(tree.insert(key, value)?),
                None => drop(tree.remove(key)?),
            }
            return Ok(());
        }
        self.changes.tell(map, key, value);
        self.overlay.set(Row::new(map, key, value, &mut self.room));
        Ok(())
    }

    /// The first rows from one key to another one, so many at most: their keys.
    pub(super) fn keys(&self, map: Map, range: (&[u8], &[u8]), most: usize) -> Result<Vec<Vec<u8>>, Failure> {
        let mut keys = Vec::new();
        if most > 0 {
            self.find(map, range, true, |key, _| {
                keys.push(key.to_vec());
                (keys.len() == most).then_some(())
            })?;
        }
        Ok(keys)
    }

    /// Writes into the trees from now on.
    pub(super) fn widen(&mut self) -> Result<&WriteTransaction, Failure> {
        let transaction = if let Some(transaction) = self.transaction.take() {
            transaction
        } else {
            let own = changes::read([self.changes.told()])?;
            self.store.fold()?;
            let transaction = self.store.database.begin_write()?;
            changes::apply_all(&own, &transaction)?;
            // They are in the trees now.
            (self.base, self.overlay) = (self.store.snapshot().base(), Overlay::default());
            transaction
        };
        Ok(self.transaction.insert(transaction))
    }

    /// Removes the rows from one key to another one, which is not among them.
    pub(super) fn remove_range(&mut self, map: Map, from: &[u8], to: &[u8]) -> Result<(), Failure> {
        let mut tree = self.widen()?.open_table(map.definition())?;
        tree.retain_in::<&[u8], _>(from..to.max(from), |_, _| false)?;
        Ok(())
    }
}

impl Read for Turn<'_> {
    fn with<T>(&self, map: Map, key: &[u8], make: impl FnOnce(&[u8]) -> T) -> Result<Option<T>, Failure> {
        if let Some(transaction) = &self.transaction {
            let tree = transaction.open_table(map.definition())?;
            return Ok(tree.get(key)?.map(|value| make(value.value())));
        }
        let found = snapshot::get(&self.base, &self.overlay, map, key)?;
        Ok(found.map(|value| make(value.bytes())))
    }

    fn find<T>(
        &self,
        map: Map,
        (from, to): (&[u8], &[u8]),
        forward: bool,
        mut make: impl FnMut(&[u8], &[u8]) -> Option<T>,
    ) -> Result<Option<T>, Failure> {
        let Some(transaction) = &self.transaction else {
            let range = Range::new(&self.base, &self.overlay, map, (from, to), forward)?;
            return Ok(range.find_one(make)?);
        };
        let tree = transaction.open_table(map.definition())?;
        let mut range = tree.range::<&[u8]>(from..to.max(from))?;
        while let Some(row) = if forward { range.next() } else { range.next_back() } {
            let (key, value) = row?;
            if let Some(made) = make(key.value(), value.value()) {
                return Ok(Some(made));
            }
        }
        Ok(None)
    }
}
