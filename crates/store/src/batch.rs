//! Batches: what one commit changed in one live query.

use std::fmt;
use std::rc::Rc;

use lockstep_delta::Edits;
use lockstep_entity::Row;
use rustc_hash::FxHashMap;

use crate::Rows;
use crate::entry::Entry;
use crate::order::Ranked;

/// Everything that one commit changed in the rows of a live query.
///
/// Positions of removals count in the rows before the commit, positions of insertions in the rows after it; an update
/// has both. So a list is brought up to date by taking out what was removed or moved, from the last position to the first, and then
/// putting in what was inserted or moved, from the first to the last; [`Batch::apply_to`] does it. Rows that only
/// shifted because of others are not listed.
pub struct Batch<R: Row> {
    changes: Vec<RowChange<R>>,
    rows: Rows<R>,
    total: usize,
}

/// What happened to one row of a live query.
#[derive(Debug, PartialEq)]
pub enum RowChange<R: Row> {
    /// The row was not among the rows and is now.
    Insert {
        /// The row's key.
        key: R::Key,
        /// The row.
        row: Rc<R>,
        /// Its position after the commit.
        position: usize,
    },
    /// The row was and is among the rows, and changed.
    Update {
        /// The row's key.
        key: R::Key,
        /// The row before the commit.
        before: Rc<R>,
        /// The row after the commit.
        after: Rc<R>,
        /// Its position before the commit.
        from: usize,
        /// Its position after the commit.
        to: usize,
    },
    /// The row was among the rows and is not now.
    Remove {
        /// The row's key.
        key: R::Key,
        /// The row before the commit.
        row: Rc<R>,
        /// Its position before the commit.
        position: usize,
    },
}

impl<R: Row> Batch<R> {
    /// Pairs removals and insertions of the same key.
    pub(crate) fn new(edits: Edits<Ranked<R>>, rows: Rows<R>, total: usize) -> Self {
        let mut before: FxHashMap<R::Key, (usize, Rc<R>)> = FxHashMap::default();
        let mut changes = Vec::with_capacity(edits.removed.len() + edits.inserted.len());
        if !edits.inserted.is_empty() {
            before.extend(edits.removed.iter().map(|(position, Ranked { entry, .. })| {
                (entry.key.clone(), (*position, Rc::clone(&entry.row)))
            }));
        }
        let mut updates = Vec::with_capacity(edits.inserted.len());
        for (
            position,
            Ranked {
                entry: Entry { key, row },
                ..
            },
        ) in edits.inserted
        {
            updates.push(match before.remove(&key) {
                Some((from, before)) => RowChange::Update {
                    key,
                    before,
                    after: row,
                    from,
                    to: position,
                },
                None => RowChange::Insert { key, row, position },
            });
        }
        let paired = !updates.is_empty();
        for (
            position,
            Ranked {
                entry: Entry { key, row },
                ..
            },
        ) in edits.removed
        {
            if !paired || before.contains_key(&key) {
                changes.push(RowChange::Remove { key, row, position });
            }
        }
        changes.append(&mut updates);
        Self { changes, rows, total }
    }

    /// All changes: removals by their positions before the commit, then insertions and updates by their positions
    /// after it.
    pub fn changes(&self) -> &[RowChange<R>] {
        &self.changes
    }

    /// The rows that came, by position.
    pub fn inserts(&self) -> impl Iterator<Item = &RowChange<R>> {
        self.changes
            .iter()
            .filter(|change| matches!(change, RowChange::Insert { .. }))
    }

    /// The rows that changed, by their new position.
    pub fn updates(&self) -> impl Iterator<Item = &RowChange<R>> {
        self.changes
            .iter()
            .filter(|change| matches!(change, RowChange::Update { .. }))
    }

    /// The rows that went, by their old position.
    pub fn removes(&self) -> impl Iterator<Item = &RowChange<R>> {
        self.changes
            .iter()
            .filter(|change| matches!(change, RowChange::Remove { .. }))
    }

    /// The rows as the commit left them, also if other commits have followed by now.
    pub fn rows(&self) -> &Rows<R> {
        &self.rows
    }

    /// How many rows satisfied the query's predicate after the commit, whatever its offset and limit.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Brings a copy of the rows before the commit up to date: `O(rows + changes)`.
    ///
    /// # Panics
    /// If `mirror` is not a copy of the rows before the commit and a position lies outside of it.
    pub fn apply_to(&self, mirror: &mut Vec<Rc<R>>) {
        let mut edits = Edits::default();
        for change in &self.changes {
            match change {
                RowChange::Insert { row, position, .. } => edits.inserted.push((*position, Rc::clone(row))),
                RowChange::Update {
                    before,
                    after,
                    from,
                    to,
                    ..
                } => {
                    edits.removed.push((*from, Rc::clone(before)));
                    edits.inserted.push((*to, Rc::clone(after)));
                }
                RowChange::Remove { row, position, .. } => edits.removed.push((*position, Rc::clone(row))),
            }
        }
        edits.removed.sort_unstable_by_key(|(position, _)| *position);
        edits.apply_to(mirror);
    }
}

impl<R: Row> Clone for RowChange<R> {
    fn clone(&self) -> Self {
        match self {
            Self::Insert { key, row, position } => Self::Insert {
                key: key.clone(),
                row: Rc::clone(row),
                position: *position,
            },
            Self::Update {
                key,
                before,
                after,
                from,
                to,
            } => Self::Update {
                key: key.clone(),
                before: Rc::clone(before),
                after: Rc::clone(after),
                from: *from,
                to: *to,
            },
            Self::Remove { key, row, position } => Self::Remove {
                key: key.clone(),
                row: Rc::clone(row),
                position: *position,
            },
        }
    }
}

impl<R: Row> RowChange<R> {
    /// The key of the row.
    pub fn key(&self) -> &R::Key {
        match self {
            Self::Insert { key, .. } | Self::Update { key, .. } | Self::Remove { key, .. } => key,
        }
    }

    /// The row before the commit, if it was among the rows.
    pub fn before(&self) -> Option<&Rc<R>> {
        match self {
            Self::Insert { .. } => None,
            Self::Update { before: row, .. } | Self::Remove { row, .. } => Some(row),
        }
    }

    /// The row after the commit, if it is among the rows.
    pub fn after(&self) -> Option<&Rc<R>> {
        match self {
            Self::Remove { .. } => None,
            Self::Update { after: row, .. } | Self::Insert { row, .. } => Some(row),
        }
    }
}

impl<R: Row> Clone for Batch<R> {
    fn clone(&self) -> Self {
        Self {
            changes: self.changes.clone(),
            rows: self.rows.clone(),
            total: self.total,
        }
    }
}

impl<R: Row + fmt::Debug> fmt::Debug for Batch<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Batch")
            .field("changes", &self.changes)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}
