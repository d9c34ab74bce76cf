//! Rust and JavaScript files: what each must have and must not have.

use super::files::{File, Tree};
use super::rust::{Kind, Source};
use super::{Finding, vocabulary};

/// How many lines of code, without tests, comments and empty lines, a file may have: it holds one concept.
const MAX_LINES: usize = 500;

/// Files that may be longer, and why.
const LONG_FILES: [(&str, &str); 0] = [];

/// Libraries that do no IO, read no clock and start no task: all that is handed to them.
pub(super) const PURE: [&str; 7] = [
    "crates/entity",
    "crates/entity-derive",
    "crates/delta",
    "crates/store",
    "crates/protocol",
    "crates/sync-client",
    "crates/sync-server",
];

/// What pure code does not say, and what it stands for.
const IMPURE: [(&[&str], &str); 11] = [
    (&["std", ":", ":", "fs"], "files"),
    (&["std", ":", ":", "net"], "the network"),
    (&["thread", ":", ":", "spawn"], "threads"),
    (&["thread", ":", ":", "scope"], "threads"),
    (&["thread", ":", ":", "Builder"], "threads"),
    (&["thread", ":", ":", "sleep"], "threads"),
    (&["std", ":", ":", "process"], "processes"),
    (&["std", ":", ":", "env"], "the environment"),
    (&["SystemTime"], "a clock"),
    (&["Instant", ":", ":", "now"], "a clock"),
    (&["Timestamp", ":", ":", "now"], "a clock"),
];

/// What no Rust file has: the tokens, and what to do.
const FORBIDDEN: [(&[&str], &str); 5] = [
    (&["todo", "!"], "write it"),
    (&["unimplemented", "!"], "write it"),
    (&["dbg", "!"], "remove it"),
    (&["#", "[", "ignore"], "mend the test or delete it"),
    (&["#", "!", "[", "feature"], "stay on stable Rust"),
];

/// What no browser test has.
const FORBIDDEN_IN_BROWSER_TESTS: [(&str, &str); 6] = [
    ("waitForTimeout", "wait for what the test needs, not for a time"),
    ("setTimeout(", "wait for what the test needs, not for a time"),
    (".skip(", "mend the test or delete it"),
    (".todo(", "write the test"),
    (".only(", "run all tests"),
    ("skip: true", "mend the test or delete it"),
];

/// Checks every file of code.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files() {
        match file.extension() {
            // What must not compile is not code to be read.
            "rs" if !file.path.contains("/tests/compile_fail/") => findings.extend(check_rust(file)),
            "js" if file.path.contains("/e2e/") => findings.extend(check_browser_test(file)),
            _ => {}
        }
    }
    for (path, _) in LONG_FILES {
        if !tree.has(path) {
            findings.push(Finding::new(path, "is listed as a long file and does not exist"));
        }
    }
    findings
}

fn check_rust(file: &File) -> Vec<Finding> {
    let path = &file.path;
    let source = match Source::read(&file.text, is_test(path)) {
        Ok(source) => source,
        Err(error) => return vec![Finding::new(path, format!("is no Rust: {error}"))],
    };
    let mut findings = Vec::new();
    if !says_what_it_is_for(file) {
        findings.push(Finding::new(
            path,
            "begins without `//!`: say what the module is for and what it leaves to others",
        ));
    }
    let lines = source.code_lines();
    if lines > MAX_LINES && !LONG_FILES.iter().any(|(long, _)| long == path) {
        findings.push(Finding::new(
            path,
            format!("has {lines} lines of code, more than {MAX_LINES}: give each concept its file"),
        ));
    }
    for (texts, remedy) in FORBIDDEN {
        for token in source.find(texts) {
            findings.push(Finding::new(
                format!("{path}:{}", token.line),
                format!("`{}`: {remedy}", texts.concat()),
            ));
        }
    }
    for token in source
        .find(&["sleep"])
        .filter(|token| token.in_tests && token.kind == Kind::Name)
    {
        findings.push(Finding::new(
            format!("{path}:{}", token.line),
            "a test sleeps: wait for what it needs",
        ));
    }
    if PURE.iter().any(|pure| path.starts_with(&format!("{pure}/"))) {
        for (texts, what) in IMPURE {
            for token in source.find(texts).filter(|token| !token.in_tests) {
                let message = format!("`{}`: this crate knows nothing of {what}", texts.concat());
                findings.push(Finding::new(format!("{path}:{}", token.line), message));
            }
        }
    }
    if path.starts_with("crates/") {
        findings.extend(vocabulary::check(path, &source));
    }
    findings
}

/// Whether a file opens with documentation. A file of unit tests says by its name what it is for; what tests include cannot
/// have documentation of its own, so a comment will do there.
fn says_what_it_is_for(file: &File) -> bool {
    file.text.starts_with("//!")
        || file.path.ends_with("/tests.rs")
        || file.path.contains("/tests/") && file.text.starts_with("// ")
}

/// Whether all of a file is compiled for tests only.
fn is_test(path: &str) -> bool {
    path.contains("/tests/")
        || path.ends_with("/tests.rs")
        || path.contains("/benches/")
        || path.contains("/examples/")
}

fn check_browser_test(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for (text, remedy) in FORBIDDEN_IN_BROWSER_TESTS {
            if line.contains(text) {
                findings.push(Finding::new(
                    format!("{}:{}", file.path, index + 1),
                    format!("`{text}`: {remedy}"),
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests;
