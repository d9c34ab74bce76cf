//! Questions: queries as plain data, asked of the store and answered by the book.

use std::cmp::Ordering;

use lockstep_store::{Collection, ColumnExt, OrderBy, Predicate, Query};

use super::expression::Truth;
use super::source::{Named, Seen, holds};
use crate::notes::Note;

#[derive(Clone, Copy, Debug)]
pub(super) enum Field {
    Id,
    Text,
    Done,
    Priority,
    Folder,
}

/// A value of a field, or null.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Truth(bool),
    Number(i64),
    Text(String),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Operator {
    Eq,
    Ne,
    Lt,
    Lte,
    Gt,
    Gte,
}

#[derive(Clone, Debug)]
pub(super) enum Condition {
    Compare(Field, Operator, Value),
    In(Field, Vec<Value>),
    Like {
        field: Field,
        pattern: String,
        fold: bool,
    },
    IsNull(Field),
    Keys(Vec<u32>),
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
}

#[derive(Clone, Debug)]
pub(super) struct Sort {
    pub(super) field: Field,
    pub(super) descending: bool,
    pub(super) nulls_last: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) condition: Option<Condition>,
    /// A condition that may ask other relations.
    pub(super) asks: Option<Truth>,
    pub(super) sorts: Vec<Sort>,
    pub(super) limit: Option<usize>,
    pub(super) offset: usize,
}

impl Question {
    /// The question as the store understands it.
    pub(super) fn query(&self, collection: &Collection<Note>) -> Query<Note> {
        let mut query = Query::from(collection).offset(self.offset);
        if let Some(condition) = &self.condition {
            query = query.filter(condition.predicate());
        }
        if let Some(asks) = &self.asks {
            let alias = collection.alias("q");
            let condition = asks.expr(&[Named::Alias(alias.clone())]);
            query = query.filter_by(&alias, condition).expect("it means something");
        }
        for sort in &self.sorts {
            query = query.order_by(sort.order());
        }
        match self.limit {
            Some(limit) => query.limit(limit),
            None => query,
        }
    }

    /// The rows that satisfy the condition, in their order, without limit and offset.
    pub(super) fn answer(&self, notes: &[Note]) -> Vec<Note> {
        let asks = |note: &Note| {
            let seen = Seen {
                note: note.clone(),
                key: Vec::new(),
                derived: false,
            };
            holds(self.asks.as_ref(), &[Some(seen)])
        };
        let holds = |note: &&Note| {
            asks(note)
                && self
                    .condition
                    .as_ref()
                    .is_none_or(|condition| condition.truth(note) == Some(true))
        };
        let mut notes: Vec<Note> = notes.iter().filter(holds).cloned().collect();
        notes.sort_by(|left, right| {
            let sorts = self.sorts.iter().map(|sort| sort.compare(left, right));
            sorts
                .fold(Ordering::Equal, Ordering::then)
                .then(left.id.cmp(&right.id))
        });
        notes
    }

    pub(super) fn window(&self, notes: &[Note]) -> Vec<Note> {
        notes
            .iter()
            .skip(self.offset)
            .take(self.limit.unwrap_or(usize::MAX))
            .cloned()
            .collect()
    }
}

impl Value {
    fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}

/// The comparison of a column, whatever its type, with a value of that type.
macro_rules! with_column {
    ($field:expr, |$column:ident, $literal:ident| $body:expr) => {
        match $field {
            Field::Id => {
                let ($column, $literal) = (Note::ID, |value: &Value| {
                    value
                        .number()
                        .and_then(|number| u32::try_from(number).ok())
                        .unwrap_or_default()
                });
                $body
            }
            Field::Text => {
                let ($column, $literal) = (Note::TEXT, |value: &Value| value.text().unwrap_or_default());
                $body
            }
            Field::Done => {
                let ($column, $literal) = (Note::DONE, |value: &Value| *value == Value::Truth(true));
                $body
            }
            Field::Priority => {
                let ($column, $literal) = (Note::PRIORITY, |value: &Value| value.number());
                $body
            }
            Field::Folder => {
                let ($column, $literal) = (Note::FOLDER, |value: &Value| value.text());
                $body
            }
        }
    };
}

