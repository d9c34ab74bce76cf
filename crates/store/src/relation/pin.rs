//! Constants that cross joins: what must be equal to something that is a constant is that constant.
//!
//! A source that is joined on `order.id = item.order`, where `order.id` is 7, has to bring the rows whose `order` is 7 and no others; so it
//! is asked for beside the other one, not after it. Of a collection that has its rows, nothing is asked: an index finds what belongs to
//! the other side, and perhaps by more than the constant.

use std::rc::Rc;

use lockstep_delta::JoinKind;
use lockstep_entity::Scalar;

use super::node::{Function, Node};
use super::relation::Relation;
use super::source::Source;

/// One of these values.
#[derive(Clone, PartialEq)]
pub(crate) enum Pin {
    Equal(Scalar),
    Among(Rc<[Scalar]>),
}

/// Expressions, and what they must be for a record to be made of them.
#[derive(Clone, Default)]
pub(crate) struct Pins(Vec<(Node, Pin)>);

impl Pins {
    /// What conditions say that must hold.
    pub(crate) fn of<'n>(conditions: impl IntoIterator<Item = &'n Node>) -> Self {
        let mut pins = Self::default();
        for condition in conditions {
            pins.add(condition);
        }
        pins
    }

    /// What the filters of a relation and of its sources say, and `pinned` of its first one, with what follows from it for its
    /// sources: added to `pushed`, by source, where the source has to be asked for its rows.
    pub(crate) fn among(relation: &Relation, pinned: &[Node], pushed: &mut [Vec<Node>]) -> Self {
        let filters = relation.sources().filter_map(|source| source.filter.as_ref());
        let mut pins = Self::of(filters.chain(&relation.filter).chain(pinned));
        if relation.from.is_fetched() {
            pushed[0].extend(pinned.iter().cloned());
        }
        pins.cross_joins(relation, pushed);
        pins
    }

    fn add(&mut self, condition: &Node) {
        match condition {
            Node::Call(Function::And, parts) => self.extend(parts),
            Node::Call(Function::Eq, sides) => match &**sides {
                [Node::Literal(_), Node::Literal(_)] => {}
                [node, Node::Literal(value)] | [Node::Literal(value), node] => {
                    self.0.push((node.clone(), Pin::Equal(value.clone())));
                }
                _ => {}
            },
            Node::In(node, values, _) => self.0.push(((**node).clone(), Pin::Among(Rc::clone(values)))),
            _ => {}
        }
    }

    /// Whether it is known which values a column has.
    pub(crate) fn know(&self, node: &Node) -> bool {
        matches!(node, Node::Column(_)) && self.0.iter().any(|(other, _)| other == node)
    }

    /// What a column must be that is equal to an expression, as conditions.
    fn cross(&self, node: &Node, column: &Node) -> Vec<Node> {
        let Node::Column(_) = column else {
            return Vec::new();
        };
        let known = |pin: &Pin| self.0.iter().any(|(other, of)| other == column && of == pin);
        let pins = self
            .0
            .iter()
            .filter(|(pinned, pin)| pinned == node && !known(pin));
        pins.map(|(_, pin)| pin.condition(column)).collect()
    }

    fn extend(&mut self, conditions: &[Node]) {
        for condition in conditions {
            self.add(condition);
        }
    }

    /// What columns must be, each equal to an expression before it, as conditions.
    pub(crate) fn cross_all<'n>(&self, pairs: impl IntoIterator<Item = (&'n Node, &'n Node)>) -> Vec<Node> {
        let pairs = pairs.into_iter();
        pairs
            .flat_map(|(node, column)| self.cross(node, column))
            .collect()
    }

    /// Carries what sources and the filter say to the sources that are joined with them: conditions, by source.
    fn cross_joins(&mut self, relation: &Relation, pushed: &mut [Vec<Node>]) {
        let of_source =
            |node: &Node, name: &str| matches!(node, Node::Column(column) if column.alias == name);
        for (index, join) in relation.joins.iter().enumerate() {
            // Rows of a source that stand alone in the result are needed, whatever they are.
            if matches!(join.kind, JoinKind::Right | JoinKind::Full) {
                continue;
            }
            for (one, other) in &join.on {
                for (before, joined) in [(one, other), (other, one)] {
                    if of_source(joined, &join.source.name) && !of_source(before, &join.source.name) {
                        self.push(before, joined, &join.source, &mut pushed[index + 1]);
                    }
                }
            }
        }
        let alone = |kind| matches!(kind, JoinKind::Right | JoinKind::Full);
        if relation.joins.iter().any(|join| alone(join.kind)) {
            return;
        }
        for join in relation.joins.iter().rev() {
            if !matches!(join.kind, JoinKind::Inner | JoinKind::Semi) {
                continue;
            }
            for (one, other) in &join.on {
                for (before, joined) in [(one, other), (other, one)] {
                    if of_source(joined, &join.source.name) && of_source(before, &relation.from.name) {
                        self.push(joined, before, &relation.from, &mut pushed[0]);
                    }
                }
            }
        }
    }

    /// Carries what is known of `node` to a column that is equal to it.
    fn push(&mut self, node: &Node, column: &Node, source: &Source, pushed: &mut Vec<Node>) {
        let conditions = self.cross(node, column);
        self.extend(&conditions);
        if source.is_fetched() {
            pushed.extend(conditions);
        }
    }
}

impl Pin {
    fn condition(&self, column: &Node) -> Node {
        match self {
            Self::Equal(value) => Node::call(Function::Eq, [column.clone(), Node::Literal(value.clone())]),
            Self::Among(values) => Node::In(Box::new(column.clone()), Rc::clone(values), false),
        }
    }
}
