//! Queries by access pattern.

use super::failure::{Code, failure, refusal};
use super::key::{Cut, successor};
use super::{Index, IndexKind, Schema};
use crate::expression::Node;
use crate::request::Query;
use crate::{Comparison, Condition, Cursor, Error, Item, KeyCondition, Name, Operand, SortCondition, Value};

/// What a comparison with a part of a sort key means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compare {
    /// The texts of the keys are compared.
    #[default]
    Keys,
    /// The texts of the keys are compared, and each attribute given is too, as a filter.
    Attributes,
    /// As `ElectroDB`'s version 2 did: what is greater starts behind all keys that begin with the text.
    V2,
}

/// A query that is being put together: `schema.query("byCustomer", …)?.begins(…).limit(50).build()`.
#[derive(Clone, Debug)]
#[must_use = "a query is made by `build`"]
pub struct SchemaQuery<'s> {
    pub(super) schema: &'s Schema,
    pub(super) index: &'s Index,
    /// What the whole query is about: the partition's attributes and those of the sort key that are equal.
    pub(super) equal: Vec<(usize, Value)>,
    /// Other attributes that are given: filters, where single attributes are compared.
    other: Vec<(usize, Value)>,
    /// How many attributes of the sort key the query knows: fewer than there are, where entities share only these.
    pub(super) sort_length: usize,
    pub(super) origin: Origin,
    sort: Option<Sort>,
    compare: Compare,
    filter: Option<Condition>,
    attributes: Vec<Name>,
    /// Whether items without identifiers count.
    ignore_ownership: Option<bool>,
    limit: Option<u32>,
    descending: bool,
    consistent: bool,
    cursor: Option<Cursor>,
}

/// What a query is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// An access pattern that was named.
    AccessPattern,
    /// Attributes that an index was looked up for.
    Search,
    /// A collection: the keys of other entities are read too, so the text at the end of a key is no part of it.
    Collection,
}

/// What must hold of the sort key beyond what is equal.
#[derive(Clone, Debug)]
pub(super) enum Sort {
    Begins(Vec<(usize, Value)>),
    Compare(Comparison, Vec<(usize, Value)>),
    Between(Vec<(usize, Value)>, Vec<(usize, Value)>),
}

impl Schema {
    /// Reads the items of an access pattern: those of one partition, as far as the attributes of the sort key that are
    /// given say, from the first on. A sort key that is given in full is matched exactly, one in part as a prefix.
    ///
    /// # Errors
    /// When there is no such access pattern, or an attribute of its partition key is missing.
    pub fn query(&self, access_pattern: &str, composites: &Item) -> Result<SchemaQuery<'_>, Error> {
        self.query_index(self.access_pattern(access_pattern)?, composites)
    }

    pub(super) fn query_index<'s>(
        &'s self,
        index: &'s Index,
        composites: &Item,
    ) -> Result<SchemaQuery<'s>, Error> {
        self.expect_composites(&index.partition, |position| {
            self.known(composites, position).is_some()
        })?;
        let mut equal = self.given(&index.partition.composites, composites);
        equal.extend(self.given(index.sort_composites(), composites));
        Ok(SchemaQuery {
            schema: self,
            index,
            other: self.others(index, composites),
            sort_length: index.sort_composites().len(),
            origin: Origin::AccessPattern,
            equal,
            sort: None,
            compare: Compare::Keys,
            filter: None,
            attributes: Vec::new(),
            ignore_ownership: None,
            limit: None,
            descending: false,
            consistent: false,
            cursor: None,
        })
    }

    /// Those of the attributes that are given.
    fn given(&self, composites: &[usize], item: &Item) -> Vec<(usize, Value)> {
        composites
            .iter()
            .filter_map(|&position| Some((position, self.known(item, position)?.clone())))
            .collect()
    }
}

impl Schema {
    fn others(&self, index: &Index, item: &Item) -> Vec<(usize, Value)> {
        item.iter()
            .filter_map(|(name, value)| Some((self.members().position(name)?, value.clone())))
            .filter(|(position, _)| index.composites().all(|composite| composite != *position))
            .collect()
    }
}

