//! `UpdateItem`.

use super::guard::{Write, check_used};
use crate::Engine;
use crate::error::Failure;
use crate::expression::{Fault, Kind, Placeholders, Projection, Refusal, Update};
use crate::legacy;
use crate::request::{Members, Wording, missing};
use crate::store::{Change, Session};
use crate::table::Table;
use crate::value::{Item, Value, size};

pub(super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let mut broken = Vec::new();
    // A table's name is refused by itself.
    members.table_name(1, &mut broken)?;
    Failure::constraints(&broken)?;
    let mut write = Write::read(members, &mut broken)?;
    if members.get("Key").is_none() {
        broken.push(missing("key"));
    }
    Failure::constraints(&broken)?;
    let key = members.written_item("Key")?.unwrap_or_default();
    legacy::check(
        engine.dialect,
        members,
        &["AttributeUpdates", "Expected", "ConditionalOperator"],
        &["UpdateExpression", "ConditionExpression"],
    )?;
    let placeholders =
        members.placeholders(&["UpdateExpression", "ConditionExpression"], Wording::Counted)?;
    // An empty condition is refused before the update is read.
    if members.text("ConditionExpression")? == Some("") {
        return Err(Failure::counted(Kind::Condition.refuse(Fault::Empty)));
    }
    let update = read_update(members, &placeholders)?.map_err(|refusal| match refusal.fault {
        Fault::TooLong(_) => Failure::counted(refusal.without_length()),
        _ => refusal.into(),
    })?;
    write
        .guard
        .read_condition(members, &placeholders, Wording::Counted)?;
    check_used(&placeholders)?;
    let (write, change, update, key) = engine.store.write(move |session: &mut Session<'_>| {
        let table = session.table(&write.table)?;
        check(&table, &key, &update)?;
        let before = session.item(&table.place(&key))?;
        write.guard.check(before.as_ref())?;
        let after = updated(&table, key.clone(), before.as_ref(), &update)?;
        let change = Change {
            table,
            before,
            after: Some(after),
        };
        session.apply(&change)?;
        Ok((write, change, update, key))
    })?;
    let of = |item: Option<&Item>| item.map(|item| Projection::of_paths(update.targets()).apply(item));
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    let attributes = match write.return_values {
        "ALL_OLD" => before.cloned(),
        "ALL_NEW" => after.cloned(),
        "UPDATED_OLD" => of(before),
        "UPDATED_NEW" => of(after),
        _ => None,
    };
    write.answer(&engine.store, &change, &key, attributes.as_ref())
}

/// Reads the update; without one nothing changes.
pub(super) fn read_update(
    members: Members<'_>,
    placeholders: &Placeholders,
) -> Result<Result<Update, Refusal>, Failure> {
    Ok(match members.text("UpdateExpression")? {
        Some(source) => Update::parse(source, placeholders),
        None => Ok(legacy::update(members)?.unwrap_or_default()),
    })
}

/// Checks that key and update fit the table.
pub(super) fn check(table: &Table, key: &Item, update: &Update) -> Result<(), Failure> {
    table.check_key(key)?;
    if let Some(path) = update.targets().find(|path| table.is_key(&path.attribute)) {
        let name = &path.attribute;
        return Err(Failure::validation(format!(
            "One or more parameter values were invalid: Cannot update attribute {name}. This attribute is part of the key"
        )));
    }
    Ok(())
}

/// What becomes of the item.
pub(super) fn updated(
    table: &Table,
    key: Item,
    before: Option<&Item>,
    update: &Update,
) -> Result<Item, Failure> {
    let start = before.cloned().unwrap_or(key);
    let after = update.apply(&start)?;
    if after.values().any(Value::is_too_deep) {
        return Err(Failure::validation(
            "Nesting Levels have exceeded supported limits",
        ));
    }
    if size::of_item(&after) > size::MAX_ITEM_BYTES {
        return Err(Failure::validation(
            "Item size to update has exceeded the maximum allowed size",
        ));
    }
    table.check_index_keys(&after, Some(&start))?;
    Ok(after)
}
