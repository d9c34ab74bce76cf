//! `ComparisonOperator` and `AttributeValueList`: one comparison of one attribute.

use std::ops::RangeInclusive;

use super::invalid;
use crate::error::Failure;
use crate::expression::condition::{Comparator, Operand};
use crate::expression::{Condition, Path};
use crate::request::Members;
use crate::value::Value;
use crate::value::json::{self, Fault};

/// What an attribute is compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Compare(Comparator),
    Null,
    NotNull,
    Contains,
    NotContains,
    BeginsWith,
    In,
    Between,
}

impl Operator {
    /// The operator of a name.
    pub(super) fn of(name: &str) -> Result<Self, String> {
        Ok(match name {
            "EQ" => Self::Compare(Comparator::Equal),
            "NE" => Self::Compare(Comparator::NotEqual),
            "LE" => Self::Compare(Comparator::LessOrEqual),
            "LT" => Self::Compare(Comparator::Less),
            "GE" => Self::Compare(Comparator::GreaterOrEqual),
            "GT" => Self::Compare(Comparator::Greater),
            "NULL" => Self::Null,
            "NOT_NULL" => Self::NotNull,
            "CONTAINS" => Self::Contains,
            "NOT_CONTAINS" => Self::NotContains,
            "BEGINS_WITH" => Self::BeginsWith,
            "IN" => Self::In,
            "BETWEEN" => Self::Between,
            _ => return Err(invalid("Invalid comparison operator")),
        })
    }

    /// How many values the operator has.
    pub(super) fn arguments(self) -> RangeInclusive<usize> {
        match self {
            Self::Null | Self::NotNull => 0..=0,
            Self::Between => 2..=2,
            Self::In => 1..=usize::MAX,
            Self::Compare(_) | Self::Contains | Self::NotContains | Self::BeginsWith => 1..=1,
        }
    }

    /// Whether the operator has a use for a value.
    fn accepts(self, value: &Value) -> bool {
        match self {
            Self::Null | Self::NotNull | Self::Compare(Comparator::Equal | Comparator::NotEqual) => true,
            Self::Compare(_) | Self::In | Self::Between => value.is_ordered(),
            Self::BeginsWith => matches!(value, Value::String(_) | Value::Binary(_)),
            Self::Contains | Self::NotContains => {
                value.is_ordered() || matches!(value, Value::Bool(_) | Value::Null)
            }
        }
    }
}

/// A comparison of an attribute.
#[derive(Clone, Debug)]
pub(super) struct Comparison {
    pub(super) operator: Operator,
    pub(super) values: Vec<Value>,
}

/// What a comparison is for, which decides how its values are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Filter,
    Key,
    Expected,
}

impl Use {
    /// Of how many values the types are looked at.
    fn checked_types(self, operator: Operator, values: &[Value]) -> &[Value] {
        match (self, operator) {
            (_, Operator::In) => values,
            (Self::Filter | Self::Key, _) => &values[..values.len().min(1)],
            (Self::Expected, _) => &[],
        }
    }
}

impl Comparison {
    /// A comparison whose operator has use for the number and the types of its values; otherwise why not.
    pub(super) fn new(name: &str, values: Vec<Value>, used_as: Use) -> Result<Self, String> {
        let operator = Operator::of(name)?;
        if !operator.arguments().contains(&values.len()) {
            return Err(invalid(format!(
                "Invalid number of argument(s) for the {name} ComparisonOperator"
            )));
        }
        let mut checked = used_as.checked_types(operator, &values).iter();
        if let Some(value) = checked.find(|value| !operator.accepts(value)) {
            return Err(invalid(format!(
                "ComparisonOperator {name} is not valid for {} AttributeValue type",
                value.type_name()
            )));
        }
        if used_as == Use::Filter {
            return Ok(Self { operator, values });
        }
        let mut pairs = values.windows(2);
        if pairs.any(|pair| pair[0].type_name() != pair[1].type_name()) {
            return Err(invalid(
                "AttributeValues inside AttributeValueList must be of same type",
            ));
        }
        if let (Operator::Between, [low, high]) = (operator, values.as_slice())
            && Comparator::Greater.holds(low, high)
        {
            return Err(
                "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound"
                    .to_owned(),
            );
        }
        Ok(Self { operator, values })
    }

    /// The condition on an attribute that the comparison is.
    pub(super) fn on(self, attribute: &str) -> Condition {
        let path = Path::to(attribute);
        let mut values = self.values.into_iter().map(Operand::Value);
        // How many there are was checked when the comparison was made.
        let mut value = || values.next().unwrap_or(Operand::Value(Value::Null));
        match self.operator {
            Operator::Compare(comparator) => Condition::Compare(Operand::Path(path), comparator, value()),
            Operator::Null => Condition::NotExists(path),
            Operator::NotNull => Condition::Exists(path),
            Operator::Contains => Condition::Contains(Operand::Path(path), value()),
            Operator::NotContains => {
                Condition::Not(Box::new(Condition::Contains(Operand::Path(path), value())))
            }
            Operator::BeginsWith => Condition::BeginsWith(Operand::Path(path), value()),
            Operator::Between => Condition::Between(Operand::Path(path), value(), value()),
            Operator::In => Condition::In(Operand::Path(path), values.collect()),
        }
    }
}

/// The members of a map of conditions: attribute, and its condition.
pub(super) fn entries<'a>(
    members: Members<'a>,
    parameter: &str,
) -> Result<Vec<(&'a str, Members<'a>)>, Failure> {
    let Some(map) = members.object(parameter)? else {
        return Ok(Vec::new());
    };
    if map.iter().any(|(name, _)| name.is_empty()) {
        return Err(Failure::validation(json::EMPTY_NAME));
    }
    map.iter()
        .map(|(name, entry)| Ok((name, Members::of(entry)?)))
        .collect()
}

/// `AttributeValueList`, if it is there; what is wrong with a value is worded by the caller.
pub(super) fn values(
    entry: Members<'_>,
    refused: impl Fn(String) -> Failure,
) -> Result<Option<Vec<Value>>, Failure> {
    let Some(list) = entry.list("AttributeValueList")? else {
        return Ok(None);
    };
    let read = list
        .iter()
        .map(|value| json::value(value).map_err(|fault| worded(fault, &refused)));
    read.collect::<Result<_, _>>().map(Some)
}

/// What is wrong with a value; the shape of one that cannot be read is said in its own exception.
pub(super) fn worded(fault: Fault, refused: impl Fn(String) -> Failure) -> Failure {
    match fault {
        Fault::Contents { newer, .. } => refused(newer),
        Fault::Value(message) => refused(message),
        shape @ Fault::Shape(_) => shape.into(),
    }
}
