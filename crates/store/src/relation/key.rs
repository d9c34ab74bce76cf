//! Keys: the values that rows are joined or grouped by.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::rc::Rc;

use lockstep_entity::Scalar;

/// The values that rows are joined or grouped by. A clone copies no text.
#[derive(Clone)]
pub(crate) enum Key {
    /// One value that is no text: nothing has to be allocated for it, as for most keys.
    One(Scalar),
    Many(Rc<[Scalar]>),
}

impl Deref for Key {
    type Target = [Scalar];

    fn deref(&self) -> &[Scalar] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

impl From<Scalar> for Key {
    fn from(value: Scalar) -> Self {
        match value {
            Scalar::Text(_) => Self::Many(Rc::new([value])),
            value => Self::One(value),
        }
    }
}

impl FromIterator<Scalar> for Key {
    fn from_iter<I: IntoIterator<Item = Scalar>>(values: I) -> Self {
        let mut values = values.into_iter();
        match (values.next(), values.next()) {
            (Some(only), None) => Self::from(only),
            (first, second) => Self::Many(first.into_iter().chain(second).chain(values).collect()),
        }
    }
}

/// No values: the key of what is one group.
impl Default for Key {
    fn default() -> Self {
        Self::Many(Rc::new([]))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(&**other)
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::One(left), Self::One(right)) => left == right,
            (Self::Many(left), Self::Many(right)) => Rc::ptr_eq(left, right) || left == right,
            // One value that is equal to a text is one.
            _ => false,
        }
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for value in &**self {
            value.hash(state);
        }
    }
}
