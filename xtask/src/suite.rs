//! `cargo xtask test`: every check and every test, as they run for each change.
//!
//! Cheap checks come first. All steps run, whatever the others find; only the browser tests need what steps before them
//! built. All native steps share one profile, and those that build share one choice of features (the whole workspace's), so
//! that each dependency is compiled once.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::cli::Profile;
use crate::peer::Peer;
use crate::workspace::Workspace;
use crate::{e2e, interop, process, serve, size, tidy, tools, web};

/// A part of the suite.
struct Step {
    name: &'static str,
    run: fn(&Workspace) -> anyhow::Result<Outcome>,
}

/// How a step ended, where it did not fail.
enum Outcome {
    Passed,
    /// It had nothing to do here; the text says why.
    Skipped(&'static str),
}

const STEPS: [Step; 12] = [
    Step {
        name: "format",
        run: format,
    },
    Step {
        name: "tidy",
        run: tidy,
    },
    Step {
        name: "deny",
        run: deny,
    },
    Step {
        name: "clippy",
        run: clippy,
    },
    Step {
        name: "docs",
        run: documentation,
    },
    Step {
        name: "build",
        run: build,
    },
    Step {
        name: "tests",
        run: tests,
    },
    Step {
        name: "peer",
        run: peer,
    },
    Step {
        name: "interop",
        run: interop,
    },
    Step {
        name: "tanstack",
        run: tanstack,
    },
    Step {
        name: "size",
        run: web_size,
    },
    Step {
        name: "browser",
        run: browser,
    },
];

/// How many random cases are made with real `ElectroDB`.
const RANDOM_VECTORS: u32 = 2_000;

/// Runs the steps with these names, all of them without a name, and prints how each ended and how long it took.
///
/// # Errors
///
/// A step fails, or there is none of a name.
pub(crate) fn run(workspace: &Workspace, names: &[String]) -> anyhow::Result<()> {
    let steps = choose(names)?;
    let mut report = Vec::new();
    for step in steps {
        println!("\n==> {}", step.name);
        let start = Instant::now();
        let outcome = (step.run)(workspace);
        if let Err(error) = &outcome {
            eprintln!("error: {error:#}");
        }
        report.push((step.name, start.elapsed(), outcome));
    }
    let failed: Vec<&str> = report
        .iter()
        .filter(|(_, _, outcome)| outcome.is_err())
        .map(|(name, _, _)| *name)
        .collect();
    println!();
    for (name, time, outcome) in &report {
        println!("{}", line(name, *time, outcome));
    }
    let total = report.iter().map(|(_, time, _)| *time).sum();
    if !failed.is_empty() {
        bail!(
            "{} of {} steps failed after {}: {}",
            failed.len(),
            report.len(),
            minutes(total),
            failed.join(", ")
        );
    }
    println!("all {} steps passed in {}", report.len(), minutes(total));
    Ok(())
}

fn choose(names: &[String]) -> anyhow::Result<Vec<&'static Step>> {
    if names.is_empty() {
        return Ok(STEPS.iter().collect());
    }
    let find = |name: &String| {
        STEPS.iter().find(|step| step.name == name).with_context(|| {
            let known: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
            format!("there is no step `{name}`: the steps are {}", known.join(", "))
        })
    };
    names.iter().map(find).collect()
}

fn line(name: &str, time: Duration, outcome: &anyhow::Result<Outcome>) -> String {
    let end = match outcome {
        Ok(Outcome::Passed) => "passed".to_owned(),
        Ok(Outcome::Skipped(reason)) => format!("skipped: {reason}"),
        Err(_) => "FAILED".to_owned(),
    };
    format!("{name:<10}{:>14}  {end}", minutes(time))
}

