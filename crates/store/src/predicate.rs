//! Predicates: what a row must satisfy, as data.

use std::ops::{BitAnd, BitOr, Not};

use lockstep_entity::{Column, Row, Scalar, ScalarRef};

use crate::like::Pattern;

pub(crate) mod display;
mod implies;
mod of_node;

/// A condition on rows of type `R`. Made from columns with [`ColumnExt`](crate::ColumnExt), combined with
/// [`and`](Self::and), [`or`](Self::or), `!` (also `&` and `|`); printed as SQL would write it.
pub struct Predicate<R: Row> {
    node: Node<R>,
}

/// The parts of a predicate.
pub(crate) enum Node<R: Row> {
    /// A comparison of a column with a value.
    Compare(Column<R, ()>, Comparison, Scalar),
    /// A column's value is in a sorted list; and whether the list had a null.
    In(Column<R, ()>, Box<[Scalar]>, bool),
    Like(Column<R, ()>, Pattern),
    IsNull(Column<R, ()>),
    /// The row's key is in a sorted list.
    Key(Box<[R::Key]>),
    /// True if empty.
    And(Vec<Node<R>>),
    /// False if empty.
    Or(Vec<Node<R>>),
    Not(Box<Node<R>>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Eq,
    Ne,
    Lt,
    Lte,
    Gt,
    Gte,
}

/// Three-valued logic: `None` is *unknown*.
type Truth = Option<bool>;

impl<R: Row> Predicate<R> {
    pub(crate) fn compare(column: Column<R, ()>, comparison: Comparison, value: Scalar) -> Self {
        Self {
            node: Node::Compare(column, comparison, value),
        }
    }

    pub(crate) fn is_in(column: Column<R, ()>, values: impl Iterator<Item = Scalar>) -> Self {
        let mut values: Vec<Scalar> = values.collect();
        let count = values.len();
        values.retain(|value| !value.is_null());
        let has_null = values.len() < count;
        values.sort_unstable();
        values.dedup();
        Self {
            node: Node::In(column, values.into(), has_null),
        }
    }

    pub(crate) fn like(column: Column<R, ()>, pattern: &str, fold: bool) -> Self {
        Self {
            node: Node::Like(column, Pattern::new(pattern, fold)),
        }
    }

    pub(crate) fn is_null(column: Column<R, ()>) -> Self {
        Self {
            node: Node::IsNull(column),
        }
    }

    /// The row with this key: served by the primary index.
    pub fn key(key: R::Key) -> Self {
        Self::keys([key])
    }

    /// The rows with these keys: served by the primary index.
    pub fn keys(keys: impl IntoIterator<Item = R::Key>) -> Self {
        let mut keys: Vec<R::Key> = keys.into_iter().collect();
        keys.sort_unstable();
        keys.dedup();
        Self {
            node: Node::Key(keys.into()),
        }
    }

    /// Every predicate holds; true if there is none.
    pub fn all(predicates: impl IntoIterator<Item = Self>) -> Self {
        predicates.into_iter().fold(
            Self {
                node: Node::And(Vec::new()),
            },
            Self::and,
        )
    }

    /// At least one predicate holds; false if there is none.
    pub fn any(predicates: impl IntoIterator<Item = Self>) -> Self {
        predicates.into_iter().fold(
            Self {
                node: Node::Or(Vec::new()),
            },
            Self::or,
        )
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let node = match (self.node, other.node) {
            (Node::And(mut left), Node::And(right)) => {
                left.extend(right);
                Node::And(left)
            }
            (Node::And(mut left), right) => {
                left.push(right);
                Node::And(left)
            }
            (left, Node::And(mut right)) => {
                right.insert(0, left);
                Node::And(right)
            }
            (left, right) => Node::And(vec![left, right]),
        };
        Self { node }
    }

