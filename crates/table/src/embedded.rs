//! The engine of [`Transport::Memory`](crate::Transport::Memory) and [`Transport::File`](crate::Transport::File):
//! `lockstep-engine`, in memory or on a file. What it stores and how is left to that crate.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lockstep_engine::{Dialect, Weather};

use crate::{Engine, Error, Reply};

/// So an engine with a clock or a [weather](Weather) of its own can be had as
/// [`Transport::Engine`](crate::Transport::Engine).
impl Engine for lockstep_engine::Engine {
    fn call(&self, operation: &str, body: &[u8]) -> Reply {
        let lockstep_engine::Reply { status, body, delay } = self.call(operation, body);
        Reply { status, body, delay }
    }

    fn is_quick(&self, operation: &str) -> bool {
        // One walk down a tree whose upper pages are in memory; it takes less than handing it to another thread.
        operation == "GetItem"
    }

    fn sweep(&self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        self.sweep_expired()?;
        Ok(())
    }
}

/// The engine of [`Transport::Memory`](crate::Transport::Memory), to be wrapped in another one that counts requests,
/// delays them or lets some fail: for tests of what a program does then.
///
/// # Errors
/// [`Error::is_configuration`] if it cannot be set up.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), lockstep_table::Error> {
/// use std::sync::Arc;
/// use lockstep_table::{Engine, Reply, Table, TableConfig, memory_engine};
///
/// /// Knows no transactions.
/// struct WithoutTransactions(Arc<dyn Engine>);
///
/// impl Engine for WithoutTransactions {
///     fn call(&self, operation: &str, body: &[u8]) -> Reply {
///         match operation {
///             "TransactWriteItems" => Reply::error(400, "UnknownOperationException", "no transactions"),
///             _ => self.0.call(operation, body),
///         }
///     }
/// }
///
/// let engine = WithoutTransactions(memory_engine()?);
/// let table = Table::connect(TableConfig::engine("notes", Arc::new(engine))).await?;
/// # let _ = table;
/// # Ok(())
/// # }
/// ```
pub fn memory_engine() -> Result<Arc<dyn Engine>, Error> {
    Ok(Arc::new(in_memory()?))
}

/// What an engine is to be beside what it is by itself: for those who offer it to other programs.
///
/// ```
/// use lockstep_table::{Dialect, EngineOptions, Weather};
///
/// let for_tools = EngineOptions {
///     dialect: Dialect::Full,
///     weather: Some(Weather::seeded(7).throttle(0.05).unprocessed(0.1)),
/// };
/// # let _ = for_tools;
/// ```
#[derive(Clone, Debug, Default)]
pub struct EngineOptions {
    /// Whether statements in `PartiQL` and the parameters from before expressions are understood. This crate sends neither.
    pub dialect: Dialect,
    /// Throttling, conflicts and whatever else the weather has, for programs that want to see what they do then.
    pub weather: Option<Weather>,
}

impl EngineOptions {
    fn apply(self, engine: lockstep_engine::Engine) -> Arc<dyn Engine> {
        let engine = engine.with_dialect(self.dialect);
        Arc::new(match self.weather {
            None => engine,
            Some(weather) => engine.with_weather(weather),
        })
    }
}

/// As [`memory_engine`], with options.
///
/// # Errors
/// As [`memory_engine`].
///
/// ```
/// # fn main() -> Result<(), lockstep_table::Error> {
/// use lockstep_table::{Dialect, EngineOptions, memory_engine_with};
///
/// let engine = memory_engine_with(EngineOptions { dialect: Dialect::Full, weather: None })?;
/// let reply = engine.call("ExecuteStatement", br#"{ "Statement": "SELECT * FROM notes" }"#);
/// assert!(String::from_utf8_lossy(&reply.body).contains("ResourceNotFoundException"));
/// # Ok(())
/// # }
/// ```
pub fn memory_engine_with(options: EngineOptions) -> Result<Arc<dyn Engine>, Error> {
    Ok(options.apply(in_memory()?))
}

fn in_memory() -> Result<lockstep_engine::Engine, Error> {
    lockstep_engine::Engine::memory().map_err(|error| {
        Error::configuration("the embedded table could not be set up in memory").with_source(error)
    })
}

/// The engine of [`Transport::File`](crate::Transport::File). The file and its directory are made where they are
/// missing. A process has its file for itself.
///
/// It blocks while it opens the file, which reads and checks all of it.
///
/// # Errors
/// [`Error::is_locked`] if the file is open elsewhere; [`Error::is_configuration`] if it cannot be read or written, was
/// written by another program or by a later version, or is damaged. It is left as it is then.
pub fn file_engine(path: impl AsRef<Path>) -> Result<Arc<dyn Engine>, Error> {
    Ok(Arc::new(on_file(path.as_ref())?))
}

/// As [`file_engine`], with options. The file gets what an engine without them would write.
///
/// # Errors
/// As [`file_engine`].
pub fn file_engine_with(path: impl AsRef<Path>, options: EngineOptions) -> Result<Arc<dyn Engine>, Error> {
    Ok(options.apply(on_file(path.as_ref())?))
}

fn on_file(path: &Path) -> Result<lockstep_engine::Engine, Error> {
    let place = path.display();
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory).map_err(|error| {
            let message = format!("the embedded table in {place} could not be opened: it has no directory");
            Error::configuration(message).with_source(error)
        })?;
    }
    let error = match lockstep_engine::Engine::file(path) {
        Ok(engine) => return Ok(engine),
        Err(error) => error,
    };
    Err(if error.is_in_use() {
        Error::locked(format!("the embedded table in {place} is in use")).with_source(error)
    } else if error.is_foreign() {
        // Earlier versions of this crate kept their tables in SQLite.
        Error::configuration(format!(
            "{place} is no file of the embedded table (earlier versions wrote another format, which only they read): \
             move it away to begin with an empty table, or name another file"
        ))
        .with_source(error)
    } else if error.is_damaged() || error.is_newer_format() {
        Error::configuration(format!("the embedded table in {place} was not opened")).with_source(error)
    } else {
        Error::configuration(format!(
            "the embedded table in {place} could not be opened; check that the path is a file that may be written"
        ))
        .with_source(error)
    })
}

/// Opens a file on a thread that may wait.
pub(crate) async fn open(path: PathBuf) -> Result<Arc<dyn Engine>, Error> {
    let place = path.display().to_string();
    match tokio::task::spawn_blocking(|| file_engine(path)).await {
        Ok(opened) => opened,
        Err(panic) => {
            let message = format!("the embedded table in {place} could not be opened");
            Err(Error::configuration(message).with_source(panic))
        }
    }
}
