//! Changes an item as an update says.
//!
//! Every path and every term means what it meant in the item as it was, whichever clause comes first.

use super::{Term, Update};
use crate::expression::Unfit;
use crate::expression::path::{Element, Path, find, find_mut};
use crate::value::{Item, Number, Value};

/// What happens to a place.
enum Change {
    Put(Value),
    Remove,
}

impl Update {
    /// What becomes of an item. The item given is as it was.
    pub(crate) fn apply(&self, before: &Item) -> Result<Item, Unfit> {
        let mut changes: Vec<(&Path, Change)> = Vec::new();
        // Operands that do not fit come before paths that lead nowhere.
        let mismatch = |unfit| match unfit {
            Unfit::Type if self.is_by_attribute => Unfit::AttributeType,
            unfit => unfit,
        };
        for (path, value) in &self.add {
            let sum = add(path.find(before), value).map_err(mismatch)?;
            changes.push((path, Change::Put(sum)));
        }
        for (path, value) in &self.delete {
            match delete(path.find(before), value).map_err(mismatch)? {
                Deleted::Nothing => check_parent(before, path)?,
                Deleted::Some(left) => changes.push((path, Change::Put(left))),
                Deleted::All => changes.push((path, Change::Remove)),
            }
        }
        for (path, term) in &self.set {
            changes.push((path, Change::Put(term.of(before)?)));
        }
        for path in &self.remove {
            if path.find(before).is_some() {
                changes.push((path, Change::Remove));
            } else {
                check_parent(before, path)?;
            }
        }
        // In the order of the paths, so that what is appended to a list keeps the order of its indexes; removals from the
        // end, so that none moves what another one means.
        changes.sort_by_key(|(path, _)| *path);
        let mut item = before.clone();
        let mut removals = Vec::new();
        for (path, change) in changes {
            check_parent(before, path)?;
            match change {
                Change::Put(value) => put(&mut item, path, value)?,
                Change::Remove => removals.push(path),
            }
        }
        for path in removals.into_iter().rev() {
            remove(&mut item, path);
        }
        Ok(item)
    }
}

impl Term {
    fn of(&self, item: &Item) -> Result<Value, Unfit> {
        match self {
            Self::Value(value) => Ok(value.clone()),
            Self::Path(path) => path.find(item).cloned().ok_or(Unfit::Missing),
            Self::Plus(one, two) => calculate(&one.of(item)?, &two.of(item)?, Number::plus),
            Self::Minus(one, two) => calculate(&one.of(item)?, &two.of(item)?, Number::minus),
            Self::IfNotExists(path, term) => match path.find(item) {
                Some(value) => Ok(value.clone()),
                None => term.of(item),
            },
            Self::ListAppend(one, two) => match (one.of(item)?, two.of(item)?) {
                (Value::List(mut list), Value::List(more)) => {
                    list.extend(more);
                    Ok(Value::List(list))
                }
                _ => Err(Unfit::Type),
            },
        }
    }
}

fn calculate(
    one: &Value,
    two: &Value,
    operation: fn(Number, Number) -> Result<Number, crate::value::number::NumberError>,
) -> Result<Value, Unfit> {
    match (one, two) {
        (Value::Number(one), Value::Number(two)) => Ok(Value::Number(operation(*one, *two)?)),
        _ => Err(Unfit::Type),
    }
}

/// What `ADD` makes of a value: a sum, or a union.
fn add(existing: Option<&Value>, value: &Value) -> Result<Value, Unfit> {
    Ok(match (existing, value) {
        (None, value) => value.clone(),
        (Some(one @ Value::Number(_)), two @ Value::Number(_)) => calculate(one, two, Number::plus)?,
        // No expression adds a list.
        (Some(Value::List(one)), Value::List(two)) => Value::List([one.as_slice(), two].concat()),
        (Some(Value::StringSet(one)), Value::StringSet(two)) => Value::StringSet(union(one, two)),
        (Some(Value::NumberSet(one)), Value::NumberSet(two)) => Value::NumberSet(union(one, two)),
        (Some(Value::BinarySet(one)), Value::BinarySet(two)) => Value::BinarySet(union(one, two)),
        _ => return Err(Unfit::Type),
    })
}

fn union<T: Ord + Clone>(one: &[T], two: &[T]) -> Vec<T> {
    let mut all = [one, two].concat();
    all.sort();
    all.dedup();
    all
}

/// What `DELETE` leaves of a set.
enum Deleted {
    /// There was nothing.
    Nothing,
    Some(Value),
    /// A set is never empty: it goes.
    All,
}

fn delete(existing: Option<&Value>, value: &Value) -> Result<Deleted, Unfit> {
    fn without<T: PartialEq + Clone>(one: &[T], two: &[T], set: fn(Vec<T>) -> Value) -> Deleted {
        let left: Vec<T> = one
            .iter()
            .filter(|member| !two.contains(member))
            .cloned()
            .collect();
        if left.is_empty() {
            Deleted::All
        } else {
            Deleted::Some(set(left))
        }
    }
    Ok(match (existing, value) {
        (None, _) => Deleted::Nothing,
        (Some(Value::StringSet(one)), Value::StringSet(two)) => without(one, two, Value::StringSet),
        (Some(Value::NumberSet(one)), Value::NumberSet(two)) => without(one, two, Value::NumberSet),
        (Some(Value::BinarySet(one)), Value::BinarySet(two)) => without(one, two, Value::BinarySet),
        _ => return Err(Unfit::Type),
    })
}

/// Refuses a path whose last step cannot be taken from what is there.
fn check_parent(item: &Item, path: &Path) -> Result<(), Unfit> {
    let Some((last, parents)) = path.steps.split_last() else {
        return Ok(());
    };
    let parent = item.get(&path.attribute).and_then(|value| find(value, parents));
    match (parent, last) {
        (Some(Value::Map(_)), Element::Name(_)) | (Some(Value::List(_)), Element::Index(_)) => Ok(()),
        _ => Err(Unfit::Path),
    }
}

/// The map or list that holds the place, and the last step to it.
fn parent_mut<'a>(item: &'a mut Item, path: &'a Path) -> Option<(&'a mut Value, &'a Element)> {
    let (last, parents) = path.steps.split_last()?;
    let parent = find_mut(item.get_mut(&path.attribute)?, parents)?;
    Some((parent, last))
}

fn put(item: &mut Item, path: &Path, value: Value) -> Result<(), Unfit> {
    if path.steps.is_empty() {
        item.insert(path.attribute.clone(), value);
        return Ok(());
    }
    match parent_mut(item, path) {
        Some((Value::Map(map), Element::Name(name))) => {
            map.insert(name.clone(), value);
        }
        Some((Value::List(list), Element::Index(index))) => match list.get_mut(*index) {
            Some(element) => *element = value,
            // Beyond the end is at the end.
            None => list.push(value),
        },
        _ => return Err(Unfit::Path),
    }
    Ok(())
}

fn remove(item: &mut Item, path: &Path) {
    if path.steps.is_empty() {
        item.remove(&path.attribute);
        return;
    }
    match parent_mut(item, path) {
        Some((Value::Map(map), Element::Name(name))) => {
            map.remove(name);
        }
        Some((Value::List(list), Element::Index(index))) if *index < list.len() => {
            list.remove(*index);
        }
        _ => {}
    }
}
