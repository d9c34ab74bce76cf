//! Timers for paced mutations: the store's state machine is told the time by the page.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::task::spawn_local;
use lockstep_store::{Error, Paced};

use crate::{now_milliseconds, sleep};

/// Paced mutations with the page's clock and timers: what waits is sent when it is due.
pub struct PacedCalls<I> {
    parts: Rc<Parts<I>>,
}

struct Parts<I> {
    paced: Paced<I>,
    /// When the page's clock was read first, in milliseconds since 1970.
    began: i64,
    /// The number of the timer that counts: an earlier one has been overtaken.
    timer: Cell<u64>,
}

impl<I: 'static> PacedCalls<I> {
    /// Runs `paced` by the page's clock.
    pub fn new(paced: Paced<I>) -> Self {
        let parts = Rc::new(Parts {
            paced,
            began: now_milliseconds(),
            timer: Cell::new(0),
        });
        let weak = Rc::downgrade(&parts);
        parts.paced.on_free(move || {
            if let Some(parts) = weak.upgrade() {
                parts.wait();
            }
        });
        Self { parts }
    }

    /// Shows a call; it is sent at its pace.
    ///
    /// # Errors
    /// As [`Paced::call`].
    pub fn call(&self, input: I) -> Result<u64, Error> {
        let id = self.parts.paced.call(self.parts.now(), input);
        self.parts.wait();
        id
    }
}

impl<I: 'static> Parts<I> {
    fn now(&self) -> Duration {
        // A clock that was set back stands still until it has caught up.
        Duration::from_millis(u64::try_from(now_milliseconds() - self.began).unwrap_or(0))
    }

    /// Sends what is due, and sets a timer for what will be.
    fn wait(self: &Rc<Self>) {
        let now = self.now();
        let Some(due) = self.paced.poll(now) else { return };
        let timer = self.timer.get() + 1;
        self.timer.set(timer);
        let weak = Rc::downgrade(self);
        spawn_local(async move {
            sleep(due.saturating_sub(now)).await;
            if let Some(parts) = weak.upgrade().filter(|parts| parts.timer.get() == timer) {
                parts.wait();
            }
        });
    }
}

impl<I> Clone for PacedCalls<I> {
    fn clone(&self) -> Self {
        Self {
            parts: Rc::clone(&self.parts),
        }
    }
}

impl<I> std::fmt::Debug for PacedCalls<I> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.parts.paced.fmt(formatter)
    }
}
