//! `PutItem`.

use super::guard::{Write, check_only_old, check_used};
use crate::Engine;
use crate::error::Failure;
use crate::legacy;
use crate::request::{Members, Wording, missing};
use crate::store::{Change, Session};
use crate::value::{Item, size};

pub(super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let mut broken = Vec::new();
    let mut write = Write::read(members, &mut broken)?;
    if members.get("Item").is_none() {
        broken.push(missing("item"));
    }
    Failure::constraints(&broken)?;
    let item = members.written_item("Item")?.unwrap_or_default();
    legacy::check(
        engine.dialect,
        members,
        &["Expected", "ConditionalOperator"],
        &["ConditionExpression"],
    )?;
    let placeholders = members.placeholders(&["ConditionExpression"], Wording::Counted)?;
    write
        .guard
        .read_condition(members, &placeholders, Wording::Counted)?;
    check_used(&placeholders)?;
    check_only_old(write.return_values)?;
    check_size(&item)?;
    let (write, change) = engine.store.write(move |session: &mut Session<'_>| {
        let table = session.table(&write.table)?;
        table.check_item(&item)?;
        let before = session.item(&table.place(&item))?;
        write.guard.check(before.as_ref())?;
        let change = Change {
            table,
            before,
            after: Some(item),
        };
        session.apply(&change)?;
        Ok((write, change))
    })?;
    let old = change
        .before
        .as_ref()
        .filter(|_| write.return_values == "ALL_OLD");
    let key = change.after.as_ref().expect("an item was put");
    write.answer(&engine.store, &change, key, old)
}

/// Refuses an item that is too large.
pub(super) fn check_size(item: &Item) -> Result<(), Failure> {
    if size::of_item(item) > size::MAX_ITEM_BYTES {
        return Err(Failure::validation(
            "Item size has exceeded the maximum allowed size",
        ));
    }
    Ok(())
}
