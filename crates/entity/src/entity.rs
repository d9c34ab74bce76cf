//! Entities: rows that live in a table.

use crate::request::{ConditionCheck, DeleteItem, GetItem, PutItem, UpdateItem};
use crate::{Error, Fields, Item, Model, Row};

/// Why the typed methods cannot fail: the derive admits only required attributes in a primary key.
const COMPLETE: &str = "a row and its primary key have every attribute of the primary key";

/// A row with a place in a table. [`#[derive(Entity)]`](derive@crate::Entity) implements it.
///
/// The methods make requests and send nothing.
pub trait Entity: Row<Patch: Fields> + Fields {
    /// The entity's name, which every item carries as `__edb_e__`.
    const NAME: &'static str;

    /// The attributes that the primary key is made of.
    type PrimaryKey: Fields;

    /// The entity's model.
    fn model() -> &'static Model;

    /// Reads an item, which must be of this entity and version. Attributes that the entity does not know are ignored.
    ///
    /// # Errors
    /// When the item belongs to another entity or version, or an attribute is missing or not what its field expects.
    fn from_item(item: Item) -> Result<Self, Error>;

    /// The attributes that the row's primary key is made of.
    fn primary_key(&self) -> Self::PrimaryKey;

    /// The row's item: its attributes, its keys in every index, and the names of its entity and version.
    fn to_item(&self) -> Item {
        Self::model().item(self).expect(COMPLETE)
    }

    /// Reads a row.
    fn get(key: impl Into<Self::PrimaryKey>) -> GetItem {
        Self::model().get(&key.into()).expect(COMPLETE)
    }

    /// Writes a row, in place of whatever has its key.
    fn put(&self) -> PutItem {
        Self::model().put(self).expect(COMPLETE)
    }

    /// Writes a row that must not be there yet.
    fn create(&self) -> PutItem {
        Self::model().create(self).expect(COMPLETE)
    }

    /// Changes fields of a row that must be there, and every index key that they are part of.
    ///
    /// # Errors
    /// When a part of an index key changes and the rest is not in the patch: [`Entity::patch_from`] takes it from the
    /// current row.
    fn patch(key: impl Into<Self::PrimaryKey>, patch: &Self::Patch) -> Result<UpdateItem, Error> {
        Self::model().patch(&key.into(), None, patch)
    }

    /// Changes fields of a row that must be there. Where a part of an index key changes, the rest of that key comes from
    /// `current`, on the condition that these attributes are still so.
    fn patch_from(current: &Self, patch: &Self::Patch) -> UpdateItem {
        Self::model()
            .patch(current, Some(current), patch)
            .expect("the current row has every attribute, and a patch has none of the primary key")
    }

    /// Removes a row, whether it is there or not.
    fn delete(key: impl Into<Self::PrimaryKey>) -> DeleteItem {
        Self::model().delete(&key.into()).expect(COMPLETE)
    }

    /// Removes a row that must be there.
    fn remove(key: impl Into<Self::PrimaryKey>) -> DeleteItem {
        Self::model().remove(&key.into()).expect(COMPLETE)
    }

    /// Checks, as part of a transaction, that a row is there.
    fn exists(key: impl Into<Self::PrimaryKey>) -> ConditionCheck {
        let model = Self::model();
        ConditionCheck::new(model.key(&key.into()).expect(COMPLETE), model.exists())
    }
}
