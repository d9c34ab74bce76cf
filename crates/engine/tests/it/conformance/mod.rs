//! A wide table of requests, above all of wrong ones: what this engine answers, and what its peers answer.
//!
//! The requests are data, in `tests/requests/*.json`; what the engine answers to each is in `tests/answers/*.txt`, so that
//! every message it has can be read there, and a change of one is seen. `UPDATE_EXPECT=1` writes the answers anew.
//!
//! A file of requests is one script, run from top to bottom in a database of its own:
//! - `setup`: requests that succeed, as `[operation, request]`, or so many of them as
//!   `{"<each>": [count, operation, request]}`;
//! - `groups`: each has an `operation`, a `base` request, and `cases` as `[name, members]`. The request of a case is the
//!   base with the case's members put over it; `"<absent>"` takes a member away.
//!
//! A script whose `dialect` is `full` asks an engine that understands legacy parameters and `PartiQL`.
//!
//! A third element of a step or of a case keeps something of its answer, as `{"name": "/pointer/into/it"}`: later requests
//! have it where they say `<$name>`.
//!
//! In requests, `{"<repeat>": ["a", 3]}` stands for `"aaa"`, `{"<list>": [x, 3]}` for three times `x` with `<n>` in its
//! texts replaced by 0, 1, 2, `{"<nest>": 3}` for a value of three levels, and `{"<join>": [a, b…]}` for texts in a row.

#[cfg(feature = "peer")]
mod differences;
#[cfg(feature = "peer")]
mod ministack;
mod script;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use lockstep_engine::Engine;
use serde_json::Value;

use super::{call, exception, message};
#[cfg(feature = "peer")]
pub(crate) use ministack::MiniStack;
use script::{Case, Kept, Script};

/// The most characters of a line.
const LONGEST_LINE: usize = 8000;

/// The files of requests.
fn scripts() -> Vec<(String, Script)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/requests");
    let mut paths: Vec<PathBuf> = directory
        .read_dir()
        .expect("there are requests")
        .map(|entry| entry.expect("the directory can be read").path())
        .collect();
    paths.sort();
    let read = |path: PathBuf| {
        let name = path
            .file_stem()
            .expect("it has a name")
            .to_string_lossy()
            .into_owned();
        let text = std::fs::read_to_string(&path).expect("the file can be read");
        let json = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}.json: {error}"));
        (name, Script::of(&json))
    };
    paths.into_iter().map(read).collect()
}

/// One line: the exception with its message, or the answer.
fn line(status: u16, body: &Value) -> String {
    let line = if status == 200 {
        format!("200 {body}")
    } else {
        let item = body
            .get("Item")
            .map_or_else(String::new, |item| format!(" Item: {item}"));
        let reasons = body
            .get("CancellationReasons")
            .map_or_else(String::new, |reasons| format!(" {reasons}"));
        format!("{status} {}: {}{item}{reasons}", exception(body), message(body))
    };
    let line = shorten(&line);
    // Some messages show the whole request.
    if line.chars().count() <= LONGEST_LINE {
        return line;
    }
    let begin: String = line.chars().take(400).collect();
    let end: String = line.chars().skip(line.chars().count() - 200).collect();
    format!("{begin}…{end}")
}

/// A line without the middle of its long words.
fn shorten(line: &str) -> String {
    const LONGEST: usize = 120;
    let mut short = String::new();
    for (index, word) in line.split(' ').enumerate() {
        if index > 0 {
            short.push(' ');
        }
        let count = word.chars().count();
        if count <= LONGEST || word.contains('{') {
            short.push_str(word);
        } else {
            let begin: String = word.chars().take(20).collect();
            let end: String = word.chars().skip(count - 20).collect();
            write!(short, "{begin}…{end}({count})").expect("text is written");
        }
    }
    short
}

/// The engine of a script.
fn engine(script: &Script) -> Engine {
    Engine::memory()
        .expect("there is memory")
        .with_dialect(script.dialect)
}

/// Runs a script: the line of each case.
fn answers(script: &Script, call: &dyn Fn(&str, &Value) -> (u16, Value)) -> Vec<String> {
    let mut kept = Kept::new();
    for step in &script.setup {
        let (status, body) = step.run(&mut kept, call);
        assert_eq!(status, 200, "{}: {body}", step.operation);
    }
    let answer = |case: &Case| {
        let (status, body) = case.call.run(&mut kept, call);
        line(status, &comparable(&case.call.operation, body))
    };
    script.cases.iter().map(answer).collect()
}

/// An answer without what each engine decides for itself: times, names of accounts, the order of a scan and of sets.
fn comparable(operation: &str, mut body: Value) -> Value {
    if operation == "Scan"
        && let Some(items) = body["Items"].as_array_mut()
    {
        items.sort_by_key(Value::to_string);
    }
    script::normalise(&mut body);
    body
}

#[test]
fn answers_are_those_written_down() {
    for (name, script) in scripts() {
        let engine = engine(&script);
        let lines = answers(&script, &|operation, request| call(&engine, operation, request));
        let mut text = String::new();
        for (case, line) in script.cases.iter().zip(lines) {
            writeln!(text, "{}: {}", case.name, line.trim_end()).expect("text is written");
        }
        let path = format!("{}/tests/answers/{name}.txt", env!("CARGO_MANIFEST_DIR"));
        expect_file![path].assert_eq(&text);
    }
}
