//! When items expire: an index by table and time, so that a sweep looks at what has expired and at nothing else.

use std::sync::Arc;

use super::map::Map;
use super::{Change, Session};
use crate::error::Failure;
use crate::stream::encoding::fixed;
use crate::stream::record::Author;
use crate::table::Table;
use crate::value::bytes::Reader;
use crate::value::{Item, Value};

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
        if let Some(old) = old {
            self.rows.set(Map::Expiries, &key(table.id, old, &place), None)?;
        }
        if let Some(new) = new {
            self.rows
                .set(Map::Expiries, &key(table.id, new, &place), Some(&[]))?;
        }
        Ok(())
    }

    /// Makes the index of a table anew, after its attribute was set or removed.
    pub(crate) fn index_expiries(&mut self, table: &Table) -> Result<(), Failure> {
        self.widely(|session| {
            session.forget_expiries(table.id)?;
            if table.settings.expiry.is_none() {
                return Ok(());
            }
            session.each_item(table, |session, place, item| {
                if let Some(expiry) = expiry(table, Some(item)) {
                    let key = key(table.id, expiry, place);
                    session.rows.set(Map::Expiries, &key, Some(&[]))?;
                }
                Ok(())
            })
        })
    }

    /// Forgets when the items of a table expire.
    pub(super) fn forget_expiries(&mut self, number: u32) -> Result<(), Failure> {
        let (from, to) = (number.to_be_bytes(), (number + 1).to_be_bytes());
        self.rows.remove_range(Map::Expiries, &from, &to)
    }

    /// Removes items that have expired, so many at most; how many it removed.
    pub(crate) fn remove_expired(&mut self, most: usize) -> Result<usize, Failure> {
        self.wholly(|session| {
            let now = session.now / 1000;
            let tables: Vec<_> = session.tables().values().cloned().collect();
            let mut removed = 0;
            for table in tables.iter().filter(|table| table.settings.expiry.is_some()) {
                let from = key(table.id, now.saturating_sub(MAX_AGE), &[]);
                let to = key(table.id, now, &[]);
                let expired = session.rows.keys(Map::Expiries, (&from, &to), most - removed)?;
                removed += expired.len();
                for expired in expired {
                    let mut place = Reader(&expired);
                    let _: [u8; 4] = fixed(&mut place)?;
                    let second = u64::from_be_bytes(fixed(&mut place)?);
                    let before = session.item(place.0)?;
                    if expiry(table, before.as_ref()) != Some(second) {
                        // Index and items are written together, so this is damage; it must not stop the others.
                        session.rows.set(Map::Expiries, &expired, None)?;
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

/// A key: the number of a table, the second after which an item of it is expired, and its place.
fn key(table: u32, second: u64, place: &[u8]) -> Vec<u8> {
    let (table, second) = (table.to_be_bytes(), second.to_be_bytes());
    [&table[..], &second, place].concat()
}
