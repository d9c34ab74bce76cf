//! How much memory there is in use, as the program asked for it.

use std::alloc::System;

use cap::Cap;
use lockstep_store::Store;
use persons_model::Person;

use crate::data;
use crate::scenario::loaded;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// The bytes that a collection takes for each row beyond the row itself (its fields and what they own).
pub fn overhead(persons: u32) -> f64 {
    let count = persons as usize;
    let before = ALLOCATOR.allocated();
    let mut rows: Vec<Person> = Vec::with_capacity(count);
    rows.extend((0..persons).map(data::person));
    let of_rows = ALLOCATOR.allocated() - before;
    let collection = Store::new().collection("persons");
    loaded(&collection, rows);
    let of_collection = ALLOCATOR.allocated() - before;
    #[expect(clippy::cast_precision_loss, reason = "fewer bytes than 2⁵³")]
    let overhead = (of_collection - of_rows) as f64;
    overhead / f64::from(persons)
}

#[cfg(test)]
mod tests;
