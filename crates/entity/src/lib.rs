//! Single-table modelling for DynamoDB: attributes, keys, items, requests, pages. No IO.

mod attribute;
mod column;
mod cursor;
mod entity;
mod error;
mod expression;
mod page;
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
pub use page::Page;
pub use row::{Patch, Row};
pub use scalar::{AsScalar, Scalar, ScalarRef};
pub use value::{Item, Name, Number, NumberError, Value};

#[doc(hidden)]
pub mod __private {
    pub use crate::attribute::{text_from_value, write_display};
}
