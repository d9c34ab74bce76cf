//! Conditions that ask other relations: `exists` and `in`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use lockstep_delta::{Arrangement, Weight, ZSet};
use lockstep_entity::Scalar;

use super::input::Feed;
use super::node::Node;
use super::pipeline::{Key, Pipeline, demanded, side, values};
use super::relation::Relation;
use super::tuple::{Cell, Tuple};

/// Whether a relation has records that are equal to the one asked about in some expressions, or, with an operand, whether
/// this is one of the values of its only field.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Exists {
    pub(crate) relation: Relation,
    pub(crate) on: Vec<(Node, Node)>,
    pub(crate) operand: Option<Node>,
}

impl fmt::Display for Exists {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operand) = &self.operand {
            return write!(formatter, "{operand} in ({})", self.relation);
        }
        write!(formatter, "exists ({})", self.relation)?;
        for (index, (left, right)) in self.on.iter().enumerate() {
            let sign = if index == 0 { " on" } else { " and" };
            write!(formatter, "{sign} {left} = {right}")?;
        }
        Ok(())
    }
}

/// What asks other relations about tuples: for a filter, for expressions that come later, or both.
pub(crate) struct ExistsStage {
    /// The condition, in which the answers are cells behind those of the tuple.
    pub(crate) filter: Option<Node>,
    /// How many of the answers stay there: those of the first ones.
    pub(crate) kept: usize,
    pub(crate) asked: Box<[Asked]>,
}

/// One relation that is asked.
pub(crate) struct Asked {
    pub(crate) relation: Relation,
    /// What of a tuple must be equal …
    pub(crate) left: Box<[Node]>,
    /// … to what of a record.
    pub(crate) right: Box<[Node]>,
    /// `in`: a miss is unknown while there is a null, on either side.
    pub(crate) is_in: bool,
    pub(crate) pipeline: Pipeline,
    /// How many records there are with each key.
    pub(crate) records: BTreeMap<Key, usize>,
    /// How many there are that have a null in it.
    pub(crate) nulls: usize,
    /// The tuples with each key: to be found when its first record comes or its last one goes.
    pub(crate) owners: Arrangement<Key, Tuple>,
    /// Those that have a null in it.
    pub(crate) keyless: BTreeSet<Tuple>,
}

/// How the answers of one relation have changed.
#[derive(Default)]
struct Changed {
    /// The keys that have come to have records (true), or have none now.
    keys: BTreeMap<Key, bool>,
    /// Whether there were nulls, and records at all, if either is otherwise now.
    before: Option<(bool, bool)>,
}

impl ExistsStage {
    /// Takes the delta of the tuples in, and those of the sources of what is asked.
    pub(crate) fn advance(&mut self, tuples: &ZSet<Tuple>, feed: &mut Feed<'_>) -> ZSet<Tuple> {
        let changed: Vec<Changed> = self
            .asked
            .iter_mut()
            .map(|asked| asked.advance(tuples, feed))
            .collect();
        // Tuples that were there: those of which an answer has changed.
        let mut affected: Vec<Tuple> = Vec::new();
        for (asked, changed) in self.asked.iter().zip(&changed) {
            asked.affected(changed, &mut affected);
        }
        affected.sort_unstable();
        affected.dedup();
        let mut output = ZSet::new();
        for tuple in affected {
            let before = self.answered(&tuple, Some(&changed));
            let after = self.answered(&tuple, None);
            if before != after {
                output.extend(before.map(|before| (before, -1)));
                output.extend(after.map(|after| (after, 1)));
            }
        }
        let both = !output.is_empty() && !tuples.is_empty();
        for (tuple, weight) in tuples {
            output.extend(self.answered(tuple, None).map(|tuple| (tuple, *weight)));
            for asked in &mut self.asked {
                asked.own(tuple, *weight);
            }
        }
        if both {
            output.net();
        }
        output
    }

