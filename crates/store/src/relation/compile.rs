//! From a relation to the operators that maintain it: columns find their places, and conditions theirs.

use std::any::TypeId;
use std::rc::Rc;

use lockstep_delta::{Arrangement, Distinct, Join, JoinKind, Partitions};
use lockstep_entity::Name;

use super::core::comparator;
use super::exists::Exists;
use super::include::IncludeStage;
use super::input::{Input, Opened};
use super::node::Node;
use super::pipeline::{JoinStage, Pipeline};
use super::record::Shape;
use super::relation::{Included, Relation, Sort};
use super::source::{Rows, Source};
use crate::{Error, Store};

mod asking;
mod place;

use asking::{apart, asked_of_rows, exists_in, sides};
use place::{Grouped, each_field, each_sort, grouped, place, place_field};

/// What a relation comes to.
pub(crate) struct Compiled {
    pub(crate) pipeline: Pipeline,
    pub(crate) order: Box<[Sort]>,
    pub(crate) shape: Shape,
}

/// What can be named at some point of a query.
#[derive(Clone)]
pub(crate) struct Slots {
    /// Sources: their names, the types of their rows, and their cells.
    sources: Vec<(Name, TypeId, usize)>,
    /// What other relations were asked, and the cells with the answers.
    answers: Vec<(Rc<Exists>, usize)>,
    /// How many cells the tuples have.
    width: usize,
}

impl Slots {
    fn alone(source: &Source) -> Self {
        Self {
            sources: vec![(source.name.clone(), source.row(), 0)],
            answers: Vec::new(),
            width: 1,
        }
    }

    fn names(&self) -> Vec<&str> {
        self.sources.iter().map(|(name, ..)| &**name).collect()
    }
}

/// What is wrong with a query: in words, or as what is wrong with a query that it is made of.
pub(crate) enum Problem {
    Words(String),
    Error(Error),
}

impl From<String> for Problem {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<&str> for Problem {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Rows whose key belongs to few others are looked up by it where there are at least this many times as many of them.
const LOOKED_UP: usize = 4;
/// How many there are taken to be at least: a collection may not be loaded yet.
const LOADED: usize = 64;

/// Compiles a relation, and gives its inputs in the order of their numbers.
pub(crate) fn compile(relation: &Relation) -> Result<(Compiled, Vec<Opened>), Error> {
    let mut context = Compiler {
        store: relation.from.store().clone(),
        opened: Vec::new(),
    };
    match context.relation(relation, &[], None) {
        Ok((compiled, _)) => Ok((compiled, context.opened)),
        Err(Problem::Words(problem)) => Err(Error::invalid_query(relation.from.collection(), problem)),
        Err(Problem::Error(error)) => Err(error),
    }
}

struct Compiler {
    store: Store,
    /// The inputs so far.
    opened: Vec<Opened>,
}

impl Compiler {
    /// Compiles a relation, and finds places for what else is asked of its records. `owners` says, if they are few, how
    /// many will ask for records by what is asked.
    fn relation(
        &mut self,
        relation: &Relation,
        asked: &[&Node],
        owners: Option<usize>,
    ) -> Result<(Compiled, Vec<Node>), Problem> {
        check_names(relation)?;
        let by_owners = owners.and_then(|owners| Some((owners, key_of_source(relation, asked)?)));
        let on: Vec<Vec<(&Node, &Node)>> = relation
            .includes
            .iter()
            .map(|included| orient(&names_of(relation), &included.on))
            .collect();
        let of_lists = on.iter().flatten().map(|(owner, _)| *owner);
        let asked: Vec<&Node> = asked.iter().copied().chain(of_lists).collect();
        let (pushed, residual) = push_down(relation);
        let (from, joins, mut slots, few) = self.joins(relation, pushed, by_owners)?;
        let of_rows = slots.width;
        let is_grouped = is_grouped(relation);
        let kept = asked_of_rows(relation, &asked, is_grouped);
        let (filter, exists) = self.filter(residual, kept, &mut slots, few)?;

        let mut groups_asked = None;
        let (group, having, mut fields, mut order, mut placed) = if is_grouped {
            let mut grouped = grouped(relation, &slots, &asked)?;
            groups_asked = self.ask_groups(&mut grouped, few)?;
            let Grouped {
                stage,
                having,
                fields,
                order,
                placed,
                ..
            } = grouped;
            (Some(stage), having, fields, order, placed)
        } else {
            if relation.having.is_some() {
                return Err(
                    "having needs a group_by or an aggregate; a condition on rows is a filter".into(),
                );
            }
            let fields = each_field(relation, &mut |node| place(node, &slots))?;
            let order = each_sort(relation, &mut |node| place(node, &slots))?;
            let placed = asked
                .iter()
                .map(|node| place(node, &slots))
                .collect::<Result<_, _>>()?;
            (None, None, fields, order, placed)
        };
        let mut width = match &group {
            Some(stage) => stage.width + groups_asked.as_ref().map_or(0, |asked| asked.kept),
            None => slots.width,
        };
        let mut distinct = None;
        if relation.distinct {
            if fields.is_empty() {
                return Err("distinct is by the values selected; select some".into());
            }
            order = each_sort(relation, &mut |node| place_field(node, relation))?;
            placed = asked
                .iter()
                .map(|node| place_field(node, relation))
                .collect::<Result<_, _>>()?;
            width = fields.len();
            let values = fields.iter().map(|(_, node)| node.clone()).collect();
            distinct = Some((values, Distinct::default()));
            for (index, (_, node)) in fields.iter_mut().enumerate() {
                *node = Node::Cell(index);
            }
        }
        let identity = match &group {
            _ if distinct.is_some() => width,
            Some(_) => relation.keys.len(),
            None => of_rows,
        };
        let rows = if group.is_some() || distinct.is_some() {
            Vec::new()
        } else {
            slots.sources
        };
        let of_lists = placed.split_off(placed.len() - on.iter().map(Vec::len).sum::<usize>());
        let lists = self.lists(relation, of_lists, &on, few)?;
        let names = relation.includes.iter().map(|included| included.name.clone());
        let included = names.zip(width..).collect();
        let compiled = Compiled {
            pipeline: Pipeline {
                from,
                joins,
                filter,
                exists,
                group,
                having,
                groups_asked,
                distinct,
                includes: lists,
            },
            order: order.into(),
            shape: Shape {
                identity,
                rows,
                fields,
                included,
            },
        };
        Ok((compiled, placed))
    }

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
        if let Some(stage) = self.ask(asking, kept, &mut slots, input.few())? {
            input.ask(stage);
        }
        Ok((input, slots))
    }

