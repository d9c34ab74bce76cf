//! Key conditions: one partition, and the part of it that a query reads.
//!
//! They are conditions of a certain form, so they are read as conditions first and their form is looked at then.

use super::condition::{Comparator, Condition, Operand, begins_with};
use super::{Fault, Kind, Path, Placeholders, Refusal, Unbound};
use crate::value::Value;

/// The clauses of a key condition, as they are written. Which key attributes they are about is seen with the table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KeyCondition {
    clauses: Vec<(String, Range)>,
}

/// What a clause asks of its attribute.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Range {
    /// `=`
    Equal(Value),
    /// `<`
    Less(Value),
    /// `<=`
    LessOrEqual(Value),
    /// `>`
    Greater(Value),
    /// `>=`
    GreaterOrEqual(Value),
    /// `BETWEEN`
    Between(Value, Value),
    /// `begins_with`
    BeginsWith(Value),
}

impl Range {
    /// The values that are compared with.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Value> {
        let (one, two) = match self {
            Self::Equal(one)
            | Self::Less(one)
            | Self::LessOrEqual(one)
            | Self::Greater(one)
            | Self::GreaterOrEqual(one)
            | Self::BeginsWith(one) => (one, None),
            Self::Between(one, two) => (one, Some(two)),
        };
        std::iter::once(one).chain(two)
    }
}

impl Range {
    /// Whether a value lies within.
    pub(crate) fn contains(&self, value: &Value) -> bool {
        let holds = |comparator: Comparator, bound: &Value| comparator.holds(value, bound);
        match self {
            Self::Equal(bound) => holds(Comparator::Equal, bound),
            Self::Less(bound) => holds(Comparator::Less, bound),
            Self::LessOrEqual(bound) => holds(Comparator::LessOrEqual, bound),
            Self::Greater(bound) => holds(Comparator::Greater, bound),
            Self::GreaterOrEqual(bound) => holds(Comparator::GreaterOrEqual, bound),
            Self::Between(low, high) => {
                holds(Comparator::GreaterOrEqual, low) && holds(Comparator::LessOrEqual, high)
            }
            Self::BeginsWith(prefix) => begins_with(value, prefix),
        }
    }
}

impl KeyCondition {
    /// The condition of some clauses, each of another attribute.
    pub(crate) fn of(clauses: Vec<(String, Range)>) -> Self {
        Self { clauses }
    }

    /// Reads a key condition.
    pub(crate) fn parse(source: &str, placeholders: &Placeholders) -> Result<Self, Refusal> {
        let condition = Condition::parse(Kind::KeyCondition, source, placeholders)?;
        let mut clauses = Vec::new();
        collect(condition, &mut clauses).map_err(|fault| Kind::KeyCondition.refuse(fault))?;
        for (index, (name, _)) in clauses.iter().enumerate() {
            if clauses[..index].iter().any(|(other, _)| other == name) {
                return Err(Kind::KeyCondition.refuse(Fault::KeyTwice));
            }
        }
        Ok(Self { clauses })
    }

    /// What the condition asks of a key of certain attributes: each attribute of the partition key must have a value, and
    /// those of the sort key may have conditions from the first one on, of which only the last may be another than a value
    /// (Developer Guide, *Multi-attribute keys*).
    pub(crate) fn bind(self, partition_key: &[&str], sort_key: &[&str]) -> Result<Bound, Unbound> {
        let (given, defined) = (self.clauses.len(), partition_key.len() + sort_key.len());
        if given > defined {
            return Err(Unbound::TooMany { given, defined });
        }
        let is_single = partition_key.len() == 1;
        let mut partition: Vec<Option<Value>> = vec![None; partition_key.len()];
        let mut sort: Vec<Option<Range>> = vec![None; sort_key.len()];
        let mut is_strange = false;
        for (name, range) in self.clauses {
            let place = |key: &[&str]| key.iter().position(|attribute| *attribute == name);
            if let Some(at) = place(partition_key) {
                match range {
                    Range::Equal(value) => partition[at] = Some(value),
                    _ if is_single => return Err(Unbound::Unsupported),
                    _ => {}
                }
            } else if let Some(at) = place(sort_key) {
                sort[at] = Some(range);
            } else {
                is_strange = true;
            }
        }
        let lacking = names(partition_key, |at| partition[at].is_none());
        if !lacking.is_empty() {
            return Err(if is_single {
                Unbound::Missed(lacking)
            } else {
                Unbound::PartitionUnequal(lacking)
            });
        }
        if is_strange {
            let missed = sort.iter().position(Option::is_none).unwrap_or_default();
            let missed = sort_key.get(missed).copied().unwrap_or_default();
            return Err(Unbound::Missed(missed.to_owned()));
        }
        if let Some(last) = sort.iter().rposition(Option::is_some) {
            let before = names(&sort_key[..last], |at| !matches!(sort[at], Some(Range::Equal(_))));
            if !before.is_empty() {
                let last = sort_key[last].to_owned();
                return Err(Unbound::SortUnequal { before, last });
            }
        }
        Ok(Bound {
            partition: partition.into_iter().flatten().collect(),
            sort: sort.into_iter().flatten().collect(),
        })
    }
}

