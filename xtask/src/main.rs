//! The tasks of this workspace, run as `cargo xtask <task>`: build and serve the application, run every check.
//!
//! A task that needs a tool gets it (see [`tools`]); nothing has to be installed by hand but Rust and a C compiler.

mod bench;
mod cli;
mod e2e;
mod interop;
mod peer;
mod process;
mod serve;
mod size;
mod suite;
mod tidy;
mod tools;
mod web;
mod workspace;

use std::process::ExitCode;

use cli::Task;
use workspace::Workspace;

fn main() -> ExitCode {
    let task = match cli::parse(lexopt::Parser::from_env()) {
        Ok(task) => task,
        Err(error) => {
            eprintln!("error: {error}\n\n{}", cli::HELP);
            return ExitCode::from(2);
        }
    };
    match run(task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<()> {
    if matches!(task, Task::Help) {
        println!("{}", cli::HELP);
        return Ok(());
    }
    let workspace = Workspace::find()?;
    match task {
        Task::Help => Ok(()),
        Task::Serve { profile, arguments } => serve::run(&workspace, profile, &arguments),
        Task::BuildWeb { profile } => {
            let page = web::build(&workspace, profile)?;
            println!("built {}", page.directory().display());
            Ok(())
        }
        Task::Test { steps } => suite::run(&workspace, &steps),
        Task::Browser { filters } => e2e::run(&workspace, &filters),
        Task::Measure => e2e::measure(&workspace),
        Task::BenchEngine { quick, json } => bench::engine(&workspace, quick, json),
        Task::BenchEntity { quick, json } => bench::entity(&workspace, quick, json),
        Task::BenchStore { quick, json } => bench::store(&workspace, quick, json),
        Task::Tidy => tidy::run(&workspace),
        Task::Vectors { files } => process::run(
            workspace
                .cargo("run")
                .args(["--quiet", "--package", "lockstep-entity-vectors", "--"])
                .args(files),
        ),
        Task::RandomVectors { count, seed } => interop::compare_vectors(&workspace, count, seed),
        Task::Size { json } => size::run(&workspace, json),
        Task::Format { check } => process::run(
            workspace
                .cargo("fmt")
                .arg("--all")
                .args(check.then_some("--check")),
        ),
    }
}
