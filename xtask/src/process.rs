//! Running other programs, with errors that say which one and how it ended.

use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

/// Runs a program to its end; its output goes where ours goes.
///
/// # Errors
///
/// The program cannot be started, or it ends with a status other than success.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", line(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a program to its end and returns what it wrote to its standard output; its error output goes where ours goes.
///
/// # Errors
///
/// As [`run`], or the output is not UTF-8.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {}", line(command)))?;
    if !output.status.success() {
        bail!("{} failed ({})", line(command), output.status);
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("{} wrote bytes that are not UTF-8", line(command)))
}

/// The command as one would type it, without its environment.
fn line(command: &Command) -> String {
    let mut line = format!("`{}", command.get_program().display());
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line.push('`');
    line
}
