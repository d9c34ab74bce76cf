//! The indexes of a schema as they are written, before their attributes are known.

use rustc_hash::FxHashMap;

use super::super::failure::{Code, failure, quoted};
use super::super::json::Json;
use super::super::key::Casing;
use super::super::{IndexCondition, IndexKind, Projection};
use super::{Source, unknown_function};
use crate::Error;
use crate::model::{ENTITY_ATTRIBUTE, VERSION_ATTRIBUTE};

/// An index as it is written.
pub(super) struct Draft {
    pub(super) access_pattern: String,
    pub(super) name: Option<String>,
    pub(super) kind: IndexKind,
    pub(super) partition: KeyDraft,
    pub(super) sort: Option<KeyDraft>,
    pub(super) collections: Vec<String>,
    pub(super) scope: Option<String>,
    pub(super) condition: Option<IndexCondition>,
    pub(super) projection: Projection,
    /// The attributes that are projected, as far as they are named.
    pub(super) projected: Vec<String>,
}

/// A key as it is written.
pub(super) struct KeyDraft {
    pub(super) field: String,
    pub(super) custom: bool,
    pub(super) template: Option<String>,
    /// Each attribute with the text before it; the last may have no attribute.
    pub(super) labels: Vec<(Option<String>, String)>,
    pub(super) casing: Casing,
    /// The casing of values that are the key: what is not said changes nothing.
    pub(super) value_casing: Casing,
    /// As the schema names it; for messages.
    pub(super) cast: Option<String>,
}

impl KeyDraft {
    pub(super) fn composites(&self) -> Vec<&str> {
        self.labels
            .iter()
            .filter_map(|(attribute, _)| attribute.as_deref())
            .collect()
    }
}

impl Draft {
    pub(super) fn keys(&self) -> impl Iterator<Item = &KeyDraft> {
        std::iter::once(&self.partition).chain(&self.sort)
    }

    pub(super) fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or("(Primary Index)")
    }
}

pub(super) fn drafts(
    source: &Source<'_>,
    definitions: &[(String, Json)],
    attributes: &[(String, Json)],
) -> Result<Vec<Draft>, Error> {
    for (access_pattern, definition) in definitions {
        check_shape(access_pattern, definition)?;
    }
    let fields: Vec<&str> = attributes
        .iter()
        .map(|(name, attribute)| attribute.get("field").and_then(Json::as_str).unwrap_or(name))
        .collect();
    let mut drafts: Vec<Draft> = Vec::new();
    for (access_pattern, definition) in definitions {
        let draft = draft(source, access_pattern, definition, &fields)?;
        check(&draft, &drafts)?;
        check_templates(&draft, definition)?;
        drafts.push(draft);
    }
    if drafts.iter().all(|draft| draft.name.is_some()) {
        return Err(failure(
            Code::MissingPrimaryIndex,
            "one index must be the table's own: one without the name of an index",
        ));
    }
    Ok(drafts)
}

fn check_shape(access_pattern: &str, definition: &Json) -> Result<(), Error> {
    let bad = |what: &str| failure(Code::Model, format_args!("index `{access_pattern}`: {what}"));
    let options = |json: &Json, member: &str, values: &[&str]| match json.get(member) {
        None => Ok(()),
        Some(Json::String(value)) if values.contains(&value.as_str()) => Ok(()),
        Some(_) => Err(bad(&format!("`{member}` must be one of {}", quoted(values)))),
    };
    if !matches!(definition.get("pk"), Some(Json::Object(_))) {
        return Err(bad("it needs a `pk`"));
    }
    options(definition, "type", &["isolated", "clustered", "composite"])?;
    for key in ["pk", "sk"] {
        let Some(key) = definition.get(key) else { continue };
        if !matches!(key, Json::Object(_)) {
            return Err(bad("`pk` and `sk` must be objects"));
        }
        options(key, "casing", &["upper", "lower", "none", "default"])?;
        options(key, "cast", &["string", "number"])?;
        if key
            .get("composite")
            .is_some_and(|composite| composite.as_texts().is_none())
        {
            return Err(bad("`composite` must be a list of attribute names"));
        }
        if key
            .get("template")
            .is_some_and(|template| template.as_str().is_none())
        {
            return Err(bad("`template` must be text"));
        }
        if ["composite", "template", "facets"]
            .iter()
            .all(|member| key.get(member).is_none())
        {
            return Err(bad("a key needs `composite` or `template`"));
        }
    }
    if definition
        .get("index")
        .is_some_and(|name| name.as_str().is_none())
    {
        return Err(bad("`index` must be text"));
    }
    Ok(())
}

