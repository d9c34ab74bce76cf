//! What expressions may ask about wherever they stand: the collections under test, and the rows that they have by the book.

use std::cell::RefCell;

use lockstep_store::Collection;

use crate::notes::Note;

thread_local! {
    static COLLECTIONS: RefCell<Vec<Collection<Note>>> = RefCell::default();
    static NOTES: RefCell<[Vec<Note>; 2]> = RefCell::default();
}

pub(super) fn set_collections(collections: &[Collection<Note>]) {
    COLLECTIONS.set(collections.to_vec());
}

pub(super) fn set_notes(notes: &[Vec<Note>; 2]) {
    NOTES.set(notes.clone());
}

pub(super) fn collections() -> Vec<Collection<Note>> {
    COLLECTIONS.with_borrow(Clone::clone)
}

pub(super) fn notes() -> [Vec<Note>; 2] {
    NOTES.with_borrow(Clone::clone)
}
