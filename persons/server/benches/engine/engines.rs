//! The two engines under the same SDK.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use dynoxide::{Database, DynoxideError};
use lockstep_table::{Engine, Reply, Table, TableConfig, TableDefinition};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The table's name.
pub(crate) const TABLE: &str = "persons";

/// An engine that takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Our own.
    Ours,
    /// `dynoxide`.
    Rival,
}

impl Side {
    /// A table of this engine in a file in a directory.
    pub(crate) async fn table(self, directory: &Path) -> anyhow::Result<Table> {
        let engine: Arc<dyn Engine> = match self {
            Self::Ours => Arc::new(lockstep_engine::Engine::file(self.file(directory))?),
            Self::Rival => {
                let path = self.file(directory);
                let path = path.to_str().context("the path of the file is not UTF-8")?;
                Arc::new(Rival(Database::new(path).map_err(anyhow::Error::msg)?))
            }
        };
        let table = Table::connect(TableConfig::engine(TABLE, engine)).await?;
        table
            .create_table(&TableDefinition::new(TABLE).with_index("GSI1"))
            .await?;
        Ok(table)
    }

    /// Where its file is.
    pub(crate) fn file(self, directory: &Path) -> std::path::PathBuf {
        directory.join(match self {
            Self::Ours => "ours.redb",
            Self::Rival => "rival.sqlite",
        })
    }
}

/// `dynoxide`, as it is: each request is handed to the method of its operation.
struct Rival(Database);

impl Rival {
    fn dispatch(&self, operation: &str, body: &[u8]) -> Result<Vec<u8>, DynoxideError> {
        let Self(database) = self;
        match operation {
            "BatchWriteItem" => answer(body, |request| database.batch_write_item(request)),
            "CreateTable" => answer(body, |request| database.create_table(request)),
            "DescribeTable" => answer(body, |request| database.describe_table(request)),
            "GetItem" => answer(body, |request| database.get_item(request)),
            "PutItem" => answer(body, |request| database.put_item(request)),
            "Query" => answer(body, |request| database.query(request)),
            "TransactWriteItems" => answer(body, |request| database.transact_write_items(request)),
            other => Err(DynoxideError::UnsupportedCapability(format!(
                "the benchmark does not use {other}"
            ))),
        }
    }
}

fn answer<Q: DeserializeOwned, A: Serialize>(
    body: &[u8],
    call: impl FnOnce(Q) -> Result<A, DynoxideError>,
) -> Result<Vec<u8>, DynoxideError> {
    let request = serde_json::from_slice(body);
    let request = request.map_err(|error| DynoxideError::SerializationException(error.to_string()))?;
    let answer = serde_json::to_vec(&call(request)?);
    answer.map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

impl Engine for Rival {
    fn call(&self, operation: &str, body: &[u8]) -> Reply {
        match self.dispatch(operation, body) {
            Ok(answer) => Reply::ok(answer),
            Err(error) => Reply::new(error.status_code(), error.to_json()),
        }
    }
}
