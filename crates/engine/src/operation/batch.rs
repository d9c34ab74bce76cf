//! What both batches have in common: the tables of their requests.

use crate::error::Failure;
use crate::request::{Members, check_reference};

/// The tables of a batch: one at least.
pub(super) fn request_items(members: Members<'_>) -> Result<Members<'_>, Failure> {
    members
        .object("RequestItems")?
        .filter(|tables| tables.iter().next().is_some())
        .ok_or_else(|| {
            Failure::validation(
                "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: Member must have \
                 length greater than or equal to 1",
            )
        })
}

/// The broken constraint of the tables' names. It is said of all of them, with the whole member beside it.
pub(super) fn check_names<'a>(tables: Members<'a>, echo: impl Fn(Members<'a>) -> String) -> Option<String> {
    let mut broken = tables
        .iter()
        .filter_map(|(name, _)| check_reference(name, "requestItems", 3));
    broken.next()?;
    let echo = echo(tables);
    Some(format!(
        "Value '{echo}' at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: [Member must \
         have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy \
         regular expression pattern: [a-zA-Z0-9_.-]+]"
    ))
}

/// What is said of a key that comes twice.
pub(super) fn repeated() -> Failure {
    Failure::validation("Provided list of item keys contains duplicates")
}