/// A time for people: `4 min 7 s`.
fn minutes(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

fn format(workspace: &Workspace) -> anyhow::Result<Outcome> {
    process::run(workspace.cargo("fmt").args(["--all", "--check"]))?;
    Ok(Outcome::Passed)
}

fn tidy(workspace: &Workspace) -> anyhow::Result<Outcome> {
    tidy::run(workspace)?;
    Ok(Outcome::Passed)
}

/// Licences, bans and sources are checked by tidy too; `cargo deny` knows more of them, where it is installed. Advisories
/// are left out: they come from the network and say something of the day, not of the change.
fn deny(workspace: &Workspace) -> anyhow::Result<Outcome> {
    if tools::find(&["cargo-deny"]).is_none() {
        return Ok(Outcome::Skipped(
            "cargo-deny is not installed; tidy checked licences, bans and sources",
        ));
    }
    process::run(
        workspace
            .cargo("deny")
            .args(["--all-features", "check", "bans", "licenses", "sources"]),
    )?;
    Ok(Outcome::Passed)
}

fn clippy(workspace: &Workspace) -> anyhow::Result<Outcome> {
    let mut clippy = workspace.cargo("clippy");
    process::run(clippy.args([
        "--workspace",
        "--all-targets",
        "--features",
        PEER,
        "--locked",
        "--",
        "--deny",
        "warnings",
    ]))?;
    Ok(Outcome::Passed)
}

fn documentation(workspace: &Workspace) -> anyhow::Result<Outcome> {
    let mut doc = workspace.cargo("doc");
    doc.args(["--workspace", "--no-deps", "--locked"]);
    process::run(doc.env("RUSTDOCFLAGS", "--deny warnings"))?;
    Ok(Outcome::Passed)
}

fn build(workspace: &Workspace) -> anyhow::Result<Outcome> {
    process::run(
        workspace
            .cargo("build")
            .args(["--workspace", "--all-targets", "--locked"]),
    )?;
    Ok(Outcome::Passed)
}

fn tests(workspace: &Workspace) -> anyhow::Result<Outcome> {
    process::run(
        workspace
            .cargo("test")
            .args(["--workspace", "--locked", "--no-fail-fast", "--quiet"]),
    )?;
    Ok(Outcome::Passed)
}

/// What adds the tests that need another engine.
const PEER: &str = "lockstep-engine/peer";

/// The tests that compare the embedded table with another engine, which the other steps leave out.
fn peer(workspace: &Workspace) -> anyhow::Result<Outcome> {
    let peer = Peer::start(workspace)?;
    process::run(
        workspace
            .cargo("test")
            .args(["--package", "lockstep-engine", "--features", PEER, "--locked"])
            .args(["--test", "it", "--quiet", "--", "ministack"])
            .env("MINISTACK_ENDPOINT", peer.endpoint()),
    )?;
    Ok(Outcome::Passed)
}

fn web_size(workspace: &Workspace) -> anyhow::Result<Outcome> {
    size::run(workspace, false)?;
    Ok(Outcome::Passed)
}

fn interop(workspace: &Workspace) -> anyhow::Result<Outcome> {
    interop::drive(workspace, &built_server(workspace)?)?;
    interop::compare_vectors(workspace, RANDOM_VECTORS, 0)?;
    Ok(Outcome::Passed)
}

fn tanstack(workspace: &Workspace) -> anyhow::Result<Outcome> {
    interop::compare_stores(workspace)?;
    Ok(Outcome::Passed)
}

/// The server that the step `build` has built; built now, where that did not run.
fn built_server(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let server = serve::server_path(workspace.target(), Profile::Dev);
    if server.is_file() {
        return Ok(server);
    }
    serve::build_server(workspace, Profile::Dev)
}

fn browser(workspace: &Workspace) -> anyhow::Result<Outcome> {
    let page = web::build(workspace, Profile::Release)?;
    let server = built_server(workspace)?;
    e2e::drive(workspace, page.directory(), &server, &[])?;
    Ok(Outcome::Passed)
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn steps_are_chosen_by_name() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(choose(&[]).unwrap().len(), STEPS.len());
        let chosen = choose(&names(&["tidy", "format"])).unwrap();
        assert_eq!(
            chosen.iter().map(|step| step.name).collect::<Vec<_>>(),
            ["tidy", "format"]
        );
        let error = choose(&names(&["tity"]))
            .err()
            .expect("there is no such step")
            .to_string();
        assert!(
            error.starts_with("there is no step `tity`: the steps are format, tidy,"),
            "{error}"
        );
    }

    #[test]
    fn a_line_says_how_long_a_step_took_and_how_it_ended() {
        let line = |seconds, outcome| line("tests", Duration::from_secs(seconds), &outcome);
        assert_eq!(line(59, Ok(Outcome::Passed)), "tests               59 s  passed");
        assert_eq!(
            line(67, Err(anyhow::anyhow!("no"))),
            "tests          1 min 7 s  FAILED"
        );
        assert_eq!(
            line(0, Ok(Outcome::Skipped("no need"))),
            "tests                0 s  skipped: no need"
        );
    }
}
