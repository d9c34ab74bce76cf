//! Changing which tables and indexes there are.

use std::sync::Arc;

use redb::ReadableTable as _;

use super::map::Map;
use super::{NEXT_TABLE, NUMBERS, Session};
use crate::error::{Exception, Failure};
use crate::table::Table;
use crate::value::{Item, size};

/// How many items are looked at before something is done with them.
const PIECE: usize = 1000;

impl Session<'_> {
    /// The first of so many numbers for a table and its indexes, which nobody else gets.
    pub(crate) fn take_numbers(&mut self, count: usize) -> Result<u32, Failure> {
        let mut numbers = self.rows.widen()?.open_table(NUMBERS)?;
        let next = numbers.get(NEXT_TABLE)?.map_or(1, |number| number.value());
        let after = u64::try_from(count).map_or(u64::MAX, |count| next.saturating_add(count));
        let (Ok(first), Ok(_)) = (u32::try_from(next), u32::try_from(after)) else {
            return Err(Failure::new(
                Exception::InternalServer,
                "the file has no numbers left for tables",
            ));
        };
        numbers.insert(NEXT_TABLE, after)?;
        Ok(first)
    }

    /// Adds a table, or puts it in the place of what it was.
    pub(crate) fn put_table(&mut self, table: Table) -> Result<Arc<Table>, Failure> {
        self.wholly(|session| {
            let (name, stored) = (table.name.as_bytes(), table.stored());
            session.rows.set(Map::Catalog, name, Some(&stored))
        })?;
        let table = Arc::new(table);
        Arc::make_mut(&mut self.tables).insert(table.name.clone(), Arc::clone(&table));
        Ok(table)
    }

    /// Takes a table away, with its items and index entries. Its stream ends.
    pub(crate) fn remove_table(&mut self, table: &Table) -> Result<(), Failure> {
        self.end_stream(table)?;
        self.widely(|session| {
            for number in table.numbers() {
                session.remove_all(number)?;
            }
            session.forget_expiries(table.id)?;
            session.rows.set(Map::Catalog, table.name.as_bytes(), None)
        })?;
        Arc::make_mut(&mut self.tables).remove(&table.name);
        Ok(())
    }

    /// Removes all that is stored under a number.
    fn remove_all(&mut self, number: u32) -> Result<(), Failure> {
        let (from, to) = (number.to_be_bytes(), (number + 1).to_be_bytes());
        self.rows.remove_range(Map::Items, &from, &to)?;
        self.forget_count(number)
    }

    /// Removes the entries of an index that is no more.
    pub(crate) fn remove_entries(&mut self, number: u32) -> Result<(), Failure> {
        self.widely(|session| session.remove_all(number))
    }

    /// Writes the entries of an index that is new.
    pub(crate) fn fill_index(&mut self, table: &Table, name: &str) -> Result<(), Failure> {
        let Some(index) = table.index(name) else {
            return Ok(());
        };
        self.widely(|session| {
            session.each_item(table, |session, _, item| {
                let Some((place, projected)) = table.index_entry(index, item) else {
                    return Ok(());
                };
                session.count(index.id, None, Some(size::of_item(&projected)));
                session.put_projected(&place, &projected)
            })
        })
    }

    /// Does something with each item of a table, which it may not change.
    pub(super) fn each_item(
        &mut self,
        table: &Table,
        mut work: impl FnMut(&mut Self, &[u8], &Item) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut from = table.id.to_be_bytes().to_vec();
        let to = (table.id + 1).to_be_bytes();
        loop {
            let places = self.rows.keys(Map::Items, (&from, &to), PIECE)?;
            let Some(last) = places.last() else {
                return Ok(());
            };
            from = [last.as_slice(), &[0]].concat();
            for place in places {
                if let Some(item) = self.item(&place)? {
                    work(self, &place, &item)?;
                }
            }
        }
    }
}
