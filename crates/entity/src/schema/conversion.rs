//! Conversions between attributes, keys and cursors.

use super::attribute::Kind;
use super::failure::{Code, failure};
use super::key::{Cut, Key};
use super::number::parse_float;
use super::{Index, IndexKind, Schema};
use crate::key::Reading;
use crate::{Cursor, Error, Item, Value};

/// `ElectroDB` reads no key whose values have one of these in them.
const LINE_ENDS: [char; 4] = ['\n', '\r', '\u{2028}', '\u{2029}'];

/// Which attributes must be there for keys to be made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strict {
    /// None: keys are cut where an attribute is missing.
    #[default]
    None,
    /// Those of partition keys.
    Partition,
    /// All; of secondary indexes those of the partition key.
    All,
}

impl Schema {
    /// The keys of all indexes, from attributes.
    ///
    /// # Errors
    /// When nothing is given, or less than `strict` asks for.
    pub fn keys_from(&self, composites: &Item, strict: Strict) -> Result<Item, Error> {
        if composites.is_empty() {
            return Err(nothing_given());
        }
        let mut keys = Item::new();
        for index in &self.inner.indexes {
            let strict = match (strict, &index.name) {
                (Strict::All, Some(_)) => Strict::Partition,
                (strict, _) => strict,
            };
            keys.extend(self.keys_of_index(index, composites, strict)?);
        }
        Ok(keys)
    }

    /// The keys of an access pattern and of the table, from attributes.
    ///
    /// # Errors
    /// When there is no such access pattern, or less is given than `strict` asks for.
    pub fn index_keys_from(
        &self,
        access_pattern: &str,
        composites: &Item,
        strict: Strict,
    ) -> Result<Item, Error> {
        self.keys_of_index(self.access_pattern(access_pattern)?, composites, strict)
    }

    /// A cursor with the keys of all indexes, from attributes.
    ///
    /// # Errors
    /// Those of [`Schema::keys_from`] with [`Strict::All`].
    pub fn cursor_from(&self, composites: &Item) -> Result<Cursor, Error> {
        Cursor::new(self.keys_from(composites, Strict::All)?)
    }

    /// The cursor of an access pattern, from an item's attributes: a listing goes on behind the item.
    ///
    /// # Errors
    /// When there is no such access pattern, or an attribute of its keys is missing.
    pub fn index_cursor_from(&self, access_pattern: &str, composites: &Item) -> Result<Cursor, Error> {
        let index = self.access_pattern(access_pattern)?;
        if composites.is_empty() {
            return Err(nothing_given());
        }
        let mut keys = Item::with_capacity(4);
        for index in [index, self.primary()] {
            for key in index.keys() {
                self.expect_composites(key, |position| self.known(composites, position).is_some())?;
            }
        }
        keys.extend(self.keys_of_index(index, composites, Strict::All)?);
        Cursor::new(keys)
    }

    pub(super) fn keys_of_index(
        &self,
        index: &Index,
        composites: &Item,
        strict: Strict,
    ) -> Result<Item, Error> {
        if composites.is_empty() {
            return Ok(Item::new());
        }
        let mut keys = Item::with_capacity(4);
        for index in [index, self.primary()] {
            let known = |position: usize| self.known(composites, position);
            for (place, key) in index.keys().enumerate() {
                if strict == Strict::All || (strict == Strict::Partition && place == 0) {
                    self.expect_composites(key, |position| known(position).is_some())?;
                }
                if index.kind == IndexKind::Composite {
                    let values = key.composites.iter().filter_map(|&position| {
                        Some((self.attribute(position).field.clone(), known(position)?.clone()))
                    });
                    keys.extend(values);
                } else if let Some(value) = key.make(self.members(), known, Cut::default())? {
                    keys.insert(key.field.clone(), value);
                }
            }
        }
        Ok(keys)
    }

    /// The attributes that all keys are made of. Values come back as the keys have them, in lower case for instance.
    ///
    /// # Errors
    /// When the keys of an index are missing or not the schema's.
    pub fn composites_from(&self, keys: &Item) -> Result<Item, Error> {
        let mut composites = Item::new();
        for index in &self.inner.indexes {
            for (name, value) in self.composites_of_index(index, keys)? {
                if !composites.contains(&name) {
                    composites.insert(name, value);
                }
            }
        }
        if composites.is_empty() {
            return Err(failure(Code::ConversionKeys, "the keys hold no attributes"));
        }
        Ok(composites)
    }

