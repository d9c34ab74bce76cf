//! What a record of the log holds: the rows that a commit wrote and removed, to be written and removed again.
//!
//! A row is told with all of its bytes, so carrying a record out twice does what it does once.

use redb::{Database, WriteTransaction};

use super::map::Map;
use super::overlay::{Overlay, Row, Rows};
use crate::value::bytes::{Damaged, Reader, write_block};

/// The most rows that one transaction brings into the trees. Each of them may replace a page, and what was replaced is free
/// again two transactions later: so much longer than its contents is the file. The unit tests have short pieces, so that
/// they meet several.
const PIECE: usize = if cfg!(test) { 16 } else { 4096 };

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

/// The rows that the records of a log tell.
pub(super) fn read<'r>(records: impl IntoIterator<Item = &'r [u8]>) -> Result<Overlay, Damaged> {
    let mut overlay = Overlay::default();
    let mut room = Vec::new();
    for record in records {
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
    }
    overlay.settle();
    Ok(overlay)
}

/// Writes rows into the trees, so many at most: map after map, in the order of their keys, so that rows of one page come
/// one after the other.
fn apply(rows: &mut Rows<'_>, most: usize, transaction: &WriteTransaction) -> Result<(), redb::Error> {
    let mut left = most;
    while left > 0
        && let Some(map) = rows.peek().map(Row::map)
    {
        let mut tree = transaction.open_table(map.definition())?;
        while left > 0
            && let Some(row) = rows.next_of(map)
        {
            match row.value() {
                Some(value) => drop(tree.insert(row.key(), value)?),
                None => drop(tree.remove(row.key())?),
            }
            left -= 1;
        }
    }
    Ok(())
}

/// Writes all rows of an overlay into the trees, in one transaction.
pub(super) fn apply_all(overlay: &Overlay, transaction: &WriteTransaction) -> Result<(), redb::Error> {
    apply(&mut overlay.all(), usize::MAX, transaction)
}

/// Brings all rows of an overlay into the trees and onto the disk, piece by piece; something is done after each piece. The
/// log must tell these rows until all of them are there.
pub(super) fn fold(
    overlay: &Overlay,
    database: &Database,
    mut after_piece: impl FnMut() -> Result<(), redb::Error>,
) -> Result<(), redb::Error> {
    let mut rows = overlay.all();
    while rows.peek().is_some() {
        let transaction = database.begin_write()?;
        apply(&mut rows, PIECE, &transaction)?;
        transaction.commit()?;
        after_piece()?;
    }
    Ok(())
}
