//! What a record of the log holds: the rows that a commit wrote and removed, to be written and removed again.
//!
//! A row is told with all of its bytes, so carrying a record out twice does what it does once. What is rare and wide (a
//! table that is made or removed, an index that is filled, records that are too old) is not told: its commit is a
//! checkpoint.

use redb::WriteTransaction;

use super::super::{ITEMS, counts, expiry, names, streams, tokens};
use crate::error::{Error, Kind};
use crate::stream::encoding::fixed;
use crate::value::bytes::{Damaged, Reader, write_block, write_length};

/// The map that a row is in. Its number stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(in super::super) enum Map {
    Items = 1,
    Counts = 2,
    Names = 3,
    Expiries = 4,
    Records = 5,
    Tokens = 6,
    TokenTimes = 7,
}

/// What a commit writes.
#[derive(Default)]
pub(in super::super) struct Changes {
    bytes: Vec<u8>,
    is_untold: bool,
}

impl Changes {
    /// Tells a row that was written, or one that was removed. Its key is given in parts.
    pub(in super::super) fn tell(&mut self, map: Map, key: &[&[u8]], value: Option<&[u8]>) {
        if self.is_untold {
            return;
        }
        // An even number is of a row that was written.
        self.bytes.push(2 * map as u8 + u8::from(value.is_none()));
        write_length(key.iter().map(|part| part.len()).sum(), &mut self.bytes);
        for part in key {
            self.bytes.extend_from_slice(part);
        }
        if let Some(value) = value {
            write_block(value, &mut self.bytes);
        }
    }

    /// Something is written that is not told.
    pub(in super::super) fn leave_untold(&mut self) {
        self.is_untold = true;
        self.bytes = Vec::new();
    }

    /// Whether nothing is written.
    pub(in super::super) fn are_none(&self) -> bool {
        !self.is_untold && self.bytes.is_empty()
    }

    /// The contents of a record, if they tell everything.
    pub(in super::super) fn told(&self) -> Option<&[u8]> {
        (!self.is_untold).then_some(&self.bytes)
    }
}

/// Carries records out again.
pub(in super::super) fn replay(transaction: &WriteTransaction, records: &[Vec<u8>]) -> Result<(), Error> {
    let damaged = |_: Damaged| Kind::damaged("its log");
    let mut items = transaction.open_table(ITEMS)?;
    let mut counts = transaction.open_table(counts::COUNTS)?;
    let mut names = transaction.open_table(names::NAMES)?;
    let mut expiries = transaction.open_table(expiry::EXPIRIES)?;
    let mut stream_records = transaction.open_table(streams::RECORDS)?;
    let mut tokens = transaction.open_table(tokens::TOKENS)?;
    let mut token_times = transaction.open_table(tokens::TOKEN_TIMES)?;
    /// Writes a row, or removes it.
    macro_rules! set {
        ($table:ident, $key:expr, $value:expr) => {
            match $value {
                Some(value) => drop($table.insert($key, value)?),
                None => drop($table.remove($key)?),
            }
        };
    }
    for record in records {
        let mut reader = Reader(record);
        while !reader.0.is_empty() {
            let [head] = fixed(&mut reader).map_err(damaged)?;
            let mut key = Reader(reader.block().map_err(damaged)?);
            let value = match head % 2 {
                0 => Some(reader.block().map_err(damaged)?),
                _ => None,
            };
            let empty = value.map(|_| ());
            match head / 2 {
                map if map == Map::Items as u8 => set!(items, key.0, value),
                map if map == Map::Counts as u8 => {
                    let pair = value.map(|value| pair(value).map_err(damaged)).transpose()?;
                    set!(counts, u32_of(&mut key).map_err(damaged)?, pair);
                }
                map if map == Map::Names as u8 => {
                    let name = value.map(std::str::from_utf8).transpose();
                    let name = name.map_err(|_| damaged(Damaged))?;
                    set!(names, u32_of(&mut key).map_err(damaged)?, name);
                }
                map if map == Map::Expiries as u8 => {
                    let table = u32_of(&mut key).map_err(damaged)?;
                    let second = u64_of(&mut key).map_err(damaged)?;
                    set!(expiries, (table, second, key.0), empty);
                }
                map if map == Map::Records as u8 => {
                    let stream = u32_of(&mut key).map_err(damaged)?;
                    let number = u64_of(&mut key).map_err(damaged)?;
                    set!(stream_records, (stream, number), value);
                }
                map if map == Map::Tokens as u8 => {
                    set!(tokens, text(key.0).map_err(damaged)?, value);
                }
                map if map == Map::TokenTimes as u8 => {
                    let time = u64_of(&mut key).map_err(damaged)?;
                    set!(token_times, (time, text(key.0).map_err(damaged)?), empty);
                }
                _ => return Err(damaged(Damaged).into()),
            }
        }
    }
    Ok(())
}

fn u32_of(reader: &mut Reader<'_>) -> Result<u32, Damaged> {
    fixed(reader).map(u32::from_be_bytes)
}

fn u64_of(reader: &mut Reader<'_>) -> Result<u64, Damaged> {
    fixed(reader).map(u64::from_be_bytes)
}

fn pair(bytes: &[u8]) -> Result<(u64, u64), Damaged> {
    let mut reader = Reader(bytes);
    Ok((u64_of(&mut reader)?, u64_of(&mut reader)?))
}

fn text(bytes: &[u8]) -> Result<&str, Damaged> {
    std::str::from_utf8(bytes).map_err(|_| Damaged)
}
