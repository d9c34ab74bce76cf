//! The sources of a relation, and how they are joined: which rows are read in a pass, and which are looked up by a key.

use std::rc::Rc;

use lockstep_delta::{Join, JoinKind};

use super::asking::{apart, exists_in};
use super::place::place;
use super::{Compiler, Problem, Slots, orient};
use crate::Error;
use crate::relation::input::{Input, Opened};
use crate::relation::node::Node;
use crate::relation::pin::Pins;
use crate::relation::pipeline::JoinStage;
use crate::relation::relation::Relation;
use crate::relation::source::{Rows, Source};

/// Rows whose key belongs to few others are looked up by it where there are at least this many times as many of them.
const LOOKED_UP: usize = 4;
/// How many there are taken to be at least: a collection may not be loaded yet.
const LOADED: usize = 64;

impl Compiler {
    /// The input of a source, with its filter and what of the query's was given to it; and what can be named of it. Of what
    /// `key` asks other relations, the answers are behind its row.
    fn input(
        &mut self,
        source: &Source,
        pushed: Vec<Node>,
        key: &[&Node],
    ) -> Result<(Input, Slots), Problem> {
        if !source.store().is(&self.store) {
            return Err(Error::foreign_collection(source.collection()).into());
        }
        let filter = pushed.into_iter().fold(source.filter.clone(), |filter, part| {
            Some(Node::and(filter, part))
        });
        let (asking, alone) = apart(filter);
        let mut slots = Slots::alone(source);
        let filter = alone.map(|filter| place(&filter, &slots)).transpose()?;
        let opened = match &source.rows {
            Rows::Collection(rows) => Opened::Collection(Rc::clone(rows)),
            Rows::Derived(derivation) => Opened::Derived(derivation.open()?.into(), derivation.is_distinct()),
        };
        self.opened.push(opened.clone());
        let mut input = Input::new(self.opened.len() - 1, opened, filter);
        let kept = exists_in(key.iter().copied());
        let pins = Pins::of(&source.filter);
        if let Some(stage) = self.ask(asking, kept, &mut slots, input.few(), &pins)? {
            input.ask(stage);
        }
        Ok((input, slots))
    }

    /// The first input and the joins, what can be named after them, and how many tuples there will be, if they are few.
    pub(super) fn joins(
        &mut self,
        relation: &Relation,
        pushed: Vec<Vec<Node>>,
        by_owners: Option<(Option<usize>, Box<[Node]>)>,
    ) -> Result<(Input, Vec<JoinStage>, Slots, Option<usize>), Problem> {
        let mut pushed = pushed.into_iter();
        let mut next = || pushed.next().unwrap_or_default();
        let (mut from, mut slots) = self.input(&relation.from, next(), &[])?;
        let mut few = from.few();
        if let Some((owners, key)) = by_owners
            && (worth_looking_up(owners.filter(|_| few.is_none()), &from) || from.is_fetched_by(&key))
            && from.demand(key)
        {
            few = owners;
        }
        let mut stages: Vec<JoinStage> = Vec::new();
        for join in &relation.joins {
            if join.on.is_empty() {
                return Err(format!("the join of {} has no condition", join.source.name).into());
            }
            // Either side may be written first.
            let on = orient(&slots.names(), &join.on);
            let key: Vec<&Node> = on.iter().map(|(_, other)| *other).collect();
            let (mut input, alone) = self.input(&join.source, next(), &key)?;
            let kept = exists_in(on.iter().map(|(one, _)| *one));
            let asks = !kept.is_empty() || key.iter().any(|node| node.has_exists());
            let asking = self.ask(None, kept, &mut slots, few, &Pins::default())?;
            let (mut left, mut right) = (Vec::new(), Vec::new());
            for (one, other) in on {
                left.push(place(one, &slots)?);
                right.push(place(other, &alone)?);
            }
            // Of what is absent there are no answers.
            slots.answers.clear();
            let mut leads = false;
            if matches!(join.kind, JoinKind::Right | JoinKind::Full) {
                // Rows of the new source stand alone, too: all are wanted.
                if stages.is_empty() && join.kind == JoinKind::Right && !from.is_on_demand() && !asks {
                    leads = worth_looking_up(input.few(), &from) && from.demand(left.clone().into());
                }
                few = few.and(input.few());
            } else {
                let may_lead = stages.is_empty()
                    && !asks
                    && !from.is_on_demand()
                    && matches!(join.kind, JoinKind::Inner | JoinKind::Semi);
                // Rather some rows of one side, and what belongs to them, than all of both.
                let spares = from.fetches_all() && !input.fetches_all() && from.is_fetched_by(&left);
                let looks_up = worth_looking_up(few, &input) && input.few().is_none();
                if may_lead
                    && (spares || (few.is_none() && worth_looking_up(input.few(), &from)))
                    && !looks_up
                {
                    leads = from.demand(left.clone().into());
                    few = input.few().filter(|_| leads);
                }
                if !leads && !asks && (looks_up || input.is_fetched_by(&right)) {
                    input.demand(right.clone().into());
                }
            }
            self.fetch(&mut input);
            let pairs = !matches!(join.kind, JoinKind::Semi | JoinKind::Anti);
            stages.push(JoinStage {
                input,
                asking,
                left: left.into(),
                right: right.into(),
                widths: (slots.width, alone.width),
                pairs,
                leads,
                join: Join::new(join.kind),
            });
            if pairs {
                slots
                    .sources
                    .push((join.source.name.clone(), join.source.row(), slots.width));
                slots.width += alone.width;
            }
        }
        self.fetch(&mut from);
        Ok((from, stages, slots, few))
    }

    /// Has an input ask for its rows, if its collection brings only what is asked for.
    fn fetch(&mut self, input: &mut Input) {
        let windows = if input.is_first() {
            self.windows.take()
        } else {
            None
        };
        self.fetches.extend(input.fetch(windows));
    }
}

/// Whether the rows of an input should be looked up for so many others, rather than taken in at once.
fn worth_looking_up(others: Option<usize>, input: &Input) -> bool {
    others.is_some_and(|others| others.saturating_mul(LOOKED_UP) <= input.len().max(LOADED))
}
