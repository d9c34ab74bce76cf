//! Questions to several collections: relations as plain data, asked of the store and answered by the book.

use std::cmp::Ordering;

use lockstep_entity::Scalar;
use lockstep_store::{Collation, Collection, Expr, JoinKind, On, Relation, count};

use super::exists::ExistsAsk;
use super::expression::{Field, Number, Text, Truth, compared};
use super::include::{IncludeAsk, Item};
use super::question::{Operator, or};
use super::source::{Aliases, Named, Rows, Seen, SourceAsk, Tuple, holds, keys};
use super::world;
use crate::notes::Note;

#[derive(Clone, Copy, Debug)]
pub(super) enum Summary {
    Rows,
    Count,
    CountDistinct,
    Sum,
    Avg,
    Min,
    Max,
    Collect,
}

#[derive(Clone, Debug)]
pub(super) struct JoinAsk {
    pub(super) kind: JoinKind,
    pub(super) source: SourceAsk,
    /// Pairs that must be equal: of the sources so far, and of the new one.
    pub(super) numbers: Option<(Number, Number)>,
    pub(super) texts: (Text, Text),
    pub(super) turned: bool,
}

#[derive(Clone, Debug)]
pub(super) struct GroupAsk {
    pub(super) keys: Vec<Field>,
    pub(super) summaries: Vec<(Summary, Number)>,
    /// A summary, by number, and what it must be greater than.
    pub(super) having: Option<(usize, i64)>,
    pub(super) asks: Option<GroupAsks>,
}

/// Whether a summary is among the numbers of a collection: a condition on groups, or a field.
#[derive(Clone, Debug)]
pub(super) struct GroupAsks {
    pub(super) summary: usize,
    pub(super) collection: usize,
    pub(super) number: Number,
    pub(super) shown: bool,
}

#[derive(Clone, Debug)]
pub(super) struct SortAsk {
    /// What plain rows are ordered by.
    pub(super) value: Field,
    /// Which field groups and distinct values are ordered by.
    pub(super) field: usize,
    pub(super) descending: bool,
    pub(super) nulls_last: bool,
    pub(super) caseless: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) from: SourceAsk,
    pub(super) joins: Vec<JoinAsk>,
    pub(super) filter: Option<Truth>,
    pub(super) exists: Option<ExistsAsk>,
    pub(super) group: Option<GroupAsk>,
    pub(super) fields: Vec<Field>,
    pub(super) distinct: bool,
    /// For plain rows.
    pub(super) include: Option<IncludeAsk>,
    pub(super) sorts: Vec<SortAsk>,
    pub(super) limit: Option<usize>,
    pub(super) offset: usize,
}

/// A row of the answer: the rows of the sources that can be named, the fields, and what is included.
pub(super) type Answer = (Vec<Option<Note>>, Vec<Scalar>, Vec<Item>);

const SOURCES: [&str; 4] = ["a", "b", "c", "d"];
const FIELDS: [&str; 7] = ["t", "u", "v", "w", "x", "y", "z"];

impl Ask {
    /// The relation, and the sources whose rows its records have.
    pub(super) fn relation(&self, collections: &[Collection<Note>]) -> (Relation, Vec<Named>) {
        let first = self.from.named(collections, SOURCES[0]);
        let mut relation = first.relation();
        let mut seen = vec![first];
        for (index, join) in self.joins.iter().enumerate() {
            let joined = join.source.named(collections, SOURCES[index + 1]);
            let alone = std::slice::from_ref(&joined);
            let on = join.on(&seen, alone);
            relation = joined.join(relation, join.kind, on);
            if !matches!(join.kind, JoinKind::Semi | JoinKind::Anti) {
                seen.push(joined);
            }
        }
        let filter = self.filter.as_ref().map(|filter| filter.expr(&seen));
        let filter = match &self.exists {
            Some(exists) => Some(exists.add(filter, &seen, collections, "e")),
            None => filter,
        };
        if let Some(filter) = filter {
            relation = relation.filter(filter);
        }
        relation = self.select(relation, &seen);
        if self.distinct {
            relation = relation.distinct();
        }
        if let Some(limit) = self.limit {
            relation = relation.limit(limit);
        }
        if self.is_summed_up() {
            seen.clear();
        } else if let Some(include) = &self.include {
            relation = include.add(relation, &seen, collections, 0);
        }
        (relation.offset(self.offset), seen)
    }

