//! Streams in the file: their records in one ordered map by stream and number, and what is known of each stream beside it.
//!
//! A turn of writing loads a stream when it first writes to it, and writes it back only if a shard was closed or records
//! were removed: what a record costs does not depend on how many there are. Records that are too old are removed as a
//! range, a bounded piece in each turn.

mod view;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use redb::ReadableTable as _;

use super::map::Map;
use super::snapshot::Read;
use super::turn::Turn;
use super::{NUMBERS, Session};
use crate::error::{Exception, Failure};
use crate::stream::encoding::fixed;
use crate::stream::record::{self, Author};
use crate::stream::{self, Stream, ViewType};
use crate::table::{LatestStream, Table};
use crate::value::Item;
use crate::value::bytes::{Damaged, Reader};

pub(crate) use view::StreamView;

/// Behind the names of all streams, which are text.
const AFTER_NAMES: &[u8] = &[0xFF];

/// In [`NUMBERS`]: the number of the next stream.
const NEXT_STREAM: &str = "next stream";

/// The most records of one stream that a turn removes, so that no writer waits long.
const MAX_TRIM: u64 = 10_000;

/// How long writers let a record lie that is too old, in milliseconds, so that not each of them has one to remove. Readers
/// do not see it, and a sweep removes it.
const TRIM_DELAY: u64 = 10 * 60 * 1000;

/// The streams that a turn of writing has to do with.
#[derive(Default)]
pub(super) struct Streams {
    open: BTreeMap<u32, Open>,
    /// The tables of which there are new records.
    written: BTreeSet<String>,
}

/// A stream that is being written to.
struct Open {
    stream: Stream,
    /// The number of the next record.
    next: u64,
    /// When the last record was written: time does not go back in a stream.
    latest: u64,
    is_changed: bool,
}

impl Streams {
    /// The tables of which there are new records.
    pub(super) fn written(self) -> BTreeSet<String> {
        self.written
    }

    /// A stream, ready to be written to.
    fn open(
        &mut self,
        rows: &mut Turn<'_>,
        id: u32,
        name: impl FnOnce() -> String,
        now: u64,
    ) -> Result<&mut Open, Failure> {
        Ok(match self.open.entry(id) {
            Entry::Occupied(open) => open.into_mut(),
            Entry::Vacant(vacant) => {
                let name = name();
                let stored = rows.with(Map::Streams, name.as_bytes(), |stored| {
                    Stream::decode(&name, stored)
                })?;
                vacant.insert(Open::load(stored.ok_or(Damaged)??, rows, now)?)
            }
        })
    }

    /// Writes back the streams that changed.
    pub(super) fn finish(&mut self, rows: &mut Turn<'_>) -> Result<(), Failure> {
        for open in self.open.values_mut().filter(|open| open.is_changed) {
            write(&open.stream, rows)?;
            open.is_changed = false;
        }
        Ok(())
    }
}

/// Writes what is known of a stream.
fn write(stream: &Stream, rows: &mut Turn<'_>) -> Result<(), Failure> {
    rows.set(Map::Streams, stream.name().as_bytes(), Some(&stream.encode()))
}

impl Open {
    fn load(stream: Stream, rows: &mut Turn<'_>, now: u64) -> Result<Self, Failure> {
        let mut open = Self {
            next: stream.next_number(),
            latest: stream.shards.last().map_or(stream.oldest, |shard| shard.time),
            stream,
            is_changed: false,
        };
        if let Some((last, time)) = end_of(rows, open.stream.id, (0, u64::MAX), false)? {
            open.next = open.next.max(last + 1);
            open.latest = open.latest.max(time);
        }
        open.trim(rows, now.saturating_sub(TRIM_DELAY))?;
        Ok(open)
    }

