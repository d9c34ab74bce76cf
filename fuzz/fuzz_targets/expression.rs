//! Any text as an expression of each kind.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| lockstep_engine::fuzzing::expression(text));
