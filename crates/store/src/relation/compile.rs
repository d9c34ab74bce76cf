//! From a relation to the operators that maintain it: columns find their places, and conditions theirs.

use std::any::TypeId;
use std::rc::Rc;

use lockstep_delta::{Arrangement, Distinct, Group, Join, JoinKind, Partitions};

use super::aggregate::Aggregates;
use super::core::comparator;
use super::include::IncludeStage;
use super::node::Node;
use super::pipeline::{GroupStage, JoinStage, Key, Pipeline};
use super::record::Shape;
use super::relation::{Included, Relation, Sort};
use crate::Error;

/// What a relation comes to.
pub(crate) struct Compiled {
    pub(crate) pipeline: Pipeline,
    pub(crate) order: Box<[Sort]>,
    pub(crate) shape: Shape,
}

/// The sources that can be named at some point of a query: their names, the types of their rows, and their cells.
type Slots = Vec<(&'static str, TypeId, usize)>;

/// What is wrong with a query, in words.
type Problem = String;

pub(crate) fn compile(relation: &Relation) -> Result<Compiled, Error> {
    let store = relation.from.store();
    let mut sources = relation.all_sources().into_iter();
    if let Some(foreign) = sources.find(|source| !source.store().is(store)) {
        return Err(Error::foreign_collection(foreign.collection()));
    }
    try_compile(relation, &[])
        .map(|(compiled, _)| compiled)
        .map_err(|problem| Error::invalid_query(relation.from.collection(), problem))
}

/// Compiles a relation, and finds places for what else is asked of its records.
fn try_compile(relation: &Relation, asked: &[&Node]) -> Result<(Compiled, Vec<Node>), Problem> {
    check_names(relation)?;
    let on: Vec<Vec<(&Node, &Node)>> = relation
        .includes
        .iter()
        .map(|included| orient(relation, included))
        .collect();
    let owners = on.iter().flatten().map(|(owner, _)| *owner);
    let asked: Vec<&Node> = asked.iter().copied().chain(owners).collect();
    let (filters, residual) = filters(relation)?;
    let (joins, slots) = joins(relation)?;
    let filter = residual.map(|filter| place(&filter, &slots)).transpose()?;

    let (group, having, mut fields, mut order, mut placed) = if is_grouped(relation) {
        grouped(relation, &slots, &asked)?
    } else {
        if relation.having.is_some() {
            return Err(
                "having needs a group_by or an aggregate; a condition on rows is a filter".to_owned(),
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
    let mut width = group.as_ref().map_or(slots.len(), |stage| stage.width);
    let mut distinct = None;
    if relation.distinct {
        if fields.is_empty() {
            return Err("distinct is by the values selected; select some".to_owned());
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
    let rows = if group.is_some() || distinct.is_some() {
        Vec::new()
    } else {
        slots
    };
    let of_owners = placed.split_off(placed.len() - on.iter().map(Vec::len).sum::<usize>());
    let mut of_owners = of_owners.into_iter();
    let mut stages = Vec::new();
    for (included, on) in relation.includes.iter().zip(&on) {
        let left = of_owners.by_ref().take(on.len()).collect();
        stages.push(include(included, left, on)?);
    }
    let names = relation.includes.iter().map(|included| included.name);
    let included = names.zip(width..).collect();
    let compiled = Compiled {
        pipeline: Pipeline {
            filters,
            joins,
            filter,
            group,
            having,
            distinct,
            includes: stages,
        },
        order: order.into(),
        shape: Shape {
            rows,
            fields,
            included,
        },
    };
    Ok((compiled, placed))
}

/// The pairs that must be equal, that of the owner first: it is the one that names sources of the owner alone.
fn orient<'r>(relation: &Relation, included: &'r Included) -> Vec<(&'r Node, &'r Node)> {
    let is_of_owner = |node: &Node| {
        let mut of_owner = true;
        node.for_each_column(&mut |column| {
            of_owner &= relation.sources().any(|source| source.name == column.alias);
        });
        of_owner
    };
    let oriented = |(one, other)| {
        if is_of_owner(one) {
            (one, other)
        } else {
            (other, one)
        }
    };
    let pairs = included.on.iter().map(|(one, other)| (one, other));
    pairs.map(oriented).collect()
}

fn include(included: &Included, left: Box<[Node]>, on: &[(&Node, &Node)]) -> Result<IncludeStage, Problem> {
    let asked: Vec<&Node> = on.iter().map(|(_, asked)| *asked).collect();
    let (compiled, right) = try_compile(&included.relation, &asked)
        .map_err(|problem| format!("in {}: {problem}", included.name))?;
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
            ));
        }
    }
    let lists = relation.includes.iter().map(|list| list.name);
    let names: Vec<&str> = relation
        .fields
        .iter()
        .map(|(name, _)| *name)
        .chain(lists)
        .collect();
    for (index, name) in names.iter().enumerate() {
        if names[..index].contains(name) {
            return Err(format!(
                "two fields are called {name}; give each a name of its own"
            ));
        }
    }
    Ok(())
}

/// The conditions of each source, and what of the filter is left for after the joins.
fn filters(relation: &Relation) -> Result<(Vec<Option<Node>>, Option<Node>), Problem> {
    let (pushed, residual) = push_down(relation);
    let mut filters = Vec::new();
    for (source, pushed) in relation.sources().zip(pushed) {
        let filter = pushed.into_iter().fold(source.filter.clone(), |filter, part| {
            Some(Node::and(filter, part))
        });
        let alone = vec![(source.name, source.row(), 0)];
        filters.push(filter.map(|filter| place(&filter, &alone)).transpose()?);
    }
    Ok((filters, residual))
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
    let names: Vec<&str> = relation.sources().map(|source| source.name).collect();
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
        part.for_each_column(&mut |column| aliases.push(column.alias));
        aliases.dedup();
        let source = match &*aliases {
            [name] if !part.has_aggregate() => names.iter().position(|other| other == name),
            _ => None,
        };
        match source {
            Some(source) if !optional[source] => pushed[source].push(part),
            _ => residual = Some(Node::and(residual, part)),
        }
    }
    (pushed, residual)
}