    /// Removes records that are too old, so many at most; whether there may be more.
    fn trim(&mut self, rows: &mut Turn<'_>, now: u64) -> Result<bool, Failure> {
        let stream = &mut self.stream;
        if !stream::is_old(stream.oldest, now) {
            return Ok(false);
        }
        let from = stream.first;
        let most = self.next.min(from + MAX_TRIM);
        let to = first_readable(rows, stream, from, most, now)?;
        if to > from {
            rows.remove_range(Map::Records, &key(stream.id, from), &key(stream.id, to))?;
        }
        stream.first = to;
        stream.oldest = match end_of(rows, stream.id, (to, u64::MAX), true)? {
            Some((_, time)) => time,
            None => now,
        };
        self.is_changed = true;
        Ok(stream::is_old(self.stream.oldest, now))
    }
}

impl Session<'_> {
    /// Writes the record of a change, if the table has a stream.
    pub(super) fn write_record(
        &mut self,
        table: &Table,
        before: Option<&Item>,
        after: Option<&Item>,
        author: Author,
    ) -> Result<(), Failure> {
        let Some(latest) = table.stream() else {
            return Ok(());
        };
        let now = self.now;
        let name = || stream::name(&table.name, &latest.label);
        let open = self.streams.open(&mut self.rows, latest.id, name, now)?;
        if open.stream.is_due(now) {
            open.stream.rotate(&mut open.next, now);
            open.is_changed = true;
        }
        let time = now.max(open.latest);
        let Some(bytes) = record::encode(latest.view, table, before, after, (author, time), &self.names)
        else {
            return Ok(());
        };
        let key = key(latest.id, open.next);
        self.rows.set(Map::Records, &key, Some(&bytes))?;
        open.next += 1;
        open.latest = time;
        if !self.streams.written.contains(&table.name) {
            self.streams.written.insert(table.name.clone());
        }
        Ok(())
    }

    /// Begins a stream for a table.
    pub(crate) fn begin_stream(
        &mut self,
        table: &str,
        view: ViewType,
        key_schema: &str,
    ) -> Result<LatestStream, Failure> {
        let now = self.now;
        self.trim_streams()?;
        self.widely(|session| {
            let mut time = now;
            let label = loop {
                let label = stream::label(time);
                let name = stream::name(table, &label);
                if session
                    .rows
                    .with(Map::Streams, name.as_bytes(), |_| ())?
                    .is_none()
                {
                    break label;
                }
                time += 1;
            };
            let id = {
                let mut numbers = session.rows.widen()?.open_table(NUMBERS)?;
                let next = numbers.get(NEXT_STREAM)?.map_or(1, |number| number.value());
                numbers.insert(NEXT_STREAM, next + 1)?;
                u32::try_from(next).map_err(|_| {
                    Failure::new(
                        Exception::InternalServer,
                        "the file has no numbers left for streams",
                    )
                })?
            };
            let stream = Stream::new(id, table, label.clone(), view, key_schema.to_owned(), time);
            write(&stream, &mut session.rows)?;
            Ok(LatestStream {
                id,
                label,
                view,
                is_enabled: true,
            })
        })
    }

    /// Ends the stream of a table, if it has one. It can be read for a day after that.
    pub(crate) fn end_stream(&mut self, table: &Table) -> Result<(), Failure> {
        let now = self.now;
        self.change_stream(table, |stream, next| stream.disable(next, now))?;
        self.trim_streams()?;
        Ok(())
    }

    /// Closes the open shard of a table's stream and opens the next; whether the table has a stream.
    pub(crate) fn rotate_stream(&mut self, table: &Table) -> Result<bool, Failure> {
        let now = self.now;
        self.change_stream(table, |stream, next| stream.rotate(next, now))
    }

    fn change_stream(
        &mut self,
        table: &Table,
        change: impl FnOnce(&mut Stream, &mut u64),
    ) -> Result<bool, Failure> {
        let Some(latest) = table.stream() else {
            return Ok(false);
        };
        self.wholly(|session| {
            let name = || stream::name(&table.name, &latest.label);
            let open = session
                .streams
                .open(&mut session.rows, latest.id, name, session.now)?;
            change(&mut open.stream, &mut open.next);
            open.is_changed = true;
            Ok(true)
        })
    }

    /// Removes records that are too old and streams that can no longer be read, a bounded piece of each, and closes shards
    /// that are old enough; whether there is more to do.
    pub(crate) fn trim_streams(&mut self) -> Result<bool, Failure> {
        self.wholly(|session| {
            session.streams.finish(&mut session.rows)?;
            let mut streams = Vec::new();
            session
                .rows
                .find(Map::Streams, (&[], AFTER_NAMES), true, |name, stored| {
                    streams.push(decode(name, stored));
                    None::<()>
                })?;
            let streams = streams.into_iter().collect::<Result<Vec<_>, _>>()?;
            let mut is_more = false;
            for stream in streams {
                let (id, now) = (stream.id, session.now);
                if stream.is_gone(now) {
                    is_more |= session.remove_stream(&stream)?;
                } else {
                    let (open, rows) = (&mut session.streams, &mut session.rows);
                    let open = open.open(rows, id, || stream.name(), now)?;
                    is_more |= open.trim(rows, now)?;
                    if open.stream.is_due(now) {
                        open.stream.rotate(&mut open.next, now);
                        open.is_changed = true;
                    }
                }
            }
            Ok(is_more)
        })
    }

    /// Removes a stream, or so many of its records; whether there are more.
    fn remove_stream(&mut self, stream: &Stream) -> Result<bool, Failure> {
        let rows = &mut self.rows;
        let to = stream.first.saturating_add(MAX_TRIM);
        rows.remove_range(Map::Records, &key(stream.id, 0), &key(stream.id, to))?;
        let is_more = end_of(rows, stream.id, (to, u64::MAX), true)?.is_some();
        self.streams.open.remove(&stream.id);
        if is_more {
            let rest = Stream {
                first: to,
                ..stream.clone()
            };
            write(&rest, rows)?;
        } else {
            rows.set(Map::Streams, stream.name().as_bytes(), None)?;
        }
        Ok(is_more)
    }
}

