//! What the entities of a collection have in common, found by the compiler.

use crate::model::{Casing, IndexKind, IndexSpec, KeySpec, PartSpec, Spec, same};

/// The position of the index in which an entity is part of a collection; `usize::MAX` if there is none.
pub const fn position(spec: &Spec, collection: &str) -> usize {
    let mut at = 0;
    while at < spec.indexes.len() {
        if depth(&spec.indexes[at], collection) < usize::MAX {
            return at;
        }
        at += 1;
    }
    usize::MAX
}

/// Whether the entity is part of the collection in one of its indexes.
pub const fn is_member(spec: &Spec, collection: &str) -> bool {
    position(spec, collection) < usize::MAX
}

/// Whether the entity's sort key starts with the collections that it is part of.
pub const fn is_generated(spec: &Spec, collection: &str) -> bool {
    match &index(spec, collection).sort {
        Some(sort) => sort.generated,
        None => false,
    }
}

/// Whether both entities are part of the collection in the same index of the table.
pub const fn same_index(one: &Spec, other: &Spec, collection: &str) -> bool {
    let (one, other) = (index(one, collection), index(other, collection));
    let same_name = match (one.name, other.name) {
        (None, None) => true,
        (Some(one), Some(other)) => same(one, other),
        _ => false,
    };
    let same_sort = match (&one.sort, &other.sort) {
        (Some(one), Some(other)) => same(one.field, other.field) && same_casing(one.casing, other.casing),
        (None, None) => true,
        _ => false,
    };
    let same_kind = matches!(
        (one.kind, other.kind),
        (IndexKind::Isolated, IndexKind::Isolated) | (IndexKind::Clustered, IndexKind::Clustered)
    );
    same_name && same_sort && same_kind && same(one.partition.field, other.partition.field)
}

/// Whether both entities have the same partition keys there.
pub const fn same_partition(one: &Spec, other: &Spec, collection: &str) -> bool {
    let (a, b) = (index(one, collection), index(other, collection));
    let same_start = !a.partition.generated
        || (same(one.service, other.service)
            && match (a.scope, b.scope) {
                (None, None) => true,
                (Some(one), Some(other)) => same(one, other),
                _ => false,
            });
    same_start
        && same_casing(a.partition.casing, b.partition.casing)
        && a.partition.generated == b.partition.generated
        && a.partition.numeric == b.partition.numeric
        && same_parts((one, &a.partition), (other, &b.partition))
}

/// Whether the collection is part of the same collections for both.
pub const fn same_path(one: &Spec, other: &Spec, collection: &str) -> bool {
    let (one, other) = (index(one, collection), index(other, collection));
    let end = depth(one, collection);
    if end != depth(other, collection) {
        return false;
    }
    let mut at = 0;
    while at < end {
        if !same(one.collections[at], other.collections[at]) {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether the sort keys of all entities start with the same `count` attributes, behind which they go on as they like.
pub const fn share_all(members: &[&Spec], collection: &str, count: usize) -> bool {
    // None need be alike.
    let mut at = if count == 0 { members.len() } else { 0 };
    while at < members.len() {
        if !share(members[0], members[at], collection, count) {
            return false;
        }
        at += 1;
    }
    true
}

const fn share(one: &Spec, other: &Spec, collection: &str, count: usize) -> bool {
    if !is_member(one, collection) || !is_member(other, collection) {
        return false;
    }
    let (a, b) = (index(one, collection), index(other, collection));
    let is_innermost =
        depth(a, collection) + 1 == a.collections.len() && depth(b, collection) + 1 == b.collections.len();
    let (Some(key), Some(other_key)) = (&a.sort, &b.sort) else {
        return false;
    };
    if !is_innermost
        || !matches!((a.kind, b.kind), (IndexKind::Clustered, IndexKind::Clustered))
        || key.parts.len() < count
        || other_key.parts.len() < count
    {
        return false;
    }
    let mut at = 0;
    while at < count {
        let is_same = match (&key.parts[at], &other_key.parts[at]) {
            (PartSpec::Attribute(a), PartSpec::Attribute(b)) => {
                same(sort_label(one, *a), sort_label(other, *b)) && same_padding(one, *a, other, *b)
            }
            _ => false,
        };
        if !is_same {
            return false;
        }
        at += 1;
    }
    true
}

/// In a sort key a label may be empty.
const fn sort_label(spec: &Spec, attribute: usize) -> &'static str {
    match spec.attributes[attribute].label {
        Some(label) => label,
        None => spec.attributes[attribute].name,
    }
}

const fn same_padding(one: &Spec, a: usize, other: &Spec, b: usize) -> bool {
    match (one.attributes[a].padding, other.attributes[b].padding) {
        (None, None) => true,
        (Some((length, fill)), Some((other_length, other_fill))) => {
            length == other_length && same(fill, other_fill)
        }
        _ => false,
    }
}

const fn index<'s>(spec: &'s Spec, collection: &str) -> &'s IndexSpec {
    let at = position(spec, collection);
    // An entity that is no member is told so by another check.
    &spec.indexes[if at < usize::MAX { at } else { 0 }]
}

const fn depth(index: &IndexSpec, collection: &str) -> usize {
    let mut at = 0;
    while at < index.collections.len() {
        if same(index.collections[at], collection) {
            return at;
        }
        at += 1;
    }
    usize::MAX
}

const fn same_parts((one, key): (&Spec, &KeySpec), (other, other_key): (&Spec, &KeySpec)) -> bool {
    if key.parts.len() != other_key.parts.len() {
        return false;
    }
    let mut at = 0;
    while at < key.parts.len() {
        let is_same = match (&key.parts[at], &other_key.parts[at]) {
            (PartSpec::Text(one), PartSpec::Text(other)) => same(one, other),
            // What a generated key calls them is part of it; a template does not say their names.
            (PartSpec::Attribute(a), PartSpec::Attribute(b)) => {
                !key.generated || same(label(one, *a), label(other, *b))
            }
            _ => false,
        };
        if !is_same {
            return false;
        }
        at += 1;
    }
    true
}

const fn label(spec: &Spec, attribute: usize) -> &'static str {
    let attribute = &spec.attributes[attribute];
    match attribute.label {
        Some(label) if !label.is_empty() => label,
        _ => attribute.name,
    }
}

const fn same_casing(one: Casing, other: Casing) -> bool {
    matches!(
        (one, other),
        (Casing::Lower, Casing::Lower) | (Casing::Upper, Casing::Upper) | (Casing::None, Casing::None)
    )
}
