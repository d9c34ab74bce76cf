//! A turn of writing: reads see what was written before in it, and all of it is committed together.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::counts::Difference;
use super::map::Map;
use super::names::{Dictionary, Names};
use super::snapshot::Read as _;
use super::streams::Streams;
use super::turn::{Turn, Written};
use super::{Store, Tables};
use crate::error::{Exception, Failure};
use crate::stream::record::Author;
use crate::table::Table;
use crate::value::entry::{self, Entry};
use crate::value::{Item, size};

/// A turn of writing.
pub(crate) struct Session<'t> {
    pub(super) rows: Turn<'t>,
    pub(super) tables: Arc<Tables>,
    dictionary: &'t Dictionary,
    pub(super) names: Arc<Names>,
    /// What is being written.
    buffer: Vec<u8>,
    /// Milliseconds of Unix time.
    pub(super) now: u64,
    pub(super) counts: BTreeMap<u32, Difference>,
    pub(super) streams: Streams,
    /// A write failed half-way: nothing of the turn may be committed.
    is_broken: bool,
}

/// What a turn of writing comes to.
pub(super) struct Outcome {
    pub(super) tables: Arc<Tables>,
    /// The tables of which there are new stream records.
    pub(super) followed: BTreeSet<String>,
    /// How many names the file has then.
    pub(super) names: usize,
    pub(super) rows: Written,
}

/// How one item changes.
pub(crate) struct Change {
    pub(crate) table: Arc<Table>,
    pub(crate) before: Option<Item>,
    pub(crate) after: Option<Item>,
}

impl<'t> Session<'t> {
    pub(super) fn new(store: &'t Store) -> Self {
        Self {
            rows: Turn::new(store),
            tables: store.tables(),
            names: store.dictionary.now(),
            dictionary: &store.dictionary,
            buffer: Vec::new(),
            now: store.now(),
            counts: BTreeMap::new(),
            streams: Streams::default(),
            is_broken: false,
        }
    }

    /// Whether a write failed half-way.
    pub(super) fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Does a write that must not be committed by half, and is rare and wide: its commit is a checkpoint.
    pub(super) fn widely<T>(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.wholly(|session| {
            session.rows.widen()?;
            write(session)
        })
    }

    /// Does a write that must not be committed by half.
    pub(super) fn wholly<T>(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let result = write(self);
        self.is_broken |= result.is_err();
        result
    }

    /// Writes what was kept back until the end of the turn, and ends it.
    pub(super) fn finish(mut self) -> Result<Outcome, Failure> {
        let names = self.dictionary.store(&self.names, &mut self.rows)?;
        self.write_counts()?;
        self.streams.finish(&mut self.rows)?;
        Ok(Outcome {
            tables: self.tables,
            followed: self.streams.written(),
            names,
            rows: self.rows.end(),
        })
    }

    /// The time of this turn, in milliseconds of Unix time.
    pub(crate) fn now(&self) -> u64 {
        self.now
    }

    /// The tables as this turn has left them so far.
    pub(super) fn tables(&self) -> &Arc<Tables> {
        &self.tables
    }

    /// A table, for operations on its items.
    pub(crate) fn table(&self, name: &str) -> Result<Arc<Table>, Failure> {
        find(&self.tables, name).cloned()
    }

    /// A table by name, if there is one.
    pub(crate) fn find_table(&self, name: &str) -> Option<&Arc<Table>> {
        self.tables.get(name)
    }

    /// The item at a place.
    pub(crate) fn item(&self, place: &[u8]) -> Result<Option<Item>, Failure> {
        let item = self.rows.with(Map::Items, place, |bytes| {
            let names = &self.names;
            Entry { place, bytes, names }.item()
        })?;
        Ok(item.transpose()?)
    }

    /// Writes a change with its index entries and its stream record. A change that changes nothing writes nothing.
    pub(crate) fn apply(&mut self, change: &Change) -> Result<(), Failure> {
        self.apply_as(change, Author::Client)
    }

    /// Writes a change of whoever made it.
    pub(crate) fn apply_as(&mut self, change: &Change, author: Author) -> Result<(), Failure> {
        self.wholly(|session| session.write(change, author))
    }

    fn write(&mut self, change: &Change, author: Author) -> Result<(), Failure> {
        let Change { table, before, after } = change;
        if before == after {
            return Ok(());
        }
        let sizes = (
            before.as_ref().map(size::of_item),
            after.as_ref().map(size::of_item),
        );
        self.count(table.id, sizes.0, sizes.1);
        let Some(item) = after.as_ref().or(before.as_ref()) else {
            return Ok(());
        };
        let place = table.place(item);
        if let Some(item) = after {
            // Those that indexes project are among them.
            self.dictionary.with_names_of(&mut self.names, item);
        }
        for index in &table.indexes {
            let entry = |item| index.entry_of(item, &place);
            let (old, new) = (before.as_ref().and_then(entry), after.as_ref().and_then(entry));
            let size = |entry: &Option<(Vec<u8>, Cow<'_, Item>)>, whole: Option<usize>| match entry {
                Some((_, Cow::Owned(projected))) => Some(size::of_item(projected)),
                Some(_) => whole,
                None => None,
            };
            self.count(index.id, size(&old, sizes.0), size(&new, sizes.1));
            if old == new {
                continue;
            }
            if let Some((old, _)) = &old
                && new.as_ref().is_none_or(|(new, _)| new != old)
            {
                self.remove(old)?;
            }
            if let Some((place, item)) = &new {
                self.put(place, item)?;
            }
        }
        match after {
            Some(item) => self.put(&place, item)?,
            None => self.remove(&place)?,
        }
        self.write_expiry(change)?;
        self.write_record(table, before.as_ref(), after.as_ref(), author)
    }

    /// Writes an entry of an index that is filled.
    pub(super) fn put_projected(&mut self, place: &[u8], item: &Item) -> Result<(), Failure> {
        self.dictionary.with_names_of(&mut self.names, item);
        self.put(place, item)
    }

    /// Writes an item, or what an index projects of one, at a place.
    fn put(&mut self, place: &[u8], item: &Item) -> Result<(), Failure> {
        self.buffer.clear();
        entry::write(item, place, &self.names, &mut self.buffer);
        self.rows.set(Map::Items, place, Some(&self.buffer))
    }

    /// Removes what is at a place.
    fn remove(&mut self, place: &[u8]) -> Result<(), Failure> {
        self.rows.set(Map::Items, place, None)
    }
}

/// A table, for operations on its items.
pub(crate) fn find<'t>(tables: &'t Tables, name: &str) -> Result<&'t Arc<Table>, Failure> {
    tables
        .get(name)
        .ok_or_else(|| Failure::new(Exception::ResourceNotFound, "Requested resource not found"))
}
