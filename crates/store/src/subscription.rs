//! Subscribers: who wants to be told, and how they leave.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

/// Keeps a callback subscribed; dropping it unsubscribes, also from within the callback.
///
/// It does not keep the query or the collection alive.
#[must_use = "dropping a subscription ends it"]
pub struct Subscription {
    unsubscribe: Option<Box<dyn FnOnce()>>,
}

impl Subscription {
    pub(crate) fn new(unsubscribe: impl FnOnce() + 'static) -> Self {
        Self {
            unsubscribe: Some(Box::new(unsubscribe)),
        }
    }

    /// Stays subscribed for as long as the query or collection lives, without anything to hold.
    pub fn forget(mut self) {
        self.unsubscribe = None;
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(unsubscribe) = self.unsubscribe.take() {
            unsubscribe();
        }
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Subscription").finish_non_exhaustive()
    }
}

/// The callbacks of one query or collection, in the order in which they subscribed.
pub(crate) struct Subscribers<E: ?Sized> {
    next: Cell<u64>,
    entries: RefCell<Vec<Entry<E>>>,
}

struct Entry<E: ?Sized> {
    id: u64,
    /// The version of the subject that the subscriber had seen when it came.
    since: u64,
    callback: Callback<E>,
}

type Callback<E> = Rc<RefCell<dyn FnMut(&E)>>;

impl<E: ?Sized> Default for Subscribers<E> {
    fn default() -> Self {
        Self {
            next: Cell::new(0),
            entries: RefCell::default(),
        }
    }
}

impl<E: ?Sized + 'static> Subscribers<E> {
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.borrow().is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.borrow().len()
    }

    /// Adds a callback that wants what comes after `since`, and returns its number.
    pub(crate) fn add(&self, since: u64, callback: impl FnMut(&E) + 'static) -> u64 {
        let id = self.next.get();
        self.next.set(id + 1);
        self.entries.borrow_mut().push(Entry {
            id,
            since,
            callback: Rc::new(RefCell::new(callback)),
        });
        id
    }

    pub(crate) fn remove(&self, id: u64) {
        // The callback is dropped after the borrow ends: what it owns may subscribe or unsubscribe while it is dropped.
        let removed = {
            let mut entries = self.entries.borrow_mut();
            entries
                .iter()
                .position(|entry| entry.id == id)
                .map(|index| entries.remove(index))
        };
        drop(removed);
    }

    /// Calls everyone who has not seen `version` and is still subscribed at its turn.
    pub(crate) fn notify(&self, version: u64, event: &E) {
        // Callbacks may come and go meanwhile. Their numbers ascend.
        let mut next = 0;
        let end = self.next.get();
        loop {
            let turn = {
                let entries = self.entries.borrow();
                let mut rest = entries[entries.partition_point(|entry| entry.id < next)..].iter();
                rest.find(|entry| entry.since < version && entry.id < end)
                    .map(|entry| (entry.id, Rc::clone(&entry.callback)))
            };
            let Some((id, callback)) = turn else { break };
            next = id + 1;
            (callback.borrow_mut())(event);
        }
    }
}
