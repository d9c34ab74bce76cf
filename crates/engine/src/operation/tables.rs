//! `CreateTable`, `DescribeTable`, `ListTables`, `DeleteTable`.

use serde_json::{Map, Value as Json, json};

use super::stream_specification::StreamSpecification;
use super::tags;
use crate::Engine;
use crate::error::{Exception, Failure};
use crate::request::{Members, check_name};
use crate::store::{Counts, Session};
use crate::table::{self, Settings, Table};

/// The most names of one page of `ListTables`.
const MAX_NAMES: i64 = 100;

/// Members of `CreateTable` that are kept among the settings of the table.
const SETTINGS: [&str; 2] = ["StreamSpecification", "Tags"];

pub(super) fn create(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let mut broken = Vec::new();
    let stream = StreamSpecification::read(members, &mut broken)?;
    table::check(members, broken)?;
    let view = StreamSpecification::of_new_table(stream)?;
    let tags = tags::of_new_table(members)?;
    let request: Map<String, Json> = members
        .iter()
        .filter(|(name, json)| !json.is_null() && !SETTINGS.contains(name))
        .map(|(name, json)| (name.to_owned(), json.to_value()))
        .collect();
    let request = Json::Object(request);
    let now = engine.now();
    let table = engine.store.write(move |session: &mut Session<'_>| {
        let name = request["TableName"].as_str().unwrap_or_default();
        if session.find_table(name).is_some() {
            return Err(Failure::new(
                Exception::ResourceInUse,
                format!("Table already exists: {name}"),
            ));
        }
        let indexes = ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"];
        let indexes = indexes.map(|parameter| request[parameter].as_array().map_or(0, Vec::len));
        let number = session.take_numbers(1 + indexes.iter().sum::<usize>())?;
        let is_on_demand = request["BillingMode"] == "PAY_PER_REQUEST";
        let key_schema = request["KeySchema"].to_string();
        let settings = Settings {
            stream: view
                .map(|view| session.begin_stream(name, view, &key_schema))
                .transpose()?,
            tags,
            on_demand_since: Some(now).filter(|_| is_on_demand),
            ..Settings::default()
        };
        session.put_table(Table::new(number, now, request, settings)?)
    })?;
    Ok(described(
        "TableDescription",
        table.describe("CREATING", |_| "CREATING", &Counts::new()),
    ))
}

pub(super) fn describe(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let name = table_name(members)?;
    let tables = engine.store.tables();
    let table = tables.get(&name).ok_or_else(|| not_found(&name))?;
    let counts = engine.store.read().counts(table)?;
    Ok(described(
        "Table",
        table.describe("ACTIVE", |_| "ACTIVE", &counts),
    ))
}

pub(super) fn delete(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let name = table_name(members)?;
    let (table, counts) = engine.store.write(move |session: &mut Session<'_>| {
        let table = session
            .find_table(&name)
            .cloned()
            .ok_or_else(|| not_found(&name))?;
        if table.is_protected() {
            return Err(Failure::validation(
                "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection \
                 first.",
            ));
        }
        let counts = session.counts(&table)?;
        session.remove_table(&table)?;
        Ok((table, counts))
    })?;
    Ok(described(
        "TableDescription",
        table.describe("DELETING", |_| "DELETING", &counts),
    ))
}

pub(super) fn list(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let mut broken = Vec::new();
    let start = members.text("ExclusiveStartTableName")?;
    broken.extend(
        start
            .into_iter()
            .flat_map(|start| check_name(start, "exclusiveStartTableName", 3)),
    );
    let limit = members.integer("Limit")?.unwrap_or(MAX_NAMES);
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

/// The name of the table that a request is about.
pub(super) fn table_name(members: Members<'_>) -> Result<String, Failure> {
    require_table_name(members)?;
    let mut broken = Vec::new();
    let name = members.table_name(3, &mut broken)?;
    Failure::constraints(&broken)?;
    Ok(name)
}

/// Refuses a request without a table's name, in the words of the operations on tables.
pub(super) fn require_table_name(members: Members<'_>) -> Result<(), Failure> {
    match members.get("TableName") {
        Some(_) => Ok(()),
        None => Err(Failure::validation(
            "The parameter 'TableName' is required but was not present in the request",
        )),
    }
}

/// There is no such table.
pub(super) fn not_found(name: &str) -> Failure {
    Failure::new(
        Exception::ResourceNotFound,
        format!("Requested resource not found: Table: {name} not found"),
    )
}

/// A description as an answer.
pub(super) fn described(member: &str, description: Json) -> Vec<u8> {
    let answer: Map<String, Json> = [(member.to_owned(), description)].into_iter().collect();
    Json::Object(answer).to_string().into_bytes()
}
