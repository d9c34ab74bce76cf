//! What a `SELECT` reads: items by key, partitions, or all of a table or an index.

use super::key::{check_kind, conjuncts, of_read, pinned, range};
use super::statement::Select;
use crate::error::Failure;
use crate::expression::Condition;
use crate::expression::key_condition::{Bound, Range};
use crate::table::{Index, KeySchema, Table};
use crate::value::{Item, Value};

/// How items are found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading {
    /// All of the table or the index is looked through.
    All,
    /// Parts of it, one after the other.
    Parts { parts: Vec<Bound>, forward: bool },
}

/// How a statement finds its items, in the table or in the index that it names.
pub(crate) fn reading(select: &Select, table: &Table, index: Option<&Index>) -> Result<Reading, Failure> {
    let schema = index.map_or(&table.key, |index| &index.key);
    let ([partition_key], [] | [_]) = (schema.partition.as_slice(), schema.sort.as_slice()) else {
        return Err(Failure::validation(
            "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE \
             keys.",
        ));
    };
    let mut parts = Vec::new();
    let mut is_keyed = true;
    for branch in branches(select.condition.as_ref()) {
        match of_branch(branch, schema)? {
            Some(found) => parts.extend(found),
            None => is_keyed = false,
        }
    }
    let forward = check_order(select, schema, &parts, is_keyed)?;
    if !is_keyed {
        return Ok(Reading::All);
    }
    check_projected(select, index)?;
    // Partitions come in the order of their keys.
    parts.sort_by(|one, two| {
        let order = one.partition[0].order(&two.partition[0]);
        order.unwrap_or(std::cmp::Ordering::Equal)
    });
    let is_twice = |pair: &[Bound]| pair[0].partition == pair[1].partition;
    if parts.windows(2).any(is_twice) && has_overlap(&parts) {
        return Err(Failure::validation(
            "Overlapping conditions with range keys are not supported in where clause",
        ));
    }
    let backward_partitions = select
        .order
        .iter()
        .any(|order| order.path.attribute == partition_key.name && order.is_descending);
    if backward_partitions {
        parts.reverse();
    }
    Ok(Reading::Parts { parts, forward })
}

/// Whether a statement reads one item by its key, and asks nothing else of it; its key.
pub(crate) fn is_of_one_item(select: &Select, table: &Table) -> Option<Item> {
    if select.index.is_some() {
        return None;
    }
    of_read(table, select.condition.as_ref())
}

/// The conditions of which one must hold.
fn branches(condition: Option<&Condition>) -> Vec<Option<&Condition>> {
    let mut found = Vec::new();
    let mut left = vec![condition];
    while let Some(condition) = left.pop() {
        match condition {
            Some(Condition::Or(one, two)) => left.extend([Some(&**two), Some(&**one)]),
            other => found.push(other),
        }
    }
    found
}

/// The partitions that a condition leads to, with what it asks of the sort key; none if it does not say the partition.
fn of_branch(condition: Option<&Condition>, schema: &KeySchema) -> Result<Option<Vec<Bound>>, Failure> {
    let conjuncts = conjuncts(condition);
    let partition_key = &schema.partition[0];
    let Some(partitions) = conjuncts
        .iter()
        .find_map(|condition| pinned(condition, &partition_key.name))
    else {
        return Ok(None);
    };
    let mut distinct: Vec<&Value> = Vec::new();
    for value in partitions {
        check_kind(partition_key, value)?;
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    let mut sort = Vec::new();
    if let Some(sort_key) = schema.sort.first() {
        let one_of = |condition: &&Condition| match pinned(condition, &sort_key.name)?.as_slice() {
            [value] => Some(Range::Equal((*value).clone())),
            _ => None,
        };
        let ranges: Vec<Range> = conjuncts
            .iter()
            .filter_map(|condition| range(condition, &sort_key.name).or_else(|| one_of(condition)))
            .collect();
        for value in ranges.iter().flat_map(Range::values) {
            check_kind(sort_key, value)?;
        }
        // Of several, none narrows what is read: all of them are part of the filter.
        if let Ok([range]) = <[Range; 1]>::try_from(ranges) {
            sort.push(range);
        }
    }
    let bound = |value: &Value| Bound {
        partition: vec![value.clone()],
        sort: sort.clone(),
    };
    Ok(Some(distinct.into_iter().map(bound).collect()))
}

/// Whether two parts of one partition may have an item in common.
fn has_overlap(parts: &[Bound]) -> bool {
    let may_meet = |one: &Bound, two: &Bound| match (one.sort.first(), two.sort.first()) {
        (Some(Range::Equal(value)), Some(other)) | (Some(other), Some(Range::Equal(value))) => {
            other.contains(value)
        }
        (Some(one), Some(two)) => {
            one.values().any(|value| two.contains(value)) || two.values().any(|value| one.contains(value))
        }
        _ => true,
    };
    parts.iter().enumerate().any(|(at, one)| {
        let mut others = parts[at + 1..].iter();
        others.any(|two| one.partition == two.partition && may_meet(one, two))
    })
}

/// Checks `ORDER BY`; whether the sort keys ascend.
fn check_order(
    select: &Select,
    schema: &KeySchema,
    parts: &[Bound],
    is_keyed: bool,
) -> Result<bool, Failure> {
    if select.order.is_empty() {
        return Ok(true);
    }
    let refused = |message: &str| Err(Failure::validation(message));
    if select.condition.is_none() {
        return refused("Must have WHERE clause in the statement when using ORDER BY clause.");
    }
    for order in &select.order {
        let is_key = order.path.steps.is_empty()
            && schema
                .attributes()
                .any(|attribute| attribute.name == order.path.attribute);
        if !is_key {
            return Err(Failure::validation(format!(
                "Attribute {} in ORDER BY clause must be part of the primary key",
                order.path.last_name()
            )));
        }
    }
    if !is_keyed {
        return refused(
            "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
        );
    }
    let of = |name: &str| select.order.iter().find(|order| order.path.attribute == name);
    let by_partition = of(&schema.partition[0].name);
    if parts.len() > 1 && by_partition.is_none() {
        return refused(
            "Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.",
        );
    }
    let by_sort = schema.sort.first().and_then(|attribute| of(&attribute.name));
    Ok(!by_sort.is_some_and(|order| order.is_descending))
}

/// Refuses what a statement that reads a part of an index asks of attributes that the index does not hold.
fn check_projected(select: &Select, index: Option<&Index>) -> Result<(), Failure> {
    let Some((index, held)) = index.and_then(|index| Some((index, index.projection.as_ref()?))) else {
        return Ok(());
    };
    let is_held = |name: &str| held.paths().any(|path| path.attribute == name);
    let mut missing: Vec<&str> = Vec::new();
    for path in select.condition.iter().flat_map(Condition::paths) {
        if !is_held(&path.attribute) && !missing.contains(&path.attribute.as_str()) {
            missing.push(&path.attribute);
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::validation(format!(
        "One or more parameter values were invalid: Secondary index {} does not project one or more filter attributes: \
         [{}]",
        index.name,
        missing.join(", ")
    )))
}
