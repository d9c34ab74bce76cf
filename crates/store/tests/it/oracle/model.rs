//! The model: rows in maps, and pending transactions replayed in full at every look.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_entity::Patch;

use crate::notes::{Note, NotePatch};

/// A write to a collection: of the server, or (an upsert is an insert then) of a transaction.
#[derive(Clone, Debug)]
pub(super) enum Write {
    Upsert(usize, Note),
    Patch(usize, u32, NotePatch),
    Delete(usize, u32),
}

impl Write {
    pub(super) fn collection(&self) -> usize {
        match self {
            Self::Upsert(collection, _) | Self::Patch(collection, ..) | Self::Delete(collection, _) => {
                *collection
            }
        }
    }

    fn id(&self) -> u32 {
        match self {
            Self::Upsert(_, note) => note.id,
            Self::Patch(_, id, _) | Self::Delete(_, id) => *id,
        }
    }
}

type Rows = BTreeMap<u32, Note>;

#[derive(Clone, Default)]
pub(super) struct Model {
    base: [Rows; 2],
    open: Vec<Open>,
    loads: [Option<Load>; 2],
}

/// A transaction that is open.
#[derive(Clone)]
struct Open {
    writes: Vec<Write>,
    sent: bool,
}

#[derive(Clone, Default)]
struct Load {
    unseen: BTreeSet<u32>,
    written: BTreeSet<u32>,
}

impl Model {
    /// The rows of a collection as they are seen, by key.
    pub(super) fn visible(&self, collection: usize) -> Vec<Note> {
        self.replayed()[collection].values().cloned().collect()
    }

    pub(super) fn confirmed(&self, collection: usize, id: u32) -> Option<&Note> {
        self.base[collection].get(&id)
    }

    fn replayed(&self) -> [Rows; 2] {
        let mut rows = self.base.clone();
        for write in self.open.iter().flat_map(|open| &open.writes) {
            optimistic(&mut rows, write);
        }
        rows
    }

    /// Whether everything could be written; what can be, is.
    pub(super) fn server(&mut self, writes: &[Write]) -> bool {
        let mut complete = true;
        for write in writes {
            let rows = &mut self.base[write.collection()];
            match write {
                Write::Upsert(_, note) => {
                    rows.insert(note.id, note.clone());
                }
                Write::Patch(_, id, patch) => {
                    let Some(note) = rows.get_mut(id) else {
                        complete = false;
                        continue;
                    };
                    patch.apply(note);
                }
                Write::Delete(_, id) => {
                    rows.remove(id);
                }
            }
            if let Some(load) = &mut self.loads[write.collection()] {
                load.unseen.remove(&write.id());
                load.written.insert(write.id());
            }
        }
        complete
    }

    /// Whether the transaction is accepted.
    pub(super) fn transact(&mut self, writes: &[Write]) -> bool {
        let mut rows = self.replayed();
        for write in writes {
            let there = rows[write.collection()].contains_key(&write.id());
            if there == matches!(write, Write::Upsert(..)) {
                return false;
            }
            optimistic(&mut rows, write);
        }
        self.open.push(Open {
            writes: merged(writes),
            sent: false,
        });
        true
    }

    pub(super) fn confirm(&mut self, open: usize, writes: &[Write]) -> bool {
        self.open.remove(open);
        self.server(writes)
    }

    pub(super) fn rollback(&mut self, open: usize) {
        self.open.remove(open);
    }

    pub(super) fn mark_sent(&mut self, open: usize) {
        self.open[open].sent = true;
    }

    /// Takes back an open transaction and those that build on it; which ones those are.
    pub(super) fn rollback_with_dependents(&mut self, open: usize) -> Vec<usize> {
        let mut taken = vec![open];
        for later in open + 1..self.open.len() {
            let builds_on = |earlier: &usize| self.open[*earlier].shares_a_row(&self.open[later]);
            if !self.open[later].sent && taken.iter().any(builds_on) {
                taken.push(later);
            }
        }
        for gone in taken.iter().rev() {
            self.open.remove(*gone);
        }
        taken.remove(0);
        taken
    }

