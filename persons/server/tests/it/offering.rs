//! The table's own endpoint, and the file that belongs to one process at a time.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;

use crate::command_line::{run, text};
use crate::durability::Server;

/// Sends one request of `DynamoDB`'s API, signed with anything; the status and the body.
fn ask(address: SocketAddr, host: &str, operation: &str, body: &str) -> (u16, String) {
    let mut connection = TcpStream::connect(address).expect("the endpoint listens");
    let head = format!(
        "POST / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/x-amz-json-1.0\r\n\
         x-amz-target: DynamoDB_20120810.{operation}\r\nx-amz-date: 20260101T000000Z\r\n\
         authorization: AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=0\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(head.as_bytes()).expect("the endpoint reads");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.expect("a status"), body.to_owned())
}

fn notice(dir: &Path) -> std::path::PathBuf {
    dir.join("persons-data/table.db.endpoint")
}

#[cfg(unix)]
#[test]
fn a_served_table_is_asked_over_http_and_keeps_what_it_was_told() {
    let dir = tempfile::tempdir().expect("a directory");
    assert!(run(dir.path(), &["seed", "2"]).status.success());
    let server = Server::of(dir.path(), &["table", "serve", "--port", "0"], "table");
    let localhost = format!("localhost:{}", server.address.port());
    let (status, body) = ask(server.address, &localhost, "ListTables", "{}");
    assert_eq!((status, body.as_str()), (200, r#"{"TableNames":["persons"]}"#));
    let put = r#"{"TableName":"persons","Item":{"pk":{"S":"NOTE"},"sk":{"S":"1"}}}"#;
    assert_eq!(ask(server.address, &localhost, "PutItem", put).0, 200);
    assert_eq!(ask(server.address, "page.example", "ListTables", "{}").0, 403);
    assert_eq!(server.end(), Some(0));
    assert!(!notice(dir.path()).exists());

    let server = Server::of(dir.path(), &["table", "serve", "--port", "0"], "table");
    let get = r#"{"TableName":"persons","Key":{"pk":{"S":"NOTE"},"sk":{"S":"1"}}}"#;
    let (_, body) = ask(server.address, &localhost, "GetItem", get);
    assert_eq!(body, r#"{"Item":{"pk":{"S":"NOTE"},"sk":{"S":"1"}}}"#);
}

#[test]
fn a_served_table_understands_statements_unless_it_is_told_otherwise() {
    let statement = r#"{"Statement":"SELECT * FROM \"persons\""}"#;
    let legacy = r#"{"TableName":"persons","AttributesToGet":["pk"]}"#;
    for (option, understands) in [("--memory", true), ("--refuse-legacy", false)] {
        let dir = tempfile::tempdir().expect("a directory");
        let server = Server::of(dir.path(), &["table", "serve", "--port", "0", option], "table");
        let localhost = format!("localhost:{}", server.address.port());
        let (_, body) = ask(server.address, &localhost, "ExecuteStatement", statement);
        assert_eq!(body.contains("ResourceNotFoundException"), understands, "{body}");
        assert_eq!(body.contains("UnknownOperationException"), !understands, "{body}");
        let (_, body) = ask(server.address, &localhost, "Scan", legacy);
        assert_eq!(body.contains("ResourceNotFoundException"), understands, "{body}");
        assert_eq!(
            body.contains("AttributesToGet is not supported"),
            !understands,
            "{body}"
        );
    }
}

#[test]
fn the_other_commands_reach_a_file_through_the_server_that_has_it() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut server = Server::start(dir.path(), &["--no-demo"]);
    let seeded = run(dir.path(), &["seed", "3"]);
    assert!(seeded.status.success(), "{}", text(&seeded.stderr));
    assert!(
        text(&seeded.stdout).contains("wrote 3 persons"),
        "{}",
        text(&seeded.stdout)
    );
    assert_eq!(server.persons().len(), 3);
    let described = run(dir.path(), &["table", "describe"]);
    assert!(described.status.success(), "{}", text(&described.stderr));

    // A second server would need the file for itself.
    for arguments in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["table", "serve", "--port", "0"],
    ] {
        let second = run(dir.path(), arguments);
        assert_eq!(second.status.code(), Some(1));
        let error = text(&second.stderr);
        assert!(
            error.contains("another server has the table, and offers it at http://127.0.0.1:")
                && error.lines().count() == 1,
            "{error}"
        );
    }

    // Killed, it leaves its notice; whoever opens the file next clears it away.
    server.process.kill().expect("the server runs");
    server.process.wait().expect("the server ends");
    assert!(notice(dir.path()).exists());
    let again = run(dir.path(), &["seed", "4"]);
    assert!(
        text(&again.stdout).contains("wrote 1 persons"),
        "{}",
        text(&again.stdout)
    );
    assert!(!notice(dir.path()).exists());
}

#[test]
fn a_file_that_an_earlier_version_wrote_is_named_and_left_as_it_is() {
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("persons-data/table.db");
    fs::create_dir(dir.path().join("persons-data")).expect("a directory");
    let content = [b"SQLite format 3\0".as_slice(), &[7; 8192]].concat();
    fs::write(&file, &content).expect("a file");
    for arguments in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["seed", "1"],
        &["table", "describe"],
        &["table", "delete", "--yes"],
        &["table", "serve", "--port", "0"],
    ] {
        let output = run(dir.path(), arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let error = text(&output.stderr);
        assert!(
            error.contains("persons-data/table.db")
                && error.contains("an SQLite database")
                && error.contains("move it away")
                && error.lines().count() == 1,
            "{error}"
        );
    }
    assert_eq!(fs::read(&file).expect("it is there"), content);
}

#[test]
fn a_port_for_the_table_that_is_taken_is_one_clear_line() {
    let dir = tempfile::tempdir().expect("a directory");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port().to_string();
    for arguments in [
        &["table", "serve", "--port", &port][..],
        &["serve", "--listen", "127.0.0.1:0", "--table-endpoint", &port],
    ] {
        let output = run(dir.path(), arguments);
        assert_eq!(output.status.code(), Some(1));
        let error = text(&output.stderr);
        assert!(
            error.contains(&format!("cannot offer the table on 127.0.0.1:{port}"))
                && error.lines().count() == 1,
            "{error}"
        );
    }
    assert_eq!(fs::read_dir(dir.path()).expect("the directory").count(), 0);
}
