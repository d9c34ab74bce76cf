//! Queries over several collections: joins, groups, computed fields, maintained incrementally.
//!
//! A [`Relation`] is the question, as data; `compile` finds the places of columns and gives conditions to the sources that
//! they concern; `pipeline` is the operators of `lockstep_delta`, one after the other; `core` maintains the result, shared by
//! all who ask the same; a [`LiveRelation`] is a window over it. There is one set of operators for all queries, over
//! [`tuple`]s of rows whose types only their sources know: what is generic is a skin.

mod aggregate;
mod alias;
mod compile;
mod core;
mod derived;
mod display;
mod eval;
mod exists;
mod expr;
mod include;
mod input;
mod key;
mod live;
mod node;
mod pipeline;
mod record;
#[expect(clippy::module_inception, reason = "the concept that the folder is named for")]
mod relation;
mod source;
mod tuple;

pub use self::alias::Alias;
pub(crate) use self::core::Registry;
pub use derived::{Derived, Union};
pub use expr::{Expr, Operand, count, literal};
pub use live::LiveRelation;
pub(crate) use node::{Function, Node};
pub use record::{Record, RecordBatch, Records};
pub use relation::{On, Relation, Sort};
pub use source::AsSource;
