//! Requests: what `DynamoDB` is asked to do, as plain data.
//!
//! A request names no table and knows no client: the same values run against a table in the cloud, against one in the
//! process, and in tests. Keys and items are complete; conditions and updates are data until they are sent
//! ([`crate::Expressions`]).

mod batch;
mod read;
mod transact;
mod write;

pub use batch::{BatchGet, BatchWrite, WriteOp};
pub use read::{GetItem, Query, Scan};
pub use transact::{ConditionCheck, TransactGet, TransactOp, TransactWrite};
pub use write::{DeleteItem, PutItem, ReturnValues, UpdateItem};

#[cfg(test)]
mod tests;
