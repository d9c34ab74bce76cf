//! Reading streams: what is known of them and their records, at one moment.

use std::ops::Bound;
use std::sync::Arc;

use redb::{ReadOnlyTable, ReadTransaction};

use super::super::Names;
use super::{RECORDS, STREAMS, first_readable, of_stream};
use crate::error::Failure;
use crate::stream::{self, Stream};

/// The streams at one moment.
pub(crate) struct StreamView {
    names: Arc<Names>,
    streams: ReadOnlyTable<&'static str, &'static [u8]>,
    records: ReadOnlyTable<(u32, u64), &'static [u8]>,
}

impl StreamView {
    pub(in super::super) fn new(transaction: &ReadTransaction, names: Arc<Names>) -> Result<Self, Failure> {
        Ok(Self {
            names,
            streams: transaction.open_table(STREAMS)?,
            records: transaction.open_table(RECORDS)?,
        })
    }

    /// The stream of a table and a label.
    pub(crate) fn find(&self, table: &str, label: &str) -> Result<Option<Stream>, Failure> {
        let name = stream::name(table, label);
        match self.streams.get(name.as_str())? {
            Some(stored) => Ok(Some(Stream::decode(&name, stored.value())?)),
            None => Ok(None),
        }
    }

    /// The streams by name, after one if it is given.
    pub(crate) fn after(
        &self,
        name: Option<&str>,
    ) -> Result<impl Iterator<Item = Result<Stream, Failure>>, Failure> {
        let from = name.map_or(Bound::Unbounded, Bound::Excluded);
        let range = self.streams.range::<&str>((from, Bound::Unbounded))?;
        Ok(range.map(|entry| {
            let (name, stored) = entry?;
            Ok(Stream::decode(name.value(), stored.value())?)
        }))
    }

    /// The number of the first record that can be read.
    pub(crate) fn first_readable(&self, stream: &Stream, now: u64) -> Result<u64, Failure> {
        if !stream::is_old(stream.oldest, now) {
            return Ok(stream.first);
        }
        first_readable(&self.records, stream, stream.first, self.next(stream)?, now)
    }

    /// The number after the last record.
    pub(crate) fn next(&self, stream: &Stream) -> Result<u64, Failure> {
        let next = stream.next_number();
        Ok(match of_stream(&self.records, stream.id, 0)?.next_back() {
            Some(last) => next.max(last?.0.value().1 + 1),
            None => next,
        })
    }

    /// The names that records use.
    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    /// The records from a number on, each with its own, as bytes.
    pub(crate) fn records(
        &self,
        stream: &Stream,
        from: u64,
    ) -> Result<impl Iterator<Item = Result<(u64, Bytes<'_>), Failure>>, Failure> {
        let range = of_stream(&self.records, stream.id, from)?;
        Ok(range.map(|record| {
            let (key, bytes) = record?;
            Ok((key.value().1, bytes))
        }))
    }
}

/// Stored bytes.
type Bytes<'a> = redb::AccessGuard<'a, &'static [u8]>;
