//! The steps `interop` (real ElectroDB, with AWS's own SDK, on tables of ours) and `tanstack` (real TanStack DB beside our
//! store).
//!
//! The tests themselves are in `interop` (Node's test runner). Each starts the binary `persons` for itself.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workspace::Workspace;
use crate::{process, tools};

/// Runs the tests against a server that is built.
///
/// # Errors
///
/// Node.js is missing, its packages cannot be installed, or a test fails.
pub(crate) fn drive(workspace: &Workspace, server: &Path) -> anyhow::Result<()> {
    test(workspace, "tests/", "INTEROP_SERVER", server)
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
    let program = workspace
        .target()
        .join("debug")
        .join(PROGRAM)
        .with_extension(std::env::consts::EXE_EXTENSION);
    test(
        workspace,
        "tanstack/differential.test.js",
        "INTEROP_STORE",
        &program,
    )
}

/// Runs tests of the directory `interop`, which find the program that is asked in this variable of their environment.
fn test(workspace: &Workspace, tests: &str, variable: &str, program: &Path) -> anyhow::Result<()> {
    let (node, directory) = node(workspace)?;
    process::run(
        Command::new(node)
            .current_dir(directory)
            .env(variable, program)
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
