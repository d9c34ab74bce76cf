//! Writing: keys and items, and the requests that change them.
//!
//! No write leaves a stale index key: a put writes every key, and an update rewrites each key that it touches a part of.
//! Keys that are constant text are written by both, so an item that lacks one (another writer may have forgotten it)
//! gains it with its next change. An index that some rows are not in (a key has an optional attribute, or the index a
//! condition) gets both keys or none.

use super::{Index, IndexKind, Key, Model};
use crate::error::{Kind, Names};
use crate::key::Cut;
use crate::request::{ConditionCheck, DeleteItem, PutItem, UpdateItem};
use crate::{Condition, Error, Field, Fields, Item, KeyField, Name, Update, UpdateAction, Value};

/// What to do about an update that knows a key only in part.
const ADVICE: &str =
    "change all attributes of the key together, or give the current row, which has the rest (`patch_from`)";

/// An update of one item, as the model sees it.
pub(crate) struct Change<'c> {
    /// The attributes of the primary key.
    pub(crate) key: &'c dyn Fields,
    /// The row as it is now, where it is known.
    pub(crate) current: Option<&'c dyn Fields>,
    /// What changes: an attribute without a value is removed.
    pub(crate) changes: &'c dyn Fields,
    /// The row as it will be, where it is known: what conditional indexes ask.
    pub(crate) after: Option<&'c dyn Fields>,
}

/// What is known of the attributes of a key.
enum Composites {
    Complete,
    /// One has no value: an item has no such key.
    Absent,
    /// Of these nothing is known.
    Unknown(Vec<usize>),
}

impl Model {
    /// The primary key, from a row or from the attributes that it is made of.
    ///
    /// # Errors
    /// When one of these attributes is not there, or another row could have the same key and the entity refuses that.
    pub fn key(&self, fields: &dyn Fields) -> Result<Item, Error> {
        self.check_unique(fields)?;
        let mut key = Item::with_capacity(2);
        for part in self.primary().keys() {
            key.push(part.field().clone(), self.primary_value(part, fields)?);
        }
        Ok(key)
    }

    /// The item of a row: its attributes, its keys in every index, and the names of its entity and version.
    ///
    /// # Errors
    /// When an attribute of the primary key is not there, or another row could have the same key and the entity refuses
    /// that.
    pub fn item(&self, row: &dyn Fields) -> Result<Item, Error> {
        self.check_unique(row)?;
        let mut item = Item::with_capacity(self.attributes.len() + 2 * self.indexes.len() + 2);
        for (position, attribute) in self.attributes.iter().enumerate() {
            if let Some(value) = row.field(position).and_then(Field::value) {
                attribute.put(value, &mut item);
            }
        }
        for key in self.primary().keys() {
            item.push(key.field().clone(), self.primary_value(key, row)?);
        }
        for (position, index) in self.indexes.iter().enumerate().skip(1) {
            if index.conditional
                && !row
                    .belongs(position)
                    .ok_or_else(|| self.unknown_condition(index))?
            {
                continue;
            }
            if let Some(keys) = self.whole_keys(index, |attribute| row.key_field(attribute))? {
                for (field, key) in keys {
                    item.push(field, key);
                }
            }
        }
        let [entity, version] = &self.identifiers;
        item.push(entity.clone(), Value::from(&*self.entity));
        item.push(version.clone(), Value::from(&*self.version));
        Ok(item)
    }

    /// Writes a row, in place of whatever has its key.
    ///
    /// # Errors
    /// Those of [`Model::item`].
    pub fn put(&self, row: &dyn Fields) -> Result<PutItem, Error> {
        let request = PutItem::new(self.item(row)?);
        Ok(request.of_entity(self.entity.clone()))
    }