/// The attributes, by their place, of which something holds.
fn names(key: &[&str], holds: impl Fn(usize) -> bool) -> String {
    let names = key.iter().enumerate().filter(|(at, _)| holds(*at));
    names.map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
}

/// A key condition, once it is known which key it is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bound {
    /// The values of the partition key's attributes.
    pub(crate) partition: Vec<Value>,
    /// What is asked of the sort key's first attributes: values, and then perhaps something else of the last one.
    pub(crate) sort: Vec<Range>,
}

/// Takes a condition apart into its clauses.
fn collect(condition: Condition, clauses: &mut Vec<(String, Range)>) -> Result<(), Fault> {
    let unsupported = |operator| Err(Fault::KeyOperator(operator));
    match condition {
        Condition::And(one, two) => {
            collect(*one, clauses)?;
            collect(*two, clauses)
        }
        Condition::Compare(left, comparator, right) => {
            // The attribute may be on either side.
            let (path, comparator, value) = match (left, right) {
                (Operand::Path(path), Operand::Value(value)) => (path, comparator, value),
                (Operand::Value(value), Operand::Path(path)) => (path, comparator.flipped(), value),
                (left, right) => return Err(no_value(&left, &right)),
            };
            let range = match comparator {
                Comparator::Equal => Range::Equal(value),
                Comparator::NotEqual => return unsupported("<>"),
                Comparator::Less => Range::Less(value),
                Comparator::LessOrEqual => Range::LessOrEqual(value),
                Comparator::Greater => Range::Greater(value),
                Comparator::GreaterOrEqual => Range::GreaterOrEqual(value),
            };
            clauses.push((attribute(path)?, range));
            Ok(())
        }
        Condition::Between(Operand::Path(path), Operand::Value(low), Operand::Value(high)) => {
            clauses.push((attribute(path)?, Range::Between(low, high)));
            Ok(())
        }
        Condition::BeginsWith(Operand::Path(path), Operand::Value(prefix)) => {
            clauses.push((attribute(path)?, Range::BeginsWith(prefix)));
            Ok(())
        }
        Condition::Between(left, low, high) => {
            let right = if matches!(low, Operand::Value(_)) {
                high
            } else {
                low
            };
            Err(no_value(&left, &right))
        }
        Condition::BeginsWith(left, right) => Err(no_value(&left, &right)),
        Condition::Or(..) => unsupported("OR"),
        Condition::Not(_) => unsupported("NOT"),
        Condition::In(..) => unsupported("IN"),
        Condition::Contains(..) => unsupported("contains"),
        Condition::Exists(_) => unsupported("attribute_exists"),
        Condition::NotExists(_) => unsupported("attribute_not_exists"),
        Condition::IsType(..) => unsupported("attribute_type"),
    }
}

/// What is wrong with two operands that are not an attribute and a value.
fn no_value(left: &Operand, right: &Operand) -> Fault {
    if matches!(left, Operand::Size(_)) || matches!(right, Operand::Size(_)) {
        return Fault::NestedOperation;
    }
    Fault::KeyOperands(
        if matches!((left, right), (Operand::Value(_), Operand::Value(_))) {
            "No key attribute specified"
        } else {
            "Multiple attribute names used in one condition"
        },
    )
}

/// The name of a whole attribute.
fn attribute(path: Path) -> Result<String, Fault> {
    if path.steps.is_empty() {
        return Ok(path.attribute);
    }
    Err(Fault::NestedAttribute)
}

impl Comparator {
    /// The comparison with its sides exchanged.
    pub(crate) fn flipped(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bound, KeyCondition, Placeholders, Range};
    use crate::value::Value;
    use crate::value::testing::item;

