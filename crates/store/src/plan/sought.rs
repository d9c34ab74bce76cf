//! What conditions seek that an index can find.

use std::ops::Bound;

use lockstep_entity::{Column, Row, Scalar};

use crate::like::Pattern;
use crate::predicate::{Comparison, Node};
use crate::relation;

/// Values of a column that a condition seeks. Rows that have none of them do not satisfy it.
pub(crate) struct Sought<'p, R> {
    pub(crate) column: Column<R, ()>,
    pub(crate) values: Values<'p>,
}

pub(crate) enum Values<'p> {
    /// One of these.
    Equal(&'p [Scalar]),
    /// From one to another.
    Range(Range),
}

/// Two ends.
pub(crate) type Range = (Bound<Scalar>, Bound<Scalar>);

impl<'p, R: Row> Sought<'p, R> {
    /// What a part of a predicate seeks.
    pub(crate) fn of_predicate(node: &'p Node<R>) -> Option<Self> {
        let (column, values) = match node {
            Node::Compare(column, Comparison::Eq, value) => {
                (column, Values::Equal(std::slice::from_ref(value)))
            }
            Node::Compare(column, comparison, value) => (column, Values::Range(half(*comparison, value)?)),
            Node::In(column, values, _) => (column, Values::Equal(values)),
            Node::Like(column, pattern) => (column, Values::Range(matching(pattern)?)),
            _ => return None,
        };
        Some(Self {
            column: *column,
            values,
        })
    }

    /// What a condition of a relation seeks in the rows of its source.
    pub(crate) fn of_node(node: &'p relation::Node) -> Option<Self> {
        use relation::{Function, Node};
        let (column, values) = match node {
            Node::Call(function, arguments) => match (function, &**arguments) {
                (
                    Function::Eq,
                    [Node::Column(column), Node::Literal(value)]
                    | [Node::Literal(value), Node::Column(column)],
                ) => (column, Values::Equal(std::slice::from_ref(value))),
                (function, [Node::Column(column), Node::Literal(value)]) => {
                    (column, Values::Range(compared(*function, value, false)?))
                }
                (function, [Node::Literal(value), Node::Column(column)]) => {
                    (column, Values::Range(compared(*function, value, true)?))
                }
                _ => return None,
            },
            Node::In(node, values, _) => match &**node {
                Node::Column(column) => (column, Values::Equal(values)),
                _ => return None,
            },
            Node::Like(node, pattern) => match &**node {
                Node::Column(column) => (column, Values::Range(matching(pattern)?)),
                _ => return None,
            },
            _ => return None,
        };
        Some(Self {
            column: column.column()?,
            values,
        })
    }
}

fn compared(function: relation::Function, value: &Scalar, turned: bool) -> Option<Range> {
    use relation::Function;
    let comparison = match (function, turned) {
        (Function::Lt, false) | (Function::Gt, true) => Comparison::Lt,
        (Function::Lte, false) | (Function::Gte, true) => Comparison::Lte,
        (Function::Gt, false) | (Function::Lt, true) => Comparison::Gt,
        (Function::Gte, false) | (Function::Lte, true) => Comparison::Gte,
        (Function::StartsWith, false) => match value {
            Scalar::Text(start) => return starting_with(start),
            _ => return None,
        },
        _ => return None,
    };
    half(comparison, value)
}

fn half(comparison: Comparison, value: &Scalar) -> Option<Range> {
    let value = value.clone();
    if value.is_null() {
        return None;
    }
    Some(match comparison {
        Comparison::Lt => (Bound::Unbounded, Bound::Excluded(value)),
        Comparison::Lte => (Bound::Unbounded, Bound::Included(value)),
        Comparison::Gt => (Bound::Excluded(value), Bound::Unbounded),
        Comparison::Gte => (Bound::Included(value), Bound::Unbounded),
        Comparison::Eq | Comparison::Ne => return None,
    })
}

/// The texts that may match a pattern, if it says how they begin.
fn matching(pattern: &Pattern) -> Option<Range> {
    if pattern.folds() {
        return None;
    }
    let source = pattern.source();
    let end = source.find(['%', '_', '\\']).unwrap_or(source.len());
    starting_with(&source[..end])
}

/// The texts that begin like this.
fn starting_with(start: &str) -> Option<Range> {
    if start.is_empty() {
        return None;
    }
    let low = Bound::Included(Scalar::Text(start.into()));
    let mut end = start.to_owned();
    while let Some(last) = end.pop() {
        if let Some(next) = (last..=char::MAX).nth(1) {
            end.push(next);
            return Some((low, Bound::Excluded(Scalar::Text(end.into()))));
        }
    }
    Some((low, Bound::Unbounded))
}

/// One range for each column: what all of its conditions leave.
pub(crate) fn ranges<R: Row>(sought: Vec<Sought<'_, R>>) -> Vec<(Column<R, ()>, Range)> {
    let mut ranges: Vec<(Column<R, ()>, Range)> = Vec::new();
    for Sought { column, values } in sought {
        let Values::Range(range) = values else { continue };
        match ranges.iter_mut().find(|(other, _)| other.name() == column.name()) {
            Some((_, (low, high))) => {
                tighten(low, range.0, std::cmp::Ordering::Greater);
                tighten(high, range.1, std::cmp::Ordering::Less);
            }
            None => ranges.push((column, range)),
        }
    }
    ranges
}

/// Takes the other end where that leaves less: where its value is beyond, or equal and excluded.
fn tighten(end: &mut Bound<Scalar>, other: Bound<Scalar>, beyond: std::cmp::Ordering) {
    let tighter = match (&*end, &other) {
        (_, Bound::Unbounded) => false,
        (Bound::Unbounded, _) => true,
        (Bound::Included(here) | Bound::Excluded(here), Bound::Included(there) | Bound::Excluded(there)) => {
            let ordering = there.cmp(here);
            ordering == beyond || (ordering.is_eq() && matches!(other, Bound::Excluded(_)))
        }
    };
    if tighter {
        *end = other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Scalar {
        Scalar::Text(text.into())
    }

    #[test]
    fn a_start_is_a_range() {
        let end = |start| starting_with(start).map(|(_, end)| end);
        assert_eq!(end("ab"), Some(Bound::Excluded(text("ac"))));
        assert_eq!(end("a\u{d7ff}"), Some(Bound::Excluded(text("a\u{e000}"))));
        assert_eq!(end("a\u{10ffff}"), Some(Bound::Excluded(text("b"))));
        assert_eq!(end("\u{10ffff}"), Some(Bound::Unbounded));
        assert_eq!(end(""), None);
    }

    #[test]
    fn the_narrower_end_counts() {
        let mut low = Bound::Included(text("b"));
        tighten(&mut low, Bound::Included(text("a")), std::cmp::Ordering::Greater);
        assert_eq!(low, Bound::Included(text("b")));
        tighten(&mut low, Bound::Excluded(text("b")), std::cmp::Ordering::Greater);
        assert_eq!(low, Bound::Excluded(text("b")));
        tighten(&mut low, Bound::Unbounded, std::cmp::Ordering::Greater);
        assert_eq!(low, Bound::Excluded(text("b")));
    }
}