    /// The attributes that the keys of an access pattern and of the table are made of.
    ///
    /// # Errors
    /// When there is no such access pattern, or its keys are missing or not the schema's.
    pub fn index_composites_from(&self, access_pattern: &str, keys: &Item) -> Result<Item, Error> {
        self.composites_of_index(self.access_pattern(access_pattern)?, keys)
    }

    fn composites_of_index(&self, index: &Index, keys: &Item) -> Result<Item, Error> {
        let mut composites = if index.kind == IndexKind::Composite {
            index
                .composites()
                .filter_map(|position| {
                    let attribute = self.attribute(position);
                    Some((attribute.name.clone(), keys.get(&attribute.field)?.clone()))
                })
                .collect()
        } else {
            self.take_apart(index, keys).ok_or_else(|| {
                let access_pattern = &index.access_pattern;
                failure(
                    Code::ConversionKeys,
                    format_args!("the keys given are not those of `{access_pattern}`"),
                )
            })?
        };
        if index.name.is_some()
            && let Some(more) = self.take_apart(self.primary(), keys)
        {
            composites.extend(more);
        }
        Ok(composites)
    }

    /// The attributes of a primary key; `None` if the key is not the schema's.
    pub fn composites_of_key(&self, key: &Item) -> Option<Item> {
        let item = self.take_apart(self.primary(), key)?;
        let complete = self
            .primary()
            .composites()
            .all(|position| self.known(&item, position).is_some());
        complete.then_some(item)
    }

    /// Those of an item's attributes that its primary key is made of.
    pub fn composites(&self, item: &Item) -> Item {
        self.primary()
            .composites()
            .filter_map(|position| {
                Some((
                    self.attribute(position).name.clone(),
                    self.known(item, position)?.clone(),
                ))
            })
            .collect()
    }

    /// The cursor of an access pattern, from the keys with which a page ended.
    ///
    /// # Errors
    /// When there is no such access pattern, or a key is missing.
    pub fn index_cursor_of_keys(&self, access_pattern: &str, keys: &Item) -> Result<Cursor, Error> {
        for index in [self.primary(), self.access_pattern(access_pattern)?] {
            let complete = match index.kind {
                IndexKind::Composite => index
                    .partition
                    .composites
                    .iter()
                    .all(|position| keys.contains(&self.attribute(*position).field)),
                _ => index.keys().all(|key| keys.contains(&key.field)),
            };
            if !complete {
                let pattern = &index.access_pattern;
                return Err(failure(
                    Code::ConversionKeys,
                    format_args!("the keys given are not those of `{pattern}`"),
                ));
            }
        }
        Cursor::new(keys.clone())
    }

    /// The attributes in the keys of an index; `None` if the keys are not the schema's.
    pub(super) fn take_apart(&self, index: &Index, keys: &Item) -> Option<Item> {
        let mut composites = Item::new();
        for key in index.keys() {
            self.take_key_apart(key, keys.get(&key.field)?, &mut composites)?;
        }
        Some(composites)
    }

    fn take_key_apart(&self, key: &Key, value: &Value, composites: &mut Item) -> Option<()> {
        let text = match value {
            Value::Number(number) if key.numeric => {
                let position = *key.composites.first()?;
                let number = Value::Number(number.clone());
                let name = self.attribute(position).name.clone();
                composites.insert(name, self.decode(position, None, number));
                return Some(());
            }
            Value::Number(number) => number.as_str(),
            Value::String(text) => text,
            _ => return None,
        };
        let reading = if self.unique_keys {
            Reading::Shortest
        } else {
            Reading::Longest
        };
        for (&position, part) in key.composites.iter().zip(key.take_apart(text, reading)?) {
            if reading == Reading::Longest && part.contains(LINE_ENDS) {
                return None;
            }
            let value = self.decode(position, Some(part), Value::from(part));
            composites.insert(self.attribute(position).name.clone(), value);
        }
        Some(())
    }

    fn decode(&self, position: usize, text: Option<&str>, value: Value) -> Value {
        match (&self.attribute(position).kind, text) {
            (Kind::Number, Some(text)) => parse_float(text).map_or(value, Value::Number),
            (Kind::Boolean, Some(text)) => Value::Bool(text == "true"),
            _ => value,
        }
    }
}

fn nothing_given() -> Error {
    failure(
        Code::ConversionComposite,
        "no attributes are given to make keys of",
    )
}
