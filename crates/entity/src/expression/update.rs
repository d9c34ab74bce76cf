//! Updates: what a write does to single attributes of an item.

use super::{Operand, Path};
use crate::{Name, Number, Value};

/// Changes of named attributes; every other attribute stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update {
    actions: Vec<(Path, UpdateAction)>,
}

/// What happens to one attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UpdateAction {
    /// `SET`: it becomes the value.
    Set(Value),
    /// `SET … if_not_exists`: it becomes the value if it is absent.
    SetIfAbsent(Value),
    /// `SET … list_append`: the list grows by these elements, and starts with them if it is absent.
    Append(Vec<Value>),
    /// `REMOVE`: it is absent afterwards.
    Remove,
    /// `ADD`: the number grows by this much (an absent one counts as 0), or the set by these members.
    Add(Value),
    /// `DELETE`: these members leave the set.
    Delete(Value),
    /// `SET`: it becomes what is calculated when the update is made.
    Assign(Box<Assignment>),
}

/// What an update calculates from the item as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// The operand as it is.
    Operand(Operand),
    /// What stands at the path, or the operand where nothing does.
    IfNotExists(Path, Operand),
    /// The sum.
    Plus(Box<Assignment>, Box<Assignment>),
    /// The difference.
    Minus(Box<Assignment>, Box<Assignment>),
    /// One list behind the other.
    ListAppend(Box<Assignment>, Box<Assignment>),
}

#[cfg(feature = "schema")]
impl Assignment {
    pub(crate) fn plus(self, other: Self) -> Self {
        Self::Plus(Box::new(self), Box::new(other))
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        Self::Minus(Box::new(self), Box::new(other))
    }
}

impl Update {
    /// Changes nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { actions: Vec::new() }
    }

    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self {
            actions: Vec::with_capacity(capacity),
        }
    }

    #[cfg(feature = "schema")]
    pub(crate) fn reserve(&mut self, additional: usize) {
        self.actions.reserve(additional);
    }

    /// Says what happens to an attribute or a part of one, in place of what was said before.
    pub fn insert(&mut self, attribute: impl Into<Path>, action: UpdateAction) {
        let attribute = attribute.into();
        match self.actions.iter_mut().find(|(known, _)| *known == attribute) {
            Some((_, earlier)) => *earlier = action,
            None => self.actions.push((attribute, action)),
        }
    }

    /// Says what happens to an attribute that the caller knows to be new (checked in debug builds).
    pub(crate) fn push(&mut self, attribute: Name, action: UpdateAction) {
        debug_assert!(
            self.get(&attribute).is_none(),
            "attribute {attribute} changed twice"
        );
        self.actions.push((attribute.into(), action));
    }

    /// Adds an action as it is, also where another one is about the same path. Nothing is removed twice.
    #[cfg(feature = "schema")]
    pub(crate) fn push_any(&mut self, path: Path, action: UpdateAction) {
        let is_done = |(known, done): &(Path, UpdateAction)| *done == action && *known == path;
        if action == UpdateAction::Remove && self.actions.iter().any(is_done) {
            return;
        }
        self.actions.push((path, action));
    }

    /// What happens to a whole attribute.
    pub fn get(&self, attribute: &str) -> Option<&UpdateAction> {
        self.actions
            .iter()
            .find(|(known, _)| known.is_attribute() && known.root() == attribute)
            .map(|(_, action)| action)
    }

    /// The changes in the order in which they were made, each with the name of the attribute that it is about.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &UpdateAction)> {
        self.actions
            .iter()
            .map(|(attribute, action)| (attribute.root(), action))
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// Sets an attribute.
    #[must_use]
    pub fn set(mut self, attribute: impl Into<Path>, value: impl Into<Value>) -> Self {
        self.insert(attribute, UpdateAction::Set(value.into()));
        self
    }

    /// Removes an attribute.
    #[must_use]
    pub fn remove(mut self, attribute: impl Into<Path>) -> Self {
        self.insert(attribute, UpdateAction::Remove);
        self
    }

    /// Adds to a number; an absent one counts as 0.
    #[must_use]
    pub fn add(mut self, attribute: impl Into<Path>, number: impl Into<Number>) -> Self {
        self.insert(attribute, UpdateAction::Add(Value::Number(number.into())));
        self
    }

    pub(super) fn into_actions(self) -> Vec<(Path, UpdateAction)> {
        self.actions
    }
}