fn joins(relation: &Relation) -> Result<(Vec<JoinStage>, Slots), Problem> {
    let mut slots: Slots = vec![(relation.from.name, relation.from.row(), 0)];
    let mut stages = Vec::new();
    for join in &relation.joins {
        let alone: Slots = vec![(join.source.name, join.source.row(), 0)];
        let (mut left, mut right) = (Vec::new(), Vec::new());
        if join.on.is_empty() {
            return Err(format!("the join of {} has no condition", join.source.name));
        }
        for (one, other) in &join.on {
            // Either side may be written first.
            let straight = place(one, &slots).and_then(|one| Ok((one, place(other, &alone)?)));
            let turned = || Ok::<_, Problem>((place(other, &slots)?, place(one, &alone)?));
            let (one, other) = straight.or_else(|problem| turned().map_err(|_| problem))?;
            left.push(one);
            right.push(other);
        }
        let width = slots.len();
        stages.push(JoinStage {
            left: left.into(),
            right: right.into(),
            widths: (width, 1),
            pairs: !matches!(join.kind, JoinKind::Semi | JoinKind::Anti),
            join: Join::new(join.kind),
        });
        if stages.last().is_some_and(|stage| stage.pairs) {
            slots.push((join.source.name, join.source.row(), width));
        }
    }
    Ok((stages, slots))
}

/// Everything that is asked of a relation with groups, in terms of the groups' keys and aggregates.
type Grouped = (
    Option<GroupStage>,
    Option<Node>,
    Vec<(&'static str, Node)>,
    Vec<Sort>,
    Vec<Node>,
);

fn grouped(relation: &Relation, slots: &Slots, asked: &[&Node]) -> Result<Grouped, Problem> {
    if relation.fields.is_empty() {
        return Err("a query with groups has no rows to show; select keys or aggregates".to_owned());
    }
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
    let placed = if relation.distinct {
        Vec::new()
    } else {
        asked.iter().map(|node| regroup(node)).collect::<Result<_, _>>()?
    };
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
    Ok((Some(stage), having, fields, order, placed))
}

fn each_field(
    relation: &Relation,
    place: &mut dyn FnMut(&Node) -> Result<Node, Problem>,
) -> Result<Vec<(&'static str, Node)>, Problem> {
    let fields = relation.fields.iter();
    fields.map(|(name, node)| Ok((*name, place(node)?))).collect()
}

fn each_sort(
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
fn place(node: &Node, slots: &Slots) -> Result<Node, Problem> {
    match node {
        Node::Column(column) => {
            let found = slots
                .iter()
                .find(|(name, row, _)| (*name, *row) == (column.alias, column.row));
            let Some((.., slot)) = found else {
                let names: Vec<&str> = slots.iter().map(|(name, ..)| *name).collect();
                return Err(format!(
                    "{node} names no source that can be seen there; these can: {}",
                    names.join(", ")
                ));
            };
            let mut column = column.clone();
            column.slot = *slot;
            Ok(Node::Column(column))
        }
        Node::Aggregate(..) => Err(format!(
            "{node} is an aggregate; it may stand in select, having and order by"
        )),
        node => node.map(&mut |child| place(child, slots)),
    }
}

/// An expression over groups: keys and aggregates become cells. Aggregates that are met for the first time are added.
fn place_group(node: &Node, keys: &[Node], aggregates: &mut Vec<Node>) -> Result<Node, Problem> {
    if let Some(index) = keys.iter().position(|key| key == node) {
        return Ok(Node::Cell(index));
    }
    match node {
        Node::Column(_) => Err(format!(
            "{node} is neither grouped by nor in an aggregate; it may differ within a group"
        )),
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
fn place_field(node: &Node, relation: &Relation) -> Result<Node, Problem> {
    if let Some(index) = relation.fields.iter().position(|(_, field)| field == node) {
        return Ok(Node::Cell(index));
    }
    match node {
        Node::Column(_) | Node::Aggregate(..) => Err(format!(
            "{node} is not selected; what is distinct can be ordered by what is selected alone"
        )),
        node => node.map(&mut |child| place_field(child, relation)),
    }
}
