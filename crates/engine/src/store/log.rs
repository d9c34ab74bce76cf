//! The write-ahead log: what commits wrote, one record for each, since the last checkpoint.
//!
//! A commit of `redb` writes a page for every place in its trees that changed. Here a commit appends one short record to
//! the log and syncs that; its rows stay in memory, over the trees ([`overlay`](super::overlay)). When the log is full, and
//! when the file is closed, all of them go into the trees; that they are there is the checkpoint, and the log begins anew.
//! After a crash the rows of its records ([`changes`](super::changes)) are put into the trees again, where some of them may be
//! already.
//!
//! A record has the number of the checkpoint that it follows, a number of its own and a checksum. A last record that was
//! not written to the end was never acknowledged and counts as absent; anything else that does not fit is damage.

#[cfg(test)]
mod tests;

use super::layout::{Backend, LOG_AT, LOG_BYTES};
use crate::error::{Error, Kind};

/// How many bytes stand before what a record holds: the number of the checkpoint in 8, its own, its length and the
/// checksum in 4 each.
const HEAD: usize = 20;

/// Records begin at multiples of this.
const ALIGNMENT: usize = 8;

/// The log of an open database.
pub(super) struct Log {
    /// Where records are written; nothing in memory, where they only count.
    backend: Option<Backend>,
    /// The number of the last checkpoint.
    checkpoint: u64,
    /// The number of the next record.
    next: u32,
    /// Where it begins.
    at: usize,
    /// It is not known whether the last commit is on the disk: there must not be another one after it.
    pub(super) is_broken: bool,
}

/// A record where it lies.
struct Record {
    checkpoint: u64,
    number: u32,
    /// Where its contents begin and end.
    from: usize,
    to: usize,
}

impl Log {
    /// The log that begins after a checkpoint.
    pub(super) fn after(checkpoint: u64, backend: Option<Backend>) -> Self {
        Self {
            backend,
            checkpoint,
            next: 0,
            at: 0,
            is_broken: false,
        }
    }

    /// The number of the next checkpoint.
    pub(super) fn next_checkpoint(&self) -> u64 {
        self.checkpoint + 1
    }

    /// Begins anew, after the next checkpoint.
    pub(super) fn begin(&mut self) {
        *self = Self::after(self.next_checkpoint(), self.backend.take());
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.at == 0
    }

    /// Writes a record and brings it to the disk. Says whether there was room for it.
    pub(super) fn append(&mut self, contents: &[u8]) -> Result<bool, std::io::Error> {
        let end = self.at + (HEAD + contents.len()).next_multiple_of(ALIGNMENT);
        let Some(length) = u32::try_from(contents.len()).ok().filter(|_| end <= LOG_BYTES) else {
            return Ok(false);
        };
        if let Some(backend) = &self.backend {
            let mut record = Vec::with_capacity(end - self.at);
            record.extend(self.checkpoint.to_le_bytes());
            record.extend(self.next.to_le_bytes());
            record.extend(length.to_le_bytes());
            record.extend(checksum(&record, contents).to_le_bytes());
            record.extend_from_slice(contents);
            backend.write(LOG_AT + self.at as u64, &record)?;
            backend.sync_data()?;
        }
        self.next += 1;
        self.at = end;
        Ok(true)
    }

    /// What the records after the checkpoint hold, as the file has them.
    ///
    /// # Errors
    /// The file cannot be read, or the log is damaged.
    pub(super) fn read(&self) -> Result<Vec<Vec<u8>>, Error> {
        let Some(backend) = &self.backend else {
            return Ok(Vec::new());
        };
        let mut log = vec![0; LOG_BYTES];
        backend.read(LOG_AT, &mut log)?;
        records(&log, self.checkpoint)
    }
}

/// What the records of a log hold that follow a checkpoint.
fn records(log: &[u8], checkpoint: u64) -> Result<Vec<Vec<u8>>, Error> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(record) = record(log, at).filter(|record| record.checkpoint == checkpoint) {
        if usize::try_from(record.number) != Ok(all.len()) {
            break;
        }
        all.push(log[record.from..record.to].to_vec());
        at = record.to.next_multiple_of(ALIGNMENT);
    }
    // What comes now are the remains of a record that was not written to the end, and of older logs. A record that belongs
    // behind another one is not there without it; one of a later checkpoint is not there without that checkpoint.
    let is_later = |record: Record| {
        let number = usize::try_from(record.number).unwrap_or(usize::MAX);
        record.checkpoint > checkpoint || record.checkpoint == checkpoint && number >= all.len()
    };
    let mut rest = (at..LOG_BYTES).step_by(ALIGNMENT);
    if rest.any(|at| record(log, at).is_some_and(is_later)) {
        return Err(Kind::damaged("its log").into());
    }
    Ok(all)
}

/// The record that begins at a place, if one does.
fn record(log: &[u8], at: usize) -> Option<Record> {
    let (head, rest) = log.get(at..)?.split_first_chunk::<HEAD>()?;
    let number = |at: usize| {
        let bytes = head[at..at + 4].try_into().expect("there are four bytes");
        u32::from_le_bytes(bytes)
    };
    let checkpoint = u64::from(number(0)) | u64::from(number(4)) << 32;
    // No checkpoint has the number 0.
    if checkpoint == 0 {
        return None;
    }
    let length = usize::try_from(number(12)).ok()?;
    let contents = rest.get(..length)?;
    (checksum(&head[..16], contents) == number(16)).then_some(Record {
        checkpoint,
        number: number(8),
        from: at + HEAD,
        to: at + HEAD + length,
    })
}

fn checksum(head: &[u8], contents: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(head);
    hasher.update(contents);
    hasher.finalize()
}
