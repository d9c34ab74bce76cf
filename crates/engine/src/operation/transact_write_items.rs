//! `TransactWriteItems`: puts, updates, deletes and conditions on several items, all of them or none.

mod action;
pub(super) mod digest;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use self::action::Action;
pub(super) use self::action::Kind;
use super::capacity::{self, ByTable, Consumed, Mode, read_units};
use super::metrics::{self, Collections};
use super::transaction::{self, Reason};
use super::{echo, update_item};
use crate::Engine;
use crate::error::{Exception, Failure};
use crate::request::Members;
use crate::store::{Change, Session, Used};
use crate::table::Table;
use crate::value::{Item, size};

/// The most bytes of a token.
const MAX_TOKEN_BYTES: usize = 36;

/// What became of a transaction.
enum Outcome {
    /// It was carried out now: what each operation changed, a condition nothing.
    Done(Vec<(Kind, Change)>),
    /// It had been carried out before.
    Repeated(Used),
}

pub(super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let items = transaction::items(members, echo::transact_write)?;
    let token = token(members)?;
    let mut broken = Vec::new();
    let capacity = Mode::read(members, &mut broken)?;
    let wants_metrics = metrics::read(members, &mut broken)?;
    let actions = action::read_all(items, broken)?;
    transaction::check_size(actions.iter().map(Action::size).sum())?;
    let token = token.map(|token| (token.to_owned(), digest::of(items), engine.now()));
    let outcome = engine.store.write(move |session: &mut Session<'_>| {
        if let Some((token, digest, now)) = &token
            && let Some(used) = session.token(token, *now)?
        {
            return if used.digest == *digest {
                Ok(Outcome::Repeated(used))
            } else {
                Err(mismatch())
            };
        }
        let changes = prepare(session, actions)?;
        for (_, change) in &changes {
            session.apply(change)?;
        }
        if let Some((token, digest, now)) = token {
            let units = read_again(&changes).into_tables().collect();
            session.use_token(&token, now, &Used { digest, units })?;
        }
        Ok(Outcome::Done(changes))
    })?;
    let mut answer = Map::new();
    let consumed = match &outcome {
        _ if capacity == Mode::None => None,
        Outcome::Done(changes) => written(changes).answer(capacity, Some(capacity::Kind::Write)),
        Outcome::Repeated(used) => {
            ByTable::by_reads(&used.units).answer(capacity, Some(capacity::Kind::Read))
        }
    };
    answer.extend(consumed.map(|consumed| ("ConsumedCapacity".to_owned(), consumed)));
    if let Outcome::Done(changes) = &outcome
        && wants_metrics
    {
        let mut collections = Collections::default();
        for (kind, change) in changes {
            let item = change.after.as_ref().or(change.before.as_ref());
            if let Some(item) = item.filter(|_| *kind != Kind::ConditionCheck) {
                collections.add(&change.table, item);
            }
        }
        let metrics = collections.answer(&engine.store.read())?;
        answer.extend(metrics.map(|metrics| ("ItemCollectionMetrics".to_owned(), metrics)));
    }
    Ok(Json::Object(answer).to_string().into_bytes())
}

pub(super) fn token(members: Members<'_>) -> Result<Option<&str>, Failure> {
    let token = members.text("ClientRequestToken")?;
    let constraint = match token.map(str::len) {
        Some(0) => "greater than or equal to 1".to_owned(),
        Some(length) if length > MAX_TOKEN_BYTES => format!("less than or equal to {MAX_TOKEN_BYTES}"),
        _ => return Ok(token),
    };
    Err(Failure::validation(format!(
        "1 validation error detected: Value at 'ClientRequestToken' failed to satisfy constraint: Member must have length \
         {constraint}"
    )))
}

pub(super) fn mismatch() -> Failure {
    Failure::new(
        Exception::IdempotentParameterMismatch,
        "Request token already in use for another request with a different payload",
    )
}

