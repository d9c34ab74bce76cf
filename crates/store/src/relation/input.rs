//! Inputs: where the changes of a source enter the operators, all of them or those that are in demand.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::{Rc, Weak};

use lockstep_delta::{Arrangement, Distinct, Weight, ZSet};
use lockstep_entity::Scalar;

use super::core::Core;
use super::exists::ExistsStage;
use super::fetch::{Fetch, Scope, worse};
use super::live::LiveRelation;
use super::node::{ColumnOf, Node};
use super::pin::Pins;
use super::pipeline::{Key, values};
use super::relation::Sort;
use super::source::AnyRows;
use super::tuple::Tuple;
use crate::Coverage;
use crate::plan::Access;

/// A source whose changes go into the operators.
pub(crate) struct Input {
    /// Which of the query's inputs it is.
    number: usize,
    opened: Opened,
    /// Makes one of equal records, in a union.
    distinct: Option<Distinct<Tuple>>,
    filter: Option<Node>,
    /// What of the filter, or of a key, asks other relations.
    asking: Option<ExistsStage>,
    /// Which rows are taken in, if not all.
    demand: Option<Demand>,
    /// Asks for the rows, where they do not come by themselves.
    fetch: Option<Rc<Fetch>>,
    /// Whether the rows that are there are taken in by ascending keys.
    by_key: bool,
}

/// A source that is ready to be read.
#[derive(Clone)]
pub(crate) enum Opened {
    Collection(Rc<dyn AnyRows>),
    /// The parts of a derived source; and whether equal records are one.
    Derived(Rc<[LiveRelation]>, bool),
}

/// What an advance is made of.
pub(crate) enum Feed<'a> {
    /// Everything that is there.
    Start,
    /// What a commit changed, by the numbers of the inputs.
    Changes(&'a mut [ZSet<Tuple>]),
}

/// Keys of which the rows are wanted: those that something else has to be matched with. Its rows are found by an index when
/// their key is first wanted, and let go when nothing wants them.
pub(crate) struct Demand {
    /// What of a row makes its key.
    key: Box<[Node]>,
    /// The parts of the key that are columns, which an index finds.
    columns: Box<[(usize, ColumnOf)]>,
    /// How many want each key.
    wanted: BTreeMap<Key, usize>,
    /// The rows that were taken in.
    taken: Arrangement<Key, Tuple>,
}

impl Opened {
    pub(crate) fn attach(&self, core: &Weak<Core>, input: usize) -> Vec<Box<dyn Any>> {
        match self {
            Self::Collection(rows) => vec![rows.attach(core.clone(), input)],
            Self::Derived(parts, distinct) => {
                let parts = parts.iter().enumerate();
                parts
                    .map(|(part, live)| live.attach(core.clone(), input, (!distinct).then_some(part)))
                    .collect()
            }
        }
    }

    /// Whether the rows that there are, are here. Those that are asked for, who asks knows.
    pub(crate) fn coverage(&self) -> Coverage {
        match self {
            Self::Collection(rows) if rows.is_fetched() => Coverage::Complete,
            Self::Collection(rows) => rows.coverage(),
            Self::Derived(parts, _) => {
                let parts = parts.iter().map(LiveRelation::coverage);
                parts.fold(Coverage::Complete, worse)
            }
        }
    }

    /// How many steps commits take to get here: queries over queries come after them.
    pub(crate) fn depth(&self) -> usize {
        match self {
            Self::Collection(_) => 0,
            Self::Derived(parts, _) => {
                let depths = parts.iter().map(LiveRelation::depth);
                depths.max().unwrap_or_default() + 1
            }
        }
    }
}

impl Input {
    pub(crate) fn new(number: usize, opened: Opened, filter: Option<Node>) -> Self {
        let distinct = matches!(opened, Opened::Derived(_, true)).then(Distinct::default);
        Self {
            number,
            opened,
            distinct,
            filter,
            asking: None,
            demand: None,
            fetch: None,
            by_key: false,
        }
    }

    /// Whether it is the first one of the query.
    pub(crate) fn is_first(&self) -> bool {
        self.number == 0
    }

    /// Whether its collection brings only what is asked for.
    fn is_fetched(&self) -> bool {
        matches!(&self.opened, Opened::Collection(rows) if rows.is_fetched())
    }

    /// Whether it would ask for all rows that there are.
    pub(crate) fn fetches_all(&self) -> bool {
        self.is_fetched() && self.filter.is_none() && self.demand.is_none()
    }

