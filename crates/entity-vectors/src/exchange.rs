//! Sending the requests of a case: its canned answers instead of a table's.

use std::collections::VecDeque;

use anyhow::{Context as _, Result, bail};
use lockstep_entity::request::{Query, ReturnValues, Scan};
use lockstep_entity::schema::{Amount, Listing, ReadOptions, Schema, Service};
use lockstep_entity::{Cursor, Item, Name};
use serde_json::value::RawValue;
use serde_json::{Map, Value as Json, json};

use crate::case::Ordered;
use crate::native;
use crate::options::Options;
use crate::request::Request;
use crate::wire::{self, Wire};

/// The requests that were sent, and what the call answered.
#[derive(Debug, Default)]
pub(crate) struct Exchange {
    pub(crate) wires: Vec<Wire>,
    answers: VecDeque<Answer>,
    pub(crate) result: Json,
}

/// A canned answer, and the key in it with which a page ended.
#[derive(Debug, Default)]
struct Answer {
    json: Json,
    last: Option<Item>,
}

impl Answer {
    fn read(json: &RawValue) -> Result<Self> {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Last {
            last_evaluated_key: Option<Ordered<Json>>,
        }

        // The order of the key's members is that of the cursor.
        let Last { last_evaluated_key } = serde_json::from_str(json.get())?;
        Ok(Self {
            json: serde_json::from_str(json.get())?,
            last: last_evaluated_key.as_ref().map(wire::ordered).transpose()?,
        })
    }
}