/// The key of a record: the number of its stream and its own.
fn key(stream: u32, number: u64) -> [u8; 12] {
    let mut key = [0; 12];
    key[..4].copy_from_slice(&stream.to_be_bytes());
    key[4..].copy_from_slice(&number.to_be_bytes());
    key
}

/// The number of the record of a key.
fn number(key: &[u8]) -> Result<u64, Damaged> {
    let mut reader = Reader(key);
    let _: [u8; 4] = fixed(&mut reader)?;
    fixed(&mut reader).map(u64::from_be_bytes)
}

/// The stream of a row.
fn decode(name: &[u8], stored: &[u8]) -> Result<Stream, Damaged> {
    Stream::decode(std::str::from_utf8(name).map_err(|_| Damaged)?, stored)
}

/// The number and the time of the first record, or the last one, of those of a stream from a number to another one. No
/// record has the greatest number.
fn end_of(
    rows: &impl Read,
    stream: u32,
    (from, to): (u64, u64),
    forward: bool,
) -> Result<Option<(u64, u64)>, Failure> {
    let range = (key(stream, from), key(stream, to));
    let found = rows.find(Map::Records, (&range.0, &range.1), forward, |key, bytes| {
        Some((number(key), record::time(bytes)))
    })?;
    Ok(match found {
        Some((number, time)) => Some((number?, time?)),
        None => None,
    })
}

/// The first number, of those from one to another, at which no record is too old. It looks at few records, for they lie
/// in the order of their times.
fn first_readable(rows: &impl Read, stream: &Stream, from: u64, to: u64, now: u64) -> Result<u64, Failure> {
    let (mut low, mut high) = (from, to);
    while low < high {
        let middle = low + (high - low) / 2;
        match end_of(rows, stream.id, (middle, high), true)? {
            Some((number, time)) if stream::is_old(time, now) => low = number + 1,
            _ => high = middle,
        }
    }
    Ok(low)
}
