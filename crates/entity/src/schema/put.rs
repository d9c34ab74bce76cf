//! Requests about one item by its key, and whole items.

use std::fmt::Display;

use super::failure::{Code, failure, invalid_attribute};
use super::key::{Cut, Key};
use super::mutation::Direction;
use super::{IndexKind, Schema, Slots};
use crate::request::{ConditionCheck, DeleteItem, GetItem, PutItem};
use crate::{Condition, Error, Item, Name, Value};

/// The keys that an item gets.
pub(super) struct Keys {
    /// The keys to write, by the names of the key attributes; those of the table first.
    pub(super) written: Vec<(Name, Value)>,
    /// The key attributes of indexes that the item does not belong in.
    pub(super) removed: Vec<Name>,
}

impl Schema {
    /// Reads an item.
    ///
    /// # Errors
    /// When an attribute of the primary key is missing.
    pub fn get(&self, key: &Item) -> Result<GetItem, Error> {
        self.primary_key(key).map(GetItem::new)
    }

    /// Removes an item, whether it is there or not.
    ///
    /// # Errors
    /// When an attribute of the primary key is missing.
    pub fn delete(&self, key: &Item) -> Result<DeleteItem, Error> {
        self.primary_key(key).map(DeleteItem::new)
    }

    /// Removes an item that must be there.
    ///
    /// # Errors
    /// When an attribute of the primary key is missing.
    pub fn remove(&self, key: &Item) -> Result<DeleteItem, Error> {
        Ok(self.delete(key)?.condition(self.exists()))
    }

    /// Checks a condition on an item, as part of a transaction.
    ///
    /// # Errors
    /// When an attribute of the primary key is missing.
    pub fn check(&self, key: &Item, condition: Condition) -> Result<ConditionCheck, Error> {
        let key = self.primary_key(key)?;
        Ok(ConditionCheck::new(key, condition))
    }

    /// Writes an item in place of whatever has its key.
    ///
    /// # Errors
    /// When an attribute is missing or is not what the schema says, or a key is incomplete.
    pub fn put(&self, item: Item) -> Result<PutItem, Error> {
        let slots = self.record(self.slots(item))?;
        let slots = self.mutate(Direction::Store, slots, |_| true);
        let value = |position: usize| slots[position].as_ref();
        let keys = self.keys(value, value, |_| false)?;
        self.assemble(slots, keys).map(PutItem::new)
    }

    /// Writes an item that must not be there yet.
    ///
    /// # Errors
    /// Those of [`Schema::put`].
    pub fn create(&self, item: Item) -> Result<PutItem, Error> {
        Ok(self.put(item)?.condition(self.not_exists()))
    }

    /// The condition that an item is there: it has its keys.
    pub fn exists(&self) -> Condition {
        self.key_condition(Condition::exists)
    }

    /// The condition that an item is not there.
    pub fn not_exists(&self) -> Condition {
        self.key_condition(Condition::not_exists)
    }

    fn key_condition(&self, of: fn(Name) -> Condition) -> Condition {
        let index = self.primary();
        let condition = of(index.partition.field.clone());
        match &index.sort {
            Some(sort) => condition.and(of(sort.field.clone())),
            None => condition,
        }
    }

    /// Checks a new item and fills in its defaults.
    pub(super) fn record(&self, mut slots: Slots) -> Result<Slots, Error> {
        for (attribute, slot) in self.members().list.iter().zip(&mut slots) {
            *slot = attribute.create(slot.take())?;
        }
        for key in self.primary().keys() {
            self.expect_composites(key, |position| slots[position].is_some())?;
        }
        Ok(slots)
    }

    /// The primary key of an item, from its attributes.
    pub(super) fn primary_key(&self, item: &Item) -> Result<Item, Error> {
        let index = self.primary();
        let known = |position: usize| item.get(&self.attribute(position).name);
        for part in index.keys() {
            self.expect_composites(part, |position| known(position).is_some())?;
        }
        self.check_unique(known)?;
        let mut key = Item::with_capacity(2);
        for part in index.keys() {
            if let Some(value) = part.make(self.members(), known, Cut::default())? {
                key.insert(part.field.clone(), value);
            }
        }
        Ok(key)
    }

