//! `ExecuteTransaction`: several statements in `PartiQL`, all of them or none.

use serde_json::json;

use super::capacity::{self, ByTable, Consumed, Mode, read_units};
use super::echo;
use super::statement::{self, Written};
use super::transact_write_items::{self, Kind, digest};
use super::transaction::{self, Reason};
use crate::Engine;
use crate::error::{Exception, Failure};
use crate::expression::Projection;
use crate::partiql::{self, Select, Statement};
use crate::request::{Members, referred};
use crate::store::{Change, Session, Tables, Used};
use crate::value::{json as value_json, size};

/// The most statements of a request.
const MAX_STATEMENTS: usize = 100;

/// A statement, and whether its failed condition shows the item.
type Prepared = (Statement, bool);

/// What became of a transaction of writes.
enum Outcome {
    Done(Vec<(Kind, Change)>),
    Repeated(Used),
}

pub(super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let token = transact_write_items::token(members)?;
    let list = members.list("TransactStatements")?.unwrap_or_default();
    let mut broken = Vec::new();
    if !(1..=MAX_STATEMENTS).contains(&list.len()) {
        let (side, bound) = if list.is_empty() {
            ("greater", 1)
        } else {
            ("less", MAX_STATEMENTS)
        };
        broken.push(format!(
            "Value '{}' at 'transactStatements' failed to satisfy constraint: Member must have length {side} than or \
             equal to {bound}",
            echo::statements(list)
        ));
    }
    let mut entries = Vec::with_capacity(list.len());
    for (number, entry) in list.iter().enumerate() {
        let entry = Members::of(entry)?;
        let path = format!("transactStatements.{}.member.", number + 1);
        Written::check(entry, &path, &mut broken)?;
        entries.push(entry);
    }
    let capacity = Mode::read(members, &mut broken)?;
    Failure::constraints(&broken)?;
    let written = entries
        .into_iter()
        .map(Written::read)
        .collect::<Result<Vec<_>, _>>()?;
    let tables = engine.store.tables();
    let mut statements = Vec::with_capacity(written.len());
    for (number, written) in written.iter().enumerate() {
        let statement = prepare(written, &tables).map_err(|mut failure| {
            failure.message = format!(
                "Validation failed in TransactStatements[{number}]: {}",
                failure.message
            );
            failure
        })?;
        statements.push((statement, written.shows_item));
    }
    let reads = statements
        .iter()
        .filter(|(statement, _)| statement.is_read())
        .count();
    if reads > 0 && reads < statements.len() {
        return Err(Failure::validation(
            "ExecuteTransaction API does not support both read and write operations in the same request.",
        ));
    }
    if !statement::are_distinct(statements.iter().map(|(statement, _)| statement), &tables) {
        return Err(transaction::repeated());
    }
    if reads > 0 {
        return read(engine, &statements, &tables, capacity);
    }
    let token = token.map(|token| (token.to_owned(), digest::of(list), engine.now()));
    write(engine, statements, token, capacity)
}

/// Reads a statement, and checks what can be checked of it by itself.
fn prepare(written: &Written<'_>, tables: &Tables) -> Result<Statement, Failure> {
    let statement = written.parse()?;
    if statement.returning().is_some() {
        return Err(Failure::validation(
            "RETURNING clause is not supported in ExecuteTransaction.",
        ));
    }
    let table = tables.get(referred(statement.table()));
    match &statement {
        Statement::Select(select) => {
            if select.index.is_some() {
                return Err(Failure::validation(
                    "Reads on indices are not supported within transactions.",
                ));
            }
            if table.is_some_and(|table| partiql::is_of_one_item(select, table).is_none()) {
                return Err(Failure::validation(
                    "Select statements within ExecuteTransaction must specify the primary key in the where clause.",
                ));
            }
        }
        Statement::Exists(select) => {
            let is_sound = |table| {
                select.index.is_none()
                    && partiql::target(&statement, table).is_ok()
                    && partiql::is_of_one_item(select, table).is_none()
            };
            if table.is_some_and(|table| !is_sound(table)) {
                return Err(Failure::validation(
                    "EXISTS() must contain a single item read with additional condition",
                ));
            }
        }
        Statement::Insert { .. } | Statement::Update { .. } | Statement::Delete { .. } => {}
    }
    Ok(statement)
}