    /// The first input and the joins, what can be named after them, and how many tuples there will be, if they are few.
    fn joins(
        &mut self,
        relation: &Relation,
        pushed: Vec<Vec<Node>>,
        by_owners: Option<(usize, Box<[Node]>)>,
    ) -> Result<(Input, Vec<JoinStage>, Slots, Option<usize>), Problem> {
        let mut pushed = pushed.into_iter();
        let mut next = || pushed.next().unwrap_or_default();
        let (mut from, mut slots) = self.input(&relation.from, next(), &[])?;
        let mut few = from.few();
        if let Some((owners, key)) = by_owners
            && worth_looking_up(few.is_none().then_some(owners), &from)
            && from.demand(key)
        {
            few = Some(owners);
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
            let asking = self.ask(None, kept, &mut slots, few)?;
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
            } else if worth_looking_up(few, &input) && input.few().is_none() && !asks {
                input.demand(right.clone().into());
            } else if stages.is_empty()
                && few.is_none()
                && !asks
                && matches!(join.kind, JoinKind::Inner | JoinKind::Semi)
                && worth_looking_up(input.few(), &from)
            {
                leads = from.demand(left.clone().into());
                few = input.few().filter(|_| leads);
            }
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
        Ok((from, stages, slots, few))
    }

    /// The lists of a relation's records; `left` says what each of them must be equal in, one after the other.
    fn lists(
        &mut self,
        relation: &Relation,
        left: Vec<Node>,
        on: &[Vec<(&Node, &Node)>],
        few: Option<usize>,
    ) -> Result<Vec<IncludeStage>, Problem> {
        let mut left = left.into_iter();
        let mut lists = Vec::new();
        for (included, on) in relation.includes.iter().zip(on) {
            let left = left.by_ref().take(on.len()).collect();
            lists.push(self.include(included, left, on, few)?);
        }
        Ok(lists)
    }

