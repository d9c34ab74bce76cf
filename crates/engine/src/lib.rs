//! An embedded engine for single-table applications: `DynamoDB`'s JSON protocol over one file.
//!
//! An [`Engine`] takes the name of an operation and the JSON of its request, and answers with the JSON of the reply, in
//! `DynamoDB`'s form and with its error messages, so that a client cannot tell the two apart. What carries requests to it (a
//! connector of the SDK, an HTTP endpoint) is the matter of others; the engine knows no network and none of the SDK's types.
//!
//! What is stored where, and when it is on the disk, is decided in `store`; what items and keys are in `value` and `table`;
//! what expressions mean in `expression`; `operation` has one file for each operation.

mod engine;
mod error;
mod expression;
mod operation;
mod reply;
mod request;
mod store;
mod stream;
mod subscription;
mod sweep;
mod table;
mod value;
mod weather;

pub use engine::Engine;
pub use error::Error;
pub use reply::Reply;
pub use subscription::Subscription;
pub use sweep::Sweep;
pub use weather::Weather;