    /// Writes a row that must not be there yet.
    ///
    /// # Errors
    /// Those of [`Model::item`].
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
        self.patch_row(&Change {
            key,
            current,
            changes,
            after: None,
        })
    }

    /// A change of an item that must be there.
    pub(crate) fn patch_row(&self, change: &Change<'_>) -> Result<UpdateItem, Error> {
        let mut request = self.update_row(change)?;
        // First what the item must be, then what the keys rely on.
        let relied_on = request.condition.take();
        request = request.condition(self.exists());
        if let Some(relied_on) = relied_on {
            request = request.condition(relied_on);
        }
        Ok(request)
    }

    /// A change of an item, which is created if it is not there.
    pub(crate) fn update_row(&self, change: &Change<'_>) -> Result<UpdateItem, Error> {
        let mut update = Update::with_capacity(self.attributes.len() + 2 * self.indexes.len());
        for (position, attribute) in self.attributes.iter().enumerate() {
            let Some(field) = change.changes.field(position) else {
                continue;
            };
            if attribute.key {
                let reason =
                    "is part of the primary key and cannot change: write a new item and remove the old one";
                return Err(self.read_only(position, reason));
            }
            attribute.set(field.value(), &mut update);
        }
        let mut relied_on = Vec::new();
        for (position, index) in self.indexes.iter().enumerate().skip(1) {
            if index.kind == IndexKind::Composite {
                continue;
            }
            if index.sparse {
                self.sparse_keys(position, change, &mut relied_on, &mut update)?;
            } else {
                self.dense_keys(index, change, &mut relied_on, &mut update)?;
            }
        }
        let [entity, version] = &self.identifiers;
        update.push(entity.clone(), UpdateAction::Set(Value::from(&*self.entity)));
        update.push(version.clone(), UpdateAction::Set(Value::from(&*self.version)));

        let mut request = UpdateItem::new(self.key(change.key)?).of_entity(self.entity.clone());
        for position in relied_on {
            let value = change
                .current
                .and_then(|row| row.field(position))
                .and_then(Field::value);
            request = request.condition(self.attributes[position].is(value));
        }
        request.update = update;
        Ok(request)
    }

    /// Writes a row over what there is and keeps the attributes that the model does not know. A read-only attribute is
    /// written where there is none, unless it stands in an index key.
    ///
    /// # Errors
    /// Those of [`Model::item`].
    pub fn upsert(&self, row: &dyn Fields) -> Result<UpdateItem, Error> {
        let mut request = UpdateItem::new(self.key(row)?).of_entity(self.entity.clone());
        let item = self.item(row)?;
        let in_index = |position: &usize| {
            self.secondary()
                .iter()
                .any(|index| index.depends.contains(position))
        };
        for (position, attribute) in self.attributes.iter().enumerate() {
            if attribute.flat.is_some() {
                attribute.set(row.field(position).and_then(Field::value), &mut request.update);
                continue;
            }
            let action = match item.get(&attribute.name) {
                Some(value) if attribute.read_only && !attribute.key && !in_index(&position) => {
                    UpdateAction::SetIfAbsent(value.clone())
                }
                Some(value) => UpdateAction::Set(value.clone()),
                None if attribute.read_only => continue,
                None => UpdateAction::Remove,
            };
            request.update.push(attribute.name.clone(), action);
        }
        for key in self.secondary().iter().flat_map(Index::own_keys) {
            let action = item.get(key.field()).cloned();
            request.update.push(
                key.field().clone(),
                action.map_or(UpdateAction::Remove, UpdateAction::Set),
            );
        }
        let [entity, version] = &self.identifiers;
        for (name, value) in [(entity, &self.entity), (version, &self.version)] {
            request
                .update
                .push(name.clone(), UpdateAction::Set(Value::from(&**value)));
        }
        Ok(request)
    }

    /// Sets the attributes of the primary key: an update that may create the item writes them too.
    pub(crate) fn set_identity(&self, key: &dyn Fields, update: &mut Update) {
        for (position, attribute) in self.attributes.iter().enumerate() {
            if let Some(value) = key
                .field(position)
                .and_then(Field::value)
                .filter(|_| attribute.key)
            {
                update.push(attribute.name.clone(), UpdateAction::Set(value));
            }
        }
    }

    /// Removes an item, whether it is there or not.
    ///
    /// # Errors
    /// Those of [`Model::key`].
    pub fn delete(&self, key: &dyn Fields) -> Result<DeleteItem, Error> {
        let request = DeleteItem::new(self.key(key)?);
        Ok(request.of_entity(self.entity.clone()))
    }

    /// Removes an item that must be there.
    ///
    /// # Errors
    /// Those of [`Model::key`].
    pub fn remove(&self, key: &dyn Fields) -> Result<DeleteItem, Error> {
        Ok(self.delete(key)?.condition(self.exists()))
    }

    /// Checks, as part of a transaction, that an item is there.
    ///
    /// # Errors
    /// Those of [`Model::key`].
    pub fn check(&self, key: &dyn Fields) -> Result<ConditionCheck, Error> {
        let request = ConditionCheck::new(self.key(key)?, self.exists());
        Ok(request.of_entity(self.entity.clone()))
    }

    /// The condition that the item is there.
    pub fn exists(&self) -> Condition {
        Condition::exists(self.primary().partition.field().clone())
    }

    /// The condition that the item is not there.
    pub fn not_exists(&self) -> Condition {
        Condition::not_exists(self.primary().partition.field().clone())
    }

    /// The keys that a row has in an index; none if it is not in the index. A key cannot be empty text.
    fn whole_keys<'f>(
        &self,
        index: &Index,
        known: impl Fn(usize) -> Option<&'f dyn KeyField>,
    ) -> Result<Option<Vec<(Name, Value)>>, Error> {
        let mut keys = Vec::with_capacity(2);
        for key in index.keys() {
            if !matches!(composites(key, &known), Composites::Complete) {
                return Ok(None);
            }
        }
        for key in index.own_keys() {
            match self.value(key, &known)? {
                Some(value) => keys.push((key.field().clone(), value)),
                None => return Ok(None),
            }
        }
        Ok(Some(keys))
    }

    /// What an update does to the keys of an index that holds every row: each key for itself, and constant keys always.
    fn dense_keys(
        &self,
        index: &Index,
        change: &Change<'_>,
        relied_on: &mut Vec<usize>,
        update: &mut Update,
    ) -> Result<(), Error> {
        let touched = |key: &Key| {
            key.composites()
                .any(|position| change.changes.field(position).is_some())
        };
        for key in index.own_keys() {
            if !touched(key) && !key.is_constant() {
                continue;
            }
            let known = |position| self.known(position, change);
            let action = match composites(key, known) {
                Composites::Complete => self.value(key, known)?,
                Composites::Absent => None,
                Composites::Unknown(unknown) => return Err(self.incomplete(key, &unknown, ADVICE)),
            };
            if touched(key) {
                self.rely(key.composites(), change, relied_on);
            }
            update.push(
                key.field().clone(),
                action.map_or(UpdateAction::Remove, UpdateAction::Set),
            );
        }
        Ok(())
    }

    /// What an update does to the keys of an index that some rows are not in: all of them or none.
    fn sparse_keys(
        &self,
        position: usize,
        change: &Change<'_>,
        relied_on: &mut Vec<usize>,
        update: &mut Update,
    ) -> Result<(), Error> {
        let index = &self.indexes[position];
        let touched = |attribute: &usize| change.changes.field(*attribute).is_some();
        if !index.depends.iter().any(touched) {
            return Ok(());
        }
        let known = |attribute| self.known(attribute, change);
        // An attribute that goes decides the matter, whatever the others are.
        let is_cleared = |key: &Key| {
            key.composites()
                .filter_map(|attribute| change.changes.key_field(attribute))
                .any(KeyField::is_absent)
        };
        let mut belongs = !index.keys().any(is_cleared);
        if belongs {
            if index.conditional {
                let after = change.after.and_then(|after| after.belongs(position));
                belongs = after.ok_or_else(|| self.unknown_condition(index))?;
            }
            for key in index.keys() {
                match composites(key, known) {
                    Composites::Unknown(unknown) if belongs => {
                        return Err(self.incomplete(key, &unknown, ADVICE));
                    }
                    Composites::Absent => belongs = false,
                    _ => {}
                }
            }
            self.rely(index.depends.iter().copied(), change, relied_on);
        }
        let keys = if belongs {
            self.whole_keys(index, known)?
        } else {
            None
        };
        match keys {
            Some(keys) => {
                for (field, key) in keys {
                    update.push(field, UpdateAction::Set(key));
                }
            }
            None => {
                for key in index.own_keys() {
                    update.push(key.field().clone(), UpdateAction::Remove);
                }
            }
        }
        Ok(())
    }

    /// What an attribute will be, for a key: changed, part of the primary key, or as it is now.
    fn known<'c>(&self, position: usize, change: &Change<'c>) -> Option<&'c dyn KeyField> {
        if let Some(changed) = change.changes.key_field(position) {
            return Some(changed);
        }
        if self.attributes[position].key {
            return change.key.key_field(position);
        }
        change.current?.key_field(position)
    }

    /// Notes the attributes whose current values a key is made of.
    fn rely(&self, positions: impl Iterator<Item = usize>, change: &Change<'_>, relied_on: &mut Vec<usize>) {
        for position in positions {
            if change.current.is_some()
                && change.changes.field(position).is_none()
                && !self.attributes[position].key
                && !relied_on.contains(&position)
            {
                relied_on.push(position);
            }
        }
    }

    /// Makes a key whose attributes are all there; none if it would be empty.
    pub(super) fn value<'f>(
        &self,
        key: &Key,
        known: impl Fn(usize) -> Option<&'f dyn KeyField>,
    ) -> Result<Option<Value>, Error> {
        let made = key
            .make(known, Cut::default())
            .map_err(|position| Kind::NoNumber {
                entity: self.entity.clone(),
                field: key.field().clone(),
                attribute: self.attributes[position].name.clone(),
            })?;
        Ok(made.filter(|value| value.as_str() != Some("")))
    }

    fn primary_value(&self, key: &Key, fields: &dyn Fields) -> Result<Value, Error> {
        const ADVICE: &str = "every item has a primary key: give all of its attributes";
        let known = |attribute| fields.key_field(attribute);
        let all = || key.composites().collect::<Vec<_>>();
        match composites(key, known) {
            // Empty text is no key, which the table says.
            Composites::Complete => Ok(self.value(key, known)?.unwrap_or_else(|| Value::from(""))),
            Composites::Absent => Err(self.incomplete(key, &all(), ADVICE)),
            Composites::Unknown(unknown) => Err(self.incomplete(key, &unknown, ADVICE)),
        }
    }

    pub(super) fn incomplete(&self, key: &Key, unknown: &[usize], advice: &'static str) -> Error {
        let missing = unknown
            .iter()
            .map(|position| self.attributes[*position].name.clone())
            .collect();
        let kind = Kind::IncompleteKey {
            entity: self.entity.clone(),
            field: key.field().clone(),
            template: self.describe(key),
            missing: Names(missing),
            advice,
        };
        kind.into()
    }

    /// A key as it would stand in a model as a template, for messages.
    fn describe(&self, key: &Key) -> String {
        let mut template = key.prefix.clone();
        for part in key.parts() {
            template.push_str(&part.text);
            if let Some(attribute) = part.attribute {
                template.extend(["{", &self.attributes[attribute].name, "}"]);
            }
        }
        template.push_str(&key.postfix);
        template
    }

    /// A value that a function of the entity refuses.
    #[doc(hidden)]
    pub fn refused(&self, position: usize, reason: impl std::fmt::Display) -> Error {
        Kind::Attribute {
            entity: self.entity.clone(),
            attribute: self.attributes[position].name.clone(),
            error: crate::AttributeError::invalid(reason),
        }
        .into()
    }

    fn unknown_condition(&self, index: &Index) -> Error {
        let (entity, access) = (self.entity.clone(), index.access.clone());
        Kind::UnknownCondition { entity, access }.into()
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

/// What is known of a key's attributes.
fn composites<'f>(key: &Key, known: impl Fn(usize) -> Option<&'f dyn KeyField>) -> Composites {
    let mut unknown = Vec::new();
    for position in key.composites() {
        match known(position) {
            Some(field) if field.is_absent() => return Composites::Absent,
            Some(_) => {}
            None => unknown.push(position),
        }
    }
    if unknown.is_empty() {
        Composites::Complete
    } else {
        Composites::Unknown(unknown)
    }
}
