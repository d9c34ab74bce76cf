//! Files with one fault each.

use super::*;

fn messages(path: &str, text: &str) -> Vec<String> {
    let findings = check(&Tree::of(&[(path, text)]));
    findings
        .into_iter()
        .map(|finding| format!("{}: {}", finding.place, finding.message))
        .collect()
}

fn only(path: &str, text: &str) -> String {
    let mut messages = messages(path, text);
    assert_eq!(messages.len(), 1, "{messages:#?}");
    messages.remove(0)
}

#[test]
fn a_good_file_has_no_findings() {
    assert_eq!(
        messages("crates/store/src/lib.rs", "//! Good.\n\nfn good() {}\n"),
        Vec::<String>::new()
    );
}

#[test]
fn a_module_says_what_it_is_for() {
    assert!(only("xtask/src/a.rs", "fn a() {}").starts_with("xtask/src/a.rs: begins without `//!`"));
}

#[test]
fn a_file_has_an_end() {
    let long = format!("//! Long.\n{}", "fn a() {}\n".repeat(MAX_LINES + 1));
    assert!(only("xtask/src/a.rs", &long).contains("has 501 lines of code"));
    let limit = format!("//! Long.\n{}// A comment.\n", "fn a() {}\n".repeat(MAX_LINES));
    assert_eq!(messages("xtask/src/a.rs", &limit), Vec::<String>::new());
    assert_eq!(messages("xtask/src/a/tests.rs", &long), Vec::<String>::new());
}

#[test]
fn unfinished_code_is_found() {
    for code in ["todo!()", "unimplemented!()", "dbg!(1)"] {
        let message = only("xtask/src/a.rs", &format!("//! A.\nfn a() {{ {code} }}"));
        assert!(message.starts_with("xtask/src/a.rs:2: `"), "{message}");
    }
    assert!(
        only(
            "xtask/src/a.rs",
            "//! A.\n#[test]\n#[ignore = \"slow\"]\nfn a() {}"
        )
        .contains("a.rs:3: `#[ignore`")
    );
    assert_eq!(
        messages(
            "xtask/src/a.rs",
            "//! Say `todo!()`.\nconst A: &str = \"todo!()\";"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn a_test_does_not_sleep() {
    let code = "//! A.\nasync fn a() { tokio::time::sleep(b).await }";
    assert!(only("persons/server/tests/it/main.rs", code).contains("a test sleeps"));
    assert_eq!(messages("persons/server/src/main.rs", code), Vec::<String>::new());
}

#[test]
fn pure_code_reaches_for_nothing() {
    for (code, what) in [
        ("use std::fs;", "files"),
        ("use std::thread::spawn;", "threads"),
        ("fn a() { std::env::var(); }", "the environment"),
        ("fn a() { SystemTime::now(); }", "a clock"),
        ("fn a() { Instant::now(); }", "a clock"),
    ] {
        let text = format!("//! A.\n{code}");
        assert!(
            only("crates/delta/src/lib.rs", &text).ends_with(&format!("knows nothing of {what}")),
            "{code}"
        );
        assert_eq!(messages("crates/table/src/lib.rs", &text), Vec::<String>::new());
        assert_eq!(messages("crates/delta/tests/it.rs", &text), Vec::<String>::new());
    }
    let asks = "//! A.\nfn a() -> bool { std::thread::panicking() }";
    assert_eq!(messages("crates/store/src/lib.rs", asks), Vec::<String>::new());
}

#[test]
fn the_application_is_not_named_in_a_library() {
    assert!(only("crates/table/src/lib.rs", "//! A.\nstruct Person;").contains("word of the application"));
    assert_eq!(
        messages("persons/model/src/lib.rs", "//! A.\nstruct Person;"),
        Vec::<String>::new()
    );
}

#[test]
fn browser_tests_run_and_do_not_wait_for_time() {
    let path = "persons/ui/e2e/tests/a.test.js";
    assert!(only(path, "await page.waitForTimeout(100);").contains("not for a time"));
    assert!(only(path, "test.only('a', b);").contains("run all tests"));
    assert_eq!(
        messages(path, "await page.getByRole('row').waitFor();"),
        Vec::<String>::new()
    );
}
