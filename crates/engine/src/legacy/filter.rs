//! `QueryFilter` and `ScanFilter`: what a page keeps.

use super::comparison::{Comparison, Use, entries, values};
use super::operator::Junction;
use crate::error::Failure;
use crate::expression::Condition;
use crate::request::{Members, lower_first, missing};

/// The filter of a request for a page; `parameter` holds it.
pub(crate) fn filter(members: Members<'_>, parameter: &str) -> Result<Option<Condition>, Failure> {
    let count = members.object(parameter)?.map_or(0, |map| map.iter().count());
    let junction = Junction::read(members, count)?.map_err(Failure::validation)?;
    let compared = comparisons(members, parameter, Use::Filter)?;
    Ok(junction.join(
        compared
            .into_iter()
            .map(|(name, comparison)| comparison.on(name))
            .collect(),
    ))
}

/// The comparisons of a map of conditions. The values of all of them are read before any operator is looked at.
pub(super) fn comparisons<'a>(
    members: Members<'a>,
    parameter: &str,
    used_as: Use,
) -> Result<Vec<(&'a str, Comparison)>, Failure> {
    let entries = entries(members, parameter)?;
    let mut broken = Vec::new();
    let mut read = Vec::with_capacity(entries.len());
    for (name, entry) in entries {
        let operator = entry.text("ComparisonOperator")?;
        if operator.is_none() {
            let place = format!("{}.{name}.member.comparisonOperator", lower_first(parameter));
            broken.push(missing(&place));
        }
        let values = values(entry, Failure::validation)?.unwrap_or_default();
        read.push((name, operator.unwrap_or_default(), values));
    }
    Failure::constraints(&broken)?;
    let compared = read.into_iter().map(|(name, operator, values)| {
        let comparison = Comparison::new(operator, values, used_as).map_err(Failure::validation)?;
        Ok((name, comparison))
    });
    compared.collect()
}
