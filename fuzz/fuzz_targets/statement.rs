//! Any text as a statement in PartiQL.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| lockstep_engine::fuzzing::statement(text));
