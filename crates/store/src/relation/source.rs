//! Sources: what a query names, collections or other queries, whatever the type of their rows.

use std::any::{Any, TypeId};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::{Rc, Weak};

use lockstep_delta::ZSet;
use lockstep_entity::{Column, Name, Row, Scalar};

use super::core::Core;
use super::derived::{Derivation, DerivedRow};
use super::fetch::AnyDemand;
use super::node::{ColumnOf, Node};
use super::relation::Sort;
use super::tuple::{AnyRow, Cell, Tuple};
use crate::collection::Maintained;
use crate::entry::Entry;
use crate::plan::{Access, Path, Sought};
use crate::store::Delivery;
use crate::{Collection, Coverage, Demand, OrderBy, Predicate, Status, Store, Subset, SyncMode};

/// What a [`Relation`](crate::Relation) can be from, or join: an [`Alias`](crate::Alias) of a collection or a
/// [`Derived`](crate::Derived) source.
pub trait AsSource: Sealed {}

/// The other half of [`AsSource`], which only this crate implements.
pub trait Sealed {
    /// The source.
    fn source(&self) -> Source;
}

/// A collection or a query under a name, with a filter.
#[derive(Clone)]
pub struct Source {
    pub(crate) name: Name,
    pub(crate) filter: Option<Node>,
    pub(crate) rows: Rows,
}

/// Where the rows of a source come from.
#[derive(Clone)]
pub(crate) enum Rows {
    Collection(Rc<dyn AnyRows>),
    Derived(Rc<Derivation>),
}

/// A collection of rows of any type, as queries over several of them see it.
pub(crate) trait AnyRows {
    fn name(&self) -> &'static str;
    fn store(&self) -> &Store;
    fn row(&self) -> TypeId;
    fn len(&self) -> usize;
    /// What is another one for another collection.
    fn address(&self) -> usize;
    /// How rows that satisfy a condition are found, and how many are looked at.
    fn access(&self, conditions: &[&Node]) -> (Access, usize);
    /// Visits rows among which are all those that satisfy the conditions.
    /// The rows are visited by ascending keys, or in any order.
    fn for_each(&self, conditions: &[&Node], by_key: bool, visit: &mut dyn FnMut(Rc<dyn AnyRow>));
    /// Sorts tuples by the keys of their first rows, which are rows of this collection. Those that have the same first row stay
    /// in their order.
    fn sort(&self, tuples: Vec<Tuple>) -> Vec<Tuple>;
    /// Visits rows among which are all those that have these values in these columns. They are found by a composite index, or
    /// by one of the first column, which is made.
    fn for_each_equal(&self, sought: &[(&ColumnOf, &Scalar)], visit: &mut dyn FnMut(Rc<dyn AnyRow>));
    fn attach(&self, core: Weak<Core>, source: usize) -> Box<dyn Any>;
    /// Whether rows come only when they are asked for.
    fn is_fetched(&self) -> bool;
    /// Whether all rows that there are, are here.
    fn coverage(&self) -> Coverage;
    /// Whether a condition says no more than the collection can be asked.
    fn can_be_asked(&self, condition: &Node) -> bool;
    /// Asks for the rows that satisfy the conditions, as far as the collection can be asked, that have one of some values in a column, and
    /// of these for all or the first ones of an order.
    fn demand(
        &self,
        conditions: &[&Node],
        among: Option<(&ColumnOf, Vec<Scalar>)>,
        order: &[Sort],
        first: Option<usize>,
    ) -> Box<dyn AnyDemand>;
}

impl Source {
    /// The collection that messages name: of a query, its first one.
    pub(crate) fn collection(&self) -> &'static str {
        match &self.rows {
            Rows::Collection(rows) => rows.name(),
            Rows::Derived(derivation) => derivation.collection(),
        }
    }

    pub(crate) fn store(&self) -> &Store {
        match &self.rows {
            Rows::Collection(rows) => rows.store(),
            Rows::Derived(derivation) => derivation.store(),
        }
    }

    /// Whether its rows come only when they are asked for.
    pub(crate) fn is_fetched(&self) -> bool {
        matches!(&self.rows, Rows::Collection(rows) if rows.is_fetched())
    }

    pub(crate) fn row(&self) -> TypeId {
        match &self.rows {
            Rows::Collection(rows) => rows.row(),
            Rows::Derived(_) => TypeId::of::<DerivedRow>(),
        }
    }
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.filter == other.filter && self.rows == other.rows
    }
}

impl Eq for Source {}

impl Hash for Source {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.name, &self.filter, &self.rows).hash(state);
    }
}

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Collection(one), Self::Collection(other)) => one.address() == other.address(),
            (Self::Derived(one), Self::Derived(other)) => one == other,
            _ => false,
        }
    }
}

impl Eq for Rows {}

impl Hash for Rows {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Collection(rows) => rows.address().hash(state),
            Self::Derived(derivation) => derivation.hash(state),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.rows, &self.filter) {
            (Rows::Collection(rows), None) if rows.name() == self.name => formatter.write_str(&self.name),
            (Rows::Collection(rows), None) => write!(formatter, "{} as {}", rows.name(), self.name),
            (Rows::Collection(rows), Some(filter)) => {
                write!(
                    formatter,
                    "(select from {} where {filter}) as {}",
                    rows.name(),
                    self.name
                )
            }
            (Rows::Derived(derivation), None) => write!(formatter, "({derivation}) as {}", self.name),
            (Rows::Derived(derivation), Some(filter)) => {
                write!(
                    formatter,
                    "(select from ({derivation}) where {filter}) as {}",
                    self.name
                )
            }
        }
    }
}

