//! The item that a statement is about, and what a write answers with.

use super::key::{of_read, of_write};
use super::statement::{Returning, Statement};
use crate::error::Failure;
use crate::expression::Projection;
use crate::table::Table;
use crate::value::Item;

/// The key of the item that a statement writes, or reads by key.
pub(crate) fn target(statement: &Statement, table: &Table) -> Result<Option<Item>, Failure> {
    match statement {
        Statement::Select(select) => Ok(of_read(table, select.condition.as_ref())),
        Statement::Exists(select) => of_write(table, select.condition.as_ref()).map(Some),
        Statement::Insert { item, .. } => Ok(Some(table.key_of(item, None))),
        Statement::Update { condition, .. } | Statement::Delete { condition, .. } => {
            of_write(table, condition.as_ref()).map(Some)
        }
    }
}

/// What `RETURNING` shows of a change, if it shows something.
pub(crate) fn returned(statement: &Statement, before: Option<&Item>, after: Option<&Item>) -> Option<Item> {
    let changed = |of: Option<&Item>| {
        let Statement::Update { update, .. } = statement else {
            return None;
        };
        let shown = Projection::of_paths(update.targets()).apply(of?);
        (!shown.is_empty()).then_some(shown)
    };
    match statement.returning()? {
        Returning::AllOld => before.cloned(),
        Returning::AllNew => after.cloned(),
        Returning::ModifiedOld => changed(before),
        Returning::ModifiedNew => changed(after),
    }
}
