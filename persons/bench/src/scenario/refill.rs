//! The first hundred persons by last and first name, of a window that is new: what its first row leaves behind.
//!
//! There is nothing in it that [`Order`] does not do; TanStack DB has it read through an index.

use super::{Order, Scenario};

pub(crate) struct Refill(Order);

impl Refill {
    pub(crate) fn new(count: u32) -> Self {
        Self(Order::new(count))
    }
}

impl Scenario for Refill {
    fn prepare(&mut self, line: &str, _step: u32) {
        self.0.prepare("order/build", 0);
        if line == "refill/leave" {
            self.0.build();
        }
    }

    fn step(&mut self, line: &str, step: u32) {
        if line == "refill/build" {
            self.0.build();
        } else {
            self.0.leave(step);
        }
    }

    fn answer(&self, line: &str) -> String {
        self.0.answer(line)
    }
}
