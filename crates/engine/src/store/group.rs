//! Group commit: writers that come while another one syncs share the next sync.
//!
//! A writer leaves its work in a queue and waits for its turn. Whoever gets the turn does all the work that is there, in
//! order, in one session, and commits once; the others find theirs done. A single writer waits for nobody.
//!
//! A commit is on the disk when its record is in the log ([`log`](super::log)), or when it was a checkpoint; only then do
//! readers see it. Work that changed nothing is not committed at all.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::WriteTransaction;

use super::changes;
use super::log::Log;
use super::session::Outcome;
use super::snapshot::{Base, Snapshot};
use super::turn::Written;
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
    // Nothing is left half done under these locks: what a panic interrupts is a turn that is not committed.
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

    /// Brings everything into the trees, unless it is there.
    pub(super) fn checkpoint(&self, store: &Store) -> Result<(), Failure> {
        let log = &mut *lock(&self.turn);
        if log.is_empty() || log.is_broken {
            return Ok(());
        }
        fold(store, log)
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

/// Does all the work in one session; the tables of which there are new stream records.
fn commit(store: &Store, log: &mut Log, works: Vec<Work>) -> BTreeSet<String> {
    let mut waiting = Vec::with_capacity(works.len());
    let outcome = (|| {
        if log.is_broken {
            return Err(Failure::new(
                Exception::InternalServer,
                "the database failed before: open the file anew",
            ));
        }
        let mut session = Session::new(store);
        let before = Arc::clone(&session.tables);
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
        let Outcome {
            tables,
            followed,
            names,
            rows,
        } = session.finish()?;
        if !conclude(store, rows, log)? {
            return Ok(followed);
        }
        store.dictionary.set_stored(names);
        store.commits.fetch_add(1, Ordering::Release);
        if !Arc::ptr_eq(&before, &tables) {
            store.set_tables(tables);
        }
        Ok(followed)
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

/// Commits: by a record in the log, or by a checkpoint where it is longer than the log or the trees have the rows already.
/// Says whether there was anything to commit.
fn conclude(store: &Store, rows: Written, log: &mut Log) -> Result<bool, Failure> {
    let (overlay, changes) = match rows {
        Written::Nothing => return Ok(false),
        Written::Wide(transaction) => {
            checkpoint(store, *transaction, log)?;
            return Ok(true);
        }
        Written::Told(overlay, changes) => (overlay, changes),
    };
    // If something fails from here on, the log may say that it was committed nevertheless.
    log.is_broken = true;
    if log.append(changes.told())? {
        store.set_snapshot(store.snapshot().under(overlay));
    } else {
        fold(store, log)?;
        log.is_broken = true;
        // What was committed is in the trees, and this lies over them by itself.
        let own = changes::read([changes.told()])?;
        if log.append(changes.told())? {
            store.set_snapshot(store.snapshot().under(own));
        } else {
            let transaction = store.database.begin_write()?;
            changes::apply_all(&own, &transaction)?;
            return checkpoint(store, transaction, log).map(|()| true);
        }
    }
    log.is_broken = false;
    Ok(true)
}

/// Brings everything that is committed into the trees, and begins the log anew.
fn fold(store: &Store, log: &mut Log) -> Result<(), Failure> {
    log.is_broken = true;
    store.fold()?;
    checkpoint(store, store.database.begin_write()?, log)
}

/// Commits what is in the trees now, and begins the log anew.
fn checkpoint(store: &Store, transaction: WriteTransaction, log: &mut Log) -> Result<(), Failure> {
    log.is_broken = true;
    let mut numbers = transaction.open_table(NUMBERS)?;
    numbers.insert(CHECKPOINT, log.next_checkpoint())?;
    drop(numbers);
    transaction.commit()?;
    // Until here readers have had the same rows from the overlay.
    store.set_snapshot(Snapshot::of(Base::now(&store.database)?));
    log.begin();
    Ok(())
}

fn interrupted() -> Failure {
    Failure::new(
        Exception::InternalServer,
        "the request was interrupted: it may or may not have been carried out",
    )
}
