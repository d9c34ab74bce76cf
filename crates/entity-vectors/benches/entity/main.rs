//! The entity layer beside the real `ElectroDB`, in one run: `cargo xtask bench entity`.
//!
//! Both make the same requests of the same models, up to the texts of expressions, and read the same items; nothing is
//! sent. They take many short turns, and the fastest turn of each counts: what else the machine does slows the others. Before anything is measured, their requests are
//! compared, and those of the derived entity with those of its model at run time: a difference is an error. That one is
//! slow is none.
//!
//! `--json` prints one JSON object instead of the table, `--quick` does about a quarter of the work.

mod contest;
mod order;
mod peer;
mod report;

use std::process::ExitCode;

/// How much work is done.
#[derive(Clone, Copy, Debug)]
struct Scale {
    /// How often each side has its turn.
    turns: usize,
    /// How many requests we make in one turn.
    ours: usize,
    /// How many requests `ElectroDB` makes in one turn.
    theirs: usize,
}

const FULL: Scale = Scale {
    turns: 60,
    ours: 2_000,
    theirs: 400,
};

const QUICK: Scale = Scale {
    turns: 20,
    ours: 2_000,
    theirs: 200,
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    if !has("--bench") {
        // Cargo runs benchmarks among tests too, if it is asked for all targets.
        println!("measured by `cargo xtask bench entity` alone");
        return ExitCode::SUCCESS;
    }
    let scale = if has("--quick") { QUICK } else { FULL };
    match contest::measure(scale) {
        Ok(lines) => {
            if has("--json") {
                println!("{}", report::json(&lines));
            } else {
                print!("{}", report::table(&lines));
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
