//! The two sides in turns.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context as _, bail, ensure};
use lockstep_entity::request::{GetItem, PutItem, Query, UpdateItem};
use lockstep_entity::schema::{ReadOptions, Schema};
use lockstep_entity::{Entity, Error, Expressions, Item};
use lockstep_entity_vectors::{Outcome, run};

use super::order::{self, Asked, ITEMS, Order};
use super::peer::Peer;
use super::{Scale, report::Line};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Put,
    Get,
    Patch,
    Query,
    /// Reading [`ITEMS`] items.
    Parse,
}

/// The requests.
const REQUESTS: [Operation; 4] = [Operation::Put, Operation::Get, Operation::Patch, Operation::Query];

impl Operation {
    /// How the other side calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Put => "put",
            Self::Get => "get",
            Self::Patch => "patch",
            Self::Query => "query",
            Self::Parse => "parse",
        }
    }

    fn what(self) -> String {
        match self {
            Self::Parse => format!("read {ITEMS} items"),
            request => request.name().to_owned(),
        }
    }

    /// The most microseconds that it should take.
    fn target(self) -> f64 {
        match self {
            Self::Parse => 500.0,
            _ => 3.0,
        }
    }

    /// How many rounds of it are one of a request's.
    fn weight(self) -> usize {
        match self {
            Self::Parse => 100,
            _ => 1,
        }
    }
}

/// Our side: a model at run time or the derived entity.
enum Ours {
    Model(Box<(Schema, Asked)>),
    Derived,
}

pub(crate) fn measure(scale: Scale) -> anyhow::Result<Vec<Line>> {
    let mut peer = Peer::start()?;
    let sides = [
        ("model, generated keys", "generated", true),
        ("model, templates", "templates", true),
        ("derived, templates", "templates", false),
    ];
    let mut lines = Vec::new();
    for (name, model, at_run_time) in sides {
        let (schema, asked) = (order::schema(model)?, Asked::new());
        let ours = if at_run_time {
            expect_same(&mut peer, model)?;
            Ours::Model(Box::new((schema, asked)))
        } else {
            expect_derived(&schema, &asked)?;
            Ours::Derived
        };
        for operation in REQUESTS.into_iter().chain([Operation::Parse]) {
            lines.push(contest(scale, &mut peer, (name, model), &ours, operation)?);
        }
    }
    Ok(lines)
}

fn contest(
    scale: Scale,
    peer: &mut Peer,
    (name, model): (&str, &str),
    ours: &Ours,
    operation: Operation,
) -> anyhow::Result<Line> {
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    let (our_rounds, their_rounds) = (
        (scale.ours / operation.weight()).max(1),
        (scale.theirs / operation.weight()).max(1),
    );
    // The first turn warms up: Node.js compiles what it has run often.
    for turn in 0..=scale.turns {
        let our_time = ours.time(operation, our_rounds)?;
        let their_time = peer.time(model, operation, their_rounds)?;
        if turn > 0 {
            our_times.push(our_time / 1e3 / to_f64(our_rounds));
            their_times.push(their_time / 1e3 / to_f64(their_rounds));
        }
    }
    eprintln!("measured: {name}: {}", operation.what());
    Ok(Line {
        side: name.to_owned(),
        operation: operation.what(),
        ours: fastest(&our_times),
        theirs: fastest(&their_times),
        target: operation.target(),
    })
}

impl Ours {
    /// The nanoseconds of so many rounds.
    fn time(&self, operation: Operation, rounds: usize) -> anyhow::Result<f64> {
        match self {
            Self::Model(model) => {
                let (schema, asked) = &**model;
                time_model(schema, asked, operation, rounds)
            }
            Self::Derived => time_derived(operation, rounds),
        }
    }
}

fn time_model(schema: &Schema, asked: &Asked, operation: Operation, rounds: usize) -> anyhow::Result<f64> {
    Ok(match operation {
        Operation::Put => repeat(rounds, || finish_put(schema.put(asked.order.clone())?))?,
        Operation::Get => repeat(rounds, || finish_get(schema.get(&asked.key)?))?,
        Operation::Patch => repeat(rounds, || finish_patch(model_patch(schema, asked)?))?,
        Operation::Query => repeat(rounds, || finish_query(model_query(schema, asked)?))?,
        Operation::Parse => {
            let (item, options) = (schema.put(asked.order.clone())?.item, ReadOptions::default());
            repeat_reading(&item, rounds, |item| schema.read(item, &options))?
        }
    })
}

fn time_derived(operation: Operation, rounds: usize) -> anyhow::Result<f64> {
    let order = Order::example();
    let patch = Order::example_patch();
    Ok(match operation {
        Operation::Put => repeat(rounds, || finish_put(order.put()))?,
        Operation::Get => repeat(rounds, || finish_get(Order::get(Order::example_key())))?,
        Operation::Patch => repeat(rounds, || {
            finish_patch(Order::patch(Order::example_key(), &patch)?)
        })?,
        Operation::Query => repeat(rounds, || finish_query(Order::example_query()))?,
        Operation::Parse => repeat_reading(&order.to_item(), rounds, |item| Order::from_item(item).ok())?,
    })
}

