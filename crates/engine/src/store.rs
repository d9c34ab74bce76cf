//! The file: one `redb` database, in a file or in memory, with a log before it and what the log tells over it.
//!
//! Items and index entries of all tables lie in one ordered map, by place (`table::keys`); an index entry holds what its
//! index projects of the item, so that a page of an index is read in one go. What other maps there are is in [`map`].
//!
//! A commit appends one short record to a write-ahead log ([`log`]), syncs that, and publishes its rows in memory
//! ([`overlay`]). When the log is full, all of them go into the trees of `redb`, in order, a few thousand rows a transaction;
//! that all are there is the checkpoint. So a tree's page is copied once for all rows that came to it meanwhile. Readers see the last commit ([`snapshot`]): the
//! trees with the overlay over them, and wait for nobody. Writers are collected: whoever comes first
//! commits for all who came meanwhile ([`group`]), so that they share one sync of the disk. What a turn of writing reads and
//! writes is in [`turn`], what lies where in the file in [`layout`].

mod catalog;
mod changes;
mod counts;
mod expiry;
mod group;
mod layout;
mod log;
mod map;
mod names;
mod open;
mod overlay;
mod session;
mod snapshot;
mod streams;
mod tokens;
mod turn;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use redb::backends::InMemoryBackend;
use redb::{Builder, Database, ReadableDatabase as _, ReadableTable as _, TableDefinition, TableError};

use crate::error::{Error, Failure, Kind};
use crate::stream::iterator::Secret;
use crate::subscription::Subscribers;
use crate::table::Table;
use crate::value::Item;
use crate::value::entry::Entry;

pub(crate) use counts::{Count, Counts};
use group::Group;
use layout::{Backend, State};
use log::Log;
use map::Map;
use names::Dictionary;
pub(crate) use names::Names;
use open::Opened;
pub(crate) use session::{Change, Session, find};
use snapshot::{Base, Read as _, Snapshot};
pub(crate) use streams::StreamView;
pub(crate) use tokens::Used;

/// Numbers of the file itself.
const NUMBERS: TableDefinition<'static, &str, u64> = TableDefinition::new("numbers");

/// In [`NUMBERS`]: the number of the last checkpoint.
const CHECKPOINT: &str = "checkpoint";

/// In [`NUMBERS`]: the number of the next table.
const NEXT_TABLE: &str = "next table";

/// In [`NUMBERS`]: the two halves of the secret of shard iterators.
const SECRET: [&str; 2] = ["secret 1", "secret 2"];

/// A clock: milliseconds of Unix time.
type Clock = dyn Fn() -> u64 + Send + Sync;

/// The tables by name.
pub(crate) type Tables = BTreeMap<String, Arc<Table>>;

/// An open database.
pub(crate) struct Store {
    /// What readers see. It goes before the database does.
    snapshot: RwLock<Snapshot>,
    database: Database,
    tables: RwLock<Arc<Tables>>,
    dictionary: Dictionary,
    group: Group,
    clock: Arc<Clock>,
    secret: Secret,
    pub(crate) subscribers: Subscribers,
    commits: AtomicU64,
}

impl Store {
    /// A database that lives as long as this value.
    pub(crate) fn memory() -> Result<Self, Error> {
        Self::load(Builder::new().create_with_backend(InMemoryBackend::new())?, None)
    }

    /// Opens a database file, or makes it.
    pub(crate) fn file(path: &Path) -> Result<Self, Error> {
        Self::open(open::file(path)?)
    }

    fn open(opened: Opened) -> Result<Self, Error> {
        let store = Self::load(opened.database, Some(Arc::clone(&opened.backend)))?;
        if opened.is_new {
            layout::write_header(&opened.backend, State::Made)?;
        }
        Ok(store)
    }

    /// Reads what the database says of itself, once what the log tells is in it.
    fn load(database: Database, backend: Option<Backend>) -> Result<Self, Error> {
        let mut log = Log::after(last_checkpoint(&database)?, backend);
        let records = log.read()?;
        let told = changes::read(records.iter().map(Vec::as_slice));
        let told = told.map_err(|_| Kind::damaged("its log"))?;
        changes::fold(&told, &database, || Ok(()))?;
        let transaction = database.begin_write()?;
        let mut tables = Tables::new();
        let dictionary = Dictionary::load(&transaction)?;
        let mut secret = Secret::default();
        {
            for map in Map::ALL {
                transaction.open_table(map.definition())?;
            }
            let mut numbers = transaction.open_table(NUMBERS)?;
            // What is committed here is a checkpoint.
            numbers.insert(CHECKPOINT, log.next_checkpoint())?;
            for (half, name) in secret.chunks_exact_mut(8).zip(SECRET) {
                let known = numbers.get(name)?.map(|number| number.value());
                let number = known.unwrap_or_else(random);
                numbers.insert(name, number)?;
                half.copy_from_slice(&number.to_be_bytes());
            }
            for entry in transaction.open_table(Map::Catalog.definition())?.iter()? {
                let (_, stored) = entry?;
                let table = Table::load(stored.value()).ok_or(Kind::Damaged)?;
                tables.insert(table.name.clone(), Arc::new(table));
            }
        }
        transaction.commit()?;
        log.begin();
        Ok(Self {
            snapshot: RwLock::new(Snapshot::of(Base::now(&database)?)),
            database,
            tables: RwLock::new(Arc::new(tables)),
            dictionary,
            group: Group::new(log),
            clock: Arc::new(system_clock),
            secret,
            subscribers: Subscribers::default(),
            commits: AtomicU64::new(0),
        })
    }