    fn is_summed_up(&self) -> bool {
        self.group.is_some() || self.distinct
    }

    /// Which field groups and distinct values are ordered by: not a list. One that is a list is ordered by the first field, which
    /// is a key or a count then.
    fn sorted_by(&self, sort: &SortAsk, fields: usize) -> usize {
        let field = sort.field % fields;
        let is_list = self.group.as_ref().is_some_and(|group| {
            let summary = field.checked_sub(group.keys.len());
            let summary = summary.and_then(|summary| group.summaries.get(summary));
            summary.is_some_and(|(summary, _)| matches!(summary, Summary::Collect))
        });
        if is_list { 0 } else { field }
    }

    /// Groups, selects and orders.
    fn select(&self, mut relation: Relation, seen: &Aliases) -> Relation {
        let mut fields: Vec<Selected> = Vec::new();
        if let Some(group) = &self.group {
            for key in &group.keys {
                match key {
                    Field::Number(number) => relation = relation.group_by(number.expr(seen)),
                    Field::Text(text) => relation = relation.group_by(text.expr(seen)),
                }
                fields.push(Selected::of(key, seen));
            }
            for (summary, number) in &group.summaries {
                fields.push(summary.expr(number, seen));
            }
            if let Some(asks) = &group.asks
                && let Some(found) = asks.expr(&fields[group.keys.len() + asks.summary])
            {
                if asks.shown {
                    fields.push(Selected::Number(found.then_else::<Option<i64>>(1, 0)));
                } else {
                    relation = relation.having(found);
                }
            }
            if let Some((index, bound)) = group.having
                && let Some(passes) = fields[group.keys.len() + index].greater_than(bound)
            {
                relation = relation.having(passes);
            }
        } else {
            fields.extend(self.fields.iter().map(|field| Selected::of(field, seen)));
        }
        for (name, field) in FIELDS.iter().zip(&fields) {
            relation = field.select(relation, name);
        }
        for sort in &self.sorts {
            let order = if self.is_summed_up() {
                fields[self.sorted_by(sort, fields.len())].clone()
            } else {
                Selected::of(&sort.value, seen)
            };
            relation = order.order(relation, sort);
        }
        relation
    }

    /// The answer over the rows of each collection, without limit and offset.
    pub(super) fn answer(&self, collections: [&[Note]; 2]) -> Vec<Answer> {
        let mut tuples = self.from.rows(collections);
        let mut width = 1;
        for join in &self.joins {
            tuples = join.answer(&tuples, &join.source.rows(collections), width);
            width += usize::from(!matches!(join.kind, JoinKind::Semi | JoinKind::Anti));
        }
        tuples.retain(|tuple| match &self.exists {
            Some(exists) => exists.of(self.filter.as_ref(), tuple, collections) == Some(true),
            None => holds(self.filter.as_ref(), tuple),
        });

        let mut answers: Vec<(Vec<Scalar>, Vec<Option<Seen>>, Answer)> = Vec::new();
        if let Some(group) = &self.group {
            for fields in group.answer(&tuples) {
                answers.push((Vec::new(), Vec::new(), (Vec::new(), fields, Vec::new())));
            }
        } else {
            for tuple in tuples {
                let fields = self.fields.iter().map(|field| field.of(&tuple)).collect();
                let order = self.sorts.iter().map(|sort| sort.value.of(&tuple)).collect();
                let include = self.include.as_ref().filter(|_| !self.is_summed_up());
                let items = include.map_or_else(Vec::new, |include| include.answer(&tuple, collections));
                let rows = tuple.iter().map(|seen| Some(seen.as_ref()?.note.clone()));
                answers.push((order, tuple.clone(), (rows.collect(), fields, items)));
            }
        }
        if self.distinct {
            answers.sort_by(|left, right| left.2.1.cmp(&right.2.1));
            answers.dedup_by(|left, right| left.2.1 == right.2.1);
        }
        if self.is_summed_up() {
            for (order, tuple, (rows, fields, _)) in &mut answers {
                rows.clear();
                tuple.clear();
                let field = |sort: &SortAsk| fields[self.sorted_by(sort, fields.len())].clone();
                *order = self.sorts.iter().map(field).collect();
            }
        }
        answers.sort_by(|left, right| {
            let orders = left.0.iter().zip(&right.0).zip(&self.sorts);
            let terms = orders.map(|((left, right), sort)| sort.compare(left, right));
            terms
                .fold(Ordering::Equal, Ordering::then)
                .then_with(|| keys(&left.1).cmp(&keys(&right.1)))
                .then_with(|| {
                    if self.is_summed_up() {
                        left.2.1.cmp(&right.2.1)
                    } else {
                        Ordering::Equal
                    }
                })
        });
        answers.into_iter().map(|(.., answer)| answer).collect()
    }

