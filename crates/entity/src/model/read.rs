//! Reading: the requests, and what comes back.

use super::{Index, IndexKind, Key, Model};
use crate::error::Kind;
use crate::key::Cut;
use crate::query;
use crate::request::{BatchGet, GetItem, Query, Scan};
use crate::{Attribute, Condition, Error, Fields, Item, KeyCondition, KeyField, Name, SortCondition, Value};

impl Model {
    /// Reads an item.
    ///
    /// # Errors
    /// When an attribute of the primary key is not there.
    pub fn get(&self, key: &dyn Fields) -> Result<GetItem, Error> {
        let request = GetItem::new(self.key(key)?);
        Ok(request.of_entity(self.entity.clone()))
    }

    /// Whether an item is of this entity and version.
    pub fn owns(&self, item: &Item) -> bool {
        let [entity, version] = &self.identifiers;
        let has = |name: &Name, value: &str| item.get(name).and_then(Value::as_str) == Some(value);
        has(entity, &self.entity) && has(version, &self.version)
    }

    /// Reads every item of the entity, wherever it is, in no order.
    pub fn scan(&self) -> Scan {
        Scan {
            filter: Some(self.owned()),
            entity: Some(self.entity.clone()),
            ..Scan::default()
        }
    }

    /// Reads whole items of which an index has only the keys. Items that lack the table's key are left out.
    pub fn hydrate(&self, items: impl IntoIterator<Item = Item>) -> BatchGet {
        let reads = items.into_iter().filter_map(|item| {
            let mut key = Item::with_capacity(2);
            for part in self.primary().keys() {
                key.push(part.field().clone(), item.get(part.field())?.clone());
            }
            Some(GetItem::new(key))
        });
        reads.collect()
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
        let [entity_attribute, version_attribute] = &self.identifiers;
        let mut entity = None;
        for (name, value) in item {
            if let Some(position) = position(&name) {
                values[position] = Some(value);
            } else if name == *entity_attribute {
                entity = Some(value);
            } else if name == *version_attribute && value.as_str() != Some(&self.version) {
                return Err(self.foreign_version(&value));
            } else if self.flattens {
                self.keep_flat(name, value, values);
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

    /// Reads the entity's items in one partition of an index. `composites` are the values of the attributes of the
    /// partition key, in its order.
    #[doc(hidden)]
    pub fn query(&self, index: &Index, composites: &[&dyn KeyField]) -> Query {
        let mut query = self.partition_query(index, composites);
        query.entity = Some(self.entity.clone());
        if index.kind == IndexKind::Composite {
            // Items of other entities may have the same attributes.
            self.owned().add_to(&mut query.filter);
            return query;
        }
        if let Some(sort) = index.sort() {
            let start = sort.start();
            let condition = if sort.is_constant() {
                Some(SortCondition::Eq(start.into()))
            } else {
                Some(start)
                    .filter(|start| !start.is_empty())
                    .map(|start| SortCondition::BeginsWith(start.into()))
            };
            query.key_condition.sort = condition.map(|condition| (sort.field().clone(), condition));
        }
        if index.kind == IndexKind::Clustered {
            self.owned().add_to(&mut query.filter);
        }
        query
    }

    /// Reads all items in one partition of an index, of whatever entity.
    #[doc(hidden)]
    pub fn partition_query(&self, index: &Index, composites: &[&dyn KeyField]) -> Query {
        if index.kind == IndexKind::Composite {
            let mut values = self.composite_values(index, composites).into_iter();
            // The derive asks for a field at least; a value that is absent is one that no item has.
            let partition = values.next().unwrap_or((Name::Borrowed(""), Value::Null));
            let sort = query::chain(values.collect(), None);
            return Query::new(index.name().cloned(), KeyCondition { partition, sort });
        }
        let positions = &index.partition.composites;
        let known = |position: usize| {
            let at = positions.iter().position(|known| *known == position)?;
            composites.get(at).copied()
        };
        // A value that makes no key makes an empty one, which no item has and every table refuses.
        let key = self.value(&index.partition, known).ok().flatten();
        let partition = (
            index.partition().field().clone(),
            key.unwrap_or_else(|| Value::from("")),
        );
        Query::new(
            index.name().cloned(),
            KeyCondition {
                partition,
                sort: None,
            },
        )
    }

    /// The attributes of an index's partition key, where they are the key themselves.
    pub(crate) fn composite_values(&self, index: &Index, composites: &[&dyn KeyField]) -> Vec<(Name, Value)> {
        let names = index
            .partition
            .composites()
            .map(|position| self.attributes[position].name.clone());
        let values = composites
            .iter()
            .map(|value| value.value().unwrap_or(Value::Null));
        names.zip(values).collect()
    }

    /// The condition that an item is of this entity and version.
    pub(crate) fn owned(&self) -> Condition {
        let [entity, version] = &self.identifiers;
        Condition::eq(entity.clone(), &*self.entity).and(Condition::eq(version.clone(), &*self.version))
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

impl Key {
    /// What all keys of this kind start with: the text before the first attribute, and all of it if there is none.
    pub fn start(&self) -> String {
        let made = self.make(|_| None::<&dyn KeyField>, Cut::default());
        match made {
            Ok(Some(Value::String(text))) => text,
            _ => String::new(),
        }
    }
}
