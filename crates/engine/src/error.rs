//! What can go wrong: with a request ([`Failure`], which becomes an answer) and with the file ([`Error`]).

use std::time::Duration;

use serde_json::{Map, Value as Json};
use thiserror::Error as ThisError;

use crate::Reply;
use crate::value::bytes::Damaged;
use crate::value::json::Fault;

/// Why a database could not be opened, or why it could not do what was asked of it directly rather than by a request.
#[derive(Debug, ThisError)]
#[error(transparent)]
pub struct Error(#[from] Kind);

#[derive(Debug, ThisError)]
pub(crate) enum Kind {
    /// The file cannot be read or written.
    #[error("the file could not be opened")]
    Storage(#[source] redb::Error),
    /// The file is not as it was written.
    #[error("the file is damaged: it was cut or changed after it was written; put a copy of it in its place")]
    Altered(#[source] redb::Error),
    /// Another program has the file, or this one has it already.
    #[error("the file is in use by another program, or by another engine of this one")]
    InUse,
    /// Something else wrote the file.
    #[error("the file is {what}; it was left as it is")]
    Foreign { what: &'static str },
    /// A later program wrote the file.
    #[error(
        "the file has format {found}, and this program knows none after {known}: open it with a newer version"
    )]
    NewerFormat { found: u64, known: u64 },
    /// What the file says of its tables cannot be read.
    #[error("the file's list of tables is damaged")]
    Damaged,
    /// Something cannot be done.
    #[error("{0}")]
    Request(String),
}

impl Kind {
    /// A part of the file is not as it was written.
    pub(crate) fn damaged(what: &str) -> Self {
        Self::Altered(redb::Error::Corrupted(format!("{what} is not as it was written")))
    }
}

impl Error {
    pub(crate) fn request(message: String) -> Self {
        Self(Kind::Request(message))
    }

    /// Whether a later version of this program wrote the file, which was left as it is.
    pub fn is_newer_format(&self) -> bool {
        matches!(self.0, Kind::NewerFormat { .. })
    }

    /// Whether another program has the file open, or another engine of this one: an engine has its file for itself.
    pub fn is_in_use(&self) -> bool {
        matches!(self.0, Kind::InUse)
    }

    /// Whether the file was written by something else, for example by `SQLite` or by a version of this program of before
    /// the first release. It was left as it is.
    pub fn is_foreign(&self) -> bool {
        matches!(self.0, Kind::Foreign { .. })
    }

    /// Whether the file is one of this program's, and was cut or changed since this program wrote it.
    pub fn is_damaged(&self) -> bool {
        matches!(self.0, Kind::Altered(_) | Kind::Damaged)
    }
}

impl<E: Into<redb::Error>> From<E> for Kind {
    fn from(error: E) -> Self {
        use std::io::ErrorKind::{InvalidData, UnexpectedEof};

        match error.into() {
            redb::Error::DatabaseAlreadyOpen => Self::InUse,
            error @ (redb::Error::Corrupted(_) | redb::Error::UpgradeRequired(_)) => Self::Altered(error),
            redb::Error::Io(error) if matches!(error.kind(), InvalidData | UnexpectedEof) => {
                Self::Altered(error.into())
            }
            error => Self::Storage(error),
        }
    }
}

impl<E: Into<redb::Error>> From<E> for Error {
    fn from(error: E) -> Self {
        Self(Kind::from(error))
    }
}

/// The exceptions of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exception {
    AccessDenied,
    ConditionalCheckFailed,
    DuplicateItem,
    IdempotentParameterMismatch,
    ExpiredIterator,
    InternalServer,
    ProvisionedThroughputExceeded,
    LimitExceeded,
    ResourceInUse,
    ResourceNotFound,
    Serialization,
    TableNotFound,
    Throttling,
    TransactionCanceled,
    TransactionConflict,
    TrimmedDataAccess,
    UnknownOperation,
    Validation,
}

impl Exception {
    fn type_name(self) -> &'static str {
        match self {
            Self::AccessDenied => "com.amazon.coral.service#AccessDeniedException",
            Self::ConditionalCheckFailed => {
                "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"
            }
            Self::DuplicateItem => "com.amazonaws.dynamodb.v20120810#DuplicateItemException",
            Self::IdempotentParameterMismatch => {
                "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException"
            }
            Self::ExpiredIterator => "com.amazonaws.dynamodb.v20120810#ExpiredIteratorException",
            Self::InternalServer => "com.amazonaws.dynamodb.v20120810#InternalServerError",
            Self::ProvisionedThroughputExceeded => {
                "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"
            }
            Self::LimitExceeded => "com.amazonaws.dynamodb.v20120810#LimitExceededException",
            Self::ResourceInUse => "com.amazonaws.dynamodb.v20120810#ResourceInUseException",
            Self::ResourceNotFound => "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
            Self::Serialization => "com.amazon.coral.service#SerializationException",
            Self::TableNotFound => "com.amazonaws.dynamodb.v20120810#TableNotFoundException",
            Self::Throttling => "com.amazonaws.dynamodb.v20120810#ThrottlingException",
            Self::TransactionConflict => "com.amazonaws.dynamodb.v20120810#TransactionConflictException",
            Self::TransactionCanceled => "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            Self::TrimmedDataAccess => "com.amazonaws.dynamodb.v20120810#TrimmedDataAccessException",
            Self::UnknownOperation => "com.amazon.coral.service#UnknownOperationException",
            Self::Validation => "com.amazon.coral.validate#ValidationException",
        }
    }
}

