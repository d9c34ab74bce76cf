//! Derived sources: queries, unions of them, and live queries, as sources of other queries.

use std::any::{Any, TypeId};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use lockstep_entity::{AsScalar, Column, Name, Row, Scalar, ScalarRef};

use super::alias::Alias;
use super::expr::Expr;
use super::live::LiveRelation;
use super::node::{ColumnOf, Node, Reader};
use super::record::{Record, Shape};
use super::relation::Relation;
use super::source::{AsSource, Rows, Sealed, Source};
use super::tuple::{AnyRow, Cell, Tuple};
use crate::{ColumnExt as _, Error, Store};

/// Two or more relations that select the same fields, one under the other.
///
/// Made by [`Relation::union_all`] and [`Relation::union`]; it becomes a source by [`Union::alias`].
///
/// ```
/// # mod notes { include!("../../tests/doc/notes.rs"); }
/// # use notes::Note;
/// use lockstep_store::{Relation, Store};
///
/// let store = Store::new();
/// let (notes, archive) = (store.collection::<Note>("notes"), store.collection::<Note>("archive"));
/// notes.load([Note::new(1, "milk"), Note::new(2, "bread")]);
/// archive.load([Note::new(1, "milk"), Note::new(2, "butter")]);
///
/// let (note, old) = (notes.alias("note"), archive.alias("old"));
/// let here = Relation::from(&note).select("text", note.col(Note::TEXT));
/// let there = Relation::from(&old).select("text", old.col(Note::TEXT));
/// let both = here.union(there).alias("both");
/// let texts = Relation::from(&both)
///     .select("text", both.field::<String>("text"))
///     .order_by(both.field::<String>("text"))
///     .live()?;
/// let texts: Vec<String> = texts.records().iter().map(|record| record.to_string()).collect();
/// assert_eq!(texts, ["text: 'bread'", "text: 'butter'", "text: 'milk'"]);
/// # Ok::<(), lockstep_store::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Union {
    pub(crate) parts: Vec<Relation>,
    pub(crate) distinct: bool,
}

impl Union {
    /// And the records of another relation.
    #[must_use]
    pub fn with(mut self, relation: Relation) -> Self {
        self.parts.push(relation);
        self
    }

    /// The union under a name, as a source of a relation.
    pub fn alias(self, name: impl Into<Name>) -> Derived {
        Derived::new(Derivation::Relations(self), name.into())
    }
}

impl fmt::Display for Union {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.distinct { " union " } else { " union all " };
        crate::predicate::display::joined(formatter, sign, self.parts.iter())
    }
}

impl fmt::Debug for Union {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Union({self})")
    }
}

/// The records of a query as the rows of a source: made by [`Relation::alias`], [`Union::alias`] and
/// [`LiveRelation::alias`].
///
/// The query keeps its order, offset and limit: the source has the records within them, as they are at each moment. Queries that are
/// equal are maintained once, whether they are sources or asked for themselves.
///
/// ```
/// # mod notes { include!("../../tests/doc/notes.rs"); }
/// # use notes::Note;
/// use lockstep_store::{Relation, Store, count};
///
/// let store = Store::new();
/// let notes = store.collection::<Note>("notes");
/// notes.load([Note::new(1, "milk"), Note::new(2, "bread"), Note::new(3, "milk")]);
///
/// // How many texts come more than once?
/// let note = notes.alias("note");
/// let counts = Relation::from(&note)
///     .group_by(note.col(Note::TEXT))
///     .select("text", note.col(Note::TEXT))
///     .select("times", count())
///     .alias("counts");
/// let twice = Relation::from(&counts)
///     .filter(counts.field::<i64>("times").gt(1))
///     .select("texts", count())
///     .live()?;
/// assert_eq!(twice.first().unwrap().to_string(), "texts: 1");
/// notes.load([Note::new(4, "bread")]);
/// assert_eq!(twice.first().unwrap().to_string(), "texts: 2");
/// # Ok::<(), lockstep_store::Error>(())
/// ```
#[derive(Clone)]
pub struct Derived {
    derivation: Rc<Derivation>,
    name: Name,
    filter: Option<Node>,
}

