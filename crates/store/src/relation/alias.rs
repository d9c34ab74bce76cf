//! Aliases: collections under the names that a query gives them.

use std::any::{Any, TypeId};
use std::fmt;
use std::rc::Rc;

use lockstep_entity::{AsScalar, Column, Name, Row, Scalar, ScalarRef};

use super::expr::Expr;
use super::node::{ColumnOf, Node, Reader};
use super::source::{AsSource, Rows, Sealed, Source};
use super::tuple::AnyRow;
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

    pub(crate) fn is_of(&self, collection: &Collection<R>) -> bool {
        self.collection.is(collection)
    }

    /// A column of the rows, to make expressions of.
    pub fn col<T: AsScalar>(&self, column: Column<R, T>) -> Expr<T> {
        Expr::new(Node::Column(ColumnOf::new(self.name.clone(), column.untyped())))
    }

    /// A function of the program, by a name: what expressions cannot say. It is called for each row, where a column would be read.
    ///
    /// Nothing is known of it but its name: two of one name on rows of one type are taken to be the same, so that queries with them can be compared,
    /// hashed and shared, like all others. No index serves it, and it cannot be sent to a server. It must give the same
    /// value for the same row each time.
    ///
    /// ```
    /// # mod notes { include!("../../tests/doc/notes.rs"); }
    /// # use notes::Note;
    /// use lockstep_store::{Relation, Store};
    ///
    /// let store = Store::new();
    /// let notes = store.collection::<Note>("notes");
    /// notes.load([Note::new(1, "level"), Note::new(2, "bread")]);
    ///
    /// let note = notes.alias("note");
    /// let palindrome = note.compute("palindrome", |note| note.text.chars().eq(note.text.chars().rev()));
    /// let live = Relation::from(&note).filter(palindrome).live()?;
    /// assert_eq!(live.first().unwrap().row(&note).unwrap().text, "level");
    /// assert_eq!(live.relation().to_string(), "select * from notes as note where note.palindrome()");
    /// # Ok::<(), lockstep_store::Error>(())
    /// ```
    pub fn compute<T: AsScalar>(
        &self,
        name: impl Into<Name>,
        function: impl Fn(&R) -> T + 'static,
    ) -> Expr<T> {
        let function: Function<R> = Box::new(move |row| function(row).as_scalar().to_owned());
        Expr::new(Node::Column(ColumnOf::reading(
            self.name.clone(),
            name.into(),
            TypeId::of::<R>(),
            Rc::new(Closure(function)),
        )))
    }

    /// Keeps the rows for which `condition` is true, before anything is joined. It may name columns of this source alone.
    #[must_use]
    pub fn filter(mut self, condition: Expr<bool>) -> Self {
        self.filter = Some(Node::and(self.filter.take(), condition.node));
        self
    }
}

/// A function of the program.
struct Closure<R>(Function<R>);

type Function<R> = Box<dyn Fn(&R) -> Scalar>;

impl<R: Row> Reader for Closure<R> {
    fn read<'r>(&self, _row: &'r dyn AnyRow) -> ScalarRef<'r> {
        ScalarRef::Null // its values are computed
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn compute(&self, row: &dyn AnyRow) -> Option<Scalar> {
        Some((self.0)(row.as_any().downcast_ref::<R>()?))
    }

    fn is_closure(&self) -> bool {
        true
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
