//! The constraints that each member of `CreateTable` has for itself (API reference, *`CreateTable`*).
//!
//! They are all collected before any rule that looks at several members, as the service reports them together.

use crate::json::Json;

use super::java;
use crate::error::Failure;
use crate::request::{Members, check_name, missing};

/// The most characters of a name.
const MAX_NAME: usize = 255;

/// The most elements of the key of a table or of a local index, and of that of a global index.
const MAX_KEY: usize = 2;
const MAX_GLOBAL_KEY: usize = 8;

/// The most attributes that an index can be told to hold.
const MAX_PROJECTED: usize = 20;

/// Adds what is wrong with members by themselves to a list.
pub(crate) fn check(members: Members<'_>, broken: &mut Vec<String>) -> Result<(), Failure> {
    key_schema(members, "", MAX_KEY, broken)?;
    match members.list("AttributeDefinitions")? {
        None => broken.push(missing("attributeDefinitions")),
        Some(definitions) => {
            for (index, definition) in definitions.iter().enumerate() {
                let at = format!("attributeDefinitions.{}.member", index + 1);
                let definition = Members::of(definition)?;
                attribute_name(definition, &at, broken)?;
                word(definition, "AttributeType", &at, &["B", "N", "S"], broken)?;
            }
        }
    }
    indexes(
        members,
        "GlobalSecondaryIndexes",
        "globalSecondaryIndexes",
        broken,
    )?;
    indexes(members, "LocalSecondaryIndexes", "localSecondaryIndexes", broken)?;
    throughput(members, "", broken)?;
    members.one_of("BillingMode", &["PROVISIONED", "PAY_PER_REQUEST"], broken)?;
    members.one_of("TableClass", &["STANDARD", "STANDARD_INFREQUENT_ACCESS"], broken)?;
    encryption(members, broken)
}

/// `SSESpecification`, whose member is spelt as the service spells it.
pub(crate) fn encryption(members: Members<'_>, broken: &mut Vec<String>) -> Result<(), Failure> {
    let Some(specification) = members.object("SSESpecification")? else {
        return Ok(());
    };
    specification.flag("Enabled")?;
    specification.text("KMSMasterKeyId")?;
    if let Some(kind) = specification
        .text("SSEType")?
        .filter(|kind| !["AES256", "KMS"].contains(kind))
    {
        broken.push(format!(
            "Value '{kind}' at 'sSESpecification.sSEType' failed to satisfy constraint: Member must satisfy enum value \
             set: [AES256, KMS]"
        ));
    }
    Ok(())
}

fn indexes(
    members: Members<'_>,
    parameter: &str,
    member: &str,
    broken: &mut Vec<String>,
) -> Result<(), Failure> {
    let most_of_key = if parameter == "GlobalSecondaryIndexes" {
        MAX_GLOBAL_KEY
    } else {
        MAX_KEY
    };
    for (index, entry) in members.list(parameter)?.unwrap_or_default().iter().enumerate() {
        let at = format!("{member}.{}.member.", index + 1);
        let entry = Members::of(entry)?;
        key_schema(entry, &at, most_of_key, broken)?;
        projection(entry, &at, broken)?;
        match entry.text("IndexName")? {
            None => broken.push(missing(&format!("{at}indexName"))),
            Some(name) => broken.extend(check_name(name, &format!("{at}indexName"), 3)),
        }
        throughput(entry, &at, broken)?;
    }
    Ok(())
}

fn key_schema(members: Members<'_>, at: &str, most: usize, broken: &mut Vec<String>) -> Result<(), Failure> {
    let at = format!("{at}keySchema");
    let Some(elements) = members.list("KeySchema")? else {
        broken.push(missing(&at));
        return Ok(());
    };
    if elements.is_empty() {
        broken.push(length("[]", &at, "greater", 1));
    }
    if elements.len() > most {
        let shown: Vec<String> = elements.iter().map(java::key_schema_element).collect();
        broken.push(length(&format!("[{}]", shown.join(", ")), &at, "less", most));
    }
    for (index, element) in elements.iter().enumerate() {
        let at = format!("{at}.{}.member", index + 1);
        let element = Members::of(element)?;
        attribute_name(element, &at, broken)?;
        word(element, "KeyType", &at, &["HASH", "RANGE"], broken)?;
    }
    Ok(())
}

fn projection(entry: Members<'_>, at: &str, broken: &mut Vec<String>) -> Result<(), Failure> {
    let Some(projection) = entry.object("Projection")? else {
        broken.push(missing(&format!("{at}projection")));
        return Ok(());
    };
    let at = format!("{at}projection");
    if projection.get("ProjectionType").is_some() {
        word(
            projection,
            "ProjectionType",
            &at,
            &["ALL", "INCLUDE", "KEYS_ONLY"],
            broken,
        )?;
    }
    if let Some(names) = projection.list("NonKeyAttributes")? {
        let at = format!("{at}.nonKeyAttributes");
        if names.is_empty() {
            broken.push(length("[]", &at, "greater", 1));
        }
        if names.len() > MAX_PROJECTED {
            let names: Vec<&str> = names.iter().filter_map(Json::as_str).collect();
            broken.push(length(
                &format!("[{}]", names.join(", ")),
                &at,
                "less",
                MAX_PROJECTED,
            ));
        }
    }
    Ok(())
}

fn throughput(members: Members<'_>, at: &str, broken: &mut Vec<String>) -> Result<(), Failure> {
    let Some(throughput) = members.object("ProvisionedThroughput")? else {
        return Ok(());
    };
    for (name, member) in [
        ("WriteCapacityUnits", "writeCapacityUnits"),
        ("ReadCapacityUnits", "readCapacityUnits"),
    ] {
        let at = format!("{at}provisionedThroughput.{member}");
        match throughput.long(name)? {
            None => broken.push(missing(&at)),
            Some(units) if units < 1 => broken.push(format!(
                "Value '{units}' at '{at}' failed to satisfy constraint: Member must have value greater than or equal \
                 to 1"
            )),
            Some(_) => {}
        }
    }
    Ok(())
}

fn attribute_name(members: Members<'_>, at: &str, broken: &mut Vec<String>) -> Result<(), Failure> {
    let at = format!("{at}.attributeName");
    match members.text("AttributeName")? {
        None => broken.push(missing(&at)),
        Some("") => broken.push(length("", &at, "greater", 1)),
        Some(name) if name.len() > MAX_NAME => broken.push(length(name, &at, "less", MAX_NAME)),
        Some(_) => {}
    }
    Ok(())
}

/// Checks a word that must be there.
fn word(
    members: Members<'_>,
    name: &str,
    at: &str,
    allowed: &[&str],
    broken: &mut Vec<String>,
) -> Result<(), Failure> {
    let at = format!("{at}.{}", crate::request::lower_first(name));
    match members.text(name)? {
        None => broken.push(missing(&at)),
        Some(word) if allowed.contains(&word) => {}
        Some(word) => broken.push(format!(
            "Value '{word}' at '{at}' failed to satisfy constraint: Member must satisfy enum value set: [{}]",
            allowed.join(", ")
        )),
    }
    Ok(())
}

fn length(value: &str, at: &str, side: &str, bound: usize) -> String {
    format!(
        "Value '{value}' at '{at}' failed to satisfy constraint: Member must have length {side} than or equal to {bound}"
    )
}
