//! Queries over several collections: joins, groups, computed fields, maintained incrementally.
//!
//! A [`Relation`] is the question, as data; `compile` finds the places of columns and gives conditions to the sources that
//! they concern; `pipeline` is the operators of `lockstep_delta`, one after the other; `core` maintains the result, shared by
//! all who ask the same; a [`LiveRelation`] is a window over it. There is one set of operators for all queries, over
//! [`tuple`]s of rows whose types only their sources know: what is generic is a skin.

mod aggregate;
mod alias;
mod changes;
mod collation;
mod compile;
mod core;
mod derived;
mod display;
mod eval;
mod exists;
mod explain;
mod expr;
mod fetch;
mod include;
mod input;
mod instant;
#[cfg(feature = "json")]
mod json;
mod key;
mod live;
mod node;
mod opaque;
mod pin;
mod pipeline;
mod record;
#[expect(clippy::module_inception, reason = "the concept that the folder is named for")]
mod relation;
mod selection;
mod source;
mod tuple;
#[cfg(feature = "unicode")]
mod unicode;

pub use self::alias::Alias;
pub use self::changes::{Effects, RecordChange};
pub use self::collation::Collation;
pub(crate) use self::core::Registry;
pub use derived::{Derived, Union};
pub use explain::RelationPlan;
pub use expr::{Case, Expr, Operand, count, literal};
pub use instant::DatePart;
#[cfg(feature = "json")]
pub use json::Catalog;
pub use live::LiveRelation;
pub(crate) use node::{Function, Node};
pub use record::{Record, RecordBatch, Records};
pub use relation::{On, Relation, Sort};
pub(crate) use selection::{Selected, Selection};
pub use source::AsSource;
