//! A turn of writing: reads see what was written before in it, and all of it is committed together.

use std::sync::Arc;

use redb::{ReadableTable as _, Table as Rows, WriteTransaction};

use super::{CATALOG, ITEMS, NEXT_TABLE, NUMBERS, Tables};
use crate::error::{Exception, Failure};
use crate::table::Table;
use crate::value::Item;
use crate::value::bytes::{read_item, write_item};

/// A turn of writing.
pub(crate) struct Session<'t> {
    transaction: &'t WriteTransaction,
    items: Rows<'t, &'static [u8], &'static [u8]>,
    tables: Arc<Tables>,
    /// A write failed half-way: nothing of the turn may be committed.
    is_broken: bool,
}

/// How one item changes.
pub(crate) struct Change {
    pub(crate) table: Arc<Table>,
    pub(crate) before: Option<Item>,
    pub(crate) after: Option<Item>,
}

impl<'t> Session<'t> {
    pub(super) fn new(transaction: &'t WriteTransaction, tables: Arc<Tables>) -> Result<Self, Failure> {
        Ok(Self {
            transaction,
            items: transaction.open_table(ITEMS)?,
            tables,
            is_broken: false,
        })
    }

    /// Whether a write failed half-way.
    pub(super) fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// The transaction of the turn, for what is neither an item nor a table.
    pub(super) fn transaction(&self) -> &'t WriteTransaction {
        self.transaction
    }

    /// Does a write that must not be committed by half.
    pub(super) fn noting_failure<T>(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let result = write(self);
        self.is_broken |= result.is_err();
        result
    }

    /// The tables as this turn leaves them.
    pub(super) fn into_tables(self) -> Arc<Tables> {
        self.tables
    }

    /// A table, for operations on its items.
    pub(crate) fn table(&self, name: &str) -> Result<Arc<Table>, Failure> {
        find(&self.tables, name)
    }

    /// A table by name, if there is one.
    pub(crate) fn find_table(&self, name: &str) -> Option<&Arc<Table>> {
        self.tables.get(name)
    }

    /// The item at a place.
    pub(crate) fn item(&self, place: &[u8]) -> Result<Option<Item>, Failure> {
        match self.items.get(place)? {
            Some(bytes) => Ok(Some(read_item(bytes.value())?)),
            None => Ok(None),
        }
    }

    /// Writes a change with its index entries. A change that changes nothing writes nothing.
    pub(crate) fn apply(&mut self, change: &Change) -> Result<(), Failure> {
        self.noting_failure(|session| session.write(change))
    }

    fn write(&mut self, change: &Change) -> Result<(), Failure> {
        let Change { table, before, after } = change;
        if before == after {
            return Ok(());
        }
        for index in &table.indexes {
            let entry = |item: &Option<Item>| item.as_ref().and_then(|item| table.index_place(index, item));
            let (old, new) = (entry(before), entry(after));
            if old == new {
                continue;
            }
            if let Some(old) = old {
                self.items.remove(old.as_slice())?;
            }
            if let Some(new) = new {
                self.items.insert(new.as_slice(), [].as_slice())?;
            }
        }
        match (before, after) {
            (_, Some(item)) => {
                let mut bytes = Vec::with_capacity(256);
                write_item(item, &mut bytes);
                self.items
                    .insert(table.place(item).as_slice(), bytes.as_slice())?;
            }
            (Some(item), None) => {
                self.items.remove(table.place(item).as_slice())?;
            }
            (None, None) => {}
        }
        Ok(())
    }

    /// The number for a new table with so many numbers after it.
    pub(crate) fn next_number(&self) -> Result<u32, Failure> {
        let numbers = self.transaction.open_table(NUMBERS)?;
        let next = numbers.get(NEXT_TABLE)?.map_or(1, |number| number.value());
        u32::try_from(next)
            .ok()
            .filter(|next| *next < u32::MAX - 64)
            .ok_or_else(|| {
                Failure::new(
                    Exception::InternalServer,
                    "the file has no numbers left for tables",
                )
            })
    }

    /// Adds a table.
    pub(crate) fn add_table(&mut self, table: Table) -> Result<Arc<Table>, Failure> {
        self.noting_failure(|session| {
            let next = u64::from(table.id) + u64::from(table.numbers());
            session
                .transaction
                .open_table(NUMBERS)?
                .insert(NEXT_TABLE, next)?;
            let mut catalog = session.transaction.open_table(CATALOG)?;
            catalog.insert(table.name.as_str(), table.stored().as_slice())?;
            Ok(())
        })?;
        let table = Arc::new(table);
        Arc::make_mut(&mut self.tables).insert(table.name.clone(), Arc::clone(&table));
        Ok(table)
    }

    /// Takes a table away, with its items and index entries.
    pub(crate) fn remove_table(&mut self, table: &Table) -> Result<(), Failure> {
        self.noting_failure(|session| {
            let from = table.id.to_be_bytes();
            let to = (table.id + table.numbers()).to_be_bytes();
            session
                .items
                .retain_in::<&[u8], _>(from.as_slice()..to.as_slice(), |_, _| false)?;
            session
                .transaction
                .open_table(CATALOG)?
                .remove(table.name.as_str())?;
            Ok(())
        })?;
        Arc::make_mut(&mut self.tables).remove(&table.name);
        Ok(())
    }
}

/// A table, for operations on its items.
pub(crate) fn find(tables: &Tables, name: &str) -> Result<Arc<Table>, Failure> {
    tables
        .get(name)
        .cloned()
        .ok_or_else(|| Failure::new(Exception::ResourceNotFound, "Requested resource not found"))
}
