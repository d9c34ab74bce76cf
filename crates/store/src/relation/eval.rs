//! Evaluating expressions, with three-valued logic.

use std::cmp::Ordering;

use lockstep_entity::{Scalar, ScalarRef};

use super::node::{Function, Node};
use super::tuple::Cell;

/// A value that is borrowed from a row or a literal where it can be.
pub(crate) enum Value<'a> {
    Borrowed(ScalarRef<'a>),
    Owned(Scalar),
}

const NULL: Value<'static> = Value::Borrowed(ScalarRef::Null);

impl Value<'_> {
    pub(crate) fn as_ref(&self) -> ScalarRef<'_> {
        match self {
            Self::Borrowed(value) => *value,
            Self::Owned(value) => value.borrow(),
        }
    }

    pub(crate) fn into_scalar(self) -> Scalar {
        match self {
            Self::Borrowed(value) => value.to_owned(),
            Self::Owned(value) => value,
        }
    }
}

impl From<Option<bool>> for Value<'_> {
    fn from(truth: Option<bool>) -> Self {
        Self::Borrowed(truth.map_or(ScalarRef::Null, ScalarRef::Bool))
    }
}

impl Node {
    /// The value for a tuple as a cell of another one: a list stays a list.
    pub(crate) fn cell(&self, cells: &[Cell]) -> Cell {
        if let Self::Cell(index) = self
            && let Cell::Values(values) = &cells[*index]
        {
            return Cell::Values(values.clone());
        }
        Cell::from(self.value(cells).into_scalar())
    }

    /// The value for a tuple.
    pub(crate) fn value<'a>(&'a self, cells: &'a [Cell]) -> Value<'a> {
        match self {
            Self::Column(column) => match &cells[column.slot] {
                Cell::Row(row) => column.value(&**row),
                Cell::Absent | Cell::Value(_) | Cell::Values(_) | Cell::List(_) => NULL,
            },
            Self::Cell(index) => Value::Borrowed(match &cells[*index] {
                Cell::Value(value) => value.borrow(),
                Cell::Absent | Cell::Row(_) | Cell::Values(_) | Cell::List(_) => ScalarRef::Null,
            }),
            Self::Literal(value) => Value::Borrowed(value.borrow()),
            Self::Call(function, arguments) => call(*function, arguments, cells),
            Self::Opaque(opaque, arguments) => {
                let values: Vec<Value<'_>> = arguments.iter().map(|node| node.value(cells)).collect();
                let values: Vec<ScalarRef<'_>> = values.iter().map(Value::as_ref).collect();
                Value::Owned((opaque.function)(&values))
            }
            Self::In(node, values, has_null) => {
                let value = node.value(cells);
                Value::from(match value.as_ref() {
                    _ if values.is_empty() && !has_null => Some(false),
                    ScalarRef::Null => None,
                    value => {
                        let found = values.binary_search_by(|other| other.borrow().cmp(&value));
                        if found.is_ok() || !has_null {
                            Some(found.is_ok())
                        } else {
                            None
                        }
                    }
                })
            }
            Self::Like(node, pattern) => Value::from(match node.value(cells).as_ref() {
                ScalarRef::Null => None,
                ScalarRef::Text(text) => Some(pattern.matches(text)),
                _ => Some(false),
            }),
            // Replaced by cells when the query is compiled.
            Self::Aggregate(..) | Self::Exists(_) => NULL,
        }
    }

    /// Whether it is true, false or unknown (`None`) of a tuple. What is no truth value is unknown.
    pub(crate) fn truth(&self, cells: &[Cell]) -> Option<bool> {
        match self.value(cells).as_ref() {
            ScalarRef::Bool(truth) => Some(truth),
            _ => None,
        }
    }

    pub(crate) fn holds(&self, cells: &[Cell]) -> bool {
        self.truth(cells) == Some(true)
    }
}

