//! Runs entity requests on `DynamoDB`: AWS, any compatible endpoint, or a table embedded in the process.
//!
//! [`lockstep_entity`] says what to ask of a table, as plain values. This crate asks it: a [`Table`] sends the requests
//! with the official SDK, reads the answers, follows pages, and repeats what failed in passing. It is the only crate
//! that knows the SDK; no type of AWS is part of its interface.
//!
//! # Where a table is
//!
//! The [`TableConfig`] says it, and nothing else changes with it:
//!
//! | [`Transport`] | where | for |
//! | --- | --- | --- |
//! | `Aws` | `DynamoDB`, or the endpoint in `AWS_ENDPOINT_URL_DYNAMODB` | production |
//! | `Endpoint` | any engine that speaks the protocol | a local or compatible engine |
//! | `File` | this process, kept in a file | one machine; nothing to install |
//! | `Memory` | this process | tests |
//! | `Engine` | this process, an [`Engine`] of your own | tests of failures; other engines |
//!
//! The last three hand the SDK's requests to an engine in the process, without a socket. The requests are the same
//! bytes that AWS would get.
//!
//! # What is tried again
//!
//! Single requests are repeated by the SDK after throttling, a lost connection or a failure of the service: four attempts
//! in all. Batches and transactions are repeated here ([`RetryPolicy`]): a batch's unprocessed rest, and a transaction that
//! was cancelled for a conflict with another one. What still fails comes back as an [`Error`] that says so; nothing is
//! tried without a bound.
//!
//! # What is logged
//!
//! Every request is a `tracing` span `dynamodb` at the level debug, with `table`, `operation`, `entity` (where an entity made
//! the request; those of a transaction) and `subject` (the key, or what a query reads), and an event in it: `answered` with
//! `micros`, the number of `items` that were read and, if [`TableConfig::capacity`] asks for it, the `capacity` units that the
//! request consumed; or `failed` with the `error`. [`Table::measured`] hands what an operation consumes to its caller.
//!
//! # Features
//!
//! - `aws` (default): the transports over the network, with TLS and the chain of credentials.
//! - `embedded` (default): the transports `File` and `Memory`, on `lockstep-engine`.
//! - `endpoint`: the HTTP front of an engine in this process, see
#![cfg_attr(feature = "endpoint", doc = "  [`endpoint`].")]
#![cfg_attr(not(feature = "endpoint"), doc = "  its module.")]

mod calls;
mod codec;
mod config;
mod connect;
mod definition;
#[cfg(feature = "embedded")]
mod embedded;
#[cfg(feature = "endpoint")]
pub mod endpoint;
mod engine;
mod error;
mod exchange;
mod in_process;
mod meter;
mod retry;
mod table;

pub use config::{TableConfig, Timeouts, Transport};
pub use definition::{
    Encryption, IndexDefinition, KeyAttribute, KeyKind, KeySchema, Projection, StreamView, TableDefinition,
};
#[cfg(feature = "embedded")]
pub use embedded::{EngineOptions, file_engine, file_engine_with, memory_engine, memory_engine_with};
pub use engine::{Engine, Reply};
pub use error::{Error, Failure};
#[cfg(feature = "embedded")]
pub use lockstep_engine::{Dialect, Weather};
pub use meter::{Capacity, Measured, Meter};
pub use retry::RetryPolicy;
pub use table::{Pages, Table, TableDescription, TableStatus};
