//! How far the data of a collection has come.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::Subscription;
use crate::store::Delivery;
use crate::subscription::Subscribers;

/// The state of a collection's data.
///
/// `Idle` → `Loading` → `Ready` or `Error`; from each of the last two a new load starts. Rows can be read in every state:
/// while they load, those that have come; after a failed reload, those from before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// Nothing has been asked for yet.
    #[default]
    Idle,
    /// Rows are coming in.
    Loading {
        /// How many rows have come with this load.
        loaded: usize,
        /// How many there will be, where that is known.
        total: Option<usize>,
    },
    /// All rows are there.
    Ready,
    /// The load failed.
    Error {
        /// What went wrong, for the user to read.
        message: String,
    },
}

impl Status {
    /// Whether all rows are there.
    pub fn is_ready(&self) -> bool {
        matches!(self, Self::Ready)
    }

    /// Whether rows are coming in.
    pub fn is_loading(&self) -> bool {
        matches!(self, Self::Loading { .. })
    }

    /// What went wrong, if the load failed.
    pub fn error(&self) -> Option<&str> {
        match self {
            Self::Error { message } => Some(message),
            _ => None,
        }
    }
}

/// The status of one collection, and who is told when it changes.
#[derive(Default)]
pub(crate) struct StatusCell {
    status: RefCell<Status>,
    version: Cell<u64>,
    subscribers: Subscribers<Status>,
}

impl StatusCell {
    pub(crate) fn get(&self) -> Status {
        self.status.borrow().clone()
    }

    /// Sets the status; what subscribers are to be told, if it is another one.
    pub(crate) fn set(self: &Rc<Self>, status: Status) -> Option<Delivery> {
        if *self.status.borrow() == status {
            return None;
        }
        self.status.replace(status.clone());
        let version = self.version.get() + 1;
        self.version.set(version);
        let cell = Rc::downgrade(self);
        Some(Box::new(move || {
            if let Some(cell) = cell.upgrade() {
                cell.subscribers.notify(version, &status);
            }
        }))
    }

    pub(crate) fn subscribe(self: &Rc<Self>, callback: impl FnMut(&Status) + 'static) -> Subscription {
        let id = self.subscribers.add(self.version.get(), callback);
        let cell = Rc::downgrade(self);
        Subscription::new(move || {
            if let Some(cell) = cell.upgrade() {
                cell.subscribers.remove(id);
            }
        })
    }
}
