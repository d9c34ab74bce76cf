//! Entities: rows that live in a table.

use crate::{Error, Item, Row};

/// A row with a place in a table. `#[derive(Entity)]` implements it.
pub trait Entity: Row {
    /// The entity's name, which every item carries as `__edb_e__`.
    const NAME: &'static str;

    /// Reads an item, which must be of this entity. Attributes that the entity does not know are ignored.
    ///
    /// # Errors
    /// When the item belongs to another entity, or an attribute is missing or not what its field expects.
    fn from_item(item: Item) -> Result<Self, Error>;
}
