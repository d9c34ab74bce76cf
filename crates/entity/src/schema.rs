//! Models at run time: `ElectroDB`'s own schemas, read from JSON.
//!
//! A [`Schema`] says what `ElectroDB`'s `Entity` says and makes the same keys, items and cursors, byte by byte; requests
//! mean the same and may be worded otherwise. A [`Service`] joins schemas that share a table, for collections and
//! transactions. Both make plain [requests](crate::request) and read plain items: they send nothing.
//!
//! ```
//! use lockstep_entity::schema::Schema;
//!
//! let schema = Schema::parse(r#"{
//!     "model": {"service": "shop", "entity": "Order", "version": "1"},
//!     "attributes": {
//!         "id": {"type": "string", "required": true},
//!         "customer": {"type": "string", "required": true},
//!         "status": {"type": ["open", "paid"], "default": "open"}
//!     },
//!     "indexes": {
//!         "primary": {"pk": {"field": "pk", "composite": ["id"]}, "sk": {"field": "sk", "composite": []}},
//!         "byCustomer": {
//!             "index": "GSI1",
//!             "pk": {"field": "gsi1pk", "composite": ["customer"]},
//!             "sk": {"field": "gsi1sk", "composite": ["status", "id"]}
//!         }
//!     }
//! }"#)?;
//!
//! let create = schema.create([("id", "A7"), ("customer", "Ada")].into())?;
//! assert_eq!(create.item.get("pk"), Some(&"$shop#id_a7".into()));
//! assert_eq!(create.item.get("gsi1sk"), Some(&"$order_1#status_open#id_a7".into()));
//!
//! let query = schema.query("byCustomer", &[("customer", "Ada")].into())?.begins(&[("status", "op")].into()).build()?;
//! assert_eq!(query.index.as_deref(), Some("GSI1"));
//! # Ok::<(), lockstep_entity::Error>(())
//! ```
//!
//! # Where it does not do as `ElectroDB` does
//!
//! - Conditions are data and always parenthesised; one that is added never loosens another.
//! - `add`, `subtract`, `ifNotExists` and assignments from another attribute are refused where the attribute is part of
//!   an index key: the key would not follow.
//! - No write leaves half of a secondary index's key, and all write keys that are constant.
//! - Empty sets and numbers that are none are refused here, not by the client.
//! - JavaScript functions cannot be read from JSON: [`Functions`] holds them, in Rust.
//!
//! [`Schema::exact`] gives up the second and the third of these, for who needs the same bytes at any price.

mod attribute;
mod conversion;
mod definition;
mod failure;
mod functions;
mod impact;
mod json;
mod key;
mod listing;
mod mutation;
mod number;
mod path;
mod put;
mod query;
mod read;
mod scan;
mod service;
mod update;
mod upsert;

use std::sync::Arc;

pub use conversion::Strict;
pub use functions::{DefaultValue, Functions, IndexCondition, Mutation, Validation};
pub use listing::{Amount, Listing};
pub use query::{Compare, SchemaQuery};
pub use read::{Data, ReadOptions};
pub use scan::Search;
pub use service::{CollectionQuery, Service};
pub use update::{Input, Operation, SchemaUpdate};
pub use upsert::SchemaUpsert;

use attribute::{Attribute, Members};
use failure::{Code, failure, quoted, refusal};
use key::Key;

use crate::{Error, Item, Name, Value};

/// An entity's schema, as `ElectroDB` has it.
#[derive(Clone, Debug)]
pub struct Schema {
    inner: Arc<Inner>,
    /// Half keys and constant keys as `ElectroDB` has them.
    exact: bool,
    /// Items without identifiers belong to the entity if their keys do.
    ignore_ownership: bool,
    /// What shares its primary key with something else is refused.
    unique_keys: bool,
}

#[derive(Debug)]
struct Inner {
    service: String,
    entity: String,
    version: String,
    /// The attributes that name an item's entity and version.
    identifiers: [Name; 2],
    attributes: Members,
    /// In the order of the schema.
    indexes: Vec<Index>,
    /// Where the table's own index stands among them.
    primary: usize,
    /// Whether any attribute at the root has a function for writing, for reading.
    has_set: bool,
    has_get: bool,
}

