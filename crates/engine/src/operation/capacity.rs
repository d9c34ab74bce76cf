//! `ReturnConsumedCapacity`: what a request would cost (Amazon `DynamoDB` Developer Guide, *`DynamoDB` read and write
//! operations*).

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::error::Failure;
use crate::request::Members;
use crate::store::Change;
use crate::table::{Index, Table};
use crate::value::{Item, size};

/// The bytes of a unit.
const READ_UNIT: usize = 4096;
const WRITE_UNIT: usize = 1024;

/// How much of it the answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    None,
    Total,
    Indexes,
}

impl Mode {
    /// What a request asks for; a broken constraint is added to a list.
    pub(crate) fn read(members: Members<'_>, broken: &mut Vec<String>) -> Result<Self, Failure> {
        let word = members.one_of("ReturnConsumedCapacity", &["INDEXES", "TOTAL", "NONE"], broken)?;
        Ok(match word {
            Some("INDEXES") => Self::Indexes,
            Some("TOTAL") => Self::Total,
            _ => Self::None,
        })
    }
}

/// What was consumed of one table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Consumed {
    table: f64,
    /// By name, with whether it is global.
    indexes: BTreeMap<(bool, String), f64>,
}

/// Whole units of so many bytes, one at least.
#[expect(
    clippy::cast_precision_loss,
    reason = "an item or a page has fewer than 2^52 units"
)]
fn units(bytes: usize, unit: usize) -> f64 {
    bytes.div_ceil(unit).max(1) as f64
}

/// The units of reading so many bytes.
pub(crate) fn read_units(bytes: usize, consistent: bool) -> f64 {
    units(bytes, READ_UNIT) * if consistent { 1.0 } else { 0.5 }
}

impl Consumed {
    /// What reading consumed, of the table or of one of its indexes.
    pub(crate) fn by_read(index: Option<&Index>, units: f64) -> Self {
        let mut consumed = Self::default();
        match index {
            None => consumed.table = units,
            Some(index) => {
                consumed
                    .indexes
                    .insert((index.is_global, index.name.clone()), units);
            }
        }
        consumed
    }

    /// What a write consumes: by the greater of the item before and after, and so for each index entry that changes.
    pub(crate) fn by_write(change: &Change) -> Self {
        let of_images = |before: Option<usize>, after: Option<usize>| {
            units(before.unwrap_or(0).max(after.unwrap_or(0)), WRITE_UNIT)
        };
        let sizes = |item: &Option<Item>| item.as_ref().map(size::of_item);
        let mut consumed = Self {
            table: of_images(sizes(&change.before), sizes(&change.after)),
            ..Self::default()
        };
        for index in &change.table.indexes {
            let units = index_units(&change.table, index, change, of_images);
            if units > 0.0 {
                consumed
                    .indexes
                    .insert((index.is_global, index.name.clone()), units);
            }
        }
        consumed
    }

    fn total(&self) -> f64 {
        self.table + self.indexes.values().sum::<f64>()
    }

    /// The member `ConsumedCapacity`, if it is asked for.
    pub(crate) fn answer(&self, mode: Mode, table: &str) -> Option<Json> {
        let mut answer = match mode {
            Mode::None => return None,
            Mode::Total | Mode::Indexes => json!({ "TableName": table, "CapacityUnits": self.total() }),
        };
        if mode == Mode::Indexes {
            answer["Table"] = json!({ "CapacityUnits": self.table });
            for (is_global, member) in [(true, "GlobalSecondaryIndexes"), (false, "LocalSecondaryIndexes")] {
                let of_kind = self
                    .indexes
                    .iter()
                    .filter(|((global, _), _)| *global == is_global);
                let of_kind: Map<String, Json> = of_kind
                    .map(|((_, name), units)| (name.clone(), json!({ "CapacityUnits": units })))
                    .collect();
                if !of_kind.is_empty() {
                    answer[member] = Json::Object(of_kind);
                }
            }
        }
        Some(answer)
    }
}

/// What a write consumes of an index: an entry that moves is deleted and written.
fn index_units(
    table: &Table,
    index: &Index,
    change: &Change,
    of_images: impl Fn(Option<usize>, Option<usize>) -> f64,
) -> f64 {
    let entry = |item: &Option<Item>| {
        let item = item.as_ref()?;
        let place = table.index_place(index, item)?;
        let projected = match &index.projection {
            None => item.clone(),
            Some(projection) => projection.apply(item),
        };
        Some((place, projected))
    };
    match (entry(&change.before), entry(&change.after)) {
        (None, None) => 0.0,
        (Some((_, item)), None) | (None, Some((_, item))) => of_images(None, Some(size::of_item(&item))),
        (Some(before), Some(after)) if before == after => 0.0,
        (Some((old, before)), Some((new, after))) => {
            let (before, after) = (size::of_item(&before), size::of_item(&after));
            if old == new {
                of_images(Some(before), Some(after))
            } else {
                of_images(Some(before), None) + of_images(None, Some(after))
            }
        }
    }
}
