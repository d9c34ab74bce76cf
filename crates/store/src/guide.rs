//! A guide, from a collection to lists in records and transactions. Every example runs; what each type does in full is said
//! there.
//!
#![doc = include_str!("guide.md")]
//!
//! [`Query`]: crate::Query
//! [`live`]: crate::Query::live
//! [`explain`]: crate::Query::explain
//! [`Relation`]: crate::Relation
//! [`Record`]: crate::Record
