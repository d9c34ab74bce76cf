//! The web build: from the package `persons-ui` to the files that the server hands out, and from `persons-bench` to a
//! module for Node.js.
//!
//! Cargo compiles the client to WebAssembly ([`toolchain`]), `wasm-bindgen` writes the JavaScript around it, [`page`] names
//! every file by its content and links them, and [`compress`] puts compressed copies beside them. The server is no part
//! of this; it serves the directory as it is.

mod compress;
mod page;
mod toolchain;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use wasm_bindgen_cli_support::Bindgen;

use crate::cli::Profile;
use crate::process;
use crate::workspace::Workspace;

pub(crate) use compress::brotli;
pub(crate) use page::{File, Page};
use toolchain::{TARGET, Toolchain};

/// The oldest minor version of Rust that compiles the workspace; the manifest says so too (`rust-version`).
const RUST_VERSION: u32 = 95;

/// Builds the browser client and writes it to `target/web/dist`.
///
/// In the release profile every file that gets smaller has a `.br` and a `.gz` beside it. Files are written to a directory of
/// their own and put in place at the end, so a server never hands out half of a build.
///
/// # Errors
///
/// No compiler for WebAssembly can be had, the client does not compile, or its page refers to files that are not there.
pub(crate) fn build(workspace: &Workspace, profile: Profile) -> anyhow::Result<Page> {
    build_page(workspace, profile, &[], "dist")
}

/// Builds the browser client as it is released, but with its inspector, and writes it to `target/web/inspected`.
///
/// # Errors
///
/// As [`build`].
pub(crate) fn build_inspected(workspace: &Workspace) -> anyhow::Result<Page> {
    build_page(
        workspace,
        Profile::Release,
        &["--features", "inspector"],
        "inspected",
    )
}

/// Builds the browser client into a directory of this name.
fn build_page(
    workspace: &Workspace,
    profile: Profile,
    features: &[&str],
    name: &str,
) -> anyhow::Result<Page> {
    let web = workspace.target().join("web");
    let (cargo_profile, directory) = match profile {
        Profile::Dev => ("dev", "debug"),
        Profile::Release => ("wasm-release", "wasm-release"),
    };
    let wasm = compile(workspace, "persons-ui", cargo_profile, features)?
        .join(directory)
        .join("persons_ui.wasm");
    let source = workspace.root().join("persons/ui");
    let client = bind(&wasm, profile)?;
    let page = page::assemble(&source, client, web.join(name))?;

    let fingerprint = format!("{profile:?} {}", page.fingerprint());
    let stamp = web.join(format!("{name}.stamp"));
    if page.directory().is_dir() && fs::read_to_string(&stamp).is_ok_and(|built| built == fingerprint) {
        return Ok(page);
    }
    remove_if_there(&stamp, |path| fs::remove_file(path))?;
    let staging = web.join(format!("{name}.new"));
    remove_if_there(&staging, |path| fs::remove_dir_all(path))?;
    write(&page, &staging, profile).with_context(|| format!("cannot write to {}", staging.display()))?;
    remove_if_there(page.directory(), |path| fs::remove_dir_all(path))?;
    fs::rename(&staging, page.directory())
        .with_context(|| format!("cannot put {} in place", page.directory().display()))?;
    fs::write(&stamp, fingerprint).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(page)
}

/// Builds the store's benchmark for Node.js; returns the directory of the module `persons_bench.js`.
///
/// # Errors
///
/// No compiler for WebAssembly can be had, or it does not compile.
pub(crate) fn build_bench(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    const PROFILE: &str = "wasm-bench";
    let wasm = compile(workspace, "persons-bench", PROFILE, &[])?
        .join(PROFILE)
        .join("persons_bench.wasm");
    let directory = workspace.target().join("web/bench");
    Bindgen::new()
        .input_path(&wasm)
        .out_name("persons_bench")
        .nodejs(true)?
        .typescript(false)
        .generate(&directory)
        .with_context(|| format!("wasm-bindgen cannot process {}", wasm.display()))?;
    // Node.js takes the nearest manifest's word for what kind of module a file is; ours is CommonJS.
    fs::write(directory.join("package.json"), "{ \"type\": \"commonjs\" }\n")
        .with_context(|| format!("cannot write to {}", directory.display()))?;
    Ok(directory)
}

/// Compiles a package's library in a profile; returns the directory of the target, in which the profile has its own.
fn compile(
    workspace: &Workspace,
    package: &str,
    profile: &str,
    features: &[&str],
) -> anyhow::Result<PathBuf> {
    let target = workspace.target().join("web");
    let mut build = Toolchain::find(RUST_VERSION)?.cargo_build(workspace)?;
    build
        .args([
            "--package",
            package,
            "--lib",
            "--profile",
            profile,
            "--target-dir",
        ])
        .arg(&target)
        .args(features);
    process::run(&mut build)?;
    Ok(target.join(TARGET))
}

/// Runs `wasm-bindgen` over the compiled module.
fn bind(wasm: &Path, profile: Profile) -> anyhow::Result<page::Client> {
    let release = profile == Profile::Release;
    let mut output = Bindgen::new()
        .input_path(wasm)
        .out_name("app")
        .web(true)?
        .remove_name_section(release)
        .remove_producers_section(release)
        .generate_output()
        .with_context(|| format!("wasm-bindgen cannot process {}", wasm.display()))?;
    let mut snippets = Vec::new();
    for (package, scripts) in output.snippets() {
        for (position, script) in scripts.iter().enumerate() {
            snippets.push((format!("{package}/inline{position}.js"), script.clone()));
        }
    }
    snippets.extend(
        output
            .local_modules()
            .iter()
            .map(|(path, script)| (path.clone(), script.clone())),
    );
    // Maps have no order of their own; the build has the same result each time.
    snippets.sort();
    Ok(page::Client {
        script: output.js().to_owned(),
        wasm: output.wasm_mut().emit_wasm(),
        snippets,
    })
}

fn write(page: &Page, directory: &Path, profile: Profile) -> anyhow::Result<()> {
    for file in page.files() {
        let path = directory.join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, &file.content)?;
    }
    if profile == Profile::Release {
        compress::write_siblings(page.files(), directory)?;
    }
    Ok(())
}

fn remove_if_there(path: &Path, remove: impl Fn(&Path) -> std::io::Result<()>) -> anyhow::Result<()> {
    match remove(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}
