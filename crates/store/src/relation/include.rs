//! Includes: a list for each record.

use std::rc::Rc;

use lockstep_delta::{Arrangement, Partitions, RankedSet, Window, ZSet};

use super::core::Comparator;
use super::input::Feed;
use super::node::Node;
use super::pipeline::{Key, Pipeline, side, wanted};
use super::record::{Records, Shape};
use super::tuple::Tuple;

/// Appends to each tuple the list of what belongs to it.
pub(crate) struct IncludeStage {
    pub(crate) left: Box<[Node]>,
    pub(crate) right: Box<[Node]>,
    /// What is included, by the operators of a relation of its own.
    pub(crate) pipeline: Pipeline,
    pub(crate) lists: Partitions<Key, Tuple, Comparator>,
    pub(crate) window: Window,
    pub(crate) shape: Rc<Shape>,
    /// The tuples that have a list, to be found when it changes.
    pub(crate) owners: Arrangement<Key, Tuple>,
}

impl IncludeStage {
    /// Takes the delta of the tuples in, and those of the sources of what is included.
    pub(crate) fn advance(&mut self, tuples: &ZSet<Tuple>, feed: &mut Feed<'_>) -> ZSet<Tuple> {
        let keyed = side(&self.left, tuples);
        let wanted = if self.pipeline.is_on_demand() {
            wanted(&keyed)
        } else {
            Vec::new()
        };
        let included = self.pipeline.advance(feed, &wanted);
        let changed = self.change_lists(&included);
        let mut output = ZSet::with_capacity(tuples.len() + 2 * changed.len());
        for ((key, tuple), weight) in keyed {
            output.push(tuple.with(self.list(key.as_ref())), weight);
            let Some(key) = key else { continue };
            if weight > 0 {
                self.owners.insert(key, tuple);
            } else {
                self.owners.remove(&key, &tuple);
            }
        }
        for key in &changed {
            for tuple in self.owners.matches(key) {
                let tuple = tuple.with(self.list(Some(key)));
                output.push(tuple.clone(), -1);
                output.push(tuple, 1);
            }
        }
        if !changed.is_empty() {
            output.net();
        }
        output
    }

    /// Takes a delta of what is included in; the keys of the lists that look different then.
    fn change_lists(&mut self, delta: &ZSet<Tuple>) -> Vec<Key> {
        let keyed: ZSet<(Key, Tuple)> = side(&self.right, delta)
            .into_iter()
            .filter_map(|((key, tuple), weight)| Some(((key?, tuple), weight)))
            .collect();
        if self.window.is_whole() {
            return self.lists.advance(&keyed);
        }
        let before: Vec<(Key, RankedSet<Tuple>)> = keyed
            .iter()
            .map(|((key, _), _)| (key.clone(), self.lists.get(key).cloned().unwrap_or_default()))
            .collect();
        let mut changed = self.lists.advance(&keyed);
        changed.retain(|key| {
            let before = before.iter().find(|(other, _)| other == key);
            before.is_none_or(|(_, before)| !self.looks_the_same(before, self.lists.get(key)))
        });
        changed
    }

    /// Whether a list shows the same within the window.
    fn looks_the_same(&self, before: &RankedSet<Tuple>, after: Option<&RankedSet<Tuple>>) -> bool {
        let empty = RankedSet::new();
        let after = after.unwrap_or(&empty);
        let (old, new) = (self.window.range(before.len()), self.window.range(after.len()));
        old.len() == new.len()
            && before
                .range(old)
                .zip(after.range(new))
                .all(|(before, after)| before.is(after))
    }

    fn list(&self, key: Option<&Key>) -> Records {
        let empty = RankedSet::new();
        let list = key.and_then(|key| self.lists.get(key)).unwrap_or(&empty);
        Records::new(list, self.window.range(list.len()), &self.shape)
    }
}
