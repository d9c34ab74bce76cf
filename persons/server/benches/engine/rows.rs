//! The rows that are stored: made-up persons with all that belongs to them, the same in each run.

use lockstep_entity::request::{BatchWrite, GetItem, WriteOp};
use lockstep_entity::{Entity, Item};
use persons_model::fake::{DEFAULT_SEED, Persons};
use persons_model::{Address, BankAccount, ContactInfo, Employment, Person};

/// The index that is read whole, by entity.
const PARTITIONS: [&str; 5] = ["PERSONS", "ADDRESSES", "BANKACCOUNTS", "CONTACTS", "EMPLOYMENTS"];

/// The first rows of the endless supply.
pub(crate) fn take(count: usize) -> anyhow::Result<Vec<Item>> {
    from(0, count)
}

/// Rows of persons from one on: those of different persons have different keys.
pub(crate) fn from(person: usize, count: usize) -> anyhow::Result<Vec<Item>> {
    let now = "2026-01-01T00:00:00.000Z".parse()?;
    Ok(Persons::new(DEFAULT_SEED, now)
        .skip(person)
        .flat_map(|person| {
            let mut items = vec![Person::put(&person.person).item];
            items.extend(all(&person.addresses, |row| Address::put(row).item));
            items.extend(all(&person.bank_accounts, |row| BankAccount::put(row).item));
            items.extend(all(&person.contacts, |row| ContactInfo::put(row).item));
            items.extend(all(&person.employments, |row| Employment::put(row).item));
            items
        })
        .take(count)
        .collect())
}

fn all<R>(rows: &[R], item: impl Fn(&R) -> Item) -> impl Iterator<Item = Item> {
    rows.iter().map(item)
}

/// One call of `BatchWriteItem`, of at most 25 rows.
pub(crate) fn batch(rows: &[Item]) -> BatchWrite {
    rows.iter().cloned().map(WriteOp::Put).collect()
}

/// The request that reads a row back.
pub(crate) fn get(row: &Item) -> GetItem {
    let key = ["pk", "sk"]
        .into_iter()
        .filter_map(|name| Some((name, row.get(name)?.clone())));
    GetItem::new(key.collect())
}

/// The queries that read everything through the index.
pub(crate) fn queries() -> impl Iterator<Item = lockstep_entity::request::Query> {
    use lockstep_entity::{KeyCondition, Name, Value};

    PARTITIONS.into_iter().map(|partition| {
        let partition = (Name::Borrowed("gsi1pk"), Value::from(partition));
        lockstep_entity::request::Query::new(
            Some(Name::Borrowed("GSI1")),
            KeyCondition {
                partition,
                sort: None,
            },
        )
    })
}
