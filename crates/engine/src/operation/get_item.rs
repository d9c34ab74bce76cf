//! `GetItem`.

use super::capacity::{Consumed, Mode, read_units};
use super::guard::check_used;
use crate::Engine;
use crate::error::Failure;
use crate::expression::{Projection, Refusal};
use crate::legacy;
use crate::request::{Members, Wording, missing};
use crate::store::{View, find};
use crate::value::{json, size};

pub(super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let mut broken = Vec::new();
    if members.get("Key").is_none() {
        broken.push(missing("key"));
    }
    let name = members.table_name(1, &mut broken)?;
    let capacity = Mode::read(members, &mut broken)?;
    Failure::constraints(&broken)?;
    let key = members.item("Key")?.unwrap_or_default();
    legacy::check(
        engine.dialect,
        members,
        &["AttributesToGet"],
        &["ProjectionExpression"],
    )?;
    let projection = projection(members)?;
    let consistent = members.flag("ConsistentRead")?;
    let tables = engine.store.tables();
    let table = find(&tables, &name)?;
    table.check_key(&key)?;
    let view = engine.store.read();
    let mut answer = Vec::with_capacity(1024);
    answer.extend_from_slice(b"{\"Item\":");
    let bytes = write(&view, &table.place(&key), projection.as_ref(), &mut answer)?;
    if bytes.is_none() {
        answer.truncate(1);
    }
    let bytes = bytes.unwrap_or(0);
    let consumed = Consumed::by_read(None, read_units(bytes, consistent)).answer(capacity, &name);
    if let Some(consumed) = consumed {
        if answer.len() > 1 {
            answer.push(b',');
        }
        answer.extend_from_slice(b"\"ConsumedCapacity\":");
        answer.extend_from_slice(consumed.to_string().as_bytes());
    }
    answer.push(b'}');
    Ok(answer)
}

/// Reads which attributes are asked for; nothing asks for all of them.
pub(super) fn projection(members: Members<'_>) -> Result<Option<Projection>, Failure> {
    let placeholders = members.placeholders(&["ProjectionExpression"], Wording::Older)?;
    let projection = members
        .text("ProjectionExpression")?
        .map(|source| Projection::parse(source, &placeholders).map_err(Refusal::without_length))
        .transpose()?;
    check_used(&placeholders)?;
    match projection {
        None => legacy::projection(members),
        some => Ok(some),
    }
}

/// Writes the item at a place, or what a projection leaves of it. The bytes of all of it, if it is there.
pub(super) fn write(
    view: &View,
    place: &[u8],
    projection: Option<&Projection>,
    answer: &mut Vec<u8>,
) -> Result<Option<usize>, Failure> {
    let bytes = view.with(place, |entry| match projection {
        None => entry.write_json(answer),
        Some(projection) => {
            let item = entry.item()?;
            json::write_item(&projection.apply(&item), answer);
            Ok(size::of_item(&item))
        }
    })?;
    Ok(bytes.transpose()?)
}
