//! Group commit: writers that come while another one syncs share the next sync.
//!
//! A writer leaves its work in a queue and waits for its turn. Whoever gets the turn does all the work that is there, in
//! order, in one transaction, and commits once; the others find theirs done. A single writer waits for nobody.
//!
//! A commit is on the disk when its record is in the log ([`log`](super::log)), or when it was a checkpoint. Work that
//! changed nothing is not committed at all.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::{Database, Durability, WriteTransaction};

use super::log::Log;
use super::log::changes::Changes;
use super::{CHECKPOINT, NUMBERS, Session, Store};
use crate::error::{Exception, Failure};

/// The most work of one commit, so that nobody waits for others without end.
const MAX_WORK: usize = 64;

/// Writers that wait.
pub(super) struct Group {
    queue: Mutex<Vec<Work>>,
    /// Whoever has the log has the turn.
    turn: Mutex<Log>,
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
    /// Nobody waits yet.
    pub(super) fn new(log: Log) -> Self {
        Self {
            queue: Mutex::default(),
            turn: Mutex::new(log),
        }
    }

    /// Writes all pages, unless they are written.
    pub(super) fn checkpoint(&self, database: &Database) -> Result<(), Failure> {
        let log = &mut *lock(&self.turn);
        if log.is_empty() || log.is_broken {
            return Ok(());
        }
        checkpoint(database.begin_write()?, log)
    }

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
            let mut turn = lock(&self.turn);
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
            let written = commit(store, &mut turn, works);
            drop(turn);
            store.subscribers.wake(&written);
        }
    }
}

/// Does all the work in one transaction; the tables of which there are new stream records.
fn commit(store: &Store, log: &mut Log, works: Vec<Work>) -> BTreeSet<String> {
    let mut waiting = Vec::with_capacity(works.len());
    let outcome = (|| {
        if log.is_broken {
            return Err(Failure::new(
                Exception::InternalServer,
                "the database failed before: open the file anew",
            ));
        }
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
        let (after, written, changes) = session.finish()?;
        if changes.are_none() {
            transaction.abort()?;
            return Ok(written);
        }
        conclude(transaction, log, &changes)?;
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

/// Commits: by a record in the log, or by a checkpoint where that has no room or would not tell everything.
fn conclude(mut transaction: WriteTransaction, log: &mut Log, changes: &Changes) -> Result<(), Failure> {
    // Whatever fails from here on, the log may say that this was committed.
    log.is_broken = true;
    let is_logged = match changes.told() {
        Some(contents) => log.append(contents)?,
        None => false,
    };
    if !is_logged {
        return checkpoint(transaction, log);
    }
    transaction.set_durability(Durability::None)?;
    transaction.commit()?;
    log.is_broken = false;
    Ok(())
}

/// Commits with all pages, and begins the log anew.
fn checkpoint(transaction: WriteTransaction, log: &mut Log) -> Result<(), Failure> {
    log.is_broken = true;
    let mut numbers = transaction.open_table(NUMBERS)?;
    numbers.insert(CHECKPOINT, log.next_checkpoint())?;
    drop(numbers);
    transaction.commit()?;
    log.begin();
    Ok(())
}

fn interrupted() -> Failure {
    Failure::new(
        Exception::InternalServer,
        "the request was interrupted: it may or may not have been carried out",
    )
}
