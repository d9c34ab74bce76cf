//! Engines that live in the process: a table in memory, or in a file.
//!
//! One module an engine; what they have in common is [`crate::Engine`].

mod dynoxide;

pub(crate) use dynoxide::Dynoxide;
