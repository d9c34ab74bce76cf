//! The file: one `redb` database, in a file or in memory.
//!
//! Items and index entries of all tables lie in one ordered map, by place (`table::keys`); an index entry holds what its
//! index projects of the item, so that a page of an index is read in one go. Readers see the last commit and
//! wait for nobody. Writers are collected: whoever comes first commits for all who came meanwhile ([`group`]), so that
//! they share one sync of the disk. What is synced is a short record in a write-ahead log ([`log`]); the pages of the
//! database are written when that is full. What lies where in the file is in [`layout`].

mod catalog;
mod counts;
mod expiry;
mod group;
mod layout;
mod log;
mod names;
mod open;
mod session;
mod streams;
mod tokens;

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use redb::backends::InMemoryBackend;
use redb::{
    Builder, Database, ReadOnlyTable, ReadTransaction, ReadableDatabase as _, ReadableTable as _,
    TableDefinition,
};

use crate::error::{Error, Failure, Kind};
use crate::stream::iterator::Secret;
use crate::subscription::Subscribers;
use crate::table::Table;
use crate::value::Item;
use crate::value::entry::Entry;

pub(crate) use counts::{Count, Counts};
use group::Group;
use layout::{Backend, State};
use log::{Log, changes};
use names::Dictionary;
pub(crate) use names::Names;
use open::Opened;
pub(crate) use session::{Change, Session, find};
pub(crate) use streams::StreamView;
pub(crate) use tokens::Used;

/// Items and index entries, by place.
const ITEMS: TableDefinition<'static, &[u8], &[u8]> = TableDefinition::new("items");

/// What tables there are, by name.
const CATALOG: TableDefinition<'static, &str, &[u8]> = TableDefinition::new("catalog");

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
        let transaction = database.begin_write()?;
        let mut tables = Tables::new();
        let mut log = {
            let mut numbers = transaction.open_table(NUMBERS)?;
            let last = numbers.get(CHECKPOINT)?.map_or(0, |number| number.value());
            let log = Log::after(last, backend);
            // What is committed here is a checkpoint.
            numbers.insert(CHECKPOINT, log.next_checkpoint())?;
            log
        };
        changes::replay(&transaction, &log.read()?)?;
        let dictionary = Dictionary::load(&transaction)?;
        let mut secret = Secret::default();
        {
            transaction.open_table(ITEMS)?;
            transaction.open_table(counts::COUNTS)?;
            transaction.open_table(expiry::EXPIRIES)?;
            transaction.open_table(streams::STREAMS)?;
            transaction.open_table(streams::RECORDS)?;
            let mut numbers = transaction.open_table(NUMBERS)?;
            for (half, name) in secret.chunks_exact_mut(8).zip(SECRET) {
                let known = numbers.get(name)?.map(|number| number.value());
                let number = known.unwrap_or_else(random);
                numbers.insert(name, number)?;
                half.copy_from_slice(&number.to_be_bytes());
            }
            for entry in transaction.open_table(CATALOG)?.iter()? {
                let (name, stored) = entry?;
                let table = Table::load(stored.value()).ok_or(Kind::Damaged)?;
                tables.insert(name.value().to_owned(), Arc::new(table));
            }
        }
        transaction.commit()?;
        log.begin();
        Ok(Self {
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

    /// The items as they are committed.
    pub(crate) fn read(&self) -> Result<View, Failure> {
        let transaction = self.database.begin_read()?;
        let items = transaction.open_table(ITEMS)?;
        // Only now: every name that an item there uses was added before the item was committed.
        let names = self.dictionary.now();
        Ok(View {
            transaction,
            items,
            names,
        })
    }

    /// The streams as they are committed.
    pub(crate) fn streams(&self) -> Result<StreamView, Failure> {
        let transaction = self.database.begin_read()?;
        // As for items.
        StreamView::new(&transaction, self.dictionary.now())
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
        let _ = self.group.checkpoint(&self.database);
    }
}

/// The items at one moment.
pub(crate) struct View {
    transaction: ReadTransaction,
    items: ReadOnlyTable<&'static [u8], &'static [u8]>,
    names: Arc<Names>,
}

impl View {
    /// The item at a place.
    pub(crate) fn item(&self, place: &[u8]) -> Result<Option<Item>, Failure> {
        match self.items.get(place)? {
            Some(bytes) => Ok(Some(self.entry(place, bytes.value()).item()?)),
            None => Ok(None),
        }
    }

    /// What is made of the entry at a place.
    pub(crate) fn with<T>(
        &self,
        place: &[u8],
        make: impl FnOnce(Entry<'_>) -> T,
    ) -> Result<Option<T>, Failure> {
        let found = self.items.get(place)?;
        Ok(found.map(|bytes| make(self.entry(place, bytes.value()))))
    }

    fn entry<'a>(&'a self, place: &'a [u8], bytes: &'a [u8]) -> Entry<'a> {
        Entry {
            place,
            bytes,
            names: &self.names,
        }
    }

    /// What lies between two places, in either direction.
    pub(crate) fn range(&self, from: &[u8], to: &[u8], forward: bool) -> Result<Entries<'_>, Failure> {
        Ok(Entries {
            range: self.items.range(from..to.max(from))?,
            forward,
            names: &self.names,
        })
    }
}

/// The entries of a part of the file.
pub(crate) struct Entries<'v> {
    range: redb::Range<'static, &'static [u8], &'static [u8]>,
    forward: bool,
    names: &'v Names,
}

/// An entry where it lies.
pub(crate) struct Found<'v> {
    place: redb::AccessGuard<'static, &'static [u8]>,
    bytes: redb::AccessGuard<'static, &'static [u8]>,
    names: &'v Names,
}

impl Found<'_> {
    /// What is there.
    pub(crate) fn entry(&self) -> Entry<'_> {
        Entry {
            place: self.place.value(),
            bytes: self.bytes.value(),
            names: self.names,
        }
    }
}

impl<'v> Iterator for Entries<'v> {
    type Item = Result<Found<'v>, redb::StorageError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = if self.forward {
            self.range.next()
        } else {
            self.range.next_back()
        };
        let found = |(place, bytes)| Found {
            place,
            bytes,
            names: self.names,
        };
        next.map(|entry| entry.map(found))
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

#[cfg(test)]
mod tests {
    use super::Store;
    use super::layout::FORMAT;

    #[test]
    fn a_file_of_a_later_program_is_left_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("notes.redb");
        drop(Store::file(&path).unwrap());
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[12..16].copy_from_slice(&(FORMAT + 1).to_le_bytes());
        let checksum = crc32fast::hash(&bytes[..20]);
        bytes[20..24].copy_from_slice(&checksum.to_le_bytes());
        std::fs::write(&path, &bytes).unwrap();
        let error = Store::file(&path).err().expect("the format is unknown");
        assert!(error.is_newer_format(), "{error}");
        assert_eq!(
            error.to_string(),
            "the file has format 3, and this program knows none after 2: open it with a newer version"
        );
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }

    #[test]
    fn a_file_of_an_earlier_program_is_left_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("notes.redb");
        drop(redb::Database::create(&path).unwrap());
        let bytes = std::fs::read(&path).unwrap();
        let error = Store::file(&path).err().expect("the format is unknown");
        assert!(error.is_foreign(), "{error}");
        assert_eq!(
            error.to_string(),
            "the file is in format 1, which only versions of before the first release read; it was left as it is"
        );
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}
