//! Which package may need which: the directions of `ARCHITECTURE.md`.

use super::Finding;
use super::metadata::{Metadata, Package};
use crate::process;
use crate::workspace::Workspace;

/// What each package of the workspace may need of the others, beside tests.
const DIRECTIONS: [(&str, &[&str]); 16] = [
    ("lockstep-entity-derive", &[]),
    ("lockstep-entity", &["lockstep-entity-derive"]),
    ("lockstep-entity-vectors", &["lockstep-entity"]),
    ("lockstep-delta", &[]),
    ("lockstep-engine", &[]),
    ("lockstep-store", &["lockstep-entity", "lockstep-delta"]),
    (
        "lockstep-store-differential",
        &["lockstep-entity", "lockstep-store"],
    ),
    ("lockstep-protocol", &["lockstep-entity"]),
    ("lockstep-table", &["lockstep-engine", "lockstep-entity"]),
    ("lockstep-entity-peer", &["lockstep-entity", "lockstep-table"]),
    (
        "lockstep-web",
        &["lockstep-entity", "lockstep-protocol", "lockstep-store"],
    ),
    ("persons-model", &["lockstep-entity"]),
    (
        "persons-server",
        &[
            "persons-model",
            "lockstep-entity",
            "lockstep-protocol",
            "lockstep-table",
        ],
    ),
    (
        "persons-bench",
        &["persons-model", "lockstep-entity", "lockstep-store"],
    ),
    (
        "persons-ui",
        &[
            "persons-model",
            "lockstep-entity",
            "lockstep-protocol",
            "lockstep-store",
            "lockstep-web",
        ],
    ),
    ("xtask", &[]),
];

/// Packages that only some may need by themselves, and who they are: types of AWS and of the browser stay there.
const RESERVED: [Reserved; 2] = [
    Reserved {
        is: is_aws,
        what: "AWS",
        users: &["lockstep-table"],
    },
    Reserved {
        is: is_browser,
        what: "the browser",
        users: &["lockstep-web", "persons-bench", "persons-ui"],
    },
];

/// A group of packages that only some may need.
struct Reserved {
    is: fn(&str) -> bool,
    what: &'static str,
    users: &'static [&'static str],
}

/// Packages that do no IO, start no task, read no clock and draw no random number, with all that they need.
const PURE: [&str; 5] = [
    "lockstep-entity",
    "lockstep-entity-derive",
    "lockstep-delta",
    "lockstep-store",
    "lockstep-protocol",
];

/// What a pure package does not need, directly or through others.
const IMPURE: [&str; 22] = [
    "async-std",
    "axum",
    "fastrand",
    "futures-timer",
    "getrandom",
    "hyper",
    "js-sys",
    "libsqlite3-sys",
    "mio",
    "rand",
    "rand_core",
    "reqwest",
    "rusqlite",
    "rustls",
    "smol",
    "socket2",
    "tokio",
    "tracing-subscriber",
    "ureq",
    "wasm-bindgen",
    "web-sys",
    "web-time",
];

/// What the product is built from C with: the SDK's TLS, and nothing else.
const C: [&str; 2] = ["aws-lc-sys", "ring"];

/// What only declares functions that the system or the browser has.
const BINDINGS: [&str; 6] = [
    "core-foundation-sys",
    "js-sys",
    "linux-raw-sys",
    "security-framework-sys",
    "web-sys",
    "windows-sys",
];

/// What has no place in the product, whatever language it is in: it is there for tests.
const TESTS_ONLY: [&str; 3] = ["dynoxide-rs", "libsqlite3-sys", "rusqlite"];

fn is_aws(name: &str) -> bool {
    name.starts_with("aws-")
}

fn is_browser(name: &str) -> bool {
    name.starts_with("gloo")
        || matches!(
            name,
            "js-sys" | "leptos" | "wasm-bindgen" | "wasm-bindgen-futures" | "web-sys"
        )
}

