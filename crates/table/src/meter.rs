//! What requests consume, for the caller who asks.

use std::sync::{Arc, Mutex, PoisonError};

/// What requests have consumed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Capacity {
    /// Capacity units, read and written, of the table and its indexes.
    pub units: f64,
    /// How many requests said so. A listing takes one a page, and what is tried again is counted again.
    pub requests: u64,
}

/// An answer, and what it consumed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured<T> {
    /// What the operation answers.
    pub answer: T,
    /// What all of its requests consumed.
    pub capacity: Capacity,
}

/// Adds up what the requests of a table consume; made by [`Table::metered`](crate::Table::metered). Clones add up together.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Mutex<Capacity>>);

impl Meter {
    /// What was consumed since the meter began, or was taken.
    pub fn read(&self) -> Capacity {
        *self.lock()
    }

    /// What was consumed; the meter begins again.
    pub fn take(&self) -> Capacity {
        std::mem::take(&mut *self.lock())
    }

    pub(crate) fn add(&self, units: f64) {
        let mut capacity = self.lock();
        capacity.units += units;
        capacity.requests += 1;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Capacity> {
        // Two numbers are never half written.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
