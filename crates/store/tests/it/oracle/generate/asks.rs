//! Random questions to several collections.

use lockstep_store::JoinKind;
use proptest::prelude::*;
use proptest::sample::select;

use crate::oracle::ask::{Ask, GroupAsk, GroupAsks, JoinAsk, SortAsk, Summary};
use crate::oracle::exists::{ExistsAsk, Kind, Place};
use crate::oracle::expression::{Field, Number, Text, Truth, Which};
use crate::oracle::include::IncludeAsk;
use crate::oracle::question::Operator;
use crate::oracle::source::{Rows, SourceAsk, SubAsk};

/// More than there are sources, so that each is chosen about as often.
fn which() -> impl Strategy<Value = Which> {
    0..12_u8
}

fn operators() -> impl Strategy<Value = Operator> {
    select(vec![
        Operator::Eq,
        Operator::Ne,
        Operator::Lt,
        Operator::Lte,
        Operator::Gt,
        Operator::Gte,
    ])
}

fn simple_texts() -> impl Strategy<Value = Text> {
    prop_oneof![which().prop_map(Text::Words), which().prop_map(Text::Folder)]
}

/// Whole numbers, and null.
fn whole_numbers() -> BoxedStrategy<Number> {
    let leaf = prop_oneof![
        2 => which().prop_map(Number::Id),
        4 => which().prop_map(Number::Priority),
        1 => prop::option::of(-2..3_i64).prop_map(Number::Literal),
        1 => simple_texts().prop_map(|text| Number::Length(Box::new(text))),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        let pair = (inner.clone().prop_map(Box::new), inner.prop_map(Box::new));
        prop_oneof![
            pair.clone().prop_map(|(left, right)| Number::Add(left, right)),
            pair.clone()
                .prop_map(|(left, right)| Number::Multiply(left, right)),
            pair.clone()
                .prop_map(|(left, right)| Number::Coalesce(left, right)),
            pair.clone()
                .prop_map(|(left, right)| Number::Remainder(left, right)),
            pair.clone().prop_map(|(day, _)| Number::Day(day)),
            (which(), pair)
                .prop_map(|(done, (left, right))| { Number::Case(Box::new(Truth::Done(done)), left, right) }),
        ]
    })
    .boxed()
}

fn numbers() -> BoxedStrategy<Number> {
    prop_oneof![9 => plain_numbers(), 1 => asking_numbers()].boxed()
}

fn texts() -> BoxedStrategy<Text> {
    prop_oneof![
        11 => plain_texts(),
        1 => (simple_texts(), asking_numbers())
            .prop_map(|(text, number)| Text::Concat(Box::new(text), Box::new(number))),
    ]
    .boxed()
}

/// Numbers with fractions, too.
fn plain_numbers() -> BoxedStrategy<Number> {
    prop_oneof![
        6 => whole_numbers(),
        1 => (whole_numbers(), whole_numbers()).prop_map(|(left, right)| {
            Number::Floor(Box::new(Number::Divide(Box::new(left), Box::new(right))))
        }),
        2 => (whole_numbers(), whole_numbers())
            .prop_map(|(left, right)| Number::Divide(Box::new(left), Box::new(right))),
    ]
    .boxed()
}

fn plain_texts() -> BoxedStrategy<Text> {
    prop_oneof![
        4 => simple_texts(),
        1 => simple_texts().prop_map(|text| Text::Upper(Box::new(text))),
        1 => simple_texts().prop_map(|text| Text::Trim(Box::new(text))),
        1 => (simple_texts(), -1..3_i64, -1..3_i64)
            .prop_map(|(text, from, length)| Text::Substring(Box::new(text), from, length)),
        1 => which().prop_map(Text::Turned),
        1 => (simple_texts(), whole_numbers())
            .prop_map(|(text, number)| Text::Concat(Box::new(text), Box::new(number))),
        1 => (simple_texts(), simple_texts())
            .prop_map(|(left, right)| Text::Coalesce(Box::new(left), Box::new(right))),
    ]
    .boxed()
}

/// Whatever a condition can be, also one that asks other relations.
pub(super) fn truths() -> BoxedStrategy<Truth> {
    let asking = || exists_anywhere().prop_map(|exists| Truth::Exists(Box::new(exists)));
    prop_oneof![
        8 => plain_truths(),
        1 => asking(),
        1 => (plain_truths(), asking())
            .prop_map(|(left, right)| Truth::Or(Box::new(left), Box::new(Truth::Not(Box::new(right))))),
    ]
    .boxed()
}

