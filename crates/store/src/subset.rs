//! Subsets: parts of a collection that are asked for on their own.

use std::fmt;

use lockstep_entity::Row;

use crate::order::OrderBy;
use crate::predicate::Predicate;

/// A part of a collection: the rows that satisfy a predicate, and of these all or the first few of an order. What a
/// [`Query`](crate::Query) needs, as its collection's [`Adapter`](crate::Adapter) is asked for it; printed as SQL would write it.
pub struct Subset<R: Row> {
    predicate: Option<Predicate<R>>,
    order: Vec<OrderBy<R>>,
    first: Option<usize>,
}

impl<R: Row> Subset<R> {
    /// All rows.
    pub const fn all() -> Self {
        Self {
            predicate: None,
            order: Vec::new(),
            first: None,
        }
    }

    /// The rows that satisfy a predicate.
    pub const fn of(predicate: Predicate<R>) -> Self {
        Self {
            predicate: Some(predicate),
            order: Vec::new(),
            first: None,
        }
    }

    pub(crate) fn new(predicate: Option<Predicate<R>>, order: &[OrderBy<R>], first: Option<usize>) -> Self {
        Self {
            predicate,
            order: if first.is_some() {
                order.to_vec()
            } else {
                Vec::new()
            },
            first,
        }
    }

    /// What the rows satisfy; all rows, if there is none.
    pub fn predicate(&self) -> Option<&Predicate<R>> {
        self.predicate.as_ref()
    }

    /// In which order the first rows are the first; of equal ones, by their keys.
    pub fn order(&self) -> &[OrderBy<R>] {
        &self.order
    }

    /// How many rows, from the first on; all, if none is said.
    pub fn first(&self) -> Option<usize> {
        self.first
    }

    /// Whether a row belongs to it, leaving aside that it may end after the first few.
    pub fn matches(&self, row: &R) -> bool {
        self.predicate
            .as_ref()
            .is_none_or(|predicate| predicate.matches(row))
    }

    /// Whether every row of `other` is in this one, as far as can be seen: see [`Predicate::implies`].
    pub fn contains(&self, other: &Self) -> bool {
        if let Some(first) = self.first {
            let same_order = self
                .order
                .iter()
                .map(ToString::to_string)
                .eq(other.order.iter().map(ToString::to_string));
            return same_order && other.first.is_some_and(|other| other <= first) && self.is_of(other);
        }
        match (&self.predicate, &other.predicate) {
            (None, _) => true,
            (Some(this), Some(other)) => other.implies(this),
            (Some(this), None) => Predicate::all([]).implies(this),
        }
    }

    /// Whether both have the same predicate.
    fn is_of(&self, other: &Self) -> bool {
        match (&self.predicate, &other.predicate) {
            (Some(this), Some(other)) => this.implies(other) && other.implies(this),
            (None, None) => true,
            _ => false,
        }
    }

    /// What is left of it beside what `held` says is held already; `None` if that is all of it. A list of values or keys is
    /// asked for without those that are held.
    pub(crate) fn without(&self, mut held: impl FnMut(&Self) -> bool) -> Option<Self> {
        if held(self) {
            return None;
        }
        let Some(predicate) = self.predicate.as_ref().filter(|_| self.first.is_none()) else {
            return Some(self.clone());
        };
        let parts: Vec<Self> = predicate.split().into_iter().map(Self::of).collect();
        let missing: Vec<usize> = (0..parts.len()).filter(|index| !held(&parts[*index])).collect();
        if missing.is_empty() && !parts.is_empty() {
            return None;
        }
        if missing.len() == parts.len() {
            return Some(self.clone());
        }
        Some(Self::of(predicate.with_parts(&missing)))
    }
}

impl<R: Row> Clone for Subset<R> {
    fn clone(&self) -> Self {
        Self {
            predicate: self.predicate.clone(),
            order: self.order.clone(),
            first: self.first,
        }
    }
}

impl<R: Row> fmt::Display for Subset<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.predicate {
            Some(predicate) => write!(formatter, "where {predicate}")?,
            None => formatter.write_str("all rows")?,
        }
        let Some(first) = self.first else { return Ok(()) };
        formatter.write_str(" order by ")?;
        for order in &self.order {
            write!(formatter, "{order}, ")?;
        }
        write!(formatter, "key limit {first}")
    }
}

impl<R: Row> fmt::Debug for Subset<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Subset({self})")
    }
}
