//! Records: the rows of a relation.

use std::any::TypeId;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use lockstep_delta::{Edits, RankedSet};
use lockstep_entity::{Name, Row, Scalar};

use super::alias::Alias;
use super::derived::{Derived, DerivedRow};
use super::node::Node;
use super::tuple::{Cell, Tuple};
use crate::predicate::display::{Shown, joined};

/// What the tuples of a relation say.
pub(crate) struct Shape {
    /// How many cells identify a record.
    pub(crate) identity: usize,
    /// The sources whose rows are there: name, type, cell.
    pub(crate) rows: Vec<(Name, TypeId, usize)>,
    pub(crate) fields: Vec<(Name, Node)>,
    /// What is included: name, cell.
    pub(crate) included: Vec<(Name, usize)>,
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
        self.cell(source.name())
    }

    /// The record of a derived source that this one is made of, as [`Record::row`] is the row of a collection: of its own
    /// sources it has rows, too.
    pub fn record(&self, source: &Derived) -> Option<Self> {
        self.cell(source.name()).map(DerivedRow::record)
    }

    /// The cells that identify the record.
    pub(crate) fn identity(&self) -> &[Cell] {
        &self.tuple.cells()[..self.shape.identity]
    }

    /// Whether both are one and the same: a record that no commit has changed in between. Costs nothing.
    pub fn is_same(&self, other: &Self) -> bool {
        self.tuple.is(&other.tuple)
    }

    fn cell<R: 'static>(&self, source: &str) -> Option<&R> {
        let asked = (source, TypeId::of::<R>());
        let mut rows = self.shape.rows.iter();
        let (.., slot) = rows.find(|(name, row, _)| (&**name, *row) == asked)?;
        match &self.tuple.cells()[*slot] {
            Cell::Row(row) => (**row).as_any().downcast_ref(),
            _ => None,
        }
    }

    /// What was included under a name, in its order, as it was when the record was; none, if nothing has this name.
    pub fn included(&self, name: &str) -> Option<&Records> {
        let (_, cell) = self.shape.included.iter().find(|(other, _)| *other == name)?;
        match &self.tuple.cells()[*cell] {
            Cell::List(records) => Some(records),
            _ => None,
        }
    }

    /// The values that a field [collected](crate::Expr::collect), in their order; none, if no field that does has this name.
    pub fn collected(&self, field: &str) -> Option<&[Scalar]> {
        match self.field(field)? {
            Node::Cell(index) => match &self.tuple.cells()[*index] {
                Cell::Values(values) => Some(values),
                _ => None,
            },
            _ => None,
        }
    }

    fn field(&self, name: &str) -> Option<&Node> {
        let mut fields = self.shape.fields.iter();
        Some(&fields.find(|(field, _)| field == name)?.1)
    }

    /// The value of a selected field, by its whole name (`author.name`, where it is nested); none, if no field has this name. Of a
    /// list that was collected it is null: see [`Record::collected`].
    pub fn value(&self, field: &str) -> Option<Scalar> {
        Some(self.field(field)?.value(self.tuple.cells()).into_scalar())
    }

    /// The values of all selected fields, in their order, by their whole names.
    pub fn values(&self) -> impl Iterator<Item = (&str, Scalar)> {
        let fields = self.shape.fields.iter();
        fields.map(|(name, node)| (&**name, node.value(self.tuple.cells()).into_scalar()))
    }

    /// Writes the fields that begin with `start`, those with a dot after it as shapes of their own.
    fn write(&self, formatter: &mut fmt::Formatter<'_>, start: &str) -> fmt::Result {
        let mut written: Vec<&str> = Vec::new();
        for (name, node) in &self.shape.fields {
            let Some(rest) = name.strip_prefix(start) else {
                continue;
            };
            let first = rest.split_once('.').map_or(rest, |(first, _)| first);
            if written.contains(&first) {
                continue;
            }
            if !written.is_empty() {
                formatter.write_str(", ")?;
            }
            written.push(first);
            write!(formatter, "{first}: ")?;
            if first.len() < rest.len() {
                formatter.write_str("{")?;
                self.write(formatter, &name[..=start.len() + first.len()])?;
                formatter.write_str("}")?;
            } else if let Some(values) = self.collected(name) {
                formatter.write_str("[")?;
                joined(formatter, ", ", values.iter().map(Shown))?;
                formatter.write_str("]")?;
            } else {
                write!(
                    formatter,
                    "{}",
                    Shown(&node.value(self.tuple.cells()).into_scalar())
                )?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Record {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(formatter, "")
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
