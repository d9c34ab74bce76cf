//! The executable: exit codes, and what it says when something is wrong.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

/// The executable, in a directory of its own and without a word of the environment's.
pub(crate) fn persons(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_persons"));
    command
        .current_dir(dir)
        .env_remove("DDB_PERSONS_TABLE_NAME")
        .env_remove("AWS_ENDPOINT_URL_DYNAMODB");
    command.env("RUST_LOG", "warn").env("NO_COLOR", "1");
    command
}

pub(crate) fn run(dir: &Path, arguments: &[&str]) -> Output {
    persons(dir)
        .args(arguments)
        .output()
        .expect("the executable starts")
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn d14_arguments_that_are_none_are_refused_with_code_2() {
    let dir = tempfile::tempdir().expect("a directory");
    for arguments in [
        &["seed", "abc"][..],
        &["seed", "-1"],
        &["seed", "1000001"],
        &["seed", "--table", "t", "--data", "f"],
        &["serve", "--listen", "nowhere"],
        &["serve", "--memory", "--data", "f"],
        &["table"],
        &["brew"],
        &[],
    ] {
        let output = run(dir.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty());
    }
    assert_eq!(
        std::fs::read_dir(dir.path()).expect("the directory").count(),
        0,
        "nothing was written"
    );
}

#[test]
fn seeding_describing_and_deleting_a_table_in_a_file() {
    let dir = tempfile::tempdir().expect("a directory");
    let seeded = run(dir.path(), &["seed", "12"]);
    assert!(seeded.status.success(), "{}", text(&seeded.stderr));
    assert!(
        text(&seeded.stdout).contains("wrote 12 persons"),
        "{}",
        text(&seeded.stdout)
    );
    assert!(
        seeded.stderr.is_empty(),
        "no progress bar where nobody looks: {}",
        text(&seeded.stderr)
    );
    assert!(dir.path().join("persons-data/table.db").is_file());

    let again = run(dir.path(), &["seed", "12"]);
    assert!(
        text(&again.stdout).contains("wrote 0 persons (0 rows); 12 were there already"),
        "{}",
        text(&again.stdout)
    );
    let cleared = run(dir.path(), &["seed", "3", "--clear"]);
    assert!(
        text(&cleared.stdout).contains("wrote 3 persons"),
        "{}",
        text(&cleared.stdout)
    );

    let described = run(dir.path(), &["table", "describe"]);
    assert!(
        text(&described.stdout).contains("index:      GSI1 (gsi1pk, gsi1sk)"),
        "{}",
        text(&described.stdout)
    );
    let again = run(dir.path(), &["table", "create"]);
    assert_eq!(again.status.code(), Some(1));

    let asked = run(dir.path(), &["table", "delete"]);
    assert_eq!(asked.status.code(), Some(1));
    assert!(text(&asked.stderr).contains("--yes"), "{}", text(&asked.stderr));
    assert!(run(dir.path(), &["table", "delete", "--yes"]).status.success());
    assert_eq!(run(dir.path(), &["table", "describe"]).status.code(), Some(1));
    assert!(run(dir.path(), &["table", "create"]).status.success());
}

#[test]
fn a_command_that_makes_nothing_leaves_no_file_behind() {
    let dir = tempfile::tempdir().expect("a directory");
    for (arguments, says) in [
        (&["table", "describe"][..], "persons-data/table.db does not exist"),
        (
            &["table", "describe", "--data", "none.db"],
            "none.db does not exist",
        ),
        (
            &["table", "delete", "--data", "none.db", "--yes"],
            "none.db does not exist",
        ),
        (
            &["import", "--from-electrodb", "--data", "new.db"],
            "name the source",
        ),
        (
            &[
                "import",
                "--from-electrodb",
                "--source-data",
                "none.db",
                "--data",
                "new.db",
            ],
            "there is no file none.db",
        ),
    ] {
        let output = run(dir.path(), arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let error = text(&output.stderr);
        assert!(error.contains(says) && error.lines().count() == 1, "{error}");
    }
    assert_eq!(
        std::fs::read_dir(dir.path()).expect("the directory").count(),
        0,
        "nothing was made"
    );
}

#[test]
fn a_port_that_is_taken_is_one_clear_line() {
    let dir = tempfile::tempdir().expect("a directory");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let output = run(dir.path(), &["serve", "--listen", &address]);
    assert_eq!(output.status.code(), Some(1));
    let error = text(&output.stderr);
    assert!(
        error.contains(&format!("cannot listen on {address}")) && error.lines().count() == 1,
        "{error}"
    );
    assert_eq!(
        std::fs::read_dir(dir.path()).expect("the directory").count(),
        0,
        "no table was made"
    );
}

#[test]
fn a_data_file_that_is_none_is_one_clear_line() {
    let dir = tempfile::tempdir().expect("a directory");
    std::fs::write(
        dir.path().join("notes.txt"),
        "this is no database, and long enough to be looked at".repeat(100),
    )
    .expect("a file");
    for arguments in [
        &["serve", "--listen", "127.0.0.1:0", "--data", "notes.txt"][..],
        &["seed", "1", "--data", "notes.txt"],
        &["seed", "1", "--data", "."],
    ] {
        let output = run(dir.path(), arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let error = text(&output.stderr);
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(error.contains(arguments.last().expect("a path")), "{error}");
    }
}

#[test]
fn a_client_that_is_not_there_is_one_clear_line() {
    let dir = tempfile::tempdir().expect("a directory");
    let output = run(
        dir.path(),
        &[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--memory",
            "--assets",
            "nowhere",
        ],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stderr).contains("cargo xtask build-web"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn a_table_that_cannot_be_reached_is_a_clear_error() {
    let dir = tempfile::tempdir().expect("a directory");
    let nobody = TcpListener::bind("127.0.0.1:0")
        .expect("a free port")
        .local_addr()
        .expect("an address");
    let output = persons(dir.path())
        .args(["table", "describe", "--table", "persons"])
        .env("AWS_ENDPOINT_URL_DYNAMODB", format!("http://{nobody}"))
        .env("AWS_REGION", "eu-central-1")
        .env("AWS_ACCESS_KEY_ID", "x")
        .env("AWS_SECRET_ACCESS_KEY", "x")
        .output()
        .expect("the executable starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stderr).contains("table persons"),
        "{}",
        text(&output.stderr)
    );
}
