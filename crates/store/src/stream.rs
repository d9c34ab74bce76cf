//! Live queries and live relations as streams, for programs that wait rather than be called.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use lockstep_entity::Row;

use crate::{Batch, LiveQuery, LiveRelation, RecordBatch, Records, Rows, Subscription};

/// The most batches that a stream keeps for a reader; one that is further behind gets a snapshot instead.
const MOST_KEPT: usize = 1_024;

/// An element of a stream of changes.
#[derive(Clone, Debug)]
pub enum Update<S, B> {
    /// Everything as it is now: the first element, and again where the reader has fallen so far behind that the batches in
    /// between were not kept.
    Snapshot(S),
    /// What one commit has changed since the element before.
    Batch(B),
}

/// The rows of a [`LiveQuery`] and then what each commit changes of them. It does not end; dropping it ends it.
pub type RowUpdates<R> = Updates<Rows<R>, Batch<R>>;
/// The records of a [`LiveRelation`] and then what each commit changes of them. It does not end; dropping it ends it.
pub type RecordUpdates = Updates<Records, RecordBatch>;

/// A stream of what is, and of what changes.
///
/// ```
/// # mod notes { include!("../tests/doc/notes.rs"); }
/// # use notes::Note;
/// use futures::executor::block_on_stream;
/// use lockstep_store::{Query, Store, Update};
///
/// let store = Store::new();
/// let notes = store.collection::<Note>("notes");
/// let mut updates = block_on_stream(Query::from(&notes).live().updates());
/// assert!(matches!(updates.next(), Some(Update::Snapshot(rows)) if rows.is_empty()));
/// notes.load([Note::new(1, "milk")]);
/// assert!(matches!(updates.next(), Some(Update::Batch(batch)) if batch.rows().len() == 1));
/// ```
#[must_use = "a stream does nothing unless it is polled"]
pub struct Updates<S, B> {
    shared: Rc<RefCell<Shared<B>>>,
    snapshot: Box<dyn Fn() -> S>,
    _subscription: Subscription,
}

struct Shared<B> {
    kept: VecDeque<B>,
    /// Whether the reader is to be given a snapshot.
    is_behind: bool,
    waker: Option<Waker>,
}

impl<S, B: 'static> Updates<S, B> {
    fn new<Q: 'static>(
        live: Q,
        snapshot: impl Fn(&Q) -> S + 'static,
        subscribe: impl FnOnce(&Q, Box<dyn FnMut(B)>) -> Subscription,
    ) -> Self {
        let shared = Rc::new(RefCell::new(Shared {
            kept: VecDeque::new(),
            is_behind: true,
            waker: None,
        }));
        let weak = Rc::downgrade(&shared);
        let keep = move |batch: B| {
            let Some(shared) = weak.upgrade() else { return };
            let waker = shared.borrow_mut().keep(batch);
            if let Some(waker) = waker {
                waker.wake();
            }
        };
        let subscription = subscribe(&live, Box::new(keep));
        Self {
            shared,
            snapshot: Box::new(move || snapshot(&live)),
            _subscription: subscription,
        }
    }
}

impl<B> Shared<B> {
    fn keep(&mut self, batch: B) -> Option<Waker> {
        if !self.is_behind {
            self.kept.push_back(batch);
            if self.kept.len() > MOST_KEPT {
                self.kept.clear();
                self.is_behind = true;
            }
        }
        self.waker.take()
    }
}

impl<S, B> Stream for Updates<S, B> {
    type Item = Update<S, B>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut shared = self.shared.borrow_mut();
        if shared.is_behind {
            shared.is_behind = false;
            drop(shared);
            return Poll::Ready(Some(Update::Snapshot((self.snapshot)())));
        }
        if let Some(batch) = shared.kept.pop_front() {
            return Poll::Ready(Some(Update::Batch(batch)));
        }
        shared.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

impl<S, B> Unpin for Updates<S, B> {}

impl<R: Row> LiveQuery<R> {
    /// The rows and what changes of them as a stream, which keeps the live query.
    pub fn updates(&self) -> RowUpdates<R> {
        Updates::new(self.clone(), Self::rows, |live, mut keep| {
            live.subscribe(move |batch| keep(batch.clone()))
        })
    }
}

impl LiveRelation {
    /// The records and what changes of them as a stream, which keeps the live relation.
    pub fn updates(&self) -> RecordUpdates {
        Updates::new(self.clone(), Self::records, |live, mut keep| {
            live.subscribe(move |batch| keep(batch.clone()))
        })
    }
}

impl<S, B> fmt::Debug for Updates<S, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Updates")
            .field("kept", &self.shared.borrow().kept.len())
            .finish_non_exhaustive()
    }
}
