//! Printing predicates, as SQL would write them.

use std::fmt::{self, Write as _};

use lockstep_entity::{Row, Scalar};

use super::{Comparison, Node, Predicate};

impl Comparison {
    fn symbol(self) -> &'static str {
        match self {
            Self::Eq => "=",
            Self::Ne => "<>",
            Self::Lt => "<",
            Self::Lte => "<=",
            Self::Gt => ">",
            Self::Gte => ">=",
        }
    }
}

impl<R: Row> fmt::Display for Predicate<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(formatter)
    }
}

impl<R: Row> fmt::Debug for Predicate<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Predicate({self})")
    }
}

impl<R: Row> fmt::Display for Node<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare(column, comparison, value) => {
                write!(
                    formatter,
                    "{} {} {}",
                    column.name(),
                    comparison.symbol(),
                    Shown(value)
                )
            }
            Self::In(column, values, has_null) => {
                write!(formatter, "{} in (", column.name())?;
                let null = has_null.then_some(&Scalar::Null);
                joined(formatter, ", ", values.iter().chain(null).map(Shown))?;
                formatter.write_char(')')
            }
            Self::Like(column, pattern) => {
                let operator = if pattern.folds() { "ilike" } else { "like" };
                write!(formatter, "{} {operator} ", column.name())?;
                quoted(formatter, pattern.source())
            }
            Self::IsNull(column) => write!(formatter, "{} is null", column.name()),
            Self::Key(keys) => match &**keys {
                [key] => write!(formatter, "key = {key:?}"),
                keys => {
                    formatter.write_str("key in (")?;
                    joined(formatter, ", ", keys.iter().map(Debugged))?;
                    formatter.write_char(')')
                }
            },
            Self::And(nodes) if nodes.is_empty() => formatter.write_str("true"),
            Self::Or(nodes) if nodes.is_empty() => formatter.write_str("false"),
            Self::And(nodes) => joined(formatter, " and ", nodes.iter().map(Operand)),
            Self::Or(nodes) => joined(formatter, " or ", nodes.iter().map(Operand)),
            Self::Not(node) => match &**node {
                Self::IsNull(column) => write!(formatter, "{} is not null", column.name()),
                node => write!(formatter, "not ({node})"),
            },
        }
    }
}

/// A part of `and` or `or`, in parentheses if it is another `and` or `or`.
struct Operand<'a, R: Row>(&'a Node<R>);

impl<R: Row> fmt::Display for Operand<'_, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Node::And(nodes) | Node::Or(nodes) if !nodes.is_empty() => write!(formatter, "({})", self.0),
            node => node.fmt(formatter),
        }
    }
}

struct Debugged<'a, K>(&'a K);

impl<K: fmt::Debug> fmt::Display for Debugged<'_, K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A value as SQL writes it; ids as UUIDs.
pub(crate) struct Shown<'a>(pub(crate) &'a Scalar);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Scalar::Null => formatter.write_str("null"),
            Scalar::Bool(value) => value.fmt(formatter),
            Scalar::Integer(value) => value.fmt(formatter),
            Scalar::Float(value) => value.fmt(formatter),
            Scalar::Text(text) => quoted(formatter, text),
            Scalar::Id(id) => {
                let hex = format!("{id:032x}");
                let groups = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
                joined(formatter, "-", groups.into_iter())
            }
        }
    }
}

pub(crate) fn quoted(formatter: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    write!(formatter, "'{}'", text.replace('\'', "''"))
}

pub(crate) fn joined(
    formatter: &mut fmt::Formatter<'_>,
    separator: &str,
    parts: impl Iterator<Item = impl fmt::Display>,
) -> fmt::Result {
    for (index, part) in parts.enumerate() {
        if index > 0 {
            formatter.write_str(separator)?;
        }
        part.fmt(formatter)?;
    }
    Ok(())
}
