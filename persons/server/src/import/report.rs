//! The report: a line of JSON for each item that was not written, or not as it stands.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use lockstep_entity::{Item, Value};
use serde_json::{Map, Value as Json, json};

/// The report of a run, which an earlier run may have begun.
#[derive(Debug)]
pub(super) struct Report {
    path: PathBuf,
    file: BufWriter<File>,
    is_empty: bool,
}

impl Report {
    /// Opens the file and goes on behind what an earlier run vouched for: `length` bytes.
    ///
    /// # Errors
    /// The file cannot be written, or is shorter than that.
    pub(super) fn open(path: &Path, length: u64) -> Result<Self> {
        let found = std::fs::metadata(path).map_or(0, |file| file.len());
        if found < length {
            bail!(
                "{} has {found} bytes, and the run that is to be gone on with left {length} there: put the report back, or \
                 remove the checkpoint beside it to begin anew",
                path.display()
            );
        }
        let open = || -> std::io::Result<File> {
            let mut file = OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .open(path)?;
            file.set_len(length)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        let file = open().with_context(|| format!("cannot write the report {}", path.display()))?;
        Ok(Self {
            path: path.to_owned(),
            file: BufWriter::new(file),
            is_empty: length == 0,
        })
    }

    pub(super) fn refused(&mut self, entity: &str, item: &Item, reason: &str) -> Result<()> {
        self.line("refused", entity, item, reason)
    }

    pub(super) fn changed(&mut self, entity: &str, item: &Item, reason: &str) -> Result<()> {
        self.line("changed", entity, item, reason)
    }

    fn line(&mut self, outcome: &str, entity: &str, item: &Item, reason: &str) -> Result<()> {
        self.is_empty = false;
        let key: Map<String, Json> = item
            .iter()
            .filter(|(name, _)| ["pk", "sk"].contains(name))
            .map(|(name, value)| (name.to_owned(), json_of(value)))
            .collect();
        let line = json!({
            "outcome": outcome, "entity": entity, "key": key, "reason": reason, "item": json_of_item(item),
        });
        writeln!(self.file, "{line}").with_context(|| self.failure())
    }

    /// Brings everything to the disk and says how long the report is.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn flush(&mut self) -> Result<u64> {
        let mut flush = || -> std::io::Result<u64> {
            self.file.flush()?;
            self.file.get_ref().sync_data()?;
            self.file.stream_position()
        };
        flush().with_context(|| format!("cannot write the report {}", self.path.display()))
    }

    /// Closes the report; an empty one is no file.
    ///
    /// # Errors
    /// The file cannot be written or removed.
    pub(super) fn finish(mut self) -> Result<()> {
        self.flush()?;
        if self.is_empty {
            std::fs::remove_file(&self.path).with_context(|| self.failure())?;
        }
        Ok(())
    }

    fn failure(&self) -> String {
        format!("cannot write the report {}", self.path.display())
    }
}

fn json_of_item(item: &Item) -> Json {
    let members = item.iter().map(|(name, value)| (name.to_owned(), json_of(value)));
    Json::Object(members.collect())
}

/// A value in `DynamoDB`'s JSON, so that nothing of it is lost.
fn json_of(value: &Value) -> Json {
    match value {
        Value::String(text) => json!({ "S": text }),
        Value::Number(number) => json!({ "N": number.as_str() }),
        Value::Bool(value) => json!({ "BOOL": value }),
        Value::Null => json!({ "NULL": true }),
        // As numbers: the post's application stores no bytes.
        Value::Binary(bytes) => json!({ "B": bytes }),
        Value::List(elements) => json!({ "L": elements.iter().map(json_of).collect::<Vec<_>>() }),
        Value::Map(members) => json!({ "M": json_of_item(members) }),
        Value::StringSet(members) => json!({ "SS": members }),
        Value::NumberSet(members) => {
            json!({ "NS": members.iter().map(lockstep_entity::Number::as_str).collect::<Vec<_>>() })
        }
        Value::BinarySet(members) => json!({ "BS": members }),
    }
}
