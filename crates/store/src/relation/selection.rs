//! Selections: the rows of one collection that an expression chooses, for queries with typed rows.

use std::any::Any;
use std::fmt;
use std::rc::{Rc, Weak};

use lockstep_delta::ZSet;
use lockstep_entity::Row;

use super::Alias;
use super::compile::compile;
use super::core::Core;
use super::expr::Expr;
use super::relation::Relation;
use super::source::Rows;
use super::tuple::{Cell, Tuple};
use crate::collection::Maintained;
use crate::entry::Entry;
use crate::plan::Access;
use crate::store::Delivery;
use crate::{Collection, Error};

/// A condition of a [`Query`](crate::Query) that may ask other relations.
pub(crate) struct Selection<R: Row> {
    relation: Relation,
    /// Behind a pointer, so that a program whose queries have no such condition does not carry what maintains them.
    open: fn(&Relation) -> Rc<dyn Selected<R>>,
}

/// The rows that are selected, kept current.
pub(crate) trait Selected<R: Row> {
    /// Visits them.
    fn for_each(&self, visit: &mut dyn FnMut(&R::Key, &Rc<R>));

    /// Hands every change of them to `query`, until what is returned is dropped.
    fn attach(self: Rc<Self>, query: Weak<dyn Maintained<R>>) -> Box<dyn Any>;
}

/// Who is told what a commit changed in the tuples of a relation, before any subscriber is.
pub(crate) trait Listener {
    fn advance(&self, delta: &ZSet<Tuple>) -> Option<Delivery>;
}

impl<R: Row> Selection<R> {
    /// Narrows a selection, or the whole collection, to what makes `condition` true.
    ///
    /// # Errors
    /// That `alias` is one of another collection, and what is wrong with the condition.
    pub(crate) fn of(
        first: Option<Self>,
        source: &Collection<R>,
        alias: &Alias<R>,
        condition: Expr<bool>,
    ) -> Result<Self, Error> {
        let relation = match first {
            Some(first) => first.relation,
            None => Relation::from(alias),
        };
        let is_its_own =
            matches!(&relation.from.rows, Rows::Collection(rows) if rows.address() == source.address());
        if !is_its_own || !alias.is_of(source) {
            let problem = format!(
                "{} is no alias of the collection that the query is from",
                alias.name()
            );
            return Err(Error::invalid_query(source.name(), problem));
        }
        let relation = relation.filter(condition);
        compile(&relation)?;
        Ok(Self {
            relation,
            open: |relation| {
                let core = Core::of(relation).expect("it was compiled when the condition was given");
                Rc::new(Opened(core))
            },
        })
    }

    pub(crate) fn open(&self) -> Rc<dyn Selected<R>> {
        (self.open)(&self.relation)
    }

    /// How rows among which are those that are selected are found.
    pub(crate) fn access(&self) -> Option<Access> {
        let Rows::Collection(rows) = &self.relation.from.rows else {
            return None;
        };
        let filter = self.relation.filter.clone();
        let mut conditions = Vec::new();
        for part in self.relation.from.filter.clone().into_iter().chain(filter) {
            part.into_conjuncts(&mut conditions);
        }
        let conditions: Vec<_> = conditions.iter().filter(|part| !part.has_exists()).collect();
        Some(rows.access(&conditions).0)
    }
}

impl<R: Row> Clone for Selection<R> {
    fn clone(&self) -> Self {
        Self {
            relation: self.relation.clone(),
            open: self.open,
        }
    }
}

impl<R: Row> fmt::Display for Selection<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.relation.from.filter.iter().chain(&self.relation.filter);
        crate::predicate::display::joined(formatter, " and ", parts)
    }
}

/// What is selected, as the records of a relation.
struct Opened(Rc<Core>);

impl<R: Row> Selected<R> for Opened {
    fn for_each(&self, visit: &mut dyn FnMut(&R::Key, &Rc<R>)) {
        self.0.with_tuples(|tuples| {
            for row in tuples.range(0..tuples.len()).filter_map(row::<R>) {
                visit(&row.key(), &row);
            }
        });
    }

    fn attach(self: Rc<Self>, query: Weak<dyn Maintained<R>>) -> Box<dyn Any> {
        let listener: Rc<dyn Listener> = Rc::new(Told { query });
        self.0.listen(Rc::downgrade(&listener));
        Box::new((self, listener))
    }
}

/// Tells a query what changed in the rows.
struct Told<R: Row> {
    query: Weak<dyn Maintained<R>>,
}

impl<R: Row> Listener for Told<R> {
    fn advance(&self, delta: &ZSet<Tuple>) -> Option<Delivery> {
        let query = self.query.upgrade()?;
        let entries = delta.iter().filter_map(|(tuple, weight)| {
            let row: Rc<R> = row(tuple)?;
            Some((Entry { key: row.key(), row }, *weight))
        });
        query.advance(&entries.collect())
    }
}

/// The row that a tuple is.
fn row<R: Row>(tuple: &Tuple) -> Option<Rc<R>> {
    let row: Rc<dyn Any> = match tuple.cells().first() {
        Some(Cell::Row(row)) => Rc::clone(row) as Rc<dyn Any>,
        _ => return None,
    };
    row.downcast().ok()
}