    /// Whether a change may be told that shows nowhere: what other relations are asked may have another answer, and the value made
    /// of it be the same.
    pub(super) fn may_change_unseen(&self) -> bool {
        let group = self.group.as_ref();
        if group.is_some_and(|group| group.asks.as_ref().is_some_and(|asks| asks.shown)) {
            return true;
        }
        let includes = std::iter::successors(self.include.as_ref(), |include| include.inner.as_deref());
        let keys: Vec<_> = includes.map(|include| &include.on).collect();
        !self.is_summed_up()
            && format!("{:?} {:?} {:?} {keys:?}", self.joins, self.fields, self.sorts).contains("Exists")
    }

    pub(super) fn window(&self, answers: &[Answer]) -> Vec<Answer> {
        let limit = self.limit.unwrap_or(usize::MAX);
        answers.iter().skip(self.offset).take(limit).cloned().collect()
    }
}

impl GroupAsks {
    /// Whether a summary, if it is a whole number, is among those of the collection.
    fn expr(&self, summary: &Selected) -> Option<Expr<bool>> {
        let asked = [Named::Alias(world::collections()[self.collection].alias("g"))];
        let asked = asked[0].relation().select("n", self.number.expr(&asked));
        match summary.clone() {
            Selected::Number(expr) => Some(expr.is_in_query(asked)),
            Selected::Count(expr) => Some(expr.is_in_query(asked)),
            _ => None,
        }
    }

    /// The same by the book: nothing, if there is no such question.
    fn of(&self, kind: Summary, summary: &Scalar) -> Option<Scalar> {
        if matches!(kind, Summary::Avg | Summary::Collect) {
            return None;
        }
        let notes = world::notes();
        let source = SourceAsk {
            rows: Rows::Collection(self.collection),
            filter: None,
        };
        let rows = source.rows([&notes[0], &notes[1]]);
        let equal = rows
            .iter()
            .map(|row| compared(summary, Operator::Eq, &self.number.of(row)));
        Some(equal.fold(Some(false), or).map_or(Scalar::Null, Scalar::Bool))
    }
}

impl JoinAsk {
    fn on(&self, seen: &Aliases, alone: &Aliases) -> On {
        let (left, right) = (self.texts.0.expr(seen), self.texts.1.expr(alone));
        let texts = if self.turned {
            right.on(left)
        } else {
            left.on(right)
        };
        match &self.numbers {
            Some((left, right)) => texts.and(left.expr(seen).on(right.expr(alone))),
            None => texts,
        }
    }

