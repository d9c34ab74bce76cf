//! `persons import --from-electrodb`: a table that the TypeScript application of the post wrote, copied into this
//! application's keys.
//!
//! That application let `ElectroDB` generate its keys (`$persons#id_…`), and its writes had no conditions: a row can belong
//! to a person that is gone, stand under two persons, or be the second primary one of its kind. The source is read twice
//! and never written. The first pass finds out who is there (`facts`); the second writes each row that this application
//! would have taken, under its own keys, unless one is there already. Attributes that this application does not know come
//! along.
//!
//! Nothing is lost: what is not written as it stands is in the report, a file of one JSON object a line with the whole item
//! and the reason. A run that was cut off goes on where it was (`checkpoint`); a run on a table that has the rows changes
//! nothing.

mod checkpoint;
mod convert;
mod facts;
mod report;
mod write;

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use lockstep_entity::request::Scan;
use lockstep_entity::{Cursor, Item};
use lockstep_table::{Table, TableConfig, Transport};
use persons_model::Today;
use serde::{Deserialize, Serialize};

use crate::cli::{ImportArgs, SourceArgs};
use crate::config::{DEFAULT_TABLE, Location};
use crate::service;
use checkpoint::Checkpoint;
use convert::Converted;
use facts::Facts;
use report::Report;
use write::Creation;

/// How many items are read and judged together.
const PAGE: u32 = 1_000;

/// What became of the rows of one entity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows that were read.
    pub read: u64,
    /// Rows that were written.
    pub written: u64,
    /// Rows that were there already; they are left as they are.
    pub skipped: u64,
    /// Rows that were not written; the report says why.
    pub refused: u64,
    /// Rows among those written that were changed; the report says how.
    pub changed: u64,
}

/// What a run did, with the runs that it went on with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The entities by name, persons first.
    pub entities: Vec<(String, Counts)>,
    /// Items of other applications, which are left alone.
    pub foreign: u64,
}

impl Outcome {
    /// How many rows were not written.
    pub fn refused(&self) -> u64 {
        self.entities.iter().map(|(_, counts)| counts.refused).sum()
    }

    /// The counts of an entity.
    pub fn of(&self, entity: &str) -> Counts {
        let found = self.entities.iter().find(|(name, _)| name == entity);
        found.map(|(_, counts)| *counts).unwrap_or_default()
    }

    fn new() -> Self {
        let none = |name: &str| (name.to_owned(), Counts::default());
        Self {
            entities: convert::entities().map(none).collect(),
            foreign: 0,
        }
    }