    /// Whether its rows are best asked for by a key: it is not known already which values its columns have.
    pub(crate) fn is_fetched_by(&self, key: &[Node]) -> bool {
        let pins = Pins::of(self.conditions());
        let mut columns = key.iter().filter(|node| matches!(node, Node::Column(_)));
        self.is_fetched() && !columns.all(|column| pins.know(column))
    }

    /// What asks for its rows, if they do not come by themselves; for the first ones of an order, if they are asked for by
    /// who shows them.
    pub(crate) fn fetch(&mut self, windows: Option<Box<[Sort]>>) -> Option<Rc<Fetch>> {
        let Opened::Collection(rows) = self.opened.clone() else {
            return None;
        };
        if !rows.is_fetched() {
            return None;
        }
        let conditions: Box<[Node]> = self.conditions().into_iter().cloned().collect();
        // What the collection cannot be asked would be left out of the first rows.
        let windows = windows.filter(|_| {
            self.asking.is_none() && conditions.iter().all(|condition| rows.can_be_asked(condition))
        });
        let scope = match (&self.demand, windows) {
            (Some(demand), _) => Scope::Keys(demand.columns.clone()),
            (None, Some(order)) => Scope::Windows(order),
            (None, None) => Scope::All,
        };
        self.fetch = Some(Rc::new(Fetch::new(rows, conditions, scope)));
        self.fetch.clone()
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        match &self.opened {
            Opened::Collection(rows) => rows.len(),
            Opened::Derived(parts, _) => parts.iter().map(LiveRelation::len).sum(),
        }
    }

    /// How the rows are found, and how many are looked at.
    pub(crate) fn access(&self) -> (Access, usize) {
        match &self.opened {
            Opened::Collection(rows) => rows.access(&self.conditions()),
            Opened::Derived(..) => (Access::Scan { rows: self.len() }, self.len()),
        }
    }

    /// How many rows there are, if they are chosen by an index or a limit.
    pub(crate) fn few(&self) -> Option<usize> {
        match &self.opened {
            Opened::Collection(_) => match self.access() {
                (Access::Scan { .. }, _) => None,
                (_, candidates) => Some(candidates),
            },
            Opened::Derived(parts, _) => {
                let limits = parts.iter().map(LiveRelation::limit);
                limits.sum()
            }
        }
    }

    /// Asks other relations about the rows that it takes in.
    pub(crate) fn ask(&mut self, stage: ExistsStage) {
        self.asking = Some(stage);
    }

    pub(crate) fn asking(&self) -> Option<&ExistsStage> {
        self.asking.as_ref()
    }

    /// Takes the rows that are there in by ascending keys: a result that is nearly in this order is sorted sooner.
    pub(crate) fn read_by_key(&mut self) {
        self.by_key = true;
    }

    /// The collection that the rows are of, if they come from there as they are.
    pub(crate) fn rows(&self) -> Option<&Rc<dyn AnyRows>> {
        match &self.opened {
            Opened::Collection(rows) if self.demand.is_none() && self.asking.is_none() => Some(rows),
            _ => None,
        }
    }

    pub(crate) fn is_on_demand(&self) -> bool {
        self.demand.is_some()
    }

    /// Takes in the rows whose keys are wanted, and no others, if the key has a column that can be indexed. `key` is placed
    /// as the filter is.
    pub(crate) fn demand(&mut self, key: Box<[Node]>) -> bool {
        if !matches!(self.opened, Opened::Collection(_)) {
            return false;
        }
        let columns = key.iter().enumerate().filter_map(|(part, node)| match node {
            Node::Column(column) if !column.reader().is_closure() => Some((part, column.clone())),
            _ => None,
        });
        let columns: Box<[(usize, ColumnOf)]> = columns.collect();
        if columns.is_empty() {
            return false;
        }
        self.demand = Some(Demand {
            key,
            columns,
            wanted: BTreeMap::new(),
            taken: Arrangement::default(),
        });
        true
    }

    /// What changed in the rows that are taken in. `keys` says which of them come to be wanted (weights above 0) or are wanted
    /// no more; an input that takes everything in does not ask.
    pub(crate) fn advance(&mut self, feed: &mut Feed<'_>, keys: &[(Key, Weight)]) -> ZSet<Tuple> {
        let delta = match feed {
            Feed::Start if self.demand.is_some() => ZSet::new(),
            Feed::Start => self.all(),
            Feed::Changes(deltas) => deltas
                .get_mut(self.number)
                .map(std::mem::take)
                .unwrap_or_default(),
        };
        let delta = match &mut self.distinct {
            Some(distinct) => distinct.advance(&delta),
            None => delta,
        };
        let delta = match &self.filter {
            Some(filter) => delta
                .into_iter()
                .filter(|(tuple, _)| filter.holds(tuple.cells()))
                .collect(),
            None => delta,
        };
        let delta = match (&mut self.demand, &self.opened) {
            (Some(demand), Opened::Collection(rows)) => {
                demand.advance(delta, keys, &**rows, self.filter.as_ref(), self.fetch.as_deref())
            }
            _ => delta,
        };
        match &mut self.asking {
            Some(stage) => stage.advance(&delta, feed),
            None => delta,
        }
    }