fn call<'a>(function: Function, arguments: &'a [Node], cells: &'a [Cell]) -> Value<'a> {
    use Function as F;
    let value = |index: usize| arguments.get(index).map_or(NULL, |node| node.value(cells));
    match function {
        F::Eq | F::Ne | F::Lt | F::Lte | F::Gt | F::Gte => {
            let (left, right) = (value(0), value(1));
            compare(function, left.as_ref(), right.as_ref()).into()
        }
        F::And => every(arguments, cells, false).into(),
        F::Or => every(arguments, cells, true).into(),
        F::Not => arguments
            .first()
            .and_then(|node| node.truth(cells))
            .map(|truth| !truth)
            .into(),
        F::IsNull => Some(value(0).as_ref().is_null()).into(),
        F::Add | F::Subtract | F::Multiply | F::Divide | F::Remainder => {
            arithmetic(function, value(0).as_ref(), value(1).as_ref())
        }
        F::Upper | F::Lower => match value(0).as_ref() {
            ScalarRef::Text(text) if function == F::Upper => owned(text.to_uppercase()),
            ScalarRef::Text(text) => owned(text.to_lowercase()),
            _ => NULL,
        },
        F::Length => match value(0).as_ref() {
            ScalarRef::Text(text) => {
                let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
                Value::Borrowed(ScalarRef::Integer(length))
            }
            _ => NULL,
        },
        F::Trim => match value(0).as_ref() {
            ScalarRef::Text(text) => owned(text.trim().to_owned()),
            _ => NULL,
        },
        F::Substring => match (value(0).as_ref(), value(1).as_ref(), value(2).as_ref()) {
            (ScalarRef::Text(text), ScalarRef::Integer(from), length) => {
                substring(text, from, length, arguments.len() > 2)
            }
            _ => NULL,
        },
        F::Abs | F::Floor | F::Ceil | F::Round => rounded(function, value(0).as_ref()),
        F::Part(part) => part
            .of(value(0).as_ref())
            .map_or(NULL, |part| Value::Borrowed(ScalarRef::Integer(part))),
        F::Concat => {
            let mut whole = String::new();
            for node in arguments {
                push_text(&mut whole, node.value(cells).as_ref());
            }
            owned(whole)
        }
        F::StartsWith => Value::from(match (value(0).as_ref(), value(1).as_ref()) {
            (ScalarRef::Text(text), ScalarRef::Text(start)) => Some(text.starts_with(start)),
            (ScalarRef::Null, _) | (_, ScalarRef::Null) => None,
            _ => Some(false),
        }),
        F::Coalesce => arguments
            .iter()
            .map(|node| node.value(cells))
            .find(|value| !value.as_ref().is_null())
            .unwrap_or(NULL),
        F::Case => {
            let (cases, otherwise) = arguments.as_chunks::<2>();
            let case = cases.iter().find(|[condition, _]| condition.holds(cells));
            let result = case.map(|[_, value]| value).or(otherwise.first());
            result.map_or(NULL, |node| node.value(cells))
        }
    }
}

