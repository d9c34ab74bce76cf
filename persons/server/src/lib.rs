//! The persons server and its command line: the routes, the rules of writing, the table on the command line.
//!
//! What a person is, and which values its fields take, is left to `persons-model`; how requests reach the table, to
//! `lockstep-table`. The executable `persons` is a thin shell around [`run`].

pub mod cli;
pub mod config;
mod endpoint;
pub mod http;
pub mod import;
pub mod refusal;
pub mod seed;
pub mod serve;
pub mod service;
mod table_commands;
mod upkeep;
pub mod weather;

use cli::{Cli, Command};

/// Carries out what the command line asks for.
///
/// # Errors
/// What went wrong, for people: see [`one_line`].
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Serve(args) => serve::run(args).await,
        Command::Seed(args) => seed::run(args).await,
        Command::Import(args) => import::run(args).await,
        Command::Table(command) => table_commands::run(command).await,
    }
}

/// An error with everything that caused it, on one line.
pub fn one_line(error: &anyhow::Error) -> String {
    refusal::Chain(error.as_ref()).to_string().replace('\n', " ")
}
