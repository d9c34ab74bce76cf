//! What was measured, as a table for people and as JSON for machines.

use serde_json::{Value, json};

use super::machine;

/// What a figure should be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    AtLeast(f64),
    AtMost(f64),
}

impl Target {
    fn is_reached(self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
        }
    }

    fn text(self) -> String {
        match self {
            Self::AtLeast(least) => format!(">= {least}"),
            Self::AtMost(most) => format!("<= {most}"),
        }
    }
}

/// One thing that was measured.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) name: String,
    /// What the two figures count.
    pub(crate) unit: &'static str,
    pub(crate) ours: f64,
    /// The figure beside ours: the rival's, or ours under other circumstances.
    pub(crate) other: Option<f64>,
    /// What is judged: a ratio, or the figure itself where there is none beside it. It is better the farther it is on
    /// the right side of the target.
    pub(crate) judged: f64,
    pub(crate) target: Option<Target>,
    /// Microseconds of the processors for each, ours and the other.
    pub(crate) processor: (Option<f64>, Option<f64>),
}

/// All that was measured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    lines: Vec<Line>,
    load: Option<(f64, usize)>,
}

impl Report {
    /// Adds a line, and says on the error output that it is there.
    pub(crate) fn add(&mut self, line: Line) {
        self.load = self.load.or_else(machine::load);
        eprintln!("measured: {}", line.name);
        self.lines.push(line);
    }

    /// Prints it.
    pub(crate) fn print(&self, as_json: bool) {
        if as_json {
            println!("{}", self.to_json());
        } else {
            print!("{}", self.to_table());
        }
    }

    fn to_json(&self) -> Value {
        let lines = self.lines.iter().map(|line| {
            json!({
                "name": line.name,
                "unit": line.unit,
                "ours": line.ours,
                "other": line.other,
                "judged": line.judged,
                "target": line.target.map(Target::text),
                "reached": line.target.map(|target| target.is_reached(line.judged)),
                "processor_us": { "ours": line.processor.0, "other": line.processor.1 },
            })
        });
        json!({
            "lines": lines.collect::<Vec<_>>(),
            "load": self.load.map(|(load, processors)| json!({ "one_minute": load, "processors": processors })),
        })
    }

    fn to_table(&self) -> String {
        let mut text = vec![format!(
            "{:<48}{:>10}{:>10} {:<8}{:>9}{:>9}{:>9}  target",
            "", "ours", "other", "", "cpu us", "other", "judged"
        )];
        if let Some((load, processors)) = self.load {
            text.insert(0, format!("load {load:.1} on {processors} processors"));
        }
        let optional = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), figure);
        for line in &self.lines {
            let verdict = match line.target {
                Some(target) if target.is_reached(line.judged) => format!("{:<9}reached", target.text()),
                Some(target) => format!("{:<9}MISSED", target.text()),
                None => String::new(),
            };
            text.push(format!(
                "{:<48}{:>10}{:>10} {:<8}{:>9}{:>9}{:>9}  {verdict}",
                line.name,
                figure(line.ours),
                optional(line.other),
                line.unit,
                optional(line.processor.0),
                optional(line.processor.1),
                figure(line.judged),
            ));
        }
        text.push(String::new());
        text.join("\n")
    }
}

/// A figure with as many digits as it has meaning.
fn figure(value: f64) -> String {
    match value.abs() {
        large if large >= 100.0 => format!("{value:.0}"),
        medium if medium >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
