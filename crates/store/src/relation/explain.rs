//! How a relation is answered, for people.

use std::fmt;

use super::compile::compile;
use super::derived::Derivation;
use super::exists::ExistsStage;
use super::pipeline::Pipeline;
use super::relation::Relation;
use super::source::Rows;
use crate::{Error, JoinKind};

/// How a [`Relation`] finds its rows, and what is done with them: one line a step, printed by `Display`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationPlan {
    text: String,
}

impl fmt::Display for RelationPlan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.text.trim_end())
    }
}

impl Relation {
    /// How the relation is answered: which rows are found by which index, which are read in a pass, and what is done with
    /// them. Makes the indexes that it names, as asking would.
    ///
    /// # Errors
    /// As [`Relation::live`].
    ///
    /// ```
    /// # mod notes { include!("../../tests/doc/notes.rs"); }
    /// # use notes::Note;
    /// use lockstep_store::{Relation, Store, count};
    ///
    /// let store = Store::new();
    /// let (notes, folders) = (store.collection::<Note>("notes"), store.collection::<Note>("folders"));
    /// folders.load([Note::new(1, "food")]);
    /// let (note, folder) = (notes.alias("note"), folders.alias("folder"));
    /// let query = Relation::from(&folder)
    ///     .left_join(&note, folder.col(Note::TEXT).on(note.col(Note::FOLDER)))
    ///     .filter(folder.col(Note::ID).eq(1))
    ///     .group_by(folder.col(Note::ID))
    ///     .select("notes", note.col(Note::ID).count());
    /// assert_eq!(query.explain()?.to_string(), "\
    /// from folder: index on id (1 value, 1 candidate)
    /// left join note: index on folder, for the keys that are wanted
    /// group by folder.id
    /// order by key");
    /// # Ok::<(), lockstep_store::Error>(())
    /// ```
    pub fn explain(&self) -> Result<RelationPlan, Error> {
        let mut text = String::new();
        self.describe(&mut text, 0)?;
        Ok(RelationPlan { text })
    }

    fn describe(&self, text: &mut String, depth: usize) -> Result<(), Error> {
        let (compiled, _) = compile(self)?;
        steps(self, &compiled.pipeline, text, depth)
    }
}

fn steps(relation: &Relation, pipeline: &Pipeline, text: &mut String, depth: usize) -> Result<(), Error> {
    let mut lines = Vec::new();
    lines.push((
        format!("from {}: {}", relation.from.name, pipeline.from),
        &relation.from,
        pipeline.from.asking(),
        None,
    ));
    for (join, stage) in relation.joins.iter().zip(&pipeline.joins) {
        let line = format!("{} join {}: {}", name(join.kind), join.source.name, stage.input);
        lines.push((line, &join.source, stage.input.asking(), stage.asking.as_ref()));
    }
    let write = |text: &mut String, depth: usize, line: &str| {
        text.push_str(&"  ".repeat(depth));
        text.push_str(line);
        text.push('\n');
    };
    for (line, source, asking, of_key) in lines {
        if let Some(stage) = of_key {
            ask(stage, text, depth)?;
        }
        write(text, depth, &line);
        if let Rows::Derived(derivation) = &source.rows
            && let Derivation::Relations(union) = &**derivation
        {
            for part in &union.parts {
                part.describe(text, depth + 1)?;
            }
        }
        if let Some(stage) = asking {
            ask(stage, text, depth + 1)?;
        }
    }
    if let Some(filter) = &pipeline.filter {
        write(text, depth, &format!("where {filter}"));
    }
    if let Some(stage) = &pipeline.exists {
        ask(stage, text, depth)?;
    }
    let listed = |nodes: &mut dyn Iterator<Item = String>| nodes.collect::<Vec<_>>().join(", ");
    if pipeline.group.is_some() {
        let keys = listed(&mut relation.keys.iter().map(ToString::to_string));
        let keys = if keys.is_empty() {
            "nothing".to_owned()
        } else {
            keys
        };
        write(text, depth, &format!("group by {keys}"));
    }
    if let Some(having) = &relation.having {
        write(text, depth, &format!("having {having}"));
    }
    if let Some(stage) = &pipeline.groups_asked {
        ask(stage, text, depth)?;
    }
    if relation.distinct {
        write(text, depth, "distinct");
    }
    for (included, stage) in relation.includes.iter().zip(&pipeline.includes) {
        write(text, depth, &format!("with {} for each", included.name));
        steps(&included.relation, &stage.pipeline, text, depth + 1)?;
    }
    let order = relation.order.iter().map(ToString::to_string);
    let order = listed(&mut order.chain(["key".to_owned()]));
    write(text, depth, &format!("order by {order}"));
    if let Some(limit) = relation.window.limit {
        write(text, depth, &format!("limit {limit}"));
    }
    if relation.window.offset > 0 {
        write(text, depth, &format!("offset {}", relation.window.offset));
    }
    Ok(())
}

/// What is asked of other relations, and how.
fn ask(stage: &ExistsStage, text: &mut String, depth: usize) -> Result<(), Error> {
    text.push_str(&"  ".repeat(depth));
    if let Some(filter) = &stage.filter {
        text.push_str("where ");
        text.push_str(&filter.to_string());
        text.push_str(", ");
    }
    text.push_str("asking\n");
    for asked in &stage.asked {
        steps(&asked.relation, &asked.pipeline, text, depth + 1)?;
    }
    Ok(())
}

pub(crate) const fn name(kind: JoinKind) -> &'static str {
    match kind {
        JoinKind::Inner => "inner",
        JoinKind::Left => "left",
        JoinKind::Right => "right",
        JoinKind::Full => "full",
        JoinKind::Semi => "semi",
        JoinKind::Anti => "anti",
    }
}
