//! Expressions as plain data, for the store and by the book.

use lockstep_entity::Scalar;
use lockstep_store::{Expr, Operand};

use super::exists::ExistsAsk;
use super::question::{Operator, or};
use super::source::{Aliases, Tuple};
use super::world;
use crate::notes::Note;

/// A choice among the sources that can be named.
pub(super) type Which = u8;

#[derive(Clone, Debug)]
pub(super) enum Number {
    Id(Which),
    Priority(Which),
    Literal(Option<i64>),
    Length(Box<Text>),
    Add(Box<Number>, Box<Number>),
    Multiply(Box<Number>, Box<Number>),
    Divide(Box<Number>, Box<Number>),
    Remainder(Box<Number>, Box<Number>),
    Floor(Box<Number>),
    /// The day of the month of a day since 1970.
    Day(Box<Number>),
    Coalesce(Box<Number>, Box<Number>),
    Case(Box<Truth>, Box<Number>, Box<Number>),
}

#[derive(Clone, Debug)]
pub(super) enum Text {
    Words(Which),
    Folder(Which),
    Upper(Box<Text>),
    Trim(Box<Text>),
    Substring(Box<Text>, i64, i64),
    /// A function of the program: the text turned round.
    Turned(Which),
    Concat(Box<Text>, Box<Number>),
    Coalesce(Box<Text>, Box<Text>),
}

#[derive(Clone, Debug)]
pub(super) enum Truth {
    Done(Which),
    Numbers(Number, Operator, Number),
    Texts(Text, Operator, Text),
    In(Number, Vec<Option<i64>>),
    StartsWith(Text, String),
    IsNull(Number),
    Exists(Box<ExistsAsk>),
    And(Box<Truth>, Box<Truth>),
    Or(Box<Truth>, Box<Truth>),
    Not(Box<Truth>),
}

#[derive(Clone, Debug)]
pub(super) enum Field {
    Number(Number),
    Text(Text),
}

fn pick<T>(which: Which, of: &[T]) -> &T {
    &of[usize::from(which) % of.len()]
}

fn column<T>(which: Which, tuple: &Tuple, read: impl Fn(&Note) -> Option<T>) -> Option<T> {
    pick(which, tuple).as_ref().and_then(|seen| read(&seen.note))
}

impl Field {
    pub(super) fn of(&self, tuple: &Tuple) -> Scalar {
        match self {
            Self::Number(number) => number.of(tuple),
            Self::Text(text) => text.of(tuple),
        }
    }
}

impl Number {
    pub(super) fn expr(&self, seen: &Aliases) -> Expr<Option<i64>> {
        match self {
            Self::Id(which) => pick(*which, seen).col(Note::ID).cast(),
            Self::Priority(which) => pick(*which, seen).col(Note::PRIORITY),
            Self::Literal(value) => Operand::<Option<i64>>::into_expr(*value),
            Self::Length(text) => Operand::<Option<i64>>::into_expr(text.expr(seen).length()),
            Self::Add(left, right) => left.expr(seen).add(right.expr(seen)),
            Self::Multiply(left, right) => left.expr(seen).multiply(right.expr(seen)),
            Self::Divide(left, right) => left.expr(seen).divide(right.expr(seen)),
            Self::Remainder(left, right) => left.expr(seen).remainder(right.expr(seen)),
            Self::Floor(number) => Operand::<Option<i64>>::into_expr(number.expr(seen).floor()),
            Self::Day(number) => Operand::<Option<i64>>::into_expr(number.expr(seen).from_days().day()),
            Self::Coalesce(left, right) => left.expr(seen).coalesce(right.expr(seen)),
            Self::Case(truth, then, otherwise) => {
                let (then, otherwise) = (then.expr(seen), otherwise.expr(seen));
                truth.expr(seen).then_else::<Option<i64>>(then, otherwise)
            }
        }
    }

