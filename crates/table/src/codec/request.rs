//! The bodies of requests, each with the members of the request of the same name in the API reference.

mod batch;
mod listing;
mod single;
mod transact;

use lockstep_entity::Expressions;
use serde::Serialize;
use serde::ser::Serializer;

use super::Body;
use super::write::{Names, Values};

pub(crate) use batch::{KeyBatch, write_batch};
pub(crate) use listing::Listing;
pub(crate) use single::{Single, Verb, get};
pub(crate) use transact::{transact_get, transact_write};

/// What every request for items says besides what it asks for.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) table: &'a str,
    /// Whether the answer is to say what the request consumed.
    pub(crate) capacity: bool,
}

impl Target<'_> {
    /// `ReturnConsumedCapacity`.
    fn consumed(self) -> Option<&'static str> {
        self.capacity.then_some("TOTAL")
    }
}

/// The texts of a request's expressions, those that are there, and what their placeholders stand for.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Texts<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    update_expression: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition_expression: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_condition_expression: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter_expression: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    projection_expression: Option<&'a str>,
    #[serde(skip_serializing_if = "Names::is_empty")]
    expression_attribute_names: Names<'a>,
    #[serde(skip_serializing_if = "Values::is_empty")]
    expression_attribute_values: Values<'a>,
}

impl<'a> From<&'a Expressions> for Texts<'a> {
    fn from(expressions: &'a Expressions) -> Self {
        Self {
            update_expression: expressions.update.as_deref(),
            condition_expression: expressions.condition.as_deref(),
            key_condition_expression: expressions.key_condition.as_deref(),
            filter_expression: expressions.filter.as_deref(),
            projection_expression: expressions.projection.as_deref(),
            expression_attribute_names: Names(&expressions.names),
            expression_attribute_values: Values(&expressions.values),
        }
    }
}

/// An object with one member, named after the table: what a batch asks of it.
struct OfTable<'a, T>(&'a str, T);

impl<T: Serialize> Serialize for OfTable<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(self.0, &self.1)])
    }
}

fn body(request: &impl Serialize) -> Body {
    let bytes = serde_json::to_vec(request);
    // A writer into memory does not fail, and no map here has a key that is not text.
    bytes.expect("requests consist of what JSON has").into()
}
