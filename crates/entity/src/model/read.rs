//! Reading: the requests, and what comes back.

use super::{ENTITY_ATTRIBUTE, Index, Model, VERSION_ATTRIBUTE};
use crate::error::Kind;
use crate::request::{GetItem, Query};
use crate::{Attribute, Error, Fields, Item, KeyCondition, KeyField, Name, SortCondition, Value};

impl Model {
    /// Reads an item.
    ///
    /// # Errors
    /// When an attribute of the primary key is not there.
    pub fn get(&self, key: &dyn Fields) -> Result<GetItem, Error> {
        self.key(key).map(GetItem::new)
    }

    /// Takes an item's attributes apart, after checking that the item is of this entity and version.
    ///
    /// `position` says where an attribute stands in the model; attributes that it does not know are dropped.
    #[doc(hidden)]
    pub fn read(
        &self,
        item: Item,
        position: impl Fn(&str) -> Option<usize>,
        values: &mut [Option<Value>],
    ) -> Result<(), Error> {
        let mut entity = None;
        for (name, value) in item {
            if let Some(position) = position(&name) {
                values[position] = Some(value);
            } else if name == ENTITY_ATTRIBUTE {
                entity = Some(value);
            } else if name == VERSION_ATTRIBUTE && value.as_str() != Some(&self.version) {
                return Err(self.foreign_version(&value));
            }
        }
        match entity {
            Some(Value::String(entity)) if entity == self.entity => Ok(()),
            entity => Err(self.foreign_entity(entity)),
        }
    }

    /// Reads one attribute of an item that was taken apart.
    #[doc(hidden)]
    pub fn attribute<T: Attribute>(&self, position: usize, values: &mut [Option<Value>]) -> Result<T, Error> {
        T::from_value(values[position].take()).map_err(|error| {
            let attribute = self.attributes[position].name.clone();
            Kind::Attribute {
                entity: self.entity.clone(),
                attribute,
                error,
            }
            .into()
        })
    }

    /// Reads one attribute of an item that was taken apart; an absent one has the default that the struct says.
    #[doc(hidden)]
    pub fn attribute_or<T: Attribute>(
        &self,
        position: usize,
        values: &mut [Option<Value>],
        default: impl FnOnce() -> T,
    ) -> Result<T, Error> {
        match values[position] {
            Some(_) => self.attribute(position, values),
            None => Ok(default()),
        }
    }

    /// Reads the entity's items in one partition of an index. `composites` are the values of the partition key's
    /// template, in its order.
    #[doc(hidden)]
    pub fn query(&self, index: &Index, composites: &[&dyn KeyField]) -> Query {
        let sort = index.sort();
        let condition = if sort.is_constant() {
            Some(SortCondition::Eq(Value::from(sort.prefix())))
        } else {
            Some(sort.prefix())
                .filter(|prefix| !prefix.is_empty())
                .map(|prefix| SortCondition::BeginsWith(prefix.into()))
        };
        let mut query = self.partition_query(index, composites);
        query.key_condition.sort = condition.map(|condition| (sort.field().clone(), condition));
        query
    }

    /// Reads all items in one partition of an index, of whatever entity.
    #[doc(hidden)]
    pub fn partition_query(&self, index: &Index, composites: &[&dyn KeyField]) -> Query {
        let mut composites = composites.iter();
        let key = index.partition().write(|_| composites.next().copied());
        // A value that is absent or unknown makes an empty key, which no item has and every table refuses.
        let key = key.ok().flatten().unwrap_or_default();
        let partition = (index.partition().field().clone(), Value::String(key));
        Query::new(
            index.name().cloned(),
            KeyCondition {
                partition,
                sort: None,
            },
        )
    }

    fn foreign_entity(&self, found: Option<Value>) -> Error {
        let expected = self.entity.clone();
        match found {
            Some(Value::String(found)) => Kind::ForeignEntity {
                expected,
                found: Name::Owned(found),
            }
            .into(),
            _ => Kind::NoEntity { expected }.into(),
        }
    }

    fn foreign_version(&self, found: &Value) -> Error {
        let found = found.as_str().unwrap_or(found.kind()).to_owned();
        let (entity, expected) = (self.entity.clone(), self.version.clone());
        Kind::ForeignVersion {
            entity,
            expected,
            found,
        }
        .into()
    }
}
