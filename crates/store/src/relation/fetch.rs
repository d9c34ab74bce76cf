//! Fetching: what a query asks of collections that bring only what is asked for.
//!
//! An input that takes in all rows of its source, or those that satisfy a filter, holds one subset. One that takes in the rows of keys
//! that are wanted holds those of the keys: what a commit makes wanted is asked for together, in lists of at most [`KEYS`], and a list is
//! let go with the last of its keys. Nothing is asked for while a commit is taken in: the answer might come at once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use lockstep_delta::Window;
use lockstep_entity::Scalar;

use super::node::{ColumnOf, Function, Node};
use super::pipeline::Key;
use super::relation::Sort;
use super::source::AnyRows;
use crate::{Coverage, Status};

/// The most keys that are asked for in one list.
const KEYS: usize = 100;

/// The subsets that an input holds.
pub(crate) struct Fetch {
    rows: Rc<dyn AnyRows>,
    /// What its rows satisfy.
    conditions: Box<[Node]>,
    scope: Scope,
    held: RefCell<Held>,
}

pub(crate) enum Scope {
    /// What satisfies the conditions.
    All,
    /// Of that, what has the keys that are wanted, in these parts of them.
    Keys(Box<[(usize, ColumnOf)]>),
    /// Of that, what the windows over the result show, in this order. Each of them holds its own subset.
    Windows(Box<[Sort]>),
}

/// A demand for rows of any type.
pub(crate) trait AnyDemand {
    fn status(&self) -> Status;
}

#[derive(Default)]
struct Held {
    all: Option<Box<dyn AnyDemand>>,
    /// The keys that have come to be wanted (true), or are not wanted any more.
    changed: BTreeMap<Key, bool>,
    lists: BTreeMap<u64, List>,
    /// In which list each key is.
    list_of: BTreeMap<Key, u64>,
    next: u64,
}

/// Keys that were asked for together.
struct List {
    wanted: usize,
    demand: Rc<dyn AnyDemand>,
}

impl Fetch {
    pub(crate) fn new(rows: Rc<dyn AnyRows>, conditions: Box<[Node]>, scope: Scope) -> Self {
        Self {
            rows,
            conditions,
            scope,
            held: RefCell::default(),
        }
    }

    /// Notes that a key is wanted, or is not any more.
    pub(crate) fn note(&self, key: &Key, wanted: bool) {
        self.held.borrow_mut().changed.insert(key.clone(), wanted);
    }

    /// Whether there is something to ask for, or to let go.
    pub(crate) fn is_due(&self) -> bool {
        !self.held.borrow().changed.is_empty()
    }

    /// Asks for what is wanted now, and lets go what is not.
    pub(crate) fn settle(&self) {
        match &self.scope {
            Scope::All => {
                let missing = self.held.borrow().all.is_none();
                if missing {
                    let all = self.rows.demand(&self.conditions(), None, &[], None);
                    self.held.borrow_mut().all = Some(all);
                }
            }
            Scope::Keys(columns) => self.settle_keys(columns),
            Scope::Windows(_) => {}
        }
    }

    /// Asks for what a window over the result shows, where that can be said.
    pub(crate) fn window(&self, window: Window) -> Option<Box<dyn AnyDemand>> {
        let Scope::Windows(order) = &self.scope else {
            return None;
        };
        let first = window.limit.map(|limit| window.offset.saturating_add(limit));
        Some(self.rows.demand(&self.conditions(), None, order, first))
    }

