//! Loading: rows that come in chunks, while commits go on.

use lockstep_entity::Row;
use rustc_hash::FxHashSet;

use crate::{Collection, Status, Subscription};

/// The most rows that room is made for because somebody says that they will come.
const MOST_RESERVED: usize = 1 << 20;

/// A load in progress.
///
/// Its rows are read one page after the other while other writes are committed. What a commit wrote or deleted since the
/// load began is newer than a page that was read before, so a row of the load does not replace it.
pub(crate) struct Load<R: Row> {
    pub(crate) loaded: usize,
    pub(crate) total: Option<usize>,
    /// Rows from before this load that it has not brought again.
    unseen: FxHashSet<R::Key>,
    /// Rows that commits have written or deleted since it began.
    written: FxHashSet<R::Key>,
    /// Rows that are to be seen when it ends.
    behind: Vec<R>,
}

impl<R: Row> Load<R> {
    pub(crate) fn new<'k>(total: Option<usize>, there: impl Iterator<Item = &'k R::Key>) -> Self
    where
        R::Key: 'k,
    {
        Self {
            loaded: 0,
            total,
            unseen: there.cloned().collect(),
            written: FxHashSet::default(),
            behind: Vec::new(),
        }
    }

    /// Keeps rows back that the load brought.
    fn keep_behind(&mut self, rows: Vec<R>) {
        self.loaded += rows.len();
        self.behind.extend(rows);
    }

    /// Takes out what was kept back; it is counted anew by [`admit`](Self::admit).
    pub(crate) fn take_behind(&mut self) -> Vec<R> {
        self.loaded -= self.behind.len();
        std::mem::take(&mut self.behind)
    }

    /// Counts a row that the load brought; whether it is to be written.
    pub(crate) fn admit(&mut self, key: &R::Key) -> bool {
        self.loaded += 1;
        self.unseen.remove(key);
        !self.written.contains(key)
    }

    /// Remembers that a commit wrote or deleted a row.
    pub(crate) fn written(&mut self, key: &R::Key) {
        self.unseen.remove(key);
        self.written.insert(key.clone());
    }

    /// The rows that the load did not bring: they are gone.
    pub(crate) fn into_unseen(self) -> FxHashSet<R::Key> {
        self.unseen
    }
}

/// Loading and its status.
impl<R: Row> Collection<R> {
    /// How far the data has come.
    pub fn status(&self) -> Status {
        self.status_cell().get()
    }

    /// Calls `callback` at each change of the status from now on, until the subscription is dropped.
    pub fn subscribe_status(&self, callback: impl FnMut(&Status) + 'static) -> Subscription {
        self.status_cell().subscribe(callback)
    }

    /// Begins a load, or a reload: the status is `Loading`. `total` is how many rows there will be, where that is known.
    pub fn start_load(&self, total: Option<usize>) {
        self.write(|table| {
            table.reserve(total.unwrap_or(0).min(MOST_RESERVED));
            let load = Load::new(total, table.base_keys());
            table.load = Some(load);
        });
        self.end_load_step(Status::Loading { loaded: 0, total });
    }

    /// Takes in rows that a load has brought, as one commit. The first chunk begins the load if
    /// [`Collection::start_load`] has not.
    ///
    /// A row that a commit wrote or deleted since the load began stays as the commit left it: the load may have read it
    /// before.
    pub fn load(&self, rows: impl IntoIterator<Item = R>) {
        // What hands out the rows may read this collection: it must be done before the table is written.
        let rows: Vec<R> = rows.into_iter().collect();
        let status = self.write(|table| {
            table.reserve(rows.len());
            let load = table.load.take();
            let mut load = load.unwrap_or_else(|| Load::new(None, table.base_keys()));
            for row in rows {
                let key = row.key();
                if load.admit(&key) {
                    table.upsert(key, row);
                }
            }
            let status = Status::Loading {
                loaded: load.loaded,
                total: load.total,
            };
            table.load = Some(load);
            status
        });
        self.end_load_step(status);
    }

    /// Takes in rows that a load has brought, to be seen in one commit with all others when it [ends](Collection::mark_ready); until then
    /// what was there is seen. Otherwise as [`Collection::load`].
    pub fn load_behind(&self, rows: impl IntoIterator<Item = R>) {
        let rows: Vec<R> = rows.into_iter().collect();
        let status = self.write(|table| {
            let load = table.load.take();
            let mut load = load.unwrap_or_else(|| Load::new(None, table.base_keys()));
            load.keep_behind(rows);
            let status = Status::Loading {
                loaded: load.loaded,
                total: load.total,
            };
            table.load = Some(load);
            status
        });
        self.end_load_step(status);
    }

    /// Ends a load: the status is `Ready`. Rows from before a reload that it did not bring again are gone.
    pub fn mark_ready(&self) {
        self.write(|table| {
            let Some(mut load) = table.load.take() else { return };
            let behind = load.take_behind();
            table.reserve(behind.len());
            for row in behind {
                let key = row.key();
                if load.admit(&key) {
                    table.upsert(key, row);
                }
            }
            for key in load.into_unseen() {
                table.remove(&key);
            }
        });
        self.sync().is_complete.set(true);
        self.end_load_step(Status::Ready);
    }

    /// Gives a load up: the status is `Error`. The rows that are there stay.
    pub fn mark_error(&self, message: impl Into<String>) {
        self.write(|table| table.load = None);
        self.end_load_step(Status::Error {
            message: message.into(),
        });
    }

    /// Ends a commit of a load: its batches first, then the status that they led to.
    pub(crate) fn end_load_step(&self, status: Status) {
        let mut deliveries = Vec::new();
        self.settle(&mut deliveries);
        deliveries.extend(self.status_cell().set(status));
        self.store().deliver(deliveries);
    }
}
