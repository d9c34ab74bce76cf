//! The attributes of a schema.

use regress::Regex;

use super::super::attribute::{Affixes, Attribute, DefaultTo, Kind, Members, Validate, Watch};
use super::super::failure::{Code, failure, quoted};
use super::super::functions::Mutation;
use super::super::json::Json;
use super::indexes::{Draft, KeyDraft};
use super::{Source, unknown_function};
use crate::Error;
use crate::key::Padding;
use crate::model::{ENTITY_ATTRIBUTE, VERSION_ATTRIBUTE};

/// Checks what JSON alone can get wrong.
pub(super) fn check_shape(attributes: &[(String, Json)]) -> Result<(), Error> {
    for (name, attribute) in attributes {
        let bad = |what: &str| Err(failure(Code::Model, format_args!("attribute `{name}`: {what}")));
        match attribute {
            Json::String(_) | Json::Array(_) => continue,
            Json::Object(_) => {}
            _ => return bad("it must be a type or an object"),
        }
        match attribute.get("type") {
            Some(Json::String(_) | Json::Array(_)) => {}
            _ => return bad("it needs a `type`"),
        }
        for flag in ["hidden", "readOnly", "required"] {
            if !matches!(attribute.get(flag), None | Some(Json::Bool(_))) {
                return bad(&format!("`{flag}` must be true or false"));
            }
        }
        for text in ["field", "label"] {
            if !matches!(attribute.get(text), None | Some(Json::String(_))) {
                return bad(&format!("`{text}` must be text"));
            }
        }
        if !matches!(
            attribute.get("cast").map(Json::as_str),
            None | Some(Some("string" | "number"))
        ) {
            return bad("`cast` must be `string` or `number`");
        }
        if let Some(padding) = attribute.get("padding")
            && (!matches!(padding.get("length"), Some(Json::Number(_)))
                || !matches!(padding.get("char"), Some(Json::String(_))))
        {
            return bad("`padding` needs a `length` and a `char`");
        }
    }
    Ok(())
}

/// The attributes at the root.
pub(super) fn members(
    source: &Source<'_>,
    definitions: &[(String, Json)],
    drafts: &[Draft],
) -> Result<Members, Error> {
    let mut members = Members::default();
    for (name, definition) in definitions {
        let mut attribute = read(source, name, definition, "")?;
        place_in_key(&mut attribute, definition, drafts)?;
        check_composite(&attribute, definition, drafts)?;
        let primary = drafts.iter().filter(|draft| draft.name.is_none());
        attribute.read_only |= primary
            .flat_map(Draft::keys)
            .any(|key| key.composites().contains(&&**name));
        push(&mut members, attribute)?;
    }
    check_watchers(&members)?;
    check_references(&members, drafts)?;
    Ok(members)
}

fn push(members: &mut Members, attribute: Attribute) -> Result<(), Error> {
    let taken = [&attribute.field, &attribute.name];
    if let Some(other) = taken.iter().find_map(|name| members.stored_position(name)) {
        let other = &members.list[other].path;
        return Err(failure(
            Code::AttributeDefinition,
            format_args!(
                "attribute `{}`: `{other}` is stored as `{}` already",
                attribute.path, attribute.field
            ),
        ));
    }
    members.push(attribute);
    Ok(())
}

fn read(source: &Source<'_>, name: &str, definition: &Json, parent: &str) -> Result<Attribute, Error> {
    let path = match name {
        "*" => format!("{parent}[*]"),
        _ if parent.is_empty() => name.to_owned(),
        _ => format!("{parent}.{name}"),
    };
    let flag = |member: &str| matches!(definition.get(member), Some(Json::Bool(true)));
    let text = |member: &str| definition.get(member).and_then(Json::as_str).map(str::to_owned);
    let type_name = match definition {
        Json::String(_) | Json::Array(_) => definition,
        _ => definition.get("type").unwrap_or(&Json::Null),
    };
    let kind = kind(source, type_name, definition, &path)?;
    let function = |member: &str| mutation(source, definition, member, &path);
    Ok(Attribute {
        name: name.to_owned().into(),
        field: text("field")
            .filter(|field| !field.is_empty())
            .unwrap_or_else(|| name.to_owned())
            .into(),
        required: flag("required"),
        hidden: flag("hidden"),
        read_only: flag("readOnly"),
        default: default(source, definition, &path)?,
        validate: validate(source, definition, &path)?,
        set: function("set")?,
        get: function("get")?,
        label: text("label"),
        padding: padding(definition),
        watch: watch(definition, &path)?,
        affixes: None,
        kind,
        path,
    })
}

