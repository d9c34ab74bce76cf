//! `persons seed`: made-up persons for demonstrations and tests, and the way to be rid of them.
//!
//! The same seed gives the same persons with the same ids, so a run can be repeated: persons that are there already are
//! left as they are, with whatever was changed of them since. Children are written before their person: a run that was
//! cut off leaves no person without its data, and the next run completes it.
//!
//! A server may be running on the same table meanwhile, also on the same file: each sees what the other wrote at its next
//! read, and a page that is open shows it after a reload.

mod bulk;
mod clear;

use std::collections::HashSet;
use std::time::Duration;

use anyhow::{Result, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use lockstep_entity::request::{BatchGet, WriteOp};
use lockstep_entity::{Entity, Item, Name};
use lockstep_table::Table;
use persons_model::fake::Persons;
use persons_model::{Id, Person, PersonKey, PersonWithRelations};

pub use clear::clear;
pub use persons_model::fake::DEFAULT_SEED;

use crate::cli::SeedArgs;
use crate::config::Location;
use crate::service;

/// The greatest number of persons of one run: about ten times as many items.
pub const MAX_PERSONS: u32 = 1_000_000;

/// How many persons are drawn and written together: about 1,000 items.
const GROUP: usize = 100;

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Persons that were written.
    pub persons: u64,
    /// Rows that were written: persons and what belongs to them.
    pub rows: u64,
    /// Persons that were there already and were left alone.
    pub present: u64,
    /// Persons that could not be written.
    pub failed: u64,
}

/// Carries out `persons seed`.
///
/// # Errors
/// When the table cannot be used, or a person could not be written or an item not deleted; the message says how many.
pub async fn run(args: SeedArgs) -> Result<()> {
    let location = Location::from_env(args.table, false);
    let (table, _) = location.open().await?;
    println!("table {} ({})", table.name(), table.config().transport);
    if args.clear {
        let bar = spinner("deleted {pos} items");
        let cleared = clear(&table, &bar).await;
        bar.finish_and_clear();
        println!("deleted {} items", cleared?);
    }
    let bar = progress(args.count);
    let outcome = fill(&table, args.count, args.seed, &bar).await;
    bar.finish_and_clear();
    let Outcome {
        persons,
        rows,
        present,
        failed,
    } = outcome?;
    println!("wrote {persons} persons ({rows} rows); {present} were there already");
    if failed > 0 {
        bail!(
            "{failed} of {} persons could not be written; run the same command again to complete them",
            args.count
        );
    }
    Ok(())
}

/// Writes the first `count` persons of a seed, except those that are there already.
///
/// A group of persons that cannot be written is counted and the run goes on, unless no further group could be.
///
/// # Errors
/// When the table cannot be reached or does not exist.
pub async fn fill(table: &Table, count: u32, seed: u64, bar: &ProgressBar) -> Result<Outcome> {
    let mut persons = Persons::new(seed, service::now()).take(count as usize);
    let mut outcome = Outcome::default();
    loop {
        let group: Vec<_> = persons.by_ref().take(GROUP).collect();
        if group.is_empty() {
            return Ok(outcome);
        }
        let size = group.len() as u64;
        let absent = absent(table, group).await?;
        outcome.present += size - absent.len() as u64;
        let written = write(table, &absent).await?;
        outcome.failed += (absent.len() - written.len()) as u64;
        outcome.persons += written.len() as u64;
        outcome.rows += written
            .iter()
            .map(|person| person.row_count() as u64)
            .sum::<u64>();
        bar.inc(size);
    }
}

/// Those persons of a group that the table does not have.
async fn absent(table: &Table, mut group: Vec<PersonWithRelations>) -> Result<Vec<PersonWithRelations>> {
    let key = |id: Id| Person::get(PersonKey { id }).consistent();
    let mut lookup: BatchGet = group.iter().map(|person| key(person.person.id)).collect();
    lookup.projection = vec![Name::Borrowed("pk")];
    let found = table.batch_get(lookup).await?;
    let present: HashSet<_> = found.iter().filter_map(partition).collect();
    group.retain(|person| !partition(&key(person.person.id).key).is_some_and(|pk| present.contains(pk)));
    Ok(group)
}

fn partition(item: &Item) -> Option<&str> {
    item.get("pk").and_then(|pk| pk.as_str())
}

/// Writes persons with their children, children first. Answers with the persons that are complete in the table.
async fn write<'p>(
    table: &Table,
    persons: &'p [PersonWithRelations],
) -> Result<Vec<&'p PersonWithRelations>> {
    let children = persons.iter().flat_map(children).map(WriteOp::Put).collect();
    let unwritten = unwritten(bulk::write_all(table, children).await)?;
    let complete = persons
        .iter()
        .filter(|person| !unwritten.contains(&person_key(&person.person)));
    let complete: Vec<_> = complete.collect();
    let heads = complete
        .iter()
        .map(|person| WriteOp::Put(person.person.to_item()))
        .collect();
    let unwritten = self::unwritten(bulk::write_all(table, heads).await)?;
    Ok(complete
        .into_iter()
        .filter(|person| !unwritten.contains(&person_key(&person.person)))
        .collect())
}

fn children(person: &PersonWithRelations) -> impl Iterator<Item = Item> {
    let addresses = person.addresses.iter().map(Entity::to_item);
    let bank_accounts = person.bank_accounts.iter().map(Entity::to_item);
    let contacts = person.contacts.iter().map(Entity::to_item);
    let employments = person.employments.iter().map(Entity::to_item);
    addresses.chain(bank_accounts).chain(contacts).chain(employments)
}

/// The partition that holds a person and its children.
fn person_key(person: &Person) -> String {
    partition(&Person::get(PersonKey { id: person.id }).key)
        .unwrap_or_default()
        .to_owned()
}

/// The partitions of what a batch left unwritten. An error that left nothing over is no matter of single items.
fn unwritten(result: std::result::Result<(), lockstep_table::Error>) -> Result<HashSet<String>> {
    let Err(error) = result else {
        return Ok(HashSet::new());
    };
    let gone = error.is_not_found() || error.is_denied() || error.is_unreachable();
    if error.unwritten().is_empty() || gone {
        return Err(error.into());
    }
    tracing::warn!(%error, "some items were not written");
    let items = error.unwritten().iter().map(|operation| match operation {
        WriteOp::Put(item) | WriteOp::Delete(item) => item,
    });
    Ok(items.filter_map(partition).map(str::to_owned).collect())
}

/// A bar on the terminal; nothing where standard error is none.
fn progress(count: u32) -> ProgressBar {
    let template = "{bar:40} {pos}/{len} persons, {elapsed} ({eta} left)";
    bar(
        ProgressBar::with_draw_target(Some(count.into()), ProgressDrawTarget::stderr()),
        template,
    )
}

fn spinner(template: &str) -> ProgressBar {
    bar(
        ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()),
        template,
    )
}

fn bar(bar: ProgressBar, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar.with_style(style)
}
