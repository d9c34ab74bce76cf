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
use crate::request::Query;
use crate::{Condition, Cursor, Entity, EntityQuery, Error, Item, KeyCondition, Name, SortCondition, Value};

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

/// A query for everything that a collection has in one partition.
pub struct CollectionQuery<C> {
    query: Query,
    collection: PhantomData<fn() -> C>,
}

impl<C: Collection> CollectionQuery<C> {
    /// Used by the derive: the partition is that of the query.
    #[doc(hidden)]
    pub fn new<E: Entity>(query: EntityQuery<E>) -> Self {
        let index = query.index();
        let sort = index
            .sort()
            .filter(|_| C::MEMBERS.iter().all(|spec| check::is_generated(spec, C::NAME)))
            .map(|key| {
                let depth = index
                    .collections()
                    .iter()
                    .position(|name| *name == C::NAME)
                    .unwrap_or(0);
                let mut prefix = collection_prefix(&index.collections()[..=depth]);
                key.casing.apply(&mut prefix);
                (key.field().clone(), SortCondition::BeginsWith(prefix.into()))
            });
        let Query {
            index, key_condition, ..
        } = query.into();
        let mut query = Query::new(
            index,
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
            query,
            collection: PhantomData,
        }
    }

    /// Returns only the rows that meet the condition too. Rows left out still count towards the limit.
    #[must_use]
    pub fn filter(mut self, condition: Condition) -> Self {
        condition.add_to(&mut self.query.filter);
        self
    }

    /// Reads at most this many rows a page.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.query.limit = Some(limit);
        self
    }

    /// From the greatest sort key to the least.
    #[must_use]
    pub fn descending(mut self) -> Self {
        self.query.descending = true;
        self
    }

    /// Asks for an answer that shows every write that was acknowledged before. Not possible on a global index.
    #[must_use]
    pub fn consistent(mut self) -> Self {
        self.query.consistent = true;
        self
    }

    /// Goes on behind the page that ended with this cursor.
    #[must_use]
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.query.cursor = Some(cursor);
        self
    }
}

impl<C> From<CollectionQuery<C>> for Query {
    fn from(query: CollectionQuery<C>) -> Self {
        query.query
    }
}

impl<C> Clone for CollectionQuery<C> {
    fn clone(&self) -> Self {
        Self {
            query: self.query.clone(),
            collection: PhantomData,
        }
    }
}

impl<C> fmt::Debug for CollectionQuery<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("CollectionQuery")
            .field(&self.query)
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
