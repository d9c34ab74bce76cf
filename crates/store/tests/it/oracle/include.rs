//! Lists of records within records, as plain data, for the store and by the book.

use lockstep_entity::Scalar;
use lockstep_store::{Collection, On, Record, Relation, count};

use super::expression::{Number, Text};
use super::source::{Aliases, Named, Seen, SourceAsk, Tuple, keys, ordered};
use crate::notes::Note;

#[derive(Clone, Debug)]
pub(super) struct IncludeAsk {
    pub(super) source: SourceAsk,
    /// What must be equal: of the owner, and of what is included.
    pub(super) on: (Text, Text),
    pub(super) sort: (Number, bool),
    pub(super) limit: Option<usize>,
    pub(super) offset: usize,
    /// Not the rows: how many there are.
    pub(super) counted: bool,
    pub(super) inner: Option<Box<IncludeAsk>>,
}

/// One record of a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    row: Option<Note>,
    values: Vec<Scalar>,
    items: Vec<Item>,
}

const SOURCES: [&str; 3] = ["i", "j", "k"];

impl IncludeAsk {
    fn named(&self, collections: &[Collection<Note>], depth: usize) -> Named {
        self.source.named(collections, SOURCES[depth])
    }

    pub(super) fn add(
        &self,
        owner: Relation,
        seen: &Aliases,
        collections: &[Collection<Note>],
        depth: usize,
    ) -> Relation {
        let alone = [self.named(collections, depth)];
        let on: On = self.on.0.expr(seen).on(self.on.1.expr(&alone));
        let mut relation = alone[0].relation().offset(self.offset);
        if self.counted {
            relation = relation.group_by(self.on.1.expr(&alone)).select("n", count());
        } else {
            let sort = self.sort.0.expr(&alone);
            relation = relation.order_by(if self.sort.1 { sort.desc() } else { sort.asc() });
            if let Some(inner) = &self.inner {
                relation = inner.add(relation, &alone, collections, depth + 1);
            }
        }
        if let Some(limit) = self.limit {
            relation = relation.limit(limit);
        }
        owner.include("list", relation, on)
    }

    /// The list of an owner, by the book.
    pub(super) fn answer(&self, owner: &Tuple, collections: [&[Note]; 2]) -> Vec<Item> {
        let key = self.on.0.of(owner);
        let rows = self.source.rows(collections).into_iter();
        let mut rows: Vec<Vec<Option<Seen>>> = rows
            .filter(|row| !key.is_null() && self.on.1.of(row) == key)
            .collect();
        let mut items: Vec<Item> = if self.counted {
            let count = i64::try_from(rows.len()).unwrap_or_default();
            let group = Item {
                row: None,
                values: vec![Scalar::Integer(count)],
                items: Vec::new(),
            };
            (count > 0).then_some(group).into_iter().collect()
        } else {
            rows.sort_by(|left, right| {
                let (one, other) = (self.sort.0.of(left), self.sort.0.of(right));
                ordered(&one, &other, self.sort.1).then_with(|| keys(left).cmp(&keys(right)))
            });
            let item = |row: Vec<Option<Seen>>| Item {
                items: self
                    .inner
                    .as_ref()
                    .map_or_else(Vec::new, |inner| inner.answer(&row, collections)),
                row: row[0].as_ref().map(|seen| seen.note.clone()),
                values: Vec::new(),
            };
            rows.into_iter().map(item).collect()
        };
        items.drain(..self.offset.min(items.len()));
        items.truncate(self.limit.unwrap_or(usize::MAX));
        items
    }

    /// The list of a record of the store.
    pub(super) fn read(&self, owner: &Record, collections: &[Collection<Note>], depth: usize) -> Vec<Item> {
        let named = self.named(collections, depth);
        let list = owner.included("list").expect("it was included");
        let item = |record: Record| Item {
            row: named.row(&record),
            values: record.values().map(|(_, value)| value).collect(),
            items: match &self.inner {
                Some(inner) if !self.counted => inner.read(&record, collections, depth + 1),
                _ => Vec::new(),
            },
        };
        list.iter().map(item).collect()
    }
}
