//! Conversions between the attributes of a row and the keys that stand for it.

use super::{Index, IndexKind, Key, Model};
use crate::error::Kind;
use crate::key::Reading;
use crate::{Error, Field, Fields, Item, KeyField, Name, Value};

impl Model {
    /// The keys of an index, by its position, and of the table.
    ///
    /// # Errors
    /// When one of their attributes is not known, or absent: a row without it is not in the index.
    pub(crate) fn index_keys(&self, position: usize, fields: &dyn Fields) -> Result<Item, Error> {
        let index = &self.indexes[position];
        let mut keys = Item::with_capacity(4);
        for key in index.keys() {
            let missing: Vec<usize> = key
                .composites()
                .filter(|attribute| fields.key_field(*attribute).is_none_or(KeyField::is_absent))
                .collect();
            if !missing.is_empty() {
                return Err(self.incomplete(key, &missing, "give all of the attributes that it is made of"));
            }
            if index.kind == IndexKind::Composite {
                for attribute in key.composites() {
                    if let Some(value) = fields.field(attribute).and_then(Field::value) {
                        keys.insert(self.attributes[attribute].name.clone(), value);
                    }
                }
            } else if let Some(value) = self.value(key, |attribute| fields.key_field(attribute))? {
                keys.insert(key.field().clone(), value);
            }
        }
        if position > 0 {
            keys.extend(self.key(fields)?);
        }
        Ok(keys)
    }

    /// The names of an index's key attributes.
    pub(crate) fn key_names(&self, index: &Index) -> Vec<Name> {
        let mut names: Vec<Name> = Vec::with_capacity(2);
        for key in index.keys() {
            if index.kind == IndexKind::Composite {
                names.extend(
                    key.composites()
                        .map(|position| self.attributes[position].name.clone()),
                );
            } else {
                names.push(key.field().clone());
            }
        }
        names
    }

    /// Whether the keys of an index are among these.
    pub(crate) fn has_keys(&self, index: &Index, keys: &Item) -> bool {
        self.key_names(index).iter().all(|name| keys.contains(name))
    }

    /// The values in an index's keys, each with its attribute's position. Of a key that is text they are texts.
    ///
    /// # Errors
    /// When a key is missing or none of this index of the entity.
    pub(crate) fn take_apart(&self, index: &Index, keys: &Item) -> Result<Vec<(usize, Value)>, Error> {
        let mut values = Vec::new();
        for key in index.keys() {
            if index.kind == IndexKind::Composite {
                for position in key.composites() {
                    let name = &self.attributes[position].name;
                    let value = keys
                        .get(name)
                        .ok_or_else(|| self.no_key(index, name, "is missing"))?;
                    values.push((position, value.clone()));
                }
                continue;
            }
            let foreign = |what| self.no_key(index, key.field(), what);
            let value = keys.get(key.field()).ok_or_else(|| foreign("is missing"))?;
            match value {
                Value::Number(_) if key.numeric => {
                    values.extend(key.composites().map(|position| (position, value.clone())));
                }
                Value::String(text) if !key.numeric => {
                    let reading = if self.unique_keys && index.name.is_none() {
                        Reading::Shortest
                    } else {
                        Reading::Longest
                    };
                    let texts = key
                        .take_apart(text, reading)
                        .ok_or_else(|| foreign("is made otherwise"))?;
                    let texts = texts.into_iter().map(Value::from);
                    values.extend(key.composites().zip(texts));
                }
                _ => return Err(foreign("has another type")),
            }
        }
        Ok(values)
    }

    /// Whether the values of a primary key can be read back from it.
    pub(crate) fn has_unique_keys(&self) -> bool {
        self.unique_keys
    }

    /// What an attribute's text in a key may have been before it was filled up, the shortest first; the text itself where
    /// the attribute is not padded.
    pub(crate) fn unpadded(&self, position: usize, text: &str) -> Vec<String> {
        let padding = self
            .indexes
            .iter()
            .flat_map(Index::keys)
            .flat_map(Key::parts)
            .find(|part| part.attribute == Some(position))
            .and_then(|part| part.padding.as_ref());
        let Some(padding) = padding else {
            return vec![text.to_owned()];
        };
        let starts = text.char_indices().map(|(start, _)| start).chain([text.len()]);
        let mut shorter: Vec<String> = starts
            .map(|start| &text[start..])
            .filter(|shorter| {
                let mut filled = (*shorter).to_owned();
                padding.apply(&mut filled, 0);
                filled.to_lowercase() == text.to_lowercase()
            })
            .map(str::to_owned)
            .collect();
        shorter.reverse();
        shorter
    }

    fn no_key(&self, index: &Index, field: &Name, what: &'static str) -> Error {
        Kind::ForeignKey {
            entity: self.entity.clone(),
            access: index.access.clone(),
            field: field.clone(),
            what,
        }
        .into()
    }
}

impl Index {
    /// Whether all attributes of the index's keys are known and there.
    pub(crate) fn is_complete(&self, fields: &dyn Fields) -> bool {
        let is_known = |attribute: usize| {
            fields
                .key_field(attribute)
                .is_some_and(|field| !field.is_absent())
        };
        self.keys().flat_map(Key::composites).all(is_known)
    }
}
