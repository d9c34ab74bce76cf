//! The embedded engine beside `dynoxide`, both in a file and both through the SDK, in one run: `cargo xtask bench engine`.
//!
//! Both store the same persons and are asked the same things in turns, so that what else the machine does slows both. The
//! ratios are what counts; the figures beside them are of this machine, now. Nothing here fails because it is slow: it
//! fails if the two do not hold the same rows.
//!
//! `--json` prints one JSON object instead of the table, `--quick` does about a fifth of the work.

mod contest;
mod engines;
mod footprint;
mod latency;
mod machine;
mod report;
mod rows;
mod stream;

use std::process::ExitCode;

use report::Report;

/// How much work is done.
#[derive(Clone, Copy, Debug)]
struct Scale {
    /// Rows that both engines write, 25 a call, and read back through an index.
    rows: usize,
    /// Rows written one by one.
    puts: usize,
    /// Transactions of five rows.
    transactions: usize,
    /// How long reads are measured beside writers, in seconds.
    seconds: u64,
    /// Records in the stream where it is long.
    records: usize,
    /// Rows of which memory and file are measured.
    footprint: usize,
}

const FULL: Scale = Scale {
    rows: 10_000,
    puts: 600,
    transactions: 300,
    seconds: 6,
    records: 1_000_000,
    footprint: 100_000,
};

const QUICK: Scale = Scale {
    rows: 2_000,
    puts: 150,
    transactions: 75,
    seconds: 2,
    records: 100_000,
    footprint: 100_000,
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let outcome = if has(footprint::ARGUMENT) {
        footprint::child(&arguments)
    } else if has("--bench") {
        let scale = if has("--quick") { QUICK } else { FULL };
        run(scale).map(|report| report.print(has("--json")))
    } else {
        // Cargo runs benchmarks among tests too, if it is asked for all targets.
        println!("measured by `cargo xtask bench engine` alone");
        Ok(())
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(scale: Scale) -> anyhow::Result<Report> {
    let mut report = Report::default();
    // First, while this process has nothing in memory that a child could be given by accident.
    footprint::measure(scale, &mut report)?;
    contest::measure(scale, &mut report)?;
    latency::measure(scale, &mut report)?;
    stream::measure(scale, &mut report)?;
    Ok(report)
}
