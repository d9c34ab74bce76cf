//! `Query`: one partition of a table or an index, or a part of it.

use super::page::{self, Request, Span};
use crate::Engine;
use crate::error::Failure;
use crate::expression::KeyCondition;
use crate::expression::key_condition::Range;
use crate::request::Members;
use crate::table::{KeyAttribute, partition_place};
use crate::value::{Value, key};

pub(super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    members.refuse_legacy(&[
        "KeyConditions",
        "QueryFilter",
        "AttributesToGet",
        "ConditionalOperator",
    ])?;
    let request = Request::read(
        members,
        &[
            "KeyConditionExpression",
            "FilterExpression",
            "ProjectionExpression",
        ],
    )?;
    let Some(condition) = members.text("KeyConditionExpression")? else {
        return Err(Failure::validation(
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
        ));
    };
    let condition = KeyCondition::parse(condition, &request.placeholders).map_err(Failure::validation)?;
    request.check_used()?;
    let forward = members.get("ScanIndexForward").is_none() || members.flag("ScanIndexForward")?;
    let tables = engine.store.tables();
    let source = request.source(&tables)?;
    let schema = source.index.map_or(&source.table.key, |index| &index.key);
    let sort = schema.sort.as_ref();
    let bound = condition.bind(&schema.partition.name, sort.map(|sort| sort.name.as_str()));
    let (partition, range) = bound.map_err(Failure::validation)?;
    check_value(&schema.partition, &partition)?;
    if let (Some(sort), Some(range)) = (sort, &range) {
        range.values().try_for_each(|value| check_value(sort, value))?;
    }
    let on_key = request.filter().into_iter().flat_map(|filter| filter.paths());
    if let Some(path) = on_key.into_iter().find(|path| {
        schema
            .attributes()
            .any(|attribute| attribute.name == path.attribute)
    }) {
        let name = &path.attribute;
        return Err(Failure::validation(format!(
            "Filter Expression can only contain non-primary key attributes: Primary key attribute: {name}"
        )));
    }
    let prefix = partition_place(source.number(), &partition);
    let (mut from, mut to) = bounds(&prefix, range.as_ref());
    if let Some(start) = &request.start {
        let place = source.check_start(start)?;
        if !place.starts_with(&prefix) {
            return Err(Failure::validation(
                "The provided starting key is outside query boundaries based on provided conditions",
            ));
        }
        if forward {
            // The first place after this one.
            from = from.max([place.as_slice(), &[0]].concat());
        } else {
            to = to.min(place);
        }
    }
    let span = Span { from, to, forward };
    page::read(&*engine.view(source.index)?, source, &span, &request)
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
