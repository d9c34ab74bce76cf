//! Whether one predicate implies another: what is held of a collection contains what is asked for.
//!
//! The answer is yes only where it is certain. A no means "not seen to"; then something is asked for again that may be there.

use lockstep_entity::{Row, Scalar, ScalarRef};

use super::{Comparison, Node, Predicate};

impl<R: Row> Predicate<R> {
    /// Whether every row for which this is true makes `other` true, as far as can be seen: equalities and lists within lists
    /// and ranges, ranges within ranges, keys within keys, through `and` and `or`, and predicates that are the same.
    ///
    /// ```
    /// # mod notes { include!("../../tests/doc/notes.rs"); }
    /// # use notes::Note;
    /// use lockstep_store::ColumnExt;
    ///
    /// let urgent = Note::PRIORITY.gte(8);
    /// assert!(Note::PRIORITY.eq(9).and(Note::DONE.eq(false)).implies(&urgent));
    /// assert!(!Note::PRIORITY.gte(7).implies(&urgent));
    /// ```
    pub fn implies(&self, other: &Self) -> bool {
        self.node.implies(&other.node)
    }

    /// The values that a column has in every row for which this is true, if an equality or a list says so: what becomes
    /// the partition key of a request.
    pub fn values_of(&self, column: &str) -> Option<&[Scalar]> {
        let values = self.conjuncts().iter().filter_map(|node| match node {
            Node::Compare(of, Comparison::Eq, value) if of.name() == column => {
                Some(std::slice::from_ref(value))
            }
            Node::In(of, values, _) if of.name() == column => Some(&**values),
            _ => None,
        });
        values.min_by_key(|values| values.len())
    }

    /// The keys that a row must have one of, if this says so.
    pub fn keys_of(&self) -> Option<&[R::Key]> {
        let keys = self.conjuncts().iter().filter_map(|node| match node {
            Node::Key(keys) => Some(&**keys),
            _ => None,
        });
        keys.min_by_key(|keys| keys.len())
    }

    /// The predicate in parts that together say the same: one for each value of a list of values or keys that must hold.
    pub(crate) fn split(&self) -> Vec<Self> {
        let conjuncts = self.conjuncts();
        let replaced = |index: usize, part: Node<R>| {
            let mut nodes = conjuncts.to_vec();
            nodes[index] = part;
            Self {
                node: Node::And(nodes),
            }
        };
        for (index, node) in conjuncts.iter().enumerate() {
            match node {
                Node::In(column, values, _) if values.len() > 1 => {
                    let one = |value: &Scalar| Node::Compare(*column, Comparison::Eq, value.clone());
                    return values.iter().map(|value| replaced(index, one(value))).collect();
                }
                Node::Key(keys) if keys.len() > 1 => {
                    let one = |key: &R::Key| Node::Key([key.clone()].into());
                    return keys.iter().map(|key| replaced(index, one(key))).collect();
                }
                _ => {}
            }
        }
        Vec::new()
    }

    /// The predicate with only those values of the list that [`split`](Self::split) splits, by their positions.
    pub(crate) fn with_parts(&self, kept: &[usize]) -> Self {
        let mut nodes = self.conjuncts().to_vec();
        for node in &mut nodes {
            match node {
                Node::In(column, values, _) if values.len() > 1 => {
                    let kept = kept.iter().map(|index| values[*index].clone()).collect();
                    *node = Node::In(*column, kept, false);
                    break;
                }
                Node::Key(keys) if keys.len() > 1 => {
                    *node = Node::Key(kept.iter().map(|index| keys[*index].clone()).collect());
                    break;
                }
                _ => {}
            }
        }
        Self {
            node: Node::And(nodes),
        }
    }
}

impl<R: Row> Node<R> {
    fn implies(&self, other: &Self) -> bool {
        if let Self::And(others) = other {
            return others.iter().all(|other| self.implies(other));
        }
        if let Self::Or(nodes) = self {
            return nodes.iter().all(|node| node.implies(other));
        }
        if let Self::Or(others) = other
            && others.iter().any(|other| self.implies(other))
        {
            return true;
        }
        if let Self::And(nodes) = self {
            return nodes.iter().any(|node| node.implies(other));
        }
        self.leaf_implies(other)
    }

    fn leaf_implies(&self, other: &Self) -> bool {
        match self {
            Self::Compare(_, _, Scalar::Null) => true, // never true
            Self::Compare(column, Comparison::Eq, value) => other.holds_for(column.name(), value.borrow()),
            Self::In(column, values, _) => {
                let mut values = values.iter();
                values.all(|value| other.holds_for(column.name(), value.borrow()))
            }
            Self::Key(keys) => match other {
                Self::Key(others) => keys.iter().all(|key| others.binary_search(key).is_ok()),
                _ => keys.is_empty(),
            },
            Self::Compare(column, comparison, value) => match other {
                Self::Compare(of, wider, bound) if of.name() == column.name() => {
                    comparison.is_within(value, *wider, bound)
                }
                Self::Not(inner) => matches!(&**inner, Self::IsNull(of) if of.name() == column.name()),
                _ => false,
            },
            Self::Like(column, _) => match other {
                Self::Not(inner) => matches!(&**inner, Self::IsNull(of) if of.name() == column.name()),
                other => self.is_same(other),
            },
            _ => self.is_same(other),
        }
    }

    /// Whether this is true wherever a column has a value, whatever the other columns have.
    fn holds_for(&self, column: &str, value: ScalarRef<'_>) -> bool {
        match self {
            Self::Compare(of, comparison, bound) if of.name() == column => {
                comparison.truth(value, bound.borrow()) == Some(true)
            }
            Self::In(of, values, _) if of.name() == column => values
                .binary_search_by(|other| other.borrow().cmp(&value))
                .is_ok(),
            Self::Like(of, pattern) if of.name() == column => {
                matches!(value, ScalarRef::Text(text) if pattern.matches(text))
            }
            Self::Not(inner) => matches!(&**inner, Self::IsNull(of) if of.name() == column),
            _ => false,
        }
    }

    /// Whether both are written the same.
    fn is_same(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Comparison {
    /// Whether what compares so with `value` compares as `wider` with `bound`.
    fn is_within(self, value: &Scalar, wider: Self, bound: &Scalar) -> bool {
        if bound.is_null() {
            return false;
        }
        let order = value.borrow().cmp(&bound.borrow());
        match (self, wider) {
            (Self::Gt, Self::Gt | Self::Gte | Self::Ne) | (Self::Gte, Self::Gte) => order.is_ge(),
            (Self::Gte, Self::Gt | Self::Ne) => order.is_gt(),
            (Self::Lt, Self::Lt | Self::Lte | Self::Ne) | (Self::Lte, Self::Lte) => order.is_le(),
            (Self::Lte, Self::Lt | Self::Ne) => order.is_lt(),
            (Self::Ne, Self::Ne) => order.is_eq(),
            _ => false,
        }
    }
}
