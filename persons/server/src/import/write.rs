//! Writing rows that must not be there yet, many at a time.

use anyhow::{Context, Result};
use lockstep_entity::request::{PutItem, TransactOp, TransactWrite};
use lockstep_entity::{Condition, Item};
use lockstep_table::Table;

/// What became of an item that was to be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Creation {
    Written,
    /// There is one with its key already, which stays; whether it is the same in everything.
    Present {
        same: bool,
    },
}

/// Creates items, and says of each whether it was written: one that is there already is left as it is.
///
/// A transaction writes as many as it takes. Where one of them is there already (an earlier run was cut off here), they are
/// written one by one.
pub(super) async fn create_all(table: &Table, items: Vec<Item>) -> Result<Vec<Creation>> {
    let mut written = Vec::with_capacity(items.len());
    for chunk in items.chunks(TransactWrite::MAX_OPERATIONS) {
        let transaction: TransactWrite = chunk.iter().cloned().map(create).map(TransactOp::from).collect();
        match table.transact(transaction).await {
            Ok(()) => written.extend(chunk.iter().map(|_| Creation::Written)),
            Err(error) if error.is_conflict() || error.is_contended() || error.is_too_large() => {
                for item in chunk {
                    written.push(create_one(table, item.clone()).await?);
                }
            }
            Err(error) => return Err(error).context("the rows cannot be written"),
        }
    }
    Ok(written)
}

async fn create_one(table: &Table, item: Item) -> Result<Creation> {
    match table.put(create(item.clone())).await {
        Ok(_) => Ok(Creation::Written),
        Err(error) if error.is_conflict() => Ok(Creation::Present {
            same: error.item() == Some(&item),
        }),
        Err(error) => Err(error).context("a row cannot be written"),
    }
}

fn create(item: Item) -> PutItem {
    PutItem::new(item).condition(Condition::not_exists("pk"))
}
