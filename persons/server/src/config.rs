//! Where the table is: from the command line and the environment to a connection.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use lockstep_table::{
    EngineOptions, Table, TableConfig, TableDefinition, file_engine_with, memory_engine_with,
};

use crate::cli::TableArgs;
use crate::endpoint;

/// The environment variable that names a table of `DynamoDB`.
pub const TABLE_VARIABLE: &str = "DDB_PERSONS_TABLE_NAME";

/// The name of the table where nobody chooses one.
pub const DEFAULT_TABLE: &str = "persons";

/// The file of the embedded table where nobody chooses one.
pub const DEFAULT_DATA: &str = "persons-data/table.db";

/// The one definition of the table, which AWS is given too.
const TEMPLATE: &str = include_str!("../../../infra/data.yaml");

/// Where the table is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// `DynamoDB`, or the endpoint that `AWS_ENDPOINT_URL_DYNAMODB` names.
    Service {
        /// The table's name.
        table: String,
    },
    /// In this process, kept in a file.
    File(PathBuf),
    /// In this process, gone with it.
    Memory,
}

impl Location {
    /// Where the arguments say; without any, where the environment says; without that, the file
    /// [`DEFAULT_DATA`] in the working directory.
    pub fn new(args: TableArgs, memory: bool, variable: impl FnOnce(&str) -> Option<String>) -> Self {
        if memory {
            return Self::Memory;
        }
        if let Some(table) = args.table {
            return Self::Service { table };
        }
        if let Some(path) = args.data {
            return Self::File(path);
        }
        match variable(TABLE_VARIABLE).filter(|name| !name.is_empty()) {
            Some(table) => Self::Service { table },
            None => Self::File(DEFAULT_DATA.into()),
        }
    }

    /// As [`Location::new`], with this process's environment.
    pub fn from_env(args: TableArgs, memory: bool) -> Self {
        Self::new(args, memory, |name| std::env::var(name).ok())
    }

    /// Where the table is, for messages.
    pub(crate) fn described(&self) -> String {
        match self {
            Self::Service { table } => format!("table {table} of DynamoDB"),
            Self::File(path) => format!("embedded table in {}", path.display()),
            Self::Memory => "embedded table in memory".to_owned(),
        }
    }

    /// Whether the table lives in this process.
    pub fn is_embedded(&self) -> bool {
        !matches!(self, Self::Service { .. })
    }

    /// Opens the way to the table, which need not exist yet. A file that a server of this application has open is reached
    /// through that server.
    ///
    /// # Errors
    /// A file that cannot be used, a name that is none, missing credentials or region.
    pub async fn connect(&self) -> Result<Table> {
        match self.connect_itself(None).await {
            Err(error) if error.is_locked() => match self.offered() {
                Some(address) => {
                    let url = format!("http://{address}");
                    Ok(Table::connect(TableConfig::endpoint(DEFAULT_TABLE, url)).await?)
                }
                None => Err(error).context("no server of this application has it, so wait until it is free"),
            },
            result => Ok(result?),
        }
    }

    /// As [`Location::connect`], but a file is opened in this process or not at all: for those who offer it to others.
    ///
    /// # Errors
    /// As [`Location::connect`], and a file that is open elsewhere.
    pub async fn connect_here(&self) -> Result<Table> {
        self.connect_here_with(None).await
    }

    /// As [`Location::connect_here`], with options for an embedded table.
    ///
    /// # Errors
    /// As there.
    pub(crate) async fn connect_here_with(&self, options: Option<EngineOptions>) -> Result<Table> {
        match self.connect_itself(options).await {
            Err(error) if error.is_locked() => Err(error).with_context(|| match self.offered() {
                Some(address) => format!("another server has the table, and offers it at http://{address}"),
                None => "another program has the table".to_owned(),
            }),
            result => Ok(result?),
        }
    }

    /// As [`Location::connect`], but a file that is not there is not made: for those who only look, or only take away.
    ///
    /// # Errors
    /// As [`Location::connect`], and a file that does not exist.
    pub async fn connect_existing(&self) -> Result<Table> {
        match self {
            Self::File(path) if !path.exists() => {
                bail!("there is no table: the file {} does not exist", path.display())
            }
            _ => self.connect().await,
        }
    }

