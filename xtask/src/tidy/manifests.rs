//! Manifests: every package takes version, edition, licence and lints from the workspace, and the workspace forbids
//! `unsafe`.

use toml::{Table, Value};

use super::Finding;
use super::files::Tree;

/// What a package takes from the workspace.
const INHERITED: [&str; 5] = ["version", "edition", "rust-version", "license", "publish"];

/// Checks the manifest of the workspace and those of its packages.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = check_workspace(tree.text("Cargo.toml").unwrap_or_default());
    for package in tree.packages() {
        let path = format!("{package}/Cargo.toml");
        findings.extend(check_package(
            &path,
            package,
            tree.text(&path).unwrap_or_default(),
        ));
    }
    findings
}

fn check_workspace(text: &str) -> Vec<Finding> {
    let manifest = match text.parse::<Table>() {
        Ok(manifest) => manifest,
        Err(error) => return vec![Finding::new("Cargo.toml", error.to_string())],
    };
    let lints = get(&manifest, &["workspace", "lints", "rust", "unsafe_code"]);
    if lints.and_then(Value::as_str) == Some("forbid") {
        Vec::new()
    } else {
        vec![Finding::new(
            "Cargo.toml",
            "the workspace's lints do not say `unsafe_code = \"forbid\"`",
        )]
    }
}

fn check_package(path: &str, directory: &str, text: &str) -> Vec<Finding> {
    let manifest = match text.parse::<Table>() {
        Ok(manifest) => manifest,
        Err(error) => return vec![Finding::new(path, error.to_string())],
    };
    let mut findings = Vec::new();
    for field in INHERITED {
        if !is_true(get(&manifest, &["package", field, "workspace"])) {
            findings.push(Finding::new(
                path,
                format!("`{field}.workspace = true` is missing"),
            ));
        }
    }
    if !is_true(get(&manifest, &["lints", "workspace"])) {
        findings.push(Finding::new(path, "`[lints] workspace = true` is missing"));
    }
    let name = get(&manifest, &["package", "name"])
        .and_then(Value::as_str)
        .unwrap_or_default();
    if name != package_name(directory) {
        findings.push(Finding::new(
            path,
            format!(
                "the package of this directory is called `{}`",
                package_name(directory)
            ),
        ));
    }
    for (kind, name) in versions(&manifest) {
        findings.push(Finding::new(
            path,
            format!("`{name}` in [{kind}] has a version: versions are the workspace's"),
        ));
    }
    findings
}

/// What the package of a directory is called: `lockstep-x` in `crates/x`, `persons-x` in `persons/x`.
fn package_name(directory: &str) -> String {
    match directory.split_once('/') {
        Some(("crates", name)) => format!("lockstep-{name}"),
        _ => directory.replace('/', "-"),
    }
}

/// The dependencies that name a version of their own.
fn versions(manifest: &Table) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let Some(dependencies) = manifest.get(kind).and_then(Value::as_table) else {
            continue;
        };
        for (name, value) in dependencies {
            if !is_true(value.get("workspace")) {
                found.push((kind, name.clone()));
            }
        }
    }
    found
}

fn get<'a>(table: &'a Table, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter()
        .try_fold(table.get(*first)?, |value, key| value.get(key))
}

fn is_true(value: Option<&Value>) -> bool {
    value.and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[package]
name = "lockstep-a"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
publish.workspace = true
[lints]
workspace = true
[dependencies]
serde = { workspace = true }
"#;

    fn messages(text: &str) -> Vec<String> {
        check_package("crates/a/Cargo.toml", "crates/a", text)
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn a_good_manifest_has_no_findings() {
        assert_eq!(messages(GOOD), Vec::<String>::new());
    }

    #[test]
    fn what_is_not_taken_from_the_workspace_is_found() {
        assert_eq!(
            messages(&GOOD.replace("license.workspace = true", "license = \"MIT\"")),
            ["`license.workspace = true` is missing"]
        );
        assert_eq!(
            messages(&GOOD.replace("[lints]\nworkspace = true", "")),
            ["`[lints] workspace = true` is missing"]
        );
        assert_eq!(
            messages(&GOOD.replace("serde = { workspace = true }", "serde = \"1\"")),
            ["`serde` in [dependencies] has a version: versions are the workspace's"]
        );
    }

    #[test]
    fn a_package_is_called_like_its_directory() {
        assert_eq!(
            messages(&GOOD.replace("lockstep-a", "a")),
            ["the package of this directory is called `lockstep-a`"]
        );
        assert_eq!(package_name("persons/ui"), "persons-ui");
        assert_eq!(package_name("xtask"), "xtask");
    }

    #[test]
    fn a_workspace_that_allows_unsafe_is_found() {
        assert_eq!(
            check_workspace("[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"),
            []
        );
        assert_eq!(
            check_workspace("[workspace.lints.rust]\nunsafe_code = \"deny\"\n").len(),
            1
        );
        assert_eq!(check_workspace("[workspace]").len(), 1);
        assert_eq!(check_workspace("[").len(), 1);
    }
}
