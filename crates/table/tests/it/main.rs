//! Tests of the table through its public interface: on the embedded engine, in memory and in a file, and on a scripted
//! engine that answers what a test tells it to.
#![expect(clippy::unwrap_used, reason = "a test that fails to unwrap has failed")]

mod batch;
mod crud;
mod definition;
mod failures;
mod listing;
mod logged;
mod rows;
mod script;
mod search;
mod support;
mod transactions;
mod unions;
