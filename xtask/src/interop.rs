//! The steps `interop` (real ElectroDB, with AWS's own SDK, on tables of ours, and asked for random cases) and `tanstack`
//! (real TanStack DB beside our store).
//!
//! The tests themselves are in `interop` (Node's test runner). Each starts the programs that it needs for itself.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::workspace::Workspace;
use crate::{process, tools};

/// Runs the tests against a server that is built.
///
/// # Errors
///
/// Node.js is missing, its packages cannot be installed, our side does not build, or a test fails.
pub(crate) fn drive(workspace: &Workspace, server: &Path) -> anyhow::Result<()> {
    const PROGRAM: &str = "lockstep-entity-peer";
    let peer = program(workspace, PROGRAM);
    if !peer.is_file() {
        let mut build = workspace.cargo("build");
        process::run(build.args(["--locked", "--quiet", "--package", PROGRAM]))?;
    }
    let programs = [("INTEROP_SERVER", server), ("INTEROP_PEER", &peer)];
    test(workspace, "tests/", &programs)
}

/// Makes random cases with real `ElectroDB`, beginning with a seed, and asks the entity layer the same.
///
/// # Errors
///
/// Node.js is missing, its packages cannot be installed, our side does not build, or it does otherwise in a case.
pub(crate) fn compare_vectors(workspace: &Workspace, count: u32, seed: u32) -> anyhow::Result<()> {
    let (node, directory) = node(workspace)?;
    let cases = workspace.target().join("random-vectors.json");
    let vectors = workspace.root().join("crates/entity-vectors/vectors");
    process::run(
        Command::new(node)
            .current_dir(directory)
            .arg("vectors/main.js")
            .arg(&cases)
            .args([count.to_string(), seed.to_string()])
            .args(["general", "seed-entities", "seed-models"].map(|name| {
                let name = format!("electrodb-{name}.json");
                vectors.join(name)
            })),
    )?;
    let mut run = workspace.cargo("run");
    run.args([
        "--locked",
        "--quiet",
        "--package",
        "lockstep-entity-vectors",
        "--",
    ]);
    process::run(run.args(["--brief".as_ref(), cases.as_os_str()]))
        .with_context(|| format!("the cases are in {}", cases.display()))
}

/// Asks our store and TanStack DB the same, in the directory `interop/tanstack`.
///
/// # Errors
///
/// Our side does not build, Node.js is missing, its packages cannot be installed, or the answers differ.
pub(crate) fn compare_stores(workspace: &Workspace) -> anyhow::Result<()> {
    const PROGRAM: &str = "lockstep-store-differential";
    let mut build = workspace.cargo("build");
    process::run(build.args(["--locked", "--quiet", "--package", PROGRAM]))?;
    let tests = "tanstack/differential.test.js";
    test(
        workspace,
        tests,
        &[("INTEROP_STORE", &program(workspace, PROGRAM))],
    )
}

/// Where the step `build` puts a program.
fn program(workspace: &Workspace, name: &str) -> PathBuf {
    let directory = workspace.target().join("debug");
    directory
        .join(name)
        .with_extension(std::env::consts::EXE_EXTENSION)
}

/// Runs tests of the directory `interop`, which find the programs that are asked in these variables of their environment.
fn test(workspace: &Workspace, tests: &str, programs: &[(&str, &Path)]) -> anyhow::Result<()> {
    let (node, directory) = node(workspace)?;
    process::run(
        Command::new(node)
            .current_dir(directory)
            .envs(programs.iter().copied())
            .args(["--test", "--test-reporter=spec", tests]),
    )
}

/// The path of Node.js, and the directory `interop` with its packages installed.
///
/// # Errors
///
/// Node.js is missing, or the packages cannot be installed.
pub(crate) fn node(workspace: &Workspace) -> anyhow::Result<(PathBuf, PathBuf)> {
    let directory = workspace.root().join("interop");
    let node = tools::node()?;
    tools::install_node_packages(&node, &directory)?;
    Ok((node.node, directory))
}
