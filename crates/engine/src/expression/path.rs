//! Document paths: `a`, `a.b`, `a[0].b`.

use std::fmt::{self, Write as _};

use super::Fault;
use crate::value::{Item, Value};

/// How deep a path may lead, the attribute itself included.
pub(super) const MAX_ELEMENTS: usize = 32;

/// One step of a path.
///
/// Names come before indexes: so that paths are sorted in the order in which updates and projections take them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Element {
    /// An attribute, or a member of a map.
    Name(String),
    /// An element of a list.
    Index(usize),
}

/// A place in an item: the name of an attribute, then steps into it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Path {
    /// The attribute.
    pub(crate) attribute: String,
    /// What follows it.
    pub(crate) steps: Vec<Element>,
}

impl Path {
    /// A whole attribute.
    pub(crate) fn to(attribute: &str) -> Self {
        Self {
            attribute: attribute.to_owned(),
            steps: Vec::new(),
        }
    }

    /// The last name on the way, with the indexes after it: `c[0]` of `a.b[1].c[0]`.
    pub(crate) fn last_name(&self) -> String {
        let indexes = self
            .steps
            .iter()
            .rev()
            .take_while(|step| matches!(step, Element::Index(_)));
        let (before, after) = self.steps.split_at(self.steps.len() - indexes.count());
        let mut name = match before.last() {
            Some(Element::Name(name)) => name.clone(),
            _ => self.attribute.clone(),
        };
        for step in after {
            if let Element::Index(index) = step {
                let _ = write!(name, "[{index}]");
            }
        }
        name
    }

    /// The value there.
    pub(crate) fn find<'a>(&self, item: &'a Item) -> Option<&'a Value> {
        find(item.get(&self.attribute)?, &self.steps)
    }

    /// Whether one path leads through the other's place, or to it.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let shorter = self.steps.len().min(other.steps.len());
        self.attribute == other.attribute && self.steps[..shorter] == other.steps[..shorter]
    }
}

/// The value that some steps lead to.
pub(crate) fn find<'a>(value: &'a Value, steps: &[Element]) -> Option<&'a Value> {
    steps.iter().try_fold(value, |value, step| match (value, step) {
        (Value::Map(map), Element::Name(name)) => map.get(name),
        (Value::List(list), Element::Index(index)) => list.get(*index),
        _ => None,
    })
}

/// As [`find`], to change it.
pub(crate) fn find_mut<'a>(value: &'a mut Value, steps: &[Element]) -> Option<&'a mut Value> {
    steps.iter().try_fold(value, |value, step| match (value, step) {
        (Value::Map(map), Element::Name(name)) => map.get_mut(name),
        (Value::List(list), Element::Index(index)) => list.get_mut(*index),
        _ => None,
    })
}

/// The form of error messages: `[a, b, [0]]`.
impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{}", self.attribute)?;
        for step in &self.steps {
            match step {
                Element::Name(name) => write!(formatter, ", {name}")?,
                Element::Index(index) => write!(formatter, ", [{index}]")?,
            }
        }
        formatter.write_str("]")
    }
}

/// Refuses paths of which two overlap: the first two are named.
pub(super) fn check_overlaps(paths: &[&Path]) -> Result<(), Fault> {
    for (index, one) in paths.iter().enumerate() {
        if let Some(two) = paths[index + 1..].iter().find(|two| one.overlaps(two)) {
            return Err(Fault::Overlap {
                one: one.to_string(),
                two: two.to_string(),
            });
        }
    }
    Ok(())
}
