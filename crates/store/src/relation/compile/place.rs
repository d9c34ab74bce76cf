//! Expressions find the places of what they name: cells of rows, of groups, of distinct values.

use std::convert::Infallible;
use std::rc::Rc;

use lockstep_delta::Group;
use lockstep_entity::Name;

use super::{Problem, Slots, names_of, sides};
use crate::relation::aggregate::Aggregates;
use crate::relation::exists::Exists;
use crate::relation::node::{AggregateKind, Node};
use crate::relation::pipeline::{GroupStage, Key};
use crate::relation::relation::{Relation, Sort};

/// Everything that is asked of a relation with groups, in terms of the groups' keys and aggregates.
pub(super) struct Grouped<'r> {
    relation: &'r Relation,
    pub(super) stage: GroupStage,
    pub(super) having: Option<Node>,
    /// Whether the condition on groups asks other relations.
    pub(super) having_asks: bool,
    pub(super) fields: Vec<(Name, Node)>,
    pub(super) order: Vec<Sort>,
    pub(super) placed: Vec<Node>,
    /// What is asked of other relations, and what of a group must be equal. Not yet replaced by the answers' cells.
    pub(super) exists: Vec<(Rc<Exists>, Box<[Node]>)>,
}

impl<'r> Grouped<'r> {
    pub(super) fn names(&self) -> Vec<&'r str> {
        names_of(self.relation)
    }

    /// Gives what was asked of other relations the cells with the answers, behind those of the groups. How many of them are read
    /// by more than the condition: the first ones.
    pub(super) fn answer(&mut self) -> usize {
        let exists: Vec<&Rc<Exists>> = self.exists.iter().map(|(exists, _)| exists).collect();
        let answered = |node: &Node| answered(node, &exists, self.stage.width);
        let fields = self.fields.iter_mut().map(|(_, node)| node);
        let shown = fields
            .chain(self.order.iter_mut().map(|sort| &mut sort.node))
            .chain(&mut self.placed);
        let mut read = Vec::new();
        for node in shown {
            node.add_exists(&mut read);
            *node = answered(node);
        }
        if let Some(having) = &mut self.having {
            *having = answered(having);
        }
        read.len()
    }
}

fn answered(node: &Node, exists: &[&Rc<Exists>], first: usize) -> Node {
    if let Node::Exists(asked) = node
        && let Some(index) = exists.iter().position(|other| *other == asked)
    {
        return Node::Cell(first + index);
    }
    let answered = node.map(&mut |child| Ok::<_, Infallible>(answered(child, exists, first)));
    match answered {
        Ok(node) => node,
        Err(never) => match never {},
    }
}

pub(super) fn grouped<'r>(
    relation: &'r Relation,
    slots: &Slots,
    asked: &[&Node],
) -> Result<Grouped<'r>, Problem> {
    if relation.fields.is_empty() {
        return Err("a query with groups has no rows to show; select keys or aggregates".into());
    }
    let sorts = relation.order.iter().map(|sort| &sort.node);
    let fields = relation.fields.iter().flat_map(|(_, node)| node.children());
    let parts = fields
        .chain(sorts)
        .chain(&relation.having)
        .chain(asked.iter().copied());
    check_collect(parts)?;
    let keys = &relation.keys;
    let mut aggregates = Vec::new();
    let mut regroup = |node: &Node| place_group(node, keys, &mut aggregates);
    let fields = each_field(relation, &mut regroup)?;
    let having = relation.having.as_ref().map(&mut regroup).transpose()?;
    // What is distinct is ordered by what is selected, which stands already.
    let order = if relation.distinct {
        Vec::new()
    } else {
        each_sort(relation, &mut regroup)?
    };
    let placed: Vec<Node> = if relation.distinct {
        Vec::new()
    } else {
        asked.iter().map(|node| regroup(node)).collect::<Result<_, _>>()?
    };
    let mut of_groups = Vec::new();
    let shown = fields.iter().map(|(_, node)| node);
    let shown = shown
        .chain(order.iter().map(|sort| &sort.node))
        .chain(&placed)
        .chain(&having);
    shown.for_each(|node| node.add_exists(&mut of_groups));
    let mut exists = Vec::new();
    for asked in of_groups {
        let (left, _) = sides(&names_of(relation), &asked)?;
        let left = left.into_iter().map(&mut regroup).collect::<Result<_, _>>()?;
        exists.push((asked, left));
    }
    let width = keys.len() + aggregates.len();
    let keys = keys
        .iter()
        .map(|key| place(key, slots))
        .collect::<Result<_, _>>()?;
    let mut wanted = Vec::new();
    for aggregate in aggregates {
        if let Node::Aggregate(kind, argument) = aggregate {
            let argument = argument.map(|node| place(&node, slots)).transpose()?;
            wanted.push((kind, argument));
        }
    }
    let mut group: Group<Key, Aggregates> = Group::new(Aggregates::new(wanted.into()));
    if relation.keys.is_empty() {
        group = group.always(Key::default());
    }
    let stage = GroupStage {
        keys,
        width,
        group,
        started: false,
    };
    Ok(Grouped {
        relation,
        stage,
        having_asks: having.as_ref().is_some_and(Node::has_exists),
        having,
        fields,
        order,
        placed,
        exists,
    })
}

