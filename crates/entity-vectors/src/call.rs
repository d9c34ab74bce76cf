//! Direct calls: conversions, `parse`, `ownsItem`.

use anyhow::{Context as _, Result, bail};
use lockstep_entity::schema::{ReadOptions, Schema, Strict};
use lockstep_entity::{Cursor, Error, Item};
use serde_json::value::RawValue;
use serde_json::{Value as Json, json};

use crate::options::Options;
use crate::{Refusal, native};

pub(crate) fn run(schema: &Schema, name: &str, raw: &[Box<RawValue>]) -> Result<Json> {
    let arguments = raw
        .iter()
        .map(|argument| Ok(serde_json::from_str(argument.get())?))
        .collect::<Result<Vec<Json>>>()?;
    let argument = arguments.first().context("a call has an argument")?;
    let item = || native::ordered(&raw[0]);
    let cursor = || -> Result<Cursor> {
        let text = argument.as_str().context("a cursor is text")?;
        text.parse().map_err(|error: Error| Refusal::of(&error).into())
    };
    let strict = match arguments
        .get(1)
        .and_then(|options| options.get("strict"))
        .and_then(Json::as_str)
    {
        Some("all") => Strict::All,
        Some("pk") => Strict::Partition,
        _ => Strict::None,
    };
    let keys = |keys: Item| Ok(native::from_item(&keys));
    let text = |cursor: Cursor| Ok(json!(cursor.to_string()));
    let steps: Vec<&str> = name.split('.').collect();
    match steps[..] {
        ["parse"] => parse(schema, argument, arguments.get(1).unwrap_or(&Json::Null)),
        ["ownsItem"] => Ok(json!(schema.owns_item(&item()?))),
        ["ownsKeys"] => Ok(json!(schema.owns_keys(&item()?))),
        ["conversions", "fromComposite", "toKeys"] => keys(schema.keys_from(&item()?, strict)?),
        ["conversions", "fromComposite", "toCursor"] => text(schema.cursor_from(&item()?)?),
        ["conversions", "fromKeys", "toComposite"] => keys(schema.composites_from(&item()?)?),
        ["conversions", "fromKeys", "toCursor"] => text(Cursor::new(item()?)?),
        ["conversions", "fromCursor", "toKeys"]
        | ["conversions", "byAccessPattern", _, "fromCursor", "toKeys"] => keys(cursor()?.into_key()),
        ["conversions", "fromCursor", "toComposite"] => keys(schema.composites_from(cursor()?.key())?),
        [
            "conversions",
            "byAccessPattern",
            pattern,
            "fromComposite",
            "toKeys",
        ] => keys(schema.index_keys_from(pattern, &item()?, strict)?),
        [
            "conversions",
            "byAccessPattern",
            pattern,
            "fromComposite",
            "toCursor",
        ] => text(schema.index_cursor_from(pattern, &item()?)?),
        [
            "conversions",
            "byAccessPattern",
            pattern,
            "fromKeys",
            "toComposite",
        ] => keys(schema.index_composites_from(pattern, &item()?)?),
        ["conversions", "byAccessPattern", pattern, "fromKeys", "toCursor"] => {
            text(schema.index_cursor_of_keys(pattern, &item()?)?)
        }
        [
            "conversions",
            "byAccessPattern",
            pattern,
            "fromCursor",
            "toComposite",
        ] => keys(schema.index_composites_from(pattern, cursor()?.key())?),
        _ => bail!("there is no call `{name}`"),
    }
}

fn parse(schema: &Schema, answer: &Json, options: &Json) -> Result<Json> {
    let options = Options::read(options)?;
    if options.raw {
        return Ok(json!({ "data": answer }));
    }
    let reading: ReadOptions = options.reading(options.ignore_ownership.unwrap_or(true));
    let read = |item: &Json| -> Result<Option<Json>> {
        let item = schema.read(native::item(item)?, &reading);
        Ok(item.as_ref().map(native::from_item))
    };
    let data = if let Some(item) = answer.get("Item") {
        json!(read(item)?)
    } else if let Some(items) = answer.get("Items").and_then(Json::as_array) {
        let items = items.iter().map(read).collect::<Result<Vec<_>>>()?;
        items.into_iter().flatten().collect()
    } else if let Some(attributes) = answer.get("Attributes") {
        native::from_item(&schema.format(native::item(attributes)?, &reading))
    } else {
        Json::Null
    };
    Ok(json!({ "data": data }))
}
