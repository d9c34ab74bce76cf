//! What the derives make, seen from outside.

mod attribute_enum;
mod collection;
#[cfg(feature = "schema")]
mod convert;
mod entities;
mod from_item;
mod functions;
mod model;
mod patch;
mod query;
mod rows;
#[cfg(feature = "schema")]
mod same_keys;
#[cfg(feature = "schema")]
mod search;
mod unions;
#[cfg(feature = "schema")]
mod unique_keys;
mod update;
mod write;
