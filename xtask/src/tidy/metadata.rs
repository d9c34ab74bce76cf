//! What Cargo says of the packages of the workspace and of those they need.

use std::collections::HashSet;

use anyhow::Context as _;
use serde_json::Value;

use crate::process;
use crate::workspace::Workspace;

/// The packages.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    /// All packages that the workspace needs on any platform, its own among them.
    pub(super) packages: Vec<Package>,
}

/// A package.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Package {
    /// Its name.
    pub(super) name: String,
    /// Its version.
    pub(super) version: String,
    /// The licence that its manifest names.
    pub(super) licence: Option<String>,
    /// Where it comes from; none for a package of the workspace.
    pub(super) source: Option<String>,
    /// What its manifest asks for.
    pub(super) dependencies: Vec<Dependency>,
}

/// What a manifest asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dependency {
    /// The name of the package.
    pub(super) name: String,
    /// Whether only tests, examples and benchmarks need it.
    pub(super) for_tests: bool,
}

impl Metadata {
    /// Asks Cargo.
    ///
    /// # Errors
    ///
    /// Cargo fails, or its answer is not what its documentation says.
    pub(super) fn load(workspace: &Workspace) -> anyhow::Result<Self> {
        let output = process::output(workspace.cargo("metadata").args([
            "--format-version",
            "1",
            "--locked",
            "--all-features",
        ]))?;
        let metadata: Value = serde_json::from_str(&output).context("`cargo metadata` wrote no JSON")?;
        Self::read(&metadata).context("`cargo metadata` wrote JSON of another form")
    }

    fn read(metadata: &Value) -> Option<Self> {
        let nodes = metadata["resolve"]["nodes"].as_array()?;
        let needed: HashSet<&str> = nodes.iter().filter_map(|node| node["id"].as_str()).collect();
        let packages = metadata["packages"].as_array()?;
        let packages = packages
            .iter()
            .filter(|package| package["id"].as_str().is_some_and(|id| needed.contains(id)));
        Some(Self {
            packages: packages.map(Package::read).collect::<Option<_>>()?,
        })
    }

    /// The packages of the workspace.
    pub(super) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.source.is_none())
    }
}

impl Package {
    fn read(package: &Value) -> Option<Self> {
        let text = |field: &str| package[field].as_str().map(str::to_owned);
        let dependencies = package["dependencies"]
            .as_array()?
            .iter()
            .map(Dependency::read)
            .collect::<Option<_>>()?;
        Some(Self {
            name: text("name")?,
            version: text("version")?,
            licence: text("license"),
            source: text("source"),
            dependencies,
        })
    }
}

impl Dependency {
    fn read(dependency: &Value) -> Option<Self> {
        Some(Self {
            name: dependency["name"].as_str()?.to_owned(),
            for_tests: dependency["kind"] == "dev",
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn packages_that_are_needed_are_read() {
        let package = |id: &str, source: Option<&str>| {
            json!({ "id": id, "name": id, "version": "1.0.0", "license": "MIT", "source": source,
                "dependencies": [{ "name": "b", "kind": null }, { "name": "c", "kind": "dev" }] })
        };
        let metadata = json!({
            "packages": [package("a", None), package("b", Some("registry")), package("unused", Some("registry"))],
            "resolve": { "nodes": [{ "id": "a" }, { "id": "b" }] },
        });
        let metadata = Metadata::read(&metadata).unwrap();
        let names: Vec<&str> = metadata
            .packages
            .iter()
            .map(|package| package.name.as_str())
            .collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(metadata.members().count(), 1);
        let dependencies = &metadata.packages[0].dependencies;
        assert_eq!(
            dependencies
                .iter()
                .map(|dependency| dependency.for_tests)
                .collect::<Vec<_>>(),
            [false, true]
        );
    }

    #[test]
    fn json_of_another_form_is_refused() {
        assert!(Metadata::read(&json!({ "packages": [] })).is_none());
    }
}
