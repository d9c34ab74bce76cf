//! Whether a condition holds of an item.
//!
//! What is not there compares with nothing: every comparison with it is false except `<>`.

use std::borrow::Cow;

use super::{Comparator, Condition, Operand};
use crate::value::{Item, Number, Value};

impl Condition {
    /// Whether the condition holds.
    pub(crate) fn holds(&self, item: &Item) -> bool {
        match self {
            Self::Compare(left, comparator, right) => match (left.of(item), right.of(item)) {
                (Some(left), Some(right)) => comparator.holds(&left, &right),
                _ => *comparator == Comparator::NotEqual,
            },
            Self::Between(operand, low, high) => match (operand.of(item), low.of(item), high.of(item)) {
                (Some(value), Some(low), Some(high)) => {
                    Comparator::GreaterOrEqual.holds(&value, &low)
                        && Comparator::LessOrEqual.holds(&value, &high)
                }
                _ => false,
            },
            Self::In(operand, candidates) => operand.of(item).is_some_and(|value| {
                candidates
                    .iter()
                    .any(|candidate| candidate.of(item).as_ref() == Some(&value))
            }),
            Self::Exists(path) => path.find(item).is_some(),
            Self::NotExists(path) => path.find(item).is_none(),
            Self::IsType(path, name) => path.find(item).is_some_and(|value| value.type_name() == name),
            Self::BeginsWith(operand, prefix) => match (operand.of(item), prefix.of(item)) {
                (Some(value), Some(prefix)) => begins_with(&value, &prefix),
                _ => false,
            },
            Self::Contains(operand, searched) => match (operand.of(item), searched.of(item)) {
                (Some(value), Some(searched)) => contains(&value, &searched),
                _ => false,
            },
            Self::And(one, two) => one.holds(item) && two.holds(item),
            Self::Or(one, two) => one.holds(item) || two.holds(item),
            Self::Not(condition) => !condition.holds(item),
        }
    }
}

impl Operand {
    fn of<'a>(&'a self, item: &'a Item) -> Option<Cow<'a, Value>> {
        match self {
            Self::Path(path) => path.find(item).map(Cow::Borrowed),
            Self::Value(value) => Some(Cow::Borrowed(value)),
            Self::Size(path) => {
                let size = Number::from(size(path.find(item)?)? as u64);
                Some(Cow::Owned(Value::Number(size)))
            }
        }
    }
}

/// What `size(…)` says: the length of a text in UTF-16 units, of a binary in bytes, or how many members there are.
fn size(value: &Value) -> Option<usize> {
    Some(match value {
        Value::String(text) => text.encode_utf16().count(),
        Value::Binary(bytes) => bytes.len(),
        Value::StringSet(set) => set.len(),
        Value::NumberSet(set) => set.len(),
        Value::BinarySet(set) => set.len(),
        Value::List(list) => list.len(),
        Value::Map(map) => map.len(),
        Value::Number(_) | Value::Bool(_) | Value::Null => return None,
    })
}

impl Comparator {
    /// Whether two values compare so. Values of two types are not equal, and neither is less.
    pub(crate) fn holds(self, left: &Value, right: &Value) -> bool {
        let order = left.order(right);
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => order.is_some_and(std::cmp::Ordering::is_lt),
            Self::LessOrEqual => order.is_some_and(std::cmp::Ordering::is_le),
            Self::Greater => order.is_some_and(std::cmp::Ordering::is_gt),
            Self::GreaterOrEqual => order.is_some_and(std::cmp::Ordering::is_ge),
        }
    }
}

/// Whether a text or a binary begins with another one.
pub(crate) fn begins_with(value: &Value, prefix: &Value) -> bool {
    match (value, prefix) {
        (Value::String(text), Value::String(prefix)) => text.starts_with(prefix.as_str()),
        (Value::Binary(bytes), Value::Binary(prefix)) => bytes.starts_with(prefix),
        _ => false,
    }
}

fn contains(value: &Value, searched: &Value) -> bool {
    match (value, searched) {
        (Value::String(text), Value::String(part)) => text.contains(part.as_str()),
        (Value::Binary(bytes), Value::Binary(part)) => {
            part.is_empty() || bytes.windows(part.len()).any(|window| window == part)
        }
        (Value::StringSet(set), Value::String(member)) => set.contains(member),
        (Value::NumberSet(set), Value::Number(member)) => set.contains(member),
        (Value::BinarySet(set), Value::Binary(member)) => set.contains(member),
        (Value::List(list), searched) => list.contains(searched),
        _ => false,
    }
}
