//! Records: the rows of a relation.

use std::any::TypeId;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use lockstep_delta::{Edits, RankedSet};
use lockstep_entity::{Row, Scalar};

use super::node::Node;
use super::source::Alias;
use super::tuple::{Cell, Tuple};
use crate::predicate::display::{Shown, joined};

/// What the tuples of a relation say.
pub(crate) struct Shape {
    /// The sources whose rows are there: name, type, cell.
    pub(crate) rows: Vec<(&'static str, TypeId, usize)>,
    pub(crate) fields: Vec<(&'static str, Node)>,
    /// What is included: name, cell.
    pub(crate) included: Vec<(&'static str, usize)>,
}

/// One row of a [`Relation`](crate::Relation): it lends the rows of the sources, and computes the selected fields when they are
/// asked for. A cheap handle.
#[derive(Clone)]
pub struct Record {
    tuple: Tuple,
    shape: Rc<Shape>,
}

impl Record {
    pub(crate) const fn new(tuple: Tuple, shape: Rc<Shape>) -> Self {
        Self { tuple, shape }
    }

    /// The row of a source: none on the side of an outer join that has no match, and none in a query with groups or
    /// distinct values.
    pub fn row<R: Row>(&self, source: &Alias<R>) -> Option<&R> {
        let asked = (source.name(), TypeId::of::<R>());
        let (.., slot) = self
            .shape
            .rows
            .iter()
            .find(|(name, row, _)| (*name, *row) == asked)?;
        match &self.tuple.cells()[*slot] {
            Cell::Row(row) => (**row).as_any().downcast_ref(),
            Cell::Absent | Cell::Value(_) | Cell::List(_) => None,
        }
    }

    /// What was included under a name, in its order, as it was when the record was; none, if nothing has this name.
    pub fn included(&self, name: &str) -> Option<&Records> {
        let (_, cell) = self.shape.included.iter().find(|(other, _)| *other == name)?;
        match &self.tuple.cells()[*cell] {
            Cell::List(records) => Some(records),
            Cell::Absent | Cell::Row(_) | Cell::Value(_) => None,
        }
    }

    /// The value of a selected field; none, if no field has this name.
    pub fn value(&self, field: &str) -> Option<Scalar> {
        let (_, node) = self.shape.fields.iter().find(|(name, _)| *name == field)?;
        Some(node.value(self.tuple.cells()).into_scalar())
    }

    /// The values of all selected fields, in their order.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, Scalar)> {
        let fields = self.shape.fields.iter();
        fields.map(|(name, node)| (*name, node.value(self.tuple.cells()).into_scalar()))
    }
}

impl fmt::Display for Record {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = self
            .values()
            .map(|(name, value)| format!("{name}: {}", Shown(&value)));
        joined(formatter, ", ", fields)
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Record({self})")
    }
}

/// The records of a live relation as one commit left them, in their order. Taking it costs nothing, and later commits do not
/// change it.
#[derive(Clone)]
pub struct Records {
    tuples: RankedSet<Tuple>,
    window: Range<usize>,
    shape: Rc<Shape>,
}

impl Records {
    pub(crate) fn new(tuples: &RankedSet<Tuple>, window: Range<usize>, shape: &Rc<Shape>) -> Self {
        Self {
            tuples: tuples.clone(),
            window,
            shape: Rc::clone(shape),
        }
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.window.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.window.is_empty()
    }

    /// The record at a position, counted from 0: `O(log n)`.
    pub fn get(&self, position: usize) -> Option<Record> {
        let tuple = self.tuples.get(self.window.start + position);
        let tuple = tuple.filter(|_| position < self.len())?;
        Some(Record::new(tuple.clone(), Rc::clone(&self.shape)))
    }

    /// All records, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Record> + ExactSizeIterator {
        let tuples = self.tuples.range(self.window.clone());
        tuples.map(|tuple| Record::new(tuple.clone(), Rc::clone(&self.shape)))
    }
}

impl fmt::Debug for Records {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

/// Everything that one commit changed in the records of a live relation, or that a window which moved changed in sight.
#[derive(Clone)]
pub struct RecordBatch {
    pub(crate) edits: Edits<Record>,
    pub(crate) records: Records,
    pub(crate) total: usize,
}

impl RecordBatch {
    /// The records that left, came, or changed (those did both), with positions: see [`Edits`].
    pub const fn edits(&self) -> &Edits<Record> {
        &self.edits
    }

    /// The records as the commit left them, also if other commits have followed by now.
    pub const fn records(&self) -> &Records {
        &self.records
    }

    /// How many records there are, whatever the offset and limit.
    pub const fn total(&self) -> usize {
        self.total
    }
}

impl fmt::Debug for RecordBatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RecordBatch")
            .field("edits", &self.edits)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}
