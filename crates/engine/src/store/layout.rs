//! What lies where in the file: a header, the write-ahead log ([`log`](super::log)), and behind them the database of `redb`.
//!
//! The header says whose file it is, in which format, and whether it was made to the end. It is written twice, when a file
//! is made: nothing of a file that was not made to the end was ever acknowledged, so such a file is made anew.

use std::io::{Error as IoError, ErrorKind};
use std::ops::Bound;
use std::sync::Arc;

use redb::{BackendError, StorageBackend};

use crate::error::{Error, Kind};

/// A file, or what stands for one.
pub(super) type Backend = Arc<dyn StorageBackend>;

/// The format that this program writes. 1 was a database of `redb` alone, and in 2 its maps had keys of several types.
pub(super) const FORMAT: u32 = 3;

/// Where the log begins: the header has a page of its own.
pub(super) const LOG_AT: u64 = 4096;

/// How many bytes the log has. A longer log means that a page is written for more rows at a time, and that there are more
/// rows in memory: about as many bytes as here, and a fourth of that to keep them in order.
/// The unit tests have a short one, so that they meet checkpoints.
pub(super) const LOG_BYTES: usize = if cfg!(test) { 32 << 10 } else { 4 << 20 };

/// Where the database begins.
pub(super) const DATABASE_AT: u64 = LOG_AT + LOG_BYTES as u64;

/// What the file begins with.
const MAGIC: &[u8; 12] = b"Lockstep\x1A\x0A\xA9\x0D";

/// What a file of `redb` begins with.
const REDB: &[u8] = b"redb\x1A\x0A\xA9\x0D\x0A";

/// What a file of `SQLite` begins with (`SQLite`, *Database File Format*, section 1.3).
const SQLITE: &[u8] = b"SQLite format 3\0";

/// How many bytes of the header count: magic, format, state, and a checksum of these.
const HEADER: usize = 24;

/// How far a file was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum State {
    /// Its making was begun.
    Begun = 0x6265_6775,
    /// There is a database in it.
    Made = 0x6D61_6465,
}

/// Writes the header and brings it to the disk.
pub(super) fn write_header(backend: &Backend, state: State) -> Result<(), Error> {
    let mut header = MAGIC.to_vec();
    header.extend(FORMAT.to_le_bytes());
    header.extend((state as u32).to_le_bytes());
    header.extend(crc32fast::hash(&header).to_le_bytes());
    backend.write(0, &header)?;
    backend.sync_data()?;
    Ok(())
}

/// Begins a new file: header and log, and nothing behind them.
pub(super) fn begin(backend: &Backend) -> Result<(), Error> {
    backend.set_len(0)?;
    backend.set_len(DATABASE_AT)?;
    // The log has its place on the disk from now on: what is written to it moves nothing and needs no more room.
    backend.write(LOG_AT, &vec![0; LOG_BYTES])?;
    write_header(backend, State::Begun)
}

/// Whether there is a database in a file. There is none in one that is empty, or was not made to the end.
///
/// # Errors
/// Something else wrote the file, or another version of this program, or it is damaged.
pub(super) fn recognise(backend: &Backend) -> Result<bool, Error> {
    let length = backend.len()?;
    let mut head = vec![0; usize::try_from(length).map_or(HEADER, |length| length.min(HEADER))];
    backend.read(0, &mut head)?;
    if head.iter().all(|byte| *byte == 0) && is_blank(backend, length)? {
        return Ok(false);
    }
    let foreign = |what| Err(Kind::Foreign { what }.into());
    let number = |at: usize| head.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
    match (number(12), number(16), number(20)) {
        (Some(format), Some(state), Some(checksum)) if head.starts_with(MAGIC) => {
            if crc32fast::hash(&head[..20]) != checksum {
                return Err(Kind::damaged("its header").into());
            }
            if format > FORMAT {
                let (found, known) = (format.into(), FORMAT.into());
                return Err(Kind::NewerFormat { found, known }.into());
            }
            // Format 1 had no header.
            if format < FORMAT {
                return foreign("in format 2, which only versions of before the first release read");
            }
            let is_made = state == State::Made as u32;
            if is_made && length <= DATABASE_AT {
                return Err(Kind::damaged("its length").into());
            }
            Ok(is_made)
        }
        _ if head.starts_with(MAGIC) => Err(Kind::damaged("its length").into()),
        _ if head.starts_with(REDB) => {
            foreign("in format 1, which only versions of before the first release read")
        }
        _ if head.starts_with(SQLITE) => foreign("an SQLite database"),
        _ => foreign("no database of this engine"),
    }
}

/// Whether there is nothing but zeros.
fn is_blank(backend: &Backend, length: u64) -> Result<bool, Error> {
    let mut part = vec![0; 1 << 16];
    for at in (0..length).step_by(part.len()) {
        let count = usize::try_from(length - at).map_or(part.len(), |left| left.min(part.len()));
        backend.read(at, &mut part[..count])?;
        if part[..count].iter().any(|byte| *byte != 0) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The part of a file that `redb` has.
#[derive(Debug)]
pub(super) struct Database(pub(super) Backend);

impl StorageBackend for Database {
    fn len(&self) -> Result<u64, IoError> {
        Ok(self.0.len()?.saturating_sub(DATABASE_AT))
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), IoError> {
        self.0.read(behind(offset)?, out)
    }

    fn set_len(&self, length: u64) -> Result<(), IoError> {
        self.0.set_len(behind(length)?)
    }

    fn sync_data(&self) -> Result<(), IoError> {
        self.0.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), IoError> {
        self.0.write(behind(offset)?, data)
    }

    fn close(&self) -> Result<(), IoError> {
        self.0.close()
    }

    // Locks are of the whole file, wherever `redb` puts them.

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.try_lock_range(start, end)
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.query_lock_range(start, end)
    }
}

/// Where in the file a place of the database is.
fn behind(offset: u64) -> Result<u64, IoError> {
    let place = offset.checked_add(DATABASE_AT);
    place.ok_or_else(|| IoError::new(ErrorKind::InvalidInput, "there is no such place in a file"))
}
