//! What the engine answers.

use std::time::Duration;

/// The answer to one request: what the service's HTTP endpoint would send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status: 200, or 400 and 500 for errors.
    pub status: u16,
    /// The JSON of the answer.
    pub body: Vec<u8>,
    /// How long whoever carries the reply is to hold it back: not at all, unless the
    /// [weather](crate::Weather::slow_replies) is bad. What was asked for is done already.
    pub delay: Duration,
}
