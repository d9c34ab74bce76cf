//! `BatchExecuteStatement`: several statements in `PartiQL`, each carried out by itself.

use serde_json::{Value as Json, json};

use super::capacity::{ByTable, Consumed, Mode, read_units};
use super::statement::{self, Written};
use super::{batch, echo};
use crate::Engine;
use crate::error::{Exception, Failure};
use crate::expression::Projection;
use crate::partiql::{self, Select, Statement};
use crate::request::{Members, referred};
use crate::store::{Session, Tables, find};
use crate::value::{Item, json as value_json, size};

/// The most statements of a request.
const MAX_STATEMENTS: usize = 25;

/// What became of a statement.
struct Outcome {
    table: String,
    item: Option<Item>,
    consumed: Consumed,
}

pub(super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let mut broken = Vec::new();
    let capacity = Mode::read(members, &mut broken)?;
    let list = members.list("Statements")?.unwrap_or_default();
    if !(1..=MAX_STATEMENTS).contains(&list.len()) {
        let (side, bound) = if list.is_empty() {
            ("greater", 1)
        } else {
            ("less", MAX_STATEMENTS)
        };
        broken.push(format!(
            "Value '{}' at 'statements' failed to satisfy constraint: Member must have length {side} than or equal to \
             {bound}",
            echo::batch_statements(list)
        ));
    }
    let mut written = Vec::with_capacity(list.len());
    for (number, entry) in list.iter().enumerate() {
        let entry = Members::of(entry)?;
        Written::check(entry, &format!("statements.{}.member.", number + 1), &mut broken)?;
        written.push(entry);
    }
    Failure::constraints(&broken)?;
    let tables = engine.store.tables();
    let mut statements = Vec::with_capacity(written.len());
    for entry in written {
        let prepared = match Written::read(entry) {
            Ok(written) => prepare(&written, &tables),
            Err(failure) if failure.exception == Exception::Validation => Err((None, failure)),
            Err(failure) => return Err(failure),
        };
        statements.push(prepared);
    }
    check_together(&statements, &tables)?;
    let is_read = |prepared: &Result<Prepared, Failed>| {
        prepared
            .as_ref()
            .is_ok_and(|prepared| prepared.statement.is_read())
    };
    let outcomes = if statements.iter().any(is_read) {
        read(engine, statements, &tables)
    } else {
        write(engine, statements)?
    };
    let mut consumed = ByTable::default();
    let responses: Vec<Json> = outcomes
        .into_iter()
        .map(|outcome| response(outcome, &mut consumed))
        .collect();
    Ok(statement::answer(responses, consumed.answer(capacity, None)))
}

/// Why a statement failed, with its table if that came to be known.
type Failed = (Option<String>, Failure);

/// A statement that can be carried out.
struct Prepared {
    statement: Statement,
    shows_item: bool,
    consistent: bool,
}

/// Reads a statement; a `SELECT` must read one item by its key.
fn prepare(written: &Written<'_>, tables: &Tables) -> Result<Prepared, Failed> {
    let statement = written.parse().map_err(|refusal| (None, refusal.into()))?;
    match &statement {
        Statement::Select(select) => {
            let name = referred(&select.table);
            let table = find(tables, name).map_err(|failure| (Some(name.to_owned()), failure))?;
            if partiql::is_of_one_item(select, table).is_none() {
                return Err((
                    None,
                    Failure::validation(
                        "Select statements within BatchExecuteStatement must specify the primary key in the where clause.",
                    ),
                ));
            }
        }
        Statement::Exists(_) => {
            return Err((
                None,
                Failure::validation("EXISTS can only be used in ExecuteTransaction write requests."),
            ));
        }
        Statement::Insert { .. } | Statement::Update { .. } | Statement::Delete { .. } => {}
    }
    Ok(Prepared {
        statement,
        shows_item: written.shows_item,
        consistent: written.consistent,
    })
}

