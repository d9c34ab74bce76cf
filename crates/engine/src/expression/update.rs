//! Updates: what a write changes.

mod apply;
mod parse;

#[cfg(test)]
mod tests;

use super::path::check_overlaps;
use super::{Fault, Kind, Path, Placeholders, Refusal};
use crate::value::Value;

/// An update, read and checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Update {
    /// `SET path = term`
    set: Vec<(Path, Term)>,
    /// `REMOVE path`
    remove: Vec<Path>,
    /// `ADD path :value`
    add: Vec<(Path, Value)>,
    /// `DELETE path :value`
    delete: Vec<(Path, Value)>,
    /// It was given by attribute, not as an expression.
    is_by_attribute: bool,
}

/// What is done with one whole attribute.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    /// It has this value then.
    Put(Value),
    /// To a number a number is added, to a set members, to a list elements.
    Add(Value),
    /// A set loses members.
    Delete(Value),
    /// It is there no more.
    Remove,
}

/// What an attribute is set to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Term {
    /// A placeholder's value.
    Value(Value),
    /// What another attribute was before.
    Path(Path),
    /// `a + b`
    Plus(Box<Term>, Box<Term>),
    /// `a - b`
    Minus(Box<Term>, Box<Term>),
    /// `if_not_exists(path, a)`
    IfNotExists(Path, Box<Term>),
    /// `list_append(a, b)`
    ListAppend(Box<Term>, Box<Term>),
}

impl Update {
    /// Reads an update.
    pub(crate) fn parse(source: &str, placeholders: &Placeholders) -> Result<Self, Refusal> {
        let parse = || {
            let update = parse::parse(source, placeholders)?;
            check_overlaps(&update.targets().collect::<Vec<_>>())?;
            Ok(update)
        };
        parse().map_err(|fault| Kind::Update.refuse(fault))
    }

    /// An update that is given by attribute, as it was before there were expressions.
    pub(crate) fn of_attributes(actions: impl IntoIterator<Item = (String, Action)>) -> Self {
        let mut update = Self {
            is_by_attribute: true,
            ..Self::default()
        };
        for (attribute, action) in actions {
            let path = Path::to(&attribute);
            match action {
                Action::Put(value) => update.set.push((path, Term::Value(value))),
                Action::Add(value) => update.add.push((path, value)),
                Action::Delete(value) => update.delete.push((path, value)),
                Action::Remove => update.remove.push(path),
            }
        }
        update
    }

    /// Sets a place too.
    pub(crate) fn set(&mut self, path: Path, term: Term) {
        self.set.push((path, term));
    }

    /// Removes what is at a place too.
    pub(crate) fn remove(&mut self, path: Path) {
        self.remove.push(path);
    }

    /// Adds members to a set too, or a number to a number.
    pub(crate) fn add(&mut self, path: Path, value: Value) {
        self.add.push((path, value));
    }

    /// Takes members from a set too.
    pub(crate) fn delete(&mut self, path: Path, value: Value) {
        self.delete.push((path, value));
    }

    /// Refuses an update of places of which two overlap; the later one is named first, as the service does for statements.
    pub(crate) fn check_backward(&self) -> Result<(), Fault> {
        let mut targets: Vec<&Path> = self.targets().collect();
        targets.reverse();
        check_overlaps(&targets)
    }

    /// The places that the update changes, by clause.
    pub(crate) fn targets(&self) -> impl Iterator<Item = &Path> {
        let set = self.set.iter().map(|(path, _)| path);
        set.chain(&self.remove)
            .chain(self.add.iter().map(|(path, _)| path))
            .chain(self.delete.iter().map(|(path, _)| path))
    }
}
