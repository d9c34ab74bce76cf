//! What we depend on: licences that `deny.toml` allows, no package that it bans, nothing from outside the registry.
//!
//! A part of what `cargo deny` checks with the same file, for machines that do not have it.

use anyhow::Context as _;
use spdx::{Expression, ParseMode};
use toml::{Table, Value};

use super::Finding;
use super::files::Tree;
use super::metadata::{Metadata, Package};

/// The file with the policy.
const POLICY: &str = "deny.toml";

/// Where Cargo says that a package of the public registry comes from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// What `deny.toml` says, as far as we check it.
#[derive(Debug, Default)]
struct Policy {
    /// Identifiers of SPDX.
    allowed: Vec<String>,
    /// Package and further identifiers that are allowed for it.
    exceptions: Vec<(String, Vec<String>)>,
    /// Names of packages.
    banned: Vec<String>,
}

/// Checks all packages.
///
/// # Errors
///
/// The policy is missing or unreadable.
pub(super) fn check(tree: &Tree, metadata: &Metadata) -> anyhow::Result<Vec<Finding>> {
    let policy = Policy::read(
        tree.text(POLICY)
            .with_context(|| format!("{POLICY} does not exist"))?,
    )?;
    Ok(metadata
        .packages
        .iter()
        .filter_map(|package| policy.check(package))
        .collect())
}

impl Policy {
    fn read(text: &str) -> anyhow::Result<Self> {
        let table: Table = text.parse().with_context(|| format!("{POLICY} is no TOML"))?;
        let list = |section: &str, field: &str| {
            let list = table
                .get(section)
                .and_then(|section| section.get(field)?.as_array());
            list.into_iter().flatten()
        };
        Ok(Self {
            allowed: list("licenses", "allow")
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            exceptions: list("licenses", "exceptions")
                .filter_map(|exception| Some((name(exception)?, strings(exception.get("allow")?))))
                .collect(),
            banned: list("bans", "deny").filter_map(name).collect(),
        })
    }

    fn check(&self, package: &Package) -> Option<Finding> {
        let place = format!("{} {}", package.name, package.version);
        if self.banned.contains(&package.name) {
            return Some(Finding::new(
                place,
                format!(
                    "{POLICY} bans it; `cargo tree --invert {}` says who needs it",
                    package.name
                ),
            ));
        }
        match &package.source {
            // Ours.
            None => return None,
            Some(source) if source != REGISTRY => {
                return Some(Finding::new(
                    place,
                    format!("comes from {source}, not from the registry"),
                ));
            }
            Some(_) => {}
        }
        let Some(licence) = &package.licence else {
            return Some(Finding::new(place, "names no licence"));
        };
        match Expression::parse_mode(licence, ParseMode::LAX) {
            Err(error) => Some(Finding::new(
                place,
                format!("its licence is no expression of SPDX: {}", error.reason),
            )),
            Ok(expression) if expression.evaluate(|term| self.allows(package, &term.to_string())) => None,
            Ok(_) => Some(Finding::new(
                place,
                format!("its licence, {licence}, is not allowed by {POLICY}"),
            )),
        }
    }

    fn allows(&self, package: &Package, licence: &str) -> bool {
        let here = self
            .exceptions
            .iter()
            .filter(|(name, _)| *name == package.name)
            .flat_map(|(_, licences)| licences);
        self.allowed.iter().chain(here).any(|allowed| allowed == licence)
    }
}

/// The package that an entry of a list is about: a text, or a table with `crate` or `name`.
fn name(entry: &Value) -> Option<String> {
    let name = entry
        .as_str()
        .or_else(|| entry.get("crate").or_else(|| entry.get("name"))?.as_str())?;
    // `name@version` and `name:version` are allowed there too.
    name.split(['@', ':']).next().map(str::to_owned)
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
[licenses]
allow = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"]
exceptions = [{ crate = "tables", allow = ["Unicode-3.0"] }]
[bans]
deny = [{ crate = "openssl-sys", reason = "one TLS" }]
"#;

    fn check(name: &str, licence: Option<&str>, source: Option<&str>) -> Option<String> {
        let package = Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            licence: licence.map(str::to_owned),
            source: source.map(str::to_owned),
            ..Package::default()
        };
        Policy::read(TEXT)
            .unwrap()
            .check(&package)
            .map(|finding| finding.message)
    }

    #[test]
    fn licences_are_those_of_the_policy() {
        let licence = |licence| check("a", Some(licence), Some(REGISTRY));
        for allowed in [
            "MIT",
            "MIT OR GPL-3.0-only",
            "MIT AND Apache-2.0",
            "MIT/Apache-2.0",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
        ] {
            assert_eq!(licence(allowed), None, "{allowed}");
        }
        assert_eq!(
            licence("GPL-3.0-only").unwrap(),
            "its licence, GPL-3.0-only, is not allowed by deny.toml"
        );
        assert!(licence("MIT AND GPL-3.0-only").is_some());
        assert!(licence("my own").is_some());
        assert_eq!(check("a", None, Some(REGISTRY)).unwrap(), "names no licence");
    }

    #[test]
    fn an_exception_is_for_its_package_only() {
        assert_eq!(check("tables", Some("MIT AND Unicode-3.0"), Some(REGISTRY)), None);
        assert!(check("a", Some("Unicode-3.0"), Some(REGISTRY)).is_some());
    }

    #[test]
    fn packages_come_from_the_registry_or_from_here() {
        assert_eq!(check("a", None, None), None);
        let message = check("a", Some("MIT"), Some("git+https://example.com/a")).unwrap();
        assert_eq!(
            message,
            "comes from git+https://example.com/a, not from the registry"
        );
    }

    #[test]
    fn banned_packages_are_found() {
        assert!(
            check("openssl-sys", Some("MIT"), Some(REGISTRY))
                .unwrap()
                .starts_with("deny.toml bans it")
        );
    }

    #[test]
    fn a_policy_that_is_no_toml_is_an_error() {
        assert!(Policy::read("[licenses").is_err());
    }
}
