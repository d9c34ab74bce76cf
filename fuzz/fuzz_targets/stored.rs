//! Any bytes as what a file holds of an item.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| lockstep_engine::fuzzing::stored(bytes));
