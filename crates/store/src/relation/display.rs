//! Printing expressions, as SQL would write them.

use std::fmt::{self, Display, Formatter, Write as _};

use super::expr::Expr;
use super::node::{AggregateKind, Function, Node};
use crate::predicate::display::{Shown, joined, quoted};

impl<T> Display for Expr<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.node.fmt(formatter)
    }
}

impl<T> fmt::Debug for Expr<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "Expr({self})")
    }
}

impl Display for Node {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(column) => {
                write!(formatter, "{}.", column.alias)?;
                if let Some(within) = column.reader().within() {
                    write!(formatter, "{within}.")?;
                }
                formatter.write_str(&column.name)?;
                formatter.write_str(if column.reader().is_closure() { "()" } else { "" })
            }
            Self::Exists(exists) => exists.fmt(formatter),
            Self::Opaque(function, arguments) => {
                write!(formatter, "{}(", function.name)?;
                joined(formatter, ", ", arguments.iter())?;
                formatter.write_str(")")
            }
            Self::Cell(index) => write!(formatter, "#{index}"),
            Self::Literal(value) => Shown(value).fmt(formatter),
            Self::Call(function, arguments) => call(*function, arguments, formatter),
            Self::In(node, values, has_null) => {
                write!(formatter, "{} in (", Operand(node))?;
                let null = has_null.then_some(&lockstep_entity::Scalar::Null);
                joined(formatter, ", ", values.iter().chain(null).map(Shown))?;
                formatter.write_char(')')
            }
            Self::Like(node, pattern) => {
                let operator = if pattern.folds() { "ilike" } else { "like" };
                write!(formatter, "{} {operator} ", Operand(node))?;
                quoted(formatter, pattern.source())
            }
            Self::Aggregate(kind, None) => write!(formatter, "{}(*)", kind.name()),
            Self::Aggregate(AggregateKind::CountDistinct, Some(node)) => {
                write!(formatter, "count(distinct {node})")
            }
            Self::Aggregate(kind, Some(node)) => write!(formatter, "{}({node})", kind.name()),
        }
    }
}

impl AggregateKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Count | Self::CountDistinct => "count",
            Self::Sum => "sum",
            Self::Avg => "avg",
            Self::Min => "min",
            Self::Max => "max",
            Self::Collect => "collect",
        }
    }
}

impl Function {
    /// The sign between its arguments, or its name before them.
    const fn written(self) -> Result<&'static str, &'static str> {
        match self {
            Self::Eq => Ok("="),
            Self::Ne => Ok("<>"),
            Self::Lt => Ok("<"),
            Self::Lte => Ok("<="),
            Self::Gt => Ok(">"),
            Self::Gte => Ok(">="),
            Self::And => Ok("and"),
            Self::Or => Ok("or"),
            Self::Add => Ok("+"),
            Self::Subtract => Ok("-"),
            Self::Multiply => Ok("*"),
            Self::Divide => Ok("/"),
            Self::Remainder => Ok("%"),
            Self::StartsWith => Ok("starts with"),
            Self::Not => Err("not "),
            Self::IsNull => Err("is null"),
            Self::Upper => Err("upper"),
            Self::Lower => Err("lower"),
            Self::Length => Err("length"),
            Self::Trim => Err("trim"),
            Self::Substring => Err("substring"),
            Self::Abs => Err("abs"),
            Self::Floor => Err("floor"),
            Self::Ceil => Err("ceil"),
            Self::Round => Err("round"),
            Self::Part(part) => Err(part.name()),
            Self::Concat => Err("concat"),
            Self::Coalesce => Err("coalesce"),
            Self::Case => Err("case"),
        }
    }
}

fn call(function: Function, arguments: &[Node], formatter: &mut Formatter<'_>) -> fmt::Result {
    match (function, arguments) {
        (Function::IsNull, [node]) => write!(formatter, "{} is null", Operand(node)),
        (Function::Not, [Node::Call(Function::IsNull, inner)]) if inner.len() == 1 => {
            write!(formatter, "{} is not null", Operand(&inner[0]))
        }
        (Function::Case, arguments) => {
            let (cases, otherwise) = arguments.as_chunks::<2>();
            formatter.write_str("case")?;
            for [condition, value] in cases {
                write!(formatter, " when {condition} then {value}")?;
            }
            for value in otherwise {
                write!(formatter, " else {value}")?;
            }
            formatter.write_str(" end")
        }
        (function, arguments) => match function.written() {
            Ok(sign) => joined(formatter, &format!(" {sign} "), arguments.iter().map(Operand)),
            Err(name) => {
                write!(formatter, "{name}(")?;
                joined(formatter, ", ", arguments.iter())?;
                formatter.write_char(')')
            }
        },
    }
}

/// A part of something larger: in parentheses if it is written with a sign of its own. Comparisons need none in `and`.
struct Operand<'a>(&'a Node);

impl Display for Operand<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Node::Call(
                Function::And
                | Function::Or
                | Function::Add
                | Function::Subtract
                | Function::Multiply
                | Function::Divide
                | Function::Remainder,
                _,
            ) => write!(formatter, "({})", self.0),
            node => node.fmt(formatter),
        }
    }
}
