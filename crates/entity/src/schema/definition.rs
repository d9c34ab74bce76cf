//! Reading a schema: from JSON to what requests are made with.

mod attributes;
mod indexes;
mod keys;

use std::sync::Arc;

use super::failure::{Code, failure, refusal};
use super::json::Json;
use super::{Functions, Inner, Schema};
use crate::Error;
use crate::model::{ENTITY_ATTRIBUTE, VERSION_ATTRIBUTE};

/// What the parts of a schema are read with.
struct Source<'s> {
    functions: &'s Functions,
    /// The first form of schemas, with the names at the root and other prefixes.
    beta: bool,
    service: String,
    entity: String,
    version: String,
}

pub(super) fn parse(json: &str, functions: &Functions) -> Result<Schema, Error> {
    let json: Json = serde_json::from_str(json)
        .map_err(|error| failure(Code::Model, format_args!("not a schema: {error}")))?;
    let source = source(&json, functions)?;
    for member in ["attributes", "indexes"] {
        if !matches!(json.get(member), Some(Json::Object(_))) {
            return Err(missing(member));
        }
    }
    let definitions = json.get("indexes").map_or(&[][..], Json::members);
    if definitions.is_empty() {
        return Err(failure(Code::Model, "a schema has at least one index"));
    }
    let attributes = json.get("attributes").map_or(&[][..], Json::members);
    attributes::check_shape(attributes)?;
    let drafts = indexes::drafts(&source, definitions, attributes)?;
    let members = attributes::members(&source, attributes, &drafts)?;
    let indexes = keys::indexes(&source, drafts, &members)?;
    let primary = indexes
        .iter()
        .position(|index| index.name.is_none())
        .ok_or_else(|| refusal("the drafts have a primary index"))?;
    let mutating = |pick: fn(&super::Attribute) -> bool| members.list.iter().any(pick);
    let inner = Inner {
        has_set: mutating(|attribute| attribute.set.is_some()),
        has_get: mutating(|attribute| attribute.get.is_some()),
        service: source.service,
        entity: source.entity,
        version: source.version,
        identifiers: [ENTITY_ATTRIBUTE.into(), VERSION_ATTRIBUTE.into()],
        attributes: members,
        indexes,
        primary,
    };
    Ok(Schema {
        inner: Arc::new(inner),
        exact: false,
        ignore_ownership: false,
        unique_keys: false,
    })
}

fn missing(member: &str) -> Error {
    failure(Code::Model, format_args!("a schema needs `{member}`"))
}

fn source<'s>(json: &Json, functions: &'s Functions) -> Result<Source<'s>, Error> {
    let text = |json: Option<&Json>, member: &str| -> Result<String, Error> {
        json.and_then(|json| json.get(member))
            .and_then(Json::as_str)
            .map(str::to_owned)
            .ok_or_else(|| missing(member))
    };
    let model = json.get("model");
    let beta = model.is_none() && json.get("entity").is_some();
    let root = if beta { Some(json) } else { model };
    if !beta && model.is_none() {
        return Err(missing("model"));
    }
    Ok(Source {
        functions,
        beta,
        service: text(root, "service")?,
        entity: text(root, "entity")?,
        version: text(root, "version").or_else(|error| if beta { Ok("1".to_owned()) } else { Err(error) })?,
    })
}

/// Says that a schema holds a function that was not given.
fn unknown_function(place: &str, text: &str) -> Error {
    let shortened: String = text.chars().take(60).collect();
    refusal(format_args!(
        "{place} is a JavaScript function, `{shortened}`: give it in Rust, in `Functions`"
    ))
}
