//! Queries of one entity, and of a whole partition.

use std::fmt;
use std::marker::PhantomData;

use crate::cursor::invalid;
use crate::model::{ENTITY_ATTRIBUTE, Index};
use crate::request::Query;
use crate::{Condition, Cursor, Entity, Error, KeyField, SortCondition, Value};

/// A query for the rows of one entity in one partition of the table or of an index.
///
/// It reads the entity's own part of the partition: the literal text with which the template of the sort key begins is
/// always part of the key condition. The methods narrow it further; their texts stand behind that literal text.
///
/// ```
/// use lockstep_entity::Entity;
/// use lockstep_entity::request::Query;
/// # use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
/// #[entity(service = "shop", name = "Line", version = "1")]
/// #[index(primary, pk = "ORDER#{order_id}", sk = "LINE#{id}")]
/// struct Line {
///     id: u32,
///     order_id: u32,
///     article: String,
/// }
///
/// let query: Query = Line::query_primary(7).between("10", "19").descending().limit(50).into();
/// assert_eq!(query.key_condition.partition.1, "ORDER#7".into());
/// ```
pub struct EntityQuery<E> {
    query: Query,
    index: &'static Index,
    entity: PhantomData<fn() -> E>,
}

impl<E: Entity> EntityQuery<E> {
    /// Used by the derive.
    #[doc(hidden)]
    pub fn new(index: usize, composites: &[&dyn KeyField]) -> Self {
        let model = E::model();
        let index = &model.indexes()[index];
        Self {
            query: model.query(index, composites),
            index,
            entity: PhantomData,
        }
    }

    /// Keys that begin with this text.
    #[must_use]
    pub fn begins_with(self, text: &str) -> Self {
        let prefix = self.value(text);
        self.sort(SortCondition::BeginsWith(prefix))
    }

    /// Keys between two texts, both included.
    #[must_use]
    pub fn between(self, low: &str, high: &str) -> Self {
        let (low, high) = (self.value(low), self.value(high));
        self.sort(SortCondition::Between(low, high))
    }

    /// Keys less than this text.
    #[must_use]
    pub fn lt(self, text: &str) -> Self {
        let value = self.value(text);
        self.compare(SortCondition::Lt(value))
    }

    /// Keys less than or equal to this text.
    #[must_use]
    pub fn lte(self, text: &str) -> Self {
        let value = self.value(text);
        self.compare(SortCondition::Lte(value))
    }

    /// Keys greater than this text.
    #[must_use]
    pub fn gt(self, text: &str) -> Self {
        let value = self.value(text);
        self.compare(SortCondition::Gt(value))
    }

    /// Keys greater than or equal to this text.
    #[must_use]
    pub fn gte(self, text: &str) -> Self {
        let value = self.value(text);
        self.compare(SortCondition::Gte(value))
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

    /// Goes on behind the page that ended with this cursor. Call it last: the cursor is checked against the query.
    ///
    /// # Errors
    /// When the cursor is not one of this query.
    pub fn after(mut self, cursor: Cursor) -> Result<Self, Error> {
        self.check(&cursor)?;
        self.query.cursor = Some(cursor);
        Ok(self)
    }

    /// The request.
    pub fn as_query(&self) -> &Query {
        &self.query
    }

    fn value(&self, text: &str) -> Value {
        Value::String([self.index.sort().prefix(), text].concat())
    }

    fn sort(mut self, condition: SortCondition) -> Self {
        self.query.key_condition.sort = Some((self.index.sort().field().clone(), condition));
        self
    }

    /// A comparison is open at one end, where other entities of the partition may follow: they are filtered out.
    fn compare(self, condition: SortCondition) -> Self {
        self.sort(condition)
            .filter(Condition::eq(ENTITY_ATTRIBUTE, E::NAME))
    }

    fn check(&self, cursor: &Cursor) -> Result<(), Error> {
        let primary = E::model().primary();
        let mut fields = vec![primary.partition().field(), primary.sort().field()];
        if self.index.name().is_some() {
            fields.extend([self.index.partition().field(), self.index.sort().field()]);
        }
        let key = cursor.key();
        if key.len() != fields.len()
            || !fields
                .iter()
                .all(|field| key.get(field).and_then(Value::as_str).is_some())
        {
            return Err(invalid("it names other key attributes"));
        }
        let (field, partition) = &self.query.key_condition.partition;
        if key.get(field) != Some(partition) {
            return Err(invalid("it belongs to another partition"));
        }
        let begins = match &self.query.key_condition.sort {
            Some((field, SortCondition::BeginsWith(prefix))) => {
                let sort = key.get(field).and_then(Value::as_str).unwrap_or_default();
                sort.starts_with(prefix.as_str().unwrap_or_default())
            }
            _ => true,
        };
        if begins {
            Ok(())
        } else {
            Err(invalid("it lies outside of the part that is read"))
        }
    }
}

impl<E> From<EntityQuery<E>> for Query {
    fn from(query: EntityQuery<E>) -> Self {
        query.query
    }
}

impl<E> Clone for EntityQuery<E> {
    fn clone(&self) -> Self {
        Self {
            query: self.query.clone(),
            index: self.index,
            entity: PhantomData,
        }
    }
}

impl<E> fmt::Debug for EntityQuery<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("EntityQuery").field(&self.query).finish()
    }
}
