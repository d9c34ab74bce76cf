//! Runs entity requests on DynamoDB: AWS, any compatible endpoint, or a table embedded in the process.
mod config;
mod connect;
mod convert;
mod definition;
#[cfg(feature = "dynoxide")]
mod embedded;
mod engine;
mod error;
mod in_process;
mod retry;
mod table;

pub use config::{TableConfig, Timeouts, Transport};
pub use definition::{
    Encryption, IndexDefinition, KeyAttribute, KeyKind, KeySchema, Projection, StreamView, TableDefinition,
};
pub use engine::{Engine, Reply};
pub use error::{Error, Failure};
pub use retry::RetryPolicy;
pub use table::{Pages, Table, TableDescription, TableStatus};