    fn matches(&self, left: &Tuple, right: &Tuple) -> bool {
        let equal = |left: &Scalar, right: &Scalar| !left.is_null() && left == right;
        let numbers = self
            .numbers
            .as_ref()
            .is_none_or(|(one, other)| equal(&one.of(left), &other.of(right)));
        numbers && equal(&self.texts.0.of(left), &self.texts.1.of(right))
    }

    fn answer(
        &self,
        lefts: &[Vec<Option<Seen>>],
        rights: &[Vec<Option<Seen>>],
        width: usize,
    ) -> Vec<Vec<Option<Seen>>> {
        let mut output = Vec::new();
        for left in lefts {
            let matches: Vec<_> = rights.iter().filter(|right| self.matches(left, right)).collect();
            match (self.kind, matches.is_empty()) {
                (JoinKind::Semi, false) | (JoinKind::Anti, true) => output.push(left.clone()),
                (JoinKind::Semi | JoinKind::Anti, _) => {}
                (JoinKind::Left | JoinKind::Full, true) => output.push([left.as_slice(), &[None]].concat()),
                _ => output.extend(
                    matches
                        .iter()
                        .map(|right| [left.as_slice(), right.as_slice()].concat()),
                ),
            }
        }
        if matches!(self.kind, JoinKind::Right | JoinKind::Full) {
            for right in rights {
                if !lefts.iter().any(|left| self.matches(left, right)) {
                    output.push([vec![None; width], right.clone()].concat());
                }
            }
        }
        output
    }
}

impl GroupAsk {
    fn answer(&self, tuples: &[Vec<Option<Seen>>]) -> Vec<Vec<Scalar>> {
        let key = |tuple: &Tuple| -> Vec<Scalar> { self.keys.iter().map(|key| key.of(tuple)).collect() };
        let mut keys: Vec<Vec<Scalar>> = tuples.iter().map(|tuple| key(tuple)).collect();
        if self.keys.is_empty() {
            keys.push(Vec::new()); // one group, also of nothing
        }
        keys.sort();
        keys.dedup();
        let mut groups = Vec::new();
        for group in keys {
            let members: Vec<_> = tuples.iter().filter(|tuple| key(tuple) == group).collect();
            let summaries = self.summaries.iter().map(|(summary, number)| {
                let values = members.iter().map(|tuple| number.of(tuple)).collect();
                summary.of(values)
            });
            let summaries: Vec<Scalar> = summaries.collect();
            let having = self.having;
            let having = having.filter(|(index, _)| !matches!(self.summaries[*index].0, Summary::Collect));
            let passes = having.is_none_or(|(index, bound)| {
                let value = &summaries[index];
                !value.is_null() && *value > Scalar::Integer(bound)
            });
            let found = self.asks.as_ref().and_then(|asks| {
                let (kind, _) = self.summaries[asks.summary];
                asks.of(kind, &summaries[asks.summary])
            });
            let fits = match (&self.asks, &found) {
                (Some(asks), Some(found)) => asks.shown || *found == Scalar::Bool(true),
                _ => true,
            };
            if passes && fits {
                let shown = found.filter(|_| self.asks.as_ref().is_some_and(|asks| asks.shown));
                let shown = shown.map(|found| Scalar::Integer(i64::from(found == Scalar::Bool(true))));
                groups.push(group.into_iter().chain(summaries).chain(shown).collect());
            }
        }
        groups
    }
}

/// A selected expression, by its type.
#[derive(Clone)]
enum Selected {
    Number(Expr<Option<i64>>),
    Count(Expr<i64>),
    Float(Expr<f64>),
    Text(Expr<Option<String>>),
    List(Expr<Vec<Option<i64>>>),
}

impl Selected {
    fn of(field: &Field, seen: &Aliases) -> Self {
        match field {
            Field::Number(number) => Self::Number(number.expr(seen)),
            Field::Text(text) => Self::Text(text.expr(seen)),
        }
    }