impl Condition {
    fn predicate(&self) -> Predicate<Note> {
        match self {
            Self::Compare(field, operator, value) => with_column!(field, |column, literal| {
                let value = literal(value);
                match operator {
                    Operator::Eq => column.eq(value),
                    Operator::Ne => column.ne(value),
                    Operator::Lt => column.lt(value),
                    Operator::Lte => column.lte(value),
                    Operator::Gt => column.gt(value),
                    Operator::Gte => column.gte(value),
                }
            }),
            Self::In(field, values) => {
                with_column!(field, |column, literal| column.is_in(values.iter().map(literal)))
            }
            Self::Like { field, pattern, fold } => with_column!(field, |column, _literal| {
                if *fold {
                    column.ilike(pattern)
                } else {
                    column.like(pattern)
                }
            }),
            Self::IsNull(field) => with_column!(field, |column, _literal| column.is_null()),
            Self::Keys(keys) => Predicate::keys(keys.iter().copied()),
            Self::And(parts) => Predicate::all(parts.iter().map(Self::predicate)),
            Self::Or(parts) => Predicate::any(parts.iter().map(Self::predicate)),
            Self::Not(part) => !part.predicate(),
        }
    }

    /// SQL's three-valued logic, by the book.
    fn truth(&self, note: &Note) -> Option<bool> {
        match self {
            Self::Compare(field, operator, value) => {
                let ordering = compare(&field.of(note), value)?;
                Some(match operator {
                    Operator::Eq => ordering == Ordering::Equal,
                    Operator::Ne => ordering != Ordering::Equal,
                    Operator::Lt => ordering == Ordering::Less,
                    Operator::Lte => ordering != Ordering::Greater,
                    Operator::Gt => ordering == Ordering::Greater,
                    Operator::Gte => ordering != Ordering::Less,
                })
            }
            // `x in (a, b)` is `x = a or x = b`.
            Self::In(field, values) => {
                let equal = |value: &Value| Some(compare(&field.of(note), value)? == Ordering::Equal);
                values.iter().map(equal).fold(Some(false), or)
            }
            Self::Like { field, pattern, fold } => match field.of(note) {
                Value::Null => None,
                Value::Text(text) => Some(like(&characters(pattern, *fold), &characters(&text, *fold))),
                _ => Some(false),
            },
            Self::IsNull(field) => Some(field.of(note) == Value::Null),
            Self::Keys(keys) => Some(keys.contains(&note.id)),
            Self::And(parts) => {
                let negated = parts.iter().map(|part| part.truth(note).map(|truth| !truth));
                negated.fold(Some(false), or).map(|truth| !truth)
            }
            Self::Or(parts) => parts.iter().map(|part| part.truth(note)).fold(Some(false), or),
            Self::Not(part) => part.truth(note).map(|truth| !truth),
        }
    }
}

pub(super) fn or(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Truth(left), Value::Truth(right)) => Some(left.cmp(right)),
        (Value::Number(left), Value::Number(right)) => Some(left.cmp(right)),
        (Value::Text(left), Value::Text(right)) => Some(left.chars().cmp(right.chars())),
        _ => None,
    }
}

fn characters(text: &str, fold: bool) -> Vec<char> {
    if fold {
        text.to_lowercase().chars().collect()
    } else {
        text.chars().collect()
    }
}

fn like(pattern: &[char], text: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['%', rest @ ..] => (0..=text.len()).any(|skipped| like(rest, &text[skipped..])),
        ['_', rest @ ..] => !text.is_empty() && like(rest, &text[1..]),
        ['\\', literal, rest @ ..] | [literal, rest @ ..] => {
            text.first() == Some(literal) && like(rest, &text[1..])
        }
    }
}

impl Field {
    fn of(self, note: &Note) -> Value {
        match self {
            Self::Id => Value::Number(note.id.into()),
            Self::Text => Value::Text(note.text.clone()),
            Self::Done => Value::Truth(note.done),
            Self::Priority => note.priority.map_or(Value::Null, Value::Number),
            Self::Folder => note.folder.clone().map_or(Value::Null, Value::Text),
        }
    }
}

impl Sort {
    fn order(&self) -> OrderBy<Note> {
        let order = with_column!(self.field, |column, _literal| if self.descending {
            column.desc()
        } else {
            column.asc()
        });
        if self.nulls_last {
            order.nulls_last()
        } else {
            order
        }
    }

    fn compare(&self, left: &Note, right: &Note) -> Ordering {
        let (left, right) = (self.field.of(left), self.field.of(right));
        match compare(&left, &right) {
            Some(ordering) if self.descending => ordering.reverse(),
            Some(ordering) => ordering,
            None => {
                let last = |value: &Value| (*value == Value::Null) == self.nulls_last;
                last(&left).cmp(&last(&right))
            }
        }
    }
}
