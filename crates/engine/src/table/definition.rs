//! What `CreateTable` asks for: checking it, and making the table of it.
//!
//! The request itself is what is stored, with the settings, so a table is made in the same way when it is created, when
//! it is changed and when it is loaded.

use serde_json::{Value as Json, json};

use super::{Index, KeyAttribute, KeySchema, Scalar, Settings, Table, arn, constraints, java};
use crate::error::Failure;
use crate::expression::Projection;
use crate::request::{Members, check_name};

/// The most indexes of each kind.
const MAX_GLOBAL: usize = 20;
const MAX_LOCAL: usize = 5;

/// The most attributes of the partition key of a global index, and of its sort key.
const MAX_KEY_ATTRIBUTES: usize = 4;

/// The most units of throughput that can be asked for.
const MAX_UNITS: i64 = 1_000_000_000_000;

impl Table {
    /// The table of a request that was checked. Indexes that have no number in the settings get those after its own.
    pub(crate) fn new(id: u32, created: u64, request: Json, mut settings: Settings) -> Result<Self, Failure> {
        let read = (&request).into();
        let members = Members::of(&read)?;
        let definitions = definitions(members)?;
        let key = key_schema(members, &definitions, 1)?;
        let mut indexes = Vec::new();
        for (parameter, is_global) in [("GlobalSecondaryIndexes", true), ("LocalSecondaryIndexes", false)] {
            for entry in members.list(parameter)?.unwrap_or_default() {
                let entry = Members::of(entry)?;
                let name = entry.text("IndexName")?.unwrap_or_default().to_owned();
                let number = u32::try_from(indexes.len() + 1).expect("a table has few indexes");
                let index_key = key_schema(entry, &definitions, most_of_kind(is_global))?;
                indexes.push(Index {
                    id: *settings.indexes.entry(name.clone()).or_insert(id + number),
                    name,
                    is_global,
                    projection: projection(entry, &key, &index_key)?,
                    key: index_key,
                });
            }
        }
        let name = members.text("TableName")?.unwrap_or_default().to_owned();
        Ok(Self {
            id,
            name,
            key,
            indexes,
            created,
            request,
            settings,
        })
    }

    /// What is stored of the table.
    pub(crate) fn stored(&self) -> Vec<u8> {
        let settings = self.settings.to_json();
        json!({ "id": self.id, "created": self.created, "request": self.request, "settings": settings })
            .to_string()
            .into_bytes()
    }

    /// The table of what is stored; nothing if that is damaged.
    pub(crate) fn load(stored: &[u8]) -> Option<Self> {
        let stored: Json = serde_json::from_slice(stored).ok()?;
        let id = u32::try_from(stored["id"].as_u64()?).ok()?;
        let settings = Settings::of_json(&stored["settings"])?;
        let created = stored["created"].as_u64()?;
        Self::new(id, created, stored["request"].clone(), settings).ok()
    }
}

