//! Opening the file: whether it is a database at all, and whether every byte that counts is as it was written.
//!
//! `redb` keeps a checksum of each page in the page above it and one of the roots in the header, but looks at them only
//! after a crash. Here they are checked each time a file is opened, which reads it whole: a file that was cut or changed by
//! something else is refused then, and what is read later has been verified.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use redb::{Builder, Database, TableDefinition};

use crate::error::{Error, Kind};

/// How many bytes of the file are kept in memory.
const CACHE_BYTES: usize = 12 << 20;

/// What is written to a new file and removed at once, in bytes.
///
/// `redb` doubles a file that is full, and where that begins decides how long it will be: without this, at 71 MB and
/// 143 MB. Values that do not fit make it begin with 209 pages, and be 55 MB long and 110 MB.
const FIRST_VALUES: [usize; 2] = [120_000, 240_000];

/// Where those values are for a moment.
const ROOM: TableDefinition<'static, u32, &[u8]> = TableDefinition::new("room");

/// What a file of `redb` begins with.
const MAGIC: &[u8] = b"redb\x1A\x0A\xA9\x0D\x0A";

/// What a file of `SQLite` begins with (`SQLite`, *Database File Format*, section 1.3).
const SQLITE: &[u8] = b"SQLite format 3\0";

/// Opens a database file, or makes it. An empty file is made one too.
pub(super) fn file(path: &Path) -> Result<Database, Error> {
    let is_new = match File::open(path) {
        Ok(mut file) => {
            recognise(&mut file)?;
            file.metadata()?.len() == 0 || clear_unfinished(path)?
        }
        Err(error) if error.kind() == ErrorKind::NotFound => true,
        Err(error) => return Err(error.into()),
    };
    let database = builder().create(path)?;
    if is_new {
        make_room(&database)?;
        sync_directory(path)?;
    }
    Ok(database)
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

/// Refuses a file that something else wrote.
fn recognise(file: &mut File) -> Result<(), Error> {
    let mut head = Vec::with_capacity(SQLITE.len());
    file.take(SQLITE.len() as u64).read_to_end(&mut head)?;
    let what = if head.is_empty() || head.starts_with(MAGIC) || head.iter().all(|byte| *byte == 0) {
        return Ok(());
    } else if head == SQLITE {
        "an SQLite database"
    } else {
        "no database of this engine"
    };
    Err(Kind::Foreign { what }.into())
}

/// Empties a file that a program began to make and did not finish: there is nothing but zeros in it until its size is
/// settled. Says whether it was one.
fn clear_unfinished(path: &Path) -> Result<bool, Error> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    // Whoever is making it at this moment has it locked.
    if file.try_lock().is_err() {
        return Ok(false);
    }
    let mut part = vec![0; 1 << 16];
    loop {
        match file.read(&mut part)? {
            0 => break,
            count if part[..count].iter().any(|byte| *byte != 0) => return Ok(false),
            _ => {}
        }
    }
    file.set_len(0)?;
    Ok(true)
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
