//! Problems: why a request was refused, for people and for programs (RFC 9457).

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What kind of problem: the member `type`, a stable URI that programs compare.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// 400: the request could not be read: its path, query or JSON is malformed.
    Malformed,
    /// 403: a page of another origin asked for a write.
    CrossOrigin,
    /// 404: there is no such path, or no such row.
    NotFound,
    /// 405: the path exists, but not with this method.
    MethodNotAllowed,
    /// 408: the request's body did not arrive in time.
    Timeout,
    /// 409: a row with this id exists already.
    Exists,
    /// 409: the row's parent is being deleted.
    BeingDeleted,
    /// 409: others kept changing the same rows; the same request may succeed when sent again.
    Contended,
    /// 413: the body is larger than [`MAX_BODY_BYTES`](crate::MAX_BODY_BYTES).
    TooLarge,
    /// 415: the body is not `application/json`.
    UnsupportedMediaType,
    /// 422: the body was read, but its fields break the rules; `errors` names each.
    Invalid,
    /// 500: the server failed; its log says why.
    Internal,
    /// 503: the table is throttled or out of reach; the same request may succeed later.
    Unavailable,
    /// A kind that this version does not know.
    Other(Cow<'static, str>),
}

/// The kinds with their URI, title and HTTP status.
const KINDS: [(ProblemKind, &str, &str, u16); 13] = [
    (
        ProblemKind::Malformed,
        "urn:lockstep:problem:malformed",
        "The request cannot be read",
        400,
    ),
    (
        ProblemKind::CrossOrigin,
        "urn:lockstep:problem:cross-origin",
        "Writes from another origin are refused",
        403,
    ),
    (
        ProblemKind::NotFound,
        "urn:lockstep:problem:not-found",
        "Not found",
        404,
    ),
    (
        ProblemKind::MethodNotAllowed,
        "urn:lockstep:problem:method-not-allowed",
        "Method not allowed",
        405,
    ),
    (
        ProblemKind::Timeout,
        "urn:lockstep:problem:timeout",
        "The request took too long",
        408,
    ),
    (
        ProblemKind::Exists,
        "urn:lockstep:problem:exists",
        "It exists already",
        409,
    ),
    (
        ProblemKind::BeingDeleted,
        "urn:lockstep:problem:being-deleted",
        "It is being deleted",
        409,
    ),
    (
        ProblemKind::Contended,
        "urn:lockstep:problem:contended",
        "Changed by others at the same time",
        409,
    ),
    (
        ProblemKind::TooLarge,
        "urn:lockstep:problem:too-large",
        "The body is too large",
        413,
    ),
    (
        ProblemKind::UnsupportedMediaType,
        "urn:lockstep:problem:unsupported-media-type",
        "The body is not JSON",
        415,
    ),
    (
        ProblemKind::Invalid,
        "urn:lockstep:problem:invalid",
        "Some fields are not valid",
        422,
    ),
    (
        ProblemKind::Internal,
        "urn:lockstep:problem:internal",
        "The server failed",
        500,
    ),
    (
        ProblemKind::Unavailable,
        "urn:lockstep:problem:unavailable",
        "The table is not available",
        503,
    ),
];

impl ProblemKind {
    /// Every kind that this version knows.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.into_iter().map(|(kind, ..)| kind)
    }

    /// The URI, for example `urn:lockstep:problem:invalid`.
    pub fn uri(&self) -> &str {
        match self {
            Self::Other(uri) => uri,
            known => known.entry().map_or("about:blank", |entry| entry.1),
        }
    }

    /// The short summary that is the same for every problem of the kind.
    pub fn title(&self) -> &'static str {
        self.entry().map_or("Problem", |entry| entry.2)
    }

    /// The HTTP status of the kind; 500 for one that this version does not know.
    pub fn status(&self) -> u16 {
        self.entry().map_or(500, |entry| entry.3)
    }

    fn entry(&self) -> Option<&'static (Self, &'static str, &'static str, u16)> {
        KINDS.iter().find(|entry| entry.0 == *self)
    }
}

impl From<&str> for ProblemKind {
    fn from(uri: &str) -> Self {
        let known = KINDS.iter().find(|entry| entry.1 == uri);
        known.map_or_else(
            || Self::Other(Cow::Owned(uri.to_owned())),
            |entry| entry.0.clone(),
        )
    }
}

impl Serialize for ProblemKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.uri())
    }
}

impl<'de> Deserialize<'de> for ProblemKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<'de, str>::deserialize(deserializer).map(|uri| Self::from(&*uri))
    }
}

/// Why a request was refused: the body of every answer with a status of 400 or more.
///
/// ```
/// use lockstep_protocol::{FieldError, Problem, ProblemKind};
///
/// let problem = Problem::new(ProblemKind::Invalid, "the note has 1 field that is not valid")
///     .with_errors([FieldError::new("/title", "length", "must have 1 to 100 characters")]);
/// assert_eq!(problem.status, 422);
/// assert_eq!(problem.error_at("/title").map(|error| &*error.code), Some("length"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What kind of problem.
    #[serde(rename = "type")]
    pub kind: ProblemKind,
    /// A short summary of the kind.
    pub title: Cow<'static, str>,
    /// The HTTP status of the answer.
    pub status: u16,
    /// What was asked, what was wrong with it, and what to do.
    pub detail: String,
    /// The fields that were wrong; left out when none is to blame.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

impl Problem {
    /// A problem of a kind, with the kind's title and status.
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self {
            title: Cow::Borrowed(kind.title()),
            status: kind.status(),
            kind,
            detail: detail.into(),
            errors: Vec::new(),
        }
    }

    /// Adds the fields that were wrong.
    #[must_use]
    pub fn with_errors(mut self, errors: impl IntoIterator<Item = FieldError>) -> Self {
        self.errors.extend(errors);
        self
    }

    /// The first error of the field at a path such as `/firstName`.
    pub fn error_at(&self, path: &str) -> Option<&FieldError> {
        self.errors.iter().find(|error| error.path == path)
    }

    /// Whether the same request may succeed when it is sent again, unchanged.
    pub fn is_transient(&self) -> bool {
        matches!(
            self.kind,
            ProblemKind::Contended | ProblemKind::Timeout | ProblemKind::Unavailable
        )
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.title, self.detail)?;
        for error in &self.errors {
            write!(formatter, "; {error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

/// What is wrong with one field of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field, as a JSON pointer into the request's body (RFC 6901), for example `/firstName`.
    pub path: String,
    /// The rule that the field breaks, as a stable word for programs, for example `length`.
    pub code: Cow<'static, str>,
    /// The rule, as a sentence for people.
    pub message: String,
}

impl FieldError {
    /// Names a field, the rule that it breaks, and a sentence about it.
    pub fn new(
        path: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            path: path.into(),
            code: code.into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.path, self.message)
    }
}
