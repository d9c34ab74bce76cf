//! `GlobalSecondaryIndexUpdates`: one index made or removed, or the throughput of some.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::super::tables::not_found;
use super::{Throughput, invalid};
use crate::error::{Exception, Failure};
use crate::request::{Members, missing};
use crate::store::Session;
use crate::table::{self, Table};

/// The most global indexes of a table.
const MAX_INDEXES: usize = 20;

/// What is to become of one index.
pub(super) struct IndexUpdate {
    pub(super) name: String,
    pub(super) action: Action,
}

pub(super) enum Action {
    /// It is made: the index as in `CreateTable`, and the throughput that it names.
    Create(Json, Option<Throughput>),
    Update(Option<Throughput>),
    Delete,
}

/// What is left to be done with the items once the table has been changed.
pub(super) enum Work {
    Fill(String),
    Forget(u32),
}

/// Reads the updates; what is wrong with them by themselves is added to a list.
pub(super) fn read(members: Members<'_>, broken: &mut Vec<String>) -> Result<Vec<IndexUpdate>, Failure> {
    let Some(entries) = members.list("GlobalSecondaryIndexUpdates")? else {
        return Ok(Vec::new());
    };
    if entries.is_empty() {
        return Err(invalid("List of GlobalSecondaryIndexUpdates is empty"));
    }
    let mut updates: Vec<IndexUpdate> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let entry = Members::of(entry)?;
        let mut actions = Vec::new();
        for kind in ["Create", "Update", "Delete"] {
            if let Some(action) = entry.object(kind)? {
                actions.push((kind, action));
            }
        }
        let (kind, action) = match actions.as_slice() {
            [action] => *action,
            [] => {
                return Err(invalid(
                    "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, \
                     GlobalSecondaryIndexUpdate.Delete must not be null",
                ));
            }
            _ => {
                return Err(invalid(
                    "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object",
                ));
            }
        };
        let path = format!(
            "globalSecondaryIndexUpdates.{}.member.{}",
            at + 1,
            kind.to_ascii_lowercase()
        );
        let name = action.text("IndexName")?;
        match name {
            None => broken.push(missing(&format!("{path}.indexName"))),
            Some(name) => broken.extend(crate::request::check_table_name(
                name,
                &format!("{path}.indexName"),
                3,
            )),
        }
        let name = name.unwrap_or_default().to_owned();
        if updates.iter().any(|update| update.name == name) {
            return Err(invalid(&format!(
                "Only one global secondary index update per index is allowed simultaneously. Index: {name}"
            )));
        }
        let throughput = Throughput::read(action, &format!("{path}.provisionedThroughput"), broken)?;
        let action = match kind {
            "Create" => {
                for (member, spelled) in [("KeySchema", "keySchema"), ("Projection", "projection")] {
                    if action.get(member).is_none() {
                        broken.push(missing(&format!("{path}.{spelled}")));
                    }
                }
                let index = action.iter().filter(|(_, json)| !json.is_null());
                let index = index.map(|(name, json)| (name.to_owned(), json.to_value()));
                Action::Create(Json::Object(index.collect()), throughput)
            }
            "Update" => Action::Update(throughput),
            _ => Action::Delete,
        };
        updates.push(IndexUpdate { name, action });
    }
    Ok(updates)
}

/// Checks the updates against a table and changes what is known of it; what is left to be done with its items.
pub(super) fn prepare(
    table: &mut Table,
    updates: &[IndexUpdate],
    definitions: Option<&Json>,
) -> Result<Option<Work>, Failure> {
    let mut works = Vec::new();
    for update in updates {
        let name = &update.name;
        let known = table.index(name).map(|index| (index.id, index.is_global));
        match (&update.action, known) {
            (Action::Create(..), Some(_)) => {
                return Err(Failure::validation(
                    "Attempting to create an index which already exists",
                ));
            }
            (Action::Create(index, throughput), None) => {
                check_throughput(table, name, *throughput)?;
                add(table, index, definitions)?;
                works.push(Work::Fill(name.clone()));
            }
            (Action::Update(_), Some((_, false))) => {
                return Err(Failure::validation(format!(
                    "Cannot update an index that is not a GlobalSecondaryIndex: {name}"
                )));
            }
            (Action::Delete, Some((_, false))) => {
                return Err(Failure::validation(format!(
                    "Cannot delete an index that is not a GlobalSecondaryIndex: {name}"
                )));
            }
            (Action::Update(_), None) => {
                return Err(Failure::validation(
                    "This operation cannot be performed with given input values. Please contact DynamoDB service team for \
                     more info: Action Blocked: IndexUpdate",
                ));
            }
            (Action::Update(throughput), Some(_)) => set_throughput(table, name, *throughput)?,
            (Action::Delete, None) => {
                return Err(not_found(name));
            }
            (Action::Delete, Some((number, true))) => {
                remove(table, name);
                works.push(Work::Forget(number));
            }
        }
    }
    if works.len() > 1 {
        return Err(Failure::new(
            Exception::LimitExceeded,
            "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
        ));
    }
    Ok(works.pop())
}

