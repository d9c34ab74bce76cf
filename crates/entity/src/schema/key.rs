//! Keys of a schema's index: what the core makes, and what the schema says of them besides.

use std::ops::Deref;

use super::attribute::Members;
use super::failure::invalid_attribute;
pub(super) use crate::key::{Casing, Cut, KeyPart as Part};
use crate::{Error, Value};

/// A partition or sort key of an index.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) core: crate::key::Key,
    /// The key attribute is one of the schema's attributes.
    pub(super) is_attribute: bool,
}

impl Deref for Key {
    type Target = crate::key::Key;

    fn deref(&self) -> &crate::key::Key {
        &self.core
    }
}

impl Key {
    /// Makes the key of what is known; a number that is not known makes none.
    ///
    /// # Errors
    /// When the key is a number and the value is none.
    pub(super) fn make<'v>(
        &self,
        attributes: &Members,
        known: impl Fn(usize) -> Option<&'v Value>,
        cut: Cut,
    ) -> Result<Option<Value>, Error> {
        self.core.make(known, cut).map_err(|position| {
            let path = &attributes.list[position].path;
            invalid_attribute(
                path,
                format_args!("the key `{}` is a number, and this is none", self.field),
            )
        })
    }
}

/// The next text after all that begin with this one, by the last UTF-16 unit.
pub(super) fn successor(value: Value) -> Value {
    let Value::String(text) = value else {
        return value;
    };
    let mut units: Vec<u16> = text.encode_utf16().collect();
    if let Some(last) = units.last_mut() {
        *last = last.wrapping_add(1);
    }
    Value::String(String::from_utf16_lossy(&units))
}