    fn count(&mut self, entity: &str, add: impl FnOnce(&mut Counts)) {
        if let Some((_, counts)) = self.entities.iter_mut().find(|(name, _)| name == entity) {
            add(counts);
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = ["read", "written", "skipped", "refused", "changed"];
        write!(formatter, "{:<12}", "")?;
        for column in columns {
            write!(formatter, "{column:>9}")?;
        }
        for (name, counts) in &self.entities {
            let Counts {
                read,
                written,
                skipped,
                refused,
                changed,
            } = counts;
            write!(
                formatter,
                "\n{name:<12}{read:>9}{written:>9}{skipped:>9}{refused:>9}{changed:>9}"
            )?;
        }
        if self.foreign > 0 {
            write!(
                formatter,
                "\n{} items of other applications were left alone",
                self.foreign
            )?;
        }
        Ok(())
    }
}

/// The files that a run keeps.
#[derive(Clone, Debug)]
pub struct Files {
    /// Where the report goes.
    pub report: PathBuf,
    /// Where the run says how far it is, so that another one can go on.
    pub checkpoint: PathBuf,
}

impl Files {
    /// The report, and the checkpoint beside it.
    #[must_use]
    pub fn new(report: PathBuf) -> Self {
        let mut checkpoint = report.clone().into_os_string();
        checkpoint.push(".checkpoint");
        Self {
            report,
            checkpoint: checkpoint.into(),
        }
    }
}

/// Carries out `persons import`.
///
/// # Errors
/// When a table or a file cannot be used, or a row was not written; the message says how many, and where they are.
pub async fn run(args: ImportArgs) -> Result<()> {
    if !args.from_electrodb {
        bail!("say where the rows come from: --from-electrodb is what can be imported");
    }
    // The source is looked at before a file is made for the target.
    args.source.check()?;
    let (target, _) = Location::from_env(args.table, false).open().await?;
    let source = connect(&args.source, &target).await?;
    println!("from table {} ({})", source.name(), source.config().transport);
    println!("to table {} ({})", target.name(), target.config().transport);
    let files = Files::new(args.report);
    let bar = bar();
    let outcome = import(&source, &target, &files, &bar).await;
    bar.finish_and_clear();
    let outcome = outcome?;
    println!("{outcome}");
    let refused = outcome.refused();
    if refused > 0 {
        bail!(
            "{refused} rows were not written; {} has each with the reason. Mend them in the source and run the same command \
             again: what is there already is left as it is",
            files.report.display()
        );
    }
    Ok(())
}

impl SourceArgs {
    /// Whether they name a source that may be there.
    fn check(&self) -> Result<()> {
        match (&self.source_data, &self.source_endpoint, &self.source_table) {
            (Some(path), _, _) if !path.exists() => bail!("there is no file {}", path.display()),
            (None, None, None) => {
                bail!("name the source: --source-table, --source-endpoint or --source-data")
            }
            _ => Ok(()),
        }
    }
}

/// The source: a table of `DynamoDB`, at an endpoint, or in a file.
async fn connect(source: &SourceArgs, target: &Table) -> Result<Table> {
    let name = source.source_table.as_deref().unwrap_or(DEFAULT_TABLE);
    let config = match (&source.source_data, &source.source_endpoint) {
        // A file belongs to one connection: two tables in it share that of the target.
        (Some(path), _) if is_file_of(target, path) => match target.engine() {
            Some(engine) => TableConfig::engine(name, engine),
            None => TableConfig::file(name, path),
        },
        (Some(path), _) => TableConfig::file(name, path),
        (None, Some(url)) => TableConfig::endpoint(name, url),
        (None, None) => TableConfig::aws(name),
    };
    let table = Table::connect(config)
        .await
        .context("the source cannot be used")?;
    table
        .describe_table()
        .await
        .with_context(|| format!("the source {name} cannot be used"))?;
    Ok(table)
}

fn is_file_of(table: &Table, path: &Path) -> bool {
    match &table.config().transport {
        Transport::File(open) => {
            let same =
                |one: &Path, other: &Path| Some(one.canonicalize().ok()? == other.canonicalize().ok()?);
            same(open, path).unwrap_or(false)
        }
        _ => false,
    }
}

/// Copies what a source holds, from where an earlier run with these files was cut off.
///
/// # Errors
/// When a table or a file cannot be used. What was written by then stays, and the next run goes on.
pub async fn import(source: &Table, target: &Table, files: &Files, bar: &ProgressBar) -> Result<Outcome> {
    let tables = checkpoint::Tables::of(source, target);
    let earlier = Checkpoint::load(&files.checkpoint, &tables)?;
    // The page at which an earlier run was cut off: some of its rows are there, and nobody noted it.
    let mut in_doubt = earlier.is_some();
    let mut checkpoint = earlier.unwrap_or_else(|| Checkpoint::new(tables));
    let mut report = Report::open(&files.report, checkpoint.report)?;
    checkpoint.store(&files.checkpoint)?;
    let today = Today::anywhere(service::now());
    let mut facts = Facts::default();
    let mut cursor = None;
    loop {
        let (items, next) = page(source, cursor).await?;
        for item in &items {
            facts.learn(item, today);
        }
        match next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    loop {
        let (items, next) = page(source, checkpoint.cursor.take()).await?;
        let mut rows = Vec::with_capacity(items.len());
        for item in items {
            match convert::convert(&item, &facts, today) {
                Converted::Foreign => checkpoint.outcome.foreign += 1,
                Converted::Refused { entity, reason } => {
                    checkpoint.outcome.count(entity, |counts| {
                        counts.read += 1;
                        counts.refused += 1;
                    });
                    report.refused(entity, &item, &reason)?;
                }
                Converted::Row(row) => {
                    checkpoint.outcome.count(row.entity, |counts| counts.read += 1);
                    rows.push((row, item));
                }
            }
        }
        let new: Vec<Item> = rows.iter().map(|(row, _)| row.item.clone()).collect();
        let written = write::create_all(target, new).await?;
        for ((row, item), written) in rows.into_iter().zip(written) {
            let written = match written {
                Creation::Written => true,
                Creation::Present { same } => same && in_doubt,
            };
            checkpoint.outcome.count(row.entity, |counts| {
                if written {
                    counts.written += 1;
                    counts.changed += u64::from(row.change.is_some());
                } else {
                    counts.skipped += 1;
                }
            });
            if let (Some(change), true) = (row.change, written) {
                report.changed(row.entity, &item, change)?;
            }
            bar.inc(1);
        }
        in_doubt = false;
        checkpoint.report = report.flush()?;
        checkpoint.cursor = next;
        if checkpoint.cursor.is_none() {
            break;
        }
        checkpoint.store(&files.checkpoint)?;
    }
    // In this order: what is cut off between the two does its last page once more.
    report.finish()?;
    checkpoint::remove(&files.checkpoint)?;
    Ok(checkpoint.outcome)
}

/// A page of the source, and where the next one starts.
async fn page(source: &Table, cursor: Option<Cursor>) -> Result<(Vec<Item>, Option<Cursor>)> {
    let scan = Scan {
        cursor,
        limit: Some(PAGE),
        consistent: true,
        ..Scan::default()
    };
    let page = source.scan(scan).await.context("the source cannot be read")?;
    Ok((page.items, page.cursor))
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.set_style(
        ProgressStyle::with_template("imported {pos} rows")
            .unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    bar
}
