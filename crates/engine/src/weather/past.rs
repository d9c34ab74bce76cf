//! What the items were a while ago, for indexes that lag behind.
//!
//! The database keeps every state that someone still reads, so the past is a row of readers that are let go when they are
//! old enough.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::store::{Store, View};

/// The most states that are kept. When there are more, every second one is let go.
const MAX_STATES: usize = 256;

/// States of the items, oldest first.
#[derive(Default)]
pub(crate) struct Past(Mutex<VecDeque<State>>);

struct State {
    /// How many commits there had been.
    commits: u64,
    /// When it was there already, in milliseconds of Unix time.
    at: u64,
    view: Arc<View>,
}

impl Past {
    fn lock(&self) -> MutexGuard<'_, VecDeque<State>> {
        // Nothing is left half done under this lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the present state, if it is another than the last one. The first state of all counts as having been there
    /// always.
    pub(crate) fn note(&self, store: &Store, clock: impl Fn() -> u64) {
        let mut states = self.lock();
        // In this order: what is committed meanwhile is noted by the next one.
        let commits = store.commits();
        if states.back().is_some_and(|state| state.commits == commits) {
            return;
        }
        let view = Arc::new(store.read());
        let at = if states.is_empty() { 0 } else { clock() };
        if states.len() >= MAX_STATES {
            let mut number = 0;
            states.retain(|_| {
                number += 1;
                number % 2 == 1
            });
        }
        states.push_back(State { commits, at, view });
    }

    /// The state at a time; before the first one, the first.
    pub(crate) fn at(&self, time: u64) -> Option<Arc<View>> {
        let mut states = self.lock();
        while states.get(1).is_some_and(|next| next.at <= time) {
            states.pop_front();
        }
        states.front().map(|state| Arc::clone(&state.view))
    }
}