/// A collected list is no scalar, to be compared or computed with.
pub(super) fn check_collect<'n>(nodes: impl Iterator<Item = &'n Node>) -> Result<(), Problem> {
    for node in nodes {
        if matches!(node, Node::Aggregate(AggregateKind::Collect, _)) {
            return Err(format!("{node} is a list; it may stand as a selected field of its own").into());
        }
        check_collect(node.children().iter())?;
    }
    Ok(())
}

pub(super) fn each_field(
    relation: &Relation,
    place: &mut dyn FnMut(&Node) -> Result<Node, Problem>,
) -> Result<Vec<(Name, Node)>, Problem> {
    let fields = relation.fields.iter();
    fields
        .map(|(name, node)| Ok((name.clone(), place(node)?)))
        .collect()
}

pub(super) fn each_sort(
    relation: &Relation,
    place: &mut dyn FnMut(&Node) -> Result<Node, Problem>,
) -> Result<Vec<Sort>, Problem> {
    let placed = |sort: &Sort| {
        Ok(Sort {
            node: place(&sort.node)?,
            ..sort.clone()
        })
    };
    relation.order.iter().map(placed).collect()
}

/// An expression over rows: every column finds the cell of its source.
pub(super) fn place(node: &Node, slots: &Slots) -> Result<Node, Problem> {
    match node {
        Node::Column(column) => {
            if let Some(problem) = column.reader().problem() {
                return Err(format!("{node} {problem}").into());
            }
            let mut found = slots.sources.iter();
            let found = found.find(|(name, row, _)| *name == column.alias && *row == column.row);
            let Some((.., slot)) = found else {
                return Err(format!(
                    "{node} names no source that can be seen there; these can: {}",
                    slots.names().join(", ")
                )
                .into());
            };
            let mut column = column.clone();
            column.slot = *slot;
            Ok(Node::Column(column))
        }
        Node::Aggregate(..) => {
            Err(format!("{node} is an aggregate; it may stand in select, having and order by").into())
        }
        Node::Exists(exists) => {
            let mut answers = slots.answers.iter();
            let answer = answers.find(|(other, _)| other == exists);
            answer
                .map(|(_, cell)| Node::Cell(*cell))
                .ok_or_else(|| asks_elsewhere(node))
        }
        node => node.map(&mut |child| place(child, slots)),
    }
}

fn asks_elsewhere(node: &Node) -> Problem {
    format!("{node} asks another relation where what must be equal is given; select it in a source, and name the field").into()
}

/// An expression over groups: keys and aggregates become cells. Aggregates that are met for the first time are added.
pub(super) fn place_group(node: &Node, keys: &[Node], aggregates: &mut Vec<Node>) -> Result<Node, Problem> {
    if let Some(index) = keys.iter().position(|key| key == node) {
        return Ok(Node::Cell(index));
    }
    match node {
        Node::Column(_) => Err(format!(
            "{node} is neither grouped by nor in an aggregate; it may differ within a group"
        )
        .into()),
        Node::Exists(_) => Ok(node.clone()),
        Node::Aggregate(..) => {
            let index = aggregates
                .iter()
                .position(|other| other == node)
                .unwrap_or_else(|| {
                    aggregates.push(node.clone());
                    aggregates.len() - 1
                });
            Ok(Node::Cell(keys.len() + index))
        }
        node => node.map(&mut |child| place_group(child, keys, aggregates)),
    }
}

/// An expression over distinct fields.
pub(super) fn place_field(node: &Node, relation: &Relation) -> Result<Node, Problem> {
    if let Some(index) = relation.fields.iter().position(|(_, field)| field == node) {
        return Ok(Node::Cell(index));
    }
    match node {
        Node::Column(_) | Node::Aggregate(..) | Node::Exists(_) => Err(format!(
            "{node} is not selected; what is distinct can be ordered by what is selected alone"
        )
        .into()),
        node => node.map(&mut |child| place_field(child, relation)),
    }
}
