//! Reading streams: what is known of them and their records, at one moment.

use std::sync::Arc;

use super::super::Names;
use super::super::map::Map;
use super::super::snapshot::{Found, Read as _, Snapshot};
use super::{AFTER_NAMES, decode, end_of, first_readable, key, number};
use crate::error::Failure;
use crate::stream::{self, Stream};

/// The streams at one moment.
pub(crate) struct StreamView {
    names: Arc<Names>,
    snapshot: Snapshot,
}

impl StreamView {
    pub(in super::super) fn new(snapshot: Snapshot, names: Arc<Names>) -> Self {
        Self { names, snapshot }
    }

    /// The stream of a table and a label.
    pub(crate) fn find(&self, table: &str, label: &str) -> Result<Option<Stream>, Failure> {
        let name = stream::name(table, label);
        let found = self.snapshot.with(Map::Streams, name.as_bytes(), |stored| {
            Stream::decode(&name, stored)
        })?;
        Ok(found.transpose()?)
    }

    /// The streams by name, after one if it is given.
    pub(crate) fn after(
        &self,
        name: Option<&str>,
    ) -> Result<impl Iterator<Item = Result<Stream, Failure>>, Failure> {
        // What comes directly after a name is the name with a zero.
        let from = name.map_or_else(Vec::new, |name| [name.as_bytes(), &[0]].concat());
        let range = self.snapshot.range(Map::Streams, &from, AFTER_NAMES, true)?;
        Ok(range.map(|found| {
            let found = found?;
            Ok(decode(found.key(), found.value())?)
        }))
    }

    /// The number of the first record that can be read.
    pub(crate) fn first_readable(&self, stream: &Stream, now: u64) -> Result<u64, Failure> {
        if !stream::is_old(stream.oldest, now) {
            return Ok(stream.first);
        }
        first_readable(&self.snapshot, stream, stream.first, self.next(stream)?, now)
    }

    /// The number after the last record.
    pub(crate) fn next(&self, stream: &Stream) -> Result<u64, Failure> {
        let next = stream.next_number();
        let last = end_of(&self.snapshot, stream.id, (0, u64::MAX), false)?;
        Ok(last.map_or(next, |(last, _)| next.max(last + 1)))
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
    ) -> Result<impl Iterator<Item = Result<(u64, Record<'_>), Failure>>, Failure> {
        let (from, to) = (key(stream.id, from), key(stream.id, u64::MAX));
        let range = self.snapshot.range(Map::Records, &from, &to, true)?;
        Ok(range.map(|record| {
            let record = record?;
            Ok((number(record.key())?, Record(record)))
        }))
    }
}

/// A stored record.
pub(crate) struct Record<'s>(Found<'s>);

impl Record<'_> {
    /// Its bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.value()
    }
}
