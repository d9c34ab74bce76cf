//! Writing: keys and items, and the requests that change them.
//!
//! No write leaves a stale index key: a put writes every key, and an update rewrites each key that it touches a part of.
//! Keys that are constant text are written by both, so an item that lacks one (another writer may have forgotten it)
//! gains it with its next change.

use super::{ENTITY_ATTRIBUTE, KeyTemplate, Model, VERSION_ATTRIBUTE};
use crate::error::{Kind, Names};
use crate::request::{DeleteItem, PutItem, UpdateItem};
use crate::{Condition, Error, Field, Fields, Item, Name, Update, UpdateAction, Value};

/// What to do about an update that knows a key only in part.
const ADVICE: &str =
    "change all attributes of the key together, or give the current row, which has the rest (`patch_from`)";

impl Model {
    /// The primary key, from a row or from the attributes that it is made of.
    ///
    /// # Errors
    /// When one of these attributes is not there.
    pub fn key(&self, fields: &dyn Fields) -> Result<Item, Error> {
        let index = self.primary();
        let mut key = Item::with_capacity(2);
        for template in [&index.partition, &index.sort] {
            let value = self.primary_value(template, fields)?;
            key.push(template.field().clone(), value);
        }
        Ok(key)
    }

    /// The item of a row: its attributes, its keys in every index, and the names of its entity and version.
    ///
    /// # Errors
    /// When an attribute of the primary key is not there.
    pub fn item(&self, row: &dyn Fields) -> Result<Item, Error> {
        let mut item = Item::with_capacity(self.attributes.len() + 2 * self.indexes.len() + 2);
        for (position, attribute) in self.attributes.iter().enumerate() {
            if let Some(value) = row.field(position).and_then(Field::value) {
                item.push(attribute.name.clone(), value);
            }
        }
        let index = self.primary();
        for template in [&index.partition, &index.sort] {
            let value = self.primary_value(template, row)?;
            item.push(template.field().clone(), value);
        }
        for index in self.secondary() {
            for template in [&index.partition, &index.sort] {
                let key = template.write(|attribute| row.key_field(attribute));
                // A key cannot be empty text: the item is not in the index then.
                if let Ok(Some(key)) = key
                    && !key.is_empty()
                {
                    item.push(template.field().clone(), Value::String(key));
                }
            }
        }
        item.push(Name::Borrowed(ENTITY_ATTRIBUTE), Value::from(&*self.entity));
        item.push(Name::Borrowed(VERSION_ATTRIBUTE), Value::from(&*self.version));
        Ok(item)
    }

    /// Writes a row, in place of whatever has its key.
    ///
    /// # Errors
    /// When an attribute of the primary key is not there.
    pub fn put(&self, row: &dyn Fields) -> Result<PutItem, Error> {
        self.item(row).map(PutItem::new)
    }

    /// Writes a row that must not be there yet.
    ///
    /// # Errors
    /// When an attribute of the primary key is not there.
    pub fn create(&self, row: &dyn Fields) -> Result<PutItem, Error> {
        Ok(self.put(row)?.condition(self.not_exists()))
    }

    /// Changes attributes of an item that must be there, and every index key that they are part of.
    ///
    /// `changes` has a field for each attribute that changes; one without a value removes its attribute. The rest of a
    /// touched index key comes from the primary key or from `current`; what comes from `current` becomes a condition, so
    /// that the key that is written belongs to the item that is changed.
    ///
    /// # Errors
    /// When a part of an index key changes and the rest is unknown, when an attribute of the primary key is to change, or
    /// when the primary key is incomplete.
    pub fn patch(
        &self,
        key: &dyn Fields,
        current: Option<&dyn Fields>,
        changes: &dyn Fields,
    ) -> Result<UpdateItem, Error> {
        let mut update = Update::with_capacity(self.attributes.len() + 2 * self.indexes.len());
        for (position, attribute) in self.attributes.iter().enumerate() {
            let Some(field) = changes.field(position) else {
                continue;
            };
            if attribute.key {
                let reason =
                    "is part of the primary key and cannot change: write a new item and remove the old one";
                return Err(self.read_only(position, reason));
            }
            update.push(
                attribute.name.clone(),
                field.value().map_or(UpdateAction::Remove, UpdateAction::Set),
            );
        }
        let mut relied_on = Vec::new();
        for index in self.secondary() {
            for template in [&index.partition, &index.sort] {
                let action = self.index_action(template, key, current, changes, &mut relied_on)?;
                if let Some(action) = action {
                    update.push(template.field().clone(), action);
                }
            }
        }
        update.push(
            Name::Borrowed(ENTITY_ATTRIBUTE),
            UpdateAction::Set(Value::from(&*self.entity)),
        );
        update.push(
            Name::Borrowed(VERSION_ATTRIBUTE),
            UpdateAction::Set(Value::from(&*self.version)),
        );

        let mut request = UpdateItem::new(self.key(key)?).condition(self.exists());
        for position in relied_on {
            let name = self.attributes[position].name.clone();
            let value = current.and_then(|row| row.field(position)).and_then(Field::value);
            request = request.condition(match value {
                Some(value) => Condition::eq(name, value),
                None => Condition::not_exists(name),
            });
        }
        request.update = update;
        Ok(request)
    }

