//! Requests that write one item.

use crate::{Condition, Item, Name, Number, Update, UpdateAction, Value};

/// What a write answers with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReturnValues {
    /// Nothing.
    #[default]
    None,
    /// The whole item before the write.
    AllOld,
    /// The whole item after an update; puts and deletes cannot return it.
    AllNew,
    /// What an update changed, as it was before.
    UpdatedOld,
    /// What an update changed, as it is afterwards.
    UpdatedNew,
}

/// Writes a whole item in place of whatever had its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutItem {
    /// The item, with its key.
    pub item: Item,
    /// What must hold of the item that is there now.
    pub condition: Option<Condition>,
    /// What the write answers with.
    pub return_values: ReturnValues,
    /// The name of the entity that the item is of, where it is known: for logs, the table does not look at it.
    pub entity: Option<Name>,
}

impl PutItem {
    /// Writes the item whatever is there.
    #[must_use]
    pub fn new(item: Item) -> Self {
        Self {
            item,
            condition: None,
            return_values: ReturnValues::None,
            entity: None,
        }
    }

    /// Adds an attribute that is no part of the entity.
    #[must_use]
    pub fn set(mut self, attribute: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.item.insert(attribute, value);
        self
    }
}

/// Changes single attributes of an item; the others stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateItem {
    /// The primary key.
    pub key: Item,
    /// What changes.
    pub update: Update,
    /// What must hold of the item that is there now. Without one, a missing item is created.
    pub condition: Option<Condition>,
    /// What the write answers with.
    pub return_values: ReturnValues,
    /// The name of the entity that the item is of, where it is known: for logs, the table does not look at it.
    pub entity: Option<Name>,
}

impl UpdateItem {
    /// Changes nothing yet of the item with this key.
    #[must_use]
    pub fn new(key: Item) -> Self {
        Self {
            key,
            update: Update::new(),
            condition: None,
            return_values: ReturnValues::None,
            entity: None,
        }
    }

    /// Sets an attribute that is no part of the entity: attributes of index keys must not be set behind their entity's
    /// back.
    #[must_use]
    pub fn set(mut self, attribute: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.update.insert(attribute, UpdateAction::Set(value.into()));
        self
    }

    /// Removes an attribute that is no part of the entity.
    #[must_use]
    pub fn remove(mut self, attribute: impl Into<Name>) -> Self {
        self.update.insert(attribute, UpdateAction::Remove);
        self
    }

    /// Adds to a number that is no part of the entity; an absent one counts as 0.
    #[must_use]
    pub fn add(mut self, attribute: impl Into<Name>, number: impl Into<Number>) -> Self {
        self.update
            .insert(attribute, UpdateAction::Add(Value::Number(number.into())));
        self
    }
}

/// Removes an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteItem {
    /// The primary key.
    pub key: Item,
    /// What must hold of the item that is there now.
    pub condition: Option<Condition>,
    /// What the write answers with.
    pub return_values: ReturnValues,
    /// The name of the entity that the item is of, where it is known: for logs, the table does not look at it.
    pub entity: Option<Name>,
}

impl DeleteItem {
    /// Removes the item with this key, whether it is there or not.
    #[must_use]
    pub fn new(key: Item) -> Self {
        Self {
            key,
            condition: None,
            return_values: ReturnValues::None,
            entity: None,
        }
    }
}

macro_rules! conditional {
    ($($request:ty),*) => {$(
        impl $request {
            /// Adds a condition to those that are there: all must hold, or nothing is written.
            #[must_use]
            pub fn condition(mut self, condition: Condition) -> Self {
                condition.add_to(&mut self.condition);
                self
            }

            /// Says what the write answers with.
            #[must_use]
            pub fn returning(mut self, return_values: ReturnValues) -> Self {
                self.return_values = return_values;
                self
            }
        }
    )*};
}

conditional!(PutItem, UpdateItem, DeleteItem);
