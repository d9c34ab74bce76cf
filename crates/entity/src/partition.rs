//! Partitions: rows of several entities that one query reads together.

use std::collections::BTreeMap;

use crate::error::Kind;
use crate::model::ENTITY_ATTRIBUTE;
use crate::query::listing::{Listing, listing_methods};
use crate::request::Query;
use crate::{Entity, Error, Item, KeyField, Name, Value};

/// A query for everything in one partition, of whatever entity.
#[derive(Clone, Debug)]
pub struct PartitionQuery {
    listing: Listing,
}

impl PartitionQuery {
    /// Used by the derive.
    #[doc(hidden)]
    pub fn new<E: Entity>(composites: &[&dyn KeyField]) -> Self {
        let model = E::model();
        let index = model.primary();
        Self {
            listing: Listing {
                query: model.partition_query(index, composites),
                index,
                model,
            },
        }
    }

    listing_methods!();
}

impl From<PartitionQuery> for Query {
    fn from(query: PartitionQuery) -> Self {
        query.listing.query
    }
}

/// The items of a partition by entity, in the order of their sort keys.
///
/// Rows are taken out an entity at a time; what is left belongs to entities that nobody asked for.
///
/// ```
/// use lockstep_entity::{Entity, Partition};
/// # use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
/// #[entity(service = "shop", name = "Order", version = "1")]
/// #[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
/// struct Order {
///     id: u32,
/// }
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
/// #[entity(service = "shop", name = "Line", version = "1")]
/// #[index(primary, pk = "ORDER#{order_id}", sk = "LINE#{id}")]
/// struct Line {
///     id: u32,
///     order_id: u32,
/// }
///
/// let (order, line) = (Order { id: 7 }, Line { id: 1, order_id: 7 });
/// // What the query `Order::partition(7)` returns.
/// let items = [line.to_item(), order.to_item()];
/// let mut partition = Partition::from_items(items)?;
/// assert_eq!(partition.take::<Order>()?, [order]);
/// assert_eq!(partition.take::<Line>()?, [line]);
/// assert!(partition.is_empty());
/// # Ok::<(), lockstep_entity::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Partition {
    /// The attribute that names an item's entity.
    identifier: Name,
    entities: BTreeMap<String, Vec<Item>>,
}

impl Default for Partition {
    fn default() -> Self {
        Self::identified_by(ENTITY_ATTRIBUTE)
    }
}

impl Partition {
    /// A partition whose items have the names of their entities in this attribute, where that is not `__edb_e__`.
    #[must_use]
    pub fn identified_by(attribute: impl Into<Name>) -> Self {
        Self {
            identifier: attribute.into(),
            entities: BTreeMap::new(),
        }
    }

    /// Sorts items by their entity.
    ///
    /// # Errors
    /// When an item does not say its entity.
    pub fn from_items(items: impl IntoIterator<Item = Item>) -> Result<Self, Error> {
        let mut partition = Self::default();
        for item in items {
            partition.push(item)?;
        }
        Ok(partition)
    }

    /// Adds an item.
    ///
    /// # Errors
    /// When the item does not say its entity.
    pub fn push(&mut self, item: Item) -> Result<(), Error> {
        let Some(entity) = item.get(&self.identifier).and_then(Value::as_str) else {
            return Err(Kind::NoEntity {
                expected: "partition".into(),
            }
            .into());
        };
        match self.entities.get_mut(entity) {
            Some(items) => items.push(item),
            None => {
                self.entities.insert(entity.to_owned(), vec![item]);
            }
        }
        Ok(())
    }

    /// Takes the rows of an entity out.
    ///
    /// # Errors
    /// When an attribute of one is missing or not what its field expects.
    pub fn take<E: Entity>(&mut self) -> Result<Vec<E>, Error> {
        self.entities
            .remove(E::NAME)
            .unwrap_or_default()
            .into_iter()
            .map(E::from_item)
            .collect()
    }

    /// The names of the entities that are left.
    pub fn entities(&self) -> impl Iterator<Item = &str> {
        self.entities.keys().map(String::as_str)
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }
}