    /// The keys of an item that is written as a whole: `written` says what touches a key, `value` what keys are made of.
    /// `known` are attributes that have a value which is not this write's to say: an index that needs one keeps its keys.
    pub(super) fn keys<'v>(
        &self,
        written: impl Fn(usize) -> Option<&'v Value>,
        value: impl Fn(usize) -> Option<&'v Value> + Copy,
        known: impl Fn(usize) -> bool,
    ) -> Result<Keys, Error> {
        self.check_unique(value)?;
        let mut keys = Keys {
            written: Vec::with_capacity(2 * self.inner.indexes.len()),
            removed: Vec::new(),
        };
        for index in &self.inner.indexes {
            if index.kind == IndexKind::Composite {
                continue;
            }
            if index.name.is_some() {
                let impact = self.impact(index, |position| written(position).is_some(), &known)?;
                if impact.is_some() && self.ask_condition(index, value)? == Some(false) {
                    keys.removed.extend(index.keys().map(|key| key.field.clone()));
                    continue;
                }
                let half = |key: &Key, touched: bool| !key.is_constant() && !touched;
                let written = if self.exact {
                    impact.is_some()
                } else if index.is_constant() {
                    true
                } else {
                    let sort = index.sort.as_ref();
                    impact.is_some()
                        && !half(&index.partition, impact.partition)
                        && !sort.is_some_and(|sort| half(sort, impact.sort))
                };
                if !written || !impact.complete {
                    continue;
                }
            }
            for key in index.keys() {
                match key.make(self.members(), value, Cut::default())? {
                    None => {}
                    Some(Value::String(text)) if text.is_empty() => {}
                    Some(made) => keys.written.push((key.field.clone(), made)),
                }
            }
        }
        Ok(keys)
    }

    fn assemble(&self, slots: Slots, keys: Keys) -> Result<Item, Error> {
        let mut item = Item::with_capacity(slots.len() + keys.written.len() + 2);
        for (attribute, value) in self.members().list.iter().zip(slots) {
            if let Some(value) = value {
                expect_storable(&attribute.path, &value)?;
                item.push(attribute.field.clone(), value);
            }
        }
        for (field, value) in keys.written {
            // Indexes may share a key, and a key may be an attribute.
            item.insert(field, value);
        }
        let [entity, version] = &self.inner.identifiers;
        item.push(entity.clone(), Value::from(self.entity()));
        item.push(version.clone(), Value::from(self.version()));
        Ok(item)
    }

    pub(super) fn entity_condition(&self) -> Condition {
        let [entity, version] = &self.inner.identifiers;
        Condition::eq(entity.clone(), self.entity()).and(Condition::eq(version.clone(), self.version()))
    }
}

/// Refuses what `DynamoDB` cannot store.
pub(super) fn expect_storable(path: &impl Display, value: &Value) -> Result<(), Error> {
    match value {
        Value::StringSet(members) if members.is_empty() => Err(empty_set(path)),
        Value::NumberSet(members) if members.is_empty() => Err(empty_set(path)),
        Value::BinarySet(members) if members.is_empty() => Err(empty_set(path)),
        Value::List(elements) => elements
            .iter()
            .try_for_each(|element| expect_storable(path, element)),
        Value::Map(members) => members
            .iter()
            .try_for_each(|(_, member)| expect_storable(path, member)),
        _ => Ok(()),
    }
}

fn empty_set(path: &impl Display) -> Error {
    invalid_attribute(
        &path.to_string(),
        "DynamoDB has no empty sets: leave the attribute out",
    )
}

/// Refuses a name that the schema does not know.
pub(super) fn unknown_attribute(schema: &Schema, code: Code, name: &str) -> Error {
    failure(
        code,
        format_args!("{}: there is no attribute `{name}`", schema.entity()),
    )
}
