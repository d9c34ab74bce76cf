//! What an update does to one attribute or a part of one, checked against the schema.

use super::super::Schema;
use super::super::attribute::{Attribute, Kind};
use super::super::failure::{invalid_attribute, refusal};
use crate::{Assignment, Error, Name, Operand, Path, UpdateAction, Value};

/// What an update takes: a value, or what another attribute holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// This value.
    Value(Value),
    /// What the attribute of this path holds.
    Attribute(String),
}

/// One operation of an update, on the attribute or part of one that a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// It becomes the input.
    Set(String, Input),
    /// It becomes the value if it is absent.
    SetIfAbsent(String, Value),
    /// It grows by the input; if it is absent, it starts with the last value given or with 0.
    Add(String, Input, Option<Value>),
    /// It shrinks by the input; if it is absent, it starts with the last value given or with 0.
    Subtract(String, Input, Option<Value>),
    /// The list grows by the elements.
    Append(String, Value),
    /// The members leave the set.
    Delete(String, Value),
    /// It is absent afterwards.
    Remove(String),
}

/// An operation, as the table sees it.
#[derive(Debug)]
pub(in crate::schema) struct Change<'s> {
    pub(in crate::schema) root: usize,
    pub(in crate::schema) attribute: &'s Attribute,
    pub(in crate::schema) path: Path,
    pub(in crate::schema) kind: ChangeKind,
    pub(in crate::schema) value: Option<Value>,
    /// Where the value comes from, if it is not given.
    source: Option<Box<Path>>,
    start: Option<Box<Value>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::schema) enum ChangeKind {
    Set,
    SetIfAbsent,
    Add,
    Subtract,
    Append,
    Delete,
    Remove,
}

impl<'s> Change<'s> {
    /// Checks an operation; `None` if it would change nothing.
    pub(in crate::schema) fn new(schema: &'s Schema, operation: Operation) -> Result<Option<Self>, Error> {
        let (path, kind, input, start) = match operation {
            Operation::Set(path, input) => (path, ChangeKind::Set, Some(input), None),
            Operation::SetIfAbsent(path, value) => {
                (path, ChangeKind::SetIfAbsent, Some(Input::Value(value)), None)
            }
            Operation::Add(path, input, start) => (path, ChangeKind::Add, Some(input), start),
            Operation::Subtract(path, input, start) => (path, ChangeKind::Subtract, Some(input), start),
            Operation::Append(path, value) => (path, ChangeKind::Append, Some(Input::Value(value)), None),
            Operation::Delete(path, value) => (path, ChangeKind::Delete, Some(Input::Value(value)), None),
            Operation::Remove(path) => (path, ChangeKind::Remove, None, None),
        };
        Self::of_path(schema, path.into(), kind, input, start)
    }

    /// Checks an operation on the attribute of a path.
    pub(in crate::schema) fn of_path(
        schema: &'s Schema,
        path: Name,
        kind: ChangeKind,
        input: Option<Input>,
        start: Option<Value>,
    ) -> Result<Option<Self>, Error> {
        let is_nested = path.contains(['.', '[']);
        let resolved = match schema.resolve_owned(path) {
            Ok(resolved) => resolved,
            // As on every write, an attribute that the schema does not know is dropped.
            Err(_) if !is_nested && kind != ChangeKind::Remove => return Ok(None),
            Err(error) => return Err(error),
        };
        let attribute = resolved.attribute;
        if attribute.read_only {
            return Err(invalid_attribute(
                &attribute.path,
                "it is read-only and cannot be changed",
            ));
        }
        if kind == ChangeKind::Remove && attribute.required {
            return Err(invalid_attribute(
                &attribute.path,
                "it is required and cannot be removed",
            ));
        }
        let (mut value, source) = match input {
            None => (None, None),
            Some(Input::Value(value)) => (Some(value), None),
            Some(Input::Attribute(name)) => (None, Some(Box::new(schema.path(&name)?))),
        };
        if let Some(value) = &value
            && !resolved.is_dynamic
        {
            attribute.expect_given(value)?;
        }
        kind.expect_kind(attribute)?;
        if value.as_ref().is_some_and(|value| !attribute.accepts(value)) {
            return Ok(None);
        }
        value = value.map(|value| attribute.fix(value));
        Ok(Some(Self {
            root: resolved.root,
            attribute,
            path: resolved.stored,
            kind,
            value,
            source,
            start: start.map(Box::new),
        }))
    }

