//! What can go wrong between the page and its server.

use std::fmt;

use lockstep_protocol::Problem;

/// Why a request gave no answer that the page can use.
///
/// Three causes call for different reactions and are told apart: the server refused
/// ([`problem`](Error::problem)), the server was not reached or did not answer in time
/// ([`is_unreachable`](Error::is_unreachable)), and the answer could not be read (all others).
#[derive(Debug, Clone)]
pub struct Error {
    request: String,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Network,
    Timeout { seconds: u64 },
    Refused(Box<Problem>),
    Status { status: u16 },
    Decode { detail: String },
    Encode { detail: String },
    Endless { page: usize },
}

impl Error {
    pub(crate) fn network(request: &str) -> Self {
        Self::new(request, Kind::Network)
    }

    pub(crate) fn timeout(request: &str, seconds: u64) -> Self {
        Self::new(request, Kind::Timeout { seconds })
    }

    pub(crate) fn refused(request: &str, problem: Problem) -> Self {
        Self::new(request, Kind::Refused(Box::new(problem)))
    }

    pub(crate) fn status(request: &str, status: u16) -> Self {
        Self::new(request, Kind::Status { status })
    }

    pub(crate) fn decode(request: &str, error: &serde_json::Error) -> Self {
        Self::new(
            request,
            Kind::Decode {
                detail: error.to_string(),
            },
        )
    }

    pub(crate) fn encode(request: &str, error: &serde_json::Error) -> Self {
        Self::new(
            request,
            Kind::Encode {
                detail: error.to_string(),
            },
        )
    }

    pub(crate) fn endless(request: &str, page: usize) -> Self {
        Self::new(request, Kind::Endless { page })
    }

    fn new(request: &str, kind: Kind) -> Self {
        Self {
            request: request.to_owned(),
            kind,
        }
    }

    /// The server's reason, where it gave one.
    pub fn problem(&self) -> Option<&Problem> {
        match &self.kind {
            Kind::Refused(problem) => Some(problem),
            _ => None,
        }
    }

    /// Whether the server was not reached or did not answer in time. A write that failed so may have been committed.
    pub fn is_unreachable(&self) -> bool {
        matches!(self.kind, Kind::Network | Kind::Timeout { .. })
    }

    /// Whether the server says that the row or the path does not exist.
    pub fn is_not_found(&self) -> bool {
        self.http_status() == Some(404)
    }

    /// Whether the server says that the request contradicts what is stored.
    pub fn is_conflict(&self) -> bool {
        self.http_status() == Some(409)
    }

    /// Whether the same request may succeed later: unreachable, a failing gateway, or a transient problem.
    pub fn is_transient(&self) -> bool {
        match &self.kind {
            Kind::Network | Kind::Timeout { .. } => true,
            Kind::Refused(problem) => problem.is_transient(),
            Kind::Status { status } => matches!(status, 429 | 502 | 503 | 504),
            Kind::Decode { .. } | Kind::Encode { .. } | Kind::Endless { .. } => false,
        }
    }

    fn http_status(&self) -> Option<u16> {
        match &self.kind {
            Kind::Refused(problem) => Some(problem.status),
            Kind::Status { status } => Some(*status),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    /// A sentence for people: without the request, which [`std::fmt::Debug`] shows.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Network => formatter.write_str("The server cannot be reached."),
            Kind::Timeout { seconds } => {
                write!(formatter, "The server did not answer within {seconds} seconds.")
            }
            Kind::Refused(problem) if problem.detail.is_empty() => formatter.write_str(&problem.title),
            Kind::Refused(problem) => formatter.write_str(&problem.detail),
            Kind::Status { status } => write!(formatter, "The server answered with status {status}."),
            Kind::Decode { detail } => write!(
                formatter,
                "The answer of {} cannot be read: {detail}.",
                self.request
            ),
            Kind::Encode { detail } => write!(formatter, "The request cannot be written as JSON: {detail}."),
            Kind::Endless { page } => {
                write!(
                    formatter,
                    "The listing {} repeats itself after {page} pages.",
                    self.request
                )
            }
        }
    }
}

impl std::error::Error for Error {}
