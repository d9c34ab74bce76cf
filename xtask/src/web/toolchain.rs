//! Finding a compiler that can build for WebAssembly.
//!
//! Three kinds will do: one that has the target's standard library; one that has the library's source, from which Cargo
//! builds it (`-Zbuild-std`); and, where neither is there, one that can be installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::workspace::Workspace;
use crate::{process, tools};

/// The target of the browser client.
pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// Where Debian's packages put their compiler.
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

/// Debian's newest compiler and the source of its standard library.
const DEBIAN_PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];

/// A compiler, and how it comes by the target's standard library.
#[derive(Debug, PartialEq)]
pub(super) struct Toolchain {
    rustc: PathBuf,
    library: Library,
}

#[derive(Debug, PartialEq)]
enum Library {
    /// It is installed.
    Installed,
    /// Cargo has to build it from source.
    Source,
}

impl Toolchain {
    /// Finds a compiler for the target or installs what is missing.
    ///
    /// # Errors
    ///
    /// There is none and none can be installed.
    pub(super) fn find(rust_version: u32) -> anyhow::Result<Self> {
        if let Some(toolchain) = Self::installed(rust_version) {
            return Ok(toolchain);
        }
        eprintln!("the standard library for {TARGET} is not installed");
        if tools::install_packages(&DEBIAN_PACKAGES)
            && let Some(toolchain) = Self::installed(rust_version)
        {
            return Ok(toolchain);
        }
        if tools::find(&["rustup"]).is_some()
            && process::run(Command::new("rustup").args(["target", "add", TARGET])).is_ok()
            && let Some(toolchain) = Self::installed(rust_version)
        {
            return Ok(toolchain);
        }
        bail!(
            "the browser client needs Rust's standard library for {TARGET}: run `rustup target add {TARGET}`"
        )
    }

    /// The best compiler on this machine: the one in use before Debian's, a ready library before its source.
    fn installed(rust_version: u32) -> Option<Self> {
        let compilers: Vec<PathBuf> = [default_rustc(), PathBuf::from(DEBIAN_RUSTC)]
            .into_iter()
            .filter(|rustc| minor_version(rustc).is_some_and(|minor| minor >= rust_version))
            .collect();
        let with = |library: Library, has: fn(&Path) -> bool| {
            let rustc = compilers.iter().find(|rustc| has(rustc))?.clone();
            Some(Self { rustc, library })
        };
        with(Library::Installed, has_library).or_else(|| with(Library::Source, has_library_source))
    }

    /// `cargo build` for the target with this compiler.
    ///
    /// # Errors
    ///
    /// The compiler does not say where its parts are.
    pub(super) fn cargo_build(&self, workspace: &Workspace) -> anyhow::Result<Command> {
        let mut command = workspace.cargo("build");
        command.args(["--target", TARGET]);
        command.env("RUSTC", &self.rustc);
        // `cargo run` points it at another compiler's libraries.
        command.env_remove("LD_LIBRARY_PATH");
        command.env_remove("RUSTFLAGS");
        command.env("CARGO_ENCODED_RUSTFLAGS", self.flags(workspace)?);
        if self.library == Library::Source {
            command
                .arg("-Zbuild-std=std,panic_abort")
                .env("RUSTC_BOOTSTRAP", "1");
            command.env("PATH", path_with(&linker_directory()?)?);
        }
        Ok(command)
    }

    /// Flags that keep this machine's directories out of the program, in the form of `CARGO_ENCODED_RUSTFLAGS`.
    fn flags(&self, workspace: &Workspace) -> anyhow::Result<String> {
        let mut directories = vec![
            (workspace.root().to_owned(), "/lockstep"),
            (sysroot(&self.rustc)?, "/rust"),
        ];
        directories.extend(Workspace::cargo_home().map(|home| (home, "/cargo")));
        let flags: Vec<String> = directories
            .iter()
            .map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()))
            .collect();
        Ok(flags.join("\u{1f}"))
    }
}

fn default_rustc() -> PathBuf {
    std::env::var_os("RUSTC").map_or_else(|| "rustc".into(), PathBuf::from)
}

fn has_library(rustc: &Path) -> bool {
    let Ok(directory) = print(rustc, &["--print", "target-libdir", "--target", TARGET]) else {
        return false;
    };
    let Ok(files) = Path::new(&directory).read_dir() else {
        return false;
    };
    files
        .flatten()
        .any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
}

fn has_library_source(rustc: &Path) -> bool {
    sysroot(rustc).is_ok_and(|sysroot| sysroot.join("lib/rustlib/src/rust/library/Cargo.lock").is_file())
}

/// The directory with `rust-lld` of the compiler in use, which Debian's packages lack.
fn linker_directory() -> anyhow::Result<PathBuf> {
    let rustc = default_rustc();
    let version = print(&rustc, &["--version", "--verbose"])?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc does not name its host")?;
    Ok(sysroot(&rustc)?.join("lib/rustlib").join(host).join("bin"))
}

/// The PATH with one more directory at its end.
fn path_with(directory: &Path) -> anyhow::Result<std::ffi::OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let directories = std::env::split_paths(&path).chain([directory.to_owned()]);
    std::env::join_paths(directories).context("a directory of the compiler cannot be put on the PATH")
}

fn sysroot(rustc: &Path) -> anyhow::Result<PathBuf> {
    print(rustc, &["--print", "sysroot"]).map(PathBuf::from)
}

/// The 95 of `rustc 1.95.0 (…)`; none if there is no such compiler.
fn minor_version(rustc: &Path) -> Option<u32> {
    minor_of(&print(rustc, &["--version"]).ok()?)
}

fn minor_of(version: &str) -> Option<u32> {
    version.strip_prefix("rustc 1.")?.split('.').next()?.parse().ok()
}

/// What the compiler prints for the arguments, trimmed; it is not an error of ours if there is no such compiler.
fn print(rustc: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new(rustc)
        .args(arguments)
        .output()
        .context("cannot start rustc")?;
    if !output.status.success() {
        bail!("rustc {} failed ({})", arguments.join(" "), output.status);
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minor_version_is_read_from_what_rustc_prints() {
        assert_eq!(
            minor_of("rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)"),
            Some(96)
        );
        assert_eq!(minor_of("rustc 2.0.0"), None);
        assert_eq!(minor_of("clang 1.2.3"), None);
    }

    #[test]
    fn a_compiler_that_is_not_there_has_nothing() {
        let missing = Path::new("a-compiler-that-nobody-has");
        assert_eq!(minor_version(missing), None);
        assert!(!has_library(missing));
        assert!(!has_library_source(missing));
    }
}
