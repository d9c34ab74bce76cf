//! Conditions of relations as predicates of one collection, where they say no more than a predicate can.

use lockstep_entity::{Row, Scalar};

use super::{Comparison, Node, Predicate};
use crate::like::{Pattern, escape_like};
use crate::relation::{self, Function};

impl<R: Row> Predicate<R> {
    /// The condition as a predicate that means the same; none, if it asks for more than the columns of a row and constants.
    pub(crate) fn of_node(node: &relation::Node) -> Option<Self> {
        Some(Self {
            node: Node::of_node(node)?,
        })
    }
}

impl<R: Row> Node<R> {
    fn of_node(node: &relation::Node) -> Option<Self> {
        use relation::Node as Of;
        let column = |node: &relation::Node| match node {
            Of::Column(column) => column.column::<R>(),
            _ => None,
        };
        let all = |nodes: &[Of]| nodes.iter().map(Self::of_node).collect::<Option<Vec<_>>>();
        Some(match node {
            Of::Column(_) => Self::Compare(column(node)?, Comparison::Eq, Scalar::Bool(true)),
            Of::In(node, values, has_null) => Self::In(column(node)?, (**values).into(), *has_null),
            Of::Like(node, pattern) => Self::Like(column(node)?, pattern.clone()),
            Of::Call(Function::And, parts) => Self::And(all(parts)?),
            Of::Call(Function::Or, parts) => Self::Or(all(parts)?),
            Of::Call(function, arguments) => match (function, &**arguments) {
                (Function::Not, [part]) => Self::Not(Box::new(Self::of_node(part)?)),
                (Function::IsNull, [node]) => Self::IsNull(column(node)?),
                (Function::StartsWith, [node, Of::Literal(Scalar::Text(start))]) => {
                    let pattern = escape_like(start) + "%";
                    Self::Like(column(node)?, Pattern::new(&pattern, false))
                }
                (function, [node, Of::Literal(value)]) => {
                    Self::Compare(column(node)?, comparison(*function, false)?, value.clone())
                }
                (function, [Of::Literal(value), node]) => {
                    Self::Compare(column(node)?, comparison(*function, true)?, value.clone())
                }
                _ => return None,
            },
            Of::Cell(_) | Of::Literal(_) | Of::Aggregate(..) | Of::Exists(_) | Of::Opaque(..) => return None,
        })
    }
}

/// The comparison of a column with a value, where the value may be written first.
fn comparison(function: Function, turned: bool) -> Option<Comparison> {
    Some(match (function, turned) {
        (Function::Eq, _) => Comparison::Eq,
        (Function::Ne, _) => Comparison::Ne,
        (Function::Lt, false) | (Function::Gt, true) => Comparison::Lt,
        (Function::Lte, false) | (Function::Gte, true) => Comparison::Lte,
        (Function::Gt, false) | (Function::Lt, true) => Comparison::Gt,
        (Function::Gte, false) | (Function::Lte, true) => Comparison::Gte,
        _ => return None,
    })
}