    /// Where another process offers the table of this file.
    fn offered(&self) -> Option<SocketAddr> {
        match self {
            Self::File(path) => endpoint::find(path),
            Self::Service { .. } | Self::Memory => None,
        }
    }

    async fn connect_itself(&self, options: Option<EngineOptions>) -> Result<Table, lockstep_table::Error> {
        let config = match (self, options) {
            (Self::Service { table }, _) => TableConfig::aws(table),
            (Self::File(path), None) => TableConfig::file(DEFAULT_TABLE, path),
            (Self::Memory, None) => TableConfig::memory(DEFAULT_TABLE),
            (Self::File(path), Some(options)) => {
                TableConfig::engine(DEFAULT_TABLE, file_engine_with(path, options)?)
            }
            (Self::Memory, Some(options)) => TableConfig::engine(DEFAULT_TABLE, memory_engine_with(options)?),
        };
        let table = Table::connect(config).await?;
        if let Self::File(path) = self {
            endpoint::clear(path);
        }
        Ok(table)
    }

    /// Opens the way to a table that exists: an embedded one is created where it is missing. Says whether it was.
    ///
    /// # Errors
    /// As [`Location::connect`]; and a table of `DynamoDB` that does not exist or cannot be reached.
    pub async fn open(&self) -> Result<(Table, bool)> {
        let table = self.connect().await?;
        self.ensure(table).await
    }

    /// As [`Location::open`], with [`Location::connect_here`].
    ///
    /// # Errors
    /// As there, and a file that is open elsewhere.
    pub async fn open_here(&self) -> Result<(Table, bool)> {
        let table = self.connect_here().await?;
        self.ensure(table).await
    }

    async fn ensure(&self, table: Table) -> Result<(Table, bool)> {
        let created = match table.describe_table().await {
            Ok(_) => false,
            Err(error) if error.is_not_found() => {
                let Self::Service { table: name } = self else {
                    create(&table).await?;
                    return Ok((table, true));
                };
                bail!("there is no table {name}; create it with `persons table create --table {name}`");
            }
            Err(error) => {
                return Err(error).with_context(|| format!("the table {} cannot be used", table.name()));
            }
        };
        Ok((table, created))
    }
}

/// The definition of the table, from the template in `infra`.
///
/// # Errors
/// None, unless the template was changed to something that is no table; a test holds that.
pub fn definition() -> Result<TableDefinition> {
    TableDefinition::from_cloudformation(TEMPLATE).context("infra/data.yaml does not define the table")
}

/// Creates the table and waits until it can be used.
///
/// # Errors
/// When it exists already, or cannot be created.
pub async fn create(table: &Table) -> Result<()> {
    table.create_table(&definition()?).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(table: Option<&str>, data: Option<&str>, variable: Option<&str>) -> Location {
        let args = TableArgs {
            table: table.map(str::to_owned),
            data: data.map(PathBuf::from),
        };
        Location::new(args, false, |name| {
            variable.filter(|_| name == TABLE_VARIABLE).map(str::to_owned)
        })
    }

    #[test]
    fn arguments_win_over_the_environment_which_wins_over_the_default() {
        let service = |name: &str| Location::Service {
            table: name.to_owned(),
        };
        assert_eq!(location(Some("a"), None, Some("b")), service("a"));
        assert_eq!(location(None, Some("f"), Some("b")), Location::File("f".into()));
        assert_eq!(location(None, None, Some("b")), service("b"));
        assert_eq!(
            location(None, None, Some("")),
            Location::File(DEFAULT_DATA.into())
        );
        assert_eq!(location(None, None, None), Location::File(DEFAULT_DATA.into()));
        assert_eq!(
            Location::new(TableArgs::default(), true, |_| Some("b".to_owned())),
            Location::Memory
        );
    }

    #[test]
    fn the_template_defines_a_table() {
        definition().expect("infra/data.yaml is read at build time");
    }
}
