//! Queries of one entity, and of a whole partition.

mod compared;
pub(crate) mod listing;
mod sort;

use std::fmt;
use std::marker::PhantomData;

use crate::key::Key;
use crate::model::{Index, IndexKind};
use crate::request::Query;
use crate::{Condition, Entity, Field, Fields, KeyField, Known, Name, SortCondition, Value};

pub use compared::ComparedQuery;
use listing::{Listing, listing_methods};
pub use sort::SortComparison;
use sort::Written;

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
    listing: Listing,
    /// The values of the first attributes of the sort key.
    equal: Vec<Written>,
    /// The attributes of the partition key behind the first, where attributes are the key themselves.
    fixed: Vec<(Name, Value)>,
    /// The comparison, as it is with the keys of all entities of a clustered collection.
    shared: Option<SortCondition>,
    entity: PhantomData<fn() -> E>,
}

/// How many attributes of a sort key are given.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Given<const COUNT: usize>;

impl<E: Entity> EntityQuery<E> {
    /// Used by the derive.
    #[doc(hidden)]
    pub fn new(index: usize, composites: &[&dyn KeyField]) -> Self {
        let model = E::model();
        let index = &model.indexes()[index];
        Self {
            listing: Listing {
                query: model.query(index, composites),
                index,
                model,
            },
            equal: Vec::new(),
            fixed: if index.kind() == IndexKind::Composite {
                let values = model.composite_values(index, composites);
                values.into_iter().skip(1).collect()
            } else {
                Vec::new()
            },
            shared: None,
            entity: PhantomData,
        }
    }

    /// Reads by what is known of rows: the partition, and the first attributes of the sort key.
    pub(crate) fn of_known(index: usize, known: &Known<E>) -> Self {
        let keys = &E::model().indexes()[index];
        let partition: Vec<&dyn KeyField> = keys
            .partition()
            .composites()
            .filter_map(|position| known.key_field(position))
            .collect();
        let mut query = Self::new(index, &partition);
        let sort = keys.sort().map(sort::distinct).unwrap_or_default();
        for position in sort {
            match known.key_field(position).filter(|field| !field.is_absent()) {
                Some(field) => query = query.equal(field),
                None => break,
            }
        }
        query
    }

    /// The next attribute of the sort key has this value.
    #[doc(hidden)]
    #[must_use]
    pub fn equal(mut self, value: &dyn KeyField) -> Self {
        self.equal.push(Written::new(value));
        if self.is_composite() {
            return self.composite(None);
        }
        let condition = self
            .listing
            .index
            .sort()
            .and_then(|key| sort::equal(key, &self.equal));
        self.set(condition)
    }

    /// The next attribute of the sort key compares so.
    #[doc(hidden)]
    #[must_use]
    pub fn compare(mut self, comparison: SortComparison<'_>) -> Self {
        let Some(key) = self.listing.index.sort() else {
            return self;
        };
        if self.is_composite() {
            return self.composite(Some(sort::plain(comparison)));
        }
        if self.listing.index.kind() == IndexKind::Clustered {
            self.shared = sort::compare_shared(key, &self.equal, comparison);
        }
        let (condition, excluded) = sort::compare(key, &self.equal, comparison);
        if let Some((position, value)) = excluded {
            let attribute = E::model().attributes()[position].name().to_owned();
            Condition::ne(attribute, value).add_to(&mut self.listing.query.filter);
        }
        if !matches!(
            condition,
            Some(SortCondition::Between(..) | SortCondition::BeginsWith(_))
        ) {
            // Other entities of the partition may follow.
            E::model().owned().add_to(&mut self.listing.query.filter);
        }
        self.set(condition)
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
        self.open_ended(SortCondition::Lt(value))
    }

    /// Keys less than or equal to this text.
    #[must_use]
    pub fn lte(self, text: &str) -> Self {
        let value = self.value(text);
        self.open_ended(SortCondition::Lte(value))
    }

    /// Keys greater than this text.
    #[must_use]
    pub fn gt(self, text: &str) -> Self {
        let value = self.value(text);
        self.open_ended(SortCondition::Gt(value))
    }

