//! `ElectroDB` in a process of Node.js, which does what it is told.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use super::contest::Operation;
use super::order;

/// The other side.
pub(crate) struct Peer {
    process: Child,
    /// Until the process is asked to end.
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts it and tells it the models.
    ///
    /// # Errors
    ///
    /// Node.js or `ElectroDB` is not where `cargo xtask` says.
    pub(crate) fn start() -> anyhow::Result<Self> {
        let setting = |name| {
            env::var_os(name)
                .map(PathBuf::from)
                .with_context(|| format!("{name} is not set: measure with `cargo xtask bench entity`"))
        };
        let mut process = Command::new(setting("INTEROP_NODE")?)
            .arg("bench/electrodb.js")
            .current_dir(setting("INTEROP_DIRECTORY")?)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start Node.js")?;
        let orders = process.stdin.take();
        let answers = process.stdout.take().context("its output is a pipe")?;
        let mut peer = Self {
            process,
            orders,
            answers: BufReader::new(answers),
        };
        peer.ask(&order::message()?)?;
        Ok(peer)
    }

    /// A request of its own, as a golden vector.
    ///
    /// # Errors
    ///
    /// It ended.
    pub(crate) fn show(&mut self, model: &str, operation: Operation) -> anyhow::Result<Value> {
        self.ask(&json!({ "show": { "model": model, "operation": operation.name() } }))
    }

    /// The nanoseconds that it needs for so many rounds.
    ///
    /// # Errors
    ///
    /// It ended.
    pub(crate) fn time(&mut self, model: &str, operation: Operation, rounds: usize) -> anyhow::Result<f64> {
        let time = json!({ "model": model, "operation": operation.name(), "rounds": rounds });
        let answer = self.ask(&json!({ "time": time }))?;
        answer.as_f64().context("it answers with nanoseconds")
    }

    fn ask(&mut self, message: &Value) -> anyhow::Result<Value> {
        let orders = self.orders.as_mut().context("it is running")?;
        writeln!(orders, "{message}").context("Node.js ended early")?;
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            bail!("Node.js ended early");
        }
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Without orders it ends by itself.
        self.orders = None;
        if let Err(error) = self.process.wait() {
            eprintln!("Node.js: {error}");
        }
    }
}