    fn bind(source: &str, partition_key: &[&str], sort_key: &[&str]) -> Result<Bound, String> {
        let names = [("#p".to_owned(), "p".to_owned())];
        let values = item(r#"{":a":{"S":"a"},":b":{"S":"b"},":n":{"N":"1"},":t":{"BOOL":true}}"#);
        let condition = KeyCondition::parse(source, &Placeholders::new(names.into(), values));
        let bound = condition
            .map_err(|refusal| refusal.to_string())?
            .bind(partition_key, sort_key);
        bound.map_err(|unbound| unbound.to_string())
    }

    #[test]
    fn partitions_and_ranges() {
        let text = |text: &str| Value::String(text.to_owned());
        let (a, b) = (|| text("a"), || text("b"));
        for (source, range) in [
            ("p = :a", vec![]),
            ("(#p = :a)", vec![]),
            (":a = p", vec![]),
            ("p = :a AND s = :b", vec![Range::Equal(b())]),
            ("s < :b AND p = :a", vec![Range::Less(b())]),
            ("(p = :a) AND (:b <= s)", vec![Range::GreaterOrEqual(b())]),
            ("p = :a AND s BETWEEN :a AND :b", vec![Range::Between(a(), b())]),
            ("p = :a AND begins_with(s, :b)", vec![Range::BeginsWith(b())]),
        ] {
            let bound = Bound {
                partition: vec![a()],
                sort: range,
            };
            assert_eq!(bind(source, &["p"], &["s"]), Ok(bound), "{source}");
        }
    }

    #[test]
    fn refused_key_conditions() {
        const INVALID: &str = "Invalid KeyConditionExpression: ";
        for (source, expected) in [
            ("s = :b", "Query condition missed key schema element: p".to_owned()),
            ("p > :a", "Query key condition not supported".to_owned()),
            ("p = :a AND q = :b", "Query condition missed key schema element: s".to_owned()),
            (
                "p = :a AND s = :b AND q = :b",
                "The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)"
                    .to_owned(),
            ),
            (
                "p = :a AND s > :a AND s < :b",
                format!("{INVALID}KeyConditionExpressions must only contain one condition per key"),
            ),
            ("p = :a OR s = :b", format!("{INVALID}Invalid operator used in KeyConditionExpression: OR")),
            ("p <> :a", format!("{INVALID}Invalid operator used in KeyConditionExpression: <>")),
            ("NOT p = :a", format!("{INVALID}Invalid operator used in KeyConditionExpression: NOT")),
            ("p IN (:a)", format!("{INVALID}Invalid operator used in KeyConditionExpression: IN")),
            (
                "p = :a AND contains(s, :b)",
                format!("{INVALID}Invalid operator used in KeyConditionExpression: contains"),
            ),
            (
                "p.x = :a",
                format!("{INVALID}KeyConditionExpressions cannot have conditions on nested attributes"),
            ),
            (
                "size(p) = :n",
                format!("{INVALID}KeyConditionExpressions cannot contain nested operations"),
            ),
            (
                "p = s",
                format!(
                    "{INVALID}Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition"
                ),
            ),
            (
                "p = :a AND begins_with(s, :n)",
                format!(
                    "{INVALID}Incorrect operand type for operator or function; operator or function: begins_with, \
                     operand type: N"
                ),
            ),
            (
                "p = :a AND s > :t",
                format!(
                    "{INVALID}Incorrect operand type for operator or function; operator or function: >, operand type: BOOL"
                ),
            ),
            ("p = :a AND", format!("{INVALID}Syntax error; token: \"<EOF>\", near: \"AND\"")),
        ] {
            assert_eq!(bind(source, &["p"], &["s"]), Err(expected), "{source}");
        }
        assert_eq!(
            bind("p = :a AND s = :b", &["p"], &[]),
            Err("The number of query conditions (2) exceeds the number of key attributes defined in the schema (1)".to_owned())
        );
    }

    #[test]
    fn keys_of_several_attributes() {
        let (one, two) = (["p", "q"], ["s", "t", "u"]);
        let bound = bind("t > :a AND q = :b AND s = :a AND p = :a", &one, &two).unwrap();
        let text = |text: &str| Value::String(text.to_owned());
        assert_eq!(bound.partition, [text("a"), text("b")]);
        assert_eq!(bound.sort, [Range::Equal(text("a")), Range::Greater(text("a"))]);
        for (source, expected) in [
            (
                "p = :a",
                "HASH key attributes q must have equality conditions specified in the query",
            ),
            (
                "s = :a AND q > :a",
                "HASH key attributes p, q must have equality conditions specified in the query",
            ),
            (
                "p = :a AND q = :a AND u = :a",
                "RANGE key attributes s, t must have equality conditions specified in the query because a condition is \
                 present on key attribute u",
            ),
            (
                "p = :a AND q = :a AND s < :a AND t = :a",
                "RANGE key attributes s must have equality conditions specified in the query because a condition is \
                 present on key attribute t",
            ),
            (
                "p = :a AND q = :a AND s = :a AND z = :a",
                "Query condition missed key schema element: t",
            ),
            (
                "p = :a AND q = :a AND s = :a AND t = :a AND u = :a AND z = :a",
                "The number of query conditions (6) exceeds the number of key attributes defined in the schema (5)",
            ),
        ] {
            assert_eq!(bind(source, &one, &two), Err(expected.to_owned()), "{source}");
        }
    }
}
