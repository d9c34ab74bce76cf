//! Entities: rows that live in a table.

use std::borrow::Cow;

use crate::model::write::Change;
use crate::outcome::{Checks, Outcome};
use crate::request::{BatchGet, ConditionCheck, DeleteItem, GetItem, PutItem, Scan, UpdateItem};
use crate::{AttributeValue, Error, Fields, Item, Known, Model, Patch, Row, Search};

/// A row with a place in a table. [`#[derive(Entity)]`](derive@crate::Entity) implements it.
///
/// The methods make requests and send nothing. Those that give an [`Outcome`] cannot fail unless the entity has `validate`
/// or `unique_keys`: then they give a `Result`.
pub trait Entity: Row<Patch: Fields> + Fields {
    /// The entity's name, which every item carries as `__edb_e__`.
    const NAME: &'static str;

    /// What the compiler knows of the entity.
    #[doc(hidden)]
    const SPEC: crate::model::Spec;

    /// The attributes that the primary key is made of.
    type PrimaryKey: Fields;

    /// Whether some rows are refused: [`Unchecked`](crate::Unchecked) or [`Checked`](crate::Checked).
    type Checks: Checks;

    /// The entity's model.
    fn model() -> &'static Model;

    /// Reads an item, which must be of this entity and version. Attributes that the entity does not know are ignored.
    ///
    /// # Errors
    /// When the item belongs to another entity or version, or an attribute is missing or not what its field expects.
    fn from_item(item: Item) -> Result<Self, Error>;

    /// The attributes that the row's primary key is made of.
    fn primary_key(&self) -> Self::PrimaryKey;

    /// The primary key, of what is known.
    #[doc(hidden)]
    fn primary_key_of(known: &Known<Self>) -> Result<Self::PrimaryKey, Error>;

    /// The row as it is stored: what the entity's `set` functions make of it.
    #[doc(hidden)]
    fn stored(&self) -> Cow<'_, Self> {
        Cow::Borrowed(self)
    }

    /// Sets the fields that are made of others.
    #[doc(hidden)]
    fn watch(row: &mut Self) {
        let _ = row;
    }

    /// The patch as it is stored.
    #[doc(hidden)]
    fn stored_patch(patch: &Self::Patch) -> Cow<'_, Self::Patch> {
        Cow::Borrowed(patch)
    }

    /// Checks the row's values with the entity's `validate` functions. Every write does so.
    ///
    /// # Errors
    /// The first value that is refused, with the function's reason.
    fn check_values(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Checks the values of a patch as [`Entity::check_values`] does those of a row.
    ///
    /// # Errors
    /// The first value that is refused, with the function's reason.
    fn check_patch(patch: &Self::Patch) -> Result<(), Error> {
        let _ = patch;
        Ok(())
    }

    /// The row's item: its attributes, its keys in every index, and the names of its entity and version.
    fn to_item(&self) -> Outcome<Self, Item> {
        Self::Checks::outcome(checked(self).and_then(|row| Self::model().item(&*row)))
    }

    /// Reads a row.
    fn get(key: impl Into<Self::PrimaryKey>) -> Outcome<Self, GetItem> {
        Self::Checks::outcome(Self::model().get(&key.into()))
    }

    /// Writes a row, in place of whatever has its key.
    fn put(&self) -> Outcome<Self, PutItem> {
        Self::Checks::outcome(checked(self).and_then(|row| Self::model().put(&*row)))
    }

    /// Writes a row that must not be there yet.
    fn create(&self) -> Outcome<Self, PutItem> {
        Self::Checks::outcome(checked(self).and_then(|row| Self::model().create(&*row)))
    }

    /// Writes a row, whether it is there or not, and keeps the attributes of its item that the entity does not know. A
    /// read-only field that the item has stays as it is.
    fn upsert(&self) -> Outcome<Self, UpdateItem> {
        Self::Checks::outcome(checked(self).and_then(|row| Self::model().upsert(&*row)))
    }

    /// Changes fields of a row that must be there, and every index key that they are part of.
    ///
    /// # Errors
    /// When a part of an index key changes and the rest is not in the patch: [`Entity::patch_from`] takes it from the
    /// current row.
    fn patch(key: impl Into<Self::PrimaryKey>, patch: &Self::Patch) -> Result<UpdateItem, Error> {
        Self::check_patch(patch)?;
        Self::model().patch(&key.into(), None, &*Self::stored_patch(patch))
    }

    /// Changes fields of a row that must be there. Where a part of an index key changes, the rest of that key comes from
    /// `current`, on the condition that these attributes are still so.
    fn patch_from(current: &Self, patch: &Self::Patch) -> Outcome<Self, UpdateItem> {
        Self::Checks::outcome(patch_from(current, patch))
    }

    /// Reads every row of the entity, wherever it is in the table, in no order. It costs reading the whole table: an index is
    /// what lists rows. `Order::index_access().scan()` reads those in an index.
    fn scan() -> Scan {
        Self::model().scan()
    }

    /// Reads rows by whatever is known of them, from the index that most of it fits, and from the whole table where none
    /// does. Only what the index's key says is looked at: what is known besides does not narrow the rows
    /// ([`Entity::matching`] does).
    ///
    /// The index is the one that `ElectroDB` chooses: the table's own key if it is known in full, and else the one of which
    /// most is known, from the first attribute on. An index that holds only some rows finds only these.
    ///
    /// There is an example at [`Search`].
    fn find(known: impl IntoIterator<Item = AttributeValue<Self>>) -> Search<Self> {
        Search::find(&known.into_iter().collect())
    }

    /// Reads the rows of which all of this is so: those that [`Entity::find`] finds, filtered. Rows left out are read all the
    /// same.
    fn matching(known: impl IntoIterator<Item = AttributeValue<Self>>) -> Search<Self> {
        Search::matching(&known.into_iter().collect())
    }

    /// Reads the whole rows of items of which an index has only the keys (`KEYS_ONLY`).
    fn hydrate(items: impl IntoIterator<Item = Item>) -> BatchGet {
        Self::model().hydrate(items)
    }

    /// Removes a row, whether it is there or not.
    fn delete(key: impl Into<Self::PrimaryKey>) -> Outcome<Self, DeleteItem> {
        Self::Checks::outcome(Self::model().delete(&key.into()))
    }

    /// Removes a row that must be there.
    fn remove(key: impl Into<Self::PrimaryKey>) -> Outcome<Self, DeleteItem> {
        Self::Checks::outcome(Self::model().remove(&key.into()))
    }

    /// Checks, as part of a transaction, that a row is there.
    fn exists(key: impl Into<Self::PrimaryKey>) -> Outcome<Self, ConditionCheck> {
        Self::Checks::outcome(Self::model().check(&key.into()))
    }
}

/// The row as it is stored, once its values have been looked at.
pub(crate) fn checked<E: Entity>(row: &E) -> Result<Cow<'_, E>, Error> {
    row.check_values()?;
    Ok(row.stored())
}

fn patch_from<E: Entity>(current: &E, patch: &E::Patch) -> Result<UpdateItem, Error> {
    E::check_patch(patch)?;
    let (current, mut patch) = (current.stored(), E::stored_patch(patch));
    let mut after = current.clone().into_owned();
    patch.apply(&mut after);
    let before = after.clone();
    // What is made of other fields is made of the whole row, which is known here.
    E::watch(&mut after);
    if after != before {
        patch.to_mut().merge(E::Patch::between(&before, &after));
    }
    E::model().patch_row(&Change {
        key: &*current,
        current: Some(&*current),
        changes: &*patch,
        after: Some(&after),
    })
}
