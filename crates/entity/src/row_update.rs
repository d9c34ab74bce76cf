//! Updates of single fields, which the derive writes the methods of.
//!
//! Whether an index key would be left half supplied is decided by types: each field that stands in the key of a secondary
//! index has a flag, and the flags of a key must agree.

use crate::model::write::Change;
use crate::outcome::{Checks, Outcome};
use crate::request::UpdateItem;
use crate::{Condition, Entity, Error, Number, Path, UpdateAction, Value};

/// What an update of a row changes.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct RowUpdate<E: Entity> {
    key: E::PrimaryKey,
    /// The fields that are set or cleared.
    pub patch: E::Patch,
    /// The values that fields have and keep.
    pub kept: E::Patch,
    actions: Vec<(Path, UpdateAction)>,
    condition: Option<Condition>,
    existing: bool,
}

impl<E: Entity> RowUpdate<E> {
    /// Changes nothing yet.
    pub fn new(key: E::PrimaryKey) -> Self {
        Self {
            key,
            patch: E::Patch::default(),
            kept: E::Patch::default(),
            actions: Vec::new(),
            condition: None,
            existing: false,
        }
    }

    /// Does this to an attribute as well.
    #[must_use]
    pub fn action(mut self, attribute: &'static str, action: UpdateAction) -> Self {
        self.actions.push((attribute.into(), action));
        self
    }

    /// Takes from a number.
    #[must_use]
    pub fn subtract(self, attribute: &'static str, number: &Number) -> Self {
        self.action(attribute, UpdateAction::Add(Value::Number(number.negated())))
    }

    /// Adds a condition.
    #[must_use]
    pub fn condition(mut self, condition: Condition) -> Self {
        condition.add_to(&mut self.condition);
        self
    }

    /// The row must be there.
    #[must_use]
    pub fn existing(mut self) -> Self {
        self.existing = true;
        self
    }

    /// The request.
    pub fn request(self) -> Outcome<E, UpdateItem> {
        E::Checks::outcome(self.make())
    }

    fn make(self) -> Result<UpdateItem, Error> {
        E::check_patch(&self.patch)?;
        let model = E::model();
        let changes = E::stored_patch(&self.patch);
        let change = Change {
            key: &self.key,
            current: Some(&self.kept),
            changes: &*changes,
            after: None,
        };
        let mut request = if self.existing {
            model.patch_row(&change)?
        } else {
            let mut request = model.update_row(&change)?;
            model.set_identity(&self.key, &mut request.update);
            request
        };
        for (path, action) in self.actions {
            request.update.insert(path, action);
        }
        if let Some(condition) = self.condition {
            request = request.condition(condition);
        }
        Ok(request)
    }
}

/// The field is not changed.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Unset;

/// The field is set.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Set;

/// The field is cleared, and with it the keys that it stands in.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Cleared;

/// No field of a key was looked at yet.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Start;

/// Some fields of a key are set and others are not.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct HalfSupplied;

/// What is known of a key with one more field.
#[doc(hidden)]
pub trait With<Field> {
    /// What is known then.
    type State;
}

macro_rules! states {
    ($($state:ty, $field:ty => $then:ty;)*) => {$(
        impl With<$field> for $state {
            type State = $then;
        }
    )*};
}

states! {
    Start, Unset => Unset;
    Start, Set => Set;
    Start, Cleared => Cleared;
    Unset, Unset => Unset;
    Unset, Set => HalfSupplied;
    Unset, Cleared => Cleared;
    Set, Unset => HalfSupplied;
    Set, Set => Set;
    Set, Cleared => Cleared;
    Cleared, Unset => Cleared;
    Cleared, Set => Cleared;
    Cleared, Cleared => Cleared;
    HalfSupplied, Unset => HalfSupplied;
    HalfSupplied, Set => HalfSupplied;
    HalfSupplied, Cleared => Cleared;
}