    pub(in crate::schema) fn of_attribute(
        attribute: &'s Attribute,
        root: usize,
        kind: ChangeKind,
        value: Value,
    ) -> Result<Self, Error> {
        kind.expect_kind(attribute)?;
        Ok(Self {
            root,
            attribute,
            path: Path::from(attribute.field.clone()),
            kind,
            value: Some(value),
            source: None,
            start: None,
        })
    }

    /// Whether it is about a whole attribute at the root.
    pub(in crate::schema) fn is_whole(&self) -> bool {
        self.path.is_attribute()
    }

    /// Whether the attribute's new value is known.
    pub(in crate::schema) fn is_set(&self) -> bool {
        self.kind == ChangeKind::Set && self.value.is_some()
    }

    /// Where it changes something, and what.
    pub(in crate::schema) fn into_action(self) -> (Path, UpdateAction) {
        let Self {
            path,
            kind,
            value,
            source,
            start,
            attribute,
            ..
        } = self;
        let nested = source.is_some();
        let operand = match (value, source) {
            (Some(value), _) => Operand::Value(value),
            (None, Some(source)) => Operand::Path(*source),
            (None, None) => return (path, UpdateAction::Remove),
        };
        let start = start.map(|start| *start);
        let itself = |start: Option<Value>| match start {
            Some(start) => Assignment::IfNotExists(path.clone(), Operand::Value(start)),
            None => Assignment::Operand(Operand::Path(path.clone())),
        };
        let assign = |assignment| UpdateAction::Assign(Box::new(assignment));
        let action = match (kind, operand) {
            (ChangeKind::Set, Operand::Value(value)) => UpdateAction::Set(value),
            (ChangeKind::SetIfAbsent, Operand::Value(value)) => UpdateAction::SetIfAbsent(value),
            (ChangeKind::Append, Operand::Value(Value::List(elements))) => UpdateAction::Append(elements),
            (ChangeKind::Append, elements) => {
                let empty = Operand::Value(Value::List(Vec::new()));
                let earlier = Assignment::IfNotExists(path.clone(), empty);
                let elements = Assignment::Operand(elements);
                assign(Assignment::ListAppend(Box::new(earlier), Box::new(elements)))
            }
            (ChangeKind::Delete, Operand::Value(value)) => UpdateAction::Delete(value),
            (ChangeKind::Add, Operand::Value(value)) if start.is_none() && !nested => {
                UpdateAction::Add(value)
            }
            (ChangeKind::Add, operand) => {
                let start = start.filter(|_| matches!(attribute.kind, Kind::Number));
                assign(itself(start).plus(Assignment::Operand(operand)))
            }
            (ChangeKind::Subtract, operand) => {
                let start = start.unwrap_or_else(|| Value::from(0));
                assign(itself(Some(start)).minus(Assignment::Operand(operand)))
            }
            (_, operand) => assign(Assignment::Operand(operand)),
        };
        (path, action)
    }
}

impl ChangeKind {
    /// Checks that an operation is one of the attribute's type.
    fn expect_kind(self, attribute: &Attribute) -> Result<(), Error> {
        let fits = matches!(
            (self, &attribute.kind),
            (_, Kind::Any)
                | (Self::Set | Self::SetIfAbsent | Self::Remove, _)
                | (Self::Add, Kind::Number | Kind::Set(_))
                | (Self::Subtract, Kind::Number)
                | (Self::Append, Kind::List(_))
                | (Self::Delete, Kind::Set(_))
        );
        if fits {
            return Ok(());
        }
        let operation = match self {
            Self::Add => "`add` is for numbers and sets",
            Self::Subtract => "`subtract` is for numbers",
            Self::Append => "`append` is for lists",
            _ => "`delete` is for sets",
        };
        Err(refusal(format_args!(
            "`{}` is {}: {operation}",
            attribute.path,
            attribute.kind.name()
        )))
    }
}
