//! Behaviour of the store, by what it offers.

#[path = "../doc/notes.rs"]
mod notes;

mod batches;
mod demand;
mod fetching;
mod inspect;
mod loading;
mod memory;
mod oracle;
mod overlay;
mod paced;
mod plans;
mod predicates;
mod queries;
mod reentrancy;
mod relations;
mod sent;
mod server;
mod streams;
mod sync;
mod transactions;
mod watch;