fn exists_anywhere() -> BoxedStrategy<ExistsAsk> {
    let filter = prop::option::weighted(0.3, plain_truths());
    let source = (0..2_usize, filter).prop_map(|(collection, filter)| SourceAsk {
        rows: Rows::Collection(collection),
        filter,
    });
    (source, exists_kinds(), any::<bool>())
        .prop_map(|(source, kind, negated)| ExistsAsk {
            source,
            kind,
            place: if negated { Place::AndNot } else { Place::And },
        })
        .boxed()
}

/// A number that asks other relations.
fn asking_numbers() -> BoxedStrategy<Number> {
    (exists_anywhere(), whole_numbers(), whole_numbers())
        .prop_map(|(exists, then, otherwise)| {
            Number::Case(
                Box::new(Truth::Exists(Box::new(exists))),
                Box::new(then),
                Box::new(otherwise),
            )
        })
        .boxed()
}

fn plain_truths() -> BoxedStrategy<Truth> {
    let literals = prop::collection::vec(prop::option::weighted(0.9, -2..4_i64), 0..4);
    let starts = select(vec!["", "a", "A", "É"]).prop_map(str::to_owned);
    let leaf = prop_oneof![
        1 => which().prop_map(Truth::Done),
        2 => (plain_numbers(), operators(), plain_numbers())
            .prop_map(|(left, operator, right)| Truth::Numbers(left, operator, right)),
        2 => (plain_texts(), operators(), plain_texts())
            .prop_map(|(left, operator, right)| Truth::Texts(left, operator, right)),
        1 => (plain_numbers(), literals).prop_map(|(number, values)| Truth::In(number, values)),
        1 => (plain_texts(), starts).prop_map(|(text, start)| Truth::StartsWith(text, start)),
        1 => plain_numbers().prop_map(Truth::IsNull),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        let pair = (inner.clone().prop_map(Box::new), inner.clone().prop_map(Box::new));
        prop_oneof![
            2 => pair.clone().prop_map(|(left, right)| Truth::And(left, right)),
            1 => pair.prop_map(|(left, right)| Truth::Or(left, right)),
            1 => inner.prop_map(|truth| Truth::Not(Box::new(truth))),
        ]
    })
    .boxed()
}

fn fields() -> BoxedStrategy<Field> {
    prop_oneof![numbers().prop_map(Field::Number), texts().prop_map(Field::Text)].boxed()
}

/// Conditions that an index serves.
fn sought() -> impl Strategy<Value = Truth> {
    let number = prop_oneof![which().prop_map(Number::Id), which().prop_map(Number::Priority)];
    let literal = (-2..4_i64).prop_map(|value| Number::Literal(Some(value)));
    let starts = select(vec!["", "a", "A", "É"]).prop_map(str::to_owned);
    prop_oneof![
        4 => (number, operators(), literal)
            .prop_map(|(left, operator, right)| Truth::Numbers(left, operator, right)),
        1 => (which(), starts)
            .prop_map(|(text, start)| Truth::StartsWith(Text::Words(text), start)),
    ]
}

fn collections() -> BoxedStrategy<SourceAsk> {
    let filter = prop::option::weighted(0.5, prop_oneof![sought(), truths()]);
    (0..2_usize, filter)
        .prop_map(|(collection, filter)| SourceAsk {
            rows: Rows::Collection(collection),
            filter,
        })
        .boxed()
}

fn derived(depth: u32) -> BoxedStrategy<SourceAsk> {
    let inner = || match depth {
        0 => collections().boxed(),
        _ => sources(depth - 1),
    };
    let sub = (
        inner(),
        (whole_numbers(), any::<bool>()),
        prop::option::weighted(0.4, 0..5_usize),
        prop_oneof![3 => Just(0), 1 => 0..3_usize],
        prop::bool::weighted(0.3),
    )
        .prop_map(|(source, sort, limit, offset, live)| {
            Rows::Sub(Box::new(SubAsk {
                source,
                sort,
                limit,
                offset,
                live,
            }))
        });
    let union = (inner(), inner(), any::<bool>())
        .prop_map(|(one, other, distinct)| Rows::Union(Box::new([one, other]), distinct));
    let filter = prop::option::weighted(0.3, truths());
    (prop_oneof![sub, union], filter)
        .prop_map(|(rows, filter)| SourceAsk { rows, filter })
        .boxed()
}

fn sources(depth: u32) -> BoxedStrategy<SourceAsk> {
    prop_oneof![6 => collections(), 1 => derived(depth)].boxed()
}

fn exists_kinds() -> BoxedStrategy<Kind> {
    prop_oneof![
        4 => (simple_texts(), simple_texts(), prop::bool::weighted(0.2))
            .prop_map(|(owner, asked, grouped)| Kind::On(owner, asked, grouped)),
        1 => Just(Kind::Any),
        2 => (whole_numbers(), whole_numbers()).prop_map(|(owner, asked)| Kind::In(owner, asked)),
    ]
    .boxed()
}

