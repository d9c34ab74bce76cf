//! Entries: rows with their keys, as the operators see them.

use std::rc::Rc;

use lockstep_entity::Row;

/// A row and its key. The key is kept beside the row, so that comparing keys neither computes nor copies one.
pub(crate) struct Entry<R: Row> {
    pub(crate) key: R::Key,
    pub(crate) row: Rc<R>,
}

impl<R: Row> Clone for Entry<R> {
    fn clone(&self) -> Self {
        Self {
            key: self.key.clone(),
            row: Rc::clone(&self.row),
        }
    }
}
