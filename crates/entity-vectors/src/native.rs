//! JavaScript values in JSON, and what the entity layer has for them.
//!
//! What JSON cannot hold is marked: `{"$undefined": true}`, `{"$number": "NaN"}`, `{"$set": […]}`,
//! `{"$binary": "base64"}`.

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lockstep_entity::{Item, Number, Value};
use serde_json::value::RawValue;
use serde_json::{Map, Value as Json, json};

use crate::Refusal;
use crate::case::Ordered;

/// Reads a value; `None` is JavaScript's `undefined`.
pub(crate) fn value(json: &Json) -> Result<Option<Value>> {
    Ok(Some(match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(value) => Value::Number(number(value)?),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(elements) => Value::List(values(elements)?),
        Json::Object(members) => {
            if members.contains_key("$undefined") {
                return Ok(None);
            }
            if let Some(special) = members.get("$number") {
                if special == "-0" {
                    return Ok(Some(Value::from(0)));
                }
                return Err(Refusal::new(4001, format!("DynamoDB has no number {special}")).into());
            }
            if let Some(binary) = members.get("$binary").and_then(Json::as_str) {
                return Ok(Some(Value::Binary(STANDARD.decode(binary)?)));
            }
            if let Some(Json::Array(elements)) = members.get("$set") {
                return set(values(elements)?).map(Some);
            }
            Value::Map(item(json)?)
        }
    }))
}

fn values(elements: &[Json]) -> Result<Vec<Value>> {
    let values = elements.iter().map(value).collect::<Result<Vec<_>>>()?;
    Ok(values.into_iter().flatten().collect())
}

fn set(members: Vec<Value>) -> Result<Value> {
    if members.iter().all(|member| matches!(member, Value::Number(_))) && !members.is_empty() {
        let numbers = members.into_iter().filter_map(|member| match member {
            Value::Number(number) => Some(number),
            _ => None,
        });
        return Ok(Value::NumberSet(numbers.collect()));
    }
    let texts: Option<Vec<String>> = members
        .iter()
        .map(|member| member.as_str().map(str::to_owned))
        .collect();
    texts.map(Value::StringSet).context("a set of mixed values")
}

fn number(number: &serde_json::Number) -> Result<Number> {
    if let Some(value) = number.as_i64() {
        return Ok(value.into());
    }
    let value = number.as_f64().context("a number")?;
    Number::from_finite(value).context("a finite number")
}

/// Reads an object's members, without those that are `undefined`.
pub(crate) fn item(json: &Json) -> Result<Item> {
    let Json::Object(members) = json else {
        bail!("expected an object, found {json}");
    };
    let mut item = Item::new();
    for (name, member) in members {
        if let Some(member) = value(member)? {
            item.insert(name.clone(), member);
        }
    }
    Ok(item)
}

/// Reads an object's members in their order.
pub(crate) fn ordered(json: &RawValue) -> Result<Item> {
    let Ordered(members) = serde_json::from_str::<Ordered<Json>>(json.get())?;
    let mut item = Item::new();
    for (name, member) in members {
        if let Some(member) = value(&member)? {
            item.insert(name, member);
        }
    }
    Ok(item)
}

/// A value as JavaScript has it after reading: sets are arrays.
pub(crate) fn from_value(value: &Value) -> Json {
    match value {
        Value::String(text) => json!(text),
        Value::Number(number) => from_number(number),
        Value::Bool(value) => json!(value),
        Value::Null => Json::Null,
        Value::Binary(bytes) => json!({ "$binary": STANDARD.encode(bytes) }),
        Value::List(elements) => elements.iter().map(from_value).collect(),
        Value::Map(members) => from_item(members),
        Value::StringSet(members) => json!(members),
        Value::NumberSet(members) => members.iter().map(from_number).collect(),
        Value::BinarySet(members) => members
            .iter()
            .map(|bytes| json!({ "$binary": STANDARD.encode(bytes) }))
            .collect(),
    }
}

pub(crate) fn from_item(item: &Item) -> Json {
    let members = item
        .iter()
        .map(|(name, value)| (name.to_owned(), from_value(value)));
    Json::Object(members.collect::<Map<_, _>>())
}

fn from_number(number: &Number) -> Json {
    match number.as_str().parse::<i64>() {
        Ok(whole) => json!(whole),
        Err(_) => json!(number.as_str().parse::<f64>().unwrap_or(f64::NAN)),
    }
}
