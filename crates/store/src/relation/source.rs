//! Sources: collections under the names that a query gives them.

use std::any::{Any, TypeId};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::{Rc, Weak};

use lockstep_delta::ZSet;
use lockstep_entity::{AsScalar, Column, Row};

use super::core::Core;
use super::expr::Expr;
use super::node::{ColumnOf, Node};
use super::tuple::{AnyRow, Tuple};
use crate::collection::Maintained;
use crate::entry::Entry;
use crate::store::Delivery;
use crate::{Collection, ColumnExt as _, Store};

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
    name: &'static str,
    filter: Option<Node>,
}

impl<R: Row> Alias<R> {
    pub(crate) fn new(collection: Collection<R>, name: &'static str) -> Self {
        Self {
            collection,
            name,
            filter: None,
        }
    }

    /// The name in the query.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// A column of the rows, to make expressions of.
    pub fn col<T: AsScalar>(&self, column: Column<R, T>) -> Expr<T> {
        Expr::new(Node::Column(ColumnOf::new(self.name, column.untyped())))
    }

    /// Keeps the rows for which `condition` is true, before anything is joined. It may name columns of this source alone.
    #[must_use]
    pub fn filter(mut self, condition: Expr<bool>) -> Self {
        self.filter = Some(Node::and(self.filter.take(), condition.node));
        self
    }

    pub(crate) fn source(&self) -> Source {
        Source {
            name: self.name,
            filter: self.filter.clone(),
            rows: Rc::new(self.collection.clone()),
        }
    }
}

impl<R: Row> Clone for Alias<R> {
    fn clone(&self) -> Self {
        Self {
            collection: self.collection.clone(),
            name: self.name,
            filter: self.filter.clone(),
        }
    }
}

impl<R: Row> fmt::Debug for Alias<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Alias({})", self.source())
    }
}

/// A source, whatever the type of its rows.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) name: &'static str,
    pub(crate) filter: Option<Node>,
    rows: Rc<dyn AnySource>,
}

/// A collection of rows of any type, as queries over several of them see it.
trait AnySource {
    fn name(&self) -> &'static str;
    fn store(&self) -> &Store;
    fn row(&self) -> TypeId;
    /// What is another one for another collection.
    fn address(&self) -> usize;
    fn for_each(&self, visit: &mut dyn FnMut(Rc<dyn AnyRow>));
    fn attach(&self, core: Weak<Core>, source: usize) -> Box<dyn Any>;
}

impl Source {
    pub(crate) fn collection(&self) -> &'static str {
        self.rows.name()
    }

    pub(crate) fn store(&self) -> &Store {
        self.rows.store()
    }

    pub(crate) fn row(&self) -> TypeId {
        self.rows.row()
    }

    /// Every row, as a delta from nothing.
    pub(crate) fn all(&self) -> ZSet<Tuple> {
        let mut delta = ZSet::new();
        self.rows.for_each(&mut |row| delta.push(Tuple::of_row(row), 1));
        delta
    }

    /// Hands what commits change in the collection to `core`, as its source number `source`, until the guard is dropped.
    pub(crate) fn attach(&self, core: Weak<Core>, source: usize) -> Box<dyn Any> {
        self.rows.attach(core, source)
    }
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.filter == other.filter && self.rows.address() == other.rows.address()
    }
}

impl Eq for Source {}

impl Hash for Source {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.name, &self.filter, self.rows.address()).hash(state);
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.filter, self.collection() == self.name) {
            (None, true) => formatter.write_str(self.name),
            (None, false) => write!(formatter, "{} as {}", self.collection(), self.name),
            (Some(filter), _) => write!(
                formatter,
                "(select from {} where {filter}) as {}",
                self.collection(),
                self.name
            ),
        }
    }
}

impl<R: Row> AnySource for Collection<R> {
    fn name(&self) -> &'static str {
        Self::name(self)
    }

    fn store(&self) -> &Store {
        Self::store(self)
    }

    fn row(&self) -> TypeId {
        TypeId::of::<R>()
    }

    fn address(&self) -> usize {
        Self::address(self)
    }

    fn for_each(&self, visit: &mut dyn FnMut(Rc<dyn AnyRow>)) {
        for (_, row) in self.table().iter() {
            let row: Rc<R> = Rc::clone(row);
            visit(row);
        }
    }

    fn attach(&self, core: Weak<Core>, source: usize) -> Box<dyn Any> {
        let id = self.store().next_number();
        let feed = Rc::new(Feed { core, source });
        let weak: Weak<Feed> = Rc::downgrade(&feed);
        Self::attach(self, id, weak);
        Box::new(Attached {
            collection: self.clone(),
            id,
            _feed: feed,
        })
    }
}

/// Where a collection's changes go in.
struct Feed {
    core: Weak<Core>,
    source: usize,
}

impl<R: Row> Maintained<R> for Feed {
    fn advance(self: Rc<Self>, delta: &ZSet<Entry<R>>) -> Option<Delivery> {
        if let Some(core) = self.core.upgrade() {
            let tuples = delta
                .iter()
                .map(|(entry, weight)| (Tuple::of_row(Rc::clone(&entry.row) as Rc<dyn AnyRow>), *weight));
            core.feed(self.source, tuples.collect());
        }
        None
    }
}

/// Ends the feed when it is dropped.
struct Attached<R: Row> {
    collection: Collection<R>,
    id: u64,
    _feed: Rc<Feed>,
}

impl<R: Row> Drop for Attached<R> {
    fn drop(&mut self) {
        self.collection.detach(self.id);
    }
}
