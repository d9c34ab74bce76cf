//! Why a statement is refused, in `DynamoDB`'s words.

use std::fmt::Display;

use thiserror::Error;

use crate::error::Failure;

/// What is wrong with the text of a statement, or with the values in it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub(crate) struct Refusal(String);

impl Refusal {
    /// The statement says something that is not understood.
    pub(super) fn new(message: impl Display) -> Self {
        Self(message.to_string())
    }

    /// The statement is no statement.
    pub(super) fn malformed(detail: &str) -> Self {
        Self(format!(
            "Statement wasn't well formed, can't be processed: {detail}"
        ))
    }

    /// A value cannot stand where it stands.
    pub(super) fn operand_type(operator: &str, kind: &str) -> Self {
        Self(format!(
            "Incorrect operand type for operator or function; operator or function: {operator}, operand type: {kind}"
        ))
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::validation(refusal.0)
    }
}
