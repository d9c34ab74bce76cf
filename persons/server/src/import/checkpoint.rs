//! How far a run is, in a file that is replaced as a whole: a run that is killed is gone on with.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result, bail};
use lockstep_entity::Cursor;
use lockstep_table::Table;
use serde::{Deserialize, Serialize};

use super::Outcome;

/// The tables that a run is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tables {
    source: String,
    target: String,
}

impl Tables {
    pub(super) fn of(source: &Table, target: &Table) -> Self {
        let name = |table: &Table| format!("{} ({})", table.name(), table.config().transport);
        Self {
            source: name(source),
            target: name(target),
        }
    }
}

/// How far a run is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    tables: Tables,
    /// Where the next page starts.
    pub(super) cursor: Option<Cursor>,
    /// How many bytes of the report are of the pages before.
    pub(super) report: u64,
    pub(super) outcome: Outcome,
}

impl Checkpoint {
    /// The beginning.
    pub(super) fn new(tables: Tables) -> Self {
        Self {
            tables,
            cursor: None,
            report: 0,
            outcome: Outcome::new(),
        }
    }

    /// Where a run was cut off; `None` if none was.
    ///
    /// # Errors
    /// The file cannot be read, or is about other tables.
    pub(super) fn load(path: &Path, tables: &Tables) -> Result<Option<Self>> {
        let text = match fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        let checkpoint: Self = serde_json::from_slice(&text)
            .with_context(|| format!("{} is no checkpoint; remove it to begin anew", path.display()))?;
        if checkpoint.tables != *tables {
            let Tables { source, target } = &checkpoint.tables;
            bail!(
                "{} is of a run from {source} to {target}; remove it to begin anew, or name another report",
                path.display()
            );
        }
        Ok(Some(checkpoint))
    }

    /// Puts the file in place of the one before.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn store(&self, path: &Path) -> Result<()> {
        let mut next = path.as_os_str().to_owned();
        next.push(".next");
        let next = Path::new(&next);
        fs::write(next, serde_json::to_vec(self)?)
            .and_then(|()| fs::rename(next, path))
            .with_context(|| format!("cannot write {}", path.display()))
    }
}

/// Removes the file: the run is at its end.
///
/// # Errors
/// The file cannot be removed.
pub(super) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}
