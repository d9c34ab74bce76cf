//! Tags: `TagResource`, `UntagResource`, `ListTagsOfResource`, and those of `CreateTable`.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::Engine;
use crate::error::{Exception, Failure};
use crate::request::Members;
use crate::store::Session;
use crate::table::{Settings, Table, arn};
use crate::value::json::string;

/// The most tags of a table.
const MAX_TAGS: usize = 50;

/// The most characters of a key and of a value.
const MAX_KEY: usize = 128;
const MAX_VALUE: usize = 256;

/// The tags of a table that is being created.
pub(super) fn of_new_table(members: Members<'_>) -> Result<BTreeMap<String, String>, Failure> {
    let tags = read(members)?;
    check_count(&tags)?;
    Ok(tags)
}

pub(super) fn tag(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let arn = resource(members)?;
    let name = table_of(&arn)?;
    let tags = read(members)?;
    if tags.is_empty() {
        return Err(Failure::validation(
            "Atleast one Tag needs to be provided as Input.",
        ));
    }
    change(engine, arn, name, move |settings| {
        settings.tags.extend(tags);
        check_count(&settings.tags)
    })
}

pub(super) fn untag(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let arn = resource(members)?;
    let name = table_of(&arn)?;
    let mut keys = Vec::new();
    for key in members.list("TagKeys")?.unwrap_or_default() {
        keys.push(check_key(string(key)?)?.to_owned());
    }
    if keys.is_empty() {
        return Err(Failure::validation(
            "Atleast one Tag Key needs to be provided as Input.",
        ));
    }
    change(engine, arn, name, move |settings| {
        settings.tags.retain(|key, _| !keys.contains(key));
        Ok(())
    })
}

pub(super) fn list(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let arn = resource(members)?;
    let name = table_of(&arn)?;
    let tables = engine.store.tables();
    // The service does not say which tables of others there are.
    let table = tables.get(&name).ok_or_else(|| {
        Failure::new(
            Exception::AccessDenied,
            format!(
                "User: arn:aws:iam::000000000000:root is not authorized to perform: dynamodb:ListTagsOfResource on \
                 resource: {arn}"
            ),
        )
    })?;
    let tags = table.settings.tags.iter();
    let tags: Vec<Json> = tags
        .map(|(key, value)| json!({ "Key": key, "Value": value }))
        .collect();
    Ok(json!({ "Tags": tags }).to_string().into_bytes())
}

/// Changes the tags of a table.
fn change(
    engine: &Engine,
    arn: String,
    name: String,
    change: impl FnOnce(&mut Settings) -> Result<(), Failure> + Send + 'static,
) -> Result<Vec<u8>, Failure> {
    engine.store.write(move |session: &mut Session<'_>| {
        let table = session.find_table(&name).ok_or_else(|| {
            Failure::new(
                Exception::ResourceNotFound,
                format!("Requested resource not found: ResourcArn: {arn} not found"),
            )
        })?;
        let mut changed = Table::clone(table);
        change(&mut changed.settings)?;
        session.put_table(changed)
    })?;
    Ok(b"{}".to_vec())
}

fn resource(members: Members<'_>) -> Result<String, Failure> {
    match members.text("ResourceArn")? {
        None | Some("") => Err(Failure::validation("Invalid TableArn")),
        Some(arn) => Ok(arn.to_owned()),
    }
}

/// The table of a resource name.
fn table_of(name: &str) -> Result<String, Failure> {
    let invalid =
        |reason: String| Failure::validation(format!("One or more parameter values were invalid: {reason}"));
    if !name.starts_with("arn:") {
        return Err(invalid(format!("ARNs must start with 'arn:': {name}")));
    }
    let parts: Vec<&str> = name.splitn(6, ':').collect();
    let [_, _, "dynamodb", _, _, resource] = parts.as_slice() else {
        return Err(invalid(format!(
            "Provided Arn is not a DynamoDB resource arn: {name}"
        )));
    };
    match resource.strip_prefix("table/") {
        Some(table) if !table.contains('/') => {
            // A table of another region or account is not here.
            Ok(arn::table(name).unwrap_or_default().to_owned())
        }
        _ => Err(invalid(format!(
            "Invalid resource arn provided, only table or stream is accepted. Provided resource arn: {name}"
        ))),
    }
}

/// Reads the member `Tags`.
fn read(members: Members<'_>) -> Result<BTreeMap<String, String>, Failure> {
    let mut tags = BTreeMap::new();
    for tag in members.list("Tags")?.unwrap_or_default() {
        let tag = Members::of(tag)?;
        let key = check_key(tag.text("Key")?.unwrap_or_default())?;
        let value = tag.text("Value")?;
        let value = value
            .filter(|value| value.chars().count() <= MAX_VALUE)
            .ok_or_else(|| {
                Failure::validation(format!(
                    "The Tag Value provided is invalid, Value: {}",
                    value.unwrap_or("null")
                ))
            })?;
        if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(Failure::validation(format!(
                "Duplicate Tag Keys provided as input: Duplicate Tag Key found {key}"
            )));
        }
    }
    Ok(tags)
}

fn check_key(key: &str) -> Result<&str, Failure> {
    if key.is_empty() || key.chars().count() > MAX_KEY {
        return Err(Failure::validation(format!(
            "The Tag Key provided is invalid, Key: {key}"
        )));
    }
    if key.starts_with("aws:") {
        return Err(Failure::validation(format!(
            "Tag Key cannot be prefixed with aws:, Key: {key}"
        )));
    }
    Ok(key)
}

fn check_count(tags: &BTreeMap<String, String>) -> Result<(), Failure> {
    if tags.len() > MAX_TAGS {
        return Err(Failure::validation(
            "Number of Tags exceed the current limit for the provided ResourceArn",
        ));
    }
    Ok(())
}
