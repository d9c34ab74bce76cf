//! Expressions: conditions, filters, key conditions, projections and updates.
//!
//! A text is split into tokens ([`token`]), read with its placeholders replaced ([`parser`]) and checked as far as that is
//! possible without a table; what comes out can be evaluated any number of times. What can be wrong is in [`refusal`], with
//! `DynamoDB`'s words for it.

pub(crate) mod condition;
pub(crate) mod key_condition;
mod parser;
pub(crate) mod path;
pub(crate) mod placeholders;
pub(crate) mod projection;
mod refusal;
mod reserved;
mod token;
pub(crate) mod update;

pub(crate) use condition::Condition;
pub(crate) use key_condition::KeyCondition;
pub(crate) use path::Path;
pub(crate) use placeholders::Placeholders;
pub(crate) use projection::Projection;
pub(crate) use refusal::{Fault, Refusal, Unbound, Unfit};
pub(crate) use update::Update;

/// The most bytes of an expression.
const MAX_BYTES: usize = 4096;

/// The most operators and functions of an expression.
const MAX_OPERATORS: usize = 300;

/// What an expression is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What must hold for a write.
    Condition,
    /// What a page keeps.
    Filter,
    /// What a query reads.
    KeyCondition,
    /// Which attributes are answered.
    Projection,
    /// What a write changes.
    Update,
}

impl Kind {
    /// The name of the parameter that holds such an expression.
    pub(crate) fn parameter(self) -> &'static str {
        match self {
            Self::Condition => "ConditionExpression",
            Self::Filter => "FilterExpression",
            Self::KeyCondition => "KeyConditionExpression",
            Self::Projection => "ProjectionExpression",
            Self::Update => "UpdateExpression",
        }
    }

    /// Refuses such an expression.
    pub(crate) fn refuse(self, fault: Fault) -> Refusal {
        Refusal { kind: self, fault }
    }
}