/// An index of the schema.
struct Index {
    access_pattern: String,
    /// The index's name in the table; `None` is the table itself.
    name: Option<Name>,
    kind: IndexKind,
    partition: Key,
    sort: Option<Key>,
    collections: Vec<String>,
    scope: Option<String>,
    condition: Option<IndexCondition>,
    projection: Projection,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Index")
            .field("access_pattern", &self.access_pattern)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// How the entities of an index share its partitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum IndexKind {
    /// Each entity's items stand together.
    Isolated,
    /// The items of all entities are ordered together.
    Clustered,
    /// The attributes themselves are the key.
    Composite,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Projection {
    All,
    KeysOnly,
    /// Some attributes; whether the identifiers are among them.
    Include {
        identifiers: bool,
    },
}

/// Values of the root attributes, by position.
type Slots = Vec<Option<Value>>;

impl Schema {
    /// Reads a schema from JSON: the object that `new Entity({...})` takes, in the current or the first form.
    ///
    /// # Errors
    /// When it is not JSON or no schema, with what `ElectroDB` has against it too; when it holds a JavaScript function.
    pub fn parse(json: &str) -> Result<Self, Error> {
        Self::parse_with(json, &Functions::new())
    }

    /// Reads a schema from JSON and puts functions where it has `{"$fn": "text"}`. A regular expression stands in JSON as
    /// `{"$regex": "source"}`.
    ///
    /// # Errors
    /// Those of [`Schema::parse`]; a function that is not among those given.
    pub fn parse_with(json: &str, functions: &Functions) -> Result<Self, Error> {
        definition::parse(json, functions)
    }

    /// Does as `ElectroDB` does also where it is known to be wrong: half of an index's key is written, constant keys are
    /// not, and a key follows the operand of `add` and not its outcome.
    #[must_use]
    pub fn exact(mut self) -> Self {
        self.exact = true;
        self
    }

    /// Asks that no two different primary keys are one in the table. `ElectroDB` escapes nothing and changes the case of
    /// keys, so that values can share a key; such values are refused from now on, by reads and writes alike.
    ///
    /// ```
    /// # use lockstep_entity::schema::Schema;
    /// let schema = Schema::parse(r#"{
    ///     "model": {"service": "shop", "entity": "Line", "version": "1"},
    ///     "attributes": {"order": "string", "id": "string"},
    ///     "indexes": {"primary": {"pk": {"field": "pk", "composite": ["order", "id"]}}}
    /// }"#)?;
    /// let key = |order, id| schema.get(&[("order", order), ("id", id)].into());
    /// assert_eq!(key("a", "b#id_c")?, key("a#id_b", "c")?);
    ///
    /// let schema = schema.clone().unique_keys()?;
    /// let key = |order, id| schema.get(&[("order", order), ("id", id)].into());
    /// assert!(key("a#id_b", "c").is_err());
    /// assert!(key("A", "c").is_err(), "it would be in lower case");
    /// assert!(key("a", "b#id_c").is_ok());
    /// # Ok::<(), lockstep_entity::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the values of a key of the table cannot be told apart whatever they are: two stand side by side.
    pub fn unique_keys(mut self) -> Result<Self, Error> {
        for key in self.primary().keys() {
            key.expect_separated().map_err(|reason| {
                refusal(format_args!(
                    "{}: the key `{}` cannot be unique: {reason}",
                    self.entity(),
                    key.field
                ))
            })?;
        }
        self.unique_keys = true;
        Ok(self)
    }

    /// Refuses values that share their primary key with others, where the schema asks for it.
    fn check_unique<'v>(&self, known: impl Fn(usize) -> Option<&'v Value> + Copy) -> Result<(), Error> {
        if !self.unique_keys {
            return Ok(());
        }
        for key in self.primary().keys() {
            let kind = |position: usize| self.attribute(position).kind.in_key();
            key.check_unique(known, kind)
                .map_err(|(position, reason)| crate::error::Kind::SharedKey {
                    entity: self.inner.entity.clone().into(),
                    attribute: self.attribute(position).name.clone(),
                    field: key.field.clone(),
                    reason,
                })?;
        }
        Ok(())
    }

    /// Names the attributes that hold an item's entity and version, `__edb_e__` and `__edb_v__` otherwise.
    #[must_use]
    pub fn identifiers(mut self, entity: impl Into<Name>, version: impl Into<Name>) -> Self {
        match Arc::get_mut(&mut self.inner) {
            Some(inner) => inner.identifiers = [entity.into(), version.into()],
            None => unreachable!("a schema that was just read has no other owner"),
        }
        self
    }

