//! `ExpressionAttributeNames` and `ExpressionAttributeValues`: what `#name` and `:value` stand for.
//!
//! A request says in one place what all of its expressions share, and each entry must be used by one of them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::refusal::{Fault, Unused};
use crate::value::Value;

/// What placeholders stand for, and which of them were used.
#[derive(Clone, Debug, Default)]
pub(crate) struct Placeholders {
    /// `#name` to the name of an attribute.
    pub(crate) names: BTreeMap<String, String>,
    /// `:value` to a value.
    pub(crate) values: BTreeMap<String, Value>,
    used: RefCell<BTreeSet<String>>,
}

impl Placeholders {
    /// What the names and values of a request stand for.
    pub(crate) fn new(names: BTreeMap<String, String>, values: BTreeMap<String, Value>) -> Self {
        Self {
            names,
            values,
            used: RefCell::default(),
        }
    }

    /// The attribute's name behind `#name`.
    pub(super) fn name(&self, placeholder: &str) -> Result<&str, Fault> {
        self.used.borrow_mut().insert(placeholder.to_owned());
        self.names
            .get(placeholder)
            .map(String::as_str)
            .ok_or_else(|| Fault::UndefinedName(placeholder.to_owned()))
    }

    /// The value behind `:value`.
    pub(super) fn value(&self, placeholder: &str) -> Result<&Value, Fault> {
        self.used.borrow_mut().insert(placeholder.to_owned());
        self.values
            .get(placeholder)
            .ok_or_else(|| Fault::UndefinedValue(placeholder.to_owned()))
    }

    /// Refuses entries that no expression used.
    pub(crate) fn check_used(&self) -> Result<(), Unused> {
        let used = self.used.borrow();
        let unused = |keys: &mut dyn Iterator<Item = &String>| {
            let unused: Vec<&str> = keys
                .filter(|key| !used.contains(*key))
                .map(String::as_str)
                .collect();
            (!unused.is_empty()).then(|| unused.join(", "))
        };
        for (parameter, unused) in [
            ("ExpressionAttributeNames", unused(&mut self.names.keys())),
            ("ExpressionAttributeValues", unused(&mut self.values.keys())),
        ] {
            if let Some(keys) = unused {
                return Err(Unused { parameter, keys });
            }
        }
        Ok(())
    }
}
