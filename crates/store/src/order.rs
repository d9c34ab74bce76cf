//! Orders: by which columns rows are sorted, and how to sort many of them at once.

use std::cmp::Ordering;
use std::fmt;

use lockstep_entity::{AsScalar, Column, Row, ScalarRef};

use crate::ColumnExt;
use crate::entry::Entry;

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

    fn compare(&self, left: &R, right: &R) -> Ordering {
        let (left, right) = (self.column.scalar(left), self.column.scalar(right));
        match (left.is_null(), right.is_null()) {
            (false, false) if self.direction == Direction::Descending => right.cmp(&left),
            (false, false) => left.cmp(&right),
            (true, true) => Ordering::Equal,
            (left_null, _) => {
                if left_null == (self.nulls == Nulls::First) {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
        }
    }

    /// A number that sorts as the column does, as far as it reaches: a smaller number means a smaller row.
    fn prefix(&self, row: &R) -> u64 {
        let value = self.column.scalar(row);
        if value.is_null() {
            return if self.nulls == Nulls::First { 0 } else { u64::MAX };
        }
        // Between the numbers for null on either side.
        let prefix = prefix(value) >> 1;
        let prefix = if self.direction == Direction::Descending {
            (u64::MAX >> 1) - prefix
        } else {
            prefix
        };
        prefix + 1
    }
}

/// The beginning of a value as a number that sorts like it among values of one type. Columns hold one type.
fn prefix(value: ScalarRef<'_>) -> u64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "rounding keeps the order; ties are compared in full"
    )]
    match value {
        ScalarRef::Null => 0,
        ScalarRef::Bool(value) => u64::from(value) << 1,
        ScalarRef::Integer(value) => number_prefix(value as f64),
        ScalarRef::Float(value) => number_prefix(value),
        ScalarRef::Text(text) => {
            let bytes = text.as_bytes();
            let mut first = [0; 8];
            let len = bytes.len().min(8);
            first[..len].copy_from_slice(&bytes[..len]);
            u64::from_be_bytes(first)
        }
        #[expect(clippy::cast_possible_truncation, reason = "the upper half is what is wanted")]
        ScalarRef::Id(id) => (id >> 64) as u64,
    }
}

/// IEEE 754 numbers sort like their bits once negative ones are inverted.
fn number_prefix(value: f64) -> u64 {
    const SIGN: u64 = 1 << 63;
    let bits = if value.is_nan() {
        f64::NAN.abs().to_bits()
    } else {
        (value + 0.0).to_bits()
    };
    if bits & SIGN == 0 { bits | SIGN } else { !bits }
}

/// An order of rows: columns, then the key, so that no two rows are equal.
pub(crate) struct RowOrder<R> {
    terms: Vec<OrderBy<R>>,
}

/// Compares two rows of an order.
pub(crate) type Comparator<R> = Box<dyn Fn(&Entry<R>, &Entry<R>) -> Ordering>;

impl<R: Row> RowOrder<R> {
    pub(crate) fn push(&mut self, term: OrderBy<R>) {
        self.terms.push(term);
    }

    pub(crate) fn terms(&self) -> &[OrderBy<R>] {
        &self.terms
    }

    pub(crate) fn compare(&self, left: &Entry<R>, right: &Entry<R>) -> Ordering {
        compare(&self.terms, left, right)
    }

    pub(crate) fn comparator(&self) -> Comparator<R> {
        let order = self.clone();
        Box::new(move |left, right| order.compare(left, right))
    }

    /// Sorts rows.
    ///
    /// Column by column: rows are sorted by the beginning of the column's value, read once a row, and compared in full
    /// only where that does not tell them apart; runs of rows that are equal in a column are sorted by the next one.
    pub(crate) fn sort(&self, entries: &mut Vec<Entry<R>>) {
        let mut tagged: Vec<(u64, Entry<R>)> = entries.drain(..).map(|entry| (0, entry)).collect();
        sort_run(&mut tagged, &self.terms);
        entries.extend(tagged.into_iter().map(|(_, entry)| entry));
    }
}

fn compare<R: Row>(terms: &[OrderBy<R>], left: &Entry<R>, right: &Entry<R>) -> Ordering {
    for term in terms {
        let ordering = term.compare(&left.row, &right.row);
        if ordering.is_ne() {
            return ordering;
        }
    }
    left.key.cmp(&right.key)
}

/// Up to this many rows are compared by all columns at once.
const SHORT_RUN: usize = 8;

fn sort_run<R: Row>(run: &mut [(u64, Entry<R>)], terms: &[OrderBy<R>]) {
    let (term, rest) = match terms {
        [term, rest @ ..] if run.len() > SHORT_RUN => (term, rest),
        terms => {
            run.sort_unstable_by(|left, right| compare(terms, &left.1, &right.1));
            return;
        }
    };
    for (tag, entry) in &mut *run {
        *tag = term.prefix(&entry.row);
    }
    let compare = |left: &(u64, Entry<R>), right: &(u64, Entry<R>)| {
        left.0
            .cmp(&right.0)
            .then_with(|| term.compare(&left.1.row, &right.1.row))
    };
    run.sort_unstable_by(compare);
    for equal in run.chunk_by_mut(|left, right| compare(left, right).is_eq()) {
        sort_run(equal, rest);
    }
}

impl<R> Default for RowOrder<R> {
    fn default() -> Self {
        Self { terms: Vec::new() }
    }
}

impl<R> Clone for RowOrder<R> {
    fn clone(&self) -> Self {
        Self {
            terms: self.terms.clone(),
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
        let direction = match self.direction {
            Direction::Ascending => "asc",
            Direction::Descending => "desc",
        };
        let nulls = match self.nulls {
            Nulls::First => "first",
            Nulls::Last => "last",
        };
        write!(formatter, "{} {direction} nulls {nulls}", self.column.name())
    }
}

impl<R> fmt::Debug for OrderBy<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "OrderBy({self})")
    }
}
