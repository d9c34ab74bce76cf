//! The operators of one relation, one after the other.

use std::rc::Rc;

use lockstep_delta::{Distinct, FilterMap, Group, Join, Side, ZSet};
use lockstep_entity::Scalar;

use super::aggregate::Aggregates;
use super::include::IncludeStage;
use super::node::Node;
use super::tuple::Tuple;

/// The values that rows are joined or grouped by.
pub(crate) type Key = Rc<[Scalar]>;

/// Turns what changed in the sources into what changed in the result.
pub(crate) struct Pipeline {
    /// A condition for each source.
    pub(crate) filters: Vec<Option<Node>>,
    pub(crate) joins: Vec<JoinStage>,
    pub(crate) filter: Option<Node>,
    pub(crate) group: Option<GroupStage>,
    pub(crate) having: Option<Node>,
    pub(crate) distinct: Option<(Box<[Node]>, Distinct<Tuple>)>,
    pub(crate) includes: Vec<IncludeStage>,
}

pub(crate) struct JoinStage {
    pub(crate) left: Box<[Node]>,
    pub(crate) right: Box<[Node]>,
    /// How many cells the tuples of each side have.
    pub(crate) widths: (usize, usize),
    /// Whether both sides are put out.
    pub(crate) pairs: bool,
    pub(crate) join: Join<Key, Tuple, Tuple>,
}

pub(crate) struct GroupStage {
    pub(crate) keys: Box<[Node]>,
    /// How many cells the tuples of the groups have.
    pub(crate) width: usize,
    pub(crate) group: Group<Key, Aggregates>,
    /// Whether groups that are always there have been put out.
    pub(crate) started: bool,
}

impl Pipeline {
    /// Takes a delta of each source in, and of each source of what is included, and returns that of the result, what was
    /// before what is.
    pub(crate) fn advance(&mut self, deltas: &mut dyn Iterator<Item = ZSet<Tuple>>) -> ZSet<Tuple> {
        let mut filters = self.filters.iter();
        let mut next = || {
            let filter = filters.next().and_then(Option::as_ref);
            filtered(filter, deltas.next().unwrap_or_default())
        };
        let mut result = next();
        for stage in &mut self.joins {
            result = stage.advance(&result, &next());
        }
        result = filtered(self.filter.as_ref(), result);
        if let Some(stage) = &mut self.group {
            result = filtered(self.having.as_ref(), stage.advance(&result));
        }
        if let Some((fields, distinct)) = &mut self.distinct {
            let select = |tuple: &Tuple| Some(Tuple::of_values(values(fields, tuple)));
            result = distinct.advance(&FilterMap::new(select).apply(&result));
        }
        for stage in &mut self.includes {
            result = stage.advance(&result, deltas);
        }
        result
    }
}

impl JoinStage {
    fn advance(&mut self, left: &ZSet<Tuple>, right: &ZSet<Tuple>) -> ZSet<Tuple> {
        if left.is_empty() && right.is_empty() {
            return ZSet::new();
        }
        let joined = self
            .join
            .advance(&side(&self.left, left), &side(&self.right, right));
        let tuple = |(left, right): &(Option<Tuple>, Option<Tuple>)| match (left, self.pairs) {
            (Some(left), false) => Some(left.clone()),
            _ => Some(Tuple::joined(left.as_ref(), right.as_ref(), self.widths)),
        };
        FilterMap::new(tuple).apply(&joined)
    }
}

impl GroupStage {
    fn advance(&mut self, delta: &ZSet<Tuple>) -> ZSet<Tuple> {
        let tuple = |key: &Key, output: Vec<Scalar>| Tuple::of_values(key.iter().cloned().chain(output));
        let mut result = ZSet::new();
        if !self.started {
            self.started = true;
            result.extend(self.group.outputs().map(|(key, output)| (tuple(key, output), 1)));
        }
        let first = result.len();
        let keyed = |element: &Tuple| Some((values(&self.keys, element).collect::<Key>(), element.clone()));
        let groups = self.group.advance(&FilterMap::new(keyed).apply(delta));
        result.extend(
            groups
                .into_iter()
                .map(|((key, output), weight)| (tuple(&key, output), weight)),
        );
        if first > 0 {
            result.net();
        }
        result
    }
}

fn filtered(filter: Option<&Node>, delta: ZSet<Tuple>) -> ZSet<Tuple> {
    match filter {
        Some(filter) => delta
            .into_iter()
            .filter(|(tuple, _)| filter.holds(tuple.cells()))
            .collect(),
        None => delta,
    }
}

pub(crate) fn values<'a>(nodes: &'a [Node], tuple: &'a Tuple) -> impl Iterator<Item = Scalar> + 'a {
    nodes.iter().map(|node| node.value(tuple.cells()).into_scalar())
}

/// Tuples with the key that they are joined on: none, if there is a null in it.
pub(crate) fn side(nodes: &[Node], delta: &ZSet<Tuple>) -> Side<Key, Tuple> {
    let keyed = |tuple: &Tuple| {
        let key: Key = values(nodes, tuple).collect();
        let key = key.iter().all(|value| !value.is_null()).then_some(key);
        Some((key, tuple.clone()))
    };
    FilterMap::new(keyed).apply(delta)
}
