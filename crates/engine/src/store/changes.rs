//! What a record of the log holds: the rows that a commit wrote and removed, to be written and removed again.
//!
//! A row is told with all of its bytes, so carrying a record out twice does what it does once.

use redb::WriteTransaction;

use super::map::Map;
use super::overlay::{Overlay, Row};
use crate::error::{Error, Kind};
use crate::value::bytes::{Damaged, Reader, write_block};

/// What a commit writes.
#[derive(Default)]
pub(super) struct Changes {
    bytes: Vec<u8>,
}

impl Changes {
    /// Tells a row that was written, or one that was removed.
    pub(super) fn tell(&mut self, map: Map, key: &[u8], value: Option<&[u8]>) {
        // An even number is of a row that was written.
        self.bytes.push(2 * map as u8 + u8::from(value.is_none()));
        write_block(key, &mut self.bytes);
        if let Some(value) = value {
            write_block(value, &mut self.bytes);
        }
    }

    /// Whether nothing is written.
    pub(super) fn are_none(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The contents of a record.
    pub(super) fn told(&self) -> &[u8] {
        &self.bytes
    }
}

/// What lies over the trees according to the records of a log.
pub(super) fn read(records: &[Vec<u8>]) -> Result<Overlay, Error> {
    let mut overlay = Overlay::default();
    let mut room = Vec::new();
    let mut read = |record: &[u8]| {
        let mut reader = Reader(record);
        while let Some((&head, rest)) = reader.0.split_first() {
            reader.0 = rest;
            let map = Map::of(head / 2).ok_or(Damaged)?;
            let key = reader.block()?;
            let value = match head % 2 {
                0 => Some(reader.block()?),
                _ => None,
            };
            overlay.set(Row::new(map, key, value, &mut room));
        }
        Ok(())
    };
    for record in records {
        read(record).map_err(|_: Damaged| Kind::damaged("its log"))?;
    }
    Ok(overlay)
}

/// Writes all rows of an overlay into the trees: map after map, in the order of their keys, so that rows of one page come
/// one after the other.
pub(super) fn apply(overlay: &Overlay, transaction: &WriteTransaction) -> Result<(), redb::Error> {
    let mut rows = overlay.all();
    while let Some(map) = rows.peek().map(Row::map) {
        let mut tree = transaction.open_table(map.definition())?;
        while let Some(row) = rows.next_of(map) {
            match row.value() {
                Some(value) => drop(tree.insert(row.key(), value)?),
                None => drop(tree.remove(row.key())?),
            }
        }
    }
    Ok(())
}
