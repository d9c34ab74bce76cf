//! Conditions of writes, and filters of reads: the same language.

use super::Path;
use crate::Value;

/// What must hold for a write to happen, or for an item to be returned.
///
/// Names are attribute names or typed columns (`Order::STATUS`). Combinations are always parenthesised in the text, so a
/// condition means the same wherever it is added.
///
/// ```
/// use lockstep_entity::{Condition, Expressions};
///
/// let open = Condition::eq("status", "open").or(Condition::not_exists("status"));
/// let condition = Condition::exists("pk").and(open);
/// let expressions = Expressions::new().with_condition(Some(condition));
/// assert_eq!(
///     expressions.condition.as_deref(),
///     Some("(attribute_exists(#n0) AND (#n1 = :v0 OR attribute_not_exists(#n1)))"),
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition(pub(crate) Node);

/// Most conditions say what exists: what other nodes hold besides a path is boxed, so that requests are short to move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Exists(Path),
    NotExists(Path),
    Compare(Operand, Comparison, Box<Operand>),
    Between(Operand, Box<[Operand; 2]>),
    In(Path, Vec<Value>),
    BeginsWith(Operand, Box<Operand>),
    Contains(Operand, Box<Operand>),
    IsType(Path, Box<Value>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// What stands at a path.
    Path(Path),
    /// A value.
    Value(Value),
    /// How long the text or binary at a path is, or how many elements are in it.
    Size(Path),
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Equal (`=`).
    Eq,
    /// Not equal (`<>`). An absent attribute is not equal to any value.
    Ne,
    /// Less (`<`).
    Lt,
    /// Less or equal (`<=`).
    Lte,
    /// Greater (`>`).
    Gt,
    /// Greater or equal (`>=`).
    Gte,
}

impl Comparison {
    pub(crate) fn operator(self) -> &'static str {
        match self {
            Self::Eq => "=",
            Self::Ne => "<>",
            Self::Lt => "<",
            Self::Lte => "<=",
            Self::Gt => ">",
            Self::Gte => ">=",
        }
    }
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident => $comparison:ident;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(attribute: impl Into<Path>, value: impl Into<Value>) -> Self {
            let (path, value) = (Operand::Path(attribute.into()), Operand::Value(value.into()));
            Self(Node::Compare(path, Comparison::$comparison, Box::new(value)))
        }
    )*};
}

impl Condition {
    comparisons! {
        /// The attribute equals the value.
        eq => Eq;
        /// The attribute differs from the value or is absent.
        ne => Ne;
        /// The attribute is less than the value.
        lt => Lt;
        /// The attribute is less than or equal to the value.
        lte => Lte;
        /// The attribute is greater than the value.
        gt => Gt;
        /// The attribute is greater than or equal to the value.
        gte => Gte;
    }

    /// The attribute is there, be it null.
    #[must_use]
    pub fn exists(attribute: impl Into<Path>) -> Self {
        Self(Node::Exists(attribute.into()))
    }

    /// The attribute is not there.
    #[must_use]
    pub fn not_exists(attribute: impl Into<Path>) -> Self {
        Self(Node::NotExists(attribute.into()))
    }

    /// The attribute lies between two values, both included.
    #[must_use]
    pub fn between(attribute: impl Into<Path>, low: impl Into<Value>, high: impl Into<Value>) -> Self {
        let bound = |value| Operand::Value(value);
        Self(Node::Between(
            Operand::Path(attribute.into()),
            Box::new([bound(low.into()), bound(high.into())]),
        ))
    }

    /// The attribute is one of the values. Any number of them may be given; none means that nothing matches.
    #[must_use]
    pub fn is_in<V: Into<Value>>(attribute: impl Into<Path>, values: impl IntoIterator<Item = V>) -> Self {
        Self(Node::In(
            attribute.into(),
            values.into_iter().map(Into::into).collect(),
        ))
    }

    /// The attribute is text that begins with the prefix.
    #[must_use]
    pub fn begins_with(attribute: impl Into<Path>, prefix: impl Into<Value>) -> Self {
        Self(Node::BeginsWith(
            Operand::Path(attribute.into()),
            Box::new(Operand::Value(prefix.into())),
        ))
    }

    /// The attribute is text that contains the part, or a list or set that contains the element.
    #[must_use]
    pub fn contains(attribute: impl Into<Path>, part: impl Into<Value>) -> Self {
        Self(Node::Contains(
            Operand::Path(attribute.into()),
            Box::new(Operand::Value(part.into())),
        ))
    }

    /// The attribute has this type of `DynamoDB`'s: `S`, `N`, `BOOL`, `NULL`, `B`, `L`, `M`, `SS`, `NS` or `BS`.
    #[must_use]
    pub fn is_type(attribute: impl Into<Path>, type_name: impl Into<Value>) -> Self {
        Self(Node::IsType(attribute.into(), Box::new(type_name.into())))
    }

    /// Compares any two operands: two attributes, or a size with a number.
    ///
    /// ```
    /// use lockstep_entity::{Comparison, Condition, Expressions, Operand};
    ///
    /// let many = Condition::compare(Operand::Size("lines".into()), Comparison::Gt, Operand::Value(9.into()));
    /// let expressions = Expressions::new().with_filter(Some(many));
    /// assert_eq!(expressions.filter.as_deref(), Some("size(#n0) > :v0"));
    /// ```
    #[must_use]
    pub fn compare(left: Operand, comparison: Comparison, right: Operand) -> Self {
        Self(Node::Compare(left, comparison, Box::new(right)))
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let mut all = match self.0 {
            Node::And(all) => all,
            node => vec![node],
        };
        match other.0 {
            Node::And(others) => all.extend(others),
            node => all.push(node),
        }
        Self(Node::And(all))
    }

    /// At least one holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let mut any = match self.0 {
            Node::Or(any) => any,
            node => vec![node],
        };
        match other.0 {
            Node::Or(others) => any.extend(others),
            node => any.push(node),
        }
        Self(Node::Or(any))
    }

    /// Adds a condition to one that may not be there yet.
    pub(crate) fn add_to(self, condition: &mut Option<Self>) {
        *condition = Some(match condition.take() {
            Some(earlier) => earlier.and(self),
            None => self,
        });
    }
}

/// The condition does not hold.
impl std::ops::Not for Condition {
    type Output = Self;

    fn not(self) -> Self {
        Self(Node::Not(Box::new(self.0)))
    }
}
