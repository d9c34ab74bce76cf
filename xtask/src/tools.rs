//! Tools that a task needs beyond Cargo: found where they are installed, else installed where that is possible.
//!
//! The order is always the same: what is on the machine; Debian's packages, where this runs as root and `apt-get` is
//! there; else an error of one line that says what to install.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context as _, bail};

use crate::process;

/// The oldest Node.js that the tests run on (its first release with the test runner's options that we use).
const NODE_VERSION: u32 = 18;

/// The oldest Python that `MiniStack` runs on.
const PYTHON_VERSION: (u32, u32) = (3, 10);

/// Finds a browser of the Chromium family for the browser tests, or installs one.
///
/// # Errors
///
/// There is none and it cannot be installed.
pub(crate) fn chromium() -> anyhow::Result<PathBuf> {
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    // Without a font the browser draws no text.
    find_or_install(&names, &["chromium", "fonts-dejavu-core"])
        .context("the browser tests need Chromium: install it so that `chromium` is on the PATH")
}

/// Finds Node.js and npm, or installs them.
///
/// # Errors
///
/// There are none that are new enough, and they cannot be installed.
pub(crate) fn node() -> anyhow::Result<Node> {
    let missing =
        || format!("these tests need Node.js {NODE_VERSION} or newer and npm: install them on the PATH");
    let node = find_or_install(&["node"], &["nodejs"]).with_context(missing)?;
    let npm = find_or_install(&["npm"], &["npm"]).with_context(missing)?;
    let version = process::output(Command::new(&node).arg("--version"))?;
    if major_version(&version).is_none_or(|major| major < NODE_VERSION) {
        bail!("{}; {} is {}", missing(), node.display(), version.trim());
    }
    Ok(Node { node, npm })
}

/// Finds Python for the comparison with `MiniStack`, or installs it.
///
/// # Errors
///
/// There is none that is new enough, and it cannot be installed.
pub(crate) fn python() -> anyhow::Result<PathBuf> {
    let (major, minor) = PYTHON_VERSION;
    let missing = || {
        format!(
            "the comparison with MiniStack needs Python {major}.{minor} or newer with pip and venv: install it so that \
             `python3` is on the PATH (Debian: python3-venv)"
        )
    };
    let python =
        find_or_install(&["python3", "python"], &["python3", "python3-venv"]).with_context(missing)?;
    let version = process::output(Command::new(&python).arg("--version"))?;
    if python_version(&version).is_none_or(|version| version < PYTHON_VERSION) {
        bail!("{}; {} is {}", missing(), python.display(), version.trim());
    }
    Ok(python)
}

/// Node.js and its package manager.
pub(crate) struct Node {
    /// The path of `node`.
    pub(crate) node: PathBuf,
    /// The path of `npm`.
    pub(crate) npm: PathBuf,
}

/// Installs the packages of a directory's lock file, unless the last run did.
///
/// # Errors
///
/// npm fails, or the directory cannot be read or written.
pub(crate) fn install_node_packages(node: &Node, directory: &Path) -> anyhow::Result<()> {
    let lock = directory.join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let stamp = directory.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    process::run(
        Command::new(&node.npm)
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(directory),
    )?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}

/// The first of the programs that is on the PATH.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names.iter().find_map(|name| {
        let name = Path::new(name).with_extension(env::consts::EXE_EXTENSION);
        env::split_paths(&path)
            .map(|directory| directory.join(&name))
            .find(|file| file.is_file())
    })
}

/// Installs Debian packages; says whether they are installed now.
pub(crate) fn install_packages(packages: &[&str]) -> bool {
    static UPDATED: OnceLock<bool> = OnceLock::new();

    let apt = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command.args([
            "--quiet",
            "--quiet",
            "-o",
            "Acquire::Retries=2",
            "-o",
            "Acquire::http::Timeout=60",
        ]);
        command
    };
    if find(&["apt-get"]).is_none() || !is_root() {
        return false;
    }
    eprintln!("installing the Debian packages {}", packages.join(", "));
    *UPDATED.get_or_init(|| process::run(apt().arg("update")).is_ok())
        && process::run(
            apt()
                .args(["install", "--yes", "--no-install-recommends"])
                .args(packages),
        )
        .is_ok()
}

fn find_or_install(names: &[&str], packages: &[&str]) -> Option<PathBuf> {
    find(names).or_else(|| install_packages(packages).then(|| find(names)).flatten())
}

fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// The 20 of `v20.1.2`.
fn major_version(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// The 3 and the 11 of `Python 3.11.7`.
fn python_version(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.trim().strip_prefix("Python ")?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_node_prints() {
        assert_eq!(major_version("v20.20.2\n"), Some(20));
        assert_eq!(major_version("20.20.2"), None);
        assert_eq!(major_version("v"), None);
    }

    #[test]
    fn the_version_is_read_from_what_python_prints() {
        assert_eq!(python_version("Python 3.11.7\n"), Some((3, 11)));
        assert_eq!(python_version("3.11.7"), None);
    }

    #[test]
    fn a_program_that_is_nowhere_is_not_found() {
        assert_eq!(find(&["a-program-that-nobody-has"]), None);
    }
}
