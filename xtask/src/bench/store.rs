//! `cargo xtask bench store`: our store, natively and as WebAssembly, beside TanStack DB in the same Node.js.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use crate::workspace::Workspace;
use crate::{interop, process, web};

/// The bytes that a row may take beyond the row itself.
const MOST_OVERHEAD: f64 = 100.0;

/// One line with one number of persons, as all sides measured it.
#[derive(Debug)]
struct Row {
    name: String,
    what: String,
    persons: u64,
    target: f64,
    /// Whether the target is to be reached with so many persons: what follows the data there and the change here is the
    /// further apart the more there are.
    judged: bool,
    /// Milliseconds.
    tanstack: f64,
    native: f64,
    wasm: f64,
}

/// What a row takes beyond itself, in bytes.
#[derive(Debug)]
struct Overhead {
    persons: u64,
    tanstack: f64,
    native: f64,
    wasm: f64,
}

/// Measures the store with 10,000 persons and, unless it is to be `quick`, with 100,000. What is slow does not fail, what
/// answers otherwise than TanStack DB does.
///
/// # Errors
///
/// Something does not build, Node.js is missing, or the sides do not give the same rows.
pub(crate) fn store(workspace: &Workspace, quick: bool, as_json: bool) -> anyhow::Result<()> {
    let (nodejs, directory) = interop::node(workspace)?;
    let module = web::build_bench(workspace)?;
    let mut build = workspace.cargo("build");
    build.args(["--locked", "--quiet", "--release", "--package", "persons-bench"]);
    process::run(&mut build)?;
    let program = workspace
        .target()
        .join("release/persons-bench")
        .with_extension(std::env::consts::EXE_EXTENSION);

    let (mut rows, mut overheads) = (Vec::new(), Vec::new());
    for persons in if quick {
        &[10_000_u64][..]
    } else {
        &[10_000, 100_000]
    } {
        eprintln!("measuring with {persons} persons …");
        let native = process::output(Command::new(&program).arg(persons.to_string()))?;
        let node = process::output(
            Command::new(&nodejs)
                .current_dir(&directory)
                .env("NODE_ENV", "production")
                .args(["--expose-gc", "--max-old-space-size=8192", "bench/store.js"])
                .arg(&module)
                .arg(persons.to_string()),
        )?;
        let native = serde_json::from_str(&native).context("the native side wrote no JSON")?;
        let node = serde_json::from_str(&node).context("Node.js wrote no JSON")?;
        rows.extend(compare(*persons, &native, &node)?);
        overheads.push(Overhead {
            persons: *persons,
            tanstack: number(&node["overhead"]["tanstack"])?,
            native: number(&native["overhead"])?,
            wasm: number(&node["overhead"]["wasm"])?,
        });
    }
    if as_json {
        println!("{}", to_json(&rows, &overheads));
    } else {
        print!("{}", to_table(&rows, &overheads));
    }
    Ok(())
}

/// The lines of one run, if all sides answered alike.
fn compare(persons: u64, native: &Value, node: &Value) -> anyhow::Result<Vec<Row>> {
    let plan = native["plan"]
        .as_array()
        .context("the native side left out its plan")?;
    let mut rows = Vec::new();
    for line in plan {
        let name = line["name"].as_str().context("a line has no name")?;
        let sides = [
            ("native", &native["lines"][name]),
            ("WebAssembly", &node["wasm"][name]),
            ("TanStack DB", &node["tanstack"][name]),
        ];
        let answers: BTreeMap<&str, &str> = sides
            .iter()
            .map(|(side, measured)| (*side, measured["answer"].as_str().unwrap_or("nothing")))
            .collect();
        if answers.values().any(|answer| *answer != answers["native"]) {
            bail!("the sides do not answer alike in `{name}` with {persons} persons: {answers:?}");
        }
        let [native, wasm, tanstack] = sides.map(|(_, measured)| number(&measured["milliseconds"]));
        rows.push(Row {
            name: name.to_owned(),
            what: line["what"].as_str().unwrap_or(name).to_owned(),
            persons,
            target: number(&line["target"])?,
            judged: line["judged"].as_u64() == Some(persons),
            tanstack: tanstack?,
            native: native?,
            wasm: wasm?,
        });
    }
    Ok(rows)
}

fn number(value: &Value) -> anyhow::Result<f64> {
    value.as_f64().with_context(|| format!("{value} is no number"))
}