    /// What becomes of a tuple now, or became of it before something changed: nothing, if the condition does not hold.
    fn answered(&self, tuple: &Tuple, before: Option<&[Changed]>) -> Option<Tuple> {
        let mut cells: Vec<Cell> = tuple.cells().to_vec();
        for (index, asked) in self.asked.iter().enumerate() {
            let changed = before.map(|changed| &changed[index]);
            let answer = asked.answer(tuple, changed);
            let scalar = answer.map_or(Scalar::Null, Scalar::Bool);
            cells.push(Cell::Value(Box::new(scalar)));
        }
        if !self.filter.as_ref().is_none_or(|filter| filter.holds(&cells)) {
            return None;
        }
        if self.kept == 0 {
            return Some(tuple.clone());
        }
        cells.truncate(tuple.cells().len() + self.kept);
        Some(Tuple::of_cells(cells))
    }
}

impl Asked {
    /// Takes in what changed in the records; how the answers have changed.
    fn advance(&mut self, tuples: &ZSet<Tuple>, feed: &mut Feed<'_>) -> Changed {
        let wanted = if self.pipeline.is_on_demand() {
            demanded(&self.left, tuples)
        } else {
            Vec::new()
        };
        let (nulls, any) = (self.nulls > 0, self.any());
        let mut before: BTreeMap<Key, bool> = BTreeMap::new();
        let delta = self.pipeline.advance(feed, &wanted);
        for ((key, _), weight) in side(&self.right, &delta) {
            let Some(key) = key else {
                self.nulls = self.nulls.saturating_add_signed(weight);
                continue;
            };
            let records = self.records.entry(key.clone()).or_default();
            before.entry(key.clone()).or_insert(*records > 0);
            *records = records.saturating_add_signed(weight);
            if *records == 0 {
                self.records.remove(&key);
            }
        }
        before.retain(|key, before| {
            let was = *before;
            *before = self.records.contains_key(key);
            was != *before
        });
        let otherwise = (nulls, any) != (self.nulls > 0, self.any());
        Changed {
            keys: before,
            before: (self.is_in && otherwise).then_some((nulls, any)),
        }
    }

    fn any(&self) -> bool {
        self.nulls > 0 || !self.records.is_empty()
    }

    fn affected(&self, changed: &Changed, affected: &mut Vec<Tuple>) {
        if changed.before.is_some() {
            affected.extend(self.owners.iter().cloned());
            affected.extend(self.keyless.iter().cloned());
            return;
        }
        for key in changed.keys.keys() {
            affected.extend(self.owners.matches(key).cloned());
        }
    }

    fn answer(&self, tuple: &Tuple, changed: Option<&Changed>) -> Option<bool> {
        let key: Key = values(&self.left, tuple).collect();
        let keyed = key.iter().all(|value| !value.is_null());
        let found = keyed
            && match changed.and_then(|changed| changed.keys.get(&key)) {
                Some(now) => !now,
                None => self.records.contains_key(&key),
            };
        if found || !self.is_in {
            return Some(found);
        }
        let now = (self.nulls > 0, self.any());
        let (nulls, any) = changed.and_then(|changed| changed.before).unwrap_or(now);
        // A null in nothing is not in it; otherwise a miss with a null on either side is unknown.
        (!any || (keyed && !nulls)).then_some(false)
    }

    /// Remembers a tuple, or forgets it.
    fn own(&mut self, tuple: &Tuple, weight: Weight) {
        let key: Key = values(&self.left, tuple).collect();
        let keyed = key.iter().all(|value| !value.is_null());
        match (keyed, weight > 0) {
            (true, true) => self.owners.insert(key, tuple.clone()),
            (true, false) => self.owners.remove(&key, tuple),
            // A later version takes the place of an equal tuple.
            (false, true) if self.is_in => {
                self.keyless.replace(tuple.clone());
            }
            (false, _) => {
                self.keyless.remove(tuple);
            }
        }
    }
}
