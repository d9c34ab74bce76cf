//! Behaviour of the store, by what it offers.

#[path = "../doc/notes.rs"]
mod notes;

mod oracle;
mod overlay;
