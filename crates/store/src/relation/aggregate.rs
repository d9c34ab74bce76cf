//! Aggregates over the tuples of a group.

use std::rc::Rc;

use lockstep_delta::{Aggregate, Bag, ExactSum, Total, Weight};
use lockstep_entity::{Scalar, ScalarRef};

use super::node::{AggregateKind, Node};
use super::tuple::{Cell, Tuple};

/// What is to be said of each group: kinds, and what they are taken of (nothing, for the number of rows).
pub(crate) type Wanted = Rc<[(AggregateKind, Option<Node>)]>;

/// What is known of the tuples of one group.
#[derive(Clone)]
pub(crate) struct Aggregates {
    wanted: Wanted,
    states: Box<[State]>,
}

/// What is said of a group.
#[derive(Clone, PartialEq)]
pub(crate) enum Output {
    Scalar(Scalar),
    List(Rc<[Scalar]>),
}

impl From<Output> for Cell {
    fn from(output: Output) -> Self {
        match output {
            Output::Scalar(value) => Self::from(value),
            Output::List(values) => Self::Values(values),
        }
    }
}

#[derive(Clone)]
enum State {
    Count(Weight),
    /// Counts different values, and knows the least and the greatest.
    Values(Bag<Scalar>),
    /// A sum, and of how many numbers.
    Sum(ExactSum, Weight),
}

impl Aggregates {
    /// Of no tuples.
    pub(crate) fn new(wanted: Wanted) -> Self {
        let states = wanted
            .iter()
            .map(|(kind, _)| match kind {
                AggregateKind::Count => State::Count(0),
                AggregateKind::CountDistinct
                | AggregateKind::Min
                | AggregateKind::Max
                | AggregateKind::Collect => State::Values(Bag::default()),
                AggregateKind::Sum | AggregateKind::Avg => State::Sum(ExactSum::default(), 0),
            })
            .collect();
        Self { wanted, states }
    }
}

impl Aggregate<Tuple> for Aggregates {
    type Output = Vec<Output>;

    fn add(&mut self, tuple: &Tuple, weight: Weight) {
        for ((_, argument), state) in self.wanted.iter().zip(&mut self.states) {
            match argument {
                Some(node) => state.add(node.value(tuple.cells()).as_ref(), weight),
                None => state.add(ScalarRef::Bool(true), weight),
            }
        }
    }

    fn output(&self) -> Vec<Output> {
        let states = self.wanted.iter().zip(&self.states);
        let output = |((kind, _), state): (&(AggregateKind, _), &State)| match (kind, state) {
            (AggregateKind::Collect, State::Values(bag)) => Output::List(bag.iter().cloned().collect()),
            (kind, state) => Output::Scalar(state.output(*kind)),
        };
        states.map(output).collect()
    }
}

impl State {
    /// Nulls are left out of every aggregate, and what is no number out of sums.
    fn add(&mut self, value: ScalarRef<'_>, weight: Weight) {
        match (self, value) {
            (_, ScalarRef::Null) => {}
            (Self::Count(count), _) => *count += weight,
            (Self::Values(bag), value) => bag.add(value.to_owned(), weight),
            (Self::Sum(sum, count), ScalarRef::Integer(value)) => {
                sum.add_integer(value, weight);
                *count += weight;
            }
            (Self::Sum(sum, count), ScalarRef::Float(value)) => {
                sum.add_float(value, weight);
                *count += weight;
            }
            (Self::Sum(..), _) => {}
        }
    }

    fn output(&self, kind: AggregateKind) -> Scalar {
        match self {
            Self::Count(count) => integer(*count as i128),
            Self::Values(bag) => match kind {
                AggregateKind::CountDistinct => integer(bag.distinct() as i128),
                AggregateKind::Min => bag.min().cloned().unwrap_or(Scalar::Null),
                _ => bag.max().cloned().unwrap_or(Scalar::Null),
            },
            Self::Sum(_, 0) => Scalar::Null,
            Self::Sum(sum, count) => match (sum.total(), kind) {
                (Total::Integer(sum), AggregateKind::Sum) => integer(sum),
                (Total::Float(sum), AggregateKind::Sum) => Scalar::Float(sum),
                (Total::Integer(sum), _) => Scalar::Float(nearest(sum) / nearest(*count as i128)),
                (Total::Float(sum), _) => Scalar::Float(sum / nearest(*count as i128)),
            },
        }
    }
}

/// As an integer, or, beyond 64 bits, as the nearest float.
fn integer(value: i128) -> Scalar {
    i64::try_from(value).map_or_else(|_| Scalar::Float(nearest(value)), Scalar::Integer)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the nearest float is what is asked for"
)]
fn nearest(value: i128) -> f64 {
    value as f64
}
