//! Rows of several entities, each in its place: what a transaction of reads answers with.

use crate::{Entity, Error, Item};

/// A tuple of optional rows: one for each read of a [`TransactGet`](crate::request::TransactGet), in its order.
///
/// ```
/// use lockstep_entity::{Entity, Rows};
/// # use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
/// #[entity(service = "shop", name = "Order", version = "1")]
/// #[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
/// struct Order {
///     id: u32,
/// }
///
/// let items = vec![Some(Order { id: 7 }.to_item()), None];
/// let (first, second): (Option<Order>, Option<Order>) = Rows::from_items(items)?;
/// assert_eq!(first, Some(Order { id: 7 }));
/// assert_eq!(second, None);
/// # Ok::<(), lockstep_entity::Error>(())
/// ```
pub trait Rows: Sized {
    /// Reads each item as the row of its place; items that are not there are `None`.
    ///
    /// # Errors
    /// When an item belongs to another entity than its place says, or cannot be read.
    fn from_items(items: impl IntoIterator<Item = Option<Item>>) -> Result<Self, Error>;
}

macro_rules! rows {
    ($($row:ident),+) => {
        impl<$($row: Entity),+> Rows for ($(Option<$row>,)+) {
            fn from_items(items: impl IntoIterator<Item = Option<Item>>) -> Result<Self, Error> {
                let mut items = items.into_iter();
                Ok(($(items.next().flatten().map($row::from_item).transpose()?,)+))
            }
        }
    };
}

rows!(A);
rows!(A, B);
rows!(A, B, C);
rows!(A, B, C, D);
rows!(A, B, C, D, E);
rows!(A, B, C, D, E, F);
rows!(A, B, C, D, E, F, G);
rows!(A, B, C, D, E, F, G, H);
