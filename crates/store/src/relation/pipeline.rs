//! The operators of one relation, one after the other.

use std::rc::Rc;

use lockstep_delta::{Distinct, FilterMap, Group, Join, Side, Weight, ZSet};
use lockstep_entity::Scalar;

use super::aggregate::{Aggregates, Output};
use super::exists::ExistsStage;
use super::include::IncludeStage;
use super::input::{Feed, Input};
use super::node::Node;
use super::source::AnyRows;
use super::tuple::{Cell, Tuple};

pub(crate) use super::key::Key;

/// Turns what changed in the sources into what changed in the result.
pub(crate) struct Pipeline {
    pub(crate) from: Input,
    pub(crate) joins: Vec<JoinStage>,
    pub(crate) filter: Option<Node>,
    pub(crate) exists: Option<ExistsStage>,
    pub(crate) group: Option<GroupStage>,
    pub(crate) having: Option<Node>,
    pub(crate) groups_asked: Option<ExistsStage>,
    pub(crate) distinct: Option<(Box<[Node]>, Distinct<Tuple>)>,
    pub(crate) includes: Vec<IncludeStage>,
}

pub(crate) struct JoinStage {
    pub(crate) input: Input,
    /// What the key of the other side asks of other relations.
    pub(crate) asking: Option<ExistsStage>,
    pub(crate) left: Box<[Node]>,
    pub(crate) right: Box<[Node]>,
    /// How many cells the tuples of each side have.
    pub(crate) widths: (usize, usize),
    /// Whether both sides are put out.
    pub(crate) pairs: bool,
    /// Whether this side says which rows of the first source are wanted.
    pub(crate) leads: bool,
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
    /// Whether it takes in only what belongs to keys that are wanted from outside.
    pub(crate) fn is_on_demand(&self) -> bool {
        self.from.is_on_demand() && !self.joins.first().is_some_and(|stage| stage.leads)
    }

    /// Takes the rows that are there in by ascending keys, where that brings the result nearer to its own order.
    pub(crate) fn read_by_key(&mut self) {
        if self.group.is_none() && self.distinct.is_none() {
            self.from.read_by_key();
        }
    }

    /// The collection by whose keys the first result has to be sorted to be in its own order, if that is all there is to it.
    pub(crate) fn sorted_by(&self) -> Option<Rc<dyn AnyRows>> {
        let by_rows = self.group.is_none() && self.distinct.is_none();
        let as_they_come = self.exists.is_none() && self.includes.is_empty();
        let joined = self.joins.iter().all(JoinStage::keeps_order);
        let rows = (by_rows && as_they_come && joined).then(|| self.from.rows());
        rows.flatten().cloned()
    }

    /// Takes what changed in the sources in, also in those of what is included, and returns what changed in the result, what was
    /// before what is. `keys` says what is wanted, to one that works [on demand](Self::is_on_demand).
    pub(crate) fn advance(&mut self, feed: &mut Feed<'_>, keys: &[(Key, Weight)]) -> ZSet<Tuple> {
        let mut joins = self.joins.iter_mut();
        let mut result = match joins.as_slice().first() {
            Some(stage) if stage.leads => joins
                .next()
                .map(|stage| stage.advance_first(&mut self.from, feed))
                .unwrap_or_default(),
            _ => self.from.advance(feed, keys),
        };
        for stage in joins {
            result = stage.advance(result, feed);
        }
        result = filtered(self.filter.as_ref(), result);
        if let Some(stage) = &mut self.exists {
            result = stage.advance(&result, feed);
        }
        if let Some(stage) = &mut self.group {
            result = filtered(self.having.as_ref(), stage.advance(&result));
        }
        if let Some(stage) = &mut self.groups_asked {
            result = stage.advance(&result, feed);
        }
        if let Some((fields, distinct)) = &mut self.distinct {
            let select = |tuple: &Tuple| {
                Some(Tuple::of_cells(
                    fields.iter().map(|node| node.cell(tuple.cells())),
                ))
            };
            result = distinct.advance(&FilterMap::new(select).apply(&result));
        }
        for stage in &mut self.includes {
            result = stage.advance(&result, feed);
        }
        result
    }
}

impl JoinStage {
    /// Whether what comes out first is by the left tuples, as they come, and then by the right ones.
    fn keeps_order(&self) -> bool {
        !self.leads && self.asking.is_none() && !self.join.kind().right_alone()
    }

    fn advance(&mut self, left: ZSet<Tuple>, feed: &mut Feed<'_>) -> ZSet<Tuple> {
        let left = match &mut self.asking {
            Some(stage) => stage.advance(&left, feed),
            None => left,
        };
        let wanted = if self.input.is_on_demand() {
            demanded(&self.left, &left)
        } else {
            Vec::new()
        };
        let right = self.input.advance(feed, &wanted);
        self.join(left, right)
    }

    /// Takes in what changed on this side first, then what of the first source belongs to it.
    fn advance_first(&mut self, from: &mut Input, feed: &mut Feed<'_>) -> ZSet<Tuple> {
        let right = self.input.advance(feed, &[]);
        let left = from.advance(feed, &demanded(&self.right, &right));
        self.join(left, right)
    }

    fn join(&mut self, left: ZSet<Tuple>, right: ZSet<Tuple>) -> ZSet<Tuple> {
        if left.is_empty() && right.is_empty() {
            return ZSet::new();
        }
        let (pairs, widths) = (self.pairs, self.widths);
        let pair = |left: Option<&Tuple>, right: Option<&Tuple>| match left {
            Some(left) if !pairs => left.clone(),
            left => Tuple::joined(left, right, widths),
        };
        self.join
            .advance_with(keyed(&self.left, left), keyed(&self.right, right), pair)
    }
}

impl GroupStage {
    fn advance(&mut self, delta: &ZSet<Tuple>) -> ZSet<Tuple> {
        let tuple = |key: &Key, output: Vec<Output>| {
            let key = key.iter().cloned().map(Cell::from);
            Tuple::of_cells(key.chain(output.into_iter().map(Cell::from)))
        };
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

/// The key that a tuple is joined on: none, if there is a null in it.
fn key(nodes: &[Node], tuple: &Tuple) -> Option<Key> {
    let key: Key = values(nodes, tuple).collect();
    key.iter().all(|value| !value.is_null()).then_some(key)
}

/// Tuples with the key that they are joined on, one after the other.
fn keyed(nodes: &[Node], delta: ZSet<Tuple>) -> impl Iterator<Item = ((Option<Key>, Tuple), Weight)> {
    let keyed = |(tuple, weight)| ((key(nodes, &tuple), tuple), weight);
    delta.into_iter().map(keyed)
}

/// Tuples with the key that they are joined on.
pub(crate) fn side(nodes: &[Node], delta: &ZSet<Tuple>) -> Side<Key, Tuple> {
    FilterMap::new(|tuple: &Tuple| Some((key(nodes, tuple), tuple.clone()))).apply(delta)
}

/// The keys that come to be wanted, or are wanted no more, by what changed on a side.
pub(crate) fn wanted(side: &Side<Key, Tuple>) -> Vec<(Key, Weight)> {
    let keys = side
        .iter()
        .filter_map(|((key, _), weight)| Some((key.clone()?, *weight)));
    keys.collect()
}

/// The same, of tuples.
pub(crate) fn demanded(nodes: &[Node], delta: &ZSet<Tuple>) -> Vec<(Key, Weight)> {
    let keys = delta
        .iter()
        .filter_map(|(tuple, weight)| Some((key(nodes, tuple)?, *weight)));
    keys.collect()
}
