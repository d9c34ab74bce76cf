//! Expressions: conditions, filters and updates as data, and their text with placeholders.
//!
//! A request holds the data ([`Condition`], [`Update`], [`KeyCondition`]), so that it can still be added to. Whoever sends
//! the request renders them with [`Expressions`], which shares one set of placeholders among all expressions of one
//! request. Names and values never stand in the text itself, so reserved words and quotes need no care.

mod condition;
mod key_condition;
mod path;
mod render;
mod update;

#[cfg(feature = "schema")]
pub(crate) use condition::Node;
pub use condition::{Comparison, Condition, Operand};
pub use key_condition::{KeyCondition, SortCondition};
pub use path::Path;
pub(crate) use path::Step;
pub use render::{Expression, Expressions};
pub use update::{Assignment, Update, UpdateAction};

#[cfg(test)]
mod tests;