    /// Sets the clock, which is the machine's until then.
    pub(crate) fn set_clock(&mut self, clock: impl Fn() -> u64 + Send + Sync + 'static) {
        self.clock = Arc::new(clock);
    }

    /// The time, in milliseconds of Unix time.
    pub(crate) fn now(&self) -> u64 {
        (self.clock)()
    }

    /// What only this database knows, to tell its own shard iterators from others.
    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The tables as they are committed.
    pub(crate) fn tables(&self) -> Arc<Tables> {
        Arc::clone(&self.tables.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set_tables(&self, tables: Arc<Tables>) {
        *self.tables.write().unwrap_or_else(PoisonError::into_inner) = tables;
    }

    /// How many commits there have been since the database was opened.
    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Acquire)
    }

    /// All rows as they are committed.
    fn snapshot(&self) -> Snapshot {
        self.snapshot
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn set_snapshot(&self, snapshot: Snapshot) {
        let mut known = self.snapshot.write().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *known, snapshot);
        drop(known);
        // Nobody waits while what it had is let go.
        drop(before);
    }

    /// Brings what is committed into the trees. It stays in the overlay, and in the log, until the next checkpoint.
    fn fold(&self) -> Result<(), redb::Error> {
        let committed = self.snapshot();
        changes::fold(committed.overlay(), &self.database, || {
            // So that the pages that this piece replaced are soon free.
            self.set_snapshot(committed.over(Base::now(&self.database)?));
            Ok(())
        })
    }

    /// The items as they are committed.
    pub(crate) fn read(&self) -> View {
        View {
            snapshot: self.snapshot(),
            // Only now: every name that an item there uses was added before the item was committed.
            names: self.dictionary.now(),
        }
    }

    /// The streams as they are committed.
    pub(crate) fn streams(&self) -> StreamView {
        let snapshot = self.snapshot();
        // As for items.
        StreamView::new(snapshot, self.dictionary.now())
    }

    /// Does some work that writes, and answers when it is on the disk.
    ///
    /// The work must have found nothing wrong before its first write: what it wrote is committed even if it fails later.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Session<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.group.run(self, work)
    }
}

impl Drop for Store {
    /// Writes all pages, so that who opens the file next has nothing to do again.
    fn drop(&mut self) {
        // Without it, everything is in the log.
        let _ = self.group.checkpoint(self);
    }
}

/// The number of the last checkpoint; 0 in a database that has none yet.
fn last_checkpoint(database: &Database) -> Result<u64, Error> {
    match database.begin_read()?.open_table(NUMBERS) {
        Ok(numbers) => Ok(numbers.get(CHECKPOINT)?.map_or(0, |number| number.value())),
        Err(TableError::TableDoesNotExist(_)) => Ok(0),
        Err(error) => Err(error.into()),
    }
}

/// The items at one moment.
pub(crate) struct View {
    snapshot: Snapshot,
    names: Arc<Names>,
}

impl View {
    /// The item at a place.
    pub(crate) fn item(&self, place: &[u8]) -> Result<Option<Item>, Failure> {
        let names = &self.names;
        let item = self
            .snapshot
            .with(Map::Items, place, |bytes| Entry { place, bytes, names }.item())?;
        Ok(item.transpose()?)
    }

    /// What is made of the entry at a place.
    pub(crate) fn with<T>(
        &self,
        place: &[u8],
        make: impl FnOnce(Entry<'_>) -> T,
    ) -> Result<Option<T>, Failure> {
        let names = &self.names;
        self.snapshot
            .with(Map::Items, place, |bytes| make(Entry { place, bytes, names }))
    }

    /// What lies between two places, in either direction.
    pub(crate) fn range(&self, from: &[u8], to: &[u8], forward: bool) -> Result<Entries<'_>, Failure> {
        Ok(Entries {
            range: self.snapshot.range(Map::Items, from, to, forward)?,
            names: &self.names,
        })
    }
}

/// The entries of a part of the file.
pub(crate) struct Entries<'v> {
    range: snapshot::Range<'v>,
    names: &'v Names,
}

/// An entry where it lies.
pub(crate) struct Found<'v> {
    row: snapshot::Found<'v>,
    names: &'v Names,
}

impl Found<'_> {
    /// What is there.
    pub(crate) fn entry(&self) -> Entry<'_> {
        Entry {
            place: self.row.key(),
            bytes: self.row.value(),
            names: self.names,
        }
    }
}

impl<'v> Iterator for Entries<'v> {
    type Item = Result<Found<'v>, redb::StorageError>;

    fn next(&mut self) -> Option<Self::Item> {
        let names = self.names;
        self.range
            .next()
            .map(|found| found.map(|row| Found { row, names }))
    }
}

/// The clock of the machine.
fn system_clock() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A number that nobody can foretell: what the standard library keys its maps with.
fn random() -> u64 {
    RandomState::new().hash_one(())
}
