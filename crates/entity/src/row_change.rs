//! Stream records: what happened to a row, from the images of its item.

use crate::{Entity, Error, Item};

/// What a record of a table's stream says of a row.
///
/// ```
/// use lockstep_entity::{Entity, RowChange};
/// # use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
/// #[entity(service = "shop", name = "Order", version = "1")]
/// #[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
/// struct Order {
///     id: u32,
///     note: Option<String>,
/// }
///
/// let (old, new) = (Order { id: 7, note: None }, Order { id: 7, note: Some("soon".to_owned()) });
/// let change = RowChange::<Order>::from_images(Some(old.to_item()), Some(new.to_item()))?;
/// assert_eq!(change, Some(RowChange::Modified { old, new }));
/// # Ok::<(), lockstep_entity::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowChange<E> {
    /// The row is new.
    Inserted(E),
    /// The row was another before.
    Modified {
        /// The row as it was.
        old: E,
        /// The row as it is.
        new: E,
    },
    /// The row is gone.
    Removed(E),
}

impl<E: Entity> RowChange<E> {
    /// Reads the images of a record: the item before and after the change. `None` if they belong to another entity, or to
    /// another version of this one. The stream has to hold both images (`NEW_AND_OLD_IMAGES`): a modification of which only
    /// one is there cannot be told from a row that came or went.
    ///
    /// # Errors
    /// When an attribute is missing or not what its field expects.
    pub fn from_images(old: Option<Item>, new: Option<Item>) -> Result<Option<Self>, Error> {
        let read = |image: Option<Item>| {
            image
                .filter(|item| E::model().owns(item))
                .map(E::from_item)
                .transpose()
        };
        Ok(match (read(old)?, read(new)?) {
            (None, Some(new)) => Some(Self::Inserted(new)),
            (Some(old), Some(new)) => Some(Self::Modified { old, new }),
            (Some(old), None) => Some(Self::Removed(old)),
            (None, None) => None,
        })
    }
}
