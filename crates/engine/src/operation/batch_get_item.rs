//! `BatchGetItem`: many items by key, each read by itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::capacity::{ByTable, Consumed, Mode, read_units};
use super::{batch, echo, get_item};
use crate::error::Failure;
use crate::expression::Projection;
use crate::json::Json;
use crate::legacy;
use crate::request::{Members, referred};
use crate::store::find;
use crate::table::Table;
use crate::value::{Item, json as value_json};
use crate::{Dialect, Engine};

/// The most keys of a request.
const MAX_KEYS: usize = 100;

/// The most bytes of items in an answer; what goes beyond is left unprocessed.
const MAX_BYTES: usize = 16 << 20;

/// What is asked for of one table.
struct Request<'a> {
    table: &'a str,
    members: Members<'a>,
    keys: Vec<Item>,
    projection: Option<Projection>,
    consistent: bool,
}

pub(super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let tables = batch::request_items(members)?;
    let mut broken = Vec::new();
    let mut keys = 0;
    let mut lists = Vec::new();
    for (name, entry) in tables.iter() {
        let entry = Members::of(entry)?;
        let list = entry.list("Keys")?;
        let count = list.map_or(0, <[_]>::len);
        keys += count;
        if count == 0 || keys > MAX_KEYS {
            let (side, bound) = if count == 0 {
                ("greater", 1)
            } else {
                ("less", MAX_KEYS)
            };
            broken.push(format!(
                "Value at 'RequestItems.{name}.member.Keys' failed to satisfy constraint: Member must have length {side} \
                 than or equal to {bound}"
            ));
        }
        lists.push((name, entry, list.unwrap_or_default()));
    }
    broken.extend(batch::check_names(tables, echo::json));
    let capacity = Mode::read(members, &mut broken)?;
    Failure::constraints(&broken)?;
    let has = |member: &str| lists.iter().any(|(_, entry, _)| entry.get(member).is_some());
    if has("ProjectionExpression") && has("AttributesToGet") {
        return Err(Failure::validation(
            "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: \
             {AttributesToGet} Expression parameters: {ProjectionExpression}",
        ));
    }
    let requests = lists
        .into_iter()
        .map(|(table, members, keys)| read(engine.dialect, table, members, keys))
        .collect::<Result<Vec<Request<'_>>, _>>()?;
    let catalog = engine.store.tables();
    let mut known = Vec::with_capacity(requests.len());
    for request in &requests {
        let table = Arc::clone(find(&catalog, referred(request.table))?);
        let mut places = Vec::with_capacity(request.keys.len());
        for key in &request.keys {
            table.check_key(key)?;
            places.push(table.place(key));
        }
        if places.iter().collect::<BTreeSet<_>>().len() < places.len() {
            return Err(batch::repeated());
        }
        known.push((table, places));
    }
    answer(engine, &requests, &known, capacity)
}

/// Reads what is asked for of one table.
fn read<'a>(
    dialect: Dialect,
    table: &'a str,
    members: Members<'a>,
    keys: &[Json<'_>],
) -> Result<Request<'a>, Failure> {
    legacy::check(dialect, members, &["AttributesToGet"], &["ProjectionExpression"])?;
    let projection = get_item::projection(members)?;
    Ok(Request {
        table,
        members,
        keys: keys.iter().map(value_json::item).collect::<Result<_, _>>()?,
        projection,
        consistent: members.flag("ConsistentRead")?,
    })
}

/// Reads the items and writes the answer.
fn answer(
    engine: &Engine,
    requests: &[Request<'_>],
    known: &[(Arc<Table>, Vec<Vec<u8>>)],
    capacity: Mode,
) -> Result<Vec<u8>, Failure> {
    let view = engine.store.read();
    let count = requests.iter().map(|request| request.keys.len()).sum();
    let mut processed = engine.processed(count).into_iter();
    let mut consumed = ByTable::default();
    let mut unprocessed = Map::new();
    let mut bytes = 0;
    let mut is_full = false;
    let mut answer = Vec::with_capacity(1024);
    answer.extend_from_slice(b"{\"Responses\":{");
    for (number, (request, (_, places))) in requests.iter().zip(known).enumerate() {
        if number > 0 {
            answer.push(b',');
        }
        value_json::write_text(request.table, &mut answer);
        answer.extend_from_slice(b":[");
        let mut left = Vec::new();
        let mut units = 0.0;
        let mut count = 0;
        for (key, place) in request.keys.iter().zip(places) {
            if !processed.next().unwrap_or(true) {
                left.push(value_json::from_item(key));
                continue;
            }
            let end = answer.len();
            if count > 0 {
                answer.push(b',');
            }
            let size = if is_full {
                None
            } else {
                get_item::write(&view, place, request.projection.as_ref(), &mut answer)?
            };
            is_full |= bytes + size.unwrap_or(0) > MAX_BYTES;
            if is_full || size.is_none() {
                answer.truncate(end);
            } else {
                count += 1;
            }
            if is_full {
                left.push(value_json::from_item(key));
                continue;
            }
            bytes += size.unwrap_or(0);
            units += read_units(size.unwrap_or(0), request.consistent);
        }
        answer.push(b']');
        consumed.add(request.table, Consumed::by_read(None, units));
        if !left.is_empty() {
            unprocessed.insert(request.table.to_owned(), rest(request.members, &left));
        }
    }
    answer.extend_from_slice(b"},\"UnprocessedKeys\":");
    answer.extend_from_slice(Value::Object(unprocessed).to_string().as_bytes());
    if let Some(consumed) = consumed.answer(capacity, None) {
        answer.extend_from_slice(b",\"ConsumedCapacity\":");
        answer.extend_from_slice(consumed.to_string().as_bytes());
    }
    answer.push(b'}');
    Ok(answer)
}

/// What to ask for again: the request for a table, with the keys that are left.
fn rest(members: Members<'_>, keys: &[Value]) -> Value {
    let mut rest: Map<String, Value> = members
        .iter()
        .filter(|(_, json)| !json.is_null())
        .map(|(name, json)| (name.to_owned(), json.to_value()))
        .collect();
    rest.insert("Keys".to_owned(), json!(keys));
    Value::Object(rest)
}
