//! The JSON of `DynamoDB`'s protocol, straight from and to the values of [`lockstep_entity`].
//!
//! The SDK has types of its own for attributes and items, as maps with hashes; building them only to take them apart again
//! is most of what a page of items costs. So bodies are written and read here, and the SDK carries them (see
//! `exchange`). The form is that of AWS JSON 1.0, API version `2012-08-10`.
//!
//! Reading is strict: what is not a reply of the operation is an error, and no item is ever left out. Members that are not
//! known are passed over, as the protocol demands. Nesting is bounded by `serde_json` (128 levels of JSON; the service
//! allows 32 of values, which take 64).

mod consumed;
mod read;
pub(crate) mod reply;
pub(crate) mod request;
mod write;

#[cfg(test)]
mod tests;

pub(crate) use consumed::{Answer, Consumed};

/// The body of a request, complete. Clones share its bytes.
pub(crate) type Body = bytes::Bytes;
