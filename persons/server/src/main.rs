//! The executable `persons`: reads the command line and hands over to the library.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser;
use persons_server::cli::{Cli, Command, TableCommand};
use tracing::Level;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = Cli::parse();
    // What a command does in passing is of interest only where it goes on for long.
    let goes_on = matches!(
        cli.command,
        Command::Serve(_) | Command::Table(TableCommand::Serve(_))
    );
    let level = if goes_on { Level::INFO } else { Level::WARN };
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::builder()
                .with_default_directive(level.into())
                .from_env_lossy(),
        )
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();

    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("persons: no threads to run on: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(persons_server::run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("persons: {}", persons_server::one_line(&error));
            ExitCode::FAILURE
        }
    }
}
