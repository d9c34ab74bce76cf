//! Collections: entities that share the partitions of an index, and are read together.
//!
//! What a collection's entities must have in common is checked by the compiler: [`check`] runs in constants.

#[doc(hidden)]
pub mod check;

use std::fmt;
use std::marker::PhantomData;

use crate::error::Kind;
use crate::key::collection_prefix;
use crate::model::Spec;
use crate::query::listing::{Listing, listing_methods};
use crate::request::Query;
use crate::{Condition, Entity, EntityQuery, Error, Item, KeyCondition, Name, SortCondition, Value};

/// The rows of several entities that share the partitions of an index. [`#[derive(Collection)]`](derive@crate::Collection)
/// implements it.
///
/// ```
/// use lockstep_entity::request::Query;
/// use lockstep_entity::{Collection, Entity};
/// # use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
/// #[entity(service = "shop", name = "Order", version = "1")]
/// #[index(primary, pk = [order], sk = [], collection = "purchase")]
/// struct Order {
///     order: u32,
/// }
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
/// #[entity(service = "shop", name = "Line", version = "1")]
/// #[index(primary, pk = [order], sk = [line], collection = "purchase")]
/// struct Line {
///     order: u32,
///     line: u32,
/// }
///
/// #[derive(Debug, Default, PartialEq, Collection)]
/// #[collection("purchase")]
/// struct Purchase {
///     orders: Vec<Order>,
///     lines: Vec<Line>,
/// }
///
/// let query: Query = Order::query_primary(7).collection::<Purchase>().limit(100).into();
/// assert_eq!(query.key_condition.partition.1, "$shop#order_7".into());
///
/// let (order, line) = (Order { order: 7 }, Line { order: 7, line: 1 });
/// let purchase = Purchase::from_items([order.to_item(), line.to_item()])?;
/// assert_eq!(purchase, Purchase { orders: vec![order], lines: vec![line] });
/// # Ok::<(), lockstep_entity::Error>(())
/// ```
pub trait Collection: Default {
    /// The collection's name.
    const NAME: &'static str;

    /// The entities, the first one first.
    #[doc(hidden)]
    const MEMBERS: &'static [&'static Spec];

    /// Adds the item to the rows of the member that it belongs to, by the member's position.
    #[doc(hidden)]
    fn push_to(&mut self, member: usize, item: Item) -> Result<(), Error>;

    /// Adds an item to the rows of its entity.
    ///
    /// # Errors
    /// When the item belongs to no entity of the collection, or an attribute is missing or not what its field expects.
    fn push(&mut self, item: Item) -> Result<(), Error> {
        let is_of = |spec: &&Spec| {
            let [entity, version] = spec.identifiers;
            let has = |name, value| item.get(name).and_then(Value::as_str) == Some(value);
            has(entity, spec.entity) && has(version, spec.version)
        };
        match Self::MEMBERS.iter().position(is_of) {
            Some(member) => self.push_to(member, item),
            None => Err(foreign::<Self>(&item)),
        }
    }

    /// Sorts items by their entity.
    ///
    /// # Errors
    /// Those of [`Collection::push`].
    fn from_items(items: impl IntoIterator<Item = Item>) -> Result<Self, Error> {
        let mut collection = Self::default();
        items.into_iter().try_for_each(|item| collection.push(item))?;
        Ok(collection)
    }
}

/// A collection that the entity `E` is part of in its index of this position.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no collection of this index of `{E}`",
    label = "not a collection of this index",
    note = "a collection is a struct with `#[derive(Collection)]` and `#[collection(\"name\")]` that has a `Vec<{E}>`, and the \
            index of `{E}` says `collection = \"name\"`"
)]
pub trait CollectionOf<E, const INDEX: usize>: Collection {}

/// Whether the sort keys of all entities of a collection start with the same `COUNT` attributes.
#[doc(hidden)]
pub trait Sharing<const COUNT: usize> {
    /// [`Shared`], with the answer.
    type Answer;
}

/// Whether attributes are shared.
#[doc(hidden)]
#[derive(Debug)]
pub struct Shared<const YES: bool>;

/// They are.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the entities of this collection do not share the attributes of the sort key that are given",
    label = "give fewer attributes of the sort key before it, or none",
    note = "they share those with which all of their sort keys start, where the index is `clustered` for all of them: write the \
            same fields (or `label`s) at the start of each `sk = […]`"
)]
pub trait AllShare {}

impl AllShare for Shared<true> {}

/// A query for everything that a collection has in one partition.
pub struct CollectionQuery<C> {
    listing: Listing,
    collection: PhantomData<fn() -> C>,
}

impl<C: Collection> CollectionQuery<C> {
    /// Used by the derive: the partition is that of the query.
    #[doc(hidden)]
    pub fn new<E: Entity>(query: EntityQuery<E>) -> Self {
        let index = query.index();
        let is_generated = C::MEMBERS.iter().all(|spec| check::is_generated(spec, C::NAME));
        let sort = index.sort().filter(|_| is_generated).map(|key| {
            let condition = query.shared().unwrap_or_else(|| {
                let depth = index.collections().iter().position(|name| *name == C::NAME);
                let mut prefix = collection_prefix(&index.collections()[..=depth.unwrap_or(0)]);
                key.casing.apply(&mut prefix);
                SortCondition::BeginsWith(prefix.into())
            });
            (key.field().clone(), condition)
        });
        let Query {
            index: name,
            key_condition,
            ..
        } = query.into();
        let mut query = Query::new(
            name,
            KeyCondition {
                partition: key_condition.partition,
                sort,
            },
        );
        let members = C::MEMBERS.iter().map(|spec| {
            let [entity, version] = spec.identifiers.map(Name::Borrowed);
            Condition::eq(entity, spec.entity).and(Condition::eq(version, spec.version))
        });
        query.filter = members.reduce(Condition::or);
        Self {
            listing: Listing {
                query,
                index,
                model: E::model(),
            },
            collection: PhantomData,
        }
    }

    listing_methods!();
}

impl<C> From<CollectionQuery<C>> for Query {
    fn from(query: CollectionQuery<C>) -> Self {
        query.listing.query
    }
}

impl<C> Clone for CollectionQuery<C> {
    fn clone(&self) -> Self {
        Self {
            listing: self.listing.clone(),
            collection: PhantomData,
        }
    }
}

impl<C> fmt::Debug for CollectionQuery<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("CollectionQuery")
            .field(&self.listing.query)
            .finish()
    }
}

fn foreign<C: Collection>(item: &Item) -> Error {
    let expected = Name::Borrowed(C::NAME);
    let found = C::MEMBERS.iter().find_map(|spec| {
        let [entity, _] = spec.identifiers;
        item.get(entity).and_then(Value::as_str)
    });
    match found {
        Some(found) => Kind::ForeignEntity {
            expected,
            found: Name::Owned(found.to_owned()),
        },
        None => Kind::NoEntity { expected },
    }
    .into()
}
