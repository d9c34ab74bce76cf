//! Updates: what a write changes.

mod apply;
mod parse;

#[cfg(test)]
mod tests;

use super::path::check_overlaps;
use super::{Kind, Path, Placeholders, Refusal};
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
}

/// What an attribute is set to.
#[derive(Clone, Debug, PartialEq)]
enum Term {
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

    /// The places that the update changes, by clause.
    pub(crate) fn targets(&self) -> impl Iterator<Item = &Path> {
        let set = self.set.iter().map(|(path, _)| path);
        set.chain(&self.remove)
            .chain(self.add.iter().map(|(path, _)| path))
            .chain(self.delete.iter().map(|(path, _)| path))
    }
}
