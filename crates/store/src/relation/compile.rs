//! From a relation to the operators that maintain it: columns find their places, and conditions theirs.

use std::any::TypeId;
use std::rc::Rc;

use lockstep_delta::{Arrangement, Distinct, JoinKind, Partitions};
use lockstep_entity::Name;

use super::core::comparator;
use super::exists::Exists;
use super::fetch::Fetch;
use super::include::IncludeStage;
use super::input::Opened;
use super::node::Node;
use super::pin::Pins;
use super::pipeline::Pipeline;
use super::record::Shape;
use super::relation::{Included, Relation, Sort};
use super::source::Source;
use crate::{Error, Store};

mod asking;
mod joins;
mod place;

use asking::{asked_of_rows, sides};
use place::{Grouped, each_field, each_sort, grouped, place, place_field};

/// What a relation comes to.
pub(crate) struct Compiled {
    pub(crate) pipeline: Pipeline,
    pub(crate) order: Box<[Sort]>,
    pub(crate) shape: Shape,
}

/// Where the tuples of a relation come from, and of all relations within it.
pub(crate) struct Sources {
    /// The inputs, in the order of their numbers.
    pub(crate) opened: Box<[Opened]>,
    /// What is asked of collections that bring only what is asked for.
    pub(crate) fetches: Box<[Rc<Fetch>]>,
}

/// Who asks for the records of a relation.
struct Owners {
    /// How many they are, if they are few.
    few: Option<usize>,
    /// Whether all records must be known, whoever asks.
    all: bool,
    /// Conditions on what is asked, for all of them.
    pinned: Vec<Node>,
}

impl Owners {
    fn everyone() -> Self {
        Self {
            few: None,
            all: true,
            pinned: Vec::new(),
        }
    }
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

/// Compiles a relation, and says where its tuples come from.
pub(crate) fn compile(relation: &Relation) -> Result<(Compiled, Sources), Error> {
    let mut context = Compiler {
        store: relation.from.store().clone(),
        opened: Vec::new(),
        fetches: Vec::new(),
        windows: shows_first_rows(relation).then(|| relation.order.clone().into()),
    };
    match context.relation(relation, &[], &Owners::everyone()) {
        Ok((compiled, _)) => Ok((
            compiled,
            Sources {
                opened: context.opened.into(),
                fetches: context.fetches.into(),
            },
        )),
        Err(Problem::Words(problem)) => Err(Error::invalid_query(relation.from.collection(), problem)),
        Err(Problem::Error(error)) => Err(error),
    }
}

struct Compiler {
    store: Store,
    /// The inputs so far.
    opened: Vec<Opened>,
    fetches: Vec<Rc<Fetch>>,
    /// The order of the first rows that each window over the result asks for, until the input is met that has them.
    windows: Option<Box<[Sort]>>,
}

impl Compiler {
    /// Compiles a relation, and finds places for what else is asked of its records. `owners` ask for records by what is asked.
    fn relation(
        &mut self,
        relation: &Relation,
        asked: &[&Node],
        owners: &Owners,
    ) -> Result<(Compiled, Vec<Node>), Problem> {
        check_names(relation)?;
        let key = key_of_source(relation, asked).filter(|_| !owners.all);
        let on: Vec<Vec<(&Node, &Node)>> = relation
            .includes
            .iter()
            .map(|included| orient(&names_of(relation), &included.on))
            .collect();
        let of_lists = on.iter().flatten().map(|(owner, _)| *owner);
        let asked: Vec<&Node> = asked.iter().copied().chain(of_lists).collect();
        let (mut pushed, residual) = push_down(relation);
        let pinned = key.as_ref().map_or(&[][..], |_| &owners.pinned);
        let pins = Pins::among(relation, pinned, &mut pushed);
        let by_owners = key.map(|key| (owners.few, key));
        let (from, joins, mut slots, few) = self.joins(relation, pushed, by_owners)?;
        let of_rows = slots.width;
        let is_grouped = is_grouped(relation);
        let kept = asked_of_rows(relation, &asked, is_grouped);
        let (filter, exists) = self.filter(residual, kept, &mut slots, few, &pins)?;

        let mut groups_asked = None;
        let (group, having, mut fields, mut order, mut placed) = if is_grouped {
            let mut grouped = grouped(relation, &slots, &asked)?;
            groups_asked = self.ask_groups(&mut grouped, few, &pins)?;
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
        let lists = self.lists(relation, of_lists, &on, few, &pins)?;
        let included = relation.includes.iter().map(|included| included.name.clone());
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
                included: included.zip(width..).collect(),
            },
        };
        Ok((compiled, placed))
    }

    /// The lists of a relation's records; `left` says what each of them must be equal in, one after the other.
    fn lists(
        &mut self,
        relation: &Relation,
        left: Vec<Node>,
        on: &[Vec<(&Node, &Node)>],
        few: Option<usize>,
        pins: &Pins,
    ) -> Result<Vec<IncludeStage>, Problem> {
        let mut left = left.into_iter();
        let mut lists = Vec::new();
        for (included, on) in relation.includes.iter().zip(on) {
            let left = left.by_ref().take(on.len()).collect();
            lists.push(self.include(included, left, on, few, pins)?);
        }
        Ok(lists)
    }

    fn include(
        &mut self,
        included: &Included,
        left: Box<[Node]>,
        on: &[(&Node, &Node)],
        few: Option<usize>,
        pins: &Pins,
    ) -> Result<IncludeStage, Problem> {
        let asked: Vec<&Node> = on.iter().map(|(_, asked)| *asked).collect();
        let owners = Owners {
            few,
            all: false,
            pinned: pins.cross_all(on.iter().copied()),
        };
        let (compiled, right) = self
            .relation(&included.relation, &asked, &owners)
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

/// Whether each record is a row of one collection, in an order that the collection knows: then what a window shows are the first rows
/// of a subset.
fn shows_first_rows(relation: &Relation) -> bool {
    let is_plain = |sort: &Sort| {
        sort.collation.is_none()
            && matches!(&sort.node, Node::Column(column) if !column.reader().is_closure())
    };
    relation.joins.is_empty()
        && !is_grouped(relation)
        && !relation.distinct
        && relation.order.iter().all(is_plain)
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
