//! How much memory the engine takes and how large its file is: in a process of its own, for what another engine left
//! behind there would be counted too.

use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use super::engines::Side;
use super::report::{Line, Report, Target};
use super::{Scale, machine, rows};

/// What the process is started with, beside the count of rows.
pub(crate) const ARGUMENT: &str = "--footprint";

/// Rows that are made at a time, so that they are not what is measured.
const AT_ONCE: usize = 1_000;

/// Starts the process and reports what it says.
pub(crate) fn measure(scale: Scale, report: &mut Report) -> anyhow::Result<()> {
    let program = std::env::current_exe()?;
    let output = Command::new(program)
        .args([ARGUMENT, &scale.footprint.to_string()])
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "the process that measures memory failed");
    let said: Value = serde_json::from_slice(&output.stdout).context("it said no JSON")?;
    for (name, member, most) in [
        ("memory", "memory", Some(60.0)),
        ("memory, at most", "peak", None),
        ("file", "file", Some(120.0)),
        ("file, closed", "closed", None),
    ] {
        // Memory is only known where the system says it.
        let Some(value) = said[member].as_f64() else {
            continue;
        };
        report.add(Line {
            name: format!("{name}, {} rows", scale.footprint),
            unit: "MB",
            ours: value,
            other: None,
            judged: value,
            target: most.map(Target::AtMost),
            processor: (None, None),
        });
    }
    Ok(())
}

/// What the process does: it writes the rows, reads them all once, and says what it has grown by.
pub(crate) fn child(arguments: &[String]) -> anyhow::Result<()> {
    let count = arguments
        .last()
        .context("the count of rows is missing")?
        .parse()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let said = runtime.block_on(async {
        let directory = tempfile::tempdir()?;
        let file = Side::Ours.file(directory.path());
        let before = machine::memory("VmRSS");
        let table = Side::Ours.table(directory.path()).await?;
        let (mut person, mut written) = (0, 0);
        while written < count {
            let rows: Vec<_> = rows::from(person, AT_ONCE.min(count - written))?;
            person += AT_ONCE;
            written += rows.len();
            table.batch_write(rows::batch(&rows)).await?;
        }
        let mut read = 0;
        for query in rows::queries() {
            let mut pages = table.pages(query);
            while let Some(page) = pages.next().await {
                read += page?.items.len();
            }
        }
        ensure!(read == count, "{count} rows were written and {read} read");
        let grown = |line: &str| Some(machine::memory(line)? - before?);
        let (memory, peak, length) = (grown("VmRSS"), grown("VmHWM"), machine::file(&file)?);
        drop(table);
        let closed = machine::file(&file)?;
        Ok(json!({ "memory": memory, "peak": peak, "file": length, "closed": closed }))
    });
    println!("{}", said?);
    Ok(())
}
