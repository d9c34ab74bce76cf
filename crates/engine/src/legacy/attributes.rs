//! `AttributesToGet`: which attributes are answered.

use std::collections::BTreeSet;

use super::invalid;
use crate::error::Failure;
use crate::expression::Projection;
use crate::request::Members;
use crate::value::json;

/// The projection of a read, if it has one of this form.
pub(crate) fn projection(members: Members<'_>) -> Result<Option<Projection>, Failure> {
    let Some(list) = members.list("AttributesToGet")? else {
        return Ok(None);
    };
    if list.is_empty() {
        return Err(Failure::counted(
            "Value '[]' at 'attributesToGet' failed to satisfy constraint: Member must have length greater than or equal \
             to 1",
        ));
    }
    let names = list.iter().map(json::string).collect::<Result<Vec<&str>, _>>()?;
    if names.contains(&"") {
        return Err(Failure::validation(json::EMPTY_NAME));
    }
    let mut known = BTreeSet::new();
    if let Some(name) = names.iter().find(|name| !known.insert(**name)) {
        return Err(Failure::validation(invalid(format!(
            "Duplicate value in attribute name: {name}"
        ))));
    }
    Ok(Some(Projection::of_attributes(names)))
}
