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

    /// What a write of so many bytes consumes of the table alone: the condition of a transaction.
    pub(crate) fn by_check(bytes: usize) -> Self {
        Self {
            table: units(bytes, WRITE_UNIT),
            ..Self::default()
        }
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

    /// Adds what was consumed of the same table by something else.
    pub(crate) fn add(&mut self, other: Self) {
        self.table += other.table;
        for (index, units) in other.indexes {
            *self.indexes.entry(index).or_default() += units;
        }
    }

    /// The same in a transaction, which reads or writes the table twice; its indexes follow once.
    pub(crate) fn in_transaction(mut self) -> Self {
        self.table *= 2.0;
        self
    }

    fn total(&self) -> f64 {
        self.table + self.indexes.values().sum::<f64>()
    }

    /// The member `ConsumedCapacity`, if it is asked for.
    pub(crate) fn answer(&self, mode: Mode, table: &str) -> Option<Json> {
        self.answer_with(mode, table, None)
    }

    /// As [`Self::answer`]; transactions say beside each number which kind of units it counts.
    fn answer_with(&self, mode: Mode, table: &str, kind: Option<Kind>) -> Option<Json> {
        let entry = |units: f64| {
            let mut entry = json!({ "CapacityUnits": units });
            if let Some(kind) = kind {
                entry[kind.member()] = Json::from(units);
            }
            entry
        };
        let mut answer = match mode {
            Mode::None => return None,
            Mode::Total | Mode::Indexes => entry(self.total()),
        };
        answer["TableName"] = Json::from(table);
        if mode == Mode::Indexes {
            answer["Table"] = entry(self.table);
            for (is_global, member) in [(true, "GlobalSecondaryIndexes"), (false, "LocalSecondaryIndexes")] {
                let of_kind = self
                    .indexes
                    .iter()
                    .filter(|((global, _), _)| *global == is_global);
                let of_kind: Map<String, Json> = of_kind
                    .map(|((_, name), units)| (name.clone(), entry(*units)))
                    .collect();
                if !of_kind.is_empty() {
                    answer[member] = Json::Object(of_kind);
                }
            }
        }
        Some(answer)
    }
}

/// Which units a transaction consumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Read,
    Write,
}

impl Kind {
    fn member(self) -> &'static str {
        match self {
            Self::Read => "ReadCapacityUnits",
            Self::Write => "WriteCapacityUnits",
        }
    }
}

/// What was consumed of several tables, in the order in which a request names them.
#[derive(Clone, Debug, Default)]
pub(crate) struct ByTable(Vec<(String, Consumed)>);

impl ByTable {
    /// Adds what was consumed of one table.
    pub(crate) fn add(&mut self, table: &str, consumed: Consumed) {
        match self.0.iter_mut().find(|(name, _)| name == table) {
            Some((_, sum)) => sum.add(consumed),
            None => self.0.push((table.to_owned(), consumed)),
        }
    }

    /// What was consumed by reading so many units of each table.
    pub(crate) fn by_reads(units: &[(String, f64)]) -> Self {
        let of_table = |(name, units): &(String, f64)| (name.clone(), Consumed::by_read(None, *units));
        Self(units.iter().map(of_table).collect())
    }

    /// The units by table.
    pub(crate) fn into_tables(self) -> impl Iterator<Item = (String, f64)> {
        self.0
            .into_iter()
            .map(|(name, consumed)| (name, consumed.total()))
    }

    /// The member `ConsumedCapacity`, if it is asked for: an entry for each table.
    pub(crate) fn answer(&self, mode: Mode, kind: Option<Kind>) -> Option<Json> {
        let of_table = |(name, consumed): &(String, Consumed)| consumed.answer_with(mode, name, kind);
        (mode != Mode::None).then(|| self.0.iter().filter_map(of_table).collect())
    }
}

/// What a write consumes of an index: an entry that moves is deleted and written.
fn index_units(
    table: &Table,
    index: &Index,
    change: &Change,
    of_images: impl Fn(Option<usize>, Option<usize>) -> f64,
) -> f64 {
    let before = change
        .before
        .as_ref()
        .and_then(|item| table.index_entry(index, item));
    let after = change
        .after
        .as_ref()
        .and_then(|item| table.index_entry(index, item));
    match (before, after) {
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
