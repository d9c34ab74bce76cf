//! When two requests mean the same: names of placeholders, parentheses and the order of operands say nothing.

mod expression;

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use serde_json::{Map, Value as Json};

use expression::Placeholders;

/// How two requests differ.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) text: String,
    /// They differ in nothing but the parentheses of a condition.
    pub(crate) parentheses_only: bool,
}

/// Compares the bodies of two requests of one target.
///
/// # Errors
/// An expression that is none.
pub(crate) fn compare(expected: &Json, ours: &Json) -> Result<Option<Difference>> {
    let (expected, ours) = (body(expected)?, body(ours)?);
    match (&expected.projection, &ours.projection) {
        (Some(asked), Some(ours)) => {
            // ElectroDB also asks for whatever its other expressions name.
            let is_named = |name: &String| expected.tokens.iter().any(|leaf| leaf.contains(name));
            if !ours.is_subset(asked) || !asked.difference(ours).all(is_named) {
                return Ok(Some(difference("projection", asked, ours)));
            }
        }
        (asked, ours) if asked != ours => return Ok(Some(difference("projection", asked, ours))),
        _ => {}
    }
    if expected.rest != ours.rest {
        return Ok(Some(difference("members", &expected.rest, &ours.rest)));
    }
    if expected.updates != ours.updates {
        return Ok(Some(difference("updates", &expected.updates, &ours.updates)));
    }
    if expected.expressions != ours.expressions {
        let parentheses_only = expected.tokens == ours.tokens;
        return Ok(Some(Difference {
            text: format!(
                "expected {:?}, found {:?}",
                expected.expressions, ours.expressions
            ),
            parentheses_only,
        }));
    }
    Ok(None)
}

fn difference(what: &str, expected: impl std::fmt::Debug, ours: impl std::fmt::Debug) -> Difference {
    Difference {
        text: format!("{what}: expected {expected:?}, found {ours:?}"),
        parentheses_only: false,
    }
}

/// A body with its expressions in one form.
#[derive(Debug, Default)]
struct Canonical {
    rest: Json,
    expressions: Vec<(String, String)>,
    updates: Vec<String>,
    /// The leaves of the conditions, without what joins them.
    tokens: Vec<String>,
    projection: Option<BTreeSet<String>>,
}

fn body(json: &Json) -> Result<Canonical> {
    let mut canonical = Canonical::default();
    canonical.rest = strip(json, &mut canonical)?;
    canonical.expressions.sort();
    canonical.tokens.sort();
    Ok(canonical)
}

/// Takes the expressions out of a body at any depth.
fn strip(json: &Json, canonical: &mut Canonical) -> Result<Json> {
    match json {
        Json::Array(elements) => elements.iter().map(|element| strip(element, canonical)).collect(),
        Json::Object(members) => {
            let placeholders = Placeholders::new(members)?;
            let mut rest = Map::new();
            for (name, member) in members {
                match (name.as_str(), member) {
                    ("ExpressionAttributeNames" | "ExpressionAttributeValues", _) => {}
                    // What DynamoDB does anyway.
                    ("ReturnValues", Json::String(none)) if none == "NONE" => {}
                    ("ProjectionExpression", Json::String(text)) => {
                        canonical.projection = Some(placeholders.projection(text)?);
                    }
                    ("UpdateExpression", Json::String(text)) => {
                        canonical.updates.push(placeholders.update(text)?);
                    }
                    (
                        "ConditionExpression" | "FilterExpression" | "KeyConditionExpression",
                        Json::String(text),
                    ) => {
                        let condition = placeholders.condition(text)?;
                        condition.leaves(&mut canonical.tokens);
                        canonical.expressions.push((name.clone(), condition.to_string()));
                    }
                    ("Item" | "Key" | "Keys" | "ExclusiveStartKey", member) => {
                        rest.insert(name.clone(), typed(member)?);
                    }
                    (_, member) => {
                        rest.insert(name.clone(), strip(member, canonical)?);
                    }
                }
            }
            Ok(Json::Object(rest))
        }
        other => Ok(other.clone()),
    }
}

/// `DynamoDB`'s values in one form: numbers by value, sets in order.
pub(crate) fn typed(json: &Json) -> Result<Json> {
    Ok(match json {
        Json::Object(members) if members.len() == 1 => {
            let Some((kind, value)) = members.iter().next() else {
                bail!("an object with one member has one");
            };
            let value = match (kind.as_str(), value) {
                ("N", Json::String(number)) => Json::String(number_text(number)),
                ("NS", Json::Array(numbers)) => {
                    let numbers = numbers.iter().filter_map(Json::as_str).map(number_text);
                    Json::from(numbers.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>())
                }
                ("SS", Json::Array(texts)) => {
                    let texts = texts.iter().filter_map(Json::as_str).map(str::to_owned);
                    Json::from(texts.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>())
                }
                (_, value) => typed(value)?,
            };
            let mut canonical = Map::new();
            canonical.insert(kind.clone(), value);
            Json::Object(canonical)
        }
        Json::Object(members) => Json::Object(
            members
                .iter()
                .map(|(name, value)| Ok((name.clone(), typed(value)?)))
                .collect::<Result<_>>()?,
        ),
        Json::Array(elements) => elements.iter().map(typed).collect::<Result<_>>()?,
        other => other.clone(),
    })
}

fn number_text(number: &str) -> String {
    number
        .parse::<f64>()
        .map_or_else(|_| number.to_owned(), |number| format!("{number:e}"))
}