/// Checks what the packages of the workspace ask for by themselves.
pub(super) fn check_direct(metadata: &Metadata) -> Vec<Finding> {
    let members: Vec<&str> = metadata.members().map(|package| package.name.as_str()).collect();
    let mut findings = Vec::new();
    for package in metadata.members() {
        match DIRECTIONS.iter().find(|(name, _)| *name == package.name) {
            Some((_, allowed)) => findings.extend(check_member(package, allowed, &members)),
            None => findings.push(Finding::new(
                &package.name,
                "has no place in the directions of tidy and ARCHITECTURE.md",
            )),
        }
    }
    findings
}

fn check_member(package: &Package, allowed: &[&str], members: &[&str]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for dependency in &package.dependencies {
        let name = dependency.name.as_str();
        // Tests may go round: they are no part of what others get. But no library knows the application, not even there.
        let application = package.name.starts_with("lockstep-") && !name.starts_with("lockstep-");
        if members.contains(&name) && !allowed.contains(&name) && (!dependency.for_tests || application) {
            findings.push(Finding::new(
                &package.name,
                format!("needs {name}, against the directions of ARCHITECTURE.md"),
            ));
        }
        for Reserved { is, what, users } in RESERVED {
            if is(name) && !users.contains(&package.name.as_str()) {
                let message = format!("needs {name}: only {} knows {what}", users.join(" and "));
                findings.push(Finding::new(&package.name, message));
            }
        }
    }
    findings
}

/// Checks what the pure packages need, directly or through others, with all their own features.
///
/// # Errors
///
/// Cargo fails.
pub(super) fn check_pure(workspace: &Workspace, metadata: &Metadata) -> anyhow::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for package in metadata
        .members()
        .filter(|package| PURE.contains(&package.name.as_str()))
    {
        let mut tree = workspace.cargo("tree");
        tree.args([
            "--locked",
            "--edges",
            "normal",
            "--target",
            "all",
            "--all-features",
            "--prefix",
            "none",
        ]);
        tree.args(["--format", "{lib} {p}", "--package", &package.name]);
        findings.extend(check_tree(&package.name, &process::output(&mut tree)?));
    }
    Ok(findings)
}

/// Checks what the binary `persons` is made of, directly or through others.
///
/// # Errors
///
/// Cargo fails.
pub(super) fn check_product(workspace: &Workspace) -> anyhow::Result<Vec<Finding>> {
    let mut tree = workspace.cargo("tree");
    tree.args(["--locked", "--edges", "normal,build", "--target", "all"]);
    tree.args(["--prefix", "none", "--format", "{lib} {p}"]);
    tree.args(["--package", "persons-server"]);
    Ok(check_product_tree(&process::output(&mut tree)?))
}

/// Checks the lines of `cargo tree`, as [`check_tree`]. Packages that wrap a library of C are called `-sys` by custom.
fn check_product_tree(tree: &str) -> Vec<Finding> {
    let mut names: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .filter_map(|name| {
            let what = if TESTS_ONLY.contains(&name) {
                "it is there for tests"
            } else if name.ends_with("-sys") && !C.contains(&name) && !BINDINGS.contains(&name) {
                "of C, the product has its TLS and nothing else"
            } else {
                return None;
            };
            let message = format!("needs {name}, directly or through others; {what}");
            Some(Finding::new("persons-server", message))
        })
        .collect()
}

