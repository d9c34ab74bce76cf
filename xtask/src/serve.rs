//! `cargo xtask serve`: the whole application on one command.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::Profile;
use crate::workspace::Workspace;
use crate::{process, web};

/// Builds the browser client and the server, then becomes the server.
///
/// # Errors
///
/// One of them does not build, or the server cannot be started.
pub(crate) fn run(workspace: &Workspace, profile: Profile, arguments: &[OsString]) -> anyhow::Result<()> {
    let page = web::build(workspace, profile)?;
    let server = build_server(workspace, profile)?;
    become_program(
        Command::new(server)
            .arg("serve")
            .arg("--web")
            .arg(page.directory())
            .args(arguments),
    )
}

/// Builds the binary `persons` and returns its path.
///
/// # Errors
///
/// It does not compile.
pub(crate) fn build_server(workspace: &Workspace, profile: Profile) -> anyhow::Result<PathBuf> {
    let mut build = workspace.cargo("build");
    build.args(["--package", "persons-server", "--bin", "persons"]);
    if profile == Profile::Release {
        build.arg("--release");
    }
    process::run(&mut build)?;
    Ok(server_path(workspace.target(), profile))
}

/// Where Cargo puts the binary `persons`.
pub(crate) fn server_path(target: &Path, profile: Profile) -> PathBuf {
    let directory = match profile {
        Profile::Dev => "debug",
        Profile::Release => "release",
    };
    target
        .join(directory)
        .join("persons")
        .with_extension(std::env::consts::EXE_EXTENSION)
}

/// Replaces this process, so that signals reach the server and nothing stands between it and the terminal.
#[cfg(unix)]
fn become_program(command: &mut Command) -> anyhow::Result<()> {
    use std::os::unix::process::CommandExt as _;

    let error = command.exec();
    Err(anyhow::Error::new(error).context(format!("cannot start {}", command.get_program().display())))
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> anyhow::Result<()> {
    process::run(command)
}
