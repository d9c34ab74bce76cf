//! A case, from its model to its outcome.

use std::collections::BTreeMap;

use anyhow::{Context as _, Error, Result, bail};
use lockstep_entity::schema::{Functions, Schema, Service};
use serde_json::Value as Json;
use serde_json::value::RawValue;

use crate::case::{Case, Failure};
use crate::exchange::{Exchange, Reader};
use crate::options::Options;
use crate::wire::Wire;
use crate::{Outcome, Refusal, call, equivalent, native, request, transaction, wire};

type Models = BTreeMap<String, Box<RawValue>>;

/// What a case came to, if nothing refused it.
enum Reached {
    /// The model was made; nothing else was asked.
    Model,
    Result(Json),
    Exchange(Vec<Wire>, Json),
}

pub(crate) fn outcome(case: &Case, models: &Models, functions: &Functions) -> Outcome {
    match reach(case, models, functions) {
        Ok(reached) => match judge(case, reached) {
            Ok(outcome) => outcome,
            Err(error) => Outcome::Failed(format!("{error:#}")),
        },
        Err(error) => refused(case, &error),
    }
}

/// Whether it is right that a case was refused.
fn refused(case: &Case, error: &Error) -> Outcome {
    let (code, is_function) = if let Some(error) = error.downcast_ref::<lockstep_entity::Error>() {
        (
            error.electrodb_code(),
            error.to_string().contains("JavaScript function"),
        )
    } else if let Some(refusal) = error.downcast_ref::<Refusal>() {
        (refusal.code, refusal.is_function)
    } else {
        return Outcome::Failed(format!("{error:#}"));
    };
    if is_function {
        return Outcome::Refused(format!("{error:#}"));
    }
    match (&case.error, &case.go_error) {
        (Some(expected), _) => match expected.code {
            Some(expected) if Some(expected) != code => {
                Outcome::Failed(format!("expected error {expected}, found {code:?}: {error:#}"))
            }
            _ => Outcome::Passed,
        },
        (None, Some(_)) => Outcome::Passed,
        _ if case.group.contains("quirk") => Outcome::Refused(format!("{error:#}")),
        _ => Outcome::Failed(format!("unexpected error: {error:#}")),
    }
}

fn reach(case: &Case, models: &Models, functions: &Functions) -> Result<Reached> {
    let schema = |json: &RawValue| -> Result<Schema> {
        let mut schema = Schema::parse_with(json.get(), functions)?.exact();
        if let Some(names) = &case.config.identifiers {
            schema = schema.identifiers(names.entity.clone(), names.version.clone());
        }
        if case.config.ignore_ownership {
            schema = schema.ignore_ownership();
        }
        Ok(schema)
    };
    let service = || -> Result<Service> {
        let schemas: Vec<(String, Schema)> = match &case.models {
            Some(models) => models
                .0
                .iter()
                .map(|(alias, json)| Ok((alias.clone(), schema(json)?)))
                .collect::<Result<_>>()?,
            None => models
                .iter()
                .map(|(name, json)| Ok((lower_first(name), schema(json)?)))
                .collect::<Result<_>>()?,
        };
        Ok(Service::new(schemas)?)
    };
    if case.construct {
        match &case.model {
            Some(model) => drop(schema(model)?),
            None => drop(service()?),
        }
        return Ok(Reached::Model);
    }
    if let Some(kind) = &case.transaction {
        let (wire, result) = transaction::run(case, &service()?, kind)?;
        return Ok(Reached::Exchange(vec![wire], result));
    }
    let is_collection = case
        .chain
        .first()
        .and_then(|call| call.first())
        .and_then(Json::as_str)
        .is_some_and(|name| name.starts_with("collections."));
    let answers = case.responses.as_deref().unwrap_or_default();
    if is_collection {
        let (service, options) = (service()?, Options::read(&case.options)?);
        let request = request::of_service(&service, &case.chain, &options)?;
        let exchange = Exchange::run(request, &Reader::Service(&service), &options, answers)?;
        return Ok(Reached::Exchange(exchange.wires, exchange.result));
    }
    if case.call.as_deref() == Some("collections") {
        let service = service()?;
        let collections = service.collections().map(|name| (name.to_owned(), Json::Null));
        return Ok(Reached::Result(Json::Object(collections.collect())));
    }
    let named = case.entity.as_deref();
    let in_models = |models: &crate::case::Ordered<Box<RawValue>>, name: &str| {
        let found = models.0.iter().find(|(alias, _)| alias == name);
        found.map(|(_, json)| schema(json))
    };
    let schema = match (&case.model, &case.models, named) {
        (Some(model), _, _) => schema(model)?,
        (None, Some(all), Some(name)) => {
            in_models(all, name).with_context(|| format!("there is no model `{name}`"))??
        }
        (None, None, Some(name)) => schema(
            models
                .get(name)
                .with_context(|| format!("there is no model `{name}`"))?,
        )?,
        (None, _, None) => bail!("the case has no model"),
    };
    if let Some(name) = &case.call {
        return call::run(&schema, name, &case.args).map(Reached::Result);
    }
    let options = Options::read(&case.options)?;
    let request = request::of_schema(&schema, &case.chain, &options, true)?;
    let exchange = Exchange::run(request, &Reader::Schema(&schema), &options, answers)?;
    Ok(Reached::Exchange(exchange.wires, exchange.result))
}

