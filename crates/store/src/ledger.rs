//! The ledger of a store: which transactions are open, which mutations have failed, and the list of both.

use std::cell::RefCell;
use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::collection::WeakCollection;
use crate::mutation::{Mutation, MutationState};
use crate::store::Delivery;
use crate::transaction::{Outcome, Part, TAKEN_BACK};
use crate::{Collection, Store};

/// The most failed mutations that are kept: beyond that, the oldest are forgotten.
pub(crate) const MOST_FAILED: usize = 256;

/// What has become of the transactions of a store.
#[derive(Default)]
pub(crate) struct Ledger {
    open: RefCell<FxHashMap<u64, Open>>,
    /// The oldest first.
    failed: RefCell<VecDeque<Mutation>>,
    /// The collection of both, while somebody has it: nothing is written for nobody.
    list: RefCell<WeakCollection<Mutation>>,
}

/// Who waits for the end of a transaction.
pub(crate) type OnSettled = Box<dyn FnOnce(&Outcome)>;

/// A transaction that shows and is not settled.
#[derive(Default)]
pub(crate) struct Open {
    pub(crate) name: Option<&'static str>,
    pub(crate) sent: bool,
    pub(crate) parts: Vec<Box<dyn Part>>,
    pub(crate) on_settled: Vec<OnSettled>,
}

impl Open {
    /// Its mutations, as they stand.
    fn mutations(&self, id: u64) -> Vec<Mutation> {
        let mut mutations = Vec::new();
        for part in &self.parts {
            part.describe(id, &mut mutations);
        }
        oldest_first(&mut mutations);
        mutations.dedup_by_key(|mutation| mutation.sequence);
        for mutation in &mut mutations {
            mutation.action = self.name;
            if self.sent {
                mutation.state = MutationState::Sent;
            }
        }
        mutations
    }

    /// What those who wait for its end are to be told.
    pub(crate) fn settled(self, outcome: Outcome) -> Option<Delivery> {
        if self.on_settled.is_empty() {
            return None;
        }
        Some(Box::new(move || {
            for callback in self.on_settled {
                callback(&outcome);
            }
        }))
    }
}

impl Ledger {
    /// Enters a transaction, or more parts of one that is there.
    pub(crate) fn enter(&self, id: u64, name: Option<&'static str>, parts: Vec<Box<dyn Part>>) {
        let mut open = self.open.borrow_mut();
        let entry = open.entry(id).or_default();
        entry.name = name.or(entry.name);
        entry.parts.extend(parts);
    }

    /// Takes a transaction out: it is settled.
    pub(crate) fn take(&self, id: u64) -> Option<Open> {
        self.unlist(id);
        self.open.borrow_mut().remove(&id)
    }

    /// Takes the mutations of an open transaction out of the list, if there is one.
    pub(crate) fn unlist(&self, id: u64) {
        let Some(list) = self.list() else { return };
        let mutations = self.open.borrow().get(&id).map(|open| open.mutations(id));
        list.write(|table| {
            for mutation in mutations.iter().flatten() {
                table.remove(&mutation_key(mutation));
            }
        });
    }

    pub(crate) fn with<T>(&self, id: u64, read: impl FnOnce(&mut Open) -> T) -> Option<T> {
        self.open.borrow_mut().get_mut(&id).map(read)
    }

    /// Ends the part of a commit that concerns the parts of an open transaction.
    pub(crate) fn settle_parts(&self, id: u64, deliveries: &mut Vec<Delivery>) {
        if let Some(open) = self.open.borrow().get(&id) {
            open.parts.iter().for_each(|part| part.settle(deliveries));
        }
    }

    /// The transactions that build on this one: those that are not sent and have changed a row after it did, and those that build on
    /// them. Oldest first.
    pub(crate) fn dependents(&self, id: u64) -> Vec<u64> {
        let open = self.open.borrow();
        let mut seen: FxHashSet<u64> = FxHashSet::from_iter([id]);
        let mut found = vec![id];
        let mut next = 0;
        let mut later = Vec::new();
        while let Some(transaction) = found.get(next).copied() {
            next += 1;
            for part in open
                .get(&transaction)
                .map(|open| &*open.parts)
                .unwrap_or_default()
            {
                part.later(transaction, &mut later);
            }
            for dependent in later.drain(..) {
                let is_unsent = open.get(&dependent).is_some_and(|open| !open.sent);
                if is_unsent && seen.insert(dependent) {
                    found.push(dependent);
                }
            }
        }
        found.remove(0);
        found.sort_unstable();
        found
    }

