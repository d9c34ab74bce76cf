//! What a condition says of a key: the item that a write changes, and the partitions that a statement reads.

use crate::error::Failure;
use crate::expression::condition::{Comparator, Operand};
use crate::expression::key_condition::Range;
use crate::expression::{Condition, Path};
use crate::table::{KeyAttribute, Table};
use crate::value::{Item, Value};

/// The conditions of which each must hold.
pub(super) fn conjuncts(condition: Option<&Condition>) -> Vec<&Condition> {
    let mut found = Vec::new();
    let mut left: Vec<&Condition> = condition.into_iter().collect();
    while let Some(condition) = left.pop() {
        match condition {
            Condition::And(one, two) => left.extend([&**two, &**one]),
            other => found.push(other),
        }
    }
    found
}

/// Whether an operand is a whole attribute.
fn is_attribute(operand: &Operand, name: &str) -> bool {
    matches!(operand, Operand::Path(Path { attribute, steps }) if attribute == name && steps.is_empty())
}

/// The values of which a condition says that an attribute has one: by `=`, or by `IN`.
pub(super) fn pinned<'a>(condition: &'a Condition, name: &str) -> Option<Vec<&'a Value>> {
    match condition {
        Condition::Compare(left, Comparator::Equal, Operand::Value(value)) if is_attribute(left, name) => {
            Some(vec![value])
        }
        Condition::Compare(Operand::Value(value), Comparator::Equal, right) if is_attribute(right, name) => {
            Some(vec![value])
        }
        Condition::In(left, candidates) if is_attribute(left, name) => candidates
            .iter()
            .map(|candidate| match candidate {
                Operand::Value(value) => Some(value),
                Operand::Path(_) | Operand::Size(_) => None,
            })
            .collect(),
        _ => None,
    }
}

/// What a condition asks of an attribute, if a sort key can be asked that.
pub(super) fn range(condition: &Condition, name: &str) -> Option<Range> {
    let (comparator, value) = match condition {
        Condition::Compare(left, comparator, Operand::Value(value)) if is_attribute(left, name) => {
            (*comparator, value.clone())
        }
        Condition::Compare(Operand::Value(value), comparator, right) if is_attribute(right, name) => {
            (comparator.flipped(), value.clone())
        }
        Condition::Between(left, Operand::Value(low), Operand::Value(high)) if is_attribute(left, name) => {
            return Some(Range::Between(low.clone(), high.clone()));
        }
        Condition::BeginsWith(left, Operand::Value(prefix)) if is_attribute(left, name) => {
            return Some(Range::BeginsWith(prefix.clone()));
        }
        _ => return None,
    };
    Some(match comparator {
        Comparator::Equal => Range::Equal(value),
        Comparator::NotEqual => return None,
        Comparator::Less => Range::Less(value),
        Comparator::LessOrEqual => Range::LessOrEqual(value),
        Comparator::Greater => Range::Greater(value),
        Comparator::GreaterOrEqual => Range::GreaterOrEqual(value),
    })
}

/// Refuses a value that the key attribute cannot have.
pub(super) fn check_kind(attribute: &KeyAttribute, value: &Value) -> Result<(), Failure> {
    let name = &attribute.name;
    if !value.is_ordered() {
        return Err(Failure::validation(format!(
            "Key value must be of type S, N, or B. Key name: {name}, Key type: {}",
            value.type_name()
        )));
    }
    if !attribute.kind.is_of(value) {
        return Err(Failure::validation(format!(
            "Key attribute's data type should match its data type in table's schema: Key {name}"
        )));
    }
    Ok(())
}

/// Refuses an item whose key attributes cannot have their values.
pub(crate) fn check_kinds(table: &Table, item: &Item) -> Result<(), Failure> {
    let mut attributes = table.key.attributes();
    attributes.try_for_each(|attribute| match item.get(&attribute.name) {
        Some(value) => check_kind(attribute, value),
        None => Ok(()),
    })
}

/// The key of the item that a write changes: the condition says it by `=`.
pub(super) fn of_write(table: &Table, condition: Option<&Condition>) -> Result<Item, Failure> {
    let conjuncts = conjuncts(condition);
    let mut key = Item::new();
    for attribute in table.key.attributes() {
        let name = &attribute.name;
        let equalities = conjuncts
            .iter()
            .filter(|condition| !matches!(condition, Condition::In(..)));
        for value in equalities
            .filter_map(|condition| pinned(condition, name))
            .flatten()
        {
            check_kind(attribute, value)?;
            if key
                .insert(name.clone(), value.clone())
                .is_some_and(|other| other != *value)
            {
                return Err(Failure::validation(format!(
                    "Multiple conditions on same key {name}. Only single item Update/Insert/Delete are supported"
                )));
            }
        }
        if !key.contains_key(name) {
            return Err(Failure::validation(
                "Where clause does not contain a mandatory equality on all key attributes",
            ));
        }
    }
    table.check_key(&key)?;
    Ok(key)
}

/// The key of the one item that a condition is about, if it says nothing else.
pub(super) fn of_read(table: &Table, condition: Option<&Condition>) -> Option<Item> {
    let mut key = Item::new();
    for condition in conjuncts(condition) {
        let attribute = table
            .key
            .attributes()
            .find(|attribute| pinned(condition, &attribute.name).is_some())?;
        let values = pinned(condition, &attribute.name)?;
        let [value] = values.as_slice() else {
            return None;
        };
        let before = key.insert(attribute.name.clone(), (*value).clone());
        if before.is_some_and(|before| before != **value) {
            return None;
        }
    }
    (key.len() == table.key.attributes().count()).then_some(key)
}