    /// Removes an item, whether it is there or not.
    ///
    /// # Errors
    /// When an attribute of the primary key is not there.
    pub fn delete(&self, key: &dyn Fields) -> Result<DeleteItem, Error> {
        self.key(key).map(DeleteItem::new)
    }

    /// Removes an item that must be there.
    ///
    /// # Errors
    /// When an attribute of the primary key is not there.
    pub fn remove(&self, key: &dyn Fields) -> Result<DeleteItem, Error> {
        Ok(self.delete(key)?.condition(self.exists()))
    }

    /// The condition that the item is there.
    pub fn exists(&self) -> Condition {
        Condition::exists(self.primary().partition.field().clone())
    }

    /// The condition that the item is not there.
    pub fn not_exists(&self) -> Condition {
        Condition::not_exists(self.primary().partition.field().clone())
    }

    /// What an update does to an index key; `None` leaves it. Notes the attributes whose current values it relies on.
    fn index_action(
        &self,
        template: &KeyTemplate,
        key: &dyn Fields,
        current: Option<&dyn Fields>,
        changes: &dyn Fields,
        relied_on: &mut Vec<usize>,
    ) -> Result<Option<UpdateAction>, Error> {
        let touched = template
            .composites()
            .any(|attribute| changes.key_field(attribute).is_some());
        if !touched && !template.is_constant() {
            return Ok(None);
        }
        let value = template.write(|attribute| {
            if let Some(changed) = changes.key_field(attribute) {
                return Some(changed);
            }
            if self.attributes[attribute].key {
                return key.key_field(attribute);
            }
            let known = current?.key_field(attribute)?;
            if !relied_on.contains(&attribute) {
                relied_on.push(attribute);
            }
            Some(known)
        });
        match value {
            Ok(Some(key)) if !key.is_empty() => Ok(Some(UpdateAction::Set(Value::String(key)))),
            Ok(_) => Ok(Some(UpdateAction::Remove)),
            Err(unknown) => Err(self.incomplete(template, &unknown, ADVICE)),
        }
    }

    fn primary_value(&self, template: &KeyTemplate, fields: &dyn Fields) -> Result<Value, Error> {
        const ADVICE: &str = "every item has a primary key: give all of its attributes";
        match template.write(|attribute| fields.key_field(attribute)) {
            Ok(Some(key)) => Ok(Value::String(key)),
            Ok(None) => Err(self.incomplete(template, &template.composites().collect::<Vec<_>>(), ADVICE)),
            Err(unknown) => Err(self.incomplete(template, &unknown, ADVICE)),
        }
    }

    fn incomplete(&self, template: &KeyTemplate, unknown: &[usize], advice: &'static str) -> Error {
        let missing = unknown
            .iter()
            .map(|position| self.attributes[*position].name.clone())
            .collect();
        let kind = Kind::IncompleteKey {
            entity: self.entity.clone(),
            field: template.field().clone(),
            template: template.describe(self),
            missing: Names(missing),
            advice,
        };
        kind.into()
    }

    fn read_only(&self, position: usize, reason: &'static str) -> Error {
        let attribute = self.attributes[position].name.clone();
        Kind::ReadOnly {
            entity: self.entity.clone(),
            attribute,
            reason,
        }
        .into()
    }
}
