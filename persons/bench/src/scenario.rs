//! What the lines do. One file has what lines of one scenario share.

mod count;
mod insert;
mod join;
mod load;
mod lookup;
mod order;
mod page;
mod refill;
mod salary;

pub(crate) use count::Count;
pub(crate) use insert::Insert;
pub(crate) use join::Join;
pub(crate) use load::Load;
pub(crate) use lookup::Lookup;
pub(crate) use order::Order;
pub(crate) use page::Page;
pub(crate) use refill::Refill;
pub(crate) use salary::Salaries;

use lockstep_entity::Row;
use lockstep_store::Collection;

/// Lines that share what is loaded.
pub(crate) trait Scenario {
    /// Does what a step needs and is not measured.
    fn prepare(&mut self, _line: &str, _step: u32) {}

    /// Does what is measured.
    fn step(&mut self, line: &str, step: u32);

    /// Undoes what a step did where the next one must not find it.
    fn restore(&mut self, _line: &str) {}

    /// What the answer is after all steps of a line.
    fn answer(&self, line: &str) -> String;
}

/// Loads rows as a page of a server brings them.
pub(crate) fn loaded<R: Row>(collection: &Collection<R>, rows: Vec<R>) {
    collection.start_load(Some(rows.len()));
    collection.load(rows);
    collection.mark_ready();
}

/// The row that a step is about, of `count`: other ones in every step, far apart.
pub(crate) fn pick(step: u32, count: u32) -> u32 {
    let far = u64::from(step) * 7_919 % u64::from(count);
    u32::try_from(far).expect("less than the count")
}
