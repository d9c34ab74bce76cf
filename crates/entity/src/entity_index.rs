//! An index of an entity, by the name that the program gives it: scans, and conversions of its keys.

use std::fmt;
use std::marker::PhantomData;

use crate::cursor::invalid;
use crate::model::Index;
use crate::request::Scan;
use crate::{Cursor, Entity, Error, Item, Known, Name};

/// An index of the entity `E`: `Order::index_by_customer()` is the one that `#[index(by_customer, …)]` declares.
///
/// Queries of it are `Order::query_by_customer(…)`. Here is what needs no partition: reading all of it, and converting
/// between attributes, keys and cursors.
///
/// ```
/// use lockstep_entity::{Cursor, Entity};
/// # use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
/// #[entity(service = "shop", name = "Order", version = "1")]
/// #[index(primary, pk = [id], sk = [])]
/// #[index(by_customer, name = "GSI1", pk = [customer], sk = [placed_on])]
/// struct Order {
///     id: u32,
///     customer: String,
///     placed_on: String,
/// }
///
/// // A listing of a customer's orders goes on behind this one.
/// let order = Order { id: 7, customer: "ada".into(), placed_on: "2024-05-01".into() };
/// let index = Order::index_by_customer();
/// let cursor = index.cursor(&order)?;
/// assert_eq!(cursor, index.cursor_of_keys(&order.to_item())?);
/// let query = Order::query_by_customer("ada").after(cursor.clone())?;
///
/// // And back: what the cursor's keys say of the order.
/// let known = index.read(cursor.key())?;
/// assert_eq!(known.get(Order::PLACED_ON)?, Some("2024-05-01".to_owned()));
/// assert_eq!(known.primary_key()?, OrderKey::new(7));
/// # Ok::<(), lockstep_entity::Error>(())
/// ```
pub struct EntityIndex<E> {
    position: usize,
    entity: PhantomData<fn() -> E>,
}

impl<E: Entity> EntityIndex<E> {
    /// Used by the derive.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(position: usize) -> Self {
        Self {
            position,
            entity: PhantomData,
        }
    }

    /// What the model says of it.
    pub fn model(self) -> &'static Index {
        &E::model().indexes()[self.position]
    }

    /// Reads every row of the entity that is in this index, in no order. It costs reading the whole index.
    pub fn scan(self) -> Scan {
        Scan {
            index: self.model().name().cloned(),
            ..E::scan()
        }
    }

    /// The keys of this index and of the table: of a row (`&order`), or of attributes (`[Order::ID.is(7), …]`). The index's
    /// condition is not asked.
    ///
    /// # Errors
    /// [`Error::is_incomplete_key`] when an attribute of these keys is not known, or a row has no value for it.
    pub fn keys(self, known: impl Into<Known<E>>) -> Result<Item, Error> {
        E::model().index_keys(self.position, &known.into())
    }

    /// The cursor of a page of this index that ended with this row.
    ///
    /// # Errors
    /// Those of [`EntityIndex::keys`].
    pub fn cursor(self, known: impl Into<Known<E>>) -> Result<Cursor, Error> {
        Cursor::new(self.keys(known)?)
    }

    /// The cursor of a page of this index that ended with the item that has these keys; other attributes may be there.
    ///
    /// # Errors
    /// [`Error::is_invalid_cursor`] when a key of the index or of the table is missing, or has no form in a cursor.
    pub fn cursor_of_keys(self, keys: &Item) -> Result<Cursor, Error> {
        let model = E::model();
        let mut key = Item::with_capacity(4);
        let names = [self.model(), model.primary()].map(|index| model.key_names(index));
        for name in names.into_iter().flatten() {
            match keys.get(&name) {
                Some(value) => key.insert(name, value.clone()),
                None => return Err(invalid(format_args!("`{name}` is missing"))),
            };
        }
        Cursor::new(key)
    }

    /// What keys of this index say of a row, and those of the table if they are there. Of a cursor they are
    /// [`Cursor::key`]; how values come back is told at [`Known::from_keys`].
    ///
    /// # Errors
    /// [`Error::is_foreign_entity`] when a key is missing or none of this index of the entity.
    pub fn read(self, keys: &Item) -> Result<Known<E>, Error> {
        Known::of_index(self.position, keys)
    }

    /// The index's name in the table; `None` is the table itself.
    pub fn name(self) -> Option<&'static Name> {
        self.model().name()
    }
}

impl<E> Clone for EntityIndex<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for EntityIndex<E> {}

impl<E: Entity> fmt::Debug for EntityIndex<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "index {} of {}", self.model().access(), E::NAME)
    }
}
