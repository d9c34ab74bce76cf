//! `CreateTable`, `DescribeTable`, `ListTables`, `DeleteTable`.

use serde_json::{Value as Json, json};

use crate::Engine;
use crate::error::{Exception, Failure};
use crate::request::{Members, check_table_name};
use crate::store::Session;
use crate::table::{self, Table};

/// The most names of one page of `ListTables`.
const MAX_NAMES: i64 = 100;

pub(super) fn create(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    table::check(members)?;
    let now = engine.now();
    let request: Json = members
        .iter()
        .map(|(name, json)| (name.clone(), json.clone()))
        .collect();
    let table = engine.store.write(move |session: &mut Session<'_>| {
        let table = Table::new(session.next_number()?, now, request)?;
        if session.find_table(&table.name).is_some() {
            return Err(Failure::new(
                Exception::ResourceInUse,
                format!("Table already exists: {}", table.name),
            ));
        }
        session.add_table(table)
    })?;
    Ok(described("TableDescription", &table, "CREATING"))
}

pub(super) fn describe(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let name = table_name(members)?;
    let tables = engine.store.tables();
    let table = tables.get(&name).ok_or_else(|| not_found(&name))?;
    Ok(described("Table", table, "ACTIVE"))
}

pub(super) fn delete(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let name = table_name(members)?;
    let table = engine.store.write(move |session: &mut Session<'_>| {
        let table = session
            .find_table(&name)
            .cloned()
            .ok_or_else(|| not_found(&name))?;
        session.remove_table(&table)?;
        Ok(table)
    })?;
    Ok(described("TableDescription", &table, "DELETING"))
}

pub(super) fn list(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let limit = members.integer("Limit")?.unwrap_or(MAX_NAMES);
    let mut broken = Vec::new();
    if !(1..=MAX_NAMES).contains(&limit) {
        let (side, bound) = if limit < 1 {
            ("greater", 1)
        } else {
            ("less", MAX_NAMES)
        };
        broken.push(format!(
            "Value '{limit}' at 'limit' failed to satisfy constraint: Member must have value {side} than or equal to \
             {bound}"
        ));
    }
    let start = members.text("ExclusiveStartTableName")?;
    broken.extend(start.and_then(|start| check_table_name(start, "exclusiveStartTableName", 3)));
    Failure::constraints(&broken)?;
    let tables = engine.store.tables();
    let limit = usize::try_from(limit).unwrap_or_default();
    let mut after = tables
        .keys()
        .skip_while(|name| start.is_some_and(|start| name.as_str() <= start));
    let names: Vec<&String> = after.by_ref().take(limit).collect();
    let mut answer = json!({ "TableNames": names });
    if let (Some(_), Some(last)) = (after.next(), names.last()) {
        answer["LastEvaluatedTableName"] = Json::from(last.as_str());
    }
    Ok(answer.to_string().into_bytes())
}

fn table_name(members: Members<'_>) -> Result<String, Failure> {
    let mut broken = Vec::new();
    let name = members.table_name(3, &mut broken)?;
    Failure::constraints(&broken)?;
    Ok(name)
}

fn not_found(name: &str) -> Failure {
    Failure::new(
        Exception::ResourceNotFound,
        format!("Requested resource not found: Table: {name} not found"),
    )
}

fn described(member: &str, table: &Table, status: &str) -> Vec<u8> {
    json!({ member: table.describe(status) }).to_string().into_bytes()
}
