//! What conditions and expressions ask other relations, wherever they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lockstep_delta::Arrangement;

use super::place::{Grouped, place};
use super::{Compiler, Owners, Problem, Slots, orient};
use crate::relation::exists::{Asked, Exists, ExistsStage};
use crate::relation::node::Node;
use crate::relation::pin::Pins;
use crate::relation::relation::Relation;

impl Compiler {
    /// What is left of the filter for after the joins: alone, or with the relations that it asks. What `kept` asks is
    /// answered behind the tuples.
    pub(super) fn filter(
        &mut self,
        residual: Option<Node>,
        kept: Vec<Rc<Exists>>,
        slots: &mut Slots,
        few: Option<usize>,
        pins: &Pins,
    ) -> Result<(Option<Node>, Option<ExistsStage>), Problem> {
        let (asking, alone) = apart(residual);
        let filter = alone.map(|filter| place(&filter, slots)).transpose()?;
        Ok((filter, self.ask(asking, kept, slots, few, pins)?))
    }

    /// What asks other relations for what `filter` and `kept` ask of tuples, if they ask anything.
    pub(super) fn ask(
        &mut self,
        filter: Option<Node>,
        kept: Vec<Rc<Exists>>,
        slots: &mut Slots,
        few: Option<usize>,
        pins: &Pins,
    ) -> Result<Option<ExistsStage>, Problem> {
        let mut exists = kept;
        let kept = exists.len();
        if let Some(filter) = &filter {
            filter.add_exists(&mut exists);
        }
        if exists.is_empty() {
            return Ok(None);
        }
        let mut asked = Vec::new();
        for exists in &exists {
            let (left, right) = sides(&slots.names(), exists)?;
            let owners = owners(exists, few, pins, &left, &right);
            let left = left
                .into_iter()
                .map(|node| place(node, slots))
                .collect::<Result<_, _>>()?;
            asked.push(self.exists(exists, left, &right, &owners)?);
        }
        let before = slots.answers.len();
        slots.answers.extend(exists.into_iter().zip(slots.width..));
        let filter = filter.map(|filter| place(&filter, slots)).transpose()?;
        slots.answers.truncate(before + kept);
        slots.width += kept;
        Ok(Some(ExistsStage {
            filter,
            kept,
            asked: asked.into(),
        }))
    }

    /// What asks other relations for what is asked of groups, if anything is. Its answers find their places.
    pub(super) fn ask_groups(
        &mut self,
        grouped: &mut Grouped<'_>,
        few: Option<usize>,
        pins: &Pins,
    ) -> Result<Option<ExistsStage>, Problem> {
        if grouped.exists.is_empty() {
            return Ok(None);
        }
        let mut asked = Vec::new();
        for (exists, left) in &grouped.exists {
            let (sought, right) = sides(&grouped.names(), exists)?;
            let owners = owners(exists, few, pins, &sought, &right);
            asked.push(self.exists(exists, left.clone(), &right, &owners)?);
        }
        let kept = grouped.answer();
        let filter = grouped.having.take_if(|_| grouped.having_asks);
        Ok(Some(ExistsStage {
            filter,
            kept,
            asked: asked.into(),
        }))
    }

    fn exists(
        &mut self,
        exists: &Exists,
        left: Box<[Node]>,
        right: &[&Node],
        owners: &Owners,
    ) -> Result<Asked, Problem> {
        let (compiled, right) = self.relation(&exists.relation, right, owners)?;
        Ok(Asked {
            relation: exists.relation.clone(),
            left,
            right: right.into(),
            is_in: exists.operand.is_some(),
            pipeline: compiled.pipeline,
            records: BTreeMap::new(),
            nulls: 0,
            owners: Arrangement::default(),
            keyless: BTreeSet::new(),
        })
    }
}

/// Who asks whether something exists.
fn owners(exists: &Exists, few: Option<usize>, pins: &Pins, left: &[&Node], right: &[&Node]) -> Owners {
    Owners {
        few,
        // To know that something is not in it, all of its values must be known.
        all: exists.operand.is_some(),
        pinned: pins.cross_all(left.iter().copied().zip(right.iter().copied())),
    }
}

/// What is asked in expressions, each once.
pub(super) fn exists_in<'n>(nodes: impl Iterator<Item = &'n Node>) -> Vec<Rc<Exists>> {
    let mut exists = Vec::new();
    for node in nodes {
        node.add_exists(&mut exists);
    }
    exists
}

/// What of a condition asks other relations, and the rest of it.
pub(super) fn apart(filter: Option<Node>) -> (Option<Node>, Option<Node>) {
    let mut parts = Vec::new();
    if let Some(filter) = filter {
        filter.into_conjuncts(&mut parts);
    }
    let (asking, alone): (Vec<Node>, Vec<Node>) = parts.into_iter().partition(Node::has_exists);
    let all = |parts: Vec<Node>| {
        let parts = parts.into_iter();
        parts.fold(None, |all, part| Some(Node::and(all, part)))
    };
    (all(asking), all(alone))
}

/// What is asked of other relations by what is made of rows, but for the filter.
pub(super) fn asked_of_rows(relation: &Relation, asked: &[&Node], is_grouped: bool) -> Vec<Rc<Exists>> {
    fn within_aggregates(node: &Node, exists: &mut Vec<Rc<Exists>>) {
        if let Node::Aggregate(..) = node {
            node.add_exists(exists);
        } else {
            let children = node.children().iter();
            children.for_each(|child| within_aggregates(child, exists));
        }
    }
    let mut exists = Vec::new();
    let fields = relation.fields.iter().map(|(_, node)| node);
    let sorts = relation.order.iter().map(|sort| &sort.node);
    if is_grouped {
        relation.keys.iter().for_each(|key| key.add_exists(&mut exists));
        let summed_up = fields.chain(sorts).chain(&relation.having);
        summed_up.for_each(|node| within_aggregates(node, &mut exists));
    } else if relation.distinct {
        fields.for_each(|node| node.add_exists(&mut exists));
    } else {
        let shown = fields.chain(sorts).chain(asked.iter().copied());
        shown.for_each(|node| node.add_exists(&mut exists));
    }
    exists
}

/// What must be equal for something to exist: of who asks, whose sources have these names, and of what is asked.
pub(super) fn sides<'e>(
    names: &[&str],
    exists: &'e Exists,
) -> Result<(Vec<&'e Node>, Vec<&'e Node>), Problem> {
    let relation = &exists.relation;
    if !relation.window.is_whole() {
        return Err(format!(
            "what {exists} asks has a limit or an offset; ask a source that has them (Relation::alias)"
        )
        .into());
    }
    let on = orient(names, &exists.on).into_iter();
    let (mut left, mut right): (Vec<&Node>, Vec<&Node>) = on.unzip();
    if let Some(operand) = &exists.operand {
        let [(_, field)] = &*relation.fields else {
            return Err(format!(
                "what {exists} asks selects {} fields; it must select one",
                relation.fields.len()
            )
            .into());
        };
        left.push(operand);
        right.push(field);
    }
    Ok((left, right))
}