fn find(values: &[(usize, Value)], position: usize) -> Option<&Value> {
    values
        .iter()
        .find(|(known, _)| *known == position)
        .map(|(_, value)| value)
}

impl SchemaQuery<'_> {
    /// Sort keys that begin with these attributes; the last of them may be cut anywhere.
    pub fn begins(mut self, composites: &Item) -> Self {
        self.sort = Some(Sort::Begins(self.sort_given(composites)));
        self
    }

    /// Sort keys between these two, both included.
    pub fn between(mut self, low: &Item, high: &Item) -> Self {
        self.sort = Some(Sort::Between(self.sort_given(low), self.sort_given(high)));
        self
    }

    /// Sort keys greater than this one.
    pub fn gt(self, composites: &Item) -> Self {
        self.comparison(Comparison::Gt, composites)
    }

    /// Sort keys greater than this one, or equal to it.
    pub fn gte(self, composites: &Item) -> Self {
        self.comparison(Comparison::Gte, composites)
    }

    /// Sort keys less than this one.
    pub fn lt(self, composites: &Item) -> Self {
        self.comparison(Comparison::Lt, composites)
    }

    /// Sort keys less than this one, or equal to it.
    pub fn lte(self, composites: &Item) -> Self {
        self.comparison(Comparison::Lte, composites)
    }

    fn comparison(mut self, comparison: Comparison, composites: &Item) -> Self {
        self.sort = Some(Sort::Compare(comparison, self.sort_given(composites)));
        self
    }

    fn sort_given(&self, composites: &Item) -> Vec<(usize, Value)> {
        self.schema.given(self.index.sort_composites(), composites)
    }

    /// Says what comparisons mean.
    pub fn compare(mut self, compare: Compare) -> Self {
        self.compare = compare;
        self
    }

    /// Returns only items that meet the condition too, in terms of the table's names: [`Schema::condition`] and
    /// [`Schema::path`] translate.
    pub fn filter(mut self, condition: Condition) -> Self {
        condition.add_to(&mut self.filter);
        self
    }

    /// Returns these attributes only, by the schema's names, and what says whose item it is.
    pub fn attributes<N: Into<Name>>(mut self, attributes: impl IntoIterator<Item = N>) -> Self {
        self.attributes.extend(attributes.into_iter().map(Into::into));
        self
    }

    /// Takes items that do not say their entity as the schema's own if their keys are.
    pub fn ignore_ownership(mut self, ignore: bool) -> Self {
        self.ignore_ownership = Some(ignore);
        self
    }

    /// Reads at most this many items a page.
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// From the greatest sort key to the least.
    pub fn descending(mut self) -> Self {
        self.descending = true;
        self
    }

    /// Asks for an answer that shows every write that was acknowledged before. Not possible on a global index.
    pub fn consistent(mut self) -> Self {
        self.consistent = true;
        self
    }

    /// Goes on behind the page that ended with this cursor.
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.cursor = Some(cursor);
        self
    }

    /// Whether items count that do not say their entity: the index does not hold it, or they are asked for.
    pub fn is_ownership_ignored(&self) -> bool {
        self.schema.ignores_ownership(self.index, self.ignore_ownership)
    }

    /// Makes the request.
    ///
    /// # Errors
    /// When the attributes that are given make no key condition.
    pub fn build(self) -> Result<Query, Error> {
        let schema = self.schema;
        let index = self.index;
        let ignore_ownership = schema.ignores_ownership(index, self.ignore_ownership);
        let mut filter = self.attribute_filters();
        if let Some(condition) = &self.filter {
            condition.clone().add_to(&mut filter);
        }
        let partial = self.equal.len() < index.composites().count();
        let shared = match index.kind {
            IndexKind::Isolated => false,
            // ElectroDB forgets it where it looks for the index itself.
            IndexKind::Clustered => {
                partial && index.sort.is_some() && !(self.origin == Origin::Search && schema.exact)
            }
            IndexKind::Composite => true,
        };
        if shared && !ignore_ownership {
            schema.entity_condition().add_to(&mut filter);
        }
        let key_condition = if index.kind == IndexKind::Composite {
            self.composite_condition()?
        } else {
            self.key_condition()?
        };
        let mut query = Query::new(index.name.clone(), key_condition);
        query.filter = filter;
        query.projection = schema.projection(&self.attributes, !ignore_ownership);
        query.limit = self.limit;
        query.descending = self.descending;
        query.consistent = self.consistent;
        query.cursor = self
            .cursor
            .map(|cursor| schema.trim_cursor(index, cursor))
            .transpose()?;
        Ok(query)
    }

    fn key_condition(&self) -> Result<KeyCondition, Error> {
        let members = self.schema.members();
        let partition = &self.index.partition;
        let value = partition
            .make(members, |position| find(&self.equal, position), Cut::default())?
            .ok_or_else(|| refusal(format_args!("the key `{}` needs a number", partition.field)))?;
        let condition = |sort| KeyCondition {
            partition: (partition.field.clone(), value),
            sort,
        };
        let Some(key) = &self.index.sort else {
            return Ok(condition(None));
        };
        let make = |more: &[(usize, Value)], cut: Cut| {
            key.make(
                members,
                |position| find(more, position).or_else(|| find(&self.equal, position)),
                cut,
            )
        };
        let cut = Cut {
            label: true,
            postfix: self.origin == Origin::Collection,
        };
        let v2 = self.compare == Compare::V2;
        let sort = match &self.sort {
            None => {
                let complete = key
                    .composites
                    .iter()
                    .all(|position| find(&self.equal, *position).is_some());
                match make(&[], Cut::default())?.filter(|value| value.as_str() != Some("")) {
                    Some(value) if complete => Some(SortCondition::Eq(value)),
                    prefix => prefix.map(SortCondition::BeginsWith),
                }
            }
            Some(Sort::Begins(more)) => make(more, cut)?
                .filter(|value| value.as_str() != Some(""))
                .map(SortCondition::BeginsWith),
            Some(Sort::Between(low, high)) => {
                let (low, high) = (make(low, cut)?, make(high, cut)?);
                let high = if v2 { high.map(successor) } else { high };
                let (Some(low), Some(high)) = (low, high) else {
                    return Err(self.no_key("between"));
                };
                Some(SortCondition::Between(low, high))
            }
            Some(Sort::Compare(comparison, more)) => {
                let value = make(more, cut)?.ok_or_else(|| self.no_key("comparison"))?;
                let shift = v2 && value.as_str().is_some();
                Some(match comparison {
                    Comparison::Gt if shift => SortCondition::Gte(successor(value)),
                    Comparison::Lte if shift => SortCondition::Lt(successor(value)),
                    Comparison::Gt => SortCondition::Gt(value),
                    Comparison::Gte => SortCondition::Gte(value),
                    Comparison::Lt => SortCondition::Lt(value),
                    _ => SortCondition::Lte(value),
                })
            }
        };
        Ok(condition(sort.map(|sort| (key.field.clone(), sort))))
    }

    fn no_key(&self, what: &str) -> Error {
        let access_pattern = &self.index.access_pattern;
        failure(
            Code::QueryParameters,
            format_args!("`{access_pattern}`: the {what} names no attribute of the sort key"),
        )
    }

    /// The key condition of an index whose keys are the attributes themselves.
    fn composite_condition(&self) -> Result<KeyCondition, Error> {
        let mut equal: Vec<(usize, Value)> = Vec::new();
        let mut last: Option<(usize, SortCondition)> = None;
        let composites: Vec<usize> = self.index.composites().collect();
        for (place, &position) in composites.iter().enumerate() {
            let is_sort = place >= self.index.partition.composites.len();
            let known = |more: &[(usize, Value)], position: usize| {
                find(&self.equal, position)
                    .or_else(|| find(more, position))
                    .cloned()
            };
            let is_last = |more: &[(usize, Value)]| {
                let next = composites.get(place + 1);
                next.is_none_or(|next| known(more, *next).is_none())
            };
            let (value, condition) = match &self.sort {
                Some(Sort::Begins(more)) => {
                    let make: fn(Comparison, Value) -> SortCondition =
                        |_, prefix| SortCondition::BeginsWith(prefix);
                    (
                        known(more, position),
                        is_last(more).then_some((make, Comparison::Eq)),
                    )
                }
                Some(Sort::Compare(comparison, more)) => {
                    let make: fn(Comparison, Value) -> SortCondition = compare;
                    (
                        known(more, position),
                        is_last(more).then_some((make, *comparison)),
                    )
                }
                Some(Sort::Between(low, high)) if is_sort && find(&self.equal, position).is_none() => {
                    match (find(low, position).cloned(), find(high, position).cloned()) {
                        (Some(low_value), Some(high_value)) if is_last(low) && is_last(high) => {
                            last = Some((position, SortCondition::Between(low_value, high_value)));
                            break;
                        }
                        (Some(low_value), Some(high_value)) if low_value == high_value => {
                            (Some(low_value), None)
                        }
                        (None, None) => break,
                        _ => return Err(self.different_ends(position)),
                    }
                }
                _ => (find(&self.equal, position).cloned(), None),
            };
            match (value, condition) {
                (None, _) => break,
                (Some(value), Some((make, comparison))) if is_sort => {
                    last = Some((position, make(comparison, value)));
                    break;
                }
                (Some(value), _) => equal.push((position, value)),
            }
        }
        let field = |position: usize| self.schema.attribute(position).field.clone();
        let mut equal = equal.into_iter();
        let first = equal.next().ok_or_else(|| self.no_key("query"))?;
        let mut sort = last.map(|(position, condition)| (field(position), condition));
        for (position, value) in equal.rev() {
            let condition = match sort {
                None => SortCondition::Eq(value),
                Some((next, condition)) => SortCondition::EqAnd(value, next, Box::new(condition)),
            };
            sort = Some((field(position), condition));
        }
        Ok(KeyCondition {
            partition: (field(first.0), first.1),
            sort,
        })
    }

    fn different_ends(&self, position: usize) -> Error {
        let name = &self.schema.attribute(position).name;
        failure(
            Code::QueryParameters,
            format_args!(
                "`between`: `{name}` must be the same at both ends: only the last attribute may differ"
            ),
        )
    }

    /// The filters by which [`Compare`] compares single attributes.
    fn attribute_filters(&self) -> Option<Condition> {
        let mut filter = None;
        let key = self.index.sort.as_ref()?;
        if self.compare == Compare::Keys {
            return None;
        }
        let both = self.compare == Compare::Attributes;
        let mut add = |comparison: Comparison, values: &[(usize, Value)]| {
            for (position, value) in values {
                let attribute = self.schema.attribute(*position);
                let operand = Operand::Path(attribute.field.clone().into());
                let value = Operand::Value(value.clone());
                Condition(Node::Compare(operand, comparison, Box::new(value))).add_to(&mut filter);
            }
        };
        if self.sort_length > 1 {
            let in_sort = |position: &usize| key.composites.contains(position);
            let mut equal: Vec<_> = self
                .equal
                .iter()
                .filter(|(position, _)| in_sort(position))
                .cloned()
                .collect();
            equal.dedup_by_key(|(position, _)| *position);
            add(Comparison::Eq, &equal);
            add(Comparison::Eq, &self.other);
        }
        if !key.is_attribute {
            match &self.sort {
                Some(Sort::Between(low, high)) => {
                    add(Comparison::Lte, high);
                    if both {
                        add(Comparison::Gte, low);
                    }
                }
                Some(Sort::Compare(comparison @ (Comparison::Gt | Comparison::Lte), values)) => {
                    add(*comparison, values);
                }
                Some(Sort::Compare(Comparison::Gte, values)) if both && self.sort_length > 1 => {
                    add(Comparison::Gte, values);
                }
                Some(Sort::Compare(Comparison::Lt, values)) if both => add(Comparison::Lt, values),
                _ => {}
            }
        }
        filter
    }
}

fn compare(comparison: Comparison, value: Value) -> SortCondition {
    match comparison {
        Comparison::Gt => SortCondition::Gt(value),
        Comparison::Gte => SortCondition::Gte(value),
        Comparison::Lt => SortCondition::Lt(value),
        Comparison::Lte => SortCondition::Lte(value),
        _ => SortCondition::Eq(value),
    }
}
