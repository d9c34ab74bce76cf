//! The keys of a schema's indexes: prefixes, labels, and what shares a key.

use super::super::attribute::{Kind, Members};
use super::super::failure::{Code, failure, refusal};
use super::super::key::{Key, Part};
use super::super::{Index, IndexKind};
use super::Source;
use super::indexes::{Draft, KeyDraft};
use crate::Error;
use crate::key::{Fixings, Names};

pub(super) fn indexes(
    source: &Source<'_>,
    drafts: Vec<Draft>,
    members: &Members,
) -> Result<Vec<Index>, Error> {
    let mut indexes: Vec<Index> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let names = Names {
            service: &source.service,
            entity: &source.entity,
            version: &source.version,
            beta: source.beta,
            scope: draft.scope.as_deref(),
            clustered: draft.kind == IndexKind::Clustered,
            has_sort: draft.sort.is_some(),
        };
        let fixings = Fixings::new(names, &draft.collections);
        let partition = key(
            &draft,
            &draft.partition,
            Side::Partition(&fixings),
            members,
            &indexes,
        )?;
        let sort = draft
            .sort
            .as_ref()
            .map(|sort| key(&draft, sort, Side::Sort(&fixings), members, &indexes))
            .transpose()?;
        indexes.push(Index {
            access_pattern: draft.access_pattern,
            name: draft.name.map(Into::into),
            kind: draft.kind,
            partition,
            sort,
            collections: draft.collections,
            scope: draft.scope,
            condition: draft.condition,
            projection: draft.projection,
        });
    }
    Ok(indexes)
}

#[derive(Clone, Copy)]
enum Side<'f> {
    Partition(&'f Fixings),
    Sort(&'f Fixings),
}

fn key(
    draft: &Draft,
    key: &KeyDraft,
    side: Side<'_>,
    members: &Members,
    earlier: &[Index],
) -> Result<Key, Error> {
    let (mut prefix, mut postfix, empty_label) = match side {
        Side::Partition(fixings) => (fixings.partition.clone(), String::new(), false),
        Side::Sort(fixings) => (fixings.sort.clone(), fixings.postfix.clone(), true),
    };
    if key.custom {
        prefix.clear();
        postfix.clear();
    }
    key.casing.apply(&mut prefix);
    key.casing.apply(&mut postfix);
    let mut parts = Vec::with_capacity(key.labels.len());
    for (name, label) in &key.labels {
        let attribute = name
            .as_deref()
            .map(|name| {
                members
                    .position(name)
                    .ok_or_else(|| refusal(format_args!("`{name}` is no attribute")))
            })
            .transpose()?;
        let label = match attribute.and_then(|position| members.list[position].label.clone()) {
            Some(label) if !key.custom && (empty_label || !label.is_empty()) => label,
            _ => label.clone(),
        };
        parts.push(Part {
            text: if key.custom {
                label.clone().into()
            } else {
                format!("#{label}_").into()
            },
            label: label.into(),
            attribute,
            padding: attribute.and_then(|position| members.list[position].padding.clone()),
        });
    }
    let composites: Vec<usize> = parts.iter().filter_map(|part| part.attribute).collect();
    let made = crate::key::Key {
        field: key.field.clone().into(),
        numeric: is_numeric(draft, key, &composites, members)?,
        prefix,
        postfix,
        parts,
        composites,
        casing: key.casing,
        custom: key.custom,
    };
    Ok(Key {
        core: shared(draft, made, earlier)?,
        is_attribute: members.stored_position(&key.field).is_some(),
    })
}

/// Whether the key is a number: by `cast`, or because it is nothing but one number.
fn is_numeric(draft: &Draft, key: &KeyDraft, composites: &[usize], members: &Members) -> Result<bool, Error> {
    let kind = match composites {
        [position] => Some(&members.list[*position].kind),
        _ => None,
    };
    match key.cast.as_deref() {
        Some("string") => Ok(false),
        Some(_) if composites.len() > 1 => Err(failure(
            Code::Model,
            format_args!(
                "index `{}`: only a key of one attribute can be cast to a number",
                draft.access_pattern
            ),
        )),
        Some(_) => Ok(matches!(kind, Some(Kind::Number | Kind::String | Kind::Boolean))),
        None => {
            let bare = key.labels.iter().all(|(_, label)| label.is_empty());
            Ok(key.custom && bare && matches!(kind, Some(Kind::Number)))
        }
    }
}

/// A key that another index has already starts and ends as it does there.
fn shared(draft: &Draft, mut key: crate::key::Key, earlier: &[Index]) -> Result<crate::key::Key, Error> {
    if key.field.is_empty() {
        return Ok(key);
    }
    let known = earlier
        .iter()
        .filter(|index| index.kind != IndexKind::Composite)
        .flat_map(Index::keys)
        .filter(|known| known.field == key.field)
        .last();
    let Some(known) = known else {
        return Ok(key);
    };
    if known.casing != key.casing {
        return Err(failure(
            Code::KeyCasing,
            format_args!(
                "index `{}`: the key `{}` has another casing in another index",
                draft.access_pattern, key.field
            ),
        ));
    }
    key.prefix.clone_from(&known.prefix);
    key.postfix.clone_from(&known.postfix);
    key.numeric = known.numeric;
    if key.custom != known.custom {
        for part in &mut key.parts {
            part.text = if known.custom {
                part.label.clone()
            } else {
                format!("#{}_", part.label).into()
            };
        }
        key.custom = known.custom;
    }
    Ok(key)
}