impl Row {
    /// How many times faster the store is as WebAssembly.
    fn ratio(&self) -> f64 {
        self.tanstack / self.wasm
    }

    /// Whether the target is reached, where it is to be.
    fn is_met(&self) -> Option<bool> {
        self.judged.then(|| self.ratio() >= self.target)
    }
}

impl Overhead {
    fn is_met(&self) -> bool {
        self.native.max(self.wasm) <= MOST_OVERHEAD
    }
}

fn to_table(rows: &[Row], overheads: &[Overhead]) -> String {
    let mut table = String::new();
    let mut line = |cells: [&str; 8]| {
        let [what, persons, tanstack, native, wasm, ratio, target, met] = cells;
        // A string takes what is written into it.
        let _ = writeln!(
            table,
            "{what:<48}{persons:>8}{tanstack:>14}{native:>12}{wasm:>12}{ratio:>10}{target:>9}  {met}"
        );
    };
    line([
        "milliseconds",
        "persons",
        "TanStack DB",
        "native",
        "wasm",
        "ratio",
        "target",
        "",
    ]);
    for row in rows {
        line([
            &row.what,
            &row.persons.to_string(),
            &milliseconds(row.tanstack),
            &milliseconds(row.native),
            &milliseconds(row.wasm),
            &format!("{:.0}×", row.ratio()),
            &format!("{:.0}×", row.target),
            row.is_met().map_or("", met),
        ]);
    }
    for overhead in overheads {
        line([
            "memory of a row beyond the row, bytes",
            &overhead.persons.to_string(),
            &format!("{:.0}", overhead.tanstack),
            &format!("{:.0}", overhead.native),
            &format!("{:.0}", overhead.wasm),
            "",
            &format!("≤ {MOST_OVERHEAD:.0}"),
            met(overhead.is_met()),
        ]);
    }
    table
}

fn met(is_met: bool) -> &'static str {
    if is_met { "met" } else { "MISSED" }
}

/// With three significant digits, about.
fn milliseconds(time: f64) -> String {
    let digits = match time {
        100.0.. => 0,
        1.0.. => 1,
        0.1.. => 3,
        _ => 5,
    };
    format!("{time:.digits$}")
}

fn to_json(rows: &[Row], overheads: &[Overhead]) -> Value {
    let rows = rows.iter().map(|row| {
        json!({
            "line": row.name, "what": row.what, "persons": row.persons,
            "tanstackMilliseconds": row.tanstack, "nativeMilliseconds": row.native, "wasmMilliseconds": row.wasm,
            "ratio": row.ratio(), "target": row.target, "met": row.is_met(),
        })
    });
    let overheads = overheads.iter().map(|overhead| {
        json!({
            "persons": overhead.persons, "tanstackBytes": overhead.tanstack, "nativeBytes": overhead.native,
            "wasmBytes": overhead.wasm, "target": MOST_OVERHEAD, "met": overhead.is_met(),
        })
    });
    json!({ "lines": rows.collect::<Vec<_>>(), "memory": overheads.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn native() -> Value {
        json!({
            "plan": [{ "name": "load", "what": "load a collection", "target": 20, "judged": 5 }],
            "lines": { "load": { "milliseconds": 1.0, "answer": "5 rows" } },
        })
    }

    fn node(answer: &str) -> Value {
        json!({
            "wasm": { "load": { "milliseconds": 2.0, "answer": "5 rows" } },
            "tanstack": { "load": { "milliseconds": 50.0, "answer": answer } },
        })
    }

    #[test]
    fn the_ratio_is_that_of_the_wasm_and_decides() {
        let rows = compare(5, &native(), &node("5 rows")).unwrap();
        assert!((rows[0].ratio() - 25.0).abs() < 1e-9);
        assert_eq!(rows[0].is_met(), Some(true));
        let table = to_table(&rows, &[]);
        assert!(
            table.lines().nth(1).unwrap().ends_with("25×      20×  met"),
            "{table}"
        );
        assert_eq!(to_json(&rows, &[])["lines"][0]["met"], true);
    }

    #[test]
    fn other_answers_are_an_error() {
        let error = compare(5, &native(), &node("4 rows")).unwrap_err().to_string();
        assert!(error.contains("`load`") && error.contains("4 rows"), "{error}");
    }

    #[test]
    fn times_have_as_many_digits_as_they_need() {
        assert_eq!(
            [1_234.5, 12.34, 0.123_4, 0.001_234].map(milliseconds),
            ["1234", "12.3", "0.123", "0.00123"]
        );
    }
}
