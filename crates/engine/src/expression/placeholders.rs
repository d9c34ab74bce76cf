//! `ExpressionAttributeNames` and `ExpressionAttributeValues`: what `#name` and `:value` stand for.
//!
//! A request says in one place what all of its expressions share, and each entry must be used by one of them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::value::Value;

/// What is said, before the placeholder, of a name that is not there.
pub(crate) const UNDEFINED_NAME: &str =
    "An expression attribute name used in the document path is not defined";

/// What is said, before the placeholder, of a value that is not there.
pub(crate) const UNDEFINED_VALUE: &str = "An expression attribute value used in expression is not defined";

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
    pub(super) fn name(&self, placeholder: &str) -> Result<&str, String> {
        self.used.borrow_mut().insert(placeholder.to_owned());
        self.names
            .get(placeholder)
            .map(String::as_str)
            .ok_or_else(|| format!("{UNDEFINED_NAME}; attribute name: {placeholder}"))
    }

    /// The value behind `:value`.
    pub(super) fn value(&self, placeholder: &str) -> Result<&Value, String> {
        self.used.borrow_mut().insert(placeholder.to_owned());
        self.values
            .get(placeholder)
            .ok_or_else(|| format!("{UNDEFINED_VALUE}; attribute value: {placeholder}"))
    }

    /// Refuses entries that no expression used. The error is a message.
    pub(crate) fn check_used(&self) -> Result<(), String> {
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
                return Err(format!(
                    "Value provided in {parameter} unused in expressions: keys: {{{keys}}}"
                ));
            }
        }
        Ok(())
    }
}