/// What a derived source is made of.
pub(crate) enum Derivation {
    Relations(Union),
    Live(LiveRelation),
}

impl Derived {
    pub(crate) fn new(derivation: Derivation, name: Name) -> Self {
        Self {
            derivation: Rc::new(derivation),
            name,
            filter: None,
        }
    }

    /// The name in the query.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A field that the query selects. Its values are compared as they are, whatever `T` says; a name that the query does not
    /// select is an error when the whole is asked.
    pub fn field<T>(&self, name: impl Into<Name>) -> Expr<T> {
        let name = name.into();
        let fields = self.derivation.fields();
        let index = fields.iter().position(|field| *field == name);
        let reader = FieldReader { index, fields };
        let row = TypeId::of::<DerivedRow>();
        Expr::new(Node::Column(ColumnOf::reading(
            self.name.clone(),
            name,
            row,
            Rc::new(reader),
        )))
    }

    /// A column of one of the query's own sources, whether it is selected or not; null where the records have no rows, as in
    /// groups.
    pub fn col<R: Row, T: AsScalar>(&self, source: &Alias<R>, column: Column<R, T>) -> Expr<T> {
        let column = ColumnOf::new(Name::Owned(source.name().to_owned()), column.untyped());
        Expr::new(self.within(column))
    }

    /// A column of a row within the records.
    pub(crate) fn within(&self, column: ColumnOf) -> Node {
        let (name, row) = (column.name.clone(), TypeId::of::<DerivedRow>());
        let reader = Rc::new(RowReader(column));
        Node::Column(ColumnOf::reading(self.name.clone(), name, row, reader))
    }

    /// Keeps the records for which `condition` is true, before anything is joined and after the query's offset and limit. It may
    /// name fields of this source alone.
    #[must_use]
    pub fn filter(mut self, condition: Expr<bool>) -> Self {
        self.filter = Some(Node::and(self.filter.take(), condition.node));
        self
    }
}

impl Sealed for Derived {
    fn source(&self) -> Source {
        Source {
            name: self.name.clone(),
            filter: self.filter.clone(),
            rows: Rows::Derived(Rc::clone(&self.derivation)),
        }
    }
}

impl AsSource for Derived {}

impl fmt::Debug for Derived {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Derived({})", self.source())
    }
}

impl Derivation {
    pub(crate) fn is_distinct(&self) -> bool {
        matches!(self, Self::Relations(Union { distinct: true, .. }))
    }

    /// The names of the fields.
    fn fields(&self) -> Rc<[Name]> {
        let of = |relation: &Relation| relation.fields.iter().map(|(name, _)| name.clone()).collect();
        match self {
            Self::Relations(union) => union.parts.first().map(of).unwrap_or_default(),
            Self::Live(live) => of(live.whole()),
        }
    }

    pub(crate) fn collection(&self) -> &'static str {
        self.first().from.collection()
    }

    pub(crate) fn store(&self) -> &Store {
        self.first().from.store()
    }

    fn first(&self) -> &Relation {
        match self {
            Self::Relations(union) => union.parts.first().expect("a union is made of two parts"),
            Self::Live(live) => live.whole(),
        }
    }

    /// The live relations that the rows come from.
    ///
    /// # Errors
    /// Those of the parts, and that the parts of a union select different fields.
    pub(crate) fn open(&self) -> Result<Vec<LiveRelation>, Error> {
        match self {
            Self::Live(live) => Ok(vec![live.clone()]),
            Self::Relations(union) => {
                let fields = self.fields();
                let names = |relation: &Relation| {
                    let names: Vec<&str> = relation.fields.iter().map(|(name, _)| &**name).collect();
                    names.join(", ")
                };
                let expected = self.first();
                for part in &union.parts {
                    if !part.fields.iter().map(|(name, _)| name).eq(&*fields) {
                        let problem = format!(
                            "the parts of a union must select the same fields in one order; one selects {}, another one {}",
                            names(expected),
                            names(part)
                        );
                        return Err(Error::invalid_query(part.from.collection(), problem));
                    }
                }
                if union.parts.len() > 1 && fields.is_empty() {
                    let problem = "the parts of a union are known by their fields; select some".to_owned();
                    return Err(Error::invalid_query(self.collection(), problem));
                }
                union.parts.iter().map(Relation::live).collect()
            }
        }
    }
}