/// Checks the lines of `cargo tree`, each with the name of the library and that of the package.
fn check_tree(package: &str, tree: &str) -> Vec<Finding> {
    let mut impure: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .filter(|name| IMPURE.contains(name) || is_aws(name))
        .collect();
    impure.sort_unstable();
    impure.dedup();
    impure
        .into_iter()
        .map(|name| {
            Finding::new(
                package,
                format!("needs {name}, directly or through others; it does no IO"),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::metadata::Dependency;
    use super::*;

    fn package(name: &str, dependencies: &[(&str, bool)]) -> Package {
        let dependency = |(name, for_tests): &(&str, bool)| Dependency {
            name: (*name).to_owned(),
            for_tests: *for_tests,
        };
        Package {
            name: name.to_owned(),
            dependencies: dependencies.iter().map(dependency).collect(),
            ..Package::default()
        }
    }

    fn messages(packages: Vec<Package>) -> Vec<String> {
        let findings = check_direct(&Metadata { packages });
        findings
            .into_iter()
            .map(|finding| format!("{}: {}", finding.place, finding.message))
            .collect()
    }

    #[test]
    fn packages_need_what_is_below_them() {
        let packages = vec![
            package("lockstep-store", &[("lockstep-delta", false)]),
            package("lockstep-delta", &[]),
        ];
        assert_eq!(messages(packages), Vec::<String>::new());
        let packages = vec![
            package("lockstep-store", &[]),
            package("lockstep-delta", &[("lockstep-store", false)]),
        ];
        assert_eq!(
            messages(packages),
            ["lockstep-delta: needs lockstep-store, against the directions of ARCHITECTURE.md"]
        );
    }

    #[test]
    fn tests_may_go_round_but_never_to_the_application() {
        let model = || package("persons-model", &[]);
        let packages = vec![
            model(),
            package("lockstep-delta", &[("lockstep-store", true)]),
            package("lockstep-store", &[]),
        ];
        assert_eq!(messages(packages), Vec::<String>::new());
        let packages = vec![model(), package("lockstep-table", &[("persons-model", true)])];
        assert_eq!(messages(packages).len(), 1);
    }

    #[test]
    fn aws_and_the_browser_stay_where_they_are() {
        assert_eq!(
            messages(vec![package("lockstep-table", &[("aws-sdk-dynamodb", false)])]),
            Vec::<String>::new()
        );
        assert_eq!(
            messages(vec![package("persons-ui", &[("web-sys", false)])]),
            Vec::<String>::new()
        );
        assert_eq!(
            messages(vec![package("persons-server", &[("aws-config", false)])]),
            ["persons-server: needs aws-config: only lockstep-table knows AWS"]
        );
        assert_eq!(
            messages(vec![package("lockstep-store", &[("js-sys", true)])]),
            [
                "lockstep-store: needs js-sys: only lockstep-web and persons-bench and persons-ui knows the browser"
            ]
        );
    }

    #[test]
    fn a_package_that_nobody_placed_is_found() {
        assert_eq!(messages(vec![package("lockstep-new", &[])]).len(), 1);
    }

    #[test]
    fn the_product_has_no_c_but_its_tls() {
        let tree = "tokio tokio v1.0.0\naws_lc_sys aws-lc-sys v0.47.0\nwindows_sys windows-sys v0.61.0\n";
        assert_eq!(check_product_tree(tree), []);
        let tree = "rusqlite rusqlite v0.36.0\nzstd_sys zstd-sys v2.1.3\nzstd_sys zstd-sys v2.1.3 (*)\n";
        let messages: Vec<String> = check_product_tree(tree)
            .into_iter()
            .map(|finding| finding.message)
            .collect();
        assert_eq!(
            messages,
            [
                "needs rusqlite, directly or through others; it is there for tests",
                "needs zstd-sys, directly or through others; of C, the product has its TLS and nothing else",
            ]
        );
    }

    #[test]
    fn what_a_pure_package_needs_through_others_is_found() {
        let tree = "lockstep_store lockstep-store v0.1.0 (path)\nuuid uuid v1.0.0\ngetrandom getrandom v0.4.0\nuuid uuid v1.0.0 (*)\n";
        let messages: Vec<String> = check_tree("lockstep-store", tree)
            .into_iter()
            .map(|finding| finding.message)
            .collect();
        assert_eq!(
            messages,
            ["needs getrandom, directly or through others; it does no IO"]
        );
        assert_eq!(check_tree("lockstep-store", "serde serde v1.0.0\n"), []);
    }
}
