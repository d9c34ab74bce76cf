//! `DeleteItem`.

use super::guard::{Write, check_only_old, check_used};
use crate::Engine;
use crate::error::Failure;
use crate::legacy;
use crate::request::{Members, Wording, missing};
use crate::store::{Change, Session};

pub(super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let mut broken = Vec::new();
    let mut write = Write::read(members, &mut broken)?;
    if members.get("Key").is_none() {
        broken.push(missing("key"));
    }
    Failure::constraints(&broken)?;
    check_only_old(write.return_values)?;
    let key = members.written_item("Key")?.unwrap_or_default();
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
    let (write, change, key) = engine.store.write(move |session: &mut Session<'_>| {
        let table = session.table(&write.table)?;
        table.check_key(&key)?;
        let before = session.item(&table.place(&key))?;
        write.guard.check(before.as_ref())?;
        let change = Change {
            table,
            before,
            after: None,
        };
        session.apply(&change)?;
        Ok((write, change, key))
    })?;
    let old = change
        .before
        .as_ref()
        .filter(|_| write.return_values == "ALL_OLD");
    write.answer(&engine.store, &change, &key, old)
}
