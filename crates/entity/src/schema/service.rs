//! Services: schemas that share a table, and the collections that several of them have together.

mod collection;
mod join;

pub use collection::CollectionQuery;

use super::failure::{Code, failure};
use super::{Functions, IndexKind, Schema};
use crate::Error;

/// Schemas by alias, joined as `ElectroDB`'s `Service` joins them.
///
/// ```
/// use lockstep_entity::schema::{Schema, Service};
///
/// let schema = |entity: &str, sort: &str| {
///     let json = r#"{
///         "model": {"service": "shop", "entity": "ENTITY", "version": "1"},
///         "attributes": {"order": "string", "line": "string"},
///         "indexes": {"primary": {
///             "collection": "orders",
///             "pk": {"field": "pk", "composite": ["order"]},
///             "sk": {"field": "sk", "composite": SORT}
///         }}
///     }"#;
///     Schema::parse(&json.replace("ENTITY", entity).replace("SORT", sort))
/// };
/// let service = Service::new([("orders", schema("Order", "[]")?), ("lines", schema("Line", r#"["line"]"#)?)])?;
/// let query = service.collection("orders", &[("order", "A7")].into())?.build()?;
/// assert_eq!(query.key_condition.partition.1, "$shop#order_a7".into());
/// # Ok::<(), lockstep_entity::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Service {
    members: Vec<(String, Schema)>,
    collections: Vec<Collection>,
}

/// An index that several schemas have in common.
#[derive(Clone, Debug)]
struct Collection {
    name: String,
    kind: IndexKind,
    /// Its members, and where the index stands in each.
    members: Vec<(usize, usize)>,
    /// How many attributes the sort keys of all members start with alike.
    shared: usize,
    /// The collections above it, and it.
    path: Vec<String>,
}

impl Service {
    /// Joins schemas, each under the name by which the application calls its items.
    ///
    /// # Errors
    /// When they are of different services, or do not agree on a collection.
    pub fn new<A: Into<String>>(schemas: impl IntoIterator<Item = (A, Schema)>) -> Result<Self, Error> {
        let mut service = Self {
            members: Vec::new(),
            collections: Vec::new(),
        };
        for (alias, schema) in schemas {
            service.join(alias.into(), schema)?;
        }
        Ok(service)
    }

    /// Reads schemas from JSON and joins them.
    ///
    /// # Errors
    /// Those of [`Schema::parse_with`] and [`Service::new`].
    pub fn parse<'j>(
        schemas: impl IntoIterator<Item = (&'j str, &'j str)>,
        functions: &Functions,
    ) -> Result<Self, Error> {
        let schemas: Vec<_> = schemas
            .into_iter()
            .map(|(alias, json)| Ok((alias, Schema::parse_with(json, functions)?)))
            .collect::<Result<_, Error>>()?;
        Self::new(schemas)
    }

    /// A schema by its alias.
    ///
    /// # Errors
    /// When there is none.
    pub fn schema(&self, alias: &str) -> Result<&Schema, Error> {
        self.members
            .iter()
            .find(|(known, _)| known == alias)
            .map(|(_, schema)| schema)
            .ok_or_else(|| {
                failure(
                    Code::Join,
                    format_args!("there is no schema `{alias}` in the service"),
                )
            })
    }

    /// The schemas with their aliases, in the order in which they joined.
    pub fn schemas(&self) -> impl ExactSizeIterator<Item = (&str, &Schema)> {
        self.members.iter().map(|(alias, schema)| (&**alias, schema))
    }

    /// The names of the collections.
    pub fn collections(&self) -> impl ExactSizeIterator<Item = &str> {
        self.collections.iter().map(|collection| &*collection.name)
    }
}
