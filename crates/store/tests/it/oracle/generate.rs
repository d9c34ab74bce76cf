//! Random steps: few keys and few values, so that everything meets.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::ask::Ask;
use super::model::Write;
use super::question::{Condition, Field, Operator, Question, Sort, Value};
use crate::notes::{Note, NotePatch};

pub(super) mod asks;

/// How many keys there are.
pub(super) const IDS: u32 = 12;

/// One step: a commit, or a change of what is watched.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Server(Vec<Write>),
    Transact(Vec<Write>),
    /// Confirms an open transaction with an answer that need not have to do with it.
    Confirm(Index, Vec<Write>),
    /// Confirms an open transaction with what it asked for.
    Echo(Index),
    Rollback(Index),
    /// Takes back an open transaction and those that build on it.
    RollbackWithDependents(Index),
    /// Says that an open transaction is on its way.
    Send(Index),
    /// Makes true what an open transaction asked for.
    Accept(Index),
    /// Everything that the server said is replaced by these rows.
    Truncate(usize, Vec<Note>),
    StartLoad(usize),
    Load(usize, Vec<Note>),
    Ready(usize),
    Watch(usize, Question),
    /// Asks a question to both collections, and keeps the answer live.
    Ask(Box<Ask>),
    /// Moves the window of an answer.
    Turn(Index, usize, Option<usize>),
    ForgetAsked(Index),
    Forget(Index),
}

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let watch =
        || (0..2_usize, questions()).prop_map(|(collection, question)| Step::Watch(collection, question));
    let first = prop::collection::vec(
        prop_oneof![watch(), asks::asks().prop_map(|ask| Step::Ask(Box::new(ask)))],
        1..5,
    );
    let step = prop_oneof![
        6 => writes().prop_map(Step::Server),
        8 => writes().prop_map(Step::Transact),
        3 => (any::<Index>(), writes()).prop_map(|(choice, writes)| Step::Confirm(choice, writes)),
        3 => any::<Index>().prop_map(Step::Echo),
        3 => any::<Index>().prop_map(Step::Rollback),
        2 => any::<Index>().prop_map(Step::RollbackWithDependents),
        1 => any::<Index>().prop_map(Step::Send),
        1 => any::<Index>().prop_map(Step::Accept),
        1 => (0..2_usize, prop::collection::vec(note(), 0..8)).prop_map(|(collection, rows)| Step::Truncate(collection, rows)),
        1 => (0..2_usize).prop_map(Step::StartLoad),
        3 => (0..2_usize, prop::collection::vec(note(), 0..8)).prop_map(|(collection, rows)| Step::Load(collection, rows)),
        1 => (0..2_usize).prop_map(Step::Ready),
        2 => watch(),
        1 => any::<Index>().prop_map(Step::Forget),
        2 => asks::asks().prop_map(|ask| Step::Ask(Box::new(ask))),
        1 => (any::<Index>(), 0..5_usize, prop::option::of(0..5_usize)).prop_map(|(choice, offset, limit)| Step::Turn(choice, offset, limit)),
        1 => any::<Index>().prop_map(Step::ForgetAsked),
    ];
    (first, prop::collection::vec(step, 1..40))
        .prop_map(|(first, rest)| first.into_iter().chain(rest).collect())
}

fn writes() -> impl Strategy<Value = Vec<Write>> {
    let collection = || prop_oneof![3 => Just(0_usize), 1 => Just(1)];
    let write = prop_oneof![
        3 => (collection(), note()).prop_map(|(collection, note)| Write::Upsert(collection, note)),
        4 => (collection(), 0..IDS, patches()).prop_map(|(collection, id, patch)| Write::Patch(collection, id, patch)),
        2 => (collection(), 0..IDS).prop_map(|(collection, id)| Write::Delete(collection, id)),
    ];
    // Mostly short: a long transaction is rarely valid.
    prop_oneof![6 => prop::collection::vec(write.clone(), 1..3), 1 => prop::collection::vec(write, 0..12)]
}

