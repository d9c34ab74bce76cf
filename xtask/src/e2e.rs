//! `cargo xtask e2e`: the whole application in a real browser.
//!
//! The tests themselves are in `persons/ui/e2e` (Node's test runner and Playwright). This prepares what they drive: the built
//! client, the server, the browser, Node.js and its two packages. Each test file starts servers of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::cli::Profile;
use crate::tools;
use crate::workspace::Workspace;
use crate::{process, serve, web};

/// Builds the client as it is released and the server, and runs the browser tests whose file names hold one of the filters
/// (all without a filter).
///
/// # Errors
///
/// Something does not build, a tool is missing, or a test fails.
pub(crate) fn run(workspace: &Workspace, filters: &[String]) -> anyhow::Result<()> {
    let page = web::build(workspace, Profile::Release)?;
    let server = serve::build_server(workspace, Profile::Dev)?;
    drive(workspace, page.directory(), &server, filters)
}

/// Prints what the page costs, with client and server as they are released.
///
/// # Errors
///
/// Something does not build, or a tool is missing.
pub(crate) fn measure(workspace: &Workspace) -> anyhow::Result<()> {
    let page = web::build(workspace, Profile::Release)?;
    let server = serve::build_server(workspace, Profile::Release)?;
    process::run(node(workspace, page.directory(), &server)?.arg("measure.js"))
}

/// The test file that needs a client with the inspector.
const INSPECTOR: &str = "inspector.test.js";

/// Runs the browser tests against a client and a server that are built. The client with the inspector is built for the tests
/// that need it.
///
/// # Errors
///
/// A tool is missing, or a test fails.
pub(crate) fn drive(
    workspace: &Workspace,
    assets: &Path,
    server: &Path,
    filters: &[String],
) -> anyhow::Result<()> {
    let files = test_files(&directory(workspace).join("tests"), filters)?;
    let mut node = node(workspace, assets, server)?;
    if files.iter().any(|file| file.ends_with(INSPECTOR)) {
        node.env("E2E_INSPECTED", web::build_inspected(workspace)?.directory());
    }
    process::run(
        node
            // One file at a time: several browsers and servers at once make each other slow.
            .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
            .args(files),
    )
}

fn directory(workspace: &Workspace) -> PathBuf {
    workspace.root().join("persons/ui/e2e")
}

/// Node.js in the directory of the browser tests, with all that they need.
fn node(workspace: &Workspace, assets: &Path, server: &Path) -> anyhow::Result<Command> {
    let directory = directory(workspace);
    let browser = tools::chromium()?;
    let node = tools::node()?;
    tools::install_node_packages(&node, &directory)?;
    let mut command = Command::new(&node.node);
    command
        .current_dir(&directory)
        .env("E2E_SERVER", server)
        .env("E2E_ASSETS", assets)
        .env("E2E_BROWSER", browser)
        .env("E2E_OUTPUT", workspace.target().join("e2e"));
    Ok(command)
}

/// The test files whose names hold one of the filters, in order.
fn test_files(directory: &Path, filters: &[String]) -> anyhow::Result<Vec<PathBuf>> {
    let context = || format!("cannot read the directory {}", directory.display());
    let mut files = Vec::new();
    for entry in directory.read_dir().with_context(context)? {
        let path = entry.with_context(context)?.path();
        if path
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| is_wanted(name, filters))
        {
            files.push(path);
        }
    }
    if files.is_empty() {
        bail!(
            "no test file in {} matches {}",
            directory.display(),
            filters.join(", ")
        );
    }
    files.sort();
    Ok(files)
}

fn is_wanted(name: &str, filters: &[String]) -> bool {
    name.ends_with(".test.js") && (filters.is_empty() || filters.iter().any(|filter| name.contains(filter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_choose_among_test_files_only() {
        let filters = ["form".to_owned()];
        assert!(is_wanted("forms.test.js", &filters));
        assert!(!is_wanted("list.test.js", &filters));
        assert!(is_wanted("list.test.js", &[]));
        assert!(!is_wanted("form.js", &filters));
    }
}
