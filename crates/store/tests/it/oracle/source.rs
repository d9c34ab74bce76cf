//! Sources as plain data, for the store and by the book: collections, sub-queries and unions of them.

use std::cmp::Ordering;

use lockstep_entity::{AsScalar, Column, Scalar};
use lockstep_store::{Alias, Collection, Derived, Expr, JoinKind, On, Record, Relation};

use super::expression::{Number, Truth};
use crate::notes::Note;

#[derive(Clone, Debug)]
pub(super) struct SourceAsk {
    pub(super) rows: Rows,
    pub(super) filter: Option<Truth>,
}

#[derive(Clone, Debug)]
pub(super) enum Rows {
    Collection(usize),
    Sub(Box<SubAsk>),
    Union(Box<[SourceAsk; 2]>, bool),
}

/// A query as a source, with a window of its own.
#[derive(Clone, Debug)]
pub(super) struct SubAsk {
    pub(super) source: SourceAsk,
    pub(super) sort: (Number, bool),
    pub(super) limit: Option<usize>,
    pub(super) offset: usize,
    /// Whether it is a live relation.
    pub(super) live: bool,
}

/// A row of a source, and what identifies it there.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) note: Note,
    pub(super) key: Vec<Scalar>,
    /// Whether it is a record of a query.
    pub(super) derived: bool,
}

impl PartialEq for Seen {
    fn eq(&self, other: &Self) -> bool {
        self.note == other.note
    }
}

/// A source that expressions can name.
#[derive(Clone)]
pub(super) enum Named {
    Alias(Alias<Note>),
    /// A derived source, and the sources of the records that it is made of: one of each part.
    Derived(Derived, Vec<Named>),
}

/// The sources that can be named.
pub(super) type Aliases = [Named];
/// A row of each of them.
pub(super) type Tuple = [Option<Seen>];

impl SourceAsk {
    pub(super) fn named(&self, collections: &[Collection<Note>], name: &'static str) -> Named {
        let named = match &self.rows {
            Rows::Collection(index) => Named::Alias(collections[*index].alias(name)),
            Rows::Sub(sub) => {
                let (relation, inner) = sub.relation(collections);
                let derived = if sub.live {
                    relation.live().expect("it means something").alias(name)
                } else {
                    relation.alias(name)
                };
                Named::Derived(derived, vec![inner])
            }
            Rows::Union(parts, distinct) => {
                let [one, other] = &**parts;
                let (one, first) = one.fields(collections);
                let (other, second) = other.fields(collections);
                let union = if *distinct {
                    one.union(other)
                } else {
                    one.union_all(other)
                };
                Named::Derived(union.alias(name), vec![first, second])
            }
        };
        let Some(filter) = &self.filter else { return named };
        let filter = filter.expr(std::slice::from_ref(&named));
        match named {
            Named::Alias(alias) => Named::Alias(alias.filter(filter)),
            Named::Derived(derived, inner) => Named::Derived(derived.filter(filter), inner),
        }
    }

    /// All fields of the rows.
    fn fields(&self, collections: &[Collection<Note>]) -> (Relation, Named) {
        let inner = self.named(collections, "s");
        let relation = inner
            .relation()
            .select("id", inner.col(Note::ID))
            .select("text", inner.col(Note::TEXT))
            .select("done", inner.col(Note::DONE))
            .select("priority", inner.col(Note::PRIORITY))
            .select("folder", inner.col(Note::FOLDER));
        (relation, inner)
    }

    pub(super) fn rows(&self, collections: [&[Note]; 2]) -> Vec<Vec<Option<Seen>>> {
        let rows: Vec<Seen> = match &self.rows {
            Rows::Collection(index) => {
                let seen = |note: &Note| Seen {
                    note: note.clone(),
                    key: vec![Scalar::Integer(note.id.into())],
                    derived: false,
                };
                collections[*index].iter().map(seen).collect()
            }
            Rows::Sub(sub) => {
                let derived = |seen| Seen {
                    derived: true,
                    ..seen
                };
                sub.rows(collections).into_iter().map(derived).collect()
            }
            Rows::Union(parts, distinct) => {
                let mut all: Vec<Seen> = Vec::new();
                for (part, source) in (0..).zip(parts.iter()) {
                    for mut seen in source.rows(collections).into_iter().flatten().flatten() {
                        if *distinct {
                            seen.key = values(&seen.note);
                        } else {
                            seen.key.insert(0, Scalar::Integer(part));
                        }
                        seen.derived = true;
                        all.push(seen);
                    }
                }
                all.sort_by(|left, right| left.key.cmp(&right.key));
                all.dedup_by(|left, right| left.key == right.key);
                all
            }
        };
        let tuples = rows.into_iter().map(|seen| vec![Some(seen)]);
        tuples
            .filter(|tuple| holds(self.filter.as_ref(), tuple))
            .collect()
    }
}

