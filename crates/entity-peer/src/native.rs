//! Values between plain JSON and a table's: what the models of the tests have, which is no sets and no bytes.

use anyhow::{Context as _, bail};
use lockstep_entity::{Item, Value};
use serde_json::{Map, Value as Json};

pub(crate) fn item(members: Map<String, Json>) -> anyhow::Result<Item> {
    members
        .into_iter()
        .map(|(name, json)| {
            let value = value(json).with_context(|| format!("`{name}`"))?;
            Ok((name, value))
        })
        .collect()
}

fn value(json: Json) -> anyhow::Result<Value> {
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(value),
        Json::Number(number) => Value::Number(number.to_string().parse()?),
        Json::String(text) => Value::String(text),
        Json::Array(elements) => Value::List(elements.into_iter().map(value).collect::<Result<_, _>>()?),
        Json::Object(members) => Value::Map(item(members)?),
    })
}

pub(crate) fn json_of_item(item: Item) -> anyhow::Result<Json> {
    let members = item
        .into_iter()
        .map(|(name, value)| Ok((name.into_owned(), json(value)?)));
    members.collect::<anyhow::Result<Map<_, _>>>().map(Json::Object)
}

fn json(value: Value) -> anyhow::Result<Json> {
    Ok(match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(value),
        Value::Number(number) => serde_json::from_str(number.as_str())?,
        Value::String(text) => Json::String(text),
        Value::List(elements) => Json::Array(elements.into_iter().map(json).collect::<Result<_, _>>()?),
        Value::Map(members) => json_of_item(members)?,
        other => bail!("{} has no form in plain JSON", other.kind()),
    })
}