fn kind(source: &Source<'_>, type_name: &Json, definition: &Json, path: &str) -> Result<Kind, Error> {
    let bad = |what: &str| {
        failure(
            Code::AttributeDefinition,
            format_args!("attribute `{path}`: {what}"),
        )
    };
    let name = match type_name {
        Json::Array(values) => return Ok(Kind::Enum(values.iter().map(Json::to_value).collect())),
        Json::Null => "string",
        name => name.as_str().unwrap_or_default(),
    };
    Ok(match name {
        "string" => Kind::String,
        "number" => Kind::Number,
        "boolean" => Kind::Boolean,
        "enum" => Kind::Enum(Vec::new()),
        "any" | "custom" | "static" => Kind::Any,
        "map" => {
            let Some(Json::Object(properties)) = definition.get("properties") else {
                return Err(bad("a map needs `properties`"));
            };
            let mut members = Members::default();
            for (name, property) in properties {
                push(&mut members, read(source, name, property, path)?)?;
            }
            check_watchers(&members)?;
            Kind::Map(members)
        }
        "list" => {
            // What a list holds is text unless the schema says otherwise.
            let items = definition.get("items").unwrap_or(&Json::Null);
            Kind::List(Box::new(read(source, "*", items, path)?))
        }
        "set" => {
            let items = definition.get("items").unwrap_or(&Json::Null);
            let known = match items {
                Json::Array(_) => true,
                items => matches!(items.as_str(), Some("string" | "number" | "boolean" | "enum")),
            };
            if !known {
                return Err(bad(
                    "the `items` of a set are texts, numbers, booleans or an enum",
                ));
            }
            Kind::Set(Box::new(read(source, "*", items, path)?))
        }
        other => return Err(bad(&format!("there is no type `{other}`"))),
    })
}

fn mutation(
    source: &Source<'_>,
    definition: &Json,
    member: &str,
    path: &str,
) -> Result<Option<Mutation>, Error> {
    let Some(function) = definition.get(member) else {
        return Ok(None);
    };
    let place = format!("`{member}` of attribute `{path}`");
    let text = function
        .marker("$fn")
        .ok_or_else(|| failure(Code::Model, format_args!("{place} must be a function")))?;
    match source.functions.find_mutation(text) {
        Some(function) => Ok(Some(function)),
        None => Err(unknown_function(&place, text)),
    }
}

fn default(source: &Source<'_>, definition: &Json, path: &str) -> Result<Option<DefaultTo>, Error> {
    let Some(default) = definition.get("default") else {
        return Ok(None);
    };
    let Some(text) = default.marker("$fn") else {
        return Ok(Some(DefaultTo::Value(default.to_value())));
    };
    match source.functions.find_default(text) {
        Some(function) => Ok(Some(DefaultTo::Function(function))),
        None => Err(unknown_function(
            &format!("`default` of attribute `{path}`"),
            text,
        )),
    }
}

fn validate(source: &Source<'_>, definition: &Json, path: &str) -> Result<Option<Validate>, Error> {
    let Some(validate) = definition.get("validate") else {
        return Ok(None);
    };
    let place = format!("`validate` of attribute `{path}`");
    if let Some(pattern) = validate.marker("$regex") {
        let pattern = Regex::new(pattern)
            .map_err(|error| failure(Code::Model, format_args!("{place}: `{pattern}`: {error}")))?;
        return Ok(Some(Validate::Pattern(pattern)));
    }
    let text = validate.marker("$fn").ok_or_else(|| {
        failure(
            Code::Model,
            format_args!("{place} must be a function or a regular expression"),
        )
    })?;
    match source.functions.find_validation(text) {
        Some(function) => Ok(Some(Validate::Function(function))),
        None => Err(unknown_function(&place, text)),
    }
}

fn padding(definition: &Json) -> Option<Padding> {
    let padding = definition.get("padding")?;
    let Some(Json::Number(length)) = padding.get("length") else {
        return None;
    };
    let fill = padding.get("char")?.as_str()?;
    (!fill.is_empty()).then_some(Padding {
        length: length.as_str().parse().ok()?,
        fill: fill.to_owned().into(),
    })
}

fn watch(definition: &Json, path: &str) -> Result<Watch, Error> {
    let watch = match definition.get("watch") {
        None => Some(Watch::Nothing),
        Some(Json::String(all)) if all == "*" => Some(Watch::Everything),
        Some(names) => names.as_texts().map(Watch::Attributes),
    };
    watch.ok_or_else(|| {
        failure(
            Code::Watch,
            format_args!("attribute `{path}`: `watch` must be a list of attributes or `*`"),
        )
    })
}

