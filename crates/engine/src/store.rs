//! The file: one `redb` database, in a file or in memory.
//!
//! Items and index entries of all tables lie in one ordered map, by place (`table::keys`). Readers see the last commit and
//! wait for nobody. Writers are collected: whoever comes first commits for all who came meanwhile ([`group`]), so that
//! they share one sync of the disk.

mod group;
mod open;
mod session;
mod tokens;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use redb::backends::InMemoryBackend;
use redb::{Builder, Database, ReadOnlyTable, ReadableDatabase as _, ReadableTable as _, TableDefinition};

use crate::error::{Error, Failure, Kind};
use crate::table::Table;
use crate::value::Item;
use crate::value::bytes::read_item;

use group::Group;
pub(crate) use session::{Change, Session, find};
pub(crate) use tokens::Used;

/// Items and index entries, by place.
const ITEMS: TableDefinition<'static, &[u8], &[u8]> = TableDefinition::new("items");

/// What tables there are, by name.
const CATALOG: TableDefinition<'static, &str, &[u8]> = TableDefinition::new("catalog");

/// Numbers of the file itself.
const NUMBERS: TableDefinition<'static, &str, u64> = TableDefinition::new("numbers");

/// In [`NUMBERS`]: the format of everything else.
const FORMAT: &str = "format";

/// In [`NUMBERS`]: the number of the next table.
const NEXT_TABLE: &str = "next table";

/// The format that this program writes.
const CURRENT_FORMAT: u64 = 1;

/// The tables by name.
pub(crate) type Tables = BTreeMap<String, Arc<Table>>;

/// An open database.
pub(crate) struct Store {
    database: Database,
    tables: RwLock<Arc<Tables>>,
    group: Group,
}

impl Store {
    /// A database that lives as long as this value.
    pub(crate) fn memory() -> Result<Self, Error> {
        Self::open(Builder::new().create_with_backend(InMemoryBackend::new())?)
    }

    /// Opens a database file, or makes it.
    pub(crate) fn file(path: &Path) -> Result<Self, Error> {
        Self::open(open::file(path)?)
    }

    fn open(database: Database) -> Result<Self, Error> {
        // What a newer program wrote is left alone: nothing is written before the format is known.
        let known = {
            let transaction = database.begin_read()?;
            match transaction.open_table(NUMBERS) {
                Ok(numbers) => numbers.get(FORMAT)?.map(|format| format.value()),
                Err(redb::TableError::TableDoesNotExist(_)) => None,
                Err(error) => return Err(error.into()),
            }
        };
        if let Some(found) = known.filter(|format| *format > CURRENT_FORMAT) {
            let known = CURRENT_FORMAT;
            return Err(Kind::NewerFormat { found, known }.into());
        }
        let transaction = database.begin_write()?;
        let mut tables = Tables::new();
        {
            transaction.open_table(ITEMS)?;
            transaction.open_table(NUMBERS)?.insert(FORMAT, CURRENT_FORMAT)?;
            for entry in transaction.open_table(CATALOG)?.iter()? {
                let (name, stored) = entry?;
                let table = Table::load(stored.value()).ok_or(Kind::Damaged)?;
                tables.insert(name.value().to_owned(), Arc::new(table));
            }
        }
        transaction.commit()?;
        Ok(Self {
            database,
            tables: RwLock::new(Arc::new(tables)),
            group: Group::default(),
        })
    }

    /// The tables as they are committed.
    pub(crate) fn tables(&self) -> Arc<Tables> {
        Arc::clone(&self.tables.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set_tables(&self, tables: Arc<Tables>) {
        *self.tables.write().unwrap_or_else(PoisonError::into_inner) = tables;
    }

    /// The items as they are committed.
    pub(crate) fn read(&self) -> Result<View, Failure> {
        let items = self.database.begin_read()?.open_table(ITEMS)?;
        Ok(View { items })
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

/// The items at one moment.
pub(crate) struct View {
    items: ReadOnlyTable<&'static [u8], &'static [u8]>,
}

impl View {
    /// The item at a place.
    pub(crate) fn item(&self, place: &[u8]) -> Result<Option<Item>, Failure> {
        match self.items.get(place)? {
            Some(bytes) => Ok(Some(read_item(bytes.value())?)),
            None => Ok(None),
        }
    }

    /// What lies between two places, in either direction.
    pub(crate) fn range(&self, from: &[u8], to: &[u8], forward: bool) -> Result<Entries, Failure> {
        Ok(Entries {
            range: self.items.range(from..to.max(from))?,
            forward,
        })
    }
}

/// The entries of a part of the file.
pub(crate) struct Entries {
    range: redb::Range<'static, &'static [u8], &'static [u8]>,
    forward: bool,
}

/// An entry: its place, and what is there.
type Entry = (
    redb::AccessGuard<'static, &'static [u8]>,
    redb::AccessGuard<'static, &'static [u8]>,
);

impl Iterator for Entries {
    type Item = Result<Entry, redb::StorageError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.forward {
            self.range.next()
        } else {
            self.range.next_back()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Builder, CURRENT_FORMAT, FORMAT, NUMBERS, Store};

    #[test]
    fn a_file_of_a_later_program_is_left_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("notes.redb");
        {
            let database = Builder::new().create(&path).unwrap();
            let transaction = database.begin_write().unwrap();
            let mut numbers = transaction.open_table(NUMBERS).unwrap();
            numbers.insert(FORMAT, CURRENT_FORMAT + 1).unwrap();
            drop(numbers);
            transaction.commit().unwrap();
        }
        let error = Store::file(&path).err().expect("the format is unknown");
        assert!(error.is_newer_format(), "{error}");
        assert_eq!(
            error.to_string(),
            "the file has format 2, and this program knows none after 1: open it with a newer version"
        );
        assert!(Store::file(&path).is_err_and(|error| error.is_newer_format()));
    }
}
