//! Why an expression is refused, in `DynamoDB`'s words.

use thiserror::Error;

use super::Kind;
use crate::error::Failure;
use crate::value::number::NumberError;

/// An expression that is refused: which one, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("Invalid {}: {fault}", .kind.parameter())]
pub(crate) struct Refusal {
    pub(crate) kind: Kind,
    pub(crate) fault: Fault,
}

impl Refusal {
    /// The same in the words of the service's newer layer, which do not say how long an expression is.
    pub(crate) fn without_length(mut self) -> Self {
        if matches!(self.fault, Fault::TooLong(_)) {
            self.fault = Fault::TooLongUnsaid;
        }
        self
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::validation(refusal.to_string())
    }
}

/// What is wrong with the text of an expression, whatever table and item it is for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum Fault {
    #[error("The expression can not be empty;")]
    Empty,
    #[error("Expression size has exceeded the maximum allowed size; expression size: {0}")]
    TooLong(usize),
    #[error("Expression size has exceeded the maximum allowed size;")]
    TooLongUnsaid,
    #[error("Syntax error; token: \"{token}\", near: \"{near}\"")]
    Syntax { token: String, near: String },
    #[error("The expression has redundant parentheses;")]
    RedundantParentheses,
    #[error("The expression contains too many operators; operator count: {0}")]
    TooManyOperators(usize),
    #[error("Attribute name is a reserved keyword; reserved keyword: {0}")]
    ReservedWord(String),
    #[error("An expression attribute name used in the document path is not defined; attribute name: {0}")]
    UndefinedName(String),
    #[error("An expression attribute value used in expression is not defined; attribute value: {0}")]
    UndefinedValue(String),
    #[error("The document path has too many nesting elements; nesting levels: {0}")]
    TooManySteps(usize),
    #[error(
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: {one}, path \
         two: {two}"
    )]
    Overlap { one: String, two: String },
    #[error("Invalid function name; function: {0}")]
    UnknownFunction(String),
    #[error("The function is not allowed in {expressions}; function: {name}")]
    FunctionElsewhere {
        /// The expressions that have not this function.
        expressions: &'static str,
        name: String,
    },
    #[error("The function is not allowed to be used this way in an expression; function: {0}")]
    FunctionAsOperand(&'static str),
    #[error(
        "Incorrect number of operands for operator or function; operator or function: {operator}, number of operands: \
         {count}"
    )]
    OperandCount { operator: String, count: usize },
    #[error(
        "Incorrect operand type for operator or function; operator or function: {operator}, operand type: {kind}"
    )]
    OperandType { operator: String, kind: &'static str },
    #[error(
        "Incorrect operand type for operator or function; operator: {clause}, operand type: {kind}, typeSet: \
         ALLOWED_FOR_{clause}_OPERAND"
    )]
    ClauseOperandType {
        clause: &'static str,
        kind: &'static str,
    },
    #[error("Operator or function requires a document path; operator or function: {0}")]
    NoPath(String),
    #[error(
        "The first operand must be distinct from the remaining operands for this operator or function; operator: \
         {operator}, first operand: {path}"
    )]
    SameOperand { operator: String, path: String },
    #[error("Invalid attribute type name found; type: {name}, valid types: {{{types}}}")]
    UnknownType { name: String, types: String },
    #[error("The IN operator is provided with too many operands; number of operands: {0}")]
    TooManyCandidates(usize),
    #[error(
        "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: \
         AttributeValue: {{{low}}}, upper bound operand: AttributeValue: {{{high}}}"
    )]
    BoundsOrder { low: String, high: String },
    #[error(
        "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: \
         {{{low}}}, upper bound operand: AttributeValue: {{{high}}}"
    )]
    BoundsType { low: String, high: String },
    #[error("The \"{0}\" section can only be used once in an update expression;")]
    ClauseTwice(&'static str),
    #[error("KeyConditionExpressions must only contain one condition per key")]
    KeyTwice,
    #[error("Invalid operator used in KeyConditionExpression: {0}")]
    KeyOperator(&'static str),
    #[error("KeyConditionExpressions cannot contain nested operations")]
    NestedOperation,
    #[error("KeyConditionExpressions cannot have conditions on nested attributes")]
    NestedAttribute,
    #[error("Invalid condition in KeyConditionExpression: {0}")]
    KeyOperands(&'static str),
}

impl Fault {
    /// Whether an operand has a type that its operator has no use for.
    pub(crate) fn is_of_operand_type(&self) -> bool {
        matches!(self, Self::OperandType { .. } | Self::ClauseOperandType { .. })
    }
}

/// What is wrong with an update of a certain item.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum Unfit {
    #[error("The document path provided in the update expression is invalid for update")]
    Path,
    #[error("The provided expression refers to an attribute that does not exist in the item")]
    Missing,
    #[error("An operand in the update expression has an incorrect data type")]
    Type,
    #[error("Type mismatch for attribute to update")]
    AttributeType,
    #[error(transparent)]
    Number(#[from] NumberError),
}

impl From<Unfit> for Failure {
    fn from(unfit: Unfit) -> Self {
        Self::validation(unfit.to_string())
    }
}

/// What is wrong with a key condition for a certain key.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum Unbound {
    #[error(
        "The number of query conditions ({given}) exceeds the number of key attributes defined in the schema ({defined})"
    )]
    TooMany { given: usize, defined: usize },
    #[error("Query key condition not supported")]
    Unsupported,
    #[error("Query condition missed key schema element: {0}")]
    Missed(String),
    #[error("HASH key attributes {0} must have equality conditions specified in the query")]
    PartitionUnequal(String),
    #[error(
        "RANGE key attributes {before} must have equality conditions specified in the query because a condition is \
         present on key attribute {last}"
    )]
    SortUnequal { before: String, last: String },
}

impl From<Unbound> for Failure {
    fn from(unbound: Unbound) -> Self {
        Self::validation(unbound.to_string())
    }
}

/// Placeholders that no expression used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("Value provided in {parameter} unused in expressions: keys: {{{keys}}}")]
pub(crate) struct Unused {
    pub(super) parameter: &'static str,
    pub(super) keys: String,
}

impl From<Unused> for Failure {
    fn from(unused: Unused) -> Self {
        Self::validation(unused.to_string())
    }
}
