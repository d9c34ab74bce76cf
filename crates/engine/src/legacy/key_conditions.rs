//! `KeyConditions`: what a query reads.

use super::comparison::{Comparison, Operator, Use};
use super::filter::comparisons;
use crate::error::Failure;
use crate::expression::KeyCondition;
use crate::expression::condition::Comparator;
use crate::expression::key_condition::Range;
use crate::request::Members;
use crate::value::Value;

/// The key condition of a query, if it has one of this form.
pub(crate) fn key_condition(members: Members<'_>) -> Result<Option<KeyCondition>, Failure> {
    const PARAMETER: &str = "KeyConditions";
    if members.get(PARAMETER).is_none() {
        return Ok(None);
    }
    let comparisons = comparisons(members, PARAMETER, Use::Key)?;
    if comparisons.is_empty() {
        return Err(Failure::validation("Conditions can be of length 1 or 2 only"));
    }
    let clauses = comparisons
        .into_iter()
        .map(|(name, comparison)| Ok((name.to_owned(), range(comparison)?)))
        .collect::<Result<_, Failure>>()?;
    Ok(Some(KeyCondition::of(clauses)))
}

/// What a comparison asks of a key.
fn range(comparison: Comparison) -> Result<Range, Failure> {
    let mut values = comparison.values.into_iter();
    // How many there are was checked when the comparison was made.
    let mut value = || values.next().unwrap_or(Value::Null);
    Ok(match comparison.operator {
        Operator::Compare(Comparator::Equal) => Range::Equal(value()),
        Operator::Compare(Comparator::Less) => Range::Less(value()),
        Operator::Compare(Comparator::LessOrEqual) => Range::LessOrEqual(value()),
        Operator::Compare(Comparator::Greater) => Range::Greater(value()),
        Operator::Compare(Comparator::GreaterOrEqual) => Range::GreaterOrEqual(value()),
        Operator::BeginsWith => Range::BeginsWith(value()),
        Operator::Between => Range::Between(value(), value()),
        Operator::Compare(Comparator::NotEqual)
        | Operator::Null
        | Operator::NotNull
        | Operator::Contains
        | Operator::NotContains
        | Operator::In => {
            return Err(Failure::validation(
                "Attempted conditional constraint is not an indexable operation",
            ));
        }
    })
}
