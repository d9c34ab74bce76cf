//! Conditions that ask other relations, as plain data, for the store and by the book.

use lockstep_entity::Scalar;
use lockstep_store::{Collection, Expr, Relation, count};

use super::expression::{Number, Text, Truth, compared};
use super::question::{Operator, or};
use super::source::{Aliases, SourceAsk, Tuple};
use crate::notes::Note;

#[derive(Clone, Debug)]
pub(super) struct ExistsAsk {
    pub(super) source: SourceAsk,
    pub(super) kind: Kind,
    pub(super) place: Place,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// With something that is equal; and whether records are grouped by it.
    On(Text, Text, bool),
    /// At all.
    Any,
    In(Number, Number),
}

/// Where it stands in the filter.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    And,
    AndNot,
    Or,
    OrNot,
}

impl ExistsAsk {
    /// The filter with it.
    pub(super) fn add(
        &self,
        filter: Option<Expr<bool>>,
        seen: &Aliases,
        collections: &[Collection<Note>],
        name: &'static str,
    ) -> Expr<bool> {
        let alone = [self.source.named(collections, name)];
        let relation: Relation = alone[0].relation();
        let exists = match &self.kind {
            Kind::On(owner, asked, false) => relation.exists(owner.expr(seen).on(asked.expr(&alone))),
            Kind::On(owner, asked, true) => relation
                .group_by(asked.expr(&alone))
                .select("n", count())
                .exists(owner.expr(seen).on(asked.expr(&alone))),
            Kind::Any => relation.is_not_empty(),
            Kind::In(owner, asked) => owner
                .expr(seen)
                .is_in_query(relation.select("n", asked.expr(&alone))),
        };
        match (filter, self.place) {
            (None, Place::And | Place::Or) => exists,
            (None, Place::AndNot | Place::OrNot) => exists.not(),
            (Some(filter), Place::And) => filter.and(exists),
            (Some(filter), Place::AndNot) => filter.and(exists.not()),
            (Some(filter), Place::Or) => filter.or(exists),
            (Some(filter), Place::OrNot) => exists.not().or(filter),
        }
    }

    /// The filter with it, of a tuple, by the book.
    pub(super) fn of(
        &self,
        filter: Option<&Truth>,
        tuple: &Tuple,
        collections: [&[Note]; 2],
    ) -> Option<bool> {
        let rows = self.source.rows(collections);
        let equal = |left: &Scalar, right: &Scalar| compared(left, Operator::Eq, right);
        let exists = match &self.kind {
            Kind::On(owner, asked, _) => {
                let owner = owner.of(tuple);
                Some(rows.iter().any(|row| equal(&owner, &asked.of(row)) == Some(true)))
            }
            Kind::Any => Some(!rows.is_empty()),
            Kind::In(owner, asked) => {
                let owner = owner.of(tuple);
                let truths = rows.iter().map(|row| equal(&owner, &asked.of(row)));
                truths.fold(Some(false), or)
            }
        };
        let not = |truth: Option<bool>| truth.map(|truth| !truth);
        let and = |left, right| not(or(not(left), not(right)));
        let filter = filter.map(|filter| filter.of(tuple));
        match (filter, self.place) {
            (None, Place::And | Place::Or) => exists,
            (None, Place::AndNot | Place::OrNot) => not(exists),
            (Some(filter), Place::And) => and(filter, exists),
            (Some(filter), Place::AndNot) => and(filter, not(exists)),
            (Some(filter), Place::Or) => or(filter, exists),
            (Some(filter), Place::OrNot) => or(filter, not(exists)),
        }
    }
}
