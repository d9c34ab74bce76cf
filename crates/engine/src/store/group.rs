//! Group commit: writers that come while another one syncs share the next sync.
//!
//! A writer leaves its work in a queue and waits for its turn. Whoever gets the turn does all the work that is there, in
//! order, in one transaction, and commits once; the others find theirs done. A single writer waits for nobody.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Session, Store};
use crate::error::{Exception, Failure};

/// The most work of one commit, so that nobody waits for others without end.
const MAX_WORK: usize = 64;

/// Writers that wait.
#[derive(Default)]
pub(super) struct Group {
    queue: Mutex<Vec<Work>>,
    turn: Mutex<()>,
}

/// Something to do in a session. What it leaves is taken by whoever waits for it.
struct Work {
    run: Box<dyn FnOnce(&mut Session<'_>) + Send>,
    /// Says whether it was committed.
    done: Box<dyn FnOnce(Result<(), Failure>) + Send>,
}

/// Where the result of some work is left.
struct Slot<T> {
    /// What the work said, before the commit.
    result: Option<Result<T, Failure>>,
    /// Whether it was committed.
    committed: Option<Result<(), Failure>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing is left half done under these locks: what a panic interrupts is a transaction that is not committed.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Group {
    /// Does some work in a session and waits until it is committed.
    pub(super) fn run<T: Send + 'static>(
        &self,
        store: &Store,
        work: impl FnOnce(&mut Session<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let slot = Arc::new(Mutex::new(Slot {
            result: None,
            committed: None,
        }));
        let (result, committed) = (Arc::clone(&slot), Arc::clone(&slot));
        lock(&self.queue).push(Work {
            run: Box::new(move |session| {
                let done = work(session);
                lock(&result).result = Some(done);
            }),
            done: Box::new(move |done| lock(&committed).committed = Some(done)),
        });
        loop {
            let turn = lock(&self.turn);
            let committed = lock(&slot).committed.take();
            if let Some(committed) = committed {
                drop(turn);
                let result = lock(&slot).result.take();
                // What failed by itself says why, whatever became of the others.
                return match (result, committed) {
                    (Some(Err(failure)), _) | (_, Err(failure)) => Err(failure),
                    (Some(Ok(value)), Ok(())) => Ok(value),
                    (None, Ok(())) => Err(interrupted()),
                };
            }
            let works = {
                let mut queue = lock(&self.queue);
                let count = queue.len().min(MAX_WORK);
                queue.drain(..count).collect::<Vec<_>>()
            };
            if works.is_empty() {
                // Another writer took the work and was interrupted before it could say so.
                return Err(interrupted());
            }
            let written = commit(store, works);
            drop(turn);
            store.subscribers.wake(&written);
        }
    }
}

/// Does all the work in one transaction; the tables of which there are new stream records.
fn commit(store: &Store, works: Vec<Work>) -> BTreeSet<String> {
    let mut waiting = Vec::with_capacity(works.len());
    let outcome = (|| {
        let transaction = store.database.begin_write()?;
        let tables = store.tables();
        let mut session = Session::new(&transaction, Arc::clone(&tables), &store.dictionary, store.now())?;
        for work in works {
            waiting.push(work.done);
            (work.run)(&mut session);
        }
        if session.is_broken() {
            return Err(Failure::new(
                Exception::InternalServer,
                "the database failed, and nothing was written",
            ));
        }
        let names = session.store_names()?;
        let (after, written) = session.finish()?;
        transaction.commit()?;
        store.dictionary.set_stored(names);
        store.commits.fetch_add(1, Ordering::Release);
        if !Arc::ptr_eq(&tables, &after) {
            store.set_tables(after);
        }
        Ok(written)
    })();
    let (outcome, written) = match outcome {
        Ok(written) => (Ok(()), written),
        Err(failure) => (Err(failure), BTreeSet::new()),
    };
    for done in waiting {
        done(outcome.clone());
    }
    written
}

fn interrupted() -> Failure {
    Failure::new(
        Exception::InternalServer,
        "the request was interrupted: it may or may not have been carried out",
    )
}
