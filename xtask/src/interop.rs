//! The steps `interop` (real ElectroDB, with AWS's own SDK, on tables of ours) and `tanstack` (real TanStack DB beside our
//! store).
//!
//! The tests themselves are in `interop` (Node's test runner). Each starts the binary `persons` for itself.

use std::path::Path;
use std::process::Command;

use crate::workspace::Workspace;
use crate::{process, tools};

/// Runs the tests against a server that is built.
///
/// # Errors
///
/// Node.js is missing, its packages cannot be installed, or a test fails.
pub(crate) fn drive(workspace: &Workspace, server: &Path) -> anyhow::Result<()> {
    let directory = workspace.root().join("interop");
    let node = tools::node()?;
    tools::install_node_packages(&node, &directory)?;
    process::run(
        Command::new(&node.node)
            .current_dir(&directory)
            .env("INTEROP_SERVER", server)
            .args(["--test", "--test-reporter=spec", "tests/"]),
    )
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
    let directory = workspace.root().join("interop");
    let node = tools::node()?;
    tools::install_node_packages(&node, &directory)?;
    process::run(
        Command::new(&node.node)
            .current_dir(&directory)
            .env("INTEROP_STORE", program)
            .args(["--test", "--test-reporter=spec", "tanstack/differential.test.js"]),
    )
}
