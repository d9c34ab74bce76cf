//! Expressions as data: what [`Expr`](crate::Expr) wraps.

use std::any::{Any, TypeId};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use lockstep_entity::{Column, Name, Row, Scalar, ScalarRef};

use super::eval::Value;
use super::exists::Exists;
use super::instant::DatePart;
use super::opaque::Opaque;
use super::tuple::AnyRow;
use crate::like::Pattern;

/// An expression. Two that are equal mean the same, whoever wrote them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    Column(ColumnOf),
    /// A value of the tuple itself: where a group's key or aggregate, or a distinct field, is found.
    Cell(usize),
    Literal(Scalar),
    Call(Function, Box<[Node]>),
    /// In a sorted list; and whether the list had a null.
    In(Box<Node>, Rc<[Scalar]>, bool),
    Like(Box<Node>, Pattern),
    Aggregate(AggregateKind, Option<Box<Node>>),
    /// Whether a relation has records that belong to this one.
    Exists(Rc<Exists>),
    /// A function of the program, of some values.
    Opaque(Opaque, Box<[Node]>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Function {
    Eq,
    Ne,
    Lt,
    Lte,
    Gt,
    Gte,
    And,
    Or,
    Not,
    IsNull,
    Add,
    Subtract,
    Multiply,
    Divide,
    Upper,
    Lower,
    Length,
    Trim,
    /// From a place, counted from 1; and as many characters as a third argument says.
    Substring,
    Abs,
    Floor,
    Ceil,
    Round,
    Remainder,
    Part(DatePart),
    Concat,
    StartsWith,
    Coalesce,
    /// Condition, value, condition, value …, and the value otherwise.
    Case,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum AggregateKind {
    Count,
    CountDistinct,
    Sum,
    Avg,
    Min,
    Max,
    /// All values, as a list.
    Collect,
}

/// A column of the rows of one source.
#[derive(Clone)]
pub(crate) struct ColumnOf {
    pub(crate) alias: Name,
    pub(crate) name: Name,
    /// The type of the rows.
    pub(crate) row: TypeId,
    /// Which cell of the tuple the row is in, once that is known.
    pub(crate) slot: usize,
    reader: Rc<dyn Reader>,
}

/// Reads a column from a row whose type it knows.
pub(crate) trait Reader {
    fn read<'r>(&self, row: &'r dyn AnyRow) -> ScalarRef<'r>;

    /// The column, to be found by who knows the type of the rows.
    fn as_any(&self) -> &dyn Any;

    /// What else than its name tells it from other columns of the same source.
    fn within(&self) -> Option<&Name> {
        None
    }

    /// Why there is no such column.
    fn problem(&self) -> Option<String> {
        None
    }

    /// The value, where it is computed.
    fn compute(&self, _row: &dyn AnyRow) -> Option<Scalar> {
        None
    }

    /// Whether it is a field that a query selects.
    #[cfg(feature = "json")]
    fn is_field(&self) -> bool {
        false
    }

    /// Whether it is a function of the program, of which nothing is known but its name.
    fn is_closure(&self) -> bool {
        false
    }
}

impl<R: Row> Reader for Column<R, ()> {
    fn read<'r>(&self, row: &'r dyn AnyRow) -> ScalarRef<'r> {
        let row = row.as_any().downcast_ref::<R>();
        self.scalar(row.expect("the type of the rows was compared when the column was resolved"))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl ColumnOf {
    pub(crate) fn new<R: Row>(alias: Name, column: Column<R, ()>) -> Self {
        let name = Name::Borrowed(column.name());
        Self::reading(alias, name, TypeId::of::<R>(), Rc::new(column))
    }

    pub(crate) fn reading(alias: Name, name: Name, row: TypeId, reader: Rc<dyn Reader>) -> Self {
        Self {
            alias,
            name,
            row,
            slot: 0,
            reader,
        }
    }

    pub(crate) fn read<'r>(&self, row: &'r dyn AnyRow) -> ScalarRef<'r> {
        self.reader.read(row)
    }

    pub(crate) fn value<'r>(&self, row: &'r dyn AnyRow) -> Value<'r> {
        if self.reader.is_closure() {
            return Value::Owned(self.reader.compute(row).unwrap_or(Scalar::Null));
        }
        Value::Borrowed(self.reader.read(row))
    }

    pub(crate) fn reader(&self) -> &dyn Reader {
        &*self.reader
    }

    /// The column of rows of type `R`, if it is one.
    pub(crate) fn column<R: Row>(&self) -> Option<Column<R, ()>> {
        self.reader.as_any().downcast_ref().copied()
    }

    fn identity(&self) -> (&Name, Option<&Name>, bool, &Name, TypeId, usize) {
        let reader = self.reader();
        (
            &self.alias,
            reader.within(),
            reader.is_closure(),
            &self.name,
            self.row,
            self.slot,
        )
    }
}

