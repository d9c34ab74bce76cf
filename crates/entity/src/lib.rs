//! Single-table modelling for DynamoDB: attributes, keys, items, requests, pages. No IO.

mod attribute;
mod column;
mod cursor;
mod entity;
mod error;
mod expression;
mod fields;
pub mod model;
mod page;
mod partition;
mod query;
pub mod request;
mod row;
mod scalar;
mod value;

pub use attribute::{Attribute, AttributeError, KeyAttribute};
pub use column::Column;
pub use cursor::Cursor;
pub use entity::Entity;
pub use error::Error;
pub use expression::{
    Comparison, Condition, Expression, Expressions, KeyCondition, SortCondition, Update, UpdateAction,
};
pub use fields::{Field, Fields, KeyField};
pub use lockstep_entity_derive::{AttributeEnum, Entity};
pub use model::Model;
pub use page::Page;
pub use partition::{Partition, PartitionQuery};
pub use query::EntityQuery;
pub use row::{Patch, Row};
pub use scalar::{AsScalar, Scalar, ScalarRef};
pub use value::{Item, Name, Number, NumberError, Value};

/// What the macros write calls into. No part of the interface.
#[doc(hidden)]
pub mod __private;