    fn select(&self, relation: Relation, name: &'static str) -> Relation {
        match self.clone() {
            Self::Number(expr) => relation.select(name, expr),
            Self::Count(expr) => relation.select(name, expr),
            Self::Float(expr) => relation.select(name, expr),
            Self::Text(expr) => relation.select(name, expr),
            Self::List(expr) => relation.select(name, expr),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "bounds are small")]
    fn greater_than(&self, bound: i64) -> Option<Expr<bool>> {
        Some(match self.clone() {
            Self::Number(expr) => expr.gt(bound),
            Self::Count(expr) => expr.gt(bound),
            Self::Float(expr) => expr.gt(bound as f64),
            Self::List(_) => return None,
            Self::Text(_) => unreachable!("no summary is text"),
        })
    }

    fn order(self, relation: Relation, sort: &SortAsk) -> Relation {
        let (ascending, descending) = match self {
            Self::Number(expr) => (expr.clone().asc(), expr.desc()),
            Self::Count(expr) => (expr.clone().asc(), expr.desc()),
            Self::Float(expr) => (expr.clone().asc(), expr.desc()),
            Self::Text(expr) => (expr.clone().asc(), expr.desc()),
            Self::List(_) => unreachable!("nothing is ordered by lists"),
        };
        let order = if sort.descending { descending } else { ascending };
        let order = if sort.caseless {
            order.collate(&Collation::caseless())
        } else {
            order
        };
        relation.order_by(if sort.nulls_last {
            order.nulls_last()
        } else {
            order
        })
    }
}

impl SortAsk {
    fn compare(&self, left: &Scalar, right: &Scalar) -> Ordering {
        let compared = match (left, right) {
            (Scalar::Text(left), Scalar::Text(right)) if self.caseless => {
                left.to_lowercase().cmp(&right.to_lowercase())
            }
            _ => left.cmp(right),
        };
        match (left.is_null(), right.is_null()) {
            (false, false) if self.descending => compared.reverse(),
            (false, false) => compared,
            (left, right) if self.nulls_last => left.cmp(&right),
            (left, right) => right.cmp(&left),
        }
    }
}

impl Summary {
    fn expr(self, number: &Number, seen: &Aliases) -> Selected {
        let number = number.expr(seen);
        match self {
            Self::Rows => Selected::Count(count()),
            Self::Count => Selected::Count(number.count()),
            Self::CountDistinct => Selected::Count(number.count_distinct()),
            Self::Sum => Selected::Number(number.sum()),
            Self::Avg => Selected::Float(number.avg()),
            Self::Min => Selected::Number(number.min()),
            Self::Max => Selected::Number(number.max()),
            Self::Collect => Selected::List(number.collect()),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "sums are small")]
    fn of(self, all: Vec<Scalar>) -> Scalar {
        let size = |values: &[Scalar]| Scalar::Integer(i64::try_from(values.len()).unwrap_or_default());
        if matches!(self, Self::Rows) {
            return size(&all);
        }
        let mut values: Vec<Scalar> = all.into_iter().filter(|value| !value.is_null()).collect();
        values.sort();
        let integers = values.iter().map(|value| match value {
            Scalar::Integer(value) => *value,
            other => unreachable!("{other:?} is no integer"),
        });
        let sum: i64 = integers.sum();
        match self {
            Self::Count | Self::Rows => size(&values),
            Self::CountDistinct => {
                values.dedup();
                size(&values)
            }
            Self::Collect => list(&values),
            _ if values.is_empty() => Scalar::Null,
            Self::Sum => Scalar::Integer(sum),
            Self::Avg => Scalar::Float(sum as f64 / values.len() as f64),
            Self::Min => values.swap_remove(0),
            Self::Max => values.pop().unwrap_or(Scalar::Null),
        }
    }
}

/// A list of whole numbers, as a text that is ordered like it.
pub(super) fn list(values: &[Scalar]) -> Scalar {
    let number = |value: &Scalar| match value {
        Scalar::Integer(value) => format!("{:030}", i128::from(*value) + (1 << 64)),
        other => unreachable!("{other:?} is no integer"),
    };
    Scalar::Text(values.iter().map(number).collect())
}