fn texts() -> impl Strategy<Value = String> {
    select(vec![
        "",
        "a",
        "A",
        "ab",
        "aB",
        "b",
        "b%",
        "É",
        "éa",
        "a_b",
        "a long text that has the same beginning, 1",
        "a long text that has the same beginning, 2",
    ])
    .prop_map(str::to_owned)
}

fn patterns() -> impl Strategy<Value = String> {
    "[aAbé%_]{0,4}|%a%|a%|%b|\\\\%|%\\\\%|a\\\\_b"
}

fn priorities() -> impl Strategy<Value = Option<i64>> {
    prop::option::of(-1..3_i64)
}

fn folders() -> impl Strategy<Value = Option<String>> {
    prop::option::of(select(vec!["x", "y", "Z"]).prop_map(str::to_owned))
}

pub(super) fn note() -> impl Strategy<Value = Note> {
    (0..IDS, texts(), any::<bool>(), priorities(), folders()).prop_map(
        |(id, text, done, priority, folder)| Note {
            id,
            text,
            done,
            priority,
            folder,
        },
    )
}

fn patches() -> impl Strategy<Value = NotePatch> {
    let texts = prop::option::of(texts());
    let done = prop::option::of(any::<bool>());
    let priorities = prop::option::of(priorities());
    let folders = prop::option::of(folders());
    (texts, done, priorities, folders).prop_map(|(text, done, priority, folder)| NotePatch {
        text,
        done,
        priority,
        folder,
    })
}

fn fields() -> impl Strategy<Value = Field> {
    select(vec![
        Field::Id,
        Field::Text,
        Field::Done,
        Field::Priority,
        Field::Folder,
    ])
}

/// A value of the field's type; null where the field can be null.
fn values(field: Field) -> BoxedStrategy<Value> {
    let null = |value: Option<Value>| value.unwrap_or(Value::Null);
    match field {
        Field::Id => (0..i64::from(IDS)).prop_map(Value::Number).boxed(),
        Field::Text => texts().prop_map(Value::Text).boxed(),
        Field::Done => any::<bool>().prop_map(Value::Truth).boxed(),
        Field::Priority => priorities()
            .prop_map(move |number| null(number.map(Value::Number)))
            .boxed(),
        Field::Folder => folders()
            .prop_map(move |text| null(text.map(Value::Text)))
            .boxed(),
    }
}

fn conditions() -> impl Strategy<Value = Condition> {
    let operators = select(vec![
        Operator::Eq,
        Operator::Eq,
        Operator::Ne,
        Operator::Lt,
        Operator::Lte,
        Operator::Gt,
        Operator::Gte,
    ]);
    let compare = (fields(), operators).prop_flat_map(|(field, operator)| {
        values(field).prop_map(move |value| Condition::Compare(field, operator, value))
    });
    let is_in = fields().prop_flat_map(|field| {
        prop::collection::vec(values(field), 0..4).prop_map(move |values| Condition::In(field, values))
    });
    let like = (fields(), patterns(), any::<bool>()).prop_map(|(field, pattern, fold)| Condition::Like {
        field,
        pattern,
        fold,
    });
    let leaf = prop_oneof![
        4 => compare,
        2 => is_in,
        2 => like,
        1 => fields().prop_map(Condition::IsNull),
        1 => prop::collection::vec(0..IDS, 0..4).prop_map(Condition::Keys),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            2 => prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::And),
            2 => prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::Or),
            1 => inner.prop_map(|condition| Condition::Not(Box::new(condition))),
        ]
    })
}

fn questions() -> impl Strategy<Value = Question> {
    let sort = (fields(), any::<bool>(), any::<bool>()).prop_map(|(field, descending, nulls_last)| Sort {
        field,
        descending,
        nulls_last,
    });
    (
        prop::option::of(conditions()),
        prop::option::weighted(0.2, asks::truths()),
        prop::collection::vec(sort, 0..3),
        prop::option::of(0..5_usize),
        prop_oneof![2 => Just(0), 1 => 0..5_usize],
    )
        .prop_map(|(condition, asks, sorts, limit, offset)| Question {
            condition,
            asks,
            sorts,
            limit,
            offset,
        })
}
