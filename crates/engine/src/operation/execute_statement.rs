//! `ExecuteStatement`: one statement in `PartiQL`.

use serde_json::{Map, Value as Json};

use super::capacity::{Consumed, Mode};
use super::page::{Bounds, Page, Request, Source, Span};
use super::query;
use super::statement::{self, Written};
use super::transact_write_items::digest;
use crate::Engine;
use crate::error::Failure;
use crate::expression::Projection;
use crate::partiql::{self, Reading, Select, Statement, next_token};
use crate::request::{Members, referred};
use crate::store::{Session, find};
use crate::table::{Index, segment};
use crate::value::json;

pub(super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let mut broken = Vec::new();
    statement::check_shown(members, "", &mut broken)?;
    let limit = members.integer_within("Limit", 1, i64::MAX, &mut broken)?;
    statement::check_text(members, "", &mut broken)?;
    let capacity = Mode::read(members, &mut broken)?;
    statement::check_parameters(members, "", &mut broken)?;
    Failure::constraints(&broken)?;
    let written = Written::read(members)?;
    let token = members.text("NextToken")?;
    let bounds = Bounds {
        limit: limit.and_then(|limit| usize::try_from(limit).ok()),
        consistent: written.consistent,
        capacity,
    };
    match written.parse()? {
        Statement::Select(select) => {
            let parameters = members.list("Parameters")?.unwrap_or_default();
            let digest = format!("{} {}", digest::of_text(written.text), digest::of(parameters));
            read(engine, &select, &bounds, token, &digest)
        }
        Statement::Exists(_) => Err(Failure::validation(
            "EXISTS can only be used in ExecuteTransaction write requests.",
        )),
        statement => write(engine, statement, written.shows_item, capacity),
    }
}

fn write(
    engine: &Engine,
    statement: Statement,
    shows_item: bool,
    capacity: Mode,
) -> Result<Vec<u8>, Failure> {
    let (statement, change) = engine.store.write(move |session: &mut Session<'_>| {
        let change = statement::change_alone(session, &statement, shows_item)?;
        session.apply(&change)?;
        Ok((statement, change))
    })?;
    let returned = partiql::returned(&statement, change.before.as_ref(), change.after.as_ref());
    let mut answer = Map::new();
    let items = returned.as_ref().map(json::from_item).into_iter().collect();
    answer.insert("Items".to_owned(), Json::Array(items));
    let consumed = match capacity {
        Mode::None => None,
        mode => Consumed::by_write(&change).answer(mode, &change.table.name),
    };
    answer.extend(consumed.map(|consumed| ("ConsumedCapacity".to_owned(), consumed)));
    Ok(Json::Object(answer).to_string().into_bytes())
}

fn read(
    engine: &Engine,
    select: &Select,
    bounds: &Bounds,
    token: Option<&str>,
    digest: &str,
) -> Result<Vec<u8>, Failure> {
    let tables = engine.store.tables();
    let table = find(&tables, referred(&select.table))?;
    let index = match &select.index {
        None => None,
        Some(name) => Some(
            table
                .index(name)
                .ok_or_else(|| Failure::validation("The table does not have the specified index"))?,
        ),
    };
    let source = Source { table, index };
    if bounds.consistent && index.is_some_and(|index| index.is_global) {
        return Err(Failure::validation(
            "Strongly consistent read is not supported on Global Secondary Indexes",
        ));
    }
    let reading = partiql::reading(select, table, index)?;
    check_columns(select, index)?;
    let mut spans: Vec<Span> = match &reading {
        Reading::All => {
            let (from, to) = segment(source.number(), 0, 1);
            vec![Span {
                from,
                to,
                forward: true,
            }]
        }
        Reading::Parts { parts, forward } => {
            let span = |bound| query::span(source, bound, *forward);
            parts.iter().map(span).collect()
        }
    };
    if let Some(token) = token {
        let start = next_token::read(token, digest)?;
        let place = source.check_start(&start)?;
        let at = spans
            .iter()
            .position(|span| span.contains(&place))
            .ok_or_else(|| Failure::validation("NextToken does not match request"))?;
        spans.drain(..at);
        spans[0].begin_after(&place);
    }
    let projection = select.columns.clone().map(Projection::of_columns);
    let request = Request::of_statement(select, projection, bounds);
    let view = engine.view(index);
    let mut page = Page::new(&request);
    for span in &spans {
        page.fill(&view, source, span, &request)?;
        if page.last.is_some() {
            break;
        }
    }
    let consumed = page.consumed(source, &request);
    let mut answer = page.answer;
    answer.push(b']');
    // One item by its key is all there is.
    let is_one_item = partiql::is_of_one_item(select, table).is_some();
    if let Some(last) = page.last.filter(|_| !is_one_item) {
        answer.extend_from_slice(b",\"NextToken\":\"");
        answer.extend_from_slice(next_token::write(digest, &last).as_bytes());
        answer.push(b'"');
    }
    if let Some(consumed) = consumed {
        answer.extend_from_slice(b",\"ConsumedCapacity\":");
        answer.extend_from_slice(consumed.to_string().as_bytes());
    }
    answer.push(b'}');
    Ok(answer)
}

/// Refuses columns that a global index does not hold; a local one looks them up.
fn check_columns(select: &Select, index: Option<&Index>) -> Result<(), Failure> {
    let Some((index, held)) = index.and_then(|index| Some((index, index.projection.as_ref()?))) else {
        return Ok(());
    };
    let is_held = |name: &str| held.paths().any(|path| path.attribute == name);
    let missing: Vec<&str> = select
        .columns
        .iter()
        .flatten()
        .map(|path| path.attribute.as_str())
        .filter(|name| !is_held(name))
        .collect();
    if missing.is_empty() || !index.is_global {
        return Ok(());
    }
    Err(Failure::validation(format!(
        "One or more parameter values were invalid: Global secondary index {} does not project [{}]",
        index.name,
        missing.join(", ")
    )))
}
