//! `Query`: one partition of a table or an index, or a part of it.

use super::page::{self, Request, Source, Span};
use crate::Engine;
use crate::error::Failure;
use crate::expression::key_condition::{Bound, Range};
use crate::request::{Members, Wording};
use crate::table::{KeyAttribute, KeySchema, partition_place};
use crate::value::{Item, Value, key};

pub(super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let mut request = Request::read(
        engine.dialect,
        members,
        &[
            "AttributesToGet",
            "QueryFilter",
            "ConditionalOperator",
            "KeyConditions",
        ],
        &[
            "ProjectionExpression",
            "FilterExpression",
            "KeyConditionExpression",
        ],
        &[],
        Wording::Newer,
    )?;
    let Some(condition) = request.key_condition.take() else {
        return Err(Failure::validation(
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
        ));
    };
    request.check_used()?;
    let forward = members.get("ScanIndexForward").is_none() || members.flag("ScanIndexForward")?;
    let tables = engine.store.tables();
    let source = request.source(&tables)?;
    let schema = source.index.map_or(&source.table.key, |index| &index.key);
    let bound = condition.bind(&names(&schema.partition), &names(&schema.sort))?;
    for (attribute, value) in schema.partition.iter().zip(&bound.partition) {
        check_value(attribute, value)?;
    }
    for (attribute, range) in schema.sort.iter().zip(&bound.sort) {
        range
            .values()
            .try_for_each(|value| check_value(attribute, value))?;
    }
    let on_key = request.filter().into_iter().flat_map(|filter| filter.paths());
    if let Some(path) = on_key.into_iter().find(|path| {
        schema
            .attributes()
            .any(|attribute| attribute.name == path.attribute)
    }) {
        let name = &path.attribute;
        return Err(Failure::validation(format!(
            "{} can only contain non-primary key attributes: Primary key attribute: {name}",
            if members.get("QueryFilter").is_some() {
                "QueryFilter"
            } else {
                "Filter Expression"
            }
        )));
    }
    let mut span = span(source, &bound, forward);
    if let Some(start) = &request.start {
        let place = source.check_start(start)?;
        check_within(start, schema, &bound)?;
        span.begin_after(&place);
    }
    page::read(&engine.view(source.index), source, &span, &request)
}

/// The part of a source that a key condition leads to.
pub(super) fn span(source: Source<'_>, bound: &Bound, forward: bool) -> Span {
    let mut prefix = partition_place(source.number(), &bound.partition);
    let (last, before) = match bound.sort.split_last() {
        Some((last, before)) => (Some(last), before),
        None => (None, [].as_slice()),
    };
    for value in before.iter().flat_map(Range::values) {
        key::encode(value, &mut prefix);
    }
    let (from, to) = bounds(&prefix, last);
    Span { from, to, forward }
}

fn names(attributes: &[KeyAttribute]) -> Vec<&str> {
    attributes
        .iter()
        .map(|attribute| attribute.name.as_str())
        .collect()
}

/// Refuses a starting key that this query cannot have ended with: of another partition, or outside of its range.
fn check_within(start: &Item, schema: &KeySchema, bound: &Bound) -> Result<(), Failure> {
    let mut sort = schema.sort.iter().zip(&bound.sort);
    let mut partition = schema.partition.iter().zip(&bound.partition);
    let message = if !sort.all(|(attribute, range)| {
        let value = start.get(&attribute.name);
        value.is_none_or(|value| range.contains(value))
    }) {
        "The provided starting key does not match the range key predicate"
    } else if partition.all(|(attribute, value)| start.get(&attribute.name) == Some(value)) {
        return Ok(());
    } else if !bound.sort.is_empty() {
        "The query can return at most one row and cannot be restarted"
    } else if schema.sort.is_empty() {
        "The provided exclusive start key is invalid"
    } else {
        "The provided starting key is outside query boundaries based on provided conditions"
    };
    Err(Failure::validation(message))
}

/// Where a range of sort keys begins and ends, after a partition's prefix.
fn bounds(prefix: &[u8], range: Option<&Range>) -> (Vec<u8>, Vec<u8>) {
    let at = |value: &Value| {
        let mut place = prefix.to_vec();
        key::encode(value, &mut place);
        place
    };
    // A place begins with a table's number, which is never the greatest one.
    let after = |place: &[u8]| key::after_all(place).unwrap_or_else(|| place.to_vec());
    let (first, end) = (prefix.to_vec(), after(prefix));
    match range {
        None => (first, end),
        Some(Range::Equal(value)) => (at(value), after(&at(value))),
        Some(Range::Less(value)) => (first, at(value)),
        Some(Range::LessOrEqual(value)) => (first, after(&at(value))),
        Some(Range::Greater(value)) => (after(&at(value)), end),
        Some(Range::GreaterOrEqual(value)) => (at(value), end),
        Some(Range::Between(low, high)) => (at(low), after(&at(high))),
        Some(Range::BeginsWith(value)) => {
            let mut place = prefix.to_vec();
            key::encode_beginning(value, &mut place);
            let end = after(&place);
            (place, end)
        }
    }
}

fn check_value(attribute: &KeyAttribute, value: &Value) -> Result<(), Failure> {
    if !attribute.kind.is_of(value) {
        return Err(Failure::validation(
            "One or more parameter values were invalid: Condition parameter type does not match schema type",
        ));
    }
    let empty = match value {
        Value::String(text) => text.is_empty(),
        Value::Binary(bytes) => bytes.is_empty(),
        _ => false,
    };
    if empty {
        let kind = if matches!(value, Value::String(_)) {
            "string"
        } else {
            "binary"
        };
        return Err(Failure::validation(format!(
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty \
             {kind} value. Key: {}",
            attribute.name
        )));
    }
    Ok(())
}
