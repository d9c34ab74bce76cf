//! Aliases: collections under the names that a query gives them.

use std::fmt;
use std::rc::Rc;

use lockstep_entity::{AsScalar, Column, Name, Row};

use super::expr::Expr;
use super::node::{ColumnOf, Node};
use super::source::{AsSource, Rows, Sealed, Source};
use crate::{Collection, ColumnExt as _};

/// A collection under a name, as a source of a [`Relation`](crate::Relation). A collection may be in a query more than
/// once, under different names.
///
/// ```
/// # mod notes { include!("../../tests/doc/notes.rs"); }
/// # use notes::Note;
/// use lockstep_store::{Relation, Store};
///
/// let store = Store::new();
/// let notes = store.collection::<Note>("notes");
/// notes.load([Note { priority: Some(1), ..Note::new(1, "milk") }, Note::new(2, "bread")]);
///
/// let note = notes.alias("note");
/// let urgent = note.clone().filter(note.col(Note::PRIORITY).is_not_null());
/// let live = Relation::from(&urgent).live()?;
/// assert_eq!(live.get(0).unwrap().row(&note).unwrap().text, "milk");
/// # Ok::<(), lockstep_store::Error>(())
/// ```
pub struct Alias<R: Row> {
    collection: Collection<R>,
    name: Name,
    filter: Option<Node>,
}

impl<R: Row> Alias<R> {
    pub(crate) fn new(collection: Collection<R>, name: Name) -> Self {
        Self {
            collection,
            name,
            filter: None,
        }
    }

    /// The name in the query.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A column of the rows, to make expressions of.
    pub fn col<T: AsScalar>(&self, column: Column<R, T>) -> Expr<T> {
        Expr::new(Node::Column(ColumnOf::new(self.name.clone(), column.untyped())))
    }

    /// Keeps the rows for which `condition` is true, before anything is joined. It may name columns of this source alone.
    #[must_use]
    pub fn filter(mut self, condition: Expr<bool>) -> Self {
        self.filter = Some(Node::and(self.filter.take(), condition.node));
        self
    }
}

impl<R: Row> Sealed for Alias<R> {
    fn source(&self) -> Source {
        Source {
            name: self.name.clone(),
            filter: self.filter.clone(),
            rows: Rows::Collection(Rc::new(self.collection.clone())),
        }
    }
}

impl<R: Row> AsSource for Alias<R> {}

impl<R: Row> Clone for Alias<R> {
    fn clone(&self) -> Self {
        Self {
            collection: self.collection.clone(),
            name: self.name.clone(),
            filter: self.filter.clone(),
        }
    }
}

impl<R: Row> fmt::Debug for Alias<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Alias({})", self.source())
    }
}
