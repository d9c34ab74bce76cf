//! `BatchWriteItem`: many puts and deletes, without conditions.
//!
//! The service writes each by itself and may leave some undone. Here all of them are one commit: that is a sync of the disk
//! for the lot, and none is left undone, unless the weather is bad.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::capacity::{ByTable, Consumed, Mode};
use super::metrics::{self, Collections};
use super::put_item::check_size;
use super::{batch, echo};
use crate::Engine;
use crate::error::Failure;
use crate::request::{Members, lower_first, missing, referred};
use crate::store::{Change, Session};
use crate::value::Item;

/// The most writes of a request. Their items have 400 KB each, so together they stay below the 16 MB of a request.
const MAX_WRITES: usize = 25;

/// One write.
enum Write {
    Put(Item),
    Delete(Item),
}

pub(super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let tables = batch::request_items(members)?;
    let mut broken: Vec<String> = batch::check_names(tables, echo::json).into_iter().collect();
    let mut requests = Vec::new();
    for (name, _) in tables.iter() {
        let list = tables.list(name)?.unwrap_or_default();
        if list.is_empty() {
            broken.push(format!(
                "Value at 'RequestItems.{name}.member' failed to satisfy constraint: Member must have length greater \
                 than or equal to 1"
            ));
        }
        for (index, request) in list.iter().enumerate() {
            let request = Members::of(request)?;
            let path = format!("requestItems.{name}.member.{}.member", index + 1);
            for (write, member) in [("PutRequest", "Item"), ("DeleteRequest", "Key")] {
                if request
                    .object(write)?
                    .is_some_and(|write| write.get(member).is_none())
                {
                    let (write, member) = (lower_first(write), lower_first(member));
                    broken.push(missing(&format!("{path}.{write}.{member}")));
                }
            }
            requests.push((name, request));
        }
    }
    let capacity = Mode::read(members, &mut broken)?;
    let wants_metrics = metrics::read(members, &mut broken)?;
    Failure::constraints(&broken)?;
    if requests.len() > MAX_WRITES {
        let echo = echo::batch_write(tables);
        return Err(Failure::validation(format!(
            "1 validation error detected: Value '{echo}' at 'requestItems' failed to satisfy constraint: Map value must \
             satisfy constraint: [Member must have length less than or equal to {MAX_WRITES}, Member must have length \
             greater than or equal to 1]"
        )));
    }
    let processed = engine.processed(requests.len());
    let unprocessed = unprocessed(&requests, &processed);
    let writes = requests
        .into_iter()
        .map(|(name, request)| Ok((name.to_owned(), read(request)?)));
    let writes = writes.collect::<Result<Vec<_>, Failure>>()?;
    let changes = engine.store.write(move |session: &mut Session<'_>| {
        let mut changes = find(session, writes)?;
        let mut processed = processed.into_iter();
        changes.retain(|_| processed.next().unwrap_or(true));
        for change in &changes {
            session.apply(change)?;
        }
        Ok(changes)
    })?;
    let mut answer = Map::new();
    answer.insert("UnprocessedItems".to_owned(), unprocessed);
    if capacity != Mode::None {
        let mut consumed = ByTable::default();
        for change in &changes {
            consumed.add(&change.table.name, Consumed::by_write(change));
        }
        let consumed = consumed.answer(capacity, None);
        answer.extend(consumed.map(|consumed| ("ConsumedCapacity".to_owned(), consumed)));
    }
    if wants_metrics {
        let mut collections = Collections::default();
        for change in &changes {
            let item = change.after.as_ref().or(change.before.as_ref());
            if let Some(item) = item {
                collections.add(&change.table, item);
            }
        }
        let metrics = collections.answer(&engine.store.read())?;
        answer.extend(metrics.map(|metrics| ("ItemCollectionMetrics".to_owned(), metrics)));
    }
    Ok(Json::Object(answer).to_string().into_bytes())
}

/// What is left for another request, by table.
fn unprocessed(requests: &[(&str, Members<'_>)], processed: &[bool]) -> Json {
    let mut tables: Map<String, Json> = Map::new();
    let left = requests
        .iter()
        .zip(processed)
        .filter(|(_, processed)| !**processed);
    for ((name, request), _) in left {
        let request: Map<String, Json> = request
            .iter()
            .map(|(name, json)| (name.to_owned(), json.to_value()))
            .collect();
        match tables.get_mut(*name).and_then(Json::as_array_mut) {
            Some(list) => list.push(Json::Object(request)),
            None => drop(tables.insert((*name).to_owned(), json!([request]))),
        }
    }
    Json::Object(tables)
}

/// Reads one write, whose members are there.
fn read(request: Members<'_>) -> Result<Write, Failure> {
    match (request.object("PutRequest")?, request.object("DeleteRequest")?) {
        (Some(put), None) => {
            let item = put.item("Item")?.unwrap_or_default();
            check_size(&item)?;
            Ok(Write::Put(item))
        }
        (None, Some(delete)) => Ok(Write::Delete(delete.item("Key")?.unwrap_or_default())),
        _ => Err(Failure::validation(
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
        )),
    }
}

/// The changes that the writes come to, once each fits its table and no item is written twice.
fn find(session: &Session<'_>, writes: Vec<(String, Write)>) -> Result<Vec<Change>, Failure> {
    let mut places = BTreeSet::new();
    let mut changes = Vec::with_capacity(writes.len());
    for (name, write) in writes {
        let table = session.table(referred(&name))?;
        let (place, after) = match write {
            Write::Put(item) => {
                table.check_key(&table.key_of(&item, None))?;
                table.check_index_keys(&item, None)?;
                (table.place(&item), Some(item))
            }
            Write::Delete(key) => {
                table.check_key(&key)?;
                (table.place(&key), None)
            }
        };
        let before = session.item(&place)?;
        if !places.insert(place) {
            return Err(batch::repeated());
        }
        changes.push(Change { table, before, after });
    }
    Ok(changes)
}
