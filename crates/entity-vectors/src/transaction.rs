//! Transactions across the entities of a service.

use anyhow::{Context as _, Result};
use lockstep_entity::request::ReturnValues;
use lockstep_entity::schema::{ReadOptions, Service};
use lockstep_entity::{Item, Name};
use serde_json::{Map, Value as Json, json};

use crate::case::Case;
use crate::native;
use crate::options::Options;
use crate::request::{self, Request};
use crate::wire::{self, Wire};

/// The request of a transaction, and what the call answers to the case's canned answer.
pub(crate) fn run(case: &Case, service: &Service, kind: &str) -> Result<(Wire, Json)> {
    let options = Options::read(&case.options)?;
    let mut operations = Vec::new();
    let mut readers = Vec::new();
    for item in &case.items {
        let schema = service.schema(&item.entity)?;
        let own = Options::read(&item.options)?;
        let request = request::of_schema(schema, &item.chain, &own, false)?;
        operations.push(match request {
            Request::Get(get) => json!({ "Get": wire::get(get, &own.table).body }),
            other => {
                let mut operation = wire::transact(other.into_operation()?, &own.table);
                if let (Some(check), ReturnValues::AllOld) =
                    (operation.get_mut("ConditionCheck"), own.returned)
                {
                    check["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
                }
                operation
            }
        });
        let attributes: Vec<Name> = Vec::new();
        readers.push((
            schema,
            ReadOptions {
                attributes,
                ..ReadOptions::default()
            },
        ));
    }
    let mut body = Map::new();
    body.insert("TransactItems".to_owned(), Json::Array(operations));
    if let Some(token) = &options.token {
        body.insert("ClientRequestToken".to_owned(), json!(token));
    }
    let target = if kind == "get" {
        "TransactGetItems"
    } else {
        "TransactWriteItems"
    };
    let wire = Wire {
        target,
        body: Json::Object(body),
    };
    let answer: Json = match case.responses.iter().flatten().next() {
        Some(answer) => serde_json::from_str(answer.get())?,
        None => json!({}),
    };
    let read = |position: usize, item: Option<&Json>| -> Result<Json> {
        let item: Option<Item> = item.map(wire::item).transpose()?;
        let (schema, reading) = readers.get(position).context("an answer to each operation")?;
        let item = item.and_then(|item| schema.read(item, reading));
        Ok(item.as_ref().map_or(Json::Null, native::from_item))
    };
    let reasons = answer.get("CancellationReasons").and_then(Json::as_array);
    let data: Vec<Json> = if let Some(reasons) = reasons {
        let reason = |(position, reason): (usize, &Json)| -> Result<Json> {
            let code = reason.get("Code").and_then(Json::as_str).unwrap_or("None");
            let mut result = json!({
                "rejected": code != "None",
                "code": code,
                "item": read(position, reason.get("Item"))?,
            });
            if let (Some(message), Json::Object(members)) = (reason.get("Message"), &mut result) {
                members.insert("message".to_owned(), message.clone());
            }
            Ok(result)
        };
        reasons.iter().enumerate().map(reason).collect::<Result<_>>()?
    } else if let Some(responses) = answer.get("Responses").and_then(Json::as_array) {
        let one = |(position, response): (usize, &Json)| -> Result<Json> {
            Ok(json!({ "rejected": false, "item": read(position, response.get("Item"))? }))
        };
        responses.iter().enumerate().map(one).collect::<Result<_>>()?
    } else {
        let nothing = json!({ "rejected": false, "code": "None", "item": null });
        vec![nothing; case.items.len()]
    };
    let result = json!({ "data": data, "canceled": reasons.is_some() });
    Ok((wire, result))
}