fn draft(
    source: &Source<'_>,
    access_pattern: &str,
    definition: &Json,
    fields: &[&str],
) -> Result<Draft, Error> {
    let name = definition
        .get("index")
        .and_then(Json::as_str)
        .filter(|name| !name.is_empty())
        .map(str::to_owned);
    let kind = match definition.get("type").and_then(Json::as_str) {
        Some("clustered") => IndexKind::Clustered,
        Some("composite") => IndexKind::Composite,
        _ => IndexKind::Isolated,
    };
    let condition = condition(source, access_pattern, definition)?;
    if name.is_none() && condition.is_some() {
        return Err(failure(
            Code::IndexCondition,
            format_args!("index `{access_pattern}`: only a secondary index can have a condition"),
        ));
    }
    check_kind(
        access_pattern,
        definition,
        kind,
        name.is_none(),
        condition.is_some(),
    )?;
    let partition = key(definition.get("pk").unwrap_or(&Json::Null), fields)?;
    let sort = definition.get("sk").map(|sort| key(sort, fields)).transpose()?;
    let collections = match definition.get("collection") {
        Some(Json::String(name)) if !name.is_empty() => vec![name.clone()],
        Some(Json::Array(names)) => names
            .iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    };
    let (projection, projected) = projection(access_pattern, definition)?;
    let scope = definition
        .get("scope")
        .and_then(Json::as_str)
        .filter(|scope| !scope.is_empty())
        .map(str::to_owned);
    Ok(Draft {
        access_pattern: access_pattern.to_owned(),
        name,
        kind,
        partition,
        sort,
        collections,
        scope,
        condition,
        projection,
        projected,
    })
}

fn condition(
    source: &Source<'_>,
    access_pattern: &str,
    definition: &Json,
) -> Result<Option<IndexCondition>, Error> {
    let Some(condition) = definition.get("condition") else {
        return Ok(None);
    };
    let place = format!("the condition of index `{access_pattern}`");
    let text = condition
        .marker("$fn")
        .ok_or_else(|| failure(Code::Model, format_args!("{place} must be a function")))?;
    match source.functions.find_condition(text) {
        Some(function) => Ok(Some(function)),
        None => Err(unknown_function(&place, text)),
    }
}

fn check_kind(
    access_pattern: &str,
    definition: &Json,
    kind: IndexKind,
    primary: bool,
    conditional: bool,
) -> Result<(), Error> {
    let has_field = |key: &str| definition.get(key).is_some_and(|key| key.get("field").is_some());
    let refuse = |code, what: &str| Err(failure(code, format_args!("index `{access_pattern}`: {what}")));
    if kind != IndexKind::Composite {
        return if has_field("pk") && (definition.get("sk").is_none() || has_field("sk")) {
            Ok(())
        } else {
            refuse(
                Code::Index,
                "`pk` and `sk` need a `field`, the name of the key in the table",
            )
        };
    }
    if primary {
        refuse(Code::Index, "the table's own index cannot be composite")
    } else if conditional {
        refuse(Code::IndexCondition, "a composite index cannot have a condition")
    } else if definition.get("scope").is_some() {
        refuse(Code::IndexCondition, "a composite index cannot have a scope")
    } else if has_field("pk") || has_field("sk") {
        refuse(
            Code::Index,
            "the keys of a composite index have no `field`: their attributes are the key",
        )
    } else {
        Ok(())
    }
}

