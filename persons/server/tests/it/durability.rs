//! The executable is killed while it writes: what it acknowledged is there when it starts again.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::command_line::persons;

/// A running server, killed when it is dropped.
pub(crate) struct Server {
    pub(crate) process: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// `persons serve`, on any port.
    pub(crate) fn start(dir: &Path, arguments: &[&str]) -> Self {
        let listen = ["serve", "--listen", "127.0.0.1:0"];
        Self::of(dir, &[&listen, arguments].concat(), "persons")
    }

    /// A command that serves, and what its first line calls the address.
    pub(crate) fn of(dir: &Path, arguments: &[&str], name: &str) -> Self {
        let mut process = persons(dir)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the executable starts");
        let mut line = String::new();
        let out = process.stdout.take().expect("standard output is piped");
        BufReader::new(out)
            .read_line(&mut line)
            .expect("the server says where it is");
        let address = line
            .trim()
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix(": http://"))
            .and_then(|address| address.parse().ok());
        Self {
            process,
            address: address.unwrap_or_else(|| panic!("no address in {line:?}")),
        }
    }

    /// Sends one request; `None` where the answer did not arrive whole.
    fn request(&self, method: &str, path: &str, body: &str) -> Option<(u16, Value)> {
        request(self.address, method, path, body)
    }

    pub(crate) fn persons(&self) -> Vec<Value> {
        let (status, mut page) = self.request("GET", "/api/persons", "").expect("an answer");
        assert_eq!((status, &page["cursor"]), (200, &Value::Null));
        std::mem::take(page["items"].as_array_mut().expect("a page has items"))
    }
}

fn request(address: SocketAddr, method: &str, path: &str, body: &str) -> Option<(u16, Value)> {
    let mut connection = TcpStream::connect(address).ok()?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(head.as_bytes()).ok()?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).ok()?))
}

#[cfg(unix)]
impl Server {
    /// Asks it to end, with `SIGTERM`; its exit code.
    pub(crate) fn end(mut self) -> Option<i32> {
        let signalled = std::process::Command::new("kill")
            .arg(self.process.id().to_string())
            .status();
        assert!(signalled.expect("the system has `kill`").success());
        self.process.wait().expect("the server ends").code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Killed already where the test did it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_new_table_has_fifty_persons_once() {
    let dir = tempfile::tempdir().expect("a directory");
    let server = Server::start(dir.path(), &[]);
    let persons = server.persons();
    assert_eq!(persons.len(), 50);
    let path = format!("/api/persons/{}", persons[0]["id"].as_str().expect("an id"));
    let (status, changed) = server
        .request("PATCH", &path, r#"{"firstName":"Changed"}"#)
        .expect("an answer");
    assert_eq!(status, 200);
    drop(server);

    let server = Server::start(dir.path(), &[]);
    assert_eq!(server.request("GET", &path, "").expect("an answer").1, changed);
    assert_eq!(server.persons().len(), 50);
    drop(server);
    assert_eq!(
        Server::start(dir.path(), &["--memory", "--no-demo"])
            .persons()
            .len(),
        0
    );
}

#[test]
fn acknowledged_writes_survive_a_kill() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut acknowledged = Vec::new();
    for round in 0..3 {
        let mut server = Server::start(dir.path(), &["--no-demo"]);
        let address = server.address;
        let writers: Vec<_> = (0..3)
            .map(|writer| {
                std::thread::spawn(move || {
                    let mut done = Vec::new();
                    loop {
                        let number = done.len();
                        let body = format!(r#"{{"firstName":"{number}","lastName":"{round}-{writer}"}}"#);
                        match request(address, "POST", "/api/persons", &body) {
                            Some((201, row)) => done.push(row),
                            Some((status, problem)) => panic!("{status}: {problem}"),
                            None => return done,
                        }
                    }
                })
            })
            .collect();
        // Until there is something to lose; then in the middle of whatever is being written.
        while server
            .request("GET", "/api/persons", "")
            .is_some_and(|(_, page)| {
                page["items"]
                    .as_array()
                    .is_some_and(|items| items.len() < acknowledged.len() + 30)
            })
        {}
        server.process.kill().expect("the server runs");
        server.process.wait().expect("the server ends");
        for writer in writers {
            acknowledged.extend(writer.join().expect("every answer is a success or none"));
        }
        assert!(acknowledged.len() >= 25);

        let server = Server::start(dir.path(), &["--no-demo"]);
        let persons = server.persons();
        for row in &acknowledged {
            assert!(persons.contains(row), "{row} is lost");
        }
    }
}

/// `SIGTERM`: the server ends by itself, and well.
#[cfg(unix)]
#[test]
fn a_signal_ends_the_server_with_code_0() {
    let dir = tempfile::tempdir().expect("a directory");
    assert_eq!(
        Server::start(dir.path(), &["--memory", "--no-demo"]).end(),
        Some(0)
    );
}
