//! Collections that nobody else knows: what is written to them is so.

use std::fmt;

use lockstep_entity::Row;

use crate::{Adapter, SyncSink};

/// The adapter of a collection that lives in this store alone: settings, drafts, what is selected.
///
/// A single write ([`Collection::insert`](crate::Collection::insert), `update`, `delete`) is true at once; a transaction that spans
/// collections ends with [`Transaction::accept`](crate::Transaction::accept), or with a server's answer for the others.
///
/// ```
/// # mod notes { include!("../tests/doc/notes.rs"); }
/// # use notes::Note;
/// use lockstep_store::{LocalOnly, Store};
///
/// let store = Store::new();
/// let drafts = store.synced("drafts", LocalOnly::new([Note::new(1, "milk")]));
/// let _ = drafts.preload();
/// assert_eq!(drafts.len(), 1);
/// drop(drafts.insert(Note::new(2, "bread"))?);
/// assert_eq!(drafts.len(), 2, "there is nothing to wait for");
/// # Ok::<(), lockstep_store::Error>(())
/// ```
pub struct LocalOnly<R> {
    rows: Vec<R>,
}

impl<R: Row> LocalOnly<R> {
    /// An adapter of a collection that has these rows at first.
    pub fn new(rows: impl IntoIterator<Item = R>) -> Self {
        Self {
            rows: rows.into_iter().collect(),
        }
    }
}

impl<R: Row> Adapter<R> for LocalOnly<R> {
    fn is_local(&self) -> bool {
        true
    }

    fn start(&self, sink: SyncSink<R>) {
        sink.load(self.rows.iter().cloned());
        sink.ready();
    }
}

impl<R> fmt::Debug for LocalOnly<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LocalOnly")
            .field("rows", &self.rows.len())
            .finish()
    }
}
