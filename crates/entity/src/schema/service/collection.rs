//! Queries of a collection: the items of several entities at once.

use super::super::failure::{Code, failure, quoted};
use super::super::query::Origin;
use super::super::{Compare, IndexKind, ReadOptions, Schema, SchemaQuery};
use super::{Collection, Service};
use crate::key::collection_prefix;
use crate::request::Query;
use crate::{Condition, Cursor, Error, Item, Name, SortCondition, Value};

/// A query of a collection that is being put together.
#[derive(Clone, Debug)]
#[must_use = "a query is made by `build`"]
pub struct CollectionQuery<'s> {
    service: &'s Service,
    collection: &'s Collection,
    query: SchemaQuery<'s>,
    filter: Option<Condition>,
    attributes: Vec<Name>,
    compared: bool,
    ignore_ownership: bool,
}

impl Service {
    /// Reads the items of a collection in one partition. An isolated collection takes the attributes of the partition key
    /// alone; others also those with which all sort keys start.
    ///
    /// # Errors
    /// When there is no such collection, or an attribute of its partition key is missing.
    pub fn collection(&self, name: &str, composites: &Item) -> Result<CollectionQuery<'_>, Error> {
        let collection = self.find_collection(name)?;
        let (member, index) = collection.members[0];
        let schema = &self.members[member].1;
        let mut query = schema.query_index(&schema.inner.indexes[index], composites)?;
        let shared = collection.sort_composites(schema);
        let partition = &query.index.partition.composites;
        let keep = |position: &usize| {
            partition.contains(position)
                || (collection.kind != IndexKind::Isolated && shared.contains(position))
        };
        query.equal.retain(|(position, _)| keep(position));
        query.origin = Origin::Collection;
        query.sort_length = shared.len();
        Ok(CollectionQuery {
            service: self,
            collection,
            query,
            filter: None,
            attributes: Vec::new(),
            compared: false,
            ignore_ownership: false,
        })
    }

    /// Sorts the stored items of a collection by alias; items of no member are left out.
    ///
    /// # Errors
    /// When there is no such collection.
    pub fn read(
        &self,
        collection: &str,
        items: Vec<Item>,
        options: &ReadOptions,
    ) -> Result<Vec<(&str, Vec<Item>)>, Error> {
        let collection = self.find_collection(collection)?;
        let members: Vec<&(String, Schema)> = collection
            .members
            .iter()
            .map(|(member, _)| &self.members[*member])
            .collect();
        let mut sorted: Vec<(&str, Vec<Item>)> =
            members.iter().map(|(alias, _)| (&**alias, Vec::new())).collect();
        for item in items {
            let owner = members.iter().position(|(_, schema)| schema.owns(&item, options));
            if let Some(owner) = owner {
                sorted[owner].1.push(members[owner].1.format(item, options));
            }
        }
        Ok(sorted)
    }

    fn find_collection(&self, name: &str) -> Result<&Collection, Error> {
        self.collections
            .iter()
            .find(|collection| collection.name == name)
            .ok_or_else(|| {
                let known = quoted(self.collections());
                failure(
                    Code::Join,
                    format_args!("there is no collection `{name}`; there are {known}"),
                )
            })
    }
}

impl Collection {
    /// The attributes with which the sort keys of all members start, by their position in a member's schema.
    fn sort_composites<'s>(&self, schema: &'s Schema) -> &'s [usize] {
        let index = schema
            .inner
            .indexes
            .iter()
            .find(|index| index.collections.contains(&self.name));
        index.map_or(&[], |index| {
            let composites = index.sort_composites();
            &composites[..self.shared.min(composites.len())]
        })
    }
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(mut self, composites: &Item) -> Self {
            let composites = self.shared(composites);
            self.query = self.query.$name(&composites);
            self.compared = true;
            self
        }
    )*};
}

