//! Requests about many items, each on its own: some may fail while others succeed.
//!
//! They may be longer than one call of `DynamoDB` takes (100 keys, 25 writes): whoever sends them splits them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::{DeleteItem, GetItem, PutItem};
use crate::entity::checked;
use crate::outcome::{Checks, Outcome};
use crate::{Entity, Error, Item, Name};

/// Reads the items with these keys, in no order. A missing item is left out of the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchGet {
    /// The primary keys, each at most once.
    pub keys: Vec<Item>,
    /// Whether the answer must show every write that was acknowledged before.
    pub consistent: bool,
    /// The attributes to return; empty means all.
    pub projection: Vec<Name>,
}

impl BatchGet {
    /// Puts the items that were read into the places of these keys, with nothing where there is no such item. A key that
    /// stands several times gets its item each time.
    ///
    /// ```
    /// use lockstep_entity::Item;
    /// use lockstep_entity::request::BatchGet;
    ///
    /// let key = |id: &str| Item::from([("pk", id)]);
    /// let found = vec![Item::from([("pk", "b"), ("note", "x")]), Item::from([("pk", "a"), ("note", "y")])];
    /// let placed = BatchGet::in_order_of(&[key("a"), key("c"), key("b")], found);
    /// assert_eq!(placed[0].as_ref().and_then(|item| item.get("note")), Some(&"y".into()));
    /// assert_eq!((placed[1].is_some(), placed[2].is_some()), (false, true));
    /// ```
    #[must_use]
    pub fn in_order_of(keys: &[Item], items: impl IntoIterator<Item = Item>) -> Vec<Option<Item>> {
        let Some(first) = keys.first() else {
            return Vec::new();
        };
        let key_of = |item: &Item| -> Option<Item> {
            let mut key = Item::with_capacity(first.len());
            for (name, _) in first.iter() {
                key.push(Name::Owned(name.to_owned()), item.get(name)?.clone());
            }
            Some(key)
        };
        let items = items.into_iter().filter_map(|item| Some((key_of(&item)?, item)));
        let items: HashMap<Item, Item> = items.collect();
        keys.iter().map(|key| items.get(key).cloned()).collect()
    }
}

impl FromIterator<GetItem> for BatchGet {
    /// Takes the keys; doubles are read once. Consistent if one of the requests is.
    fn from_iter<I: IntoIterator<Item = GetItem>>(requests: I) -> Self {
        let mut batch = Self::default();
        let mut seen = HashSet::new();
        for request in requests {
            batch.consistent |= request.consistent;
            if seen.insert(request.key.clone()) {
                batch.keys.push(request.key);
            }
        }
        batch
    }
}

/// Puts and deletes items, each on its own and without conditions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchWrite {
    /// The writes, at most one a key.
    pub operations: Vec<WriteOp>,
}

/// Rows of any entities, one after the other.
///
/// ```
/// use lockstep_entity::Entity;
/// use lockstep_entity::request::{BatchWrite, WriteOp};
/// # use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
/// #[entity(service = "shop", name = "Order", version = "1")]
/// #[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
/// struct Order {
///     id: u32,
/// }
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
/// #[entity(service = "shop", name = "Line", version = "1")]
/// #[index(primary, pk = "ORDER#{order}", sk = "LINE#{id}")]
/// struct Line {
///     id: u32,
///     order: u32,
/// }
///
/// let batch = BatchWrite::default()
///     .put(&Order { id: 7 })
///     .put(&Line { id: 1, order: 7 })
///     .delete::<Line>(LineKey::new(7, 2));
/// assert_eq!(batch.operations[0], WriteOp::Put(Order { id: 7 }.to_item()));
/// assert_eq!(batch.operations.len(), 3);
/// ```
impl BatchWrite {
    /// Writes a row in place of whatever has its key.
    #[must_use]
    pub fn put<E: Entity>(mut self, row: &E) -> Outcome<E, Self> {
        let item = checked(row).and_then(|row| E::model().item(&*row));
        E::Checks::outcome(item.map(|item| {
            self.operations.push(WriteOp::Put(item));
            self
        }))
    }

    /// Writes rows of one entity in place of whatever has their keys.
    #[must_use]
    pub fn put_all<'e, E: Entity>(mut self, rows: impl IntoIterator<Item = &'e E>) -> Outcome<E, Self> {
        let put = |row| {
            Ok(WriteOp::Put(
                checked(row).and_then(|row: Cow<'_, E>| E::model().item(&*row))?,
            ))
        };
        let puts: Result<Vec<WriteOp>, Error> = rows.into_iter().map(put).collect();
        E::Checks::outcome(puts.map(|mut puts| {
            self.operations.append(&mut puts);
            self
        }))
    }

    /// Removes the row with this key, whether it is there or not.
    #[must_use]
    pub fn delete<E: Entity>(mut self, key: impl Into<E::PrimaryKey>) -> Outcome<E, Self> {
        let key = E::model().key(&key.into());
        E::Checks::outcome(key.map(|key| {
            self.operations.push(WriteOp::Delete(key));
            self
        }))
    }
}

/// A write of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteOp {
    /// Writes a whole item in place of whatever had its key.
    Put(Item),
    /// Removes the item with this key.
    Delete(Item),
}

impl WriteOp {
    /// Writes an item. A batch has no conditions: one that the request has is an error, handed back with the request.
    ///
    /// # Errors
    /// The request itself, if it has a condition.
    pub fn put(request: PutItem) -> Result<Self, Box<PutItem>> {
        match request.condition {
            None => Ok(Self::Put(request.item)),
            Some(_) => Err(Box::new(request)),
        }
    }

    /// Removes an item. A batch has no conditions: one that the request has is an error, handed back with the request.
    ///
    /// # Errors
    /// The request itself, if it has a condition.
    pub fn delete(request: DeleteItem) -> Result<Self, Box<DeleteItem>> {
        match request.condition {
            None => Ok(Self::Delete(request.key)),
            Some(_) => Err(Box::new(request)),
        }
    }
}

impl WriteOp {
    /// The item that is written; none for a removal. With [`Rows`](crate::Rows) what a batch left over becomes rows again.
    #[must_use]
    pub fn into_item(self) -> Option<Item> {
        match self {
            Self::Put(item) => Some(item),
            Self::Delete(_) => None,
        }
    }
}

impl FromIterator<WriteOp> for BatchWrite {
    fn from_iter<I: IntoIterator<Item = WriteOp>>(operations: I) -> Self {
        Self {
            operations: operations.into_iter().collect(),
        }
    }
}
