//! Plans: how the rows of a query are found.

use std::fmt;
use std::ops::Bound;
use std::rc::Rc;

use lockstep_entity::{Row, Scalar};

use crate::predicate::Node;
use crate::{Collection, Predicate};

mod sought;

pub(crate) use sought::Sought;
use sought::{Values, ranges};

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
    /// A composite index.
    Composite {
        /// The indexed columns.
        columns: Vec<&'static str>,
        /// How many rows have the values sought in all of them.
        candidates: usize,
    },
    /// An index in the order of its values.
    Range {
        /// The indexed column.
        column: &'static str,
        /// How many rows have a value within the range.
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
            Self::Composite { columns, candidates } => {
                let columns = columns.join(", ");
                write!(
                    formatter,
                    "index on ({columns}) ({})",
                    Counted(*candidates, "candidate")
                )
            }
            Self::Range { column, candidates } => {
                write!(
                    formatter,
                    "range of the index on {column} ({})",
                    Counted(*candidates, "candidate")
                )
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
    Composite {
        columns: Vec<&'static str>,
        values: Box<[Scalar]>,
        candidates: usize,
    },
    Range {
        column: &'static str,
        range: (Bound<Scalar>, Bound<Scalar>),
        candidates: usize,
    },
    Scan,
}

impl<'p, R: Row> Path<'p, R> {
    /// Chooses a path for a predicate.
    pub(crate) fn choose(collection: &Collection<R>, predicate: Option<&'p Predicate<R>>) -> Self {
        let conjuncts = predicate.map(Predicate::conjuncts).unwrap_or_default();
        if let Some(keys) = conjuncts.iter().find_map(|node| match node {
            Node::Key(keys) => Some(keys),
            _ => None,
        }) {
            return Self::Primary(keys);
        }
        Self::among(
            collection,
            conjuncts.iter().filter_map(Sought::of_predicate).collect(),
            true,
        )
    }

    /// Chooses the path with the fewest candidates, and makes indexes for the equalities that it meets until one of them
    /// leaves few. An index in order is made when a range of a column is asked for a second time: the first time, a pass
    /// over the rows costs less. Who only looks how rows would be found (`asks` is false) does not count.
    pub(crate) fn among(collection: &Collection<R>, sought: Vec<Sought<'p, R>>, asks: bool) -> Self {
        if let Some(path) = Self::composite(collection, &sought) {
            return path;
        }
        let mut best: Option<(Self, usize)> = None;
        for make in [false, true] {
            for Sought { column, values } in &sought {
                let Values::Equal(values) = values else { continue };
                if best.as_ref().is_some_and(|(_, candidates)| *candidates <= FEW) {
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
                if best.as_ref().is_none_or(|(_, fewest)| candidates < *fewest) {
                    let path = Self::Index {
                        column: column.name(),
                        values,
                        candidates,
                    };
                    best = Some((path, candidates));
                }
            }
        }
        if best.is_none() {
            // More than this many are found faster by a pass.
            let most = collection.len() / 4;
            for (column, range) in ranges(sought) {
                let Some(candidates) = collection.count_range(column, &range, most, asks) else {
                    continue;
                };
                if best.as_ref().is_none_or(|(_, fewest)| candidates < *fewest) {
                    let path = Self::Range {
                        column: column.name(),
                        range,
                        candidates,
                    };
                    best = Some((path, candidates));
                }
            }
        }
        best.map_or(Self::Scan, |(path, _)| path)
    }

    /// The composite index that leaves the fewest, if each of its columns is sought by one value.
    fn composite(collection: &Collection<R>, sought: &[Sought<'p, R>]) -> Option<Self> {
        let indexes = collection.indexes();
        let value = |name: &str| {
            sought.iter().find_map(|sought| match sought.values {
                Values::Equal([value]) if sought.column.name() == name => Some(value.clone()),
                _ => None,
            })
        };
        let served = indexes.composite().iter().filter_map(|index| {
            let values: Box<[Scalar]> = index.columns().map(value).collect::<Option<_>>()?;
            Some(Self::Composite {
                columns: index.columns().collect(),
                candidates: index.count(&values),
                values,
            })
        });
        served.min_by_key(|path| path.candidates(collection))
    }

    /// How many rows are looked at.
    pub(crate) fn candidates(&self, collection: &Collection<R>) -> usize {
        match self {
            Self::Primary(keys) => keys.len(),
            Self::Index { candidates, .. }
            | Self::Composite { candidates, .. }
            | Self::Range { candidates, .. } => *candidates,
            Self::Scan => collection.len(),
        }
    }

    /// Visits the candidates, in no particular order.
    pub(crate) fn for_each(&self, collection: &Collection<R>, mut visit: impl FnMut(&R::Key, &Rc<R>)) {
        let table = collection.table();
        let found = |key: &R::Key| {
            if let Some(row) = table.get(key) {
                visit(key, row);
            }
        };
        match self {
            Self::Primary(keys) => keys.iter().for_each(found),
            Self::Index { column, values, .. } => {
                if let Some(index) = collection.indexes().get(column) {
                    for value in *values {
                        index.for_each(value, &table, &mut visit);
                    }
                }
            }
            Self::Composite { columns, values, .. } => {
                let indexes = collection.indexes();
                let mut composite = indexes.composite().iter();
                if let Some(index) = composite.find(|index| index.columns().eq(columns.iter().copied())) {
                    index.for_each(values, found);
                }
            }
            Self::Range { column, range, .. } => {
                if let Some(index) = collection.indexes().ordered(column) {
                    index.for_each(range, found);
                }
            }
            Self::Scan => table.iter().for_each(|(key, row)| visit(key, row)),
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
            Self::Composite {
                columns, candidates, ..
            } => Access::Composite {
                columns: columns.clone(),
                candidates: *candidates,
            },
            Self::Range {
                column, candidates, ..
            } => Access::Range {
                column,
                candidates: *candidates,
            },
            Self::Scan => Access::Scan {
                rows: collection.len(),
            },
        }
    }
}