impl CollectionQuery<'_> {
    comparisons! {
        /// Sort keys that begin with these attributes.
        begins;
        /// Sort keys greater than this one.
        gt;
        /// Sort keys greater than this one, or equal to it.
        gte;
        /// Sort keys less than this one.
        lt;
        /// Sort keys less than this one, or equal to it.
        lte;
    }

    /// Sort keys between these two, both included.
    pub fn between(mut self, low: &Item, high: &Item) -> Self {
        let (low, high) = (self.shared(low), self.shared(high));
        self.query = self.query.between(&low, &high);
        self.compared = true;
        self
    }

    /// What of the attributes all members have in their sort keys.
    fn shared(&self, composites: &Item) -> Item {
        let schema = self.query.schema;
        let shared = self.collection.sort_composites(schema);
        let known = |position: &usize| {
            let name = &schema.attribute(*position).name;
            Some((name.clone(), composites.get(name)?.clone()))
        };
        shared.iter().filter_map(known).collect()
    }

    /// Says what comparisons mean.
    pub fn compare(mut self, compare: Compare) -> Self {
        self.query = self.query.compare(compare);
        self
    }

    /// Returns only items that meet the condition too, in terms of the table's names.
    pub fn filter(mut self, condition: Condition) -> Self {
        condition.add_to(&mut self.filter);
        self
    }

    /// Returns these attributes only, by the names of the schemas.
    pub fn attributes<N: Into<Name>>(mut self, attributes: impl IntoIterator<Item = N>) -> Self {
        self.attributes.extend(attributes.into_iter().map(Into::into));
        self
    }

    /// Takes items that do not say their entity as a member's own if their keys are.
    pub fn ignore_ownership(mut self) -> Self {
        self.ignore_ownership = true;
        self
    }

    /// Reads at most this many items a page.
    pub fn limit(mut self, limit: u32) -> Self {
        self.query = self.query.limit(limit);
        self
    }

    /// From the greatest sort key to the least.
    pub fn descending(mut self) -> Self {
        self.query = self.query.descending();
        self
    }

    /// Asks for an answer that shows every write that was acknowledged before.
    pub fn consistent(mut self) -> Self {
        self.query = self.query.consistent();
        self
    }

    /// Goes on behind the page that ended with this cursor.
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.query = self.query.after(cursor);
        self
    }

    /// Where an attribute or a part of one is stored, by the names of the first member that has it.
    ///
    /// # Errors
    /// When no member has it.
    pub fn path(&self, path: &str) -> Result<crate::Path, Error> {
        let mut unknown = None;
        for (member, _) in &self.collection.members {
            match self.service.members[*member].1.path(path) {
                Ok(path) => return Ok(path),
                Err(error) => {
                    unknown.get_or_insert(error);
                }
            }
        }
        Err(unknown.unwrap_or_else(|| failure(Code::Where, format_args!("there is no attribute `{path}`"))))
    }

    /// Makes the request.
    ///
    /// # Errors
    /// When the attributes that are given make no key condition.
    pub fn build(self) -> Result<Query, Error> {
        let schema = self.query.schema;
        let index = self.query.index;
        let prefix = self.collection.prefix(schema);
        let is_isolated = self.collection.kind == IndexKind::Isolated;
        let equal = self.query.equal.clone();
        // The members filter; a query of one schema would let its own items through only.
        let mut query = self.query.ignore_ownership(true).build()?;
        if is_isolated {
            query.key_condition.sort = match &index.sort {
                Some(sort) if !prefix.is_empty() => Some((
                    sort.field.clone(),
                    SortCondition::BeginsWith(Value::String(prefix)),
                )),
                _ => None,
            };
        } else if !self.compared
            && self.collection.kind == IndexKind::Clustered
            && let Some(sort) = &index.sort
        {
            let cut = super::super::key::Cut {
                label: true,
                postfix: true,
            };
            let known = |position: usize| {
                equal
                    .iter()
                    .find(|(known, _)| *known == position)
                    .map(|(_, value)| value)
            };
            let shared = self.collection.sort_composites(schema);
            let mut key = sort.clone();
            key.core
                .parts
                .retain(|part| part.attribute.is_none_or(|position| shared.contains(&position)));
            let made = key.make(schema.members(), known, cut)?;
            query.key_condition.sort =
                made.map(|value| (sort.field.clone(), SortCondition::BeginsWith(value)));
        }
        let hidden = schema.ignores_ownership(index, None);
        let ignore = self.ignore_ownership || hidden;
        if !ignore {
            let members = self.collection.members.iter();
            let identities = members.map(|(member, _)| self.service.members[*member].1.entity_condition());
            if let Some(any) = identities.reduce(Condition::or) {
                any.add_to(&mut query.filter);
            }
        }
        if let Some(filter) = self.filter {
            filter.add_to(&mut query.filter);
        }
        query.projection = schema.projection(&self.attributes, !ignore);
        Ok(query)
    }
}

impl Collection {
    /// What the sort keys of all members start with.
    fn prefix(&self, schema: &Schema) -> String {
        let index = schema
            .inner
            .indexes
            .iter()
            .find(|index| index.collections.contains(&self.name));
        let Some(sort) = index
            .and_then(|index| index.sort.as_ref())
            .filter(|sort| !sort.custom)
        else {
            return String::new();
        };
        let mut prefix = collection_prefix(&self.path);
        sort.casing.apply(&mut prefix);
        prefix
    }
}