/// Checks a request of `CreateTable`, of whose constraints some may already be known to be broken.
pub(crate) fn check(members: Members<'_>, mut broken: Vec<String>) -> Result<(), Failure> {
    let Some(name) = members.text("TableName")? else {
        return Err(Failure::validation(
            "The parameter 'TableName' is required but was not present in the request",
        ));
    };
    let name = arn::table(name).unwrap_or(name);
    // A name that is wrong is reported by itself.
    Failure::constraints(&check_name(name, "tableName", 3))?;
    constraints::check(members, &mut broken)?;
    Failure::constraints(&broken)?;
    check_throughput(members)?;
    let definitions = definitions(members)?;
    let key = key_schema(members, &definitions, 1)?;
    let mut used: Vec<String> = key.attributes().map(|attribute| attribute.name.clone()).collect();
    let mut names: Vec<&str> = Vec::new();
    for (parameter, is_global, most) in [
        ("LocalSecondaryIndexes", false, MAX_LOCAL),
        ("GlobalSecondaryIndexes", true, MAX_GLOBAL),
    ] {
        let Some(entries) = members.list(parameter)? else {
            continue;
        };
        let exceeds = if is_global {
            "GlobalSecondaryIndex count exceeds the per-table"
        } else {
            "Number of LocalSecondaryIndexes exceeds per-table"
        };
        if entries.is_empty() {
            return Err(invalid(&format!("List of {parameter} is empty")));
        }
        if entries.len() > most {
            return Err(invalid(&format!("{exceeds} limit of {most}")));
        }
        for entry in entries {
            let entry = Members::of(entry)?;
            let name = entry.text("IndexName")?.unwrap_or_default();
            if names.contains(&name) {
                return Err(invalid(&format!("Duplicate index name: {name}")));
            }
            names.push(name);
            let index_key = key_schema(entry, &definitions, most_of_kind(is_global))?;
            if !is_global {
                check_local(name, &key, &index_key)?;
            }
            projection(entry, &key, &index_key)?;
            used.extend(index_key.attributes().map(|attribute| attribute.name.clone()));
        }
    }
    used.sort_unstable();
    used.dedup();
    if used.len() < definitions.len() {
        if names.is_empty() {
            return Err(invalid(
                "Number of attributes in KeySchema does not exactly match number of attributes defined in \
                 AttributeDefinitions",
            ));
        }
        return Err(invalid(&format!(
            "Some AttributeDefinitions are not used. AttributeDefinitions: [{}], keys used: [{}]",
            names_of(&definitions),
            java::in_hash_order(used.iter().map(String::as_str), Some(java::BUCKETS)).join(", ")
        )));
    }
    Ok(())
}

/// Checks an index that a table is to get, with the `AttributeDefinitions` that came with it; those of them that the table
/// does not have yet.
pub(crate) fn check_new_index(
    table: &Table,
    index: Members<'_>,
    definitions: Option<&Json>,
) -> Result<Vec<Json>, Failure> {
    let name = index.text("IndexName")?.unwrap_or_default();
    let Some(defined) = definitions else {
        return Err(invalid(&format!(
            "AttributeDefinitions is not specified for index: {name}"
        )));
    };
    let request = json!({ "AttributeDefinitions": defined });
    let index_key = key_schema(
        index,
        &self::definitions(Members::of(&(&request).into())?)?,
        most_of_kind(true),
    )?;
    let known = self::definitions(Members::of(&(&table.request).into())?)?;
    let mut added = Vec::new();
    let partition = index_key.partition.iter().map(|attribute| (attribute, "HASH"));
    let sort = index_key.sort.iter().map(|attribute| (attribute, "RANGE"));
    for (attribute, kind) in partition.chain(sort) {
        let name = &attribute.name;
        match known.iter().find(|known| known.name == *name) {
            Some(known) if known.kind != attribute.kind => {
                let schema = |scalar: Scalar| {
                    format!("Schema:[SchemaElement: key{{{name}:{}:{kind}}}]", scalar.name())
                };
                return Err(invalid(&format!(
                    "Attributes cannot be redefined. Please check that your attribute has the same type as previously \
                     defined. Existing schema: {} New schema: {}",
                    schema(known.kind),
                    schema(attribute.kind)
                )));
            }
            Some(_) => {}
            None => added.push(json!({ "AttributeName": name, "AttributeType": attribute.kind.name() })),
        }
    }
    projection(index, &table.key, &index_key)?;
    Ok(added)
}

fn invalid(reason: &str) -> Failure {
    Failure::validation(format!("One or more parameter values were invalid: {reason}"))
}

/// The names of attributes, each once.
fn distinct(definitions: &[KeyAttribute]) -> Vec<&str> {
    java::in_hash_order(definitions.iter().map(|attribute| attribute.name.as_str()), None)
}

fn names_of(definitions: &[KeyAttribute]) -> String {
    distinct(definitions).join(", ")
}

fn check_throughput(members: Members<'_>) -> Result<(), Failure> {
    let on_demand = members.text("BillingMode")? == Some("PAY_PER_REQUEST");
    match (on_demand, members.object("ProvisionedThroughput")?) {
        (true, Some(_)) => Err(invalid(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
        )),
        (false, None) => Err(invalid(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
        )),
        (true, None) => indexes_have_none(members),
        (false, Some(throughput)) => check_bounds(throughput, "table"),
    }
}