/// The changes of a transaction, if every one of its operations can be carried out; nothing is written here.
fn prepare(session: &Session<'_>, actions: Vec<Action>) -> Result<Vec<(Kind, Change)>, Failure> {
    let mut tables = Vec::with_capacity(actions.len());
    let mut places = BTreeSet::new();
    for action in &actions {
        let table = session.table(&action.table)?;
        // An empty key is refused for itself; a key that does not fit is a reason to cancel, below.
        if table.has_empty_key(&action.item) {
            fit(&table, action)?;
        }
        if fit_key(&table, action).is_ok() && !places.insert(table.place(&action.item)) {
            return Err(transaction::repeated());
        }
        tables.push(table);
    }
    let mut reasons = Vec::with_capacity(actions.len());
    let mut changes = Vec::with_capacity(actions.len());
    for (action, table) in actions.into_iter().zip(tables) {
        let kind = action.kind;
        match change(session, table, action) {
            Ok(change) => {
                changes.push((kind, change));
                reasons.push(Reason::NONE);
            }
            Err(Refused::Request(failure)) => return Err(failure),
            Err(Refused::Operation(failure)) => reasons.push(Reason::of(failure)?),
        }
    }
    transaction::check(reasons)?;
    Ok(changes)
}

/// What a refused operation is refused as.
enum Refused {
    /// The whole request.
    Request(Failure),
    /// The operation, which cancels the transaction.
    Operation(Failure),
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::Operation(failure)
    }
}

/// What an operation changes, once its key fits and its condition holds. A condition alone changes nothing.
fn change(session: &Session<'_>, table: Arc<Table>, action: Action) -> Result<Change, Refused> {
    fit(&table, &action)?;
    let before = session.item(&table.place(&action.item))?;
    action.guard.check(before.as_ref())?;
    let after = match action.kind {
        Kind::ConditionCheck => before.clone(),
        Kind::Delete => None,
        Kind::Put => Some(action.item),
        Kind::Update => {
            let start = before.clone().unwrap_or_else(|| action.item.clone());
            let update = action.update.map_err(Failure::from)?;
            match update_item::updated(&table, action.item, before.as_ref(), &update) {
                Ok(after) => Some(after),
                Err(failure) => {
                    let after = update.apply(&start).unwrap_or_default();
                    return Err(if table.has_empty_key(&after) {
                        Refused::Request(failure)
                    } else {
                        Refused::Operation(failure)
                    });
                }
            }
        }
    };
    Ok(Change { table, before, after })
}

/// Checks the key of an operation, and what else can be checked without the item.
fn fit(table: &Table, action: &Action) -> Result<(), Failure> {
    match action.kind {
        Kind::Put => table.check_item(&action.item),
        Kind::Update => match &action.update {
            Ok(update) => update_item::check(table, &action.item, update),
            Err(_) => table.check_key(&action.item),
        },
        Kind::ConditionCheck | Kind::Delete => table.check_key(&action.item),
    }
}

/// Checks the key of an operation.
fn fit_key(table: &Table, action: &Action) -> Result<(), Failure> {
    match action.kind {
        Kind::Put => table.check_key(&table.key_of(&action.item, None)),
        Kind::ConditionCheck | Kind::Delete | Kind::Update => table.check_key(&action.item),
    }
}

/// What the operations consumed.
pub(super) fn written(changes: &[(Kind, Change)]) -> ByTable {
    let mut consumed = ByTable::default();
    for (kind, change) in changes {
        let of_change = match kind {
            Kind::ConditionCheck => Consumed::by_check(largest(change)),
            Kind::Delete | Kind::Put | Kind::Update => Consumed::by_write(change),
        };
        consumed.add(&change.table.name, of_change.in_transaction());
    }
    consumed
}

/// What it consumes to ask again for the same: reading the items.
pub(super) fn read_again(changes: &[(Kind, Change)]) -> ByTable {
    let mut consumed = ByTable::default();
    for (_, change) in changes {
        let read = Consumed::by_read(None, read_units(largest(change), true));
        consumed.add(&change.table.name, read.in_transaction());
    }
    consumed
}

/// The bytes of an item, before or after, whichever are more.
fn largest(change: &Change) -> usize {
    let bytes = |item: &Option<Item>| item.as_ref().map_or(0, size::of_item);
    bytes(&change.before).max(bytes(&change.after))
}
