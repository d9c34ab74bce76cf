//! Work that is done at most once a frame, however often it is asked for.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use leptos::prelude::request_animation_frame;

/// Runs a function before the next paint; requests that come before that are one.
#[derive(Clone)]
pub struct OncePerFrame {
    work: Rc<dyn Fn()>,
    requested: Rc<Cell<bool>>,
}

impl OncePerFrame {
    /// Says what is to be done.
    pub fn new(work: impl Fn() + 'static) -> Self {
        Self {
            work: Rc::new(work),
            requested: Rc::default(),
        }
    }

    /// Asks for the work before the next paint.
    pub fn request(&self) {
        if self.requested.replace(true) {
            return;
        }
        let this = self.clone();
        request_animation_frame(move || {
            this.requested.set(false);
            (this.work)();
        });
    }
}

impl fmt::Debug for OncePerFrame {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OncePerFrame")
            .field("requested", &self.requested)
            .finish_non_exhaustive()
    }
}
