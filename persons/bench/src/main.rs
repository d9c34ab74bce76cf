//! The native side of the store's benchmark: prints what each line took and answered, as JSON.
//!
//! `persons-bench PERSONS [SCENARIO…]` measures with so many persons, all lines or those of some scenarios (`join`, …).

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use persons_bench::{Line, Session, overhead, plan};
use serde::Serialize;

#[derive(Serialize)]
struct Report {
    persons: u32,
    /// The lines that were measured.
    plan: Vec<Line>,
    /// Bytes of a row beyond the row itself.
    overhead: f64,
    lines: BTreeMap<&'static str, Measured>,
}

#[derive(Serialize)]
struct Measured {
    milliseconds: f64,
    /// After as many steps as TanStack DB does.
    answer: String,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(persons) = arguments.next().and_then(|persons| persons.parse().ok()) else {
        eprintln!("usage: persons-bench PERSONS [SCENARIO…]");
        return ExitCode::from(2);
    };
    match serde_json::to_string(&measure(persons, &arguments.collect::<Vec<_>>())) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: the report is no JSON: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(persons: u32, scenarios: &[String]) -> Report {
    let wanted = |line: &&Line| {
        let scenario = line.name.split('/').next();
        persons <= line.most
            && (scenarios.is_empty() || scenarios.iter().any(|name| Some(&**name) == scenario))
    };
    let plan: Vec<Line> = plan().iter().filter(wanted).copied().collect();
    let mut lines = BTreeMap::new();
    // The answers are compared after the steps that the other side does, too; the times are of more of them.
    let mut answering = Session::new(persons);
    let mut timed = Session::new(persons);
    for line in &plan {
        run(&mut answering, line.name, line.repetitions.theirs);
        let answer = answering.answer(line.name);
        let milliseconds = run(&mut timed, line.name, line.repetitions.ours);
        lines.insert(line.name, Measured { milliseconds, answer });
    }
    Report {
        persons,
        plan,
        overhead: overhead(persons),
        lines,
    }
}

/// From this many steps on, what a step takes is read from the clock; otherwise it is the time of the processor.
const OFTEN: u32 = 50;

/// Does a line so often; the median of the steps' times.
fn run(session: &mut Session, line: &str, repetitions: u32) -> f64 {
    let begin = Instant::now();
    let clock = || match processor_time() {
        Some(time) if repetitions < OFTEN => time,
        _ => begin.elapsed(),
    };
    let mut times = Vec::new();
    for step in 0..repetitions {
        session.prepare(line, step);
        let start = clock();
        session.step(line, step);
        times.push(clock().saturating_sub(start).as_secs_f64() * 1_000.0);
        session.restore(line);
    }
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() / 2]
}

/// How long this process has been running on a processor; none, if the system does not say.
#[cfg(unix)]
fn processor_time() -> Option<Duration> {
    rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime)
        .try_into()
        .ok()
}

/// Not known here.
#[cfg(not(unix))]
fn processor_time() -> Option<Duration> {
    None
}
