//! The step `interop`: real ElectroDB, with AWS's own SDK, on tables of ours.
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
