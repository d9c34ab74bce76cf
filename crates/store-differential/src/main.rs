//! Our side of the comparison with TanStack DB: reads cases, one JSON object a line, and writes what each query of a case
//! answers at the beginning and after each change, one JSON array a line.
//!
//! `interop/tanstack` makes the cases and asks TanStack DB the same. Two collections, `left` and `right`, hold [`Item`]s.
//! A case is rows of both, queries ([`ask`]) and changes:
//!
//! - `{"commit": [WRITE…]}`: the server says so;
//! - `{"begin": WRITE}`: an optimistic transaction, the next one by number, beginning with 0;
//! - `{"rollback": NUMBER}`: one of those is taken back.
//!
//! A write is `{"in": COLLECTION, "put": ITEM}` or `{"in": COLLECTION, "delete": ID}`; in a transaction `put` replaces a row
//! that is there, and inserts one that is not.

mod ask;
mod functions;
mod item;

use std::io::{BufRead as _, Write as _};

use anyhow::{Context as _, anyhow};
use lockstep_entity::{Patch as _, Scalar};
use lockstep_store::{Collection, LiveRelation, Records, ServerCommit, Store, Transaction};
use serde::Deserialize;
use serde_json::Value;

use crate::item::{Item, ItemPatch};

#[derive(Deserialize)]
struct Case {
    left: Vec<Item>,
    right: Vec<Item>,
    queries: Vec<Value>,
    changes: Vec<Change>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Change {
    Commit(Vec<Write>),
    Begin(Write),
    Rollback(usize),
}

#[derive(Deserialize)]
struct Write {
    r#in: String,
    put: Option<Item>,
    delete: Option<u32>,
}

/// The two collections.
pub(crate) struct Collections {
    store: Store,
    left: Collection<Item>,
    right: Collection<Item>,
}

fn main() -> anyhow::Result<()> {
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.context("cannot read the cases")?;
        let case = serde_json::from_str(&line).context("a line is no case")?;
        writeln!(output, "{}", Value::from(answer(case)?))?;
    }
    Ok(())
}

/// What each query answers, at the beginning and after each change.
fn answer(case: Case) -> anyhow::Result<Vec<Value>> {
    let store = Store::new();
    let collections = Collections {
        left: store.collection("left"),
        right: store.collection("right"),
        store,
    };
    collections.left.load(case.left);
    collections.right.load(case.right);
    let live = case
        .queries
        .iter()
        .map(|query| {
            let relation = ask::relation(query, &collections).with_context(|| format!("in {query}"))?;
            let live = relation.live()?;
            // Watched, so that the deltas are made, too.
            live.subscribe(|_| {}).forget();
            Ok(live)
        })
        .collect::<anyhow::Result<Vec<LiveRelation>>>()?;
    let mut transactions = Vec::new();
    let mut answers = vec![rows(&live)];
    for change in case.changes {
        match change {
            Change::Commit(writes) => collections.commit(writes)?,
            Change::Begin(write) => transactions.push(Some(collections.begin(write)?)),
            Change::Rollback(number) => {
                let transaction = transactions.get_mut(number).and_then(Option::take);
                transaction.context("no such transaction")?.rollback();
            }
        }
        answers.push(rows(&live));
    }
    Ok(answers)
}

/// The rows of each query, each as the list of its values.
fn rows(live: &[LiveRelation]) -> Value {
    let rows = |live: &LiveRelation| -> Value {
        let records = live.records();
        listed(&records)
    };
    live.iter().map(rows).collect()
}

/// The fields of each record, and its list behind them.
fn listed(records: &Records) -> Value {
    let values = records.iter().map(|record| {
        let fields = record.values().map(|(_, value)| json(value));
        fields
            .chain(record.included("list").map(listed))
            .collect::<Value>()
    });
    values.collect()
}

fn json(value: Scalar) -> Value {
    match value {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => value.into(),
        Scalar::Integer(value) => value.into(),
        Scalar::Float(value) => value.into(),
        Scalar::Text(value) => String::from(value).into(),
        Scalar::Id(value) => value.to_string().into(),
    }
}

impl Collections {
    pub(crate) fn named(&self, name: &str) -> anyhow::Result<&Collection<Item>> {
        match name {
            "left" => Ok(&self.left),
            "right" => Ok(&self.right),
            _ => Err(anyhow!("there is no collection {name}")),
        }
    }

    fn commit(&self, writes: Vec<Write>) -> anyhow::Result<()> {
        let mut commit = ServerCommit::new();
        for write in writes {
            let collection = self.named(&write.r#in)?;
            commit = match (write.put, write.delete) {
                (Some(item), _) => commit.upsert(collection, item),
                (None, Some(id)) => commit.delete(collection, &id),
                (None, None) => anyhow::bail!("a write says nothing"),
            };
        }
        Ok(self.store.apply(commit)?)
    }

    fn begin(&self, write: Write) -> anyhow::Result<Transaction> {
        let collection = self.named(&write.r#in)?;
        Ok(match (write.put, write.delete) {
            (Some(item), _) => match collection.get(&item.id) {
                Some(there) => collection.update(&item.id, ItemPatch::between(&there, &item))?,
                None => collection.insert(item)?,
            },
            (None, Some(id)) => collection.delete(&id)?,
            (None, None) => anyhow::bail!("a write says nothing"),
        })
    }
}