    /// The rows that may satisfy the filter, as a delta from nothing.
    fn all(&self) -> ZSet<Tuple> {
        let mut delta = ZSet::new();
        match &self.opened {
            Opened::Collection(rows) => {
                if self.filter.is_none() {
                    delta = ZSet::with_capacity(rows.len());
                }
                let take = &mut |row| delta.push(Tuple::of_row(row), 1);
                rows.for_each(&self.conditions(), self.by_key, take);
            }
            Opened::Derived(parts, distinct) => {
                for (part, live) in parts.iter().enumerate() {
                    delta.extend(live.derived((!distinct).then_some(part)));
                }
            }
        }
        delta
    }

    fn conditions(&self) -> Vec<&Node> {
        match &self.filter {
            None => Vec::new(),
            Some(Node::Call(super::node::Function::And, parts)) => parts.iter().collect(),
            Some(filter) => vec![filter],
        }
    }
}

impl Demand {
    fn advance(
        &mut self,
        delta: ZSet<Tuple>,
        keys: &[(Key, Weight)],
        rows: &dyn AnyRows,
        filter: Option<&Node>,
        fetch: Option<&Fetch>,
    ) -> ZSet<Tuple> {
        let mut touched: BTreeMap<&Key, bool> = BTreeMap::new();
        for (key, weight) in keys {
            touched
                .entry(key)
                .or_insert_with(|| self.wanted.contains_key(key));
            let wanted = self.wanted.entry(key.clone()).or_default();
            *wanted = wanted.saturating_add_signed(*weight);
            if *wanted == 0 {
                self.wanted.remove(key);
            }
        }
        if let Some(fetch) = fetch {
            for (key, before) in &touched {
                let wanted = self.wanted.contains_key(*key);
                if wanted != *before {
                    fetch.note(key, wanted);
                }
            }
        }
        let mut output = ZSet::new();
        // What is wanted no more, as it was …
        for (key, _) in touched.iter().filter(|(_, before)| **before) {
            if !self.wanted.contains_key(*key) {
                let gone: Vec<Tuple> = self.taken.matches(key).cloned().collect();
                for tuple in gone {
                    self.taken.remove(key, &tuple);
                    output.push(tuple, -1);
                }
            }
        }
        // … what changed in what was and is wanted …
        let is_new = |key: &Key| touched.get(key) == Some(&false);
        for (tuple, weight) in delta {
            let key: Key = values(&self.key, &tuple).collect();
            if !self.wanted.contains_key(&key) || is_new(&key) {
                continue;
            }
            if weight > 0 {
                self.taken.insert(key, tuple.clone());
            } else {
                self.taken.remove(&key, &tuple);
            }
            output.push(tuple, weight);
        }
        // … and what is wanted now, as it is: the collection has taken the commit in already.
        for (key, _) in touched.iter().filter(|(_, before)| !**before) {
            if !self.wanted.contains_key(*key) {
                continue;
            }
            let columns = self.columns.iter();
            let sought: Vec<(&ColumnOf, &Scalar)> =
                columns.map(|(part, column)| (column, &key[*part])).collect();
            rows.for_each_equal(&sought, &mut |row| {
                let tuple = Tuple::of_row(row);
                let same = values(&self.key, &tuple).eq(key.iter().cloned());
                if same && filter.is_none_or(|filter| filter.holds(tuple.cells())) {
                    self.taken.insert((*key).clone(), tuple.clone());
                    output.push(tuple, 1);
                }
            });
        }
        output
    }
}

impl fmt::Display for Input {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(demand) = &self.demand {
            let columns: Vec<&str> = demand.columns.iter().map(|(_, column)| &*column.name).collect();
            write!(
                formatter,
                "index on {}, for the keys that are wanted",
                columns.join(", ")
            )?;
            return formatter.write_str(if self.is_fetched() { ", asked for" } else { "" });
        }
        match &self.opened {
            Opened::Collection(rows) => {
                write!(formatter, "{}", self.access().0)?;
                formatter.write_str(if rows.is_fetched() { ", asked for" } else { "" })
            }
            Opened::Derived(..) => write!(formatter, "its own records ({})", self.len()),
        }
    }
}
