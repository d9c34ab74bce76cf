//! Conditions and filters: what must hold of an item.

mod evaluate;
mod parse;

#[cfg(test)]
mod tests;

pub(super) use evaluate::begins_with;

use super::{Kind, Path, Placeholders, Refusal};
use crate::value::Value;

/// A condition, read and checked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    /// `a = b`
    Compare(Operand, Comparator, Operand),
    /// `a BETWEEN b AND c`
    Between(Operand, Operand, Operand),
    /// `a IN (b, c)`
    In(Operand, Vec<Operand>),
    /// `attribute_exists(a)`
    Exists(Path),
    /// `attribute_not_exists(a)`
    NotExists(Path),
    /// `attribute_type(a, :type)`
    IsType(Path, String),
    /// `begins_with(a, b)`
    BeginsWith(Operand, Operand),
    /// `contains(a, b)`
    Contains(Operand, Operand),
    /// `a AND b`
    And(Box<Condition>, Box<Condition>),
    /// `a OR b`
    Or(Box<Condition>, Box<Condition>),
    /// `NOT a`
    Not(Box<Condition>),
}

/// What is compared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operand {
    /// An attribute.
    Path(Path),
    /// A placeholder's value.
    Value(Value),
    /// `size(a)`
    Size(Path),
}

/// How two operands are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparator {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparator {
    /// The operator as it is written.
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Condition {
    /// Reads a condition or a filter.
    pub(crate) fn parse(kind: Kind, source: &str, placeholders: &Placeholders) -> Result<Self, Refusal> {
        parse::parse(source, placeholders).map_err(|fault| kind.refuse(fault))
    }

    /// The attributes that the condition looks at.
    pub(crate) fn paths(&self) -> Vec<&Path> {
        fn operand<'a>(operand: &'a Operand, paths: &mut Vec<&'a Path>) {
            match operand {
                Operand::Path(path) | Operand::Size(path) => paths.push(path),
                Operand::Value(_) => {}
            }
        }
        fn condition<'a>(from: &'a Condition, paths: &mut Vec<&'a Path>) {
            match from {
                Condition::Compare(one, _, two)
                | Condition::BeginsWith(one, two)
                | Condition::Contains(one, two) => {
                    operand(one, paths);
                    operand(two, paths);
                }
                Condition::Between(one, two, three) => {
                    for one in [one, two, three] {
                        operand(one, paths);
                    }
                }
                Condition::In(one, others) => {
                    operand(one, paths);
                    for one in others {
                        operand(one, paths);
                    }
                }
                Condition::Exists(path) | Condition::NotExists(path) | Condition::IsType(path, _) => {
                    paths.push(path);
                }
                Condition::And(one, two) | Condition::Or(one, two) => {
                    condition(one, paths);
                    condition(two, paths);
                }
                Condition::Not(one) => condition(one, paths),
            }
        }
        let mut paths = Vec::new();
        condition(self, &mut paths);
        paths
    }
}
