//! The command line: what can be asked of `persons`. What a command does is left to the other modules.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::seed::MAX_PERSONS;
use crate::weather::WeatherArgs;

/// Persons and their addresses, bank accounts, contacts and employments, in one `DynamoDB` table.
#[derive(Debug, Parser)]
#[command(
    name = "persons",
    about = "Persons and their addresses, bank accounts, contacts and employments, in one DynamoDB table",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the web client and the JSON API
    Serve(ServeArgs),
    /// Write persons with made-up data into the table, or clear it
    Seed(SeedArgs),
    /// Copy persons from a table that another application wrote
    Import(ImportArgs),
    /// Create, describe or delete the table
    #[command(subcommand)]
    Table(TableCommand),
}

/// Which table to use.
///
/// `--table` wins over `--data`; without either, the environment variable `DDB_PERSONS_TABLE_NAME` names a table of
/// `DynamoDB`; without that, the table is embedded in this process and lives in a local file.
#[derive(Args, Clone, Debug, Default)]
pub struct TableArgs {
    /// The table of `DynamoDB` to use.
    #[arg(
        long,
        value_name = "NAME",
        conflicts_with = "data",
        help = "Use this table of DynamoDB [env: DDB_PERSONS_TABLE_NAME]",
        long_help = "Use this table of DynamoDB [env: DDB_PERSONS_TABLE_NAME]\n\nCredentials and region come from the \
                     usual AWS places; AWS_ENDPOINT_URL_DYNAMODB names another endpoint."
    )]
    pub table: Option<String>,
    /// Use an embedded table in this file [default: persons-data/table.db]
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
}

/// The arguments of `persons serve`.
#[derive(Args, Debug)]
pub struct ServeArgs {
    /// The address to listen on; port 0 takes any free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// Which table.
    #[command(flatten)]
    pub table: TableArgs,
    /// Use an embedded table in memory, which is gone when the server stops
    #[arg(long, conflicts_with_all = ["table", "data"])]
    pub memory: bool,
    /// The directory of the web client [default: target/web/dist, or `web` beside the executable]
    #[arg(long, value_name = "DIR", alias = "web")]
    pub assets: Option<PathBuf>,
    /// Offer the embedded table to other programs on this port of 127.0.0.1, in DynamoDB's protocol; 0 takes any free port
    #[arg(long, value_name = "PORT", conflicts_with = "table")]
    pub table_endpoint: Option<u16>,
    /// Leave a new embedded table empty, instead of filling it with 50 persons
    #[arg(long)]
    pub no_demo: bool,
}

/// The arguments of `persons seed`.
#[derive(Args, Debug)]
pub struct SeedArgs {
    /// How many persons to write, each with its addresses, bank accounts, contacts and employments
    #[arg(default_value_t = 50, value_parser = clap::value_parser!(u32).range(0..=i64::from(MAX_PERSONS)))]
    pub count: u32,
    /// First delete everything that this application stored in the table
    #[arg(long)]
    pub clear: bool,
    /// The seed of the made-up data: the same seed gives the same persons, so a second run changes nothing
    #[arg(long, value_name = "N", default_value_t = 12_345)]
    pub seed: u64,
    /// Which table.
    #[command(flatten)]
    pub table: TableArgs,
}

/// The arguments of `persons import`.
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// The source has the keys that ElectroDB generates for the TypeScript application: $persons#id_…
    #[arg(long)]
    pub from_electrodb: bool,
    /// Which table to read.
    #[command(flatten)]
    pub source: SourceArgs,
    /// The file that gets what was not written, or not as it stands, with the reasons; a run that was cut off goes on with
    /// the same file
    #[arg(long, value_name = "FILE", default_value = "persons-import.jsonl")]
    pub report: PathBuf,
    /// Which table to write.
    #[command(flatten)]
    pub table: TableArgs,
}

/// Which table to read. It is never written.
#[derive(Args, Clone, Debug, Default)]
pub struct SourceArgs {
    /// The source's name, in DynamoDB, at the endpoint or in the file [default for the latter two: persons]
    #[arg(long, value_name = "NAME")]
    pub source_table: Option<String>,
    /// Read from this endpoint of DynamoDB's protocol, such as that of `persons table serve`
    #[arg(long, value_name = "URL", conflicts_with = "source_data")]
    pub source_endpoint: Option<String>,
    /// Read from the embedded table in this file
    #[arg(long, value_name = "FILE")]
    pub source_data: Option<PathBuf>,
}

/// The arguments of `persons table serve`.
#[derive(Args, Debug)]
pub struct ServeTableArgs {
    /// The port of 127.0.0.1 to listen on; 0 takes any free port
    #[arg(long, default_value_t = 8000)]
    pub port: u16,
    /// The file of the embedded table [default: persons-data/table.db]
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Begin with nothing, in memory, instead of a file
    #[arg(long, conflicts_with = "data")]
    pub memory: bool,
    /// Whether statements and the parameters from before expressions are refused.
    #[arg(
        long,
        help = "Refuse PartiQL and the parameters from before expressions, as the application's own table does"
    )]
    pub refuse_legacy: bool,
    /// What goes wrong on purpose.
    #[command(flatten)]
    pub weather: WeatherArgs,
}

/// The commands that concern the table as a whole.
#[derive(Debug, Subcommand)]
pub enum TableCommand {
    /// Offer an embedded table to other programs, in DynamoDB's protocol
    Serve(ServeTableArgs),
    /// Create the table with its index
    Create(TableArgs),
    /// Say whether the table exists, and what is in it
    Describe(TableArgs),
    /// Delete the table and everything in it
    Delete {
        /// Which table.
        #[command(flatten)]
        table: TableArgs,
        /// Confirm that everything in the table is to be lost
        #[arg(long)]
        yes: bool,
    },
}
