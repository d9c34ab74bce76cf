//! `UpdateTimeToLive` and `DescribeTimeToLive`.
//!
//! What is set holds at once: there is no hour in which it is being enabled, and it can be set as often as one likes. Items
//! are removed by `Engine::sweep_expired`.

use serde_json::{Value as Json, json};

use super::tables::{not_found, table_name};
use crate::Engine;
use crate::error::Failure;
use crate::request::{Members, missing};
use crate::store::Session;
use crate::table::Table;

/// The most characters of an attribute's name.
const MAX_NAME: usize = 255;

pub(super) fn update(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let mut broken = Vec::new();
    let name = members.table_name(1, &mut broken)?;
    let specification = members.object("TimeToLiveSpecification")?;
    let (mut attribute, mut is_enabled) = (None, false);
    match specification {
        None => broken.push(missing("timeToLiveSpecification")),
        Some(specification) => {
            if specification.get("Enabled").is_none() {
                broken.push(missing("timeToLiveSpecification.enabled"));
            }
            is_enabled = specification.flag("Enabled")?;
            attribute = specification.text("AttributeName")?;
            broken.extend(check_attribute(attribute));
        }
    }
    Failure::constraints(&broken)?;
    let attribute = attribute.unwrap_or_default().to_owned();
    let answer = json!({ "TimeToLiveSpecification": { "AttributeName": attribute, "Enabled": is_enabled } });
    engine.store.write(move |session: &mut Session<'_>| {
        let table = session.find_table(&name).ok_or_else(|| not_found(&name))?;
        let mut changed = Table::clone(table);
        let refuse = |reason: String| Err(Failure::validation(format!("TimeToLive is {reason}")));
        match &changed.settings.expiry {
            Some(current) if *current != attribute => {
                return refuse(format!(
                    "active on a different AttributeName: current AttributeName is {current}"
                ));
            }
            Some(_) if is_enabled => return refuse("already enabled".to_owned()),
            None if !is_enabled => return refuse("already disabled".to_owned()),
            _ => {}
        }
        changed.settings.expiry = Some(attribute).filter(|_| is_enabled);
        let table = session.put_table(changed)?;
        session.index_expiries(&table)
    })?;
    Ok(answer.to_string().into_bytes())
}

fn check_attribute(attribute: Option<&str>) -> Option<String> {
    const MEMBER: &str = "timeToLiveSpecification.attributeName";
    let Some(attribute) = attribute else {
        return Some(missing(MEMBER));
    };
    let constraint = if attribute.is_empty() {
        "greater than or equal to 1"
    } else if attribute.chars().count() > MAX_NAME {
        "less than or equal to 255"
    } else {
        return None;
    };
    Some(format!(
        "Value '{attribute}' at '{MEMBER}' failed to satisfy constraint: Member must have length {constraint}"
    ))
}

pub(super) fn describe(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let name = table_name(members)?;
    let tables = engine.store.tables();
    let table = tables.get(&name).ok_or_else(|| not_found(&name))?;
    let description: Json = match &table.settings.expiry {
        Some(attribute) => json!({ "AttributeName": attribute, "TimeToLiveStatus": "ENABLED" }),
        None => json!({ "TimeToLiveStatus": "DISABLED" }),
    };
    Ok(json!({ "TimeToLiveDescription": description })
        .to_string()
        .into_bytes())
}
