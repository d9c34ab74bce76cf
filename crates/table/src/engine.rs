//! The interface of an engine that runs in the process.
//!
//! An engine takes the JSON of one `DynamoDB` request and answers with the JSON of its reply, exactly as the service's
//! HTTP endpoint does, so that the SDK above it cannot tell the two apart. What carries requests to it is
//! `in_process`; what it stores and how is its own business.

use std::time::Duration;

/// Something that answers `DynamoDB` requests in the process.
///
/// The protocol is `DynamoDB`'s own (`AWS JSON 1.0`, API version `2012-08-10`). An engine may block: it is called on a
/// thread that may wait. It is called from several threads at once.
///
/// ```
/// use lockstep_table::{Engine, Reply};
///
/// /// Knows no table at all.
/// struct Empty;
///
/// impl Engine for Empty {
///     fn call(&self, operation: &str, _body: &[u8]) -> Reply {
///         Reply::error(400, "ResourceNotFoundException", &format!("{operation}: no such table"))
///     }
/// }
/// ```
pub trait Engine: Send + Sync + 'static {
    /// Answers one request.
    ///
    /// `operation` is the name after the dot of the header `x-amz-target`, for example `PutItem`; `body` is the JSON of
    /// the request. A failure is a reply too: status 400 or 500 with a body that names the exception in `__type`.
    fn call(&self, operation: &str, body: &[u8]) -> Reply;

    /// Whether an operation is answered at once, without waiting for a lock or the disk. It is called on a thread that
    /// drives tasks then, which saves handing it to another one. None is, unless the engine says so.
    fn is_quick(&self, operation: &str) -> bool {
        let _ = operation;
        false
    }

    /// Does what is due by the clock without anybody asking, for example removes items whose time to live is over. A host
    /// calls it about once a minute, on a thread that may wait. Nothing is due, unless the engine says otherwise.
    ///
    /// # Errors
    /// What could not be done. The next call tries again.
    fn sweep(&self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Ok(())
    }
}

/// What an engine answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status: 200, or 400 and 500 for errors.
    pub status: u16,
    /// The JSON of the answer.
    pub body: Vec<u8>,
    /// How long to hold the answer back, for engines that imitate a slow service. What was asked for is done already.
    pub delay: Duration,
}

impl Reply {
    /// Any answer, without delay.
    #[must_use]
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            body: body.into(),
            delay: Duration::ZERO,
        }
    }

    /// A successful answer.
    #[must_use]
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, body)
    }

    /// An error in the service's own shape, for example `Reply::error(400, "ValidationException", "…")`.
    #[must_use]
    pub fn error(status: u16, exception: &str, message: &str) -> Self {
        let body = serde_json::json!({
            "__type": format!("com.amazonaws.dynamodb.v20120810#{exception}"),
            "message": message,
        });
        Self::new(status, body.to_string())
    }
}
