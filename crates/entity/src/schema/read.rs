//! Reading items: whose they are, and what the application sees of them.

use super::mutation::Direction;
use super::{Schema, Slots};
use crate::request::BatchGet;
use crate::{Item, Name, Value};

/// What is read of an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Data {
    /// The schema's attributes.
    #[default]
    Attributes,
    /// The schema's attributes, and all else that the item has: its keys, its entity's name, what others wrote.
    All,
}

/// How items are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// What is read.
    pub data: Data,
    /// The attributes that are asked for, by the schema's names; none means all.
    pub attributes: Vec<Name>,
    /// Whether an item that does not say its entity is the schema's own if its keys are.
    pub ignore_ownership: bool,
}

impl Schema {
    /// Reads an item; `None` if it is not of this entity and version.
    ///
    /// ```
    /// # use lockstep_entity::schema::{ReadOptions, Schema};
    /// # let schema = Schema::parse(r#"{
    /// #     "model": {"service": "shop", "entity": "Order", "version": "1"},
    /// #     "attributes": {"id": "string", "note": {"type": "string", "field": "n"}},
    /// #     "indexes": {"primary": {"pk": {"field": "pk", "composite": ["id"]}}}
    /// # }"#)?;
    /// let stored = schema.put([("id", "A7"), ("note", "Ring twice")].into())?.item;
    /// assert_eq!(stored.get("n"), Some(&"Ring twice".into()));
    /// let item = schema.read(stored, &ReadOptions::default());
    /// assert_eq!(item, Some([("id", "A7"), ("note", "Ring twice")].into()));
    /// # Ok::<(), lockstep_entity::Error>(())
    /// ```
    pub fn read(&self, item: Item, options: &ReadOptions) -> Option<Item> {
        self.owns(&item, options).then(|| self.format(item, options))
    }

    /// Whether an item is to be read as one of this entity.
    pub fn owns(&self, item: &Item, options: &ReadOptions) -> bool {
        if self.owns_item(item) {
            return true;
        }
        let has_keys = || self.primary().keys().all(|key| item.contains(&key.field));
        options.ignore_ownership && (self.owns_keys(item) || (!options.attributes.is_empty() && !has_keys()))
    }

    /// Whether an item says that it is of this entity and version.
    pub fn owns_item(&self, item: &Item) -> bool {
        let [entity, version] = &self.inner.identifiers;
        let says = |name: &str, expected: &str| {
            !expected.is_empty() && item.get(name).and_then(Value::as_str) == Some(expected)
        };
        says(entity, self.entity()) && says(version, self.version())
    }

    /// Whether a key is one of this entity, by its form.
    pub fn owns_keys(&self, key: &Item) -> bool {
        let index = self.primary();
        let matches = index.keys().all(|part| match key.get(&part.field) {
            Some(Value::Number(_)) => part.numeric,
            Some(Value::String(text)) => text.starts_with(&part.prefix) && text.ends_with(&part.postfix),
            _ => false,
        });
        matches
            && self.take_apart(index, key).is_some_and(|item| {
                let mut composites = index.composites();
                composites.all(|position| self.known(&item, position).is_some())
            })
    }

    /// The item as the application sees it, whosever it is.
    pub fn format(&self, item: Item, options: &ReadOptions) -> Item {
        if options.data == Data::Attributes && !self.inner.has_get {
            return self.format_in_place(item, options);
        }
        let mut slots: Slots = vec![None; self.members().list.len()];
        let mut rest = Vec::new();
        for (field, value) in item {
            match self.members().stored_position(&field) {
                Some(position) => slots[position] = Some(value),
                None if options.data == Data::All => rest.push((field, value)),
                None => {}
            }
        }
        let slots = if self.inner.has_get {
            let given: Vec<bool> = slots.iter().map(Option::is_some).collect();
            self.mutate(Direction::Retrieve, slots, |position| given[position])
        } else {
            self.mutate(Direction::Retrieve, slots, |_| true)
        };
        let mut seen = Item::with_capacity(slots.len() + rest.len());
        let asked = |name: &Name| options.attributes.is_empty() || options.attributes.contains(name);
        for (attribute, value) in self.members().list.iter().zip(slots) {
            if let Some(value) = value
                && !attribute.hidden
                && asked(&attribute.name)
            {
                seen.push(attribute.name.clone(), value);
            }
        }
        for (name, value) in rest {
            if asked(&name) {
                seen.insert(name, value);
            }
        }
        seen
    }

    /// The attributes of an item, where no function looks at several of them: nothing is copied.
    fn format_in_place(&self, item: Item, options: &ReadOptions) -> Item {
        let members = self.members();
        let nothing = Item::new();
        item.filter_map(
            |field, value| {
                let position = members.stored_position(&field)?;
                let attribute = &members.list[position];
                let asked = options.attributes.is_empty() || options.attributes.contains(&attribute.name);
                if attribute.hidden || !asked {
                    return None;
                }
                let value = attribute.retrieve(Some(value), &nothing)?;
                let name = if field == attribute.name {
                    field
                } else {
                    attribute.name.clone()
                };
                Some((position, name, value))
            },
            |name| members.position(name).unwrap_or(usize::MAX),
        )
    }

    /// The primary key of a stored item.
    pub fn key_of(&self, item: &Item) -> Option<Item> {
        self.primary()
            .keys()
            .map(|key| Some((key.field.clone(), item.get(&key.field)?.clone())))
            .collect()
    }

    /// Reads items of an index again as a whole, from the table: for indexes that hold a part of them. Items without the
    /// table's keys are left out.
    pub fn hydrate<'i>(&self, items: impl IntoIterator<Item = &'i Item>) -> BatchGet {
        BatchGet {
            keys: items.into_iter().filter_map(|item| self.key_of(item)).collect(),
            ..BatchGet::default()
        }
    }

    /// Sorts found items as their keys were asked for; `None` stands where there was none.
    pub fn in_order(&self, keys: &[Item], found: Vec<Item>) -> Vec<Option<Item>> {
        let mut sorted = vec![None; keys.len()];
        for item in found {
            let key = self.key_of(&item);
            if let Some(slot) = keys.iter().position(|asked| Some(asked) == key.as_ref()) {
                sorted[slot] = Some(item);
            }
        }
        sorted
    }
}
