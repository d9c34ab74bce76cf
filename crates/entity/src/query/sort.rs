//! Conditions on a sort key, attribute by attribute.

use crate::key::{Cut, Key};
use crate::{Field, KeyField, SortCondition, Value};

/// Behind every text that starts as this one: the greatest character.
const GREATEST: char = '\u{10FFFF}';

/// A value as it stands in a key.
#[derive(Clone, Debug)]
pub(super) struct Written {
    text: String,
    value: Option<Value>,
}

/// How the next attribute of a sort key compares.
#[derive(Clone, Copy)]
pub enum SortComparison<'v> {
    /// Its text begins so.
    BeginsWith(&'v dyn KeyField),
    /// Both ends are included.
    Between(&'v dyn KeyField, &'v dyn KeyField),
    /// It is less.
    Lt(&'v dyn KeyField),
    /// It is less or equal.
    Lte(&'v dyn KeyField),
    /// It is greater.
    Gt(&'v dyn KeyField),
    /// It is greater or equal.
    Gte(&'v dyn KeyField),
}

impl Written {
    pub(super) fn new(field: &dyn KeyField) -> Self {
        let mut text = String::new();
        field.write(&mut text);
        Self {
            text,
            value: field.value(),
        }
    }
}

impl Field for Written {
    fn value(&self) -> Option<Value> {
        self.value.clone()
    }
}

impl KeyField for Written {
    fn write(&self, key: &mut String) -> bool {
        key.push_str(&self.text);
        true
    }
}

/// The condition that the first attributes of the key have these values; none if that says nothing.
pub(super) fn equal(key: &Key, values: &[Written]) -> Option<SortCondition> {
    let made = made(key, values, Cut::default())?;
    Some(if values.len() >= distinct(key).len() {
        SortCondition::Eq(made)
    } else {
        SortCondition::BeginsWith(made)
    })
}

/// What keys start with whose first attributes have these values, whichever entity of a clustered collection they are of.
pub(super) fn shared_start(key: &Key, values: &[Written]) -> Option<String> {
    let cut = Cut {
        label: true,
        postfix: true,
    };
    match made(key, values, cut)? {
        // Behind a value stands the label of the next attribute, or the name of the entity: both begin so.
        Value::String(text) => Some(text + "#"),
        _ => None,
    }
}

/// The condition that the first attributes have these values and the next one compares so, for the keys of all entities of
/// a clustered collection.
pub(super) fn compare_shared(
    key: &Key,
    values: &[Written],
    comparison: SortComparison<'_>,
) -> Option<SortCondition> {
    let start = |field: &dyn KeyField| {
        let values: Vec<Written> = values.iter().cloned().chain([Written::new(field)]).collect();
        shared_start(key, &values)
    };
    // Where keys with this value start, and those of values that begin with it. No key is this text alone.
    let low = |field: &dyn KeyField| {
        let mut start = start(field)?;
        start.pop();
        Some(Value::from(start))
    };
    let high = |field: &dyn KeyField| start(field).map(|start| Value::from(end_of(start)));
    let all = shared_start(key, values)?;
    let from = |low: Value| SortCondition::Between(low, Value::from(end_of(all.clone())));
    let to = |high: Value| SortCondition::Between(Value::from(all.as_str()), high);
    Some(match comparison {
        SortComparison::BeginsWith(field) => SortCondition::BeginsWith(low(field)?),
        SortComparison::Between(low_field, high_field) => {
            SortCondition::Between(low(low_field)?, high(high_field)?)
        }
        SortComparison::Gte(field) => from(low(field)?),
        SortComparison::Gt(field) => from(high(field)?),
        SortComparison::Lte(field) => to(high(field)?),
        SortComparison::Lt(field) => to(low(field)?),
    })
}

/// Behind every text that starts so.
fn end_of(mut start: String) -> String {
    start.push(GREATEST);
    start
}

/// The condition that the first attributes have these values and the next one compares so, with the value that the next
/// attribute must not have besides.
///
/// It reads no more than the part of the partition in which the first attributes have these values.
pub(super) fn compare(
    key: &Key,
    values: &[Written],
    comparison: SortComparison<'_>,
) -> (Option<SortCondition>, Option<(usize, Value)>) {
    let positions = distinct(key);
    let Some(&position) = positions.get(values.len()) else {
        return (equal(key, values), None);
    };
    let is_last = values.len() + 1 == positions.len();
    let cut = Cut {
        label: true,
        postfix: true,
    };
    let with = |field: &dyn KeyField, cut: Cut| {
        let values: Vec<Written> = values.iter().cloned().chain([Written::new(field)]).collect();
        made(key, &values, cut)
    };
    // Where keys with this value start.
    let low = |field: &dyn KeyField| with(field, cut);
    // Where they end: behind the text that separates the value from the next.
    let high = |field: &dyn KeyField| {
        let end = with(field, Cut::default())?;
        match end {
            Value::String(text) if !is_last => Some(Value::String(text + &GREATEST.to_string())),
            end => Some(end),
        }
    };
    let after = |field: &dyn KeyField| match high(field)? {
        Value::String(text) if is_last => Some(Value::String(text + "\0")),
        end => Some(end),
    };
    let lead = made(key, values, Cut::default());
    let lead_end = lead.clone().and_then(|lead| match lead {
        Value::String(text) => Some(Value::String(text + &GREATEST.to_string())),
        _ => None,
    });
    let (condition, excluded) = match comparison {
        SortComparison::BeginsWith(field) => (low(field).map(SortCondition::BeginsWith), None),
        SortComparison::Between(from, to) => (
            low(from)
                .zip(high(to))
                .map(|(low, high)| SortCondition::Between(low, high)),
            None,
        ),
        SortComparison::Gte(field) if key.numeric => (low(field).map(SortCondition::Gte), None),
        SortComparison::Gt(field) if key.numeric => (low(field).map(SortCondition::Gt), None),
        SortComparison::Lte(field) if key.numeric => (low(field).map(SortCondition::Lte), None),
        SortComparison::Lt(field) if key.numeric => (low(field).map(SortCondition::Lt), None),
        SortComparison::Gte(field) => (up_from(low(field), lead_end), None),
        SortComparison::Gt(field) => (up_from(after(field), lead_end), None),
        SortComparison::Lte(field) => (up_to(lead, high(field)), None),
        SortComparison::Lt(field) => (
            up_to(lead, low(field)),
            field.value().filter(|_| is_last).map(|value| (position, value)),
        ),
    };
    (condition, excluded)
}

/// The comparison of an attribute that is the key itself.
pub(super) fn plain(comparison: SortComparison<'_>) -> SortCondition {
    let value = |field: &dyn KeyField| field.value().unwrap_or(Value::Null);
    match comparison {
        SortComparison::BeginsWith(prefix) => SortCondition::BeginsWith(value(prefix)),
        SortComparison::Between(low, high) => SortCondition::Between(value(low), value(high)),
        SortComparison::Lt(field) => SortCondition::Lt(value(field)),
        SortComparison::Lte(field) => SortCondition::Lte(value(field)),
        SortComparison::Gt(field) => SortCondition::Gt(value(field)),
        SortComparison::Gte(field) => SortCondition::Gte(value(field)),
    }
}

/// From here to the end of the part of the partition; to the end of the partition if the part has no text of its own.
fn up_from(low: Option<Value>, end: Option<Value>) -> Option<SortCondition> {
    let low = low?;
    Some(match end {
        Some(end) => SortCondition::Between(low, end),
        None => SortCondition::Gte(low),
    })
}

/// From the start of the part of the partition, or of the partition if the part has no text of its own.
fn up_to(start: Option<Value>, high: Option<Value>) -> Option<SortCondition> {
    let high = high?;
    Some(match start {
        Some(start) => SortCondition::Between(start, high),
        None => SortCondition::Lte(high),
    })
}

/// The key of these values; none if it would be empty.
fn made(key: &Key, values: &[Written], cut: Cut) -> Option<Value> {
    let positions = distinct(key);
    let known = |position: usize| {
        let at = positions.iter().position(|known| *known == position)?;
        values.get(at)
    };
    key.make(known, cut)
        .ok()
        .flatten()
        .filter(|value| value.as_str() != Some(""))
}

/// The attributes of a key, each once.
pub(super) fn distinct(key: &Key) -> Vec<usize> {
    let mut positions: Vec<usize> = Vec::new();
    for position in key.composites() {
        if !positions.contains(&position) {
            positions.push(position);
        }
    }
    positions
}
