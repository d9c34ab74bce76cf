//! Queries of a clustered index in which an attribute of the sort key is compared.

use std::fmt;

use super::EntityQuery;
use crate::collection::{AllShare, Sharing};
use crate::request::Query;
use crate::{CollectionOf, CollectionQuery, Condition, Cursor, Entity, Error, Name};

/// An [`EntityQuery`] that can also be one of a collection: of the entity's index of this position, in which the first `GIVEN`
/// attributes of the sort key are given, the last of them compared.
pub struct ComparedQuery<E, const INDEX: usize, const GIVEN: usize> {
    query: EntityQuery<E>,
}

impl<E: Entity, const INDEX: usize, const GIVEN: usize> ComparedQuery<E, INDEX, GIVEN> {
    /// Used by the derive.
    #[doc(hidden)]
    pub fn new(query: EntityQuery<E>) -> Self {
        Self { query }
    }

    /// The rows of all entities of a collection of which this is so: those that share these attributes of the sort key. Filters
    /// and limits that were given before are dropped: give them to the collection's query.
    pub fn collection<Rows>(self) -> CollectionQuery<Rows>
    where
        Rows: CollectionOf<E, INDEX> + Sharing<GIVEN>,
        <Rows as Sharing<GIVEN>>::Answer: AllShare,
    {
        CollectionQuery::new(self.query)
    }

    /// As [`EntityQuery::filter`].
    #[must_use]
    pub fn filter(self, condition: Condition) -> Self {
        Self::new(self.query.filter(condition))
    }

    /// As [`EntityQuery::limit`].
    #[must_use]
    pub fn limit(self, limit: u32) -> Self {
        Self::new(self.query.limit(limit))
    }

    /// As [`EntityQuery::descending`].
    #[must_use]
    pub fn descending(self) -> Self {
        Self::new(self.query.descending())
    }

    /// As [`EntityQuery::consistent`].
    #[must_use]
    pub fn consistent(self) -> Self {
        Self::new(self.query.consistent())
    }

    /// As [`EntityQuery::after`].
    ///
    /// # Errors
    /// When the cursor is not one of this query.
    pub fn after(self, cursor: Cursor) -> Result<EntityQuery<E>, Error> {
        self.query.after(cursor)
    }

    /// As [`EntityQuery::project`].
    #[must_use]
    pub fn project(self, columns: impl IntoIterator<Item = impl Into<Name>>) -> Query {
        self.query.project(columns)
    }

    /// The request.
    pub fn as_query(&self) -> &Query {
        self.query.as_query()
    }
}

impl<E, const INDEX: usize, const GIVEN: usize> From<ComparedQuery<E, INDEX, GIVEN>> for EntityQuery<E> {
    fn from(compared: ComparedQuery<E, INDEX, GIVEN>) -> Self {
        compared.query
    }
}

impl<E, const INDEX: usize, const GIVEN: usize> From<ComparedQuery<E, INDEX, GIVEN>> for Query {
    fn from(compared: ComparedQuery<E, INDEX, GIVEN>) -> Self {
        compared.query.into()
    }
}

impl<E, const INDEX: usize, const GIVEN: usize> Clone for ComparedQuery<E, INDEX, GIVEN> {
    fn clone(&self) -> Self {
        Self {
            query: self.query.clone(),
        }
    }
}

impl<E, const INDEX: usize, const GIVEN: usize> fmt::Debug for ComparedQuery<E, INDEX, GIVEN> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.query.fmt(formatter)
    }
}
