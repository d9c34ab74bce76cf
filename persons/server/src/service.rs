//! The business rules: what may be written when, each write in one transaction.
//!
//! - A row is created only if its id is new, changed and deleted only if it is there, and belongs to a person that exists
//!   and is not being deleted.
//! - A change writes only the fields that it names. It is checked on the row that it makes, on the condition that the
//!   other fields are still those that were checked; if not, it is tried again on the newer row. So two changes of
//!   different fields both last, and no two changes that are right alone make a row that is wrong.
//! - At most one child of a kind is primary. See the module `guard` for how the children of a person are kept together.
//! - A person is deleted with everything that belongs to it, and nothing is orphaned whichever step fails: `deletion`.
//!
//! What fields may hold is left to `persons-model`; paths, status codes and bodies to [`crate::http`].

mod children;
mod deletion;
mod failure;
mod guard;
mod persons;
mod rows;

use std::time::Duration;

use jiff::Timestamp;
use lockstep_entity::request::{Query, TransactOp, TransactWrite};
use lockstep_entity::{Condition, Cursor, EntityQuery, Item};
use lockstep_protocol::{FieldError, Page, ProblemKind};
use lockstep_table::Table;
use persons_model::{Id, Instant, Record, Stamp, Today};

pub use rows::{ChildRow, ListedRow};

use crate::refusal::{Refusal, Result};

/// How often a write is tried again on newer rows before it is refused as contended.
const ATTEMPTS: u32 = 12;

/// Carries out what the API is asked for. Clones are cheap and share one table.
#[derive(Clone, Debug)]
pub struct Service {
    table: Table,
}

/// Which page of a listing is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// The greatest number of rows.
    pub limit: u32,
    /// The cursor of the page before, as the client sent it.
    pub cursor: Option<String>,
}

impl Service {
    /// A service on a table that exists.
    #[must_use]
    pub fn new(table: Table) -> Self {
        Self { table }
    }

    /// The table.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Whether the table answers.
    ///
    /// # Errors
    /// 503 when it does not.
    pub async fn ping(&self) -> Result<()> {
        self.table.describe_table().await.map_err(failure::unavailable)?;
        Ok(())
    }

    /// One page of all rows of a kind, in the order of the index.
    ///
    /// # Errors
    /// 400 for a cursor that is not one of this listing.
    pub async fn list<R: ListedRow>(&self, page: PageRequest) -> Result<Page<R>> {
        self.page(R::everywhere(), page).await
    }

    async fn page<R: Record>(&self, query: EntityQuery<R>, page: PageRequest) -> Result<Page<R>> {
        let mut query = query.limit(page.limit);
        if let Some(cursor) = page.cursor {
            query = cursor
                .parse::<Cursor>()
                .and_then(|cursor| query.after(cursor))
                .map_err(|error| Refusal::new(ProblemKind::Malformed, format!("`cursor` is {error}")))?;
        }
        let page = self.table.query(Query::from(query)).await?;
        let items = page.items.into_iter().filter_map(readable).collect();
        Ok(Page {
            items,
            cursor: page.cursor.map(|cursor| cursor.to_string()),
        })
    }

    async fn transact(&self, operations: Vec<TransactOp>) -> std::result::Result<(), lockstep_table::Error> {
        self.table.transact(TransactWrite::from_iter(operations)).await
    }
}

/// Reads a row of a listing. One that cannot be read is left out and named in the log: a single bad item must not take
/// the whole listing down for everyone.
fn readable<R: Record>(item: Item) -> Option<R> {
    let key = item
        .get("pk")
        .and_then(|pk| pk.as_str())
        .unwrap_or_default()
        .to_owned();
    R::from_item(item)
        .inspect_err(
            |error| tracing::error!(%key, noun = R::NOUN, %error, "an item that cannot be read was left out"),
        )
        .ok()
}

/// What a write adds to a new row.
fn stamp(person_id: Option<Id>) -> Stamp {
    Stamp {
        id: Id::from_random_bytes(rand::random()),
        person_id,
        now: now(),
    }
}

/// The time by this machine's clock.
pub(crate) fn now() -> Instant {
    Instant::from_millisecond(Timestamp::now().as_millisecond())
        .expect("the clock shows a year of four digits")
}

/// The latest day that is today anywhere.
fn today() -> Today {
    Today::anywhere(now())
}

/// The refusal of fields that the model does not accept.
fn invalid<R: Record>(errors: Vec<persons_model::FieldError>) -> Refusal {
    let errors = errors
        .into_iter()
        .map(|error| FieldError::new(error.path, error.code.as_str(), error.message));
    Refusal::invalid(&format!("the {}", R::NOUN), errors.collect())
}

/// The refusal of a row that is not there.
fn not_found<R: Record>(id: Id) -> Refusal {
    Refusal::new(ProblemKind::NotFound, format!("there is no {} {id}", R::NOUN))
}

fn contended<R: Record>(id: Id) -> Refusal {
    Refusal::new(
        ProblemKind::Contended,
        format!(
            "the {} {id} kept changing while this was written; send the request again",
            R::NOUN
        ),
    )
}

/// The condition that the fields which a change leaves alone are still those of `item`, as the table holds them.
///
/// Compared are the stored values and not the row's: another application may have written the same value in another
/// form, such as a date with another time of day.
fn unchanged<R: Record>(item: &Item, update: &lockstep_entity::Update) -> Option<Condition> {
    let attributes = R::model()
        .attributes()
        .iter()
        .map(lockstep_entity::model::AttributeModel::name);
    attributes
        .filter(|name| update.get(name).is_none())
        .map(|name| match item.get(name) {
            Some(value) => Condition::eq(name.to_owned(), value.clone()),
            None => Condition::not_exists(name.to_owned()),
        })
        .reduce(Condition::and)
}

/// Waits before another attempt, a little longer each time, at random so that writers who met do not meet again.
async fn back_off(attempt: u32) {
    let most = 4 << attempt.min(6);
    tokio::time::sleep(Duration::from_millis(rand::random_range(0..=most))).await;
}