    /// At least one of the two holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let node = match (self.node, other.node) {
            (Node::Or(mut left), Node::Or(right)) => {
                left.extend(right);
                Node::Or(left)
            }
            (Node::Or(mut left), right) => {
                left.push(right);
                Node::Or(left)
            }
            (left, Node::Or(mut right)) => {
                right.insert(0, left);
                Node::Or(right)
            }
            (left, right) => Node::Or(vec![left, right]),
        };
        Self { node }
    }

    /// Whether the predicate is true of a row; neither false nor unknown.
    pub fn matches(&self, row: &R) -> bool {
        self.node.truth(row) == Some(true)
    }

    /// Whether the predicate is true (`Some(true)`), false (`Some(false)`) or unknown (`None`) of a row.
    pub fn truth(&self, row: &R) -> Option<bool> {
        self.node.truth(row)
    }

    /// The parts that must all hold.
    pub(crate) fn conjuncts(&self) -> &[Node<R>] {
        match &self.node {
            Node::And(nodes) => nodes,
            node => std::slice::from_ref(node),
        }
    }
}

impl<R: Row> Node<R> {
    fn truth(&self, row: &R) -> Truth {
        match self {
            Self::Compare(column, comparison, value) => comparison.truth(column.scalar(row), value.borrow()),
            Self::In(column, values, has_null) => match column.scalar(row) {
                _ if values.is_empty() && !has_null => Some(false),
                ScalarRef::Null => None,
                value => {
                    let found = values
                        .binary_search_by(|other| other.borrow().cmp(&value))
                        .is_ok();
                    if found || !has_null { Some(found) } else { None }
                }
            },
            Self::Like(column, pattern) => match column.scalar(row) {
                ScalarRef::Null => None,
                ScalarRef::Text(text) => Some(pattern.matches(text)),
                _ => Some(false),
            },
            Self::IsNull(column) => Some(column.scalar(row).is_null()),
            Self::Key(keys) => Some(keys.binary_search(&row.key()).is_ok()),
            Self::And(nodes) => every(nodes, row, false),
            Self::Or(nodes) => every(nodes, row, true),
            Self::Not(node) => node.truth(row).map(|truth| !truth),
        }
    }
}

/// `and` and `or`: `decisive` in one part decides; otherwise unknown in one part makes the whole unknown.
fn every<R: Row>(nodes: &[Node<R>], row: &R, decisive: bool) -> Truth {
    let mut whole = Some(!decisive);
    for node in nodes {
        match node.truth(row) {
            Some(truth) if truth == decisive => return Some(decisive),
            Some(_) => {}
            None => whole = None,
        }
    }
    whole
}

impl Comparison {
    fn truth(self, left: ScalarRef<'_>, right: ScalarRef<'_>) -> Truth {
        if left.is_null() || right.is_null() {
            return None;
        }
        let ordering = left.cmp(&right);
        Some(match self {
            Self::Eq => ordering.is_eq(),
            Self::Ne => ordering.is_ne(),
            Self::Lt => ordering.is_lt(),
            Self::Lte => ordering.is_le(),
            Self::Gt => ordering.is_gt(),
            Self::Gte => ordering.is_ge(),
        })
    }
}

impl<R: Row> Not for Predicate<R> {
    type Output = Self;

    fn not(self) -> Self {
        Self {
            node: Node::Not(Box::new(self.node)),
        }
    }
}

impl<R: Row> BitAnd for Predicate<R> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

impl<R: Row> BitOr for Predicate<R> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

impl<R: Row> Clone for Predicate<R> {
    fn clone(&self) -> Self {
        Self {
            node: self.node.clone(),
        }
    }
}

impl<R: Row> Clone for Node<R> {
    fn clone(&self) -> Self {
        match self {
            Self::Compare(column, comparison, value) => Self::Compare(*column, *comparison, value.clone()),
            Self::In(column, values, has_null) => Self::In(*column, values.clone(), *has_null),
            Self::Like(column, pattern) => Self::Like(*column, pattern.clone()),
            Self::IsNull(column) => Self::IsNull(*column),
            Self::Key(keys) => Self::Key(keys.clone()),
            Self::And(nodes) => Self::And(nodes.clone()),
            Self::Or(nodes) => Self::Or(nodes.clone()),
            Self::Not(node) => Self::Not(node.clone()),
        }
    }
}