    pub(super) fn of(&self, tuple: &Tuple) -> Scalar {
        let whole = |value: Option<i64>| value.map_or(Scalar::Null, Scalar::Integer);
        match self {
            Self::Id(which) => whole(column(*which, tuple, |note| Some(note.id.into()))),
            Self::Priority(which) => whole(column(*which, tuple, |note| note.priority)),
            Self::Literal(value) => whole(*value),
            Self::Length(text) => match text.of(tuple) {
                Scalar::Text(text) => whole(i64::try_from(text.chars().count()).ok()),
                _ => Scalar::Null,
            },
            Self::Add(left, right) => arithmetic(&left.of(tuple), &right.of(tuple), |l, r| l + r),
            Self::Multiply(left, right) => arithmetic(&left.of(tuple), &right.of(tuple), |l, r| l * r),
            Self::Divide(left, right) => arithmetic(&left.of(tuple), &right.of(tuple), |l, r| {
                if r == 0.0 { f64::NAN } else { l / r }
            }),
            Self::Remainder(left, right) => arithmetic(&left.of(tuple), &right.of(tuple), |l, r| l % r),
            Self::Floor(number) => arithmetic(&number.of(tuple), &Scalar::Integer(0), |l, _| l.floor()),
            Self::Day(number) => match number.of(tuple) {
                Scalar::Integer(day) => whole(Some(day_of_month(day))),
                _ => Scalar::Null,
            },
            Self::Coalesce(left, right) => match left.of(tuple) {
                Scalar::Null => right.of(tuple),
                value => value,
            },
            Self::Case(truth, then, otherwise) => {
                if truth.of(tuple) == Some(true) {
                    then.of(tuple)
                } else {
                    otherwise.of(tuple)
                }
            }
        }
    }
}

/// Month by month from 1970, or back from there.
fn day_of_month(days: i64) -> i64 {
    let length = |year: i64, month: i64| match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let (mut year, mut month, mut days) = (1970, 1, days);
    while days < 0 {
        (year, month) = if month == 1 {
            (year - 1, 12)
        } else {
            (year, month - 1)
        };
        days += length(year, month);
    }
    while days >= length(year, month) {
        days -= length(year, month);
        (year, month) = if month == 12 {
            (year + 1, 1)
        } else {
            (year, month + 1)
        };
    }
    days + 1
}

/// All in floats, which hold every number here; whole results as integers, and NaN for null.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::float_cmp,
    reason = "numbers are small"
)]
fn arithmetic(left: &Scalar, right: &Scalar, operation: impl Fn(f64, f64) -> f64) -> Scalar {
    let float = |value: &Scalar| match value {
        Scalar::Integer(value) => Some(*value as f64),
        Scalar::Float(value) => Some(*value),
        _ => None,
    };
    let (Some(left), Some(right)) = (float(left), float(right)) else {
        return Scalar::Null;
    };
    let result = operation(left, right);
    if result.is_nan() {
        Scalar::Null
    } else if result.trunc() == result {
        Scalar::Integer(result as i64)
    } else {
        Scalar::Float(result)
    }
}

impl Text {
    pub(super) fn expr(&self, seen: &Aliases) -> Expr<Option<String>> {
        match self {
            Self::Words(which) => Operand::<Option<String>>::into_expr(pick(*which, seen).col(Note::TEXT)),
            Self::Folder(which) => pick(*which, seen).col(Note::FOLDER),
            Self::Upper(text) => text.expr(seen).upper(),
            Self::Trim(text) => text.expr(seen).trim(),
            Self::Substring(text, from, length) => text.expr(seen).substring(*from, *length),
            Self::Turned(which) => Operand::<Option<String>>::into_expr(pick(*which, seen).turned()),
            Self::Concat(text, number) => {
                let concat = text.expr(seen).concat::<Option<i64>>(number.expr(seen));
                Operand::<Option<String>>::into_expr(concat)
            }
            Self::Coalesce(left, right) => left.expr(seen).coalesce(right.expr(seen)),
        }
    }

