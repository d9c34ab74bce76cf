//! `cargo xtask bench`: how fast the parts are, beside others that do the same.

use crate::process;
use crate::workspace::Workspace;

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
