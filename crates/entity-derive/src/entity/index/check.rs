//! What an index must not have: names that another index, a field or the entity has. Reading it is left to the parent.

use syn::{Error, Result};

use super::{Index, Names};

pub(super) fn distinct(earlier: &Index, index: &mut Index) -> Result<()> {
    if earlier.access == index.access {
        let message = if index.is_primary() {
            "an entity has one primary index, and this is the second".to_owned()
        } else {
            format!("there is another index called `{}`", index.access)
        };
        return Err(Error::new(index.access.span(), message));
    }
    if let (Some(first), Some(second)) = (&earlier.name, &index.name)
        && first.value() == second.value()
    {
        let message = format!(
            "index {:?} of the table already serves `{}`",
            second.value(),
            earlier.access
        );
        return Err(Error::new(second.span(), message));
    }
    for collection in &index.collections {
        if earlier
            .collections
            .iter()
            .any(|known| known.value() == collection.value())
        {
            let message = format!(
                "collection {:?} is already that of index `{}`: a collection is one part of one index",
                collection.value(),
                earlier.access
            );
            return Err(Error::new(collection.span(), message));
        }
    }
    for key in std::iter::once(&mut index.partition).chain(&mut index.sort) {
        let Some(taken) = earlier.keys().find(|taken| taken.field == key.field) else {
            continue;
        };
        let same = taken.parts == key.parts
            && (taken.generated, taken.numeric) == (key.generated, key.numeric)
            && taken.casing == key.casing;
        if !same {
            let message = format!(
                "key attribute `{}` already belongs to index `{}`, where it is {}: write the same here, or name another with \
                 `pk_field` or `sk_field`",
                taken.field, earlier.access, taken.text
            );
            return Err(Error::new(key.span, message));
        }
        key.shared = true;
    }
    Ok(())
}

/// A key attribute cannot share its name with another attribute: a write would store two values under one name.
pub(super) fn reserved(index: &Index, fields: &Names, identifiers: &[String; 2]) -> Result<()> {
    for key in index.keys() {
        let name = &key.field;
        let problem = if let Some((field, _)) = fields.iter().find(|(_, attribute)| attribute == name) {
            format!("key attribute `{name}` has the name of field `{field}`")
        } else if identifiers.contains(name) {
            format!("key attribute `{name}` has the name of the attribute for an item's entity or version")
        } else {
            continue;
        };
        let message = format!("{problem}; name another with `pk_field` or `sk_field`");
        return Err(Error::new(key.span, message));
    }
    if let Some(sort) = &index.sort
        && index.partition.field == sort.field
    {
        let message = format!(
            "key attribute `{}` is already the partition key of this index",
            sort.field
        );
        return Err(Error::new(sort.span, message));
    }
    Ok(())
}