/// Characters from a place counted from 1, as in SQL: what lies before the first one counts for the length, and is not there.
fn substring(text: &str, from: i64, length: ScalarRef<'_>, limited: bool) -> Value<'static> {
    let start = from.max(1);
    let end = match (limited, length) {
        (false, _) => i64::MAX,
        (true, ScalarRef::Integer(length)) => from.saturating_add(length.max(0)),
        (true, _) => return NULL,
    };
    let count = |places: i64| usize::try_from(places).unwrap_or_default();
    let kept = text
        .chars()
        .skip(count(start - 1))
        .take(count(end.saturating_sub(start)));
    owned(kept.collect())
}

/// Integers stay as they are but for their sign; a float that is whole then, and fits, becomes an integer.
fn rounded(function: Function, value: ScalarRef<'_>) -> Value<'static> {
    const TWO_POW_63: f64 = 9_223_372_036_854_775_808.0;
    let float = match (function, value) {
        (Function::Abs, ScalarRef::Integer(value)) => match value.checked_abs() {
            Some(value) => return Value::Owned(Scalar::Integer(value)),
            None => TWO_POW_63,
        },
        (_, ScalarRef::Integer(value)) => return Value::Owned(Scalar::Integer(value)),
        (Function::Abs, ScalarRef::Float(value)) => return Value::Owned(Scalar::Float(value.abs())),
        (Function::Floor, ScalarRef::Float(value)) => value.floor(),
        (Function::Ceil, ScalarRef::Float(value)) => value.ceil(),
        (_, ScalarRef::Float(value)) => value.round(),
        _ => return NULL,
    };
    #[expect(clippy::cast_possible_truncation, reason = "whole, and within 64 bits")]
    Value::Owned(if (-TWO_POW_63..TWO_POW_63).contains(&float) {
        Scalar::Integer(float as i64)
    } else {
        Scalar::Float(float)
    })
}

fn owned(text: String) -> Value<'static> {
    Value::Owned(Scalar::Text(text.into()))
}

fn compare(function: Function, left: ScalarRef<'_>, right: ScalarRef<'_>) -> Option<bool> {
    if left.is_null() || right.is_null() {
        return None;
    }
    let ordering = left.cmp(&right);
    Some(match function {
        Function::Eq => ordering == Ordering::Equal,
        Function::Ne => ordering != Ordering::Equal,
        Function::Lt => ordering == Ordering::Less,
        Function::Lte => ordering != Ordering::Greater,
        Function::Gt => ordering == Ordering::Greater,
        _ => ordering != Ordering::Less,
    })
}

/// `and` and `or`: `decisive` in one part decides; otherwise unknown in one part makes the whole unknown.
fn every(nodes: &[Node], cells: &[Cell], decisive: bool) -> Option<bool> {
    let mut whole = Some(!decisive);
    for node in nodes {
        match node.truth(cells) {
            Some(truth) if truth == decisive => return Some(decisive),
            Some(_) => {}
            None => whole = None,
        }
    }
    whole
}

/// Integers stay integers where the result is one that fits; anything else is a float. By zero, there is no result.
fn arithmetic(function: Function, left: ScalarRef<'_>, right: ScalarRef<'_>) -> Value<'static> {
    if let (ScalarRef::Integer(left), ScalarRef::Integer(right)) = (left, right) {
        let exact = match function {
            Function::Add => left.checked_add(right),
            Function::Subtract => left.checked_sub(right),
            Function::Multiply => left.checked_mul(right),
            Function::Remainder => left.checked_rem(right).or((right == -1).then_some(0)),
            // Exact, or none: the remainder of a division that overflows does not exist either.
            _ => match left.checked_rem(right) {
                Some(0) => left.checked_div(right),
                _ => None,
            },
        };
        if let Some(exact) = exact {
            return Value::Owned(Scalar::Integer(exact));
        }
    }
    let (Some(left), Some(right)) = (float(left), float(right)) else {
        return NULL;
    };
    Value::Owned(match function {
        Function::Add => Scalar::Float(left + right),
        Function::Subtract => Scalar::Float(left - right),
        Function::Multiply => Scalar::Float(left * right),
        _ if right == 0.0 => Scalar::Null,
        Function::Remainder => Scalar::Float(left % right),
        _ => Scalar::Float(left / right),
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "an integer that meets a float, or whose exact result does not fit, is the nearest float"
)]
fn float(value: ScalarRef<'_>) -> Option<f64> {
    match value {
        ScalarRef::Integer(value) => Some(value as f64),
        ScalarRef::Float(value) => Some(value),
        _ => None,
    }
}

/// Appends a value as text; null is no text.
fn push_text(whole: &mut String, value: ScalarRef<'_>) {
    use std::fmt::Write as _;
    let written = match value {
        ScalarRef::Null => Ok(()),
        ScalarRef::Bool(value) => write!(whole, "{value}"),
        ScalarRef::Integer(value) => write!(whole, "{value}"),
        ScalarRef::Float(value) => write!(whole, "{value}"),
        ScalarRef::Text(value) => whole.write_str(value),
        ScalarRef::Id(value) => write!(whole, "{value:032x}"),
    };
    written.expect("writing to a string does not fail");
}