/// Refuses more units than there can be.
pub(crate) fn check_bounds(throughput: Members<'_>, of: &str) -> Result<(), Failure> {
    for name in ["ReadCapacityUnits", "WriteCapacityUnits"] {
        if let Some(units) = throughput.long(name)?.filter(|units| *units > MAX_UNITS) {
            return Err(Failure::validation(format!(
                "Given value {units} for {name} is out of bounds for {of}"
            )));
        }
    }
    Ok(())
}

/// Refuses indexes with a throughput of their own, where the table is billed by request.
fn indexes_have_none(members: Members<'_>) -> Result<(), Failure> {
    for entry in members.list("GlobalSecondaryIndexes")?.unwrap_or_default() {
        let entry = Members::of(entry)?;
        if entry.get("ProvisionedThroughput").is_some() {
            let name = entry.text("IndexName")?.unwrap_or_default();
            return Err(invalid(&format!(
                "ProvisionedThroughput should not be specified for index: {name} when BillingMode is PAY_PER_REQUEST"
            )));
        }
    }
    Ok(())
}

fn check_local(name: &str, key: &KeySchema, index_key: &KeySchema) -> Result<(), Failure> {
    if key.sort.is_empty() {
        return Err(invalid(
            "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
        ));
    }
    if index_key.sort.is_empty() {
        return Err(invalid(&format!(
            "Index KeySchema does not have a range key for index: {name}"
        )));
    }
    if index_key.partition != key.partition {
        return Err(invalid(&format!(
            "Index KeySchema does not have the same leading hash key as table KeySchema for index: {name}. index hash \
             key: {}, table hash key: {}",
            first(&index_key.partition),
            first(&key.partition)
        )));
    }
    Ok(())
}

fn first(attributes: &[KeyAttribute]) -> &str {
    attributes.first().map_or("", |attribute| &attribute.name)
}

/// The most attributes that the partition key, and the sort key, of an index have.
fn most_of_kind(is_global: bool) -> usize {
    if is_global { MAX_KEY_ATTRIBUTES } else { 1 }
}

/// The attributes that have a type.
fn definitions(members: Members<'_>) -> Result<Vec<KeyAttribute>, Failure> {
    let mut definitions: Vec<KeyAttribute> = Vec::new();
    for definition in members.list("AttributeDefinitions")?.unwrap_or_default() {
        let definition = Members::of(definition)?;
        let name = definition.text("AttributeName")?.unwrap_or_default();
        let kind = match definition.text("AttributeType")? {
            Some("S") => Scalar::String,
            Some("N") => Scalar::Number,
            Some("B") => Scalar::Binary,
            other => {
                let at = definitions.len() + 1;
                let other = other.unwrap_or("null");
                return Err(Failure::validation(format!(
                    "1 validation error detected: Value '{other}' at \
                     'attributeDefinitions.{at}.member.attributeType' failed to satisfy constraint: Member must \
                     satisfy enum value set: [B, N, S]"
                )));
            }
        };
        definitions.push(KeyAttribute {
            name: name.to_owned(),
            kind,
        });
    }
    Ok(definitions)
}

