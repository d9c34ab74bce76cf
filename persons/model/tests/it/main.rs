//! Tests of the persons model through its public interface.

#![allow(
    clippy::needless_raw_string_hashes,
    reason = "expect-test writes them when it updates"
)]

mod calendar;
mod defects;
mod electrodb;
mod fake;
mod golden;
mod input;
mod limits;
mod schema;
mod support;
mod values;
