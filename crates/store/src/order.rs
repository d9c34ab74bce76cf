//! Orders: by which columns rows are sorted.

use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;

use lockstep_entity::{AsScalar, Column, Row, ScalarRef};

use crate::ColumnExt;
use crate::entry::Entry;
use crate::sort_key::SortKey;

/// One column of an order, with its direction and the place of nulls.
///
/// Made by [`ColumnExt::asc`](crate::ColumnExt::asc) and [`ColumnExt::desc`](crate::ColumnExt::desc). Text is ordered by
/// code point, as `DynamoDB` orders its keys. Nulls come first in both directions unless
/// [`nulls_last`](Self::nulls_last) is said.
pub struct OrderBy<R> {
    column: Column<R, ()>,
    direction: Direction,
    nulls: Nulls,
}

/// A direction of sorting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The smallest value first.
    #[default]
    Ascending,
    /// The greatest value first.
    Descending,
}

/// Where rows without a value come, whatever the direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nulls {
    /// Before all others.
    #[default]
    First,
    /// After all others.
    Last,
}

impl<R> OrderBy<R> {
    pub(crate) fn new(column: Column<R, ()>) -> Self {
        Self {
            column,
            direction: Direction::Ascending,
            nulls: Nulls::First,
        }
    }

    /// The name of the column.
    pub fn column(&self) -> &'static str {
        self.column.name()
    }

    /// Sorts in this direction.
    #[must_use]
    pub fn direction(self, direction: Direction) -> Self {
        Self { direction, ..self }
    }

    pub(crate) fn placed(self, direction: Direction, nulls: Nulls) -> Self {
        Self {
            direction,
            nulls,
            ..self
        }
    }

    pub(crate) fn descending(self) -> Self {
        self.direction(Direction::Descending)
    }

    /// Rows without a value come first; so they do unless [`nulls_last`](Self::nulls_last) is said.
    #[must_use]
    pub fn nulls_first(self) -> Self {
        Self {
            nulls: Nulls::First,
            ..self
        }
    }

    /// Rows without a value come last.
    #[must_use]
    pub fn nulls_last(self) -> Self {
        Self {
            nulls: Nulls::Last,
            ..self
        }
    }

    pub(crate) fn is_descending(&self) -> bool {
        self.direction == Direction::Descending
    }

    pub(crate) fn puts_nulls_first(&self) -> bool {
        self.nulls == Nulls::First
    }

    pub(crate) fn scalar<'r>(&self, row: &'r R) -> ScalarRef<'r> {
        self.column.scalar(row)
    }

    pub(crate) fn compare(&self, left: &R, right: &R) -> Ordering {
        let (left, right) = (self.column.scalar(left), self.column.scalar(right));
        match (left.is_null(), right.is_null()) {
            (false, false) if self.is_descending() => right.cmp(&left),
            (false, false) => left.cmp(&right),
            (true, true) => Ordering::Equal,
            (left_null, _) => {
                if left_null == self.puts_nulls_first() {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
        }
    }
}

/// An order of rows: columns, then the key, so that no two rows are equal.
pub(crate) struct RowOrder<R> {
    terms: Rc<[OrderBy<R>]>,
}

/// An entry with the beginning of its sort key, which tells most rows apart without a look at them.
pub(crate) struct Ranked<R: Row> {
    sort_key: SortKey,
    pub(crate) entry: Entry<R>,
}

/// Compares two rows of an order.
pub(crate) type Comparator<R> = Box<dyn Fn(&Ranked<R>, &Ranked<R>) -> Ordering>;

impl<R: Row> RowOrder<R> {
    pub(crate) fn push(&mut self, term: OrderBy<R>) {
        self.terms = self.terms.iter().copied().chain([term]).collect();
    }

    pub(crate) fn terms(&self) -> &[OrderBy<R>] {
        &self.terms
    }

    pub(crate) fn rank(&self, entry: Entry<R>) -> Ranked<R> {
        Ranked {
            sort_key: SortKey::of(&self.terms, &entry.row),
            entry,
        }
    }

    pub(crate) fn compare(&self, left: &Ranked<R>, right: &Ranked<R>) -> Ordering {
        left.sort_key.cmp(&right.sort_key).then_with(|| {
            let columns = self
                .terms
                .iter()
                .map(|term| term.compare(&left.entry.row, &right.entry.row));
            let unequal = columns.into_iter().find(|ordering| ordering.is_ne());
            unequal.unwrap_or_else(|| left.entry.key.cmp(&right.entry.key))
        })
    }

    pub(crate) fn comparator(&self) -> Comparator<R> {
        let order = self.clone();
        Box::new(move |left, right| order.compare(left, right))
    }
}

impl<R> Default for RowOrder<R> {
    fn default() -> Self {
        Self { terms: Rc::new([]) }
    }
}

impl<R> Clone for RowOrder<R> {
    fn clone(&self) -> Self {
        Self {
            terms: self.terms.clone(),
        }
    }
}

impl<R: Row> Clone for Ranked<R> {
    fn clone(&self) -> Self {
        Self {
            sort_key: self.sort_key,
            entry: self.entry.clone(),
        }
    }
}

impl<R> Clone for OrderBy<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for OrderBy<R> {}

impl<R: Row, T: AsScalar> From<Column<R, T>> for OrderBy<R> {
    fn from(column: Column<R, T>) -> Self {
        column.asc()
    }
}

impl<R> fmt::Display for OrderBy<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} {} nulls {}",
            self.column.name(),
            self.direction,
            self.nulls
        )
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ascending => "asc",
            Self::Descending => "desc",
        })
    }
}

impl fmt::Display for Nulls {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::First => "first",
            Self::Last => "last",
        })
    }
}

impl<R> fmt::Debug for OrderBy<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "OrderBy({self})")
    }
}