impl<R: Row> Collection<R> {
    /// What a condition seeks that an index can find.
    fn sought<'n>(conditions: &[&'n Node]) -> Vec<Sought<'n, R>> {
        conditions
            .iter()
            .filter_map(|condition| Sought::of_node(condition))
            .collect()
    }
}

impl<R: Row> AnyRows for Collection<R> {
    fn name(&self) -> &'static str {
        Self::name(self)
    }

    fn store(&self) -> &Store {
        Self::store(self)
    }

    fn row(&self) -> TypeId {
        TypeId::of::<R>()
    }

    fn len(&self) -> usize {
        Self::len(self)
    }

    fn address(&self) -> usize {
        Self::address(self)
    }

    fn access(&self, conditions: &[&Node]) -> (Access, usize) {
        let path = Path::among(self, Self::sought(conditions), false);
        (path.access(self), path.candidates(self))
    }

    fn for_each(&self, conditions: &[&Node], by_key: bool, visit: &mut dyn FnMut(Rc<dyn AnyRow>)) {
        let path = Path::among(self, Self::sought(conditions), true);
        if !by_key {
            path.for_each(self, |_, row| visit(Rc::clone(row) as Rc<dyn AnyRow>));
            return;
        }
        let mut rows: Vec<(R::Key, Rc<R>)> = Vec::with_capacity(path.candidates(self));
        path.for_each(self, |key, row| rows.push((key.clone(), Rc::clone(row))));
        rows.sort_unstable_by(|left, right| left.0.cmp(&right.0));
        for (_, row) in rows {
            visit(row);
        }
    }

    fn sort(&self, tuples: Vec<Tuple>) -> Vec<Tuple> {
        // Keys are read in the order of the tuples, which is often that of the memory, and compared without a look at the rows.
        let mut places: Vec<(R::Key, usize)> = Vec::with_capacity(tuples.len());
        for (place, tuple) in tuples.iter().enumerate() {
            if let Some(Cell::Row(row)) = tuple.cells().first()
                && let Some(row) = (**row).as_any().downcast_ref::<R>()
            {
                places.push((row.key(), place));
            }
        }
        debug_assert_eq!(
            places.len(),
            tuples.len(),
            "tuples begin with a row of this collection"
        );
        places.sort_unstable();
        let mut tuples: Vec<Option<Tuple>> = tuples.into_iter().map(Some).collect();
        let sorted = places.into_iter().filter_map(|(_, place)| tuples[place].take());
        sorted.collect()
    }

    fn for_each_equal(&self, sought: &[(&ColumnOf, &Scalar)], visit: &mut dyn FnMut(Rc<dyn AnyRow>)) {
        let columns = sought
            .iter()
            .filter_map(|(column, value)| Some((column.column::<R>()?, *value)));
        let columns: Vec<(Column<R, ()>, &Scalar)> = columns.collect();
        let Some((first, value)) = columns.first() else {
            return;
        };
        let table = self.table();
        let mut found = |row: &Rc<R>| visit(Rc::clone(row) as Rc<dyn AnyRow>);
        let value_of = |name: &str| {
            let mut columns = columns.iter();
            columns
                .find(|(column, _)| column.name() == name)
                .map(|(_, value)| (*value).clone())
        };
        if columns.len() > 1 {
            for index in self.indexes().composite() {
                if let Some(values) = index.columns().map(value_of).collect::<Option<Box<[Scalar]>>>() {
                    index.for_each(&values, |key| table.get(key).into_iter().for_each(&mut found));
                    return;
                }
            }
        }
        self.ensure_index(*first);
        if let Some(index) = self.indexes().get(first.name()) {
            index.for_each(value, &table, |_, row| found(row));
        }
    }

    fn is_fetched(&self) -> bool {
        self.sync().mode() != SyncMode::Eager
    }

    fn coverage(&self) -> Coverage {
        Self::coverage(self, &Subset::all())
    }

    fn can_be_asked(&self, condition: &Node) -> bool {
        Predicate::<R>::of_node(condition).is_some()
    }

    fn demand(
        &self,
        conditions: &[&Node],
        among: Option<(&ColumnOf, Vec<Scalar>)>,
        order: &[Sort],
        first: Option<usize>,
    ) -> Box<dyn AnyDemand> {
        let among =
            among.and_then(|(column, values)| Some(Predicate::is_in(column.column()?, values.into_iter())));
        let conditions = conditions
            .iter()
            .filter_map(|condition| Predicate::of_node(condition));
        let predicate = among.into_iter().chain(conditions).reduce(Predicate::and);
        let order = order.iter().filter_map(|sort| match &sort.node {
            Node::Column(column) => Some(OrderBy::new(column.column()?).placed(sort.direction, sort.nulls)),
            _ => None,
        });
        let order: Vec<OrderBy<R>> = order.collect();
        Box::new(Self::demand(self, &Subset::new(predicate, &order, first)))
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

impl<R: Row> AnyDemand for Demand<R> {
    fn status(&self) -> Status {
        Self::status(self)
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
            core.feed(self.source, tuples);
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
