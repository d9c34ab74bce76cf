//! When items expire: an index by table and time, so that a sweep looks at what has expired and at nothing else.

use std::sync::Arc;

use redb::{ReadableTable as _, TableDefinition};

use super::log::changes::Map;
use super::{Change, Session};
use crate::error::Failure;
use crate::stream::record::Author;
use crate::table::Table;
use crate::value::{Item, Value};

/// Places of items, by the number of their table and the second after which they are expired.
pub(super) const EXPIRIES: TableDefinition<'static, (u32, u64, &[u8]), ()> = TableDefinition::new("expiries");

/// The most seconds for which an item can have been expired. What is older is no time that somebody meant, and stays
/// (Amazon `DynamoDB` Developer Guide, *Using time to live in `DynamoDB`*).
const MAX_AGE: u64 = 5 * 365 * 24 * 60 * 60;

/// The second of Unix time after which an item is expired, if its attribute for that is a number that can be one.
fn expiry(table: &Table, item: Option<&Item>) -> Option<u64> {
    let attribute = table.settings.expiry.as_ref()?;
    let Value::Number(number) = item?.get(attribute)? else {
        return None;
    };
    let text = number.to_string();
    let whole = text.split_once('.').map_or(text.as_str(), |(whole, _)| whole);
    whole.parse().ok()
}

impl Session<'_> {
    /// Keeps the index in step with an item that changed.
    pub(super) fn write_expiry(&mut self, change: &Change) -> Result<(), Failure> {
        let Change { table, before, after } = change;
        if table.settings.expiry.is_none() {
            return Ok(());
        }
        let (old, new) = (expiry(table, before.as_ref()), expiry(table, after.as_ref()));
        let Some(item) = before.as_ref().or(after.as_ref()).filter(|_| old != new) else {
            return Ok(());
        };
        let place = table.place(item);
        let mut expiries = self.transaction.open_table(EXPIRIES)?;
        let key = |second: u64| (table.id.to_be_bytes(), second.to_be_bytes());
        if let Some(old) = old {
            expiries.remove((table.id, old, place.as_slice()))?;
            let (number, second) = key(old);
            self.changes
                .tell(Map::Expiries, &[&number, &second, &place], None);
        }
        if let Some(new) = new {
            expiries.insert((table.id, new, place.as_slice()), ())?;
            let (number, second) = key(new);
            self.changes
                .tell(Map::Expiries, &[&number, &second, &place], Some(&[]));
        }
        Ok(())
    }

    /// Makes the index of a table anew, after its attribute was set or removed.
    pub(crate) fn index_expiries(&mut self, table: &Table) -> Result<(), Failure> {
        self.noting_failure(|session| {
            session.forget_expiries(table.id)?;
            if table.settings.expiry.is_none() {
                return Ok(());
            }
            session.each_item(table, |session, place, item| {
                if let Some(expiry) = expiry(table, Some(item)) {
                    let mut expiries = session.transaction.open_table(EXPIRIES)?;
                    expiries.insert((table.id, expiry, place), ())?;
                }
                Ok(())
            })
        })
    }

    /// Forgets when the items of a table expire.
    pub(super) fn forget_expiries(&mut self, number: u32) -> Result<(), Failure> {
        let nowhere: &[u8] = &[];
        let mut expiries = self.transaction.open_table(EXPIRIES)?;
        expiries.retain_in((number, 0, nowhere)..(number + 1, 0, nowhere), |_, ()| false)?;
        Ok(())
    }

    /// Removes items that have expired, so many at most; how many it removed.
    pub(crate) fn remove_expired(&mut self, most: usize) -> Result<usize, Failure> {
        self.telling(|session| {
            let now = session.now / 1000;
            let tables: Vec<_> = session.tables().values().cloned().collect();
            let mut removed = 0;
            for table in tables.iter().filter(|table| table.settings.expiry.is_some()) {
                let nowhere: &[u8] = &[];
                let from = (table.id, now.saturating_sub(MAX_AGE), nowhere);
                let mut expired = Vec::new();
                let expiries = session.transaction.open_table(EXPIRIES)?;
                let entries = expiries.range(from..(table.id, now, nowhere))?;
                for entry in entries.take(most - removed) {
                    let (key, _) = entry?;
                    let (_, second, place) = key.value();
                    expired.push((second, place.to_vec()));
                }
                drop(expiries);
                removed += expired.len();
                for (second, place) in expired {
                    let before = session.item(&place)?;
                    if expiry(table, before.as_ref()) != Some(second) {
                        // Index and items are written together, so this is damage; it must not stop the others.
                        session.changes.leave_untold();
                        let mut expiries = session.transaction.open_table(EXPIRIES)?;
                        expiries.remove((table.id, second, place.as_slice()))?;
                        continue;
                    }
                    let change = Change {
                        table: Arc::clone(table),
                        before,
                        after: None,
                    };
                    session.apply_as(&change, Author::Expiry)?;
                }
            }
            Ok(removed)
        })
    }
}
