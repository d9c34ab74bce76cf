//! Rows of several entities: what a transaction or a batch of reads answers with.

use crate::error::Kind;
use crate::{Entity, Error, Item, Model, Name, Value};

/// Rows of one or several entities, from the items that were read for a list of keys. It is one of these:
///
/// - `(Option<Order>, Option<Line>)`, each row in its place: one for each key, in their order;
/// - `Vec<Option<Order>>`, any number of rows of one entity, in the order of their keys;
/// - `(Vec<Order>, Vec<Line>)`, the rows that are there, by their entity; `Vec<Order>` of one alone.
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
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
/// #[entity(service = "shop", name = "Line", version = "1")]
/// #[index(primary, pk = "ORDER#{order}", sk = "LINE#{id}")]
/// struct Line {
///     id: u32,
///     order: u32,
/// }
///
/// let items = vec![Some(Order { id: 7 }.to_item()), None];
/// let (first, second): (Option<Order>, Option<Order>) = Rows::from_items(items)?;
/// assert_eq!(first, Some(Order { id: 7 }));
/// assert_eq!(second, None);
///
/// let items = vec![Some(Order { id: 7 }.to_item()), None];
/// let (orders, lines): (Vec<Order>, Vec<Line>) = Rows::from_items(items)?;
/// assert_eq!((orders.len(), lines.len()), (1, 0));
/// # Ok::<(), lockstep_entity::Error>(())
/// ```
pub trait Rows: Sized {
    /// Reads the items, in the order of their keys; those that are not there are `None`.
    ///
    /// # Errors
    /// When an item belongs to another entity than its place says, or to none of the entities, or cannot be read.
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

        impl<$($row: Entity),+> Rows for ($(Vec<$row>,)+) {
            #[expect(non_snake_case, reason = "the lists are named as the types of their rows")]
            fn from_items(items: impl IntoIterator<Item = Option<Item>>) -> Result<Self, Error> {
                $(let mut $row: Vec<$row> = Vec::new();)+
                for item in items.into_iter().flatten() {
                    $(if $row::model().owns(&item) {
                        $row.push($row::from_item(item)?);
                        continue;
                    })+
                    return Err(foreign(&[$($row::model()),+], &item));
                }
                Ok(($($row,)+))
            }
        }
    };
}

impl<E: Entity> Rows for Vec<Option<E>> {
    fn from_items(items: impl IntoIterator<Item = Option<Item>>) -> Result<Self, Error> {
        let read = |item: Option<Item>| item.map(E::from_item).transpose();
        items.into_iter().map(read).collect()
    }
}

impl<E: Entity> Rows for Vec<E> {
    fn from_items(items: impl IntoIterator<Item = Option<Item>>) -> Result<Self, Error> {
        items.into_iter().flatten().map(E::from_item).collect()
    }
}

/// An item of none of the entities.
fn foreign(expected: &[&Model], item: &Item) -> Error {
    let names: Vec<_> = expected.iter().map(|model| model.entity()).collect();
    let names: Name = names.join(" or ").into();
    let found = expected
        .iter()
        .find_map(|model| item.get(&model.identifiers()[0]).and_then(Value::as_str));
    match found {
        Some(found) => Kind::ForeignEntity {
            expected: names,
            found: Name::Owned(found.to_owned()),
        },
        None => Kind::NoEntity { expected: names },
    }
    .into()
}

rows!(A);
rows!(A, B);
rows!(A, B, C);
rows!(A, B, C, D);
rows!(A, B, C, D, E);
rows!(A, B, C, D, E, F);
rows!(A, B, C, D, E, F, G);
rows!(A, B, C, D, E, F, G, H);
