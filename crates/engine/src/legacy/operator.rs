//! `ConditionalOperator`: how the conditions of one parameter are joined.

use crate::error::Failure;
use crate::expression::Condition;
use crate::request::Members;

/// How conditions are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Junction {
    All,
    Any,
}

impl Junction {
    /// What a request says, of so many conditions; what is wrong with that is handed back as a message.
    pub(super) fn read(
        members: Members<'_>,
        conditions: usize,
    ) -> Result<Result<Self, &'static str>, Failure> {
        let word = members.text("ConditionalOperator")?;
        Ok(match (word, conditions) {
            (Some(_), 0) => Err("ConditionalOperator cannot be used without Filter or Expected"),
            (Some(_), 1) => {
                Err("ConditionalOperator can only be used when Filter or Expected has two or more elements")
            }
            (None | Some("AND"), _) => Ok(Self::All),
            (Some("OR"), _) => Ok(Self::Any),
            (Some(_), _) => {
                Err("Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]")
            }
        })
    }

    /// The conditions as one; nothing of none.
    pub(super) fn join(self, conditions: Vec<Condition>) -> Option<Condition> {
        conditions.into_iter().reduce(|one, two| match self {
            Self::All => Condition::And(Box::new(one), Box::new(two)),
            Self::Any => Condition::Or(Box::new(one), Box::new(two)),
        })
    }
}
