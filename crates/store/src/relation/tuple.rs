//! Tuples: rows of several types side by side, as the operators see them.

use std::any::Any;
use std::cmp::Ordering;
use std::rc::Rc;

use lockstep_entity::{Row, Scalar};

use super::record::Records;

/// A row whose type is known to its source alone. A row of a collection is one as it is: nothing is copied or wrapped.
pub(crate) trait AnyRow: Any {
    fn as_any(&self) -> &dyn Any;

    /// Compares the keys of two rows of one type.
    fn compare_key(&self, other: &dyn AnyRow) -> Ordering;
}

impl<R: Row> AnyRow for R {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn compare_key(&self, other: &dyn AnyRow) -> Ordering {
        let other = other.as_any().downcast_ref::<R>();
        other.map_or(Ordering::Less, |other| self.key().cmp(&other.key()))
    }
}

/// One place in a tuple.
#[derive(Clone)]
pub(crate) enum Cell {
    /// The side of an outer join that has no match.
    Absent,
    Row(Rc<dyn AnyRow>),
    /// A key or aggregate of a group, or a value that was made distinct. Boxed, for it is twice as long as the others.
    Value(Box<Scalar>),
    /// What an aggregate collected.
    Values(Rc<[Scalar]>),
    /// What was included. It does not identify anything.
    List(Box<Records>),
}

/// What identifies a tuple: the keys of its rows, whatever else they say, and its values.
#[derive(Clone)]
pub(crate) enum Tuple {
    /// A row alone, as it comes from its source: nothing is allocated for it.
    Row(Cell),
    /// Cells of which the first is a row, and that row: it tells most tuples apart without a look at the cells.
    Led(Rc<dyn AnyRow>, Rc<[Cell]>),
    Cells(Rc<[Cell]>),
}

impl Tuple {
    fn of_list(cells: Rc<[Cell]>) -> Self {
        match cells.first() {
            Some(Cell::Row(row)) => Self::Led(Rc::clone(row), cells),
            _ => Self::Cells(cells),
        }
    }

    pub(crate) fn of_row(row: Rc<dyn AnyRow>) -> Self {
        Self::Row(Cell::Row(row))
    }

    pub(crate) fn of_cells(cells: impl IntoIterator<Item = Cell>) -> Self {
        Self::Cells(cells.into_iter().collect())
    }

    /// Two sides of a join; `widths` says how many cells stand for a side that is absent.
    pub(crate) fn joined(left: Option<&Self>, right: Option<&Self>, widths: (usize, usize)) -> Self {
        fn cells(side: Option<&Tuple>, width: usize) -> impl Iterator<Item = Cell> {
            let (present, absent) = side.map_or((&[][..], width), |side| (side.cells(), 0));
            present
                .iter()
                .cloned()
                .chain(std::iter::repeat_n(Cell::Absent, absent))
        }
        if let (Some(Self::Row(left)), Some(Self::Row(right))) = (left, right) {
            return Self::of_list(Rc::new([left.clone(), right.clone()]));
        }
        // A list whose length is known beforehand is allocated once.
        Self::of_list(cells(left, widths.0).chain(cells(right, widths.1)).collect())
    }

    /// The same, with what was included behind it.
    pub(crate) fn with(&self, records: Records) -> Self {
        let list = Cell::List(Box::new(records));
        Self::of_list(self.cells().iter().cloned().chain([list]).collect())
    }

    /// Whether the two are one in memory.
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Row(Cell::Row(left)), Self::Row(Cell::Row(right))) => Rc::ptr_eq(left, right),
            (Self::Led(_, left) | Self::Cells(left), Self::Led(_, right) | Self::Cells(right)) => {
                Rc::ptr_eq(left, right)
            }
            _ => false,
        }
    }

    pub(crate) fn cells(&self) -> &[Cell] {
        match self {
            Self::Row(cell) => std::slice::from_ref(cell),
            Self::Led(_, cells) | Self::Cells(cells) => cells,
        }
    }
}

impl Cell {
    fn rank(&self) -> u8 {
        match self {
            Self::Absent => 0,
            Self::Row(_) => 1,
            Self::Value(_) => 2,
            Self::Values(_) => 3,
            Self::List(_) => 4,
        }
    }
}

impl From<Scalar> for Cell {
    fn from(value: Scalar) -> Self {
        Self::Value(Box::new(value))
    }
}

impl Ord for Cell {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Row(left), Self::Row(right)) => left.compare_key(&**right),
            (Self::Value(left), Self::Value(right)) => left.cmp(right),
            (Self::Values(left), Self::Values(right)) => left.cmp(right),
            (left, right) => left.rank().cmp(&right.rank()),
        }
    }
}

impl PartialOrd for Cell {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Cell {}

impl Ord for Tuple {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_first = match (self, other) {
            (Self::Led(left, _), Self::Led(right, _)) => left.compare_key(&**right),
            _ => Ordering::Equal,
        };
        by_first.then_with(|| self.cells().cmp(other.cells()))
    }
}

impl PartialOrd for Tuple {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Tuple {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Tuple {}
