//! How many items a table or an index has, and how many bytes they count for: kept with each write, in its commit.

use std::collections::BTreeMap;

use super::map::Map;
use super::snapshot::Read;
use super::{Session, View};
use crate::error::Failure;
use crate::stream::encoding::fixed;
use crate::table::Table;
use crate::value::bytes::{Damaged, Reader};

/// What a table or an index holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) items: u64,
    /// As sizes of items are counted, not the bytes in the file.
    pub(crate) bytes: u64,
}

impl Count {
    fn stored(self) -> [u8; 16] {
        (u128::from(self.items) << 64 | u128::from(self.bytes)).to_be_bytes()
    }

    fn load(stored: &[u8]) -> Result<Self, Damaged> {
        let mut reader = Reader(stored);
        let mut number = || fixed(&mut reader).map(u64::from_be_bytes);
        Ok(Self {
            items: number()?,
            bytes: number()?,
        })
    }
}

/// The counts of a table and its indexes, by their numbers.
pub(crate) type Counts = BTreeMap<u32, Count>;

/// What a turn of writing has added and taken away.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Difference {
    added: Count,
    taken: Count,
}

impl Session<'_> {
    /// Counts an item or an entry that changed: its sizes before and after, if it was there.
    pub(super) fn count(&mut self, number: u32, before: Option<usize>, after: Option<usize>) {
        if before == after {
            return;
        }
        let difference = self.counts.entry(number).or_default();
        for (count, size) in [(&mut difference.taken, before), (&mut difference.added, after)] {
            if let Some(size) = size {
                count.items += 1;
                count.bytes += u64::try_from(size).unwrap_or(u64::MAX);
            }
        }
    }

    /// Writes what was counted.
    pub(super) fn write_counts(&mut self) -> Result<(), Failure> {
        for (number, Difference { added, taken }) in std::mem::take(&mut self.counts) {
            let Count { items, bytes } = one(&self.rows, number)?.unwrap_or_default();
            let after = Count {
                items: (items + added.items).saturating_sub(taken.items),
                bytes: (bytes + added.bytes).saturating_sub(taken.bytes),
            };
            self.rows
                .set(Map::Counts, &number.to_be_bytes(), Some(&after.stored()))?;
        }
        Ok(())
    }

    /// Forgets what a table or an index had.
    pub(super) fn forget_count(&mut self, number: u32) -> Result<(), Failure> {
        self.counts.remove(&number);
        self.rows.set(Map::Counts, &number.to_be_bytes(), None)
    }

    /// The counts of a table and its indexes, with what this turn has written.
    pub(crate) fn counts(&mut self, table: &Table) -> Result<Counts, Failure> {
        self.write_counts()?;
        of_table(&self.rows, table)
    }
}

impl View {
    /// The counts of a table and its indexes.
    pub(crate) fn counts(&self, table: &Table) -> Result<Counts, Failure> {
        of_table(&self.snapshot, table)
    }
}

fn of_table(rows: &impl Read, table: &Table) -> Result<Counts, Failure> {
    let mut counts = Counts::new();
    for number in table.numbers() {
        if let Some(count) = one(rows, number)? {
            counts.insert(number, count);
        }
    }
    Ok(counts)
}

fn one(rows: &impl Read, number: u32) -> Result<Option<Count>, Failure> {
    let count = rows.with(Map::Counts, &number.to_be_bytes(), Count::load)?;
    Ok(count.transpose()?)
}