fn read(
    engine: &Engine,
    statements: &[Prepared],
    tables: &Tables,
    capacity: Mode,
) -> Result<Vec<u8>, Failure> {
    let selects: Vec<&Select> = statements
        .iter()
        .filter_map(|(statement, _)| match statement {
            Statement::Select(select) => Some(select),
            _ => None,
        })
        .collect();
    let mut reasons = Vec::with_capacity(selects.len());
    let mut places = Vec::with_capacity(selects.len());
    for select in &selects {
        let place = place(select, tables);
        reasons.push(match &place {
            Ok(_) => Reason::NONE,
            Err(failure) => reason(failure.clone())?,
        });
        places.extend(place);
    }
    transaction::check(reasons)?;
    let view = engine.store.read();
    let mut consumed = ByTable::default();
    let mut responses = Vec::with_capacity(selects.len());
    for (select, place) in selects.into_iter().zip(places) {
        let item = view.item(&place)?;
        let units = read_units(item.as_ref().map_or(0, size::of_item), true);
        consumed.add(
            referred(&select.table),
            Consumed::by_read(None, units).in_transaction(),
        );
        let item = item.map(|item| match &select.columns {
            None => item,
            Some(columns) => Projection::of_columns(columns.clone()).apply(&item),
        });
        responses.push(match item {
            Some(item) => json!({ "Item": value_json::from_item(&item) }),
            None => json!({}),
        });
    }
    Ok(statement::answer(
        responses,
        consumed.answer(capacity, Some(capacity::Kind::Read)),
    ))
}

/// Where the item is that a statement reads.
fn place(select: &Select, tables: &Tables) -> Result<Vec<u8>, Failure> {
    let table = crate::store::find(tables, referred(&select.table))?;
    let key = partiql::is_of_one_item(select, table).unwrap_or_default();
    table.check_key(&key)?;
    Ok(table.place(&key))
}

fn write(
    engine: &Engine,
    statements: Vec<Prepared>,
    token: Option<(String, String, u64)>,
    capacity: Mode,
) -> Result<Vec<u8>, Failure> {
    let outcome = engine.store.write(move |session: &mut Session<'_>| {
        if let Some((token, digest, now)) = &token
            && let Some(used) = session.token(token, *now)?
        {
            return if used.digest == *digest {
                Ok(Outcome::Repeated(used))
            } else {
                Err(transact_write_items::mismatch())
            };
        }
        let mut reasons = Vec::with_capacity(statements.len());
        let mut changes = Vec::with_capacity(statements.len());
        for (statement, shows_item) in &statements {
            let kind = match statement {
                Statement::Exists(_) => Kind::ConditionCheck,
                _ => Kind::Put,
            };
            match statement::change(session, statement, *shows_item) {
                Ok(change) => {
                    changes.push((kind, change));
                    reasons.push(Reason::NONE);
                }
                Err(failure) => reasons.push(reason(failure)?),
            }
        }
        transaction::check(reasons)?;
        for (_, change) in &changes {
            session.apply(change)?;
        }
        if let Some((token, digest, now)) = token {
            let units = transact_write_items::read_again(&changes).into_tables().collect();
            session.use_token(&token, now, &Used { digest, units })?;
        }
        Ok(Outcome::Done(changes))
    })?;
    let consumed = match &outcome {
        _ if capacity == Mode::None => None,
        Outcome::Done(changes) => {
            transact_write_items::written(changes).answer(capacity, Some(capacity::Kind::Write))
        }
        Outcome::Repeated(used) => {
            ByTable::by_reads(&used.units).answer(capacity, Some(capacity::Kind::Read))
        }
    };
    Ok(statement::answer(Vec::new(), consumed))
}

/// Why a statement cancels its transaction.
fn reason(failure: Failure) -> Result<Reason, Failure> {
    let code = match failure.exception {
        Exception::DuplicateItem => "DuplicateItem",
        Exception::ResourceNotFound => "ResourceNotFound",
        _ => return Reason::of(failure),
    };
    Ok(Reason {
        code,
        message: Some(failure.message),
        item: None,
    })
}