/// Refuses statements that cannot be in one request.
fn check_together(statements: &[Result<Prepared, Failed>], tables: &Tables) -> Result<(), Failure> {
    let sound = || statements.iter().filter_map(|prepared| prepared.as_ref().ok());
    let reads = sound().filter(|prepared| prepared.statement.is_read()).count();
    if reads > 0 && reads < sound().count() {
        return Err(Failure::validation(
            "Read and write requests together in the same batch is not supported.",
        ));
    }
    if statement::are_distinct(sound().map(|prepared| &prepared.statement), tables) {
        Ok(())
    } else {
        Err(batch::repeated())
    }
}

type Outcomes = Vec<Result<Outcome, Failed>>;

fn read(engine: &Engine, statements: Vec<Result<Prepared, Failed>>, tables: &Tables) -> Outcomes {
    let view = engine.store.read();
    let one = |prepared: Prepared| -> Result<Outcome, Failure> {
        let Statement::Select(select) = &prepared.statement else {
            return Err(Failure::validation("Expected a read"));
        };
        let table = find(tables, referred(&select.table))?;
        let key = partiql::is_of_one_item(select, table).unwrap_or_default();
        table.check_key(&key)?;
        let item = view.item(&table.place(&key))?;
        let units = read_units(item.as_ref().map_or(0, size::of_item), prepared.consistent);
        Ok(Outcome {
            table: table.name.clone(),
            item: item.map(|item| shown(select, item)),
            consumed: Consumed::by_read(None, units),
        })
    };
    let outcomes = statements
        .into_iter()
        .map(|prepared| prepared.and_then(|prepared| one(prepared).map_err(|failure| (None, failure))));
    outcomes.collect()
}

/// What a statement selects of an item.
fn shown(select: &Select, item: Item) -> Item {
    match &select.columns {
        None => item,
        Some(columns) => Projection::of_columns(columns.clone()).apply(&item),
    }
}

/// Carries writes out, in one commit; each of them succeeds or fails by itself.
fn write(engine: &Engine, statements: Vec<Result<Prepared, Failed>>) -> Result<Outcomes, Failure> {
    engine.store.write(move |session: &mut Session<'_>| {
        let mut outcomes = Outcomes::with_capacity(statements.len());
        for prepared in statements {
            let prepared = match prepared {
                Ok(prepared) => prepared,
                Err(failed) => {
                    outcomes.push(Err(failed));
                    continue;
                }
            };
            let Prepared {
                statement,
                shows_item,
                ..
            } = prepared;
            outcomes.push(match statement::change_alone(session, &statement, shows_item) {
                Ok(change) => {
                    session.apply(&change)?;
                    let item = partiql::returned(&statement, change.before.as_ref(), change.after.as_ref());
                    Ok(Outcome {
                        table: change.table.name.clone(),
                        item,
                        consumed: Consumed::by_write(&change),
                    })
                }
                Err(failure) if failure.exception == Exception::InternalServer => return Err(failure),
                Err(failure) => Err((Some(referred(statement.table()).to_owned()), failure)),
            });
        }
        Ok(outcomes)
    })
}

/// The answer to one statement.
fn response(outcome: Result<Outcome, Failed>, consumed: &mut ByTable) -> Json {
    match outcome {
        Ok(outcome) => {
            let mut response = json!({ "TableName": outcome.table });
            if let Some(item) = &outcome.item {
                response["Item"] = value_json::from_item(item);
            }
            consumed.add(&outcome.table, outcome.consumed);
            response
        }
        Err((table, mut failure)) => {
            let code = match failure.exception {
                Exception::ConditionalCheckFailed => "ConditionalCheckFailed",
                Exception::DuplicateItem => "DuplicateItem",
                Exception::ResourceNotFound => "ResourceNotFound",
                _ => "ValidationError",
            };
            let mut error = json!({ "Code": code, "Message": failure.message });
            if let Some(item) = failure.members.remove("Item") {
                error["Item"] = item;
            }
            let mut response = json!({ "Error": error });
            // The table is said of a statement that was not refused for what it says.
            if let Some(table) = table.filter(|_| code != "ValidationError") {
                if code != "ResourceNotFound" {
                    consumed.add(&table, Consumed::by_check(0));
                }
                response["TableName"] = Json::from(table);
            }
            response
        }
    }
}
