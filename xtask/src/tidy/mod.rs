//! `cargo xtask tidy`: the promises of `ARCHITECTURE.md` and the habits of this code base, checked.
//!
//! A module per check. Each takes what it looks at as an argument and returns findings, so that its tests can hand it bad
//! input. What a compiler or clippy can check is left to them.

mod code;
mod docs;
mod files;
mod layers;
mod licences;
mod manifests;
mod metadata;
mod rust;
mod text;
mod vocabulary;

use anyhow::bail;

use crate::workspace::Workspace;
use files::Tree;
use metadata::Metadata;

/// Something that is not as it has to be.
#[derive(Debug, PartialEq)]
struct Finding {
    /// A file, a file and a line, or a package.
    place: String,
    /// What is wrong and what to do about it.
    message: String,
}

impl Finding {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            message: message.into(),
        }
    }
}

/// Runs every check and prints what it finds.
///
/// # Errors
///
/// There are findings, or the workspace cannot be read.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let tree = Tree::read(workspace.root())?;
    let metadata = Metadata::load(workspace)?;

    let mut findings = Vec::new();
    for file in tree.files() {
        findings.extend(text::check(file));
        findings.extend(docs::check_links(file, &tree));
    }
    findings.extend(code::check(&tree));
    findings.extend(docs::check_layout(&tree));
    findings.extend(manifests::check(&tree));
    findings.extend(layers::check_direct(&metadata));
    findings.extend(layers::check_pure(workspace, &metadata)?);
    findings.extend(layers::check_product(workspace)?);
    findings.extend(licences::check(&tree, &metadata)?);

    for Finding { place, message } in &findings {
        eprintln!("{place}: {message}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => bail!("tidy found 1 thing to mend"),
        count => bail!("tidy found {count} things to mend"),
    }
}
