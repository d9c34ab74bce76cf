//! Deleting everything that this application stored in the table.

use anyhow::Result;
use indicatif::ProgressBar;
use lockstep_entity::model::ENTITY_ATTRIBUTE;
use lockstep_entity::request::{Scan, WriteOp};
use lockstep_entity::{Condition, Entity, Name};
use lockstep_table::Table;
use persons_model::{Address, BankAccount, ContactInfo, Employment, Person};

use super::bulk;

/// Deletes every item of the application, to the last page: persons, what belongs to them, and what belongs to nobody.
/// Items of other applications in the same table stay. Answers with how many were deleted.
///
/// # Errors
/// When an item could not be read or deleted; those that were deleted by then are gone.
pub async fn clear(table: &Table, bar: &ProgressBar) -> Result<u64> {
    let entities = [
        Person::NAME,
        Address::NAME,
        BankAccount::NAME,
        ContactInfo::NAME,
        Employment::NAME,
    ];
    let mut scan = Scan {
        filter: Some(Condition::is_in(ENTITY_ATTRIBUTE, entities)),
        projection: vec![Name::Borrowed("pk"), Name::Borrowed("sk")],
        consistent: true,
        ..Scan::default()
    };
    let mut deleted = 0;
    loop {
        let page = table.scan(scan.clone()).await?;
        let count = page.items.len() as u64;
        bulk::write_all(table, page.items.into_iter().map(WriteOp::Delete).collect()).await?;
        deleted += count;
        bar.inc(count);
        match page.cursor {
            Some(cursor) => scan.cursor = Some(cursor),
            None => return Ok(deleted),
        }
    }
}