    /// Keeps the mutations of a transaction that is about to be taken back.
    pub(crate) fn remember_failed(&self, id: u64, reason: &str) {
        let mutations = self.open.borrow().get(&id).map(|open| open.mutations(id));
        let mut failed = self.failed.borrow_mut();
        let list = self.list();
        for mut mutation in mutations.unwrap_or_default() {
            mutation.state = MutationState::Failed {
                reason: reason.to_owned(),
            };
            failed.push_back(mutation);
        }
        while failed.len() > MOST_FAILED {
            if let (Some(forgotten), Some(list)) = (failed.pop_front(), &list) {
                list.write(|table| table.remove(&mutation_key(&forgotten)));
            }
        }
    }

    /// Forgets the failed mutations of one transaction, or all of them.
    pub(crate) fn forget_failed(&self, transaction: Option<u64>) {
        let forgotten = |mutation: &Mutation| transaction.is_none_or(|id| id == mutation.transaction);
        let mut failed = self.failed.borrow_mut();
        if let Some(list) = self.list() {
            list.write(|table| {
                for mutation in failed.iter().filter(|mutation| forgotten(mutation)) {
                    table.remove(&mutation_key(mutation));
                }
            });
        }
        failed.retain(|mutation| !forgotten(mutation));
    }

    /// What has failed, oldest first.
    pub(crate) fn failed(&self) -> Vec<Mutation> {
        self.failed.borrow().iter().cloned().collect()
    }

    /// Why a transaction failed, as far as that is remembered.
    pub(crate) fn reason(&self, id: u64) -> String {
        let failed = self.failed.borrow();
        let mut own = failed.iter().filter(|mutation| mutation.transaction == id);
        let reason = own.find_map(|mutation| mutation.state.reason().map(str::to_owned));
        reason.unwrap_or_else(|| TAKEN_BACK.to_owned())
    }

    /// What is open, oldest first.
    pub(crate) fn pending(&self) -> Vec<Mutation> {
        let open = self.open.borrow();
        let mut pending: Vec<Mutation> = open.iter().flat_map(|(id, open)| open.mutations(*id)).collect();
        oldest_first(&mut pending);
        pending
    }

    /// The list as a collection: the one that is there, or a new one.
    pub(crate) fn mutations(&self, store: &Store) -> Collection<Mutation> {
        if let Some(list) = self.list() {
            return list;
        }
        let list = store.collection("mutations");
        list.load(self.failed().into_iter().chain(self.pending()));
        list.mark_ready();
        self.list.replace(list.downgrade_typed());
        list
    }

    /// Writes to the list, if there is one, what has become of a transaction, and ends the commit there.
    pub(crate) fn settle_list(&self, changed: impl IntoIterator<Item = u64>, deliveries: &mut Vec<Delivery>) {
        let Some(list) = self.list() else { return };
        let open = self.open.borrow();
        let mut rows: Vec<Mutation> = Vec::new();
        for id in changed {
            let failed = self.failed.borrow();
            rows.extend(
                failed
                    .iter()
                    .filter(|mutation| mutation.transaction == id)
                    .cloned(),
            );
            rows.extend(open.get(&id).map(|open| open.mutations(id)).unwrap_or_default());
        }
        list.write(|table| {
            for row in rows {
                table.upsert(mutation_key(&row), row);
            }
        });
        list.settle(deliveries);
    }

    fn list(&self) -> Option<Collection<Mutation>> {
        self.list.borrow().upgrade()
    }
}

fn oldest_first(mutations: &mut [Mutation]) {
    mutations.sort_by_key(mutation_key);
}

const fn mutation_key(mutation: &Mutation) -> (u64, u64) {
    (mutation.transaction, mutation.sequence)
}