    /// Makes true what a transaction asked for.
    pub(super) fn accept(&mut self, open: usize) {
        let open = self.open.remove(open);
        for write in &open.writes {
            optimistic(&mut self.base, write);
            if let Some(load) = &mut self.loads[write.collection()] {
                load.unseen.remove(&write.id());
                load.written.insert(write.id());
            }
        }
    }

    /// How many mutations are pending.
    pub(super) fn pending(&self) -> usize {
        self.open.iter().map(|open| open.writes.len()).sum()
    }

    /// Drops what the server said, and takes what is so now in its place.
    pub(super) fn truncate(&mut self, collection: usize, rows: &[Note]) {
        let gone: Vec<u32> = self.base[collection].keys().copied().collect();
        let gone = gone.into_iter().map(|id| Write::Delete(collection, id));
        let come = rows.iter().map(|note| Write::Upsert(collection, note.clone()));
        self.server(&gone.chain(come).collect::<Vec<_>>());
    }

    /// What a server would answer that did exactly what was asked for.
    pub(super) fn echo(&self, open: usize) -> Vec<Write> {
        let mut after = self.base.clone();
        for write in &self.open[open].writes {
            optimistic(&mut after, write);
        }
        let row = |write: &Write| match after[write.collection()].get(&write.id()) {
            Some(note) => Write::Upsert(write.collection(), note.clone()),
            None => Write::Delete(write.collection(), write.id()),
        };
        self.open[open].writes.iter().map(row).collect()
    }

    pub(super) fn start_load(&mut self, collection: usize) {
        let unseen = self.base[collection].keys().copied().collect();
        self.loads[collection] = Some(Load {
            unseen,
            written: BTreeSet::new(),
        });
    }

    pub(super) fn load(&mut self, collection: usize, rows: &[Note]) {
        if self.loads[collection].is_none() {
            self.start_load(collection);
        }
        if let Some(load) = &mut self.loads[collection] {
            for note in rows {
                load.unseen.remove(&note.id);
                if !load.written.contains(&note.id) {
                    self.base[collection].insert(note.id, note.clone());
                }
            }
        }
    }

    pub(super) fn ready(&mut self, collection: usize) {
        if let Some(load) = self.loads[collection].take() {
            self.base[collection].retain(|id, _| !load.unseen.contains(id));
        }
    }
}

impl Open {
    fn shares_a_row(&self, other: &Self) -> bool {
        let row = |write: &Write| (write.collection(), write.id());
        let rows: BTreeSet<_> = self.writes.iter().map(row).collect();
        other.writes.iter().any(|write| rows.contains(&row(write)))
    }
}

/// The changes of one transaction as they would be sent: a row that was inserted and then changed is inserted as it was
/// left, and one that was inserted and then deleted is not sent at all. The empty patch does nothing.
fn merged(writes: &[Write]) -> Vec<Write> {
    let mut merged: Vec<Write> = Vec::new();
    for write in writes {
        if matches!(write, Write::Patch(_, _, patch) if patch.is_empty()) {
            continue;
        }
        let same = |other: &Write| other.collection() == write.collection() && other.id() == write.id();
        let last = merged.iter().rposition(same);
        match (last.map(|last| (last, &mut merged[last])), write) {
            (Some((_, Write::Upsert(_, note))), Write::Patch(_, _, patch)) => patch.apply(note),
            (Some((last, Write::Upsert(..))), Write::Delete(..)) => {
                merged.remove(last);
            }
            (Some((_, Write::Patch(_, _, first))), Write::Patch(_, _, patch)) => first.merge(patch.clone()),
            (Some((_, first @ Write::Patch(..))), Write::Delete(..)) => *first = write.clone(),
            _ => merged.push(write.clone()),
        }
    }
    merged
}

/// Does what a server would do: nothing, where an insert finds a row or an update finds none.
fn optimistic(rows: &mut [Rows; 2], write: &Write) {
    let rows = &mut rows[write.collection()];
    match write {
        Write::Upsert(_, note) => {
            rows.entry(note.id).or_insert_with(|| note.clone());
        }
        Write::Patch(_, id, patch) => {
            if let Some(note) = rows.get_mut(id) {
                patch.apply(note);
            }
        }
        Write::Delete(_, id) => {
            rows.remove(id);
        }
    }
}
