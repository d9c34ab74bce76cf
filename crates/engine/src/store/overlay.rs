//! What was committed since the last checkpoint, in memory: rows that lie over those in the trees of `redb`.
//!
//! Rows are in runs: sorted, and never changed once a commit has published them, so that a reader keeps what it sees for the
//! price of a pointer a run. A newer run goes before an older one. A commit adds a run and merges it with those that are
//! not much longer, so there are few runs (about the logarithm of the rows) and each row is copied few times; this is how
//! log-structured merge trees do it (O'Neil et al., *The Log-Structured Merge-Tree*, 1996). At a checkpoint all of it goes
//! into the trees at once, in order.

use std::cmp::Ordering;
use std::sync::Arc;

use super::map::Map;

#[cfg(test)]
mod tests;

/// How many rows a turn of writing keeps in one sorted list before they become a run.
const MAX_NEW: usize = 256;

/// A row that was written, or one that was removed.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The map and the first bytes of the key, most significant first: most rows differ here already.
    head: u64,
    key_length: usize,
    is_removed: bool,
    /// Key and value.
    bytes: Arc<[u8]>,
}

/// What begins the order of a row: its map and seven bytes of its key, or zeros where it has none.
fn head(map: Map, key: &[u8]) -> u64 {
    let mut head = [0; 8];
    head[0] = map as u8;
    let count = key.len().min(7);
    head[1..=count].copy_from_slice(&key[..count]);
    u64::from_be_bytes(head)
}

impl Row {
    /// A row that was written, or one without a value: removed. `room` is for its bytes meanwhile.
    pub(super) fn new(map: Map, key: &[u8], value: Option<&[u8]>, room: &mut Vec<u8>) -> Self {
        room.clear();
        room.extend_from_slice(key);
        room.extend_from_slice(value.unwrap_or_default());
        Self {
            head: head(map, key),
            key_length: key.len(),
            is_removed: value.is_none(),
            bytes: room.as_slice().into(),
        }
    }

    /// The map that it is in.
    pub(super) fn map(&self) -> Map {
        let number = self.head.to_be_bytes()[0];
        Map::of(number).expect("a row is made of a map")
    }

    /// Its key.
    pub(super) fn key(&self) -> &[u8] {
        &self.bytes[..self.key_length]
    }

    /// Its value; nothing if it was removed.
    pub(super) fn value(&self) -> Option<&[u8]> {
        (!self.is_removed).then(|| &self.bytes[self.key_length..])
    }

    /// Where it stands beside a key, of which the head is known.
    fn order(&self, head: u64, key: &[u8]) -> Ordering {
        self.head.cmp(&head).then_with(|| self.key().cmp(key))
    }

    /// Where it stands beside another row.
    fn order_beside(&self, other: &Self) -> Ordering {
        self.order(other.head, other.key())
    }
}

/// The rows over those in the trees.
#[derive(Clone, Debug, Default)]
pub(super) struct Overlay {
    /// Sorted, oldest first.
    runs: Vec<Arc<Vec<Row>>>,
    /// What this turn of writing has written last, sorted.
    new: Vec<Row>,
}

impl Overlay {
    /// Puts a row over what there is at its key.
    pub(super) fn set(&mut self, row: Row) {
        // Many rows come in order.
        let is_last = (self.new.last()).is_none_or(|last| last.order_beside(&row) == Ordering::Less);
        if is_last {
            self.new.push(row);
        } else {
            match self.new.binary_search_by(|known| known.order_beside(&row)) {
                Ok(at) => self.new[at] = row,
                Err(at) => self.new.insert(at, row),
            }
        }
        if self.new.len() >= MAX_NEW {
            self.settle();
        }
    }

    /// Makes a run of what was written last. Only then clones share all rows.
    pub(super) fn settle(&mut self) {
        if self.new.is_empty() {
            return;
        }
        let mut run = std::mem::take(&mut self.new);
        while let Some(older) = self.runs.pop_if(|older| older.len() <= 2 * run.len()) {
            run = merge(&older, run);
        }
        self.runs.push(Arc::new(run));
    }