fn exists() -> BoxedStrategy<ExistsAsk> {
    let kinds = exists_kinds();
    let places = select(vec![Place::And, Place::AndNot, Place::Or, Place::OrNot]);
    (sources(0), kinds, places)
        .prop_map(|(source, kind, place)| ExistsAsk { source, kind, place })
        .boxed()
}

fn joins() -> BoxedStrategy<JoinAsk> {
    let kinds = select(vec![
        JoinKind::Inner,
        JoinKind::Left,
        JoinKind::Right,
        JoinKind::Full,
        JoinKind::Semi,
        JoinKind::Anti,
    ]);
    let numbers = prop::option::weighted(0.3, (whole_numbers(), whole_numbers()));
    (
        kinds,
        sources(1),
        numbers,
        (texts(), simple_texts()),
        any::<bool>(),
    )
        .prop_map(|(kind, source, numbers, texts, turned)| JoinAsk {
            kind,
            source,
            numbers,
            texts,
            turned,
        })
        .boxed()
}

fn groups() -> BoxedStrategy<GroupAsk> {
    let kinds = select(vec![
        Summary::Rows,
        Summary::Count,
        Summary::CountDistinct,
        Summary::Sum,
        Summary::Avg,
        Summary::Min,
        Summary::Max,
        Summary::Collect,
    ]);
    let keys = prop::collection::vec(fields(), 0..3);
    let summed_up = prop_oneof![5 => whole_numbers().boxed(), 1 => asking_numbers().boxed()];
    let summaries = prop::collection::vec((kinds, summed_up), 1..4);
    let asks = (
        any::<prop::sample::Index>(),
        whole_numbers(),
        0..2_usize,
        any::<bool>(),
    );
    let asks = prop::option::weighted(0.3, asks);
    let having = prop::option::weighted(0.3, (any::<prop::sample::Index>(), -1..4_i64));
    (keys, summaries, having, asks)
        .prop_map(|(keys, mut summaries, having, asks)| {
            // Something to order by.
            if matches!(summaries[0].0, Summary::Collect) {
                summaries[0].0 = Summary::Rows;
            }
            GroupAsk {
                having: having.map(|(index, bound)| (index.index(summaries.len()), bound)),
                asks: asks.map(|(index, number, collection, shown)| GroupAsks {
                    summary: index.index(summaries.len()),
                    collection,
                    number,
                    shown,
                }),
                keys,
                summaries,
            }
        })
        .boxed()
}

fn includes(depth: u32) -> BoxedStrategy<IncludeAsk> {
    let inner = match depth {
        0 => Just(None).boxed(),
        _ => prop::option::weighted(0.4, includes(depth - 1).prop_map(Box::new)).boxed(),
    };
    (
        sources(0),
        (texts(), simple_texts()),
        (whole_numbers(), any::<bool>()),
        (
            prop::option::weighted(0.4, 0..4_usize),
            prop_oneof![3 => Just(0), 1 => 0..3_usize],
        ),
        prop::bool::weighted(0.2),
        inner,
    )
        .prop_map(|(source, on, sort, (limit, offset), counted, inner)| IncludeAsk {
            source,
            on,
            sort,
            limit,
            offset,
            counted,
            inner,
        })
        .boxed()
}

pub(in crate::oracle) fn asks() -> impl Strategy<Value = Ask> {
    let sort = (
        fields(),
        0..6_usize,
        any::<bool>(),
        any::<bool>(),
        prop::bool::weighted(0.3),
    )
        .prop_map(|(value, field, descending, nulls_last, caseless)| SortAsk {
            value,
            field,
            descending,
            nulls_last,
            caseless,
        });
    (
        (sources(1), prop::collection::vec(joins(), 0..4)),
        (prop::option::of(truths()), prop::option::weighted(0.3, exists())),
        prop::option::weighted(0.4, groups()),
        (prop::collection::vec(fields(), 0..4), prop::bool::weighted(0.2)),
        (
            prop::collection::vec(sort, 0..3),
            prop::option::weighted(0.4, includes(2)),
        ),
        (
            prop::option::of(0..5_usize),
            prop_oneof![2 => Just(0), 1 => 0..5_usize],
        ),
    )
        .prop_map(
            |(
                (from, joins),
                (filter, exists),
                group,
                (fields, distinct),
                (sorts, include),
                (limit, offset),
            )| Ask {
                from,
                joins,
                filter,
                exists,
                distinct: distinct && (group.is_some() || !fields.is_empty()),
                group,
                fields,
                include,
                sorts,
                limit,
                offset,
            },
        )
}
