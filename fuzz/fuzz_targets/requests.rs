//! Any operations with any bytes, one a line; after each the index must agree with its table.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|lines: &[u8]| lockstep_engine::fuzzing::requests(lines));