fn check_watchers(members: &Members) -> Result<(), Error> {
    for attribute in &members.list {
        let Watch::Attributes(watched) = &attribute.watch else {
            continue;
        };
        for name in watched {
            let problem = match members.get(name).map(|watched| &watched.watch) {
                None => "there is none of that name",
                Some(Watch::Attributes(names)) if !names.is_empty() => "it watches others itself",
                Some(_) => continue,
            };
            return Err(failure(
                Code::Watch,
                format_args!("attribute `{}` watches `{name}`, but {problem}", attribute.path),
            ));
        }
    }
    Ok(())
}

/// Takes note that an attribute is stored in a key's place.
fn place_in_key(attribute: &mut Attribute, definition: &Json, drafts: &[Draft]) -> Result<(), Error> {
    for draft in drafts {
        for key in draft.keys() {
            if !key.field.is_empty() && key.field == attribute.field {
                place(attribute, definition, draft, key)?;
            }
        }
    }
    Ok(())
}

fn place(attribute: &mut Attribute, definition: &Json, draft: &Draft, key: &KeyDraft) -> Result<(), Error> {
    let bad = |code, what: &str| {
        let (path, index) = (&attribute.path, draft.display_name());
        Err(failure(
            code,
            format_args!("attribute `{path}` is stored in a key of index `{index}`: {what}"),
        ))
    };
    if key.composites().len() > 1 {
        return bad(
            Code::IndexWithAttributeName,
            "the key can have no other attribute",
        );
    }
    if !key.custom {
        return bad(Code::Unknown, "the key needs a template");
    }
    if key.labels.len() > 2 {
        return bad(
            Code::IndexWithAttributeName,
            "the template can have one text before it and one behind",
        );
    }
    let (mut prefix, mut postfix) = (String::new(), String::new());
    for (name, label) in &key.labels {
        if name.as_deref() == Some(&*attribute.field) {
            prefix.clone_from(label);
        } else {
            postfix.clone_from(label);
        }
    }
    let is_text = matches!(attribute.kind, Kind::String | Kind::Enum(_));
    if !is_text && [&prefix, &postfix].iter().any(|text| !text.is_empty()) {
        return bad(
            Code::IndexWithAttributeName,
            "only texts can have text around them",
        );
    }
    if !draft.collections.is_empty() {
        return bad(
            Code::CollectionWithAttributeName,
            "the index cannot have a collection",
        );
    }
    if definition.get("padding").is_some() {
        return bad(Code::AttributeDefinition, "it cannot be padded");
    }
    attribute.affixes = Some(Affixes {
        prefix,
        postfix,
        casing: key.value_casing,
    });
    Ok(())
}

fn check_composite(attribute: &Attribute, definition: &Json, drafts: &[Draft]) -> Result<(), Error> {
    let indexes: Vec<&str> = drafts
        .iter()
        .filter(|draft| {
            draft
                .keys()
                .any(|key| key.composites().contains(&&*attribute.name))
        })
        .map(Draft::display_name)
        .collect();
    let named = |names: &[&str]| {
        let type_name = definition.get("type").unwrap_or(definition);
        type_name.as_str().is_some_and(|name| names.contains(&name))
    };
    let composite = matches!(
        attribute.kind,
        Kind::String | Kind::Number | Kind::Boolean | Kind::Enum(_)
    );
    if indexes.is_empty() || composite || named(&["string", "number", "boolean", "enum"]) {
        return Ok(());
    }
    Err(failure(
        Code::AttributeDefinition,
        format_args!(
            "attribute `{}` stands in a key of {}: only texts, numbers, booleans and enums can",
            attribute.path,
            quoted(indexes),
        ),
    ))
}

/// Indexes must name attributes that there are.
fn check_references(members: &Members, drafts: &[Draft]) -> Result<(), Error> {
    for draft in drafts {
        for name in &draft.projected {
            if members.get(name).is_none() && name != ENTITY_ATTRIBUTE && name != VERSION_ATTRIBUTE {
                return Err(failure(
                    Code::Projection,
                    format_args!(
                        "index `{}` projects `{name}`, which is no attribute",
                        draft.access_pattern
                    ),
                ));
            }
        }
    }
    for draft in drafts {
        for name in draft.keys().flat_map(KeyDraft::composites) {
            if members.get(name).is_none() {
                return Err(failure(
                    Code::KeyTemplate,
                    format_args!(
                        "index `{}` has `{name}` in a key, which is no attribute",
                        draft.access_pattern
                    ),
                ));
            }
        }
    }
    Ok(())
}