    /// Keys greater than or equal to this text.
    #[must_use]
    pub fn gte(self, text: &str) -> Self {
        let value = self.value(text);
        self.open_ended(SortCondition::Gte(value))
    }

    listing_methods!();

    /// Returns only these attributes; the rows are then items ([`Query`]), and no rows. The key and the names of the entity
    /// and its version come as well.
    #[must_use]
    pub fn project(self, columns: impl IntoIterator<Item = impl Into<Name>>) -> Query {
        let model = E::model();
        let mut query = self.listing.query;
        let keys = model.primary().keys().map(Key::field);
        let fixed = keys.chain(model.identifiers()).cloned();
        for name in columns.into_iter().map(Into::into).chain(fixed) {
            if !query.projection.contains(&name) {
                query.projection.push(name);
            }
        }
        query
    }

    pub(crate) fn index(&self) -> &'static Index {
        self.listing.index
    }

    /// What is asked of the sort keys with the given attributes, whichever entity of a clustered collection they are of;
    /// none if no attribute is given.
    pub(crate) fn shared(&self) -> Option<SortCondition> {
        if self.shared.is_some() || self.equal.is_empty() {
            return self.shared.clone();
        }
        let start = sort::shared_start(self.listing.index.sort()?, &self.equal)?;
        Some(SortCondition::BeginsWith(start.into()))
    }

    /// A text behind what the entity's sort keys start with.
    fn value(&self, text: &str) -> Value {
        let Some(key) = self.listing.index.sort().filter(|_| !self.is_composite()) else {
            return Value::from(text);
        };
        let mut value = [&*key.start(), text].concat();
        key.casing.apply(&mut value);
        Value::String(value)
    }

    fn is_composite(&self) -> bool {
        self.listing.index.kind() == IndexKind::Composite
    }

    /// The condition on an index whose key is attributes: all that are known are equal, and the next one compares so.
    fn composite(mut self, last: Option<SortCondition>) -> Self {
        let attributes = E::model().attributes();
        let mut names = self
            .listing
            .index
            .sort()
            .into_iter()
            .flat_map(Key::composites)
            .map(|position| Name::Owned(attributes[position].name().to_owned()));
        let mut known = self.fixed.clone();
        for written in &self.equal {
            known.extend(names.next().zip(written.value()));
        }
        let last = names.next().zip(last);
        self.listing.query.key_condition.sort = chain(known, last);
        self
    }

    fn sort(self, condition: SortCondition) -> Self {
        if self.is_composite() {
            return self.composite(Some(condition));
        }
        self.set(Some(condition))
    }

    fn set(mut self, condition: Option<SortCondition>) -> Self {
        let field = self.listing.index.sort().map(|key| key.field().clone());
        self.listing.query.key_condition.sort = field.zip(condition);
        self
    }

    /// A comparison is open at one end, where other entities of the partition may follow: they are filtered out.
    fn open_ended(mut self, condition: SortCondition) -> Self {
        E::model().owned().add_to(&mut self.listing.query.filter);
        self.sort(condition)
    }
}

/// A condition on several attributes of a key, one behind the other.
pub(crate) fn chain(
    equal: Vec<(Name, Value)>,
    last: Option<(Name, SortCondition)>,
) -> Option<(Name, SortCondition)> {
    equal.into_iter().rev().fold(last, |next, (name, value)| {
        let condition = match next {
            None => SortCondition::Eq(value),
            Some((next, condition)) => SortCondition::EqAnd(value, next, Box::new(condition)),
        };
        Some((name, condition))
    })
}

impl<E> From<EntityQuery<E>> for Query {
    fn from(query: EntityQuery<E>) -> Self {
        query.listing.query
    }
}

impl<E> Clone for EntityQuery<E> {
    fn clone(&self) -> Self {
        Self {
            listing: self.listing.clone(),
            equal: self.equal.clone(),
            fixed: self.fixed.clone(),
            shared: self.shared.clone(),
            entity: PhantomData,
        }
    }
}

impl<E> fmt::Debug for EntityQuery<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("EntityQuery")
            .field(&self.listing.query)
            .finish()
    }
}
