//! Which table, and how to reach it.

use std::fmt;
#[cfg(feature = "embedded")]
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::{Engine, RetryPolicy};

/// The name of a table and the way to it. Give it to [`crate::Table::connect`].
///
/// ```
/// use lockstep_table::TableConfig;
///
/// let embedded = TableConfig::memory("notes");
/// let in_a_file = TableConfig::file("notes", "data/notes.db");
/// assert_eq!(in_a_file.transport.to_string(), "embedded table in data/notes.db");
/// # let _ = embedded;
/// ```
#[derive(Clone, Debug)]
pub struct TableConfig {
    /// The table's name.
    pub name: String,
    /// The way to the table.
    pub transport: Transport,
    /// How often batches and transactions are tried, and how long the waits between are.
    pub retry: RetryPolicy,
    /// How long to wait for answers over the network.
    pub timeouts: Timeouts,
    /// How many calls one batch request may have under way at the same time; 0 counts as 1.
    pub concurrency: usize,
    /// Whether to ask what each request for items consumes. The answer is in the request's [event](crate#what-is-logged).
    pub capacity: bool,
}

/// The way to a table.
#[derive(Clone)]
pub enum Transport {
    /// `DynamoDB` in AWS: credentials, region and endpoint come from the environment, the shared configuration files or
    /// the machine's role, in the SDK's usual order. `AWS_ENDPOINT_URL_DYNAMODB` leads to any other endpoint.
    #[cfg(feature = "aws")]
    Aws,
    /// An endpoint that speaks `DynamoDB`'s protocol, for example `http://127.0.0.1:8000`. Credentials and region come
    /// from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and `AWS_REGION` where they are set;
    /// placeholders stand in for them otherwise, because local engines accept any.
    #[cfg(feature = "aws")]
    Endpoint(String),
    /// A table in this process that is gone with the last [`crate::Table`] that leads to it.
    #[cfg(feature = "embedded")]
    Memory,
    /// A table in this process that is kept in a file, which the process has for itself. The file and its directory are
    /// made where they are missing; opening it checks all of it.
    #[cfg(feature = "embedded")]
    File(PathBuf),
    /// Any other engine in this process.
    Engine(Arc<dyn Engine>),
}

/// How long to wait over the network. Embedded tables have no timeouts: a call in the process cannot get lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// For the answer to one attempt.
    pub attempt: Duration,
    /// For the answer to a request, with all attempts that the SDK makes.
    pub operation: Duration,
}

impl Default for Timeouts {
    /// 3 s for a connection, 10 s for an attempt, 30 s in all.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            attempt: Duration::from_secs(10),
            operation: Duration::from_secs(30),
        }
    }
}

impl TableConfig {
    /// A table reached by `transport`, with the default bounds: [`RetryPolicy::default`], [`Timeouts::default`], four
    /// concurrent calls a batch, capacity not asked for.
    pub fn new(name: impl Into<String>, transport: Transport) -> Self {
        Self {
            name: name.into(),
            transport,
            retry: RetryPolicy::default(),
            timeouts: Timeouts::default(),
            concurrency: 4,
            capacity: false,
        }
    }

    /// A table in AWS, or wherever `AWS_ENDPOINT_URL_DYNAMODB` leads.
    #[cfg(feature = "aws")]
    pub fn aws(name: impl Into<String>) -> Self {
        Self::new(name, Transport::Aws)
    }

    /// A table behind an endpoint that speaks `DynamoDB`'s protocol.
    #[cfg(feature = "aws")]
    pub fn endpoint(name: impl Into<String>, url: impl Into<String>) -> Self {
        Self::new(name, Transport::Endpoint(url.into()))
    }

    /// An embedded table in memory.
    #[cfg(feature = "embedded")]
    pub fn memory(name: impl Into<String>) -> Self {
        Self::new(name, Transport::Memory)
    }

    /// An embedded table in a file.
    #[cfg(feature = "embedded")]
    pub fn file(name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        Self::new(name, Transport::File(path.into()))
    }

    /// A table of another engine in this process.
    pub fn engine(name: impl Into<String>, engine: Arc<dyn Engine>) -> Self {
        Self::new(name, Transport::Engine(engine))
    }
}

impl Transport {
    /// Whether the table is in this process.
    pub fn is_embedded(&self) -> bool {
        match self {
            #[cfg(feature = "aws")]
            Self::Aws | Self::Endpoint(_) => false,
            #[cfg(feature = "embedded")]
            Self::Memory | Self::File(_) => true,
            Self::Engine(_) => true,
        }
    }
}

/// Says in words where the table is, for logs and messages.
impl fmt::Display for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(feature = "aws")]
            Self::Aws => formatter.write_str("DynamoDB"),
            #[cfg(feature = "aws")]
            Self::Endpoint(url) => write!(formatter, "DynamoDB endpoint {url}"),
            #[cfg(feature = "embedded")]
            Self::Memory => formatter.write_str("embedded table in memory"),
            #[cfg(feature = "embedded")]
            Self::File(path) => write!(formatter, "embedded table in {}", path.display()),
            Self::Engine(_) => formatter.write_str("embedded table of another engine"),
        }
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
