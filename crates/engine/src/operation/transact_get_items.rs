//! `TransactGetItems`: several items, as they are at one moment.

use std::collections::BTreeSet;

use crate::json::Json;

use super::capacity::{ByTable, Consumed, Kind, Mode, read_units};
use super::transaction::{self, Reason};
use super::{echo, get_item};
use crate::Engine;
use crate::error::Failure;
use crate::expression::Projection;
use crate::request::{Members, missing, referred};
use crate::store::find;
use crate::value::Item;

/// One item that is asked for.
struct Get {
    table: String,
    key: Item,
    projection: Option<Projection>,
}

pub(super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let items = transaction::items(members, echo::transact_get)?;
    let mut broken = Vec::new();
    let capacity = Mode::read(members, &mut broken)?;
    let mut gets = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        gets.extend(read_members(item, index + 1, &mut broken)?);
    }
    Failure::constraints(&broken)?;
    let gets = gets.into_iter().map(read).collect::<Result<Vec<Get>, _>>()?;
    let tables = engine.store.tables();
    let mut reasons = Vec::with_capacity(gets.len());
    let mut places = Vec::with_capacity(gets.len());
    for get in &gets {
        let table = find(&tables, &get.table)?;
        reasons.push(match table.check_key(&get.key) {
            Ok(()) => Reason::NONE,
            Err(failure) => Reason::of(failure)?,
        });
        places.push(table.place(&get.key));
    }
    transaction::check(reasons)?;
    if places.iter().collect::<BTreeSet<_>>().len() < places.len() {
        return Err(transaction::repeated());
    }
    let view = engine.store.read();
    let mut consumed = ByTable::default();
    let mut bytes = 0;
    let mut answer = Vec::with_capacity(1024);
    answer.extend_from_slice(b"{\"Responses\":[");
    for (index, (get, place)) in gets.iter().zip(&places).enumerate() {
        if index > 0 {
            answer.push(b',');
        }
        answer.extend_from_slice(b"{\"Item\":");
        let start = answer.len();
        let size = get_item::write(&view, place, get.projection.as_ref(), &mut answer)?;
        // An item of which nothing is asked for that it has is left out.
        if size.is_none() || get.projection.is_some() && &answer[start..] == b"{}" {
            answer.truncate(start - b"\"Item\":".len());
        }
        answer.push(b'}');
        let size = size.unwrap_or(0);
        bytes += size;
        transaction::check_size(bytes)?;
        let read = Consumed::by_read(None, read_units(size, true));
        consumed.add(&get.table, read.in_transaction());
    }
    answer.push(b']');
    if let Some(consumed) = consumed.answer(capacity, Some(Kind::Read)) {
        answer.extend_from_slice(b",\"ConsumedCapacity\":");
        answer.extend_from_slice(consumed.to_string().as_bytes());
    }
    answer.push(b'}');
    Ok(answer)
}

/// The members of one item of the request; what is wrong with them is added to a list.
fn read_members<'a>(
    item: &'a Json<'a>,
    number: usize,
    broken: &mut Vec<String>,
) -> Result<Option<Members<'a>>, Failure> {
    let path = format!("transactItems.{number}.member.get");
    let Some(get) = Members::of(item)?.object("Get")? else {
        broken.push(missing(&path));
        return Ok(None);
    };
    if get.get("Key").is_none() {
        broken.push(missing(&format!("{path}.key")));
    }
    let path = format!("{path}.tableName");
    match get.text("TableName")? {
        None => broken.push(missing(&path)),
        Some(name) => broken.extend(transaction::check_table(name, &path)),
    }
    Ok(Some(get))
}

fn read(get: Members<'_>) -> Result<Get, Failure> {
    let projection = get_item::projection(get)?;
    Ok(Get {
        table: referred(get.text("TableName")?.unwrap_or_default()).to_owned(),
        key: get.item("Key")?.unwrap_or_default(),
        projection,
    })
}
