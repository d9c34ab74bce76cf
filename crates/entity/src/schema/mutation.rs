//! The schema's own functions: `set` when an item is written, `get` when it is read, for attributes and their watchers.

use super::attribute::{Attribute, Watch};
use super::{Schema, Slots};
use crate::{Item, Value};

/// Which of an attribute's functions runs.
#[derive(Clone, Copy)]
pub(super) enum Direction {
    Store,
    Retrieve,
}

impl Direction {
    fn apply(self, attribute: &Attribute, value: Option<Value>, item: &Item) -> Option<Value> {
        match self {
            Self::Store => attribute.store(value, item),
            Self::Retrieve => attribute.retrieve(value, item),
        }
    }

    fn has_function(self, attribute: &Attribute) -> bool {
        match self {
            Self::Store => attribute.set.is_some(),
            Self::Retrieve => attribute.get.is_some(),
        }
    }
}

impl Schema {
    /// Brings values into the form in which they are stored, or in which the application sees them. `given` says which
    /// attributes the application or the item has.
    ///
    /// Attributes that watch others come second and see what the first ones became.
    pub(super) fn mutate(
        &self,
        direction: Direction,
        mut slots: Slots,
        given: impl Fn(usize) -> bool,
    ) -> Slots {
        let has_functions = match direction {
            Direction::Store => self.inner.has_set,
            Direction::Retrieve => self.inner.has_get,
        };
        let attributes = &self.members().list;
        if !has_functions {
            let nothing = Item::new();
            for (attribute, slot) in attributes.iter().zip(&mut slots) {
                if slot.is_some() {
                    *slot = direction.apply(attribute, slot.take(), &nothing);
                }
            }
            return slots;
        }
        let watches = |attribute: &Attribute| {
            direction.has_function(attribute)
                && match &attribute.watch {
                    Watch::Nothing => false,
                    Watch::Everything => true,
                    Watch::Attributes(names) => !names.is_empty(),
                }
        };
        let item = self.named(&slots);
        for (position, attribute) in attributes.iter().enumerate() {
            if given(position) && !watches(attribute) {
                slots[position] = direction.apply(attribute, slots[position].take(), &item);
            }
        }
        if !attributes.iter().any(watches) {
            return slots;
        }
        let item = self.named(&slots);
        for (position, attribute) in attributes.iter().enumerate() {
            let triggered = match &attribute.watch {
                Watch::Nothing => false,
                Watch::Everything => true,
                Watch::Attributes(names) => {
                    given(position)
                        || names
                            .iter()
                            .filter_map(|name| self.members().position(name))
                            .any(&given)
                }
            };
            if triggered && watches(attribute) {
                slots[position] = direction.apply(attribute, slots[position].take(), &item);
            }
        }
        slots
    }
}
