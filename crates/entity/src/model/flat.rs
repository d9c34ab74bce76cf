//! Unions whose attributes stand among those of their row: one field of the struct, several attributes of the item.

use super::{AttributeModel, Model};
use crate::{Condition, Item, Name, Update, UpdateAction, Value};

impl AttributeModel {
    /// Adds the attribute's value to an item.
    pub(super) fn put(&self, value: Value, item: &mut Item) {
        match (self.flat, value) {
            (Some(names), Value::Map(members)) => {
                for (name, value) in members {
                    // What the union does not declare could not be removed again.
                    if let Some(name) = names.iter().find(|known| **known == name) {
                        item.push(Name::Borrowed(name), value);
                    }
                }
            }
            (_, value) => item.push(self.name.clone(), value),
        }
    }

    /// Sets the attribute, or removes it where there is no value. Of a union all attributes change that it can have.
    pub(super) fn set(&self, value: Option<Value>, update: &mut Update) {
        let action = |value: Option<Value>| value.map_or(UpdateAction::Remove, UpdateAction::Set);
        let Some(names) = self.flat else {
            update.push(self.name.clone(), action(value));
            return;
        };
        let mut members = match value {
            Some(Value::Map(members)) => members,
            _ => Item::new(),
        };
        for name in names {
            update.push(Name::Borrowed(name), action(members.remove(name)));
        }
    }

    /// The condition that the attribute has this value, or none.
    pub(super) fn is(&self, value: Option<Value>) -> Condition {
        let is = |name: Name, value: Option<Value>| match value {
            Some(value) => Condition::eq(name, value),
            None => Condition::not_exists(name),
        };
        let Some((first, rest)) = self.flat.and_then(<[_]>::split_first) else {
            return is(self.name.clone(), value);
        };
        let mut members = match value {
            Some(Value::Map(members)) => members,
            _ => Item::new(),
        };
        let mut is = |name: &&'static str| is(Name::Borrowed(name), members.remove(name));
        let first = is(first);
        rest.iter().fold(first, |all, name| all.and(is(name)))
    }
}

impl Model {
    /// Keeps an attribute of an item that is part of a union; drops any other.
    pub(super) fn keep_flat(&self, name: Name, value: Value, values: &mut [Option<Value>]) {
        let unions = self.attributes.iter().enumerate();
        let mut unions = unions.filter_map(|(position, attribute)| Some((position, attribute.flat?)));
        let Some((position, _)) = unions.find(|(_, names)| names.iter().any(|known| *known == name)) else {
            return;
        };
        match &mut values[position] {
            Some(Value::Map(members)) => {
                members.insert(name, value);
            }
            empty => *empty = Some(Value::Map(Item::from([(name, value)]))),
        }
    }
}
