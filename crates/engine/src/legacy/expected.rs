//! `Expected`: what must hold of the item for a write of one item.

use super::comparison::{Comparison, Operator, Use, entries, values, worded};
use super::invalid;
use super::operator::Junction;
use crate::error::Failure;
use crate::expression::condition::{Comparator, Operand};
use crate::expression::{Condition, Path};
use crate::request::Members;
use crate::value::{Value, json};

/// The condition of a write, if it has one of this form.
pub(crate) fn condition(members: Members<'_>) -> Result<Option<Condition>, Failure> {
    let entries = entries(members, "Expected")?;
    let junction = Junction::read(members, entries.len())?.map_err(Failure::counted)?;
    let mut read = Vec::with_capacity(entries.len());
    for (name, entry) in entries {
        read.push((name, Expectation::read(entry)?));
    }
    let conditions = read
        .into_iter()
        .map(|(name, expectation)| expectation.condition(name).map_err(Failure::counted))
        .collect::<Result<_, _>>()?;
    Ok(junction.join(conditions))
}

/// What is expected of an attribute, as it is written.
struct Expectation<'a> {
    value: Option<Value>,
    exists: Option<bool>,
    operator: Option<&'a str>,
    values: Option<Vec<Value>>,
}

impl<'a> Expectation<'a> {
    fn read(entry: Members<'a>) -> Result<Self, Failure> {
        let value = entry.get("Value").map(json::value).transpose();
        Ok(Self {
            value: value.map_err(|fault| worded(fault, Failure::counted))?,
            exists: entry.get("Exists").map(|_| entry.flag("Exists")).transpose()?,
            operator: entry.text("ComparisonOperator")?,
            values: values(entry, Failure::counted)?,
        })
    }

    /// The condition on an attribute, or what is wrong with it.
    fn condition(self, attribute: &str) -> Result<Condition, String> {
        let about = |what: &str| invalid(format!("{what} for Attribute: {attribute}"));
        if self.exists.is_some() && self.operator.is_some() {
            return Err(about("Exists and ComparisonOperator cannot be used together"));
        }
        if self.value.is_some() && self.values.is_some() {
            return Err(about("Value and AttributeValueList cannot be used together"));
        }
        let Some(name) = self.operator else {
            if self.values.is_some() {
                return Err(about(
                    "AttributeValueList can only be used with a ComparisonOperator",
                ));
            }
            return plain(attribute, self.exists, self.value).map_err(|what| about(&what));
        };
        let operator = Operator::of(name)?;
        let values = self.values.or(self.value.map(|value| vec![value]));
        if values.is_none() && *operator.arguments().end() > 0 {
            return Err(about(&format!(
                "Value or AttributeValueList must be used with ComparisonOperator: {name}"
            )));
        }
        Ok(Comparison::new(name, values.unwrap_or_default(), Use::Expected)?.on(attribute))
    }
}

/// A condition without an operator: an attribute has a value, or is not there.
fn plain(attribute: &str, exists: Option<bool>, value: Option<Value>) -> Result<Condition, String> {
    let path = Path::to(attribute);
    match (exists, value) {
        (Some(false), None) => Ok(Condition::NotExists(path)),
        (Some(false), Some(_)) => Err("Value cannot be used when Exists is false".to_owned()),
        (_, Some(value)) => Ok(Condition::Compare(
            Operand::Path(path),
            Comparator::Equal,
            Operand::Value(value),
        )),
        (exists, None) => {
            let exists = exists.map_or("null", |_| "true");
            Err(format!("Value must be provided when Exists is {exists}"))
        }
    }
}
