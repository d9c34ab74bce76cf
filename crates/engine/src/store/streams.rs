//! Streams in the file: their records in one ordered map by stream and number, and what is known of each stream beside it.
//!
//! A turn of writing loads a stream when it first writes to it, and writes it back only if a shard was closed or records
//! were removed: what a record costs does not depend on how many there are. Records that are too old are removed as a
//! range, a bounded piece in each turn.

mod view;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use redb::{ReadableTable, Table as Rows, TableDefinition, WriteTransaction};

use super::log::changes::Map;
use super::{NUMBERS, Session};
use crate::error::{Exception, Failure};
use crate::stream::record::{self, Author};
use crate::stream::{self, Stream, ViewType};
use crate::table::{LatestStream, Table};
use crate::value::Item;
use crate::value::bytes::Damaged;

pub(crate) use view::StreamView;

/// Streams, by table and label.
pub(super) const STREAMS: TableDefinition<'static, &str, &[u8]> = TableDefinition::new("streams");

/// Records, by the number of their stream and their own.
pub(super) const RECORDS: TableDefinition<'static, (u32, u64), &[u8]> = TableDefinition::new("records");

/// In [`NUMBERS`]: the number of the next stream.
const NEXT_STREAM: &str = "next stream";

/// The most records of one stream that a turn removes, so that no writer waits long.
const MAX_TRIM: u64 = 10_000;

/// How long writers let a record lie that is too old, in milliseconds, so that not each of them has one to remove. Readers
/// do not see it, and a sweep removes it.
const TRIM_DELAY: u64 = 10 * 60 * 1000;

/// Records while they are written.
type Records<'t> = Rows<'t, (u32, u64), &'static [u8]>;

/// The streams that a turn of writing has to do with.
#[derive(Default)]
pub(super) struct Streams<'t> {
    records: Option<Records<'t>>,
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

impl<'t> Streams<'t> {
    /// The tables of which there are new records.
    pub(super) fn written(self) -> BTreeSet<String> {
        self.written
    }

    /// A stream, ready to be written to.
    fn open(
        &mut self,
        transaction: &'t WriteTransaction,
        id: u32,
        name: impl FnOnce() -> String,
        now: u64,
    ) -> Result<(&mut Open, &mut Records<'t>), Failure> {
        let records = match &mut self.records {
            Some(records) => records,
            none => none.insert(transaction.open_table(RECORDS)?),
        };
        let open = match self.open.entry(id) {
            Entry::Occupied(open) => open.into_mut(),
            Entry::Vacant(vacant) => {
                let name = name();
                let streams = transaction.open_table(STREAMS)?;
                let stored = streams.get(name.as_str())?.ok_or(Damaged)?;
                let stream = Stream::decode(&name, stored.value())?;
                vacant.insert(Open::load(stream, records, now)?)
            }
        };
        Ok((open, records))
    }

    /// Writes back the streams that changed; whether there are any.
    pub(super) fn finish(&mut self, transaction: &WriteTransaction) -> Result<bool, Failure> {
        let mut changed = self.open.values_mut().filter(|open| open.is_changed).peekable();
        if changed.peek().is_none() {
            return Ok(false);
        }
        let mut streams = transaction.open_table(STREAMS)?;
        for open in changed {
            let name = open.stream.name();
            streams.insert(name.as_str(), open.stream.encode().as_slice())?;
            open.is_changed = false;
        }
        Ok(true)
    }
}

impl Open {
    fn load(stream: Stream, records: &mut Records<'_>, now: u64) -> Result<Self, Failure> {
        let mut open = Self {
            next: stream.next_number(),
            latest: stream.shards.last().map_or(stream.oldest, |shard| shard.time),
            stream,
            is_changed: false,
        };
        if let Some(last) = of_stream(records, open.stream.id, 0)?.next_back() {
            let (key, bytes) = last?;
            open.next = open.next.max(key.value().1 + 1);
            open.latest = open.latest.max(record::time(bytes.value())?);
        }
        open.trim(records, now.saturating_sub(TRIM_DELAY))?;
        Ok(open)
    }

