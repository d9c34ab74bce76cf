//! Tables to test on, and short ways to write items of notes and orders.

use std::path::Path;

use lockstep_entity::request::Query;
use lockstep_entity::{Item, KeyCondition, SortCondition, Value};
use lockstep_table::{Table, TableConfig, TableDefinition};

/// A table in memory, with the index `GSI1`.
pub(crate) async fn memory() -> Table {
    created(TableConfig::memory("shop")).await
}

/// A table in a file of `directory`, with the index `GSI1`.
pub(crate) async fn file(directory: &Path) -> Table {
    created(TableConfig::file("shop", directory.join("deep/shop.db"))).await
}

async fn created(config: TableConfig) -> Table {
    let table = Table::connect(config).await.unwrap();
    table
        .ensure_table(&TableDefinition::new("shop").with_index("GSI1"))
        .await
        .unwrap();
    table
}

pub(crate) fn key(partition: &str, sort: &str) -> Item {
    Item::from([("pk", partition), ("sk", sort)])
}

/// The item of a note in the partition `NOTES`.
pub(crate) fn note(number: usize, text: &str) -> Item {
    let mut item = key("NOTES", &sort_key(number));
    item.insert("text", text);
    item.insert("gsi1pk", "ALL");
    item.insert("gsi1sk", format!("{:05}", 99_999 - number));
    item
}

pub(crate) fn sort_key(number: usize) -> String {
    format!("NOTE#{number:05}")
}

/// The notes of the partition `NOTES`.
pub(crate) fn notes() -> Query {
    Query::new(
        None,
        KeyCondition {
            partition: ("pk".into(), "NOTES".into()),
            sort: None,
        },
    )
}

/// The notes whose sort key begins with `prefix`.
pub(crate) fn notes_from(prefix: &str) -> Query {
    let sort = Some(("sk".into(), SortCondition::BeginsWith(prefix.into())));
    Query::new(
        None,
        KeyCondition {
            partition: ("pk".into(), "NOTES".into()),
            sort,
        },
    )
}

/// All items of the index.
pub(crate) fn indexed() -> Query {
    let partition = ("gsi1pk".into(), "ALL".into());
    Query::new(
        Some("GSI1".into()),
        KeyCondition {
            partition,
            sort: None,
        },
    )
}

pub(crate) fn text<'i>(item: &'i Item, name: &str) -> &'i str {
    item.get(name).and_then(Value::as_str).unwrap_or_default()
}

pub(crate) fn sort_keys(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| text(item, "sk")).collect()
}
