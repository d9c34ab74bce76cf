//! An embedded engine for single-table applications: `DynamoDB`'s JSON protocol over one file.
//!
//! An [`Engine`] takes the name of an operation and the JSON of its request, and answers with the JSON of the reply, in
//! `DynamoDB`'s form and with its error messages, so that a client cannot tell the two apart. What carries requests to it (a
//! connector of the SDK, an HTTP endpoint) is the matter of others; the engine knows no network and none of the SDK's types.
//!
//! Both services are answered: `DynamoDB` and `DynamoDB` Streams, whose operations have names of their own. A record of what a
//! write changed is in the same commit as the item; [`Engine::subscribe`] wakes those who follow a stream in this process, and
//! [`Engine::rotate_shard`] shows them a closed shard and its child. The engine starts no thread: a host calls
//! [`Engine::sweep_expired`] from time to time, which removes items whose time to live is over and old records. Where the
//! service takes its time (a table, an index or a stream that is being made), the engine is done when it answers: the answer
//! says `CREATING` or `UPDATING` as the service's does, and whoever asks next is told `ACTIVE`.
//!
//! Requests have expressions. The parameters that were there before them, and statements in `PartiQL`, are understood by an
//! engine of the full [`Dialect`]; another one refuses them by name.
//!
//! What is stored where, and when it is on the disk, is decided in `store`; what items and keys are in `value` and `table`;
//! what expressions mean in `expression`, which `legacy` and `partiql` lead other ways of asking to; `operation` has one file for each operation.

mod dialect;
mod engine;
mod error;
mod expression;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod json;
mod legacy;
mod operation;
mod partiql;
mod reply;
mod request;
mod shape;
mod store;
mod stream;
mod subscription;
mod sweep;
mod table;
mod value;
mod weather;

pub use dialect::Dialect;
pub use engine::Engine;
pub use error::Error;
pub use reply::Reply;
pub use subscription::Subscription;
pub use sweep::Sweep;
pub use weather::Weather;
