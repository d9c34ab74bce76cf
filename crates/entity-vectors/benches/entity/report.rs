//! What was measured, as a table for people and as JSON for machines.

use std::fmt::Write as _;

use serde_json::{Value, json};

/// One operation of one side.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Which side of ours.
    pub(crate) side: String,
    /// What was done.
    pub(crate) operation: String,
    /// Microseconds that we need, in the fastest turn.
    pub(crate) ours: f64,
    /// Microseconds that `ElectroDB` needs.
    pub(crate) theirs: f64,
    /// The most microseconds that we should need.
    pub(crate) target: f64,
}

impl Line {
    fn ratio(&self) -> f64 {
        self.theirs / self.ours
    }

    fn is_reached(&self) -> bool {
        self.ours <= self.target
    }
}

/// One object, with a member a line.
pub(crate) fn json(lines: &[Line]) -> Value {
    let lines = lines.iter().map(|line| {
        json!({
            "side": line.side,
            "operation": line.operation,
            "unit": "us",
            "ours": line.ours,
            "electrodb": line.theirs,
            "ratio": line.ratio(),
            "target": line.target,
            "reached": line.is_reached(),
        })
    });
    json!({ "lines": lines.collect::<Vec<_>>() })
}

/// A table.
pub(crate) fn table(lines: &[Line]) -> String {
    let mut table = format!(
        "{:<24}{:<18}{:>10}{:>14}{:>9}  target\n",
        "", "", "ours us", "ElectroDB us", "ratio"
    );
    for line in lines {
        let verdict = if line.is_reached() { "reached" } else { "MISSED" };
        writeln!(
            table,
            "{:<24}{:<18}{:>10.2}{:>14.1}{:>8.0}x  <= {} {verdict}",
            line.side,
            line.operation,
            line.ours,
            line.theirs,
            line.ratio(),
            line.target,
        )
        .expect("a string takes any text");
    }
    table
}
