//! Both engines do the same in turns: writing batches, single rows and transactions, and reading everything back.

use std::collections::BTreeMap;

use anyhow::ensure;
use lockstep_entity::Item;
use lockstep_entity::request::{PutItem, TransactOp, TransactWrite};
use lockstep_table::Table;

use super::Scale;
use super::engines::Side;
use super::machine::Spent;
use super::report::{Line, Report, Target};
use super::rows;

/// How often the engines take turns.
const ROUNDS: usize = 5;

/// How many rows a transaction puts.
const IN_TRANSACTION: usize = 5;

/// The rows that are put one by one belong to persons from here on, those of transactions to persons from there on: to
/// none of those before them.
const PUT_PERSONS: usize = 1_000_000;
const TRANSACTION_PERSONS: usize = 2_000_000;

/// Measures both and says whether they hold the same rows.
pub(crate) fn measure(scale: Scale, report: &mut Report) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let directory = tempfile::tempdir()?;
        let tables = [
            Side::Ours.table(directory.path()).await?,
            Side::Rival.table(directory.path()).await?,
        ];
        let [ours, other] = batches(scale, &tables).await?;
        report.add(rates(
            "BatchWriteItem, 25 rows a call",
            "rows/s",
            ours,
            other,
            Some(12.0),
        ));
        let [ours, other] = reads(&tables).await?;
        report.add(rates("Query of a whole index", "rows/s", ours, other, Some(3.0)));
        let [ours, other] = puts(scale, &tables).await?;
        report.add(rates("PutItem", "calls/s", ours, other, Some(1.0)));
        let [ours, other] = transactions(scale, &tables).await?;
        report.add(rates(
            "TransactWriteItems of 5 puts",
            "calls/s",
            ours,
            other,
            Some(1.0),
        ));
        let [ours, other] = gets(scale, &tables).await?;
        report.add(rates("GetItem, nobody writes", "calls/s", ours, other, None));
        let (one, two) = (all(&tables[0]).await?, all(&tables[1]).await?);
        ensure!(one == two, "the engines do not hold the same rows");
        Ok(())
    })
}

fn rates(name: &str, unit: &'static str, ours: Spent, other: Spent, least: Option<f64>) -> Line {
    Line {
        name: name.to_owned(),
        unit,
        ours: ours.rate(),
        other: Some(other.rate()),
        judged: ours.rate() / other.rate(),
        target: least.map(Target::AtLeast),
        processor: (ours.processor_each(), other.processor_each()),
    }
}

/// Lets both do each of some pieces of work, in turns.
async fn in_turns<T>(
    tables: &[Table; 2],
    pieces: impl IntoIterator<Item = T>,
    work: impl AsyncFn(&Table, &T) -> anyhow::Result<usize>,
) -> anyhow::Result<[Spent; 2]> {
    let mut spent = [Spent::default(); 2];
    for (round, piece) in pieces.into_iter().enumerate() {
        let mut turns = [0, 1];
        // Nobody is always the first.
        if round % 2 == 1 {
            turns.reverse();
        }
        for turn in turns {
            let end = Spent::begin();
            let count = work(&tables[turn], &piece).await?;
            spent[turn].add(end(count));
        }
    }
    Ok(spent)
}

async fn batches(scale: Scale, tables: &[Table; 2]) -> anyhow::Result<[Spent; 2]> {
    let rows = rows::take(scale.rows)?;
    in_turns(tables, rows.chunks(scale.rows / ROUNDS), async |table, rows| {
        for rows in rows.chunks(25) {
            table.batch_write(rows::batch(rows)).await?;
        }
        Ok(rows.len())
    })
    .await
}

async fn reads(tables: &[Table; 2]) -> anyhow::Result<[Spent; 2]> {
    in_turns(tables, 0..ROUNDS, async |table, _| {
        let mut count = 0;
        for query in rows::queries() {
            let mut pages = table.pages(query);
            while let Some(page) = pages.next().await {
                count += page?.items.len();
            }
        }
        Ok(count)
    })
    .await
}

async fn puts(scale: Scale, tables: &[Table; 2]) -> anyhow::Result<[Spent; 2]> {
    let rows = rows::from(PUT_PERSONS, scale.puts)?;
    in_turns(tables, rows.chunks(scale.puts / ROUNDS), async |table, rows| {
        for row in *rows {
            table.put(PutItem::new(row.clone())).await?;
        }
        Ok(rows.len())
    })
    .await
}

async fn transactions(scale: Scale, tables: &[Table; 2]) -> anyhow::Result<[Spent; 2]> {
    let count = scale.transactions * IN_TRANSACTION;
    let rows = rows::from(TRANSACTION_PERSONS, count)?;
    in_turns(tables, rows.chunks(count / ROUNDS), async |table, rows| {
        let transactions = rows.chunks(IN_TRANSACTION);
        let count = transactions.len();
        for rows in transactions {
            let puts = rows.iter().cloned().map(PutItem::new).map(TransactOp::from);
            table.transact(puts.collect::<TransactWrite>()).await?;
        }
        Ok(count)
    })
    .await
}

async fn gets(scale: Scale, tables: &[Table; 2]) -> anyhow::Result<[Spent; 2]> {
    let rows = rows::take(scale.rows)?;
    in_turns(tables, rows.chunks(scale.rows / ROUNDS), async |table, rows| {
        for row in *rows {
            let found = table.get(rows::get(row)).await?;
            ensure!(found.as_ref() == Some(row), "a row was read back as another");
        }
        Ok(rows.len())
    })
    .await
}

/// Every row by its key, as the index answers it.
async fn all(table: &Table) -> anyhow::Result<BTreeMap<String, Item>> {
    let mut all = BTreeMap::new();
    for query in rows::queries() {
        for row in table.all(query).await? {
            all.insert(format!("{:?}", rows::get(&row).key), row);
        }
    }
    Ok(all)
}
