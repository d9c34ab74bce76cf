//! How many items a table or an index has, and how many bytes they count for: kept with each write, in its commit.

use std::collections::BTreeMap;

use redb::{ReadableTable as _, TableDefinition};

use super::log::changes::Map;
use super::{Session, View};
use crate::error::Failure;
use crate::table::Table;

/// Items and bytes, by the number of the table or the index.
pub(super) const COUNTS: TableDefinition<'static, u32, (u64, u64)> = TableDefinition::new("counts");

/// What a table or an index holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) items: u64,
    /// As sizes of items are counted, not the bytes in the file.
    pub(crate) bytes: u64,
}

impl Count {
    fn stored(self) -> (u64, u64) {
        (self.items, self.bytes)
    }
}

impl From<(u64, u64)> for Count {
    fn from((items, bytes): (u64, u64)) -> Self {
        Self { items, bytes }
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
        if self.counts.is_empty() {
            return Ok(());
        }
        let mut counts = self.transaction.open_table(COUNTS)?;
        for (number, Difference { added, taken }) in std::mem::take(&mut self.counts) {
            let Count { items, bytes } = counts
                .get(number)?
                .map_or_else(Count::default, |count| count.value().into());
            let after = Count {
                items: (items + added.items).saturating_sub(taken.items),
                bytes: (bytes + added.bytes).saturating_sub(taken.bytes),
            };
            counts.insert(number, after.stored())?;
            let (number, Count { items, bytes }) = (number.to_be_bytes(), after);
            let count = [items.to_be_bytes(), bytes.to_be_bytes()].concat();
            self.changes.tell(Map::Counts, &[&number], Some(&count));
        }
        Ok(())
    }

    /// Forgets what a table or an index had.
    pub(super) fn forget_count(&mut self, number: u32) -> Result<(), Failure> {
        self.counts.remove(&number);
        self.transaction.open_table(COUNTS)?.remove(number)?;
        Ok(())
    }

    /// The counts of a table and its indexes, with what this turn has written.
    pub(crate) fn counts(&mut self, table: &Table) -> Result<Counts, Failure> {
        self.write_counts()?;
        let counts = self.transaction.open_table(COUNTS)?;
        read(&counts, table)
    }
}

impl View {
    /// The counts of a table and its indexes.
    pub(crate) fn counts(&self, table: &Table) -> Result<Counts, Failure> {
        read(&self.transaction.open_table(COUNTS)?, table)
    }
}

fn read(counts: &impl redb::ReadableTable<u32, (u64, u64)>, table: &Table) -> Result<Counts, Failure> {
    let mut read = Counts::new();
    for number in table.numbers() {
        if let Some(count) = counts.get(number)? {
            read.insert(number, count.value().into());
        }
    }
    Ok(read)
}
