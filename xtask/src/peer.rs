//! `MiniStack`, another engine for the protocol of the embedded table, that its tests compare it with.
//!
//! It is a Python program: it is installed from the Python Package Index into a virtual environment under `target/`, at the
//! one version that the tests know, and runs on a free port of this machine for as long as they do.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::workspace::Workspace;
use crate::{process, tools};

/// What is installed. The differences that `crates/engine/tests/differences.md` lists are this version's.
const PACKAGE: &str = "ministack==1.5.33";

/// How long it may take to answer the first time.
const PATIENCE: Duration = Duration::from_mins(2);

/// A running `MiniStack`, which ends with this value.
pub(crate) struct Peer {
    child: Child,
    endpoint: String,
}

impl Peer {
    /// Installs `MiniStack`, if the last run did not, and starts it.
    ///
    /// # Errors
    ///
    /// Python is missing, or `MiniStack` cannot be installed or does not answer.
    pub(crate) fn start(workspace: &Workspace) -> anyhow::Result<Self> {
        let directory = workspace.target().join("ministack");
        let program = install(&directory)?;
        let port = free_port()?;
        let log = directory.join("log.txt");
        let output = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let child = Command::new(&program)
            .current_dir(&directory)
            // By default it listens to the whole network.
            .env("BIND_HOST", "127.0.0.1")
            .env("GATEWAY_PORT", port.to_string())
            .env("SERVICES", "dynamodb,dynamodbstreams")
            // It walks over sets, whose order differs from run to run.
            .env("PYTHONHASHSEED", "0")
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let mut peer = Self {
            child,
            endpoint: format!("http://127.0.0.1:{port}"),
        };
        peer.wait_until_it_answers(port, &log)?;
        Ok(peer)
    }

    /// Where it is.
    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "another program opens its port when it is ready, and tells nobody"
    )]
    fn wait_until_it_answers(&mut self, port: u16, log: &Path) -> anyhow::Result<()> {
        let start = Instant::now();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        while TcpStream::connect(address).is_err() {
            if let Some(status) = self.child.try_wait()? {
                bail!(
                    "MiniStack ended before it answered ({status}): see {}",
                    log.display()
                );
            }
            if start.elapsed() > PATIENCE {
                bail!(
                    "MiniStack did not answer within {} s: see {}",
                    PATIENCE.as_secs(),
                    log.display()
                );
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program in a virtual environment, which is made if it is not there at this version.
fn install(directory: &Path) -> anyhow::Result<PathBuf> {
    let environment = directory.join("environment");
    let program = environment.join(if cfg!(windows) {
        "Scripts/ministack.exe"
    } else {
        "bin/ministack"
    });
    let stamp = directory.join("installed.txt");
    if program.is_file() && fs::read_to_string(&stamp).is_ok_and(|installed| installed == PACKAGE) {
        return Ok(program);
    }
    let python = tools::python()?;
    fs::create_dir_all(directory).with_context(|| format!("cannot make {}", directory.display()))?;
    process::run(
        Command::new(&python)
            .args(["-m", "venv", "--clear"])
            .arg(&environment),
    )
    .context("the comparison with MiniStack needs Python's `venv`: install it (Debian: python3-venv)")?;
    let pip = environment.join(if cfg!(windows) {
        "Scripts/pip.exe"
    } else {
        "bin/pip"
    });
    process::run(Command::new(pip).args(["install", "--quiet", "--disable-pip-version-check", PACKAGE]))?;
    fs::write(&stamp, PACKAGE).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(program)
}

/// A port that nobody listens to at this moment.
fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("this machine has no free port")?;
    Ok(listener.local_addr()?.port())
}