fn key(definition: &Json, fields: &[&str]) -> Result<KeyDraft, Error> {
    let text = |member: &str| definition.get(member).and_then(Json::as_str);
    let field = text("field").unwrap_or_default().to_owned();
    let template = text("template").map(str::to_owned);
    let composite = definition
        .get("composite")
        .or_else(|| definition.get("facets"))
        .and_then(Json::as_texts)
        .unwrap_or_default();
    // A key that is an attribute of the same name holds its value and nothing else.
    let is_value =
        template.is_none() && composite.len() == 1 && composite[0] == field && fields.contains(&&*field);
    let parsed = match (&template, is_value) {
        (Some(template), _) => parse_template(template)?,
        (None, true) => vec![(Some(field.clone()), String::new())],
        (None, false) => Vec::new(),
    };
    let custom = is_value || template.as_ref().is_some_and(|template| !template.is_empty());
    let labels = if template.is_some() || is_value {
        parsed
    } else {
        composite
            .into_iter()
            .map(|name| (Some(name.clone()), name))
            .collect()
    };
    Ok(KeyDraft {
        field,
        custom,
        template,
        labels,
        casing: match text("casing") {
            Some("upper") => Casing::Upper,
            Some("none") => Casing::None,
            _ => Casing::Lower,
        },
        value_casing: match text("casing") {
            Some("upper") => Casing::Upper,
            Some("lower") => Casing::Lower,
            _ => Casing::None,
        },
        cast: text("cast").map(str::to_owned),
    })
}

/// Splits `USER#${id}` into attributes, each with the text before it.
fn parse_template(template: &str) -> Result<Vec<(Option<String>, String)>, Error> {
    let mut labels = Vec::new();
    let mut rest = template;
    let mut label = String::new();
    while let Some(start) = rest.find("${") {
        label.push_str(&rest[..start]);
        rest = &rest[start + 2..];
        let Some((name, following)) = rest.split_once('}') else {
            // An attribute that is not closed: its name ends with the template. Without a name there is none.
            let name = (!rest.is_empty()).then(|| rest.to_owned());
            if name.is_some() || !label.is_empty() {
                labels.push((name, label));
            }
            return Ok(labels);
        };
        if name.trim().is_empty() {
            return Err(failure(
                Code::KeyTemplate,
                format_args!("template `{template}`: `${{{name}}}` names no attribute"),
            ));
        }
        labels.push((Some(name.to_owned()), std::mem::take(&mut label)));
        rest = following;
    }
    label.push_str(rest);
    if !label.is_empty() {
        labels.push((None, label));
    }
    Ok(labels)
}

fn projection(access_pattern: &str, definition: &Json) -> Result<(Projection, Vec<String>), Error> {
    let names = match definition.get("projection") {
        None => return Ok((Projection::All, Vec::new())),
        Some(Json::String(name)) if name.eq_ignore_ascii_case("all") => {
            return Ok((Projection::All, Vec::new()));
        }
        Some(Json::String(name)) if name.eq_ignore_ascii_case("keys_only") => {
            return Ok((Projection::KeysOnly, Vec::new()));
        }
        Some(names) => names.as_texts().unwrap_or_default(),
    };
    if names.is_empty() {
        return Err(failure(
            Code::Projection,
            format_args!(
                "index `{access_pattern}`: `projection` must be `all`, `keys_only` or a list of attributes"
            ),
        ));
    }
    let has = |name: &str| names.iter().any(|known| known == name);
    let identifiers = has(ENTITY_ATTRIBUTE) && has(VERSION_ATTRIBUTE);
    Ok((Projection::Include { identifiers }, names))
}

