//! Keys that no two rows share: which values are refused for the sake of it.

use super::Model;
use crate::error::Kind;
use crate::{Error, Fields};

impl Model {
    /// Refuses values of which another row could have the same primary key, where the entity asks for it.
    ///
    /// # Errors
    /// When a value shares its key with another one.
    pub(super) fn check_unique(&self, fields: &dyn Fields) -> Result<(), Error> {
        if !self.unique_keys {
            return Ok(());
        }
        for key in self.primary().keys() {
            key.check_unique(|position| fields.key_field(position), |_| None)
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
