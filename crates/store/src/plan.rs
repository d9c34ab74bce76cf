//! Plans: how the rows of a query are found.

use std::fmt;

use lockstep_entity::{Column, Row, Scalar};

use crate::predicate::{Comparison, Node};
use crate::{Collection, Predicate};

/// An index that leaves at most this many candidates is good enough; no other one is made.
const FEW: usize = 64;

/// How a query finds its rows; printed by `Display`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub(crate) collection: &'static str,
    pub(crate) access: Access,
    pub(crate) filter: Option<String>,
    pub(crate) order: Vec<String>,
    pub(crate) limit: Option<usize>,
    pub(crate) offset: usize,
}

/// Where the rows of a query come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// The primary index, by keys.
    Primary {
        /// How many keys are looked up.
        keys: usize,
    },
    /// An equality index.
    Index {
        /// The indexed column.
        column: &'static str,
        /// How many values are looked up.
        values: usize,
        /// How many rows have one of them.
        candidates: usize,
    },
    /// All rows of the collection.
    Scan {
        /// How many there are.
        rows: usize,
    },
}

impl Plan {
    /// Where the rows come from.
    pub fn access(&self) -> &Access {
        &self.access
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "from {}: {}", self.collection, self.access)?;
        if let Some(filter) = &self.filter {
            write!(formatter, "; where {filter}")?;
        }
        formatter.write_str("; order by ")?;
        for term in &self.order {
            write!(formatter, "{term}, ")?;
        }
        formatter.write_str("key")?;
        if let Some(limit) = self.limit {
            write!(formatter, "; limit {limit}")?;
        }
        if self.offset > 0 {
            write!(formatter, "; offset {}", self.offset)?;
        }
        Ok(())
    }
}

impl fmt::Display for Access {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Primary { keys } => write!(formatter, "primary index ({})", Counted(*keys, "key")),
            Self::Index {
                column,
                values,
                candidates,
            } => {
                let (values, candidates) = (Counted(*values, "value"), Counted(*candidates, "candidate"));
                write!(formatter, "index on {column} ({values}, {candidates})")
            }
            Self::Scan { rows } => write!(formatter, "scan ({})", Counted(*rows, "row")),
        }
    }
}

/// A number of things, in words.
struct Counted(usize, &'static str);

impl fmt::Display for Counted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(count, thing) = self;
        write!(formatter, "{count} {thing}{}", if *count == 1 { "" } else { "s" })
    }
}

/// Where to find the rows that may satisfy a predicate.
pub(crate) enum Path<'p, R: Row> {
    Primary(&'p [R::Key]),
    Index {
        column: &'static str,
        values: &'p [Scalar],
        candidates: usize,
    },
    Scan,
}

impl<'p, R: Row> Path<'p, R> {
    /// Chooses the path with the fewest candidates, and makes indexes for the equalities that it meets until one of them
    /// leaves few.
    pub(crate) fn choose(collection: &Collection<R>, predicate: Option<&'p Predicate<R>>) -> Self {
        let conjuncts = predicate.map(Predicate::conjuncts).unwrap_or_default();
        if let Some(keys) = conjuncts.iter().find_map(|node| match node {
            Node::Key(keys) => Some(keys),
            _ => None,
        }) {
            return Self::Primary(keys);
        }
        let equalities: Vec<(Column<R, ()>, &[Scalar])> = conjuncts
            .iter()
            .filter_map(|node| match node {
                Node::Compare(column, Comparison::Eq, value) => Some((*column, std::slice::from_ref(value))),
                Node::In(column, values, _) => Some((*column, &**values)),
                _ => None,
            })
            .collect();

        let mut best: Option<(Column<R, ()>, &[Scalar], usize)> = None;
        for make in [false, true] {
            for (column, values) in &equalities {
                if best.is_some_and(|(.., candidates)| candidates <= FEW) {
                    break;
                }
                if make {
                    collection.ensure_index(*column);
                }
                let indexes = collection.indexes();
                let Some(index) = indexes.get(column.name()) else {
                    continue;
                };
                let candidates = values.iter().map(|value| index.count(value)).sum();
                if best.is_none_or(|(.., fewest)| candidates < fewest) {
                    best = Some((*column, values, candidates));
                }
            }
        }
        match best {
            Some((column, values, candidates)) => Self::Index {
                column: column.name(),
                values,
                candidates,
            },
            None => Self::Scan,
        }
    }

    pub(crate) fn access(&self, collection: &Collection<R>) -> Access {
        match self {
            Self::Primary(keys) => Access::Primary { keys: keys.len() },
            Self::Index {
                column,
                values,
                candidates,
            } => Access::Index {
                column,
                values: values.len(),
                candidates: *candidates,
            },
            Self::Scan => Access::Scan {
                rows: collection.len(),
            },
        }
    }
}