    /// Takes items that do not say their entity as its own if their keys are.
    #[must_use]
    pub fn ignore_ownership(mut self) -> Self {
        self.ignore_ownership = true;
        self
    }

    /// Whether items that do not say their entity are its own if their keys are.
    pub fn is_ownership_ignored(&self) -> bool {
        self.ignore_ownership
    }

    /// Whether a name is that of the attribute that holds an item's entity or version.
    pub fn is_identifier(&self, name: &str) -> bool {
        self.inner.identifiers.iter().any(|known| known == name)
    }

    /// The service that the entity belongs to.
    pub fn service(&self) -> &str {
        &self.inner.service
    }

    /// The entity's name.
    pub fn entity(&self) -> &str {
        &self.inner.entity
    }

    /// The version of the entity.
    pub fn version(&self) -> &str {
        &self.inner.version
    }

    /// The names of the attributes, in the schema's order.
    pub fn attributes(&self) -> impl ExactSizeIterator<Item = &str> {
        self.inner
            .attributes
            .list
            .iter()
            .map(|attribute| &*attribute.name)
    }

    /// Whether the schema has an attribute of this name that every item must have.
    pub fn is_required(&self, name: &str) -> bool {
        self.members()
            .get(name)
            .is_some_and(|attribute| attribute.required)
    }

    /// The access patterns, in the schema's order.
    pub fn access_patterns(&self) -> impl ExactSizeIterator<Item = &str> {
        self.inner.indexes.iter().map(|index| &*index.access_pattern)
    }

    fn members(&self) -> &Members {
        &self.inner.attributes
    }

    fn attribute(&self, position: usize) -> &Attribute {
        &self.inner.attributes.list[position]
    }

    fn primary(&self) -> &Index {
        &self.inner.indexes[self.inner.primary]
    }

    fn secondary(&self) -> impl Iterator<Item = &Index> {
        self.inner.indexes.iter().filter(|index| index.name.is_some())
    }

    fn access_pattern(&self, name: &str) -> Result<&Index, Error> {
        self.inner
            .indexes
            .iter()
            .find(|index| index.access_pattern == name)
            .ok_or_else(|| {
                let known = quoted(self.access_patterns());
                failure(
                    Code::Index,
                    format_args!(
                        "{}: there is no access pattern `{name}`; there are {known}",
                        self.entity()
                    ),
                )
            })
    }

    /// Sorts an item's values by attribute; what the schema does not know is dropped.
    fn slots(&self, item: Item) -> Slots {
        let mut slots = vec![None; self.members().list.len()];
        for (name, value) in item {
            if let Some(position) = self.members().position(&name) {
                slots[position] = Some(value);
            }
        }
        slots
    }

    /// The item of slots, by the names of the attributes: what functions get to see.
    fn named(&self, slots: &[Option<Value>]) -> Item {
        let mut item = Item::with_capacity(slots.len());
        for (attribute, value) in self.members().list.iter().zip(slots) {
            if let Some(value) = value {
                item.push(attribute.name.clone(), value.clone());
            }
        }
        item
    }

    /// Checks that all attributes of a key are known.
    fn expect_composites(&self, key: &Key, known: impl Fn(usize) -> bool) -> Result<(), Error> {
        if key.composites.iter().all(|position| known(*position)) {
            return Ok(());
        }
        let missing = key.composites.iter().filter(|position| !known(**position));
        let missing = quoted(missing.map(|position| &self.attribute(*position).name));
        Err(failure(
            Code::IncompleteComposites,
            format_args!(
                "{}: the key `{}` needs {missing} as well",
                self.entity(),
                key.field
            ),
        ))
    }
}

impl Index {
    /// Its attributes, those of the partition key first.
    fn composites(&self) -> impl Iterator<Item = usize> {
        let sort = self.sort.iter().flat_map(|key| &key.composites);
        self.partition.composites.iter().chain(sort).copied()
    }

    fn sort_composites(&self) -> &[usize] {
        self.sort.as_ref().map_or(&[], |key| &key.composites)
    }

    /// Its keys.
    fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.partition).chain(&self.sort)
    }

    fn is_constant(&self) -> bool {
        self.composites().next().is_none()
    }
}