/// The nanoseconds that so many calls take.
fn repeat(rounds: usize, call: impl Fn() -> Result<(), Error>) -> Result<f64, Error> {
    let start = Instant::now();
    for _ in 0..rounds {
        call()?;
    }
    Ok(start.elapsed().as_secs_f64() * 1e9)
}

/// The nanoseconds in which so many times [`ITEMS`] items are read. The copies that are read are made before.
fn repeat_reading<T>(item: &Item, rounds: usize, read: impl Fn(Item) -> Option<T>) -> anyhow::Result<f64> {
    let mut total = 0.0;
    for _ in 0..rounds {
        let items = vec![item.clone(); ITEMS];
        let start = Instant::now();
        let rows: Option<Vec<T>> = items.into_iter().map(&read).collect();
        total += start.elapsed().as_secs_f64() * 1e9;
        black_box(rows.context("an item that was written can be read")?);
    }
    Ok(total)
}

// A request is there when its expressions have their texts.

#[expect(clippy::unnecessary_wraps, reason = "it ends a call that may fail")]
fn finish_put(request: PutItem) -> Result<(), Error> {
    black_box(Expressions::new().with_condition(request.condition));
    black_box(request.item);
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "it ends a call that may fail")]
fn finish_get(request: GetItem) -> Result<(), Error> {
    black_box(Expressions::new().with_projection(request.projection));
    black_box(request.key);
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "it ends a call that may fail")]
fn finish_patch(request: UpdateItem) -> Result<(), Error> {
    let expressions = Expressions::new().with_update(request.update);
    black_box(expressions.with_condition(request.condition));
    black_box(request.key);
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "it ends a call that may fail")]
fn finish_query(request: Query) -> Result<(), Error> {
    let expressions = Expressions::new().with_key_condition(request.key_condition);
    black_box(expressions.with_filter(request.filter));
    black_box(request.index);
    Ok(())
}

fn model_patch(schema: &Schema, asked: &Asked) -> Result<UpdateItem, Error> {
    schema.patch(asked.key.clone()).set(asked.changes.clone()).build()
}

fn model_query(schema: &Schema, asked: &Asked) -> Result<Query, Error> {
    schema
        .query(order::ACCESS, &asked.partition)?
        .begins(&asked.begins)
        .build()
}

/// Checks that a model at run time and `ElectroDB` make the same requests.
fn expect_same(peer: &mut Peer, model: &str) -> anyhow::Result<()> {
    let cases = REQUESTS
        .into_iter()
        .map(|operation| peer.show(model, operation))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let report = run(&serde_json::to_string(&cases)?)?;
    for (id, outcome) in &report.outcomes {
        if *outcome != Outcome::Passed {
            bail!("{id}: the requests differ: {outcome:?}");
        }
    }
    Ok(())
}

/// The request without the entity's name, which is for logs alone.
fn unnamed_get(request: GetItem) -> GetItem {
    GetItem {
        entity: None,
        ..request
    }
}

/// The request without the entity's name.
fn unnamed_query(request: Query) -> Query {
    Query {
        entity: None,
        ..request
    }
}

/// Checks that the derived entity and its model at run time make the same requests.
fn expect_derived(schema: &Schema, asked: &Asked) -> anyhow::Result<()> {
    let order = Order::example();
    ensure!(
        order.put().item == schema.put(asked.order.clone())?.item,
        "the items differ"
    );
    ensure!(
        unnamed_get(Order::get(Order::example_key())) == unnamed_get(schema.get(&asked.key)?),
        "the reads differ"
    );
    ensure!(
        unnamed_query(Order::example_query()) == unnamed_query(model_query(schema, asked)?),
        "the queries differ"
    );
    let derived = Order::patch(Order::example_key(), &Order::example_patch())?;
    let model = model_patch(schema, asked)?;
    ensure!(derived.key == model.key, "the keys of the patches differ");
    // What never changes, as ElectroDB writes it again with every patch, may be there or not.
    let constant = |name: &str| schema.is_identifier(name) || asked.key.contains(name);
    for (name, action) in model.update.iter() {
        let ours = derived.update.get(name);
        ensure!(
            ours == Some(action) || (ours.is_none() && constant(name)),
            "the patches differ in `{name}`"
        );
    }
    for (name, _) in derived.update.iter() {
        ensure!(
            model.update.get(name).is_some(),
            "the derived patch changes `{name}` too"
        );
    }
    Ok(())
}

/// The time of the turn in which the machine did least else.
fn fastest(times: &[f64]) -> f64 {
    times.iter().copied().fold(f64::INFINITY, f64::min)
}

#[expect(clippy::cast_precision_loss, reason = "nothing here counts to 2^52")]
fn to_f64(count: usize) -> f64 {
    count as f64
}
