//! A guide: how to model a table, how to choose keys, how to read several entities at once, and how to move from `ElectroDB`.
//! What each item does in detail is left to its own documentation.
#![doc = ""]
#![doc = include_str!("docs/guide.md")]