/// Checks an index against those before it.
fn check(draft: &Draft, earlier: &[Draft]) -> Result<(), Error> {
    let access_pattern = &draft.access_pattern;
    if earlier.iter().any(|known| known.name == draft.name) {
        let name = draft.display_name();
        return Err(failure(
            Code::DuplicateIndexes,
            format_args!("index `{access_pattern}`: another access pattern has the index `{name}` already"),
        ));
    }
    if draft.sort.is_none() && !draft.collections.is_empty() {
        return Err(failure(
            Code::CollectionWithoutSortKey,
            format_args!("index `{access_pattern}`: a collection needs a sort key"),
        ));
    }
    if let Some(sort) = &draft.sort {
        let sort = sort.composites();
        let mut doubles = draft.partition.composites();
        doubles.retain(|name| sort.contains(name));
        if !doubles.is_empty() && sort.len() > 1 {
            let doubles = quoted(doubles);
            return Err(failure(
                Code::DuplicateIndexComposites,
                format_args!(
                    "index `{access_pattern}`: {doubles} stands in both keys, and the sort key has more"
                ),
            ));
        }
    }
    for (depth, collection) in draft.collections.iter().enumerate() {
        if draft.collections[..depth].contains(collection) {
            return Err(failure(
                Code::DuplicateCollections,
                format_args!("index `{access_pattern}`: the collection `{collection}` is there twice"),
            ));
        }
        if earlier.iter().any(|known| known.collections.contains(collection)) {
            return Err(failure(
                Code::DuplicateCollections,
                format_args!(
                    "index `{access_pattern}`: the collection `{collection}` is on another index already"
                ),
            ));
        }
    }
    if draft.kind == IndexKind::Composite {
        return Ok(());
    }
    check_fields(draft, earlier)
}

/// Keys that share an attribute of the table must be made alike.
fn check_fields(draft: &Draft, earlier: &[Draft]) -> Result<(), Error> {
    let access_pattern = &draft.access_pattern;
    let mut known: FxHashMap<&str, &KeyDraft> = FxHashMap::default();
    for other in earlier.iter().filter(|other| other.kind != IndexKind::Composite) {
        for key in other.keys() {
            known.entry(&key.field).or_insert(key);
        }
    }
    if let Some(sort) = &draft.sort
        && sort.field == draft.partition.field
    {
        return Err(failure(
            Code::DuplicateIndexFields,
            format_args!("index `{access_pattern}`: both keys are `{}`", sort.field),
        ));
    }
    for (key, code) in [
        (Some(&draft.partition), Code::InconsistentIndex),
        (draft.sort.as_ref(), Code::DuplicateIndexFields),
    ] {
        let Some(key) = key else { continue };
        let Some(other) = known.get(&*key.field) else {
            continue;
        };
        let field = &key.field;
        if key.composites() != other.composites() {
            return Err(failure(
                code,
                format_args!(
                    "index `{access_pattern}`: `{field}` is made of other attributes in another index"
                ),
            ));
        }
        if key.template != other.template {
            return Err(failure(
                Code::TemplateAndComposite,
                format_args!("index `{access_pattern}`: `{field}` has another template in another index"),
            ));
        }
    }
    Ok(())
}

/// A template and a list of composites must name the same attributes.
fn check_templates(draft: &Draft, definition: &Json) -> Result<(), Error> {
    for (name, key) in [("pk", Some(&draft.partition)), ("sk", draft.sort.as_ref())] {
        let (Some(key), Some(definition)) = (key, definition.get(name)) else {
            continue;
        };
        let Some(composite) = definition.get("composite").and_then(Json::as_texts) else {
            continue;
        };
        if key.custom && key.composites() != composite {
            return Err(failure(
                Code::TemplateAndComposite,
                format_args!(
                    "index `{}`: the template of `{name}` names {}, and `composite` {}",
                    draft.access_pattern,
                    quoted(key.composites()),
                    quoted(composite),
                ),
            ));
        }
    }
    Ok(())
}
