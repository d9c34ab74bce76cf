//! Golden vectors of `ElectroDB`, run against the entity layer.
//!
//! A vector is a case: a model, calls of `ElectroDB`'s interface, and what the real library made of them: requests,
//! results and errors. Stored bytes and cursors must be the same, requests mean the same, errors have the same code.
//!
//! A case is refused where the layer does on purpose what `ElectroDB` does not; the reason is said.

mod call;
mod case;
mod condition;
mod equivalent;
mod evaluate;
mod exchange;
mod functions;
mod native;
mod options;
mod request;
mod transaction;
mod wire;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use anyhow::{Context as _, Result};
use lockstep_entity::Error;
use serde_json::value::RawValue;

use case::Case;

/// The models of the cases that name their entity only.
const SEED_MODELS: &str = include_str!("../vectors/electrodb-seed-models.json");

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The layer does as `ElectroDB` does.
    Passed,
    /// The layer does otherwise on purpose, for this reason.
    Refused(String),
    /// The layer does otherwise, in this way.
    Failed(String),
}

/// How each case of a file ended, by its id.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The cases in the order of the file.
    pub outcomes: Vec<(String, Outcome)>,
}

impl Report {
    /// How many cases passed, were refused, and failed.
    pub fn counts(&self) -> [usize; 3] {
        let mut counts = [0; 3];
        for (_, outcome) in &self.outcomes {
            counts[match outcome {
                Outcome::Passed => 0,
                Outcome::Refused(_) => 1,
                Outcome::Failed(_) => 2,
            }] += 1;
        }
        counts
    }
}

impl Report {
    /// The report without the cases that passed.
    #[must_use]
    pub fn brief(&self) -> String {
        let text = self.to_string();
        let passed = |line: &&str| !line.ends_with(" passed");
        text.lines().filter(passed).collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (id, outcome) in &self.outcomes {
            match outcome {
                Outcome::Passed => writeln!(formatter, "{id} passed")?,
                Outcome::Refused(reason) => writeln!(formatter, "{id} refused ({reason})")?,
                Outcome::Failed(reason) => writeln!(formatter, "{id} failed: {reason}")?,
            }
        }
        let [passed, refused, failed] = self.counts();
        write!(formatter, "{passed} passed, {refused} refused, {failed} failed")
    }
}

/// Runs the cases of a file. Models that cases name but do not carry are those of the seed.
///
/// # Errors
///
/// The file cannot be read or holds no cases.
pub fn run_file(path: &Path) -> Result<Report> {
    let json = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    run(&json).with_context(|| format!("{} holds no cases", path.display()))
}

/// Runs cases.
///
/// # Errors
///
/// The text is no JSON list of cases.
pub fn run(json: &str) -> Result<Report> {
    let cases: Vec<Box<RawValue>> = serde_json::from_str(json)?;
    let models: BTreeMap<String, Box<RawValue>> = serde_json::from_str(SEED_MODELS)?;
    let functions = functions::known();
    let outcomes = cases
        .iter()
        .enumerate()
        .map(
            |(position, json)| match serde_json::from_str::<Case>(json.get()) {
                Ok(case) => {
                    let outcome = judged(|| evaluate::outcome(&case, &models, &functions));
                    (case.id, outcome)
                }
                // One case that is not understood says nothing of the others.
                Err(error) => {
                    let reason = format!("the case is not understood: {error}");
                    (id(json, position), Outcome::Failed(reason))
                }
            },
        )
        .collect();
    Ok(Report { outcomes })
}

/// The id of a case whose shape is not known, or which one it is, counted from 0.
fn id(case: &RawValue, position: usize) -> String {
    let json: serde_json::Value = serde_json::from_str(case.get()).unwrap_or_default();
    match &json["id"] {
        serde_json::Value::String(id) => id.clone(),
        serde_json::Value::Null => format!("case {position}"),
        other => other.to_string(),
    }
}

/// Has a case judged; a panic is this case's failure and not the end of the run.
fn judged(judge: impl FnOnce() -> Outcome) -> Outcome {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(judge)).unwrap_or_else(|panic| {
        let message = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no message");
        Outcome::Failed(format!("it panicked: {message}"))
    })
}

/// A call that is refused before the layer sees it, or by it.
#[derive(Debug)]
struct Refusal {
    code: Option<u16>,
    message: String,
    /// It is refused because the case carries a function.
    is_function: bool,
}

impl Refusal {
    fn new(code: u16, message: String) -> Self {
        Self {
            code: Some(code),
            message,
            is_function: false,
        }
    }

    fn of(error: &Error) -> Self {
        Self {
            code: error.electrodb_code(),
            message: error.to_string(),
            is_function: false,
        }
    }

    fn function(place: &str) -> Self {
        Self {
            code: None,
            message: format!("{place} is a JavaScript function"),
            is_function: true,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}