impl SubAsk {
    fn relation(&self, collections: &[Collection<Note>]) -> (Relation, Named) {
        let (relation, inner) = self.source.fields(collections);
        let sort = self.sort.0.expr(std::slice::from_ref(&inner));
        let relation = relation
            .order_by(if self.sort.1 { sort.desc() } else { sort.asc() })
            .offset(self.offset);
        let relation = match self.limit {
            Some(limit) => relation.limit(limit),
            None => relation,
        };
        (relation, inner)
    }

    fn rows(&self, collections: [&[Note]; 2]) -> Vec<Seen> {
        let mut rows = self.source.rows(collections);
        rows.sort_by(|left, right| {
            let ordering = ordered(&self.sort.0.of(left), &self.sort.0.of(right), self.sort.1);
            ordering.then_with(|| keys(left).cmp(&keys(right)))
        });
        let rows = rows.into_iter().flatten().flatten();
        let limit = self.limit.unwrap_or(usize::MAX);
        rows.skip(self.offset).take(limit).collect()
    }
}

/// Nulls are the least values; they stay first in a descending order.
pub(super) fn ordered(one: &Scalar, other: &Scalar, descending: bool) -> Ordering {
    if descending && !one.is_null() && !other.is_null() {
        other.cmp(one)
    } else {
        one.cmp(other)
    }
}

/// What orders tuples that nothing else does.
pub(super) fn keys(tuple: &Tuple) -> Vec<Option<&[Scalar]>> {
    let keys = tuple.iter().map(|seen| seen.as_ref().map(|seen| &*seen.key));
    keys.collect()
}

pub(super) fn holds(truth: Option<&Truth>, tuple: &Tuple) -> bool {
    truth.is_none_or(|truth| truth.of(tuple) == Some(true))
}

fn values(note: &Note) -> Vec<Scalar> {
    vec![
        note.id.as_scalar().to_owned(),
        note.text.as_scalar().to_owned(),
        note.done.as_scalar().to_owned(),
        note.priority.as_scalar().to_owned(),
        note.folder.as_scalar().to_owned(),
    ]
}

impl Named {
    pub(super) fn col<T: AsScalar>(&self, column: Column<Note, T>) -> Expr<T> {
        match self {
            Self::Alias(alias) => alias.col(column),
            // Both ways to a column lead there; ids go one and the others the other.
            Self::Derived(derived, inner) => match &**inner {
                [Self::Alias(alias)] if column.name() == "id" => derived.col(alias, column),
                _ => derived.field(column.name()),
            },
        }
    }

    /// The text turned round, by a function of the program; of a query, as it is: its records have no functions.
    pub(super) fn turned(&self) -> Expr<String> {
        let turn = |text: &str| -> String { text.chars().rev().collect() };
        match self {
            Self::Alias(alias) => alias.compute("turned", move |note| turn(&note.text)),
            Self::Derived(derived, _) => derived.field("text"),
        }
    }

    pub(super) fn relation(&self) -> Relation {
        match self {
            Self::Alias(alias) => Relation::from(alias),
            Self::Derived(derived, _) => Relation::from(derived),
        }
    }

    pub(super) fn join(&self, relation: Relation, kind: JoinKind, on: On) -> Relation {
        match self {
            Self::Alias(alias) => relation.join(kind, alias, on),
            Self::Derived(derived, _) => relation.join(kind, derived, on),
        }
    }

    /// The row that a record has of it.
    pub(super) fn row(&self, record: &Record) -> Option<Note> {
        match self {
            Self::Alias(alias) => record.row(alias).cloned(),
            Self::Derived(derived, inner) => {
                let record = record.record(derived)?;
                inner.iter().find_map(|inner| inner.row(&record))
            }
        }
    }
}
