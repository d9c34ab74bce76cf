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

use crate::Name;

macro_rules! of_entity {
    ($($request:ident),*) => {$(
        impl $request {
            /// Names the entity that is asked for, for logs. An entity's own requests name it.
            #[must_use]
            pub fn of_entity(mut self, entity: impl Into<Name>) -> Self {
                self.entity = Some(entity.into());
                self
            }
        }
    )*};
}

of_entity!(
    ConditionCheck,
    DeleteItem,
    GetItem,
    PutItem,
    Query,
    Scan,
    UpdateItem
);

#[cfg(test)]
mod tests;