/// Why a request is not answered with what it asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    pub(crate) exception: Exception,
    pub(crate) message: String,
    /// Further members of the answer.
    pub(crate) members: Map<String, Json>,
}

impl Failure {
    pub(crate) fn new(exception: Exception, message: impl Into<String>) -> Self {
        Self {
            exception,
            message: message.into(),
            members: Map::new(),
        }
    }

    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new(Exception::Validation, message)
    }

    /// A validation in the form of the service's newer layer, which counts what it found.
    pub(crate) fn counted(message: impl std::fmt::Display) -> Self {
        Self::validation(format!("1 validation error detected: {message}"))
    }

    /// The form of a request whose members break constraints; nothing without any.
    pub(crate) fn constraints(broken: &[String]) -> Result<(), Self> {
        let errors = match broken.len() {
            0 => return Ok(()),
            1 => "error",
            _ => "errors",
        };
        let count = broken.len();
        let all = broken.join("; ");
        Err(Self::validation(format!(
            "{count} validation {errors} detected: {all}"
        )))
    }

    /// The failure as an answer.
    pub(crate) fn into_reply(self) -> Reply {
        let mut body = self.members;
        body.insert("__type".to_owned(), Json::from(self.exception.type_name()));
        // Some exceptions spell the member with a capital.
        let name = match self.exception {
            Exception::IdempotentParameterMismatch
            | Exception::Serialization
            | Exception::TransactionCanceled => "Message",
            _ => "message",
        };
        if !self.message.is_empty() {
            body.insert(name.to_owned(), Json::from(self.message));
        }
        Reply {
            status: if self.exception == Exception::InternalServer {
                500
            } else {
                400
            },
            body: Json::Object(body).to_string().into_bytes(),
            delay: Duration::ZERO,
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Shape(message) => Self::new(Exception::Serialization, message),
            Fault::Value(message) | Fault::Contents { newer: message, .. } => Self::validation(message),
        }
    }
}

impl From<Damaged> for Failure {
    fn from(damaged: Damaged) -> Self {
        Self::new(Exception::InternalServer, damaged.to_string())
    }
}

impl<E: Into<redb::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error: redb::Error = error.into();
        Self::new(Exception::InternalServer, format!("the database failed: {error}"))
    }
}
