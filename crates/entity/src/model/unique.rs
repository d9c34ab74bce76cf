//! Keys that no two rows share: which values are refused for the sake of it.

use super::Model;
use crate::error::Kind;
use crate::{Error, Fields, KeyField};

impl Model {
    /// Refuses values of which another row could have the same primary key, where the entity asks for it.
    ///
    /// # Errors
    /// When a value is changed by the key's casing, padding or cast, or holds the text that separates it from the next.
    pub(super) fn check_unique(&self, fields: &dyn Fields) -> Result<(), Error> {
        if !self.unique_keys {
            return Ok(());
        }
        for key in self.primary().keys() {
            key.check_unique(|position| fields.key_field(position))
                .map_err(|(position, reason)| Kind::SharedKey {
                    entity: self.entity.clone(),
                    attribute: self.attributes[position].name.clone(),
                    field: key.field().clone(),
                    reason,
                })?;
        }
        Ok(())
    }
}

impl crate::key::Key {
    /// Finds a value of which another one would make the same key.
    fn check_unique<'v>(
        &self,
        known: impl Fn(usize) -> Option<&'v dyn KeyField>,
    ) -> Result<(), (usize, &'static str)> {
        for (at, part) in self.parts.iter().enumerate() {
            let Some(position) = part.attribute else { continue };
            let Some(field) = known(position) else { continue };
            let mut text = String::new();
            field.write(&mut text);
            let is_text = matches!(field.value(), Some(crate::Value::String(_)));
            if self.numeric {
                let read = crate::key::parse_int(&text);
                if is_text && read.is_none_or(|number| number.as_str() != text) {
                    return Err((position, "is not the number in its shortest form"));
                }
                continue;
            }
            let mut cased = text.clone();
            self.casing.apply(&mut cased);
            if is_text && cased != text {
                return Err((position, "is changed by the key's casing"));
            }
            if let Some(padding) = &part.padding
                && is_text
                && (text.is_empty() || text.starts_with(padding.fill.chars().next().unwrap_or_default()))
            {
                return Err((position, "starts with the text that fills it up"));
            }
            let next = self.parts.get(at + 1).map_or(&*self.postfix, |next| &*next.text);
            if !next.is_empty() && self.parts.len() > at + 1 {
                let mut separator = next.to_owned();
                self.casing.apply(&mut separator);
                let joined = [&*cased, &*separator].concat();
                if joined.find(&*separator) != Some(cased.len()) {
                    return Err((
                        position,
                        "holds the text that separates it from the next attribute",
                    ));
                }
            }
        }
        Ok(())
    }
}