    fn include(
        &mut self,
        included: &Included,
        left: Box<[Node]>,
        on: &[(&Node, &Node)],
        few: Option<usize>,
    ) -> Result<IncludeStage, Problem> {
        let asked: Vec<&Node> = on.iter().map(|(_, asked)| *asked).collect();
        let (compiled, right) = self
            .relation(&included.relation, &asked, few)
            .map_err(|problem| match problem {
                Problem::Words(words) => Problem::Words(format!("in {}: {words}", included.name)),
                Problem::Error(error) => Problem::Error(error),
            })?;
        Ok(IncludeStage {
            left,
            right: right.into(),
            pipeline: compiled.pipeline,
            lists: Partitions::new(comparator(compiled.order)),
            window: included.relation.window,
            shape: Rc::new(compiled.shape),
            owners: Arrangement::default(),
        })
    }
}

/// Whether the rows of an input should be looked up for so many others, rather than taken in at once.
fn worth_looking_up(others: Option<usize>, input: &Input) -> bool {
    others.is_some_and(|others| others.saturating_mul(LOOKED_UP) <= input.len().max(LOADED))
}

/// What is asked of a relation's records, as an expression over the rows of its first source: there, if the records that have a
/// key are made of the rows that have it, and of no others of that source.
fn key_of_source(relation: &Relation, asked: &[&Node]) -> Option<Box<[Node]>> {
    let joins = relation.joins.iter();
    let optional = joins
        .map(|join| join.kind)
        .any(|kind| matches!(kind, JoinKind::Right | JoinKind::Full));
    let grouped = is_grouped(relation);
    if asked.is_empty() || optional || (grouped && !asked.iter().all(|node| relation.keys.contains(node))) {
        return None;
    }
    let alone = Slots::alone(&relation.from);
    asked.iter().map(|node| place(node, &alone).ok()).collect()
}

fn names_of(relation: &Relation) -> Vec<&str> {
    relation.sources().map(|source| &*source.name).collect()
}

/// The pairs that must be equal, that of the owner first: it is the one that names sources of the owner alone.
fn orient<'r>(names: &[&str], on: &'r [(Node, Node)]) -> Vec<(&'r Node, &'r Node)> {
    // Of what names no column, nothing is known.
    let is_of_owner = |node: &Node| {
        let mut of_owner = None;
        node.for_each_column(&mut |column| {
            of_owner = Some(of_owner.unwrap_or(true) && names.contains(&&*column.alias));
        });
        of_owner
    };
    let oriented = |(one, other)| {
        let straight = is_of_owner(one).unwrap_or_else(|| is_of_owner(other) != Some(true));
        if straight { (one, other) } else { (other, one) }
    };
    let pairs = on.iter().map(|(one, other)| (one, other));
    pairs.map(oriented).collect()
}

/// Sources and fields have names of their own.
fn check_names(relation: &Relation) -> Result<(), Problem> {
    for (index, source) in relation.sources().enumerate() {
        if relation
            .sources()
            .take(index)
            .any(|other| other.name == source.name)
        {
            return Err(format!(
                "two sources are called {}; give each a name of its own",
                source.name
            )
            .into());
        }
    }
    let lists = relation.includes.iter().map(|list| &*list.name);
    let fields = relation.fields.iter().map(|(name, _)| &**name);
    let names: Vec<&str> = fields.chain(lists).collect();
    for (index, name) in names.iter().enumerate() {
        if names[..index].contains(name) {
            return Err(format!("two fields are called {name}; give each a name of its own").into());
        }
        let within = |other: &&&str| other.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        if let Some(other) = names.iter().find(within) {
            return Err(format!("{name} is a field, and {other} would be a field of it").into());
        }
    }
    Ok(())
}

fn is_grouped(relation: &Relation) -> bool {
    let fields = relation.fields.iter().map(|(_, node)| node);
    let order = relation.order.iter().map(|sort| &sort.node);
    let mut asked = fields.chain(order).chain(&relation.having);
    !relation.keys.is_empty() || asked.any(Node::has_aggregate)
}

/// Gives the parts of the filter that name one source alone to that source, where that means the same: its rows are
/// in every tuple. Returns them by source, and what is left.
fn push_down(relation: &Relation) -> (Vec<Vec<Node>>, Option<Node>) {
    let names: Vec<&str> = relation.sources().map(|source| &*source.name).collect();
    let mut optional = vec![false; names.len()];
    for (index, join) in relation.joins.iter().enumerate() {
        let joined = index + 1;
        if matches!(join.kind, JoinKind::Right | JoinKind::Full) {
            optional[..joined].fill(true);
        }
        // What cannot be named is found out when what is left is placed.
        optional[joined] = !matches!(join.kind, JoinKind::Inner | JoinKind::Right);
    }
    let mut pushed = vec![Vec::new(); names.len()];
    let mut residual = None;
    let mut parts = Vec::new();
    if let Some(filter) = relation.filter.clone() {
        filter.into_conjuncts(&mut parts);
    }
    for part in parts {
        let mut aliases = Vec::new();
        part.for_each_column(&mut |column| aliases.push(&*column.alias));
        aliases.dedup();
        let source = match aliases[..] {
            [name] if !part.has_aggregate() && !part.has_exists() => {
                names.iter().position(|other| *other == name)
            }
            _ => None,
        };
        match source {
            Some(source) if !optional[source] => pushed[source].push(part),
            _ => residual = Some(Node::and(residual, part)),
        }
    }
    (pushed, residual)
}
