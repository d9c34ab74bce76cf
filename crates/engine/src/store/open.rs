//! Opening the file: whether it is a database at all, and whether every byte that counts is as it was written.
//!
//! `redb` keeps a checksum of each page in the page above it and one of the roots in the header, but looks at them only
//! after a crash. Here they are checked each time a file is opened, which reads it whole: a file that was cut or changed by
//! something else is refused then, and what is read later has been verified.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use redb::backends::FileBackend;
use redb::{Builder, Database, TableDefinition};

use super::layout::{self, Backend};
use crate::error::{Error, Kind};

/// How many bytes of the file are kept in memory, beside what the system keeps of it. A checkpoint renews all of them, on
/// whichever thread has the turn, and an allocator with an arena for each thread keeps as much for each of them.
const CACHE_BYTES: usize = 2 << 20;

/// What is written to a new file and removed at once, in bytes.
///
/// `redb` doubles a file that is full, and where that begins decides how long it will be: without this, at 71 MB and
/// 143 MB. Values that do not fit make it begin with 209 pages, and be 55 MB long and 110 MB.
const FIRST_VALUES: [usize; 2] = [120_000, 240_000];

/// Where those values are for a moment.
const ROOM: TableDefinition<'static, u32, &[u8]> = TableDefinition::new("room");

/// Opens a database file, or makes it. An empty file is made one too.
pub(super) fn file(path: &Path) -> Result<Opened, Error> {
    let mut options = OpenOptions::new();
    let options = options.read(true).write(true);
    let file = match options.open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => options.create(true).open(path)?,
        opened => opened?,
    };
    let lock = file.try_clone()?;
    let backend: Backend = Arc::new(FileBackend::new(file)?);
    let opened = with_backend(backend, move |backend| {
        // Another program may be making it at this moment.
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Kind::InUse.into()),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        layout::begin(backend)?;
        Ok(lock.unlock()?)
    })?;
    if opened.is_new {
        sync_directory(path)?;
    }
    Ok(opened)
}

/// A file that was opened.
pub(super) struct Opened {
    pub(super) database: Database,
    pub(super) backend: Backend,
    /// It is being made, until its header says that it is made.
    pub(super) is_new: bool,
}

/// Opens what is in a file. One without a database is begun anew, by a function.
pub(super) fn with_backend(
    backend: Backend,
    begin: impl FnOnce(&Backend) -> Result<(), Error>,
) -> Result<Opened, Error> {
    let is_new = !layout::recognise(&backend)?;
    if is_new {
        begin(&backend)?;
    } else {
        // What it holds of the file is let go before the file is locked: where locks are of processes, that would end them.
        drop(begin);
    }
    let database = builder().create_with_backend(layout::Database(Arc::clone(&backend)))?;
    if is_new {
        make_room(&database)?;
    }
    Ok(Opened {
        database,
        backend,
        is_new,
    })
}

/// How databases are opened, wherever they are.
fn builder() -> Builder {
    let mut builder = Builder::new();
    builder
        .set_cache_size(CACHE_BYTES)
        .set_check_integrity_on_open(true);
    builder
}

/// Settles how a new file will grow.
fn make_room(database: &Database) -> Result<(), Error> {
    let transaction = database.begin_write()?;
    for length in FIRST_VALUES {
        let mut room = transaction.open_table(ROOM)?;
        room.insert(0, vec![0; length].as_slice())?;
        room.remove(0)?;
    }
    transaction.delete_table(ROOM)?;
    transaction.commit()?;
    Ok(())
}

/// Makes the name of a new file as durable as what will be in it.
fn sync_directory(path: &Path) -> Result<(), Error> {
    // Elsewhere a directory cannot be opened as a file.
    if cfg!(unix) {
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        File::open(directory)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