    /// Removes records that are too old, so many at most; whether there may be more.
    fn trim(&mut self, records: &mut Records<'_>, now: u64) -> Result<bool, Failure> {
        let stream = &mut self.stream;
        if !stream::is_old(stream.oldest, now) {
            return Ok(false);
        }
        let from = stream.first;
        let most = self.next.min(from + MAX_TRIM);
        let to = first_readable(records, stream, from, most, now)?;
        if to > from {
            records.retain_in((stream.id, from)..(stream.id, to), |_, _| false)?;
        }
        stream.first = to;
        stream.oldest = match of_stream(records, stream.id, to)?.next() {
            Some(oldest) => record::time(oldest?.1.value())?,
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
        let (open, records) = self.streams.open(self.transaction, latest.id, name, now)?;
        if open.stream.is_due(now) {
            open.stream.rotate(&mut open.next, now);
            open.is_changed = true;
        }
        let time = now.max(open.latest);
        let Some(bytes) = record::encode(latest.view, table, before, after, (author, time), &self.names)
        else {
            return Ok(());
        };
        records.insert((latest.id, open.next), bytes.as_slice())?;
        let (stream, number) = (latest.id.to_be_bytes(), open.next.to_be_bytes());
        self.changes.tell(Map::Records, &[&stream, &number], Some(&bytes));
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
        self.noting_failure(|session| {
            let mut streams = session.transaction.open_table(STREAMS)?;
            let mut time = now;
            let label = loop {
                let label = stream::label(time);
                if streams.get(stream::name(table, &label).as_str())?.is_none() {
                    break label;
                }
                time += 1;
            };
            let id = {
                let mut numbers = session.transaction.open_table(NUMBERS)?;
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
            streams.insert(stream.name().as_str(), stream.encode().as_slice())?;
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
        self.noting_failure(|session| {
            let name = || stream::name(&table.name, &latest.label);
            let (open, _) = session
                .streams
                .open(session.transaction, latest.id, name, session.now)?;
            change(&mut open.stream, &mut open.next);
            open.is_changed = true;
            Ok(true)
        })
    }

    /// Removes records that are too old and streams that can no longer be read, a bounded piece of each, and closes shards
    /// that are old enough; whether there is more to do.
    pub(crate) fn trim_streams(&mut self) -> Result<bool, Failure> {
        self.telling(|session| {
            if session.streams.finish(session.transaction)? {
                session.changes.leave_untold();
            }
            let mut streams = Vec::new();
            for entry in session.transaction.open_table(STREAMS)?.iter()? {
                let (name, stored) = entry?;
                streams.push(Stream::decode(name.value(), stored.value())?);
            }
            let mut is_more = false;
            for stream in streams {
                let (id, now) = (stream.id, session.now);
                if stream.is_gone(now) {
                    is_more |= session.remove_stream(&stream)?;
                } else {
                    let (open, records) =
                        session
                            .streams
                            .open(session.transaction, id, || stream.name(), now)?;
                    is_more |= open.trim(records, now)?;
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
        self.changes.leave_untold();
        let (_, records) = self
            .streams
            .open(self.transaction, stream.id, || stream.name(), self.now)?;
        let to = stream.first.saturating_add(MAX_TRIM);
        records.retain_in((stream.id, 0)..(stream.id, to), |_, _| false)?;
        let is_more = of_stream(records, stream.id, to)?.next().is_some();
        self.streams.open.remove(&stream.id);
        let mut streams = self.transaction.open_table(STREAMS)?;
        let name = stream.name();
        if is_more {
            let rest = Stream {
                first: to,
                ..stream.clone()
            };
            streams.insert(name.as_str(), rest.encode().as_slice())?;
        } else {
            streams.remove(name.as_str())?;
        }
        Ok(is_more)
    }
}

/// The records of a stream from a number on.
fn of_stream(
    records: &impl ReadableTable<(u32, u64), &'static [u8]>,
    id: u32,
    from: u64,
) -> Result<redb::Range<'_, (u32, u64), &'static [u8]>, Failure> {
    Ok(records.range((id, from)..=(id, u64::MAX))?)
}

/// The first number, of those from one to another, at which no record is too old. It looks at few records, for they lie
/// in the order of their times.
fn first_readable(
    records: &impl ReadableTable<(u32, u64), &'static [u8]>,
    stream: &Stream,
    from: u64,
    to: u64,
    now: u64,
) -> Result<u64, Failure> {
    let (mut low, mut high) = (from, to);
    while low < high {
        let middle = low + (high - low) / 2;
        match records.range((stream.id, middle)..(stream.id, high))?.next() {
            Some(record) => {
                let (key, bytes) = record?;
                if stream::is_old(record::time(bytes.value())?, now) {
                    low = key.value().1 + 1;
                } else {
                    high = middle;
                }
            }
            None => high = middle,
        }
    }
    Ok(low)
}