    fn settle_keys(&self, columns: &[(usize, ColumnOf)]) {
        let changed = std::mem::take(&mut self.held.borrow_mut().changed);
        let mut come = Vec::new();
        let mut gone = Vec::new();
        for (key, wanted) in changed {
            match (wanted, self.held.borrow().list_of.contains_key(&key)) {
                (true, false) => come.push(key),
                (false, true) => gone.push(key),
                _ => {}
            }
        }
        // What comes is asked for first: of what goes with it, some may be the same.
        for (fixed, listed, keys) in lists(columns, come) {
            let values = |key: &Key| key[columns[listed].0].clone();
            let list = (&columns[listed].1, keys.iter().map(values).collect());
            let conditions = self.conditions.iter().chain(&fixed);
            let conditions: Vec<&Node> = conditions.collect();
            // Asked for outside of the borrow: the answer may come at once, and make more wanted.
            let demand: Rc<dyn AnyDemand> = self.rows.demand(&conditions, Some(list), &[], None).into();
            let mut held = self.held.borrow_mut();
            held.next += 1;
            let number = held.next;
            held.lists.insert(
                number,
                List {
                    wanted: keys.len(),
                    demand,
                },
            );
            held.list_of.extend(keys.into_iter().map(|key| (key, number)));
        }
        let mut done = Vec::new();
        let mut held = self.held.borrow_mut();
        for key in gone {
            let Some(number) = held.list_of.remove(&key) else {
                continue;
            };
            if let Some(list) = held.lists.get_mut(&number) {
                list.wanted -= 1;
                if list.wanted == 0 {
                    done.extend(held.lists.remove(&number));
                }
            }
        }
        drop(held);
        drop(done);
    }

    /// Whether what it holds has come.
    pub(crate) fn coverage(&self) -> Coverage {
        let held = self.held.borrow();
        let lists = held.lists.values().map(|list| list.demand.status());
        let all = held.all.iter().map(|all| all.status());
        let due = held.changed.is_empty();
        let due = if due {
            Coverage::Complete
        } else {
            Coverage::Loading
        };
        lists.chain(all).map(|status| of_status(&status)).fold(due, worse)
    }

    fn conditions(&self) -> Vec<&Node> {
        self.conditions.iter().collect()
    }
}

pub(crate) fn of_status(status: &Status) -> Coverage {
    match status {
        Status::Ready => Coverage::Complete,
        Status::Error { .. } => Coverage::Partial,
        Status::Idle | Status::Loading { .. } => Coverage::Loading,
    }
}

/// Of two parts of what a query needs, how much there is of both.
pub(crate) fn worse(one: Coverage, other: Coverage) -> Coverage {
    match (one, other) {
        (Coverage::Partial, _) | (_, Coverage::Partial) => Coverage::Partial,
        (Coverage::Loading, _) | (_, Coverage::Loading) => Coverage::Loading,
        _ => Coverage::Complete,
    }
}

/// What is the same of some keys, which part of them is a list, and the keys.
type Listed = (Vec<Node>, usize, Vec<Key>);

/// Keys as lists of the values of one column, the others being equal: of the column that has the most values.
fn lists(columns: &[(usize, ColumnOf)], keys: Vec<Key>) -> Vec<Listed> {
    let different = |(part, _): &(usize, ColumnOf)| {
        let mut values: Vec<&Scalar> = keys.iter().map(|key| &key[*part]).collect();
        values.sort_unstable();
        values.dedup();
        values.len()
    };
    let listed = (0..columns.len()).max_by_key(|index| (different(&columns[*index]), columns.len() - index));
    let Some(listed) = listed else {
        return Vec::new();
    };
    let mut groups: BTreeMap<Vec<Scalar>, Vec<Key>> = BTreeMap::new();
    for key in keys {
        let others = columns.iter().enumerate().filter(|(index, _)| *index != listed);
        let others = others.map(|(_, (part, _))| key[*part].clone()).collect();
        groups.entry(others).or_default().push(key);
    }
    let mut all = Vec::new();
    for (values, keys) in groups {
        let others = columns.iter().enumerate().filter(|(index, _)| *index != listed);
        let fixed: Vec<Node> = others
            .zip(values)
            .map(|((_, (_, column)), value)| {
                Node::call(Function::Eq, [Node::Column(column.clone()), Node::Literal(value)])
            })
            .collect();
        for keys in keys.chunks(KEYS) {
            all.push((fixed.clone(), listed, keys.to_vec()));
        }
    }
    all
}