fn check_throughput(table: &Table, name: &str, throughput: Option<Throughput>) -> Result<(), Failure> {
    match (table.is_on_demand(), throughput) {
        (true, Some(_)) => Err(invalid(&format!(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: {name} when BillingMode is \
             PAY_PER_REQUEST"
        ))),
        (false, None) => Err(invalid(&format!(
            "ProvisionedThroughput must be specified for index: {name}"
        ))),
        _ => Ok(()),
    }
}

/// Adds an index to what is known of a table.
fn add(table: &mut Table, index: &Json, definitions: Option<&Json>) -> Result<(), Failure> {
    let added = table::check_new_index(table, Members::of(&index.into())?, definitions)?;
    let entries = table.request["GlobalSecondaryIndexes"].as_array();
    if entries.is_some_and(|entries| entries.len() == MAX_INDEXES) {
        return Err(Failure::new(
            Exception::LimitExceeded,
            format!(
                "Subscriber limit exceeded: GlobalSecondaryIndex count exceeds the per-table limit of {MAX_INDEXES}"
            ),
        ));
    }
    push(&mut table.request["GlobalSecondaryIndexes"], index.clone());
    for definition in added {
        push(&mut table.request["AttributeDefinitions"], definition);
    }
    Ok(())
}

fn push(list: &mut Json, entry: Json) {
    match list.as_array_mut() {
        Some(entries) => entries.push(entry),
        None => *list = json!([entry]),
    }
}

/// Takes an index from what is known of a table, with the definitions that only it used.
fn remove(table: &mut Table, name: &str) {
    let request = &mut table.request;
    if let Some(entries) = request["GlobalSecondaryIndexes"].as_array_mut() {
        entries.retain(|entry| entry["IndexName"] != name);
        if entries.is_empty() {
            request["GlobalSecondaryIndexes"] = Json::Null;
        }
    }
    table.settings.indexes.remove(name);
    let others = table.indexes.iter().filter(|index| index.name != name);
    let used: Vec<&str> = table
        .key
        .attributes()
        .chain(others.flat_map(|index| index.key.attributes()))
        .map(|attribute| attribute.name.as_str())
        .collect();
    if let Some(definitions) = request["AttributeDefinitions"].as_array_mut() {
        definitions.retain(|definition| {
            definition["AttributeName"]
                .as_str()
                .is_some_and(|name| used.contains(&name))
        });
    }
}

fn set_throughput(table: &mut Table, name: &str, throughput: Option<Throughput>) -> Result<(), Failure> {
    let Some(throughput) = throughput else {
        return Ok(());
    };
    let is_on_demand = table.is_on_demand();
    let indexes = table.request["GlobalSecondaryIndexes"].as_array_mut();
    let mut entries = indexes.into_iter().flatten();
    if is_on_demand {
        return Err(invalid(&format!(
            "The only Updates for index: {name} when TableThroughputMode is PAY_PER_REQUEST can be to \
             OnDemandThroughput, WarmThroughput"
        )));
    }
    if let Some(entry) = entries.find(|entry| entry["IndexName"] == name) {
        let current = Throughput::of(entry);
        if current == throughput {
            return Err(Failure::validation(format!(
                "The provisioned throughput for the index {name} will not change. The requested value equals the current \
                 value. Current ReadCapacityUnits provisioned for the index: {}. Requested ReadCapacityUnits: {}. Current \
                 WriteCapacityUnits provisioned for the index: {}. Requested WriteCapacityUnits: {}. Refer to the Amazon \
                 DynamoDB Developer Guide for current limits and how to request higher limits.",
                current.read, throughput.read, current.write, throughput.write
            )));
        }
        entry["ProvisionedThroughput"] = throughput.to_json();
    }
    Ok(())
}

/// Puts a changed table in its place and does what is left with its items.
pub(super) fn apply(
    session: &mut Session<'_>,
    mut changed: Table,
    work: Option<Work>,
) -> Result<Arc<Table>, Failure> {
    if let Some(Work::Fill(name)) = &work {
        let number = session.take_numbers(1)?;
        changed.settings.indexes.insert(name.clone(), number);
    }
    let table = Table::new(changed.id, changed.created, changed.request, changed.settings)?;
    let table = session.put_table(table)?;
    match work {
        Some(Work::Fill(name)) => session.fill_index(&table, &name)?,
        Some(Work::Forget(number)) => session.remove_entries(number)?,
        None => {}
    }
    Ok(table)
}
