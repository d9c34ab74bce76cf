//! The executable `persons`: reads the command line and hands over to the library.

use std::process::ExitCode;

use clap::Parser;
use persons_server::cli::Cli;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::builder()
        .with_default_directive(tracing::Level::INFO.into())
        .from_env_lossy();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
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