    pub(super) fn of(&self, tuple: &Tuple) -> Scalar {
        let text = |value: Option<String>| value.map_or(Scalar::Null, |text| Scalar::Text(text.into()));
        match self {
            Self::Words(which) => text(column(*which, tuple, |note| Some(note.text.clone()))),
            Self::Folder(which) => text(column(*which, tuple, |note| note.folder.clone())),
            Self::Upper(inner) => match inner.of(tuple) {
                Scalar::Text(inner) => text(Some(inner.to_uppercase())),
                _ => Scalar::Null,
            },
            Self::Trim(inner) => match inner.of(tuple) {
                Scalar::Text(inner) => text(Some(inner.trim().to_owned())),
                _ => Scalar::Null,
            },
            Self::Substring(inner, from, length) => match inner.of(tuple) {
                Scalar::Text(inner) => {
                    let places = (1..).zip(inner.chars());
                    let kept = places.filter(|(place, _)| (*from..from + length.max(&0)).contains(place));
                    text(Some(kept.map(|(_, character)| character).collect()))
                }
                _ => Scalar::Null,
            },
            Self::Turned(which) => text(pick(*which, tuple).as_ref().map(|seen| {
                let words = seen.note.text.chars();
                if seen.derived {
                    words.collect()
                } else {
                    words.rev().collect()
                }
            })),
            Self::Concat(left, right) => {
                let written = |value: Scalar| match value {
                    Scalar::Text(text) => text.into_string(),
                    Scalar::Integer(number) => number.to_string(),
                    Scalar::Float(number) => number.to_string(),
                    _ => String::new(),
                };
                text(Some(written(left.of(tuple)) + &written(right.of(tuple))))
            }
            Self::Coalesce(left, right) => match left.of(tuple) {
                Scalar::Null => right.of(tuple),
                value => value,
            },
        }
    }
}

impl Truth {
    pub(super) fn expr(&self, seen: &Aliases) -> Expr<bool> {
        match self {
            Self::Done(which) => pick(*which, seen).col(Note::DONE),
            Self::Exists(exists) => exists.add(None, seen, &world::collections(), "x"),
            Self::Numbers(left, operator, right) => compare(left.expr(seen), *operator, right.expr(seen)),
            Self::Texts(left, operator, right) => compare(left.expr(seen), *operator, right.expr(seen)),
            Self::In(number, values) => number.expr(seen).is_in(values.iter().copied()),
            Self::StartsWith(text, start) => text.expr(seen).starts_with(start),
            Self::IsNull(number) => number.expr(seen).is_null(),
            Self::And(left, right) => left.expr(seen).and(right.expr(seen)),
            Self::Or(left, right) => left.expr(seen).or(right.expr(seen)),
            Self::Not(truth) => truth.expr(seen).not(),
        }
    }

    pub(super) fn of(&self, tuple: &Tuple) -> Option<bool> {
        match self {
            Self::Done(which) => column(*which, tuple, |note| Some(note.done)),
            Self::Exists(exists) => {
                let [notes, archive] = world::notes();
                exists.of(None, tuple, [&notes, &archive])
            }
            Self::Numbers(left, operator, right) => compared(&left.of(tuple), *operator, &right.of(tuple)),
            Self::Texts(left, operator, right) => compared(&left.of(tuple), *operator, &right.of(tuple)),
            Self::In(number, values) => {
                let literal = |value: &Option<i64>| value.map_or(Scalar::Null, Scalar::Integer);
                let equal = |value| compared(&number.of(tuple), Operator::Eq, &literal(value));
                values.iter().map(equal).fold(Some(false), or)
            }
            Self::StartsWith(text, start) => match text.of(tuple) {
                Scalar::Text(text) => Some(text.starts_with(start.as_str())),
                _ => None,
            },
            Self::IsNull(number) => Some(number.of(tuple).is_null()),
            Self::And(left, right) => {
                let not = |truth: Option<bool>| truth.map(|truth| !truth);
                not(or(not(left.of(tuple)), not(right.of(tuple))))
            }
            Self::Or(left, right) => or(left.of(tuple), right.of(tuple)),
            Self::Not(truth) => truth.of(tuple).map(|truth| !truth),
        }
    }
}

fn compare<T>(left: Expr<T>, operator: Operator, right: Expr<T>) -> Expr<bool> {
    match operator {
        Operator::Eq => left.eq(right),
        Operator::Ne => left.ne(right),
        Operator::Lt => left.lt(right),
        Operator::Lte => left.lte(right),
        Operator::Gt => left.gt(right),
        Operator::Gte => left.gte(right),
    }
}

pub(super) fn compared(left: &Scalar, operator: Operator, right: &Scalar) -> Option<bool> {
    if left.is_null() || right.is_null() {
        return None;
    }
    Some(match operator {
        Operator::Eq => left == right,
        Operator::Ne => left != right,
        Operator::Lt => left < right,
        Operator::Lte => left <= right,
        Operator::Gt => left > right,
        Operator::Gte => left >= right,
    })
}