impl PartialEq for Derivation {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Relations(one), Self::Relations(other)) => one == other,
            (Self::Live(one), Self::Live(other)) => one.address() == other.address(),
            _ => false,
        }
    }
}

impl Eq for Derivation {}

impl Hash for Derivation {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Relations(union) => union.hash(state),
            Self::Live(live) => live.address().hash(state),
        }
    }
}

impl fmt::Display for Derivation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Relations(union) => union.fmt(formatter),
            Self::Live(live) => write!(formatter, "live {}", live.relation()),
        }
    }
}

/// A record of a query, as a row of another one.
pub(crate) struct DerivedRow {
    tuple: Tuple,
    shape: Rc<Shape>,
    /// The selected fields.
    values: Box<[Scalar]>,
    /// Which part of a union it is of; none, if rows with equal fields are one.
    part: Option<usize>,
}

impl DerivedRow {
    pub(crate) fn new(tuple: Tuple, shape: &Rc<Shape>, part: Option<usize>) -> Self {
        let fields = shape.fields.iter();
        Self {
            values: fields
                .map(|(_, node)| node.value(tuple.cells()).into_scalar())
                .collect(),
            tuple,
            shape: Rc::clone(shape),
            part,
        }
    }

    pub(crate) fn record(&self) -> Record {
        Record::new(self.tuple.clone(), Rc::clone(&self.shape))
    }
}

impl AnyRow for DerivedRow {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn compare_key(&self, other: &dyn AnyRow) -> Ordering {
        let Some(other) = other.as_any().downcast_ref::<Self>() else {
            return Ordering::Less;
        };
        if self.part.is_none() {
            return self.values.cmp(&other.values);
        }
        self.part
            .cmp(&other.part)
            .then_with(|| self.tuple.cmp(&other.tuple))
    }
}

/// Reads a selected field.
struct FieldReader {
    index: Option<usize>,
    /// Those that there are.
    fields: Rc<[Name]>,
}

impl Reader for FieldReader {
    fn read<'r>(&self, row: &'r dyn AnyRow) -> ScalarRef<'r> {
        let row = row.as_any().downcast_ref::<DerivedRow>();
        let value = row.and_then(|row| row.values.get(self.index?));
        value.map_or(ScalarRef::Null, Scalar::borrow)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    #[cfg(feature = "json")]
    fn is_field(&self) -> bool {
        true
    }

    fn problem(&self) -> Option<String> {
        self.index
            .is_none()
            .then(|| format!("is not selected; these are: {}", self.fields.join(", ")))
    }
}

/// Reads a column of a row within a record.
struct RowReader(ColumnOf);

impl Reader for RowReader {
    fn read<'r>(&self, row: &'r dyn AnyRow) -> ScalarRef<'r> {
        let Self(column) = self;
        let Some(derived) = row.as_any().downcast_ref::<DerivedRow>() else {
            return ScalarRef::Null;
        };
        let mut rows = derived.shape.rows.iter();
        let slot = rows.find(|(name, row, _)| *name == column.alias && *row == column.row);
        match slot.map(|(.., slot)| &derived.tuple.cells()[*slot]) {
            Some(Cell::Row(row)) => column.read(&**row),
            _ => ScalarRef::Null,
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn within(&self) -> Option<&Name> {
        Some(&self.0.alias)
    }
}
