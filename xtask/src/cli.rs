//! The command line: which task, with which options.

use std::ffi::OsString;

use lexopt::prelude::*;

/// What `cargo xtask --help` prints.
pub(crate) const HELP: &str = "\
Usage: cargo xtask <task>

Tasks:
  serve [--dev] [-- ARGS]  build the browser client and the server, and serve on http://127.0.0.1:3000
                           (ARGS go to `persons serve`; --dev builds faster and runs slower)
  test [STEP...]           run every check and test, or only these steps: format, tidy, deny, clippy, docs, build, tests,
                           peer, interop, tanstack, size, browser
  build-web [--dev]        build the browser client into target/web/dist
  size [--json]            build the browser client, print the size of each part; fail if the sum is over the limit
  e2e [FILTER...]          run the browser tests, or those whose file name holds a filter
  bench engine [--quick] [--json]
                           measure the embedded engine beside another one, both in a file, and print the ratios
  bench entity [--quick] [--json]
                           measure making requests and reading items beside real ElectroDB, and print the ratios
  bench store [--quick] [--json]
                           measure the store, natively and as WebAssembly, beside TanStack DB, and print the ratios
  measure                  print what selecting a person costs the page at 50, 2,000 and 10,000 persons
  vectors FILE...          run golden vectors of ElectroDB against the entity layer
  vectors --random COUNT [--seed NUMBER]
                           make random cases with real ElectroDB, and run them against the entity layer
  tidy                     check the promises of ARCHITECTURE.md and the habits of this code base
  fmt [--check]            format the workspace
  help                     print this";

/// One task with its options.
#[derive(Debug, PartialEq)]
pub(crate) enum Task {
    Help,
    Serve {
        profile: Profile,
        arguments: Vec<OsString>,
    },
    Test {
        steps: Vec<String>,
    },
    BuildWeb {
        profile: Profile,
    },
    Browser {
        filters: Vec<String>,
    },
    Measure,
    BenchEngine {
        quick: bool,
        json: bool,
    },
    BenchEntity {
        quick: bool,
        json: bool,
    },
    BenchStore {
        quick: bool,
        json: bool,
    },
    Tidy,
    Vectors {
        files: Vec<OsString>,
    },
    RandomVectors {
        count: u32,
        seed: u32,
    },
    Size {
        json: bool,
    },
    Format {
        check: bool,
    },
}

/// How much the compiler optimises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Profile {
    Dev,
    Release,
}

/// Reads the arguments that follow `cargo xtask`.
///
/// # Errors
///
/// An unknown task or option, or one given where it does not apply.
pub(crate) fn parse(mut arguments: lexopt::Parser) -> Result<Task, lexopt::Error> {
    let name = match arguments.next()? {
        None | Some(Short('h') | Long("help")) => return Ok(Task::Help),
        Some(Value(name)) => name.string()?,
        Some(other) => return Err(other.unexpected()),
    };
    let mut options = Options::default();
    while let Some(argument) = arguments.next()? {
        match (name.as_str(), argument) {
            (_, Short('h') | Long("help")) => return Ok(Task::Help),
            ("serve" | "build-web", Long("dev")) => options.dev = true,
            ("size" | "bench", Long("json")) => options.json = true,
            ("bench", Long("quick")) => options.quick = true,
            ("fmt", Long("check")) => options.check = true,
            ("vectors", Long("random")) => options.random = Some(arguments.value()?.parse()?),
            ("vectors", Long("seed")) => options.seed = arguments.value()?.parse()?,
            ("serve" | "test" | "e2e" | "vectors" | "bench", Value(value)) => options.values.push(value),
            (_, other) => return Err(other.unexpected()),
        }
    }
    let profile = if options.dev {
        Profile::Dev
    } else {
        Profile::Release
    };
    match name.as_str() {
        "help" => Ok(Task::Help),
        "serve" => Ok(Task::Serve {
            profile,
            arguments: options.values,
        }),
        "build-web" => Ok(Task::BuildWeb { profile }),
        "test" => Ok(Task::Test {
            steps: strings(options.values)?,
        }),
        "e2e" => Ok(Task::Browser {
            filters: strings(options.values)?,
        }),
        "measure" => Ok(Task::Measure),
        "bench" => match strings(options.values)?.as_slice() {
            [what] if what == "engine" => Ok(Task::BenchEngine {
                quick: options.quick,
                json: options.json,
            }),
            [what] if what == "entity" => Ok(Task::BenchEntity {
                quick: options.quick,
                json: options.json,
            }),
            [what] if what == "store" => Ok(Task::BenchStore {
                quick: options.quick,
                json: options.json,
            }),
            _ => Err("say what to measure: `cargo xtask bench` with `engine`, `entity` or `store`".into()),
        },
        "tidy" => Ok(Task::Tidy),
        "vectors" if options.values.is_empty() && options.random.is_some() => Ok(Task::RandomVectors {
            count: options.random.unwrap_or_default(),
            seed: options.seed,
        }),
        "vectors" if options.random.is_some() => Err("files or random cases, one of the two".into()),
        "vectors" if options.values.is_empty() => Err("which file of vectors?".into()),
        "vectors" => Ok(Task::Vectors {
            files: options.values,
        }),
        "size" => Ok(Task::Size { json: options.json }),
        "fmt" => Ok(Task::Format { check: options.check }),
        unknown => Err(format!("there is no task `{unknown}`").into()),
    }
}

fn strings(values: Vec<OsString>) -> Result<Vec<String>, lexopt::Error> {
    values.into_iter().map(ValueExt::string).collect()
}

#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option that is given or not"
)]
struct Options {
    dev: bool,
    json: bool,
    check: bool,
    quick: bool,
    random: Option<u32>,
    seed: u32,
    values: Vec<OsString>,
}

#[cfg(test)]
mod tests;