fn lower_first(name: &str) -> String {
    let mut characters = name.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}

fn judge(case: &Case, reached: Reached) -> Result<Outcome> {
    if let Some(Failure { code, message }) = &case.error {
        return Ok(Outcome::Failed(format!("expected error {code:?}: {message}")));
    }
    let (wires, result) = match reached {
        Reached::Model => return Ok(Outcome::Passed),
        Reached::Result(result) => (Vec::new(), result),
        Reached::Exchange(wires, result) => (wires, result),
    };
    if let Some(expected) = &case.wire {
        if let (Some(_), []) = (&case.go_error, &expected[..]) {
            // The client refused what ElectroDB made; what it made must still be the same.
            return judge_params(case, &wires);
        }
        // After an answer that the client could not read, nothing more was sent.
        let sent = match case.go_error {
            Some(_) => &wires[..wires.len().min(expected.len())],
            None => &wires[..],
        };
        if let Some(outcome) = judge_wires(case, expected, sent)? {
            return Ok(outcome);
        }
    }
    if case.wire.is_none() && case.result.is_none() {
        if case.params.is_some() {
            return judge_params(case, &wires);
        }
        bail!("the case says nothing that could be compared");
    }
    match &case.result {
        Some(expected) if !same(expected, &result) => Ok(Outcome::Failed(format!(
            "expected the result {expected}, found {result}"
        ))),
        _ => Ok(Outcome::Passed),
    }
}

fn judge_wires(case: &Case, expected: &[crate::case::Request], ours: &[Wire]) -> Result<Option<Outcome>> {
    if expected.len() != ours.len() {
        let text = format!("expected {} requests, found {}", expected.len(), ours.len());
        return Ok(Some(Outcome::Failed(text)));
    }
    for (expected, ours) in expected.iter().zip(ours) {
        if expected.target != ours.target {
            let text = format!("expected {}, found {}", expected.target, ours.target);
            return Ok(Some(Outcome::Failed(text)));
        }
        let mut body = expected.body.clone();
        if let (Json::Object(members), None) = (&mut body, case.options.get("token")) {
            // The client draws one where none is given.
            members.remove("ClientRequestToken");
        }
        if let Some(difference) = equivalent::compare(&body, &ours.body)? {
            let outcome = if difference.parentheses_only {
                Outcome::Refused(
                    "a condition that is added is parenthesised, so that it loosens no other".to_owned(),
                )
            } else {
                Outcome::Failed(difference.text)
            };
            return Ok(Some(outcome));
        }
    }
    Ok(None)
}

/// Compares with what `.params()` returned, where nothing was sent.
fn judge_params(case: &Case, ours: &[Wire]) -> Result<Outcome> {
    let (Some(Json::Object(params)), [ours]) = (&case.params, ours) else {
        return Ok(Outcome::Passed);
    };
    let mut body = params.clone();
    marshal(&mut body)?;
    if let Some(Json::Array(operations)) = body.get_mut("TransactItems") {
        let members = operations.iter_mut().filter_map(Json::as_object_mut);
        for operation in members.flat_map(|members| members.values_mut()) {
            operation.as_object_mut().map_or(Ok(()), marshal)?;
        }
    }
    // What is asked for, without the names of the entity that `.go()` asks for too.
    let mut ours = ours.body.clone();
    body.remove("ProjectionExpression");
    if let Json::Object(ours) = &mut ours {
        ours.remove("ProjectionExpression");
    }
    Ok(match equivalent::compare(&Json::Object(body), &ours)? {
        Some(difference) => Outcome::Failed(difference.text),
        None => Outcome::Passed,
    })
}

/// Brings the values of a request into `DynamoDB`'s JSON.
fn marshal(body: &mut serde_json::Map<String, Json>) -> Result<()> {
    for name in ["Item", "Key", "ExpressionAttributeValues"] {
        if let Some(native) = body.get(name) {
            let item = wire::from_item(&native::item(native)?);
            body.insert(name.to_owned(), item);
        }
    }
    Ok(())
}

/// Whether two results are the same: an absent member is `undefined`, and what the client adds says nothing.
fn same(expected: &Json, ours: &Json) -> bool {
    match (expected, ours) {
        // A set that no attribute knows for one stays what the client made of it.
        (Json::Object(expected), Json::Array(_)) if expected.len() == 1 => {
            expected.get("$set").is_some_and(|members| same(members, ours))
        }
        (Json::Object(expected), Json::Object(ours)) => {
            let said = |name: &&String| {
                *name != "$metadata" && !expected[*name].get("$undefined").is_some_and(|_| true)
            };
            expected
                .keys()
                .filter(said)
                .all(|name| ours.get(name).is_some_and(|ours| same(&expected[name], ours)))
                && ours.keys().all(|name| expected.contains_key(name))
        }
        (Json::Array(expected), Json::Array(ours)) => {
            expected.len() == ours.len()
                && expected
                    .iter()
                    .zip(ours)
                    .all(|(expected, ours)| same(expected, ours))
        }
        (Json::Number(expected), Json::Number(ours)) => expected.as_f64() == ours.as_f64(),
        (expected, ours) => expected == ours,
    }
}
