//! `ReturnItemCollectionMetrics`: how large the item collections are that a write touched.
//!
//! Only a table with a local secondary index has such a thing as the size of a collection, because only there a limit
//! (10 GB) is put on it. The estimate is of the bytes in the file, which are close enough to what the service counts for a
//! number in gigabytes; it is made after the commit, so that no writer waits for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use crate::error::Failure;
use crate::request::Members;
use crate::store::View;
use crate::table::{Table, partition_place};
use crate::value::{Item, Value, json as value_json, key};

/// Whether a request asks for the metrics; a broken constraint is added to a list.
pub(super) fn read(members: Members<'_>, broken: &mut Vec<String>) -> Result<bool, Failure> {
    let word = members.one_of("ReturnItemCollectionMetrics", &["SIZE", "NONE"], broken)?;
    Ok(word == Some("SIZE"))
}

/// The metrics of the collection of an item; nothing if its table has no local index.
pub(super) fn of_item(view: &View, table: &Table, item: &Item) -> Result<Option<Json>, Failure> {
    let partition = &table.partition_key().name;
    let Some(value) = item.get(partition).filter(|_| has_collections(table)) else {
        return Ok(None);
    };
    let gigabytes = bytes(view, table, value)? >> 30;
    let key = Item::from([(partition.clone(), value.clone())]);
    Ok(Some(json!({
        "ItemCollectionKey": value_json::from_item(&key),
        "SizeEstimateRangeGB": [as_number(gigabytes), as_number(gigabytes + 1)],
    })))
}

/// The collections that a request with several writes touched.
#[derive(Default)]
pub(super) struct Collections(BTreeMap<String, OfTable>);

/// The collections of one table: by place, with an item of each.
type OfTable = BTreeMap<Vec<u8>, (Arc<Table>, Item)>;

impl Collections {
    /// Notes the collection of an item, or of its key.
    pub(super) fn add(&mut self, table: &Arc<Table>, item: &Item) {
        if !has_collections(table) {
            return;
        }
        if let Some(value) = item.get(&table.partition_key().name) {
            let place = partition_place(table.id, [value]);
            let of_table = self.0.entry(table.name.clone()).or_default();
            of_table
                .entry(place)
                .or_insert_with(|| (Arc::clone(table), item.clone()));
        }
    }

    /// The member `ItemCollectionMetrics`: by table, an entry for each collection. Nothing if there is none.
    pub(super) fn answer(&self, view: &View) -> Result<Option<Json>, Failure> {
        let mut answer = Map::new();
        for (name, collections) in &self.0 {
            let mut metrics = Vec::with_capacity(collections.len());
            for (table, item) in collections.values() {
                metrics.extend(of_item(view, table, item)?);
            }
            answer.insert(name.clone(), Json::from(metrics));
        }
        Ok((!answer.is_empty()).then_some(Json::Object(answer)))
    }
}

fn has_collections(table: &Table) -> bool {
    table.indexes.iter().any(|index| !index.is_global)
}

/// What a collection takes: its items, and again what each local index repeats of them.
fn bytes(view: &View, table: &Table, partition: &Value) -> Result<u64, Failure> {
    let of_part = |number: u32| -> Result<u64, Failure> {
        let prefix = partition_place(number, [partition]);
        // A place begins with a table's number, which is never the greatest one.
        let end = key::after_all(&prefix).unwrap_or_else(|| prefix.clone());
        let (mut sum, mut json) = (0, Vec::new());
        for found in view.range(&prefix, &end, true)? {
            json.clear();
            sum += found?.entry().write_json(&mut json)? as u64;
        }
        Ok(sum)
    };
    let local = table.indexes.iter().filter(|index| !index.is_global);
    std::iter::once(table.id)
        .chain(local.map(|index| index.id))
        .map(of_part)
        .sum()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a size in gigabytes has fewer than 52 bits"
)]
fn as_number(gigabytes: u64) -> f64 {
    gigabytes as f64
}