/// Whose items are read.
pub(crate) enum Reader<'s> {
    Schema(&'s Schema),
    Service(&'s Service),
}

impl Exchange {
    pub(crate) fn run(
        request: Request,
        reader: &Reader<'_>,
        options: &Options,
        answers: &[Box<RawValue>],
    ) -> Result<Self> {
        let mut exchange = Self {
            answers: answers
                .iter()
                .map(|answer| Answer::read(answer))
                .collect::<Result<_>>()?,
            ..Self::default()
        };
        exchange.result = exchange.send(request, reader, options)?;
        Ok(exchange)
    }

    fn ask(&mut self, wire: Wire, options: &Options) -> Json {
        self.ask_page(wire, options).json
    }

    fn ask_page(&mut self, mut wire: Wire, options: &Options) -> Answer {
        if let (Json::Object(body), Json::Object(params)) = (&mut wire.body, &options.params) {
            for (name, value) in params {
                body.insert(name.clone(), value.clone());
            }
        }
        if let Json::Object(body) = &mut wire.body
            && options.return_on_failure.as_ref().and_then(Json::as_str) == Some("all_old")
        {
            body.insert("ReturnValuesOnConditionCheckFailure".to_owned(), json!("ALL_OLD"));
        }
        if options.descending == Some(false)
            && wire.target == "Query"
            && let Json::Object(body) = &mut wire.body
        {
            body.insert("ScanIndexForward".to_owned(), json!(true));
        }
        self.wires.push(wire);
        self.answers.pop_front().unwrap_or_default()
    }

    fn send(&mut self, request: Request, reader: &Reader<'_>, options: &Options) -> Result<Json> {
        let table = options.table.as_str();
        let reading = options.reading(options.ignore_ownership == Some(true));
        let schema = match (reader, request) {
            (Reader::Schema(schema), request) => return self.send_of(schema, request, options),
            (Reader::Service(service), Request::Collection(name, query)) => (service, name, query),
            (Reader::Service(_), other) => bail!("{other:?} is no request of a service"),
        };
        let (service, name, mut query) = schema;
        let mut data: Vec<(&str, Vec<Item>)> = Vec::new();
        let mut pages = 0;
        loop {
            let answer = self.ask_page(wire::query(query.clone(), table), options);
            pages += 1;
            let (items, last) = (items(answer.json.get("Items"))?, answer.last);
            let read = service.read(&name, items, &reading)?;
            if data.is_empty() {
                data = read;
            } else {
                for ((_, items), (_, more)) in data.iter_mut().zip(read) {
                    items.extend(more);
                }
            }
            query.cursor = last.map(Cursor::new).transpose()?;
            let go_on = match options.amount() {
                Amount::Pages(limit) => pages < limit,
                _ => true,
            };
            if query.cursor.is_none() || !go_on {
                break;
            }
        }
        let members = data
            .into_iter()
            .map(|(alias, items)| (alias.to_owned(), items.iter().map(native::from_item).collect()));
        let members: Map<String, Json> = members.collect();
        Ok(json!({ "data": members, "cursor": query.cursor.map(|cursor| cursor.to_string()) }))
    }

    fn send_of(&mut self, schema: &Schema, request: Request, options: &Options) -> Result<Json> {
        let table = options.table.as_str();
        let ignore = options.ignore_ownership.unwrap_or(schema.is_ownership_ignored());
        let reading = options.reading(ignore);
        match request {
            Request::Get(request) => {
                let answer = self.ask(wire::get(request, table), options);
                if options.raw {
                    return raw(&answer);
                }
                Ok(json!({ "data": read_one(schema, answer.get("Item"), &reading)? }))
            }
            Request::Put(request) => {
                let item = request.item.clone();
                let returned = request.return_values;
                let answer = self.ask(wire::put(request, table), options);
                let otherwise = if returned == ReturnValues::None && options.answers_with_key {
                    let row = schema.read(item, &reading);
                    row.as_ref().map_or(Json::Null, native::from_item)
                } else {
                    Json::Null
                };
                write_result(schema, &answer, otherwise, &reading, options)
            }
            Request::Update(request, key) => {
                let answer = self.ask(wire::update(request, table), options);
                write_result(schema, &answer, key_of(schema, &key, options), &reading, options)
            }
            Request::Delete(request, key) => {
                let answer = self.ask(wire::delete(request, table), options);
                write_result(schema, &answer, key_of(schema, &key, options), &reading, options)
            }
            Request::Query(query, _) if options.raw => {
                let answer = self.ask(wire::query(query, table), options);
                raw_page(&answer)
            }
            Request::Scan(scan, _) if options.raw => {
                let answer = self.ask(wire::scan(scan, table), options);
                raw_page(&answer)
            }
            Request::Query(query, ignores) => {
                let reading = options.reading(ignores);
                let mut listing = Listing::of_query(schema, &query, options.amount(), reading)?;
                let hydrate = options.hydrate;
                self.list(schema, &mut listing, options, hydrate, |cursor| {
                    let cursor = cursor.cloned();
                    wire::query(
                        Query {
                            cursor,
                            ..query.clone()
                        },
                        table,
                    )
                })
                .map(|hydrated| listed(listing, hydrated))
            }
            Request::Scan(scan, ignores) => {
                let reading = options.reading(ignores);
                let mut listing = Listing::of_scan(schema, &scan, options.amount(), reading)?;
                let hydrate = options.hydrate;
                self.list(schema, &mut listing, options, hydrate, |cursor| {
                    let cursor = cursor.cloned();
                    wire::scan(
                        Scan {
                            cursor,
                            ..scan.clone()
                        },
                        table,
                    )
                })
                .map(|hydrated| listed(listing, hydrated))
            }
            Request::BatchGet(keys, projection) => {
                self.read_batch(schema, &keys, &projection, (&reading, options))
            }
            Request::BatchWrite(operations) => self.write_batch(schema, &operations, &reading, options),
            other => bail!("{other:?} is sent with others only"),
        }
    }

    fn read_batch(
        &mut self,
        schema: &Schema,
        keys: &[Item],
        projection: &[Name],
        (reading, options): (&ReadOptions, &Options),
    ) -> Result<Json> {
        let table = options.table.as_str();
        let mut found = Vec::new();
        let mut unprocessed = Vec::new();
        for chunk in keys.chunks(100) {
            let wire = wire::batch_get(chunk, options.consistent, projection.to_vec(), table);
            let answer = self.ask(wire, options);
            found.extend(items(
                answer.get("Responses").and_then(|tables| tables.get(table)),
            )?);
            let keys = answer.get("UnprocessedKeys").and_then(|tables| tables.get(table));
            for key in items(keys.and_then(|request| request.get("Keys")))? {
                unprocessed.push(unread(schema, &key, options));
            }
        }
        let read = |item: Item| schema.read(item, reading).as_ref().map(native::from_item);
        let data: Vec<Option<Json>> = if options.preserve_order {
            let sorted = schema.in_order(keys, found);
            sorted.into_iter().map(|item| item.and_then(read)).collect()
        } else {
            found.into_iter().map(read).collect()
        };
        Ok(json!({ "data": data, "unprocessed": unprocessed }))
    }

    fn write_batch(
        &mut self,
        schema: &Schema,
        operations: &[Json],
        reading: &ReadOptions,
        options: &Options,
    ) -> Result<Json> {
        let table = options.table.as_str();
        let mut unprocessed = Vec::new();
        for chunk in operations.chunks(25) {
            let answer = self.ask(wire::batch_write(chunk.to_vec(), table), options);
            let left = answer
                .get("UnprocessedItems")
                .and_then(|tables| tables.get(table));
            for operation in left.and_then(Json::as_array).into_iter().flatten() {
                unprocessed.push(unwritten(schema, operation, reading, options)?);
            }
        }
        Ok(json!({ "unprocessed": unprocessed }))
    }

    fn list(
        &mut self,
        schema: &Schema,
        listing: &mut Listing<'_>,
        options: &Options,
        hydrate: bool,
        wire: impl Fn(Option<&Cursor>) -> Wire,
    ) -> Result<Option<Vec<Item>>> {
        let mut hydrated = hydrate.then(Vec::new);
        while let Some(cursor) = listing.start() {
            let answer = self.ask_page(wire(cursor), options);
            let (items, last) = (items(answer.json.get("Items"))?, answer.last);
            if let Some(hydrated) = &mut hydrated
                && !items.is_empty()
            {
                let keys = schema.hydrate(&items).keys;
                let identifiers = options.ignore_ownership != Some(true);
                let projection = schema.projection(&options.attributes, identifiers);
                let request = wire::batch_get(&keys, options.consistent, projection, &options.table);
                let answer = self.ask(request, options);
                let found = self::items(
                    answer
                        .get("Responses")
                        .and_then(|tables| tables.get(&options.table)),
                )?;
                let reading = options.reading(false);
                let found = schema.in_order(&keys, found).into_iter().flatten();
                hydrated.extend(found.filter_map(|item| schema.read(item, &reading)));
            }
            listing.receive(items, last)?;
        }
        Ok(hydrated)
    }
}

fn listed(listing: Listing<'_>, hydrated: Option<Vec<Item>>) -> Json {
    let page = listing.finish();
    let cursor = page.cursor.map(|cursor| cursor.to_string());
    let data = |items: &[Item]| -> Json { items.iter().map(native::from_item).collect() };
    match hydrated {
        Some(hydrated) => json!({ "data": data(&hydrated), "cursor": cursor, "unprocessed": [] }),
        None => json!({ "data": data(&page.items), "cursor": cursor }),
    }
}

/// The answer to a read as the client gives it.
fn raw(answer: &Json) -> Result<Json> {
    let item = answer.get("Item").map(wire::item).transpose()?;
    let member = item.map(|item| ("Item".to_owned(), native::from_item(&item)));
    Ok(json!({ "data": member.into_iter().collect::<Map<_, _>>() }))
}

/// The answer to a listing as the client gives it: one page, and its last key as it is.
fn raw_page(answer: &Json) -> Result<Json> {
    let mut data = Map::new();
    for (name, member) in answer.as_object().into_iter().flatten() {
        let member = match name.as_str() {
            "Items" => items(Some(member))?.iter().map(native::from_item).collect(),
            "LastEvaluatedKey" => native::from_item(&wire::item(member)?),
            _ => member.clone(),
        };
        data.insert(name.clone(), member);
    }
    let cursor = data.get("LastEvaluatedKey").cloned().unwrap_or_default();
    Ok(json!({ "data": data, "cursor": cursor }))
}

/// What is said of a write that the table did not do.
fn unwritten(schema: &Schema, operation: &Json, reading: &ReadOptions, options: &Options) -> Result<Json> {
    if let Some(put) = operation.get("PutRequest") {
        let item = wire::item(put.get("Item").context("an item")?)?;
        if options.raw_unprocessed {
            return Ok(native::from_item(&item));
        }
        let row = schema.read(item, reading);
        return Ok(row.as_ref().map_or(Json::Null, native::from_item));
    }
    let delete = operation.get("DeleteRequest").context("a put or a delete")?;
    let key = wire::item(delete.get("Key").context("a key")?)?;
    Ok(unread(schema, &key, options))
}

/// What is said of a key with which the table did nothing.
fn unread(schema: &Schema, key: &Item, options: &Options) -> Json {
    if options.raw_unprocessed {
        return native::from_item(key);
    }
    let composites = schema.composites_of_key(key);
    composites.as_ref().map_or(Json::Null, native::from_item)
}

fn read_one(schema: &Schema, item: Option<&Json>, reading: &ReadOptions) -> Result<Json> {
    let item = item.map(wire::item).transpose()?;
    let item = item.and_then(|item| schema.read(item, reading));
    Ok(item.as_ref().map_or(Json::Null, native::from_item))
}

/// What a write of a key answers with, if the table answers with nothing.
fn key_of(schema: &Schema, key: &Item, options: &Options) -> Json {
    if options.answers_with_key {
        native::from_item(&schema.composites(key))
    } else {
        Json::Null
    }
}

fn write_result(
    schema: &Schema,
    answer: &Json,
    otherwise: Json,
    reading: &ReadOptions,
    options: &Options,
) -> Result<Json> {
    let failed = answer.get("$status").is_some();
    if failed && options.return_on_failure.is_some() {
        let item = match answer.get("Item") {
            Some(_) if options.raw => Some(raw(answer)?["data"].take()),
            Some(item) => Some(read_one(schema, Some(item), reading)?),
            None => None,
        };
        return Ok(match (options.return_on_failure.as_ref(), item) {
            (Some(Json::String(_)), item) => json!({ "rejected": true, "data": item }),
            _ => json!({ "rejected": true }),
        });
    }
    let attributes = answer.get("Attributes").map(wire::item).transpose()?;
    let data = match attributes {
        Some(attributes) if options.raw => json!({ "Attributes": native::from_item(&attributes) }),
        None if options.raw && options.answers_with_key => json!({}),
        None if options.raw => Json::Null,
        Some(attributes) => native::from_item(&schema.format(attributes, reading)),
        None => otherwise,
    };
    Ok(match options.return_on_failure {
        Some(_) => json!({ "rejected": false, "data": data }),
        None => json!({ "data": data }),
    })
}

fn items(json: Option<&Json>) -> Result<Vec<Item>> {
    match json {
        None => Ok(Vec::new()),
        Some(json) => json
            .as_array()
            .context("a list of items")?
            .iter()
            .map(wire::item)
            .collect(),
    }
}