/// The key of a table or of an index, with so many attributes of a kind at most.
fn key_schema(members: Members<'_>, definitions: &[KeyAttribute], most: usize) -> Result<KeySchema, Failure> {
    let (mut partition, mut sort) = (Vec::new(), Vec::new());
    let mut elements = Vec::new();
    let mut is_mixed = false;
    for element in members.list("KeySchema")?.unwrap_or_default() {
        let element = Members::of(element)?;
        let name = element.text("AttributeName")?.unwrap_or_default();
        let kind = element.text("KeyType")?.unwrap_or_default();
        elements.push((name, kind));
        if kind == "HASH" {
            is_mixed |= !sort.is_empty();
            partition.push(name);
        } else {
            sort.push(name);
        }
    }
    let refuse = |reason: &str| Err(Failure::validation(format!("Invalid KeySchema: {reason}")));
    match elements.as_slice() {
        [] => return refuse("The KeySchema has no element"),
        [(_, "HASH")] | [(_, "HASH"), (_, "RANGE")] => {}
        [(_, "HASH"), (_, _)] if most == 1 => {
            return refuse("The second KeySchemaElement is not a RANGE key type");
        }
        [(_, "HASH"), ..] if most > 1 => check_several(&partition, &sort, is_mixed, most)?,
        [_] | [_, _] => return refuse("The first KeySchemaElement is not a HASH key type"),
        _ if most > 1 => return refuse("The first KeySchemaElement is not a HASH key type"),
        _ => return refuse("The KeySchema has more than two elements"),
    }
    if distinct(definitions).len() < elements.len() {
        return refuse("Some index key attribute have no definition");
    }
    if sort == partition {
        return Err(Failure::validation(
            "Both the Hash Key and the Range Key element in the KeySchema have the same name",
        ));
    }
    let attribute = |name: &str| {
        let found = definitions.iter().find(|attribute| attribute.name == name);
        found.cloned().ok_or_else(|| {
            let keys = java::in_hash_order(elements.iter().map(|(name, _)| *name), None).join(", ");
            let defined = names_of(definitions);
            invalid(&format!(
                "Some index key attributes are not defined in AttributeDefinitions. Keys: [{keys}], \
                 AttributeDefinitions: [{defined}]"
            ))
        })
    };
    Ok(KeySchema {
        partition: partition.into_iter().map(attribute).collect::<Result<_, _>>()?,
        sort: sort.into_iter().map(attribute).collect::<Result<_, _>>()?,
    })
}

/// Checks a key of several attributes of a kind, in the words that dynoxide has for it.
fn check_several(partition: &[&str], sort: &[&str], is_mixed: bool, most: usize) -> Result<(), Failure> {
    for (kind, names) in [("HASH", partition), ("RANGE", sort)] {
        if names.len() > most {
            return Err(invalid(&format!(
                "The KeySchema exceeds the maximum allowed number of {kind} key attributes"
            )));
        }
    }
    if is_mixed {
        return Err(invalid(
            "All HASH key attributes must precede RANGE key attributes in the KeySchema",
        ));
    }
    let names = [partition, sort].concat();
    let is_twice = |(at, name): (usize, &&str)| names[..at].contains(name);
    if names.iter().enumerate().any(is_twice) {
        return Err(Failure::validation(
            "The KeySchema contains multiple key attributes with the same name",
        ));
    }
    Ok(())
}

/// What the items of an index have, its keys and the table's included.
fn projection(
    entry: Members<'_>,
    key: &KeySchema,
    index_key: &KeySchema,
) -> Result<Option<Projection>, Failure> {
    let name = entry.text("IndexName")?.unwrap_or_default();
    let Some(projection) = entry.object("Projection")? else {
        return Err(invalid(&format!("Projection of the index {name} is missing")));
    };
    let included = projection.list("NonKeyAttributes")?;
    let kind = projection.text("ProjectionType")?;
    if let (Some(kind @ ("ALL" | "KEYS_ONLY")), Some(_)) = (kind, included) {
        return Err(invalid(&format!(
            "ProjectionType is {kind}, but NonKeyAttributes is specified"
        )));
    }
    let keys = key
        .attributes()
        .chain(index_key.attributes())
        .map(|attribute| attribute.name.as_str());
    let mut names: Vec<&str> = keys.collect();
    match kind {
        Some("ALL") => return Ok(None),
        Some("KEYS_ONLY") => {}
        Some("INCLUDE") => {
            let included = included.unwrap_or_default();
            if included.is_empty() {
                return Err(invalid(
                    "ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
                ));
            }
            for attribute in included {
                names.push(crate::value::json::string(attribute)?);
            }
        }
        other => {
            let other = other.unwrap_or("null");
            return Err(invalid(&format!("Unknown ProjectionType: {other}")));
        }
    }
    names.sort_unstable();
    names.dedup();
    Ok(Some(Projection::of_attributes(names)))
}