/// A column is what it is called; columns of one row type that are called alike read alike.
impl PartialEq for ColumnOf {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for ColumnOf {}

impl Hash for ColumnOf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.identity().hash(state);
    }
}

impl Node {
    pub(crate) fn call(function: Function, arguments: impl Into<Box<[Node]>>) -> Self {
        Self::Call(function, arguments.into())
    }

    /// Both hold.
    pub(crate) fn and(first: Option<Self>, second: Self) -> Self {
        match first {
            None => second,
            Some(first) => {
                let mut parts = Vec::new();
                first.into_conjuncts(&mut parts);
                second.into_conjuncts(&mut parts);
                Self::call(Function::And, parts)
            }
        }
    }

    /// The parts that must all hold.
    pub(crate) fn into_conjuncts(self, parts: &mut Vec<Self>) {
        match self {
            Self::Call(Function::And, arguments) => {
                for argument in arguments {
                    argument.into_conjuncts(parts);
                }
            }
            node => parts.push(node),
        }
    }

    /// The parts that it is made of directly.
    pub(crate) fn children(&self) -> &[Self] {
        match self {
            Self::Call(_, arguments) | Self::Opaque(_, arguments) => arguments,
            Self::In(node, ..) | Self::Like(node, _) | Self::Aggregate(_, Some(node)) => {
                std::slice::from_ref(node)
            }
            Self::Column(_)
            | Self::Cell(_)
            | Self::Literal(_)
            | Self::Exists(_)
            | Self::Aggregate(_, None) => &[],
        }
    }

    /// The same, made of other parts.
    pub(crate) fn map<E>(&self, map: &mut dyn FnMut(&Self) -> Result<Self, E>) -> Result<Self, E> {
        Ok(match self {
            Self::Call(function, arguments) => {
                Self::Call(*function, arguments.iter().map(map).collect::<Result<_, _>>()?)
            }
            Self::Opaque(function, arguments) => Self::Opaque(
                function.clone(),
                arguments.iter().map(map).collect::<Result<_, _>>()?,
            ),
            Self::In(node, values, has_null) => Self::In(Box::new(map(node)?), values.clone(), *has_null),
            Self::Like(node, pattern) => Self::Like(Box::new(map(node)?), pattern.clone()),
            Self::Aggregate(kind, Some(node)) => Self::Aggregate(*kind, Some(Box::new(map(node)?))),
            Self::Column(_)
            | Self::Cell(_)
            | Self::Literal(_)
            | Self::Exists(_)
            | Self::Aggregate(_, None) => self.clone(),
        })
    }

    pub(crate) fn has_aggregate(&self) -> bool {
        matches!(self, Self::Aggregate(..)) || self.children().iter().any(Self::has_aggregate)
    }

    pub(crate) fn has_exists(&self) -> bool {
        matches!(self, Self::Exists(_)) || self.children().iter().any(Self::has_exists)
    }

    /// Adds what it asks of other relations, each once.
    pub(crate) fn add_exists(&self, exists: &mut Vec<Rc<Exists>>) {
        if let Self::Exists(asked) = self
            && !exists.contains(asked)
        {
            exists.push(Rc::clone(asked));
        }
        self.children().iter().for_each(|child| child.add_exists(exists));
    }

    /// Calls `visit` with every column in it.
    pub(crate) fn for_each_column<'n>(&'n self, visit: &mut impl FnMut(&'n ColumnOf)) {
        if let Self::Column(column) = self {
            visit(column);
        }
        for child in self.children() {
            child.for_each_column(visit);
        }
    }
}
