//! `cargo xtask bench`: how fast the parts are, beside others that do the same.

mod store;

pub(crate) use store::store;

use crate::workspace::Workspace;
use crate::{interop, process};

/// Measures the embedded engine. What is slow does not fail, what answers wrongly does.
///
/// # Errors
///
/// It does not build, or the engines that are compared do not hold the same rows.
pub(crate) fn engine(workspace: &Workspace, quick: bool, json: bool) -> anyhow::Result<()> {
    let mut bench = workspace.cargo("bench");
    bench.args([
        "--locked",
        "--quiet",
        "--package",
        "persons-server",
        "--bench",
        "engine",
        "--",
    ]);
    bench.args(quick.then_some("--quick"));
    bench.args(json.then_some("--json"));
    process::run(&mut bench)
}

/// Measures how requests are made and items are read, beside `ElectroDB` in Node.js. What is slow does not fail, what
/// makes other requests does.
///
/// # Errors
///
/// Node.js or its packages are missing, it does not build, or the two sides make different requests.
pub(crate) fn entity(workspace: &Workspace, quick: bool, json: bool) -> anyhow::Result<()> {
    let (node, directory) = interop::node(workspace)?;
    let mut bench = workspace.cargo("bench");
    bench
        .args([
            "--locked",
            "--quiet",
            "--package",
            "lockstep-entity-vectors",
            "--bench",
            "entity",
            "--",
        ])
        .args(quick.then_some("--quick"))
        .args(json.then_some("--json"))
        .env("INTEROP_NODE", &node)
        .env("INTEROP_DIRECTORY", &directory);
    process::run(&mut bench)
}
