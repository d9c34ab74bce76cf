//! What the client is told when the table fails.

use lockstep_protocol::ProblemKind;
use lockstep_table::Error;

use crate::refusal::Refusal;

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let refusal = if error.is_contended() {
            Self::new(
                ProblemKind::Contended,
                "others kept changing the same rows; send the request again",
            )
        } else if error.is_throttled() {
            Self::new(
                ProblemKind::Unavailable,
                "the table is too busy; send the request again a little later",
            )
        } else if error.is_unreachable() || error.is_unavailable() {
            Self::new(
                ProblemKind::Unavailable,
                "the table gave no answer; a write may or may not have been made. Try again a little later",
            )
        } else if error.is_not_found() || error.is_denied() {
            Self::new(
                ProblemKind::Unavailable,
                "the server cannot use its table; its log says why",
            )
        } else {
            return Self::internal(error);
        };
        refusal.caused_by(error)
    }
}

impl From<lockstep_entity::Error> for Refusal {
    fn from(error: lockstep_entity::Error) -> Self {
        Self::internal(error)
    }
}

/// The refusal of a health check: whatever is wrong with the table, the server cannot answer.
pub(super) fn unavailable(error: Error) -> Refusal {
    Refusal::new(
        ProblemKind::Unavailable,
        "the table does not answer; the server's log says why",
    )
    .caused_by(error)
}