    /// The row at a key, if one is here.
    pub(super) fn get(&self, map: Map, key: &[u8]) -> Option<&Row> {
        let head = head(map, key);
        self.newest_first().find_map(|rows| {
            let at = rows.binary_search_by(|row| row.order(head, key)).ok()?;
            Some(&rows[at])
        })
    }

    /// The rows of a map from one key to another one, which is not among them.
    pub(super) fn range(&self, map: Map, from: &[u8], to: &[u8], forward: bool) -> Rows<'_> {
        let (first, end) = (head(map, from), head(map, to));
        let part = |rows: &[Row]| {
            let from = rows.partition_point(|row| row.order(first, from) == Ordering::Less);
            let to = rows.partition_point(|row| row.order(end, to) == Ordering::Less);
            from..to.max(from)
        };
        Rows::new(self.newest_first().map(|rows| &rows[part(rows)]), forward)
    }

    /// All rows, map after map.
    pub(super) fn all(&self) -> Rows<'_> {
        Rows::new(self.newest_first(), true)
    }

    fn newest_first(&self) -> impl Iterator<Item = &[Row]> {
        let runs = self.runs.iter().rev().map(|run| run.as_slice());
        std::iter::once(self.new.as_slice()).chain(runs)
    }
}

/// Two runs as one.
fn merge(older: &[Row], newer: Vec<Row>) -> Vec<Row> {
    let mut all = Vec::with_capacity(older.len() + newer.len());
    let mut older = older.iter().peekable();
    for row in newer {
        while let Some(before) = older.next_if(|older| older.order_beside(&row) == Ordering::Less) {
            all.push(before.clone());
        }
        older.next_if(|older| older.order_beside(&row) == Ordering::Equal);
        all.push(row);
    }
    all.extend(older.cloned());
    all
}

/// Rows in order, from one end: the newest one of each key.
pub(super) struct Rows<'o> {
    /// What is left of each run, newest first; none is empty.
    parts: Vec<&'o [Row]>,
    forward: bool,
    next: Option<&'o Row>,
}

impl<'o> Rows<'o> {
    fn new(parts: impl Iterator<Item = &'o [Row]>, forward: bool) -> Self {
        let mut rows = Self {
            parts: parts.filter(|part| !part.is_empty()).collect(),
            forward,
            next: None,
        };
        rows.find_next();
        rows
    }

    fn find_next(&mut self) {
        let forward = self.forward;
        let ends = self.parts.iter().filter_map(|part| end(part, forward));
        // The first one of those that are equal is the newest.
        self.next = ends.reduce(|best, row| {
            let order = row.order_beside(best);
            let order = if forward { order } else { order.reverse() };
            if order == Ordering::Less { row } else { best }
        });
    }

    /// The row that is next.
    pub(super) fn peek(&self) -> Option<&'o Row> {
        self.next
    }

    /// Takes the row that is next, if it is in a map.
    pub(super) fn next_of(&mut self, map: Map) -> Option<&'o Row> {
        self.next.filter(|row| row.map() == map)?;
        self.next()
    }
}

impl<'o> Iterator for Rows<'o> {
    type Item = &'o Row;

    fn next(&mut self) -> Option<&'o Row> {
        let (next, forward) = (self.next?, self.forward);
        self.parts.retain_mut(|part| {
            if end(part, forward).is_some_and(|row| row.order_beside(next) == Ordering::Equal) {
                *part = match (forward, *part) {
                    (true, [_, rest @ ..]) | (false, [rest @ .., _]) => rest,
                    (_, []) => &[],
                };
            }
            !part.is_empty()
        });
        self.find_next();
        Some(next)
    }
}

/// The row at an end.
fn end(part: &[Row], forward: bool) -> Option<&Row> {
    if forward { part.first() } else { part.last() }
}
