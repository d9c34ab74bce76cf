//! The one error of this crate: what was asked of which table, what was wrong, and what to do about it.

mod classify;

use std::error::Error as StdError;
use std::fmt;

use lockstep_entity::request::WriteOp;
use lockstep_entity::{Item, Name};

pub(crate) use classify::{OperationError, from_sdk};

/// What is behind an error, of whatever type.
pub(crate) type Source = Box<dyn StdError + Send + Sync + 'static>;

/// Why a request to a table failed.
///
/// Ask the predicates what kind of failure it is; the message says table, operation, key where there is one, and what
/// to do. What the SDK reported is the [source](StdError::source).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), lockstep_table::Error> {
/// use lockstep_table::{Table, TableConfig};
///
/// let table = Table::connect(TableConfig::memory("notes")).await?;
/// let error = table.describe_table().await.unwrap_err();
/// assert!(error.is_not_found());
/// assert_eq!(
///     error.to_string(),
///     "table notes, DescribeTable: the table does not exist; create it first",
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: Kind,
    context: Context,
    message: String,
    item: Option<Item>,
    failures: Vec<Failure>,
    unwritten: Vec<WriteOp>,
    source: Option<Source>,
}

/// What the predicates tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A condition was not met.
    Conflict,
    /// Another transaction held an item, again and again.
    Contended,
    /// The service asked to slow down, again and again.
    Throttled,
    /// There is no such table or index.
    NotFound,
    /// The table exists already, or is being changed.
    InUse,
    /// The file of an embedded table is open elsewhere.
    Locked,
    /// No answer: no connection, or none in time.
    Unreachable,
    /// The service failed on its side.
    Unavailable,
    /// An item, a request or a batch exceeds a limit.
    TooLarge,
    /// No credentials, wrong ones, or ones that may not do this.
    Denied,
    /// The table refuses to be deleted.
    Protected,
    /// The request is wrong in itself.
    Invalid,
    /// The answer, or a stored item, is not what it must be.
    Malformed,
    /// The engine or the service does not offer the operation.
    Unsupported,
    /// The configuration or the definition of the table is wrong.
    Configuration,
}

/// Which request failed.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    /// The table's name; empty before there is one.
    pub(crate) table: String,
    /// The operation's name in the service's own words, for example `PutItem`.
    pub(crate) operation: &'static str,
    /// The key, the entity, or whatever else tells one request from another.
    pub(crate) subject: Option<String>,
    /// The entities that the request is about, as far as it says so.
    pub(crate) entity: Option<Name>,
}

/// An operation of a transaction that stood in its way.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Failure {
    /// Which operation, counted from 0 in the order of the request.
    pub index: usize,
    /// What it does to which item, for example `put ORDER#1 / LINE#2`.
    pub subject: String,
    /// Whether its condition was not met. If not, see `code`.
    pub is_conflict: bool,
    /// The service's reason code, for example `ConditionalCheckFailed`, `TransactionConflict`, `ValidationError`.
    pub code: String,
    /// The service's words.
    pub message: String,
    /// The item as it is stored, where the operation asked for it.
    pub item: Option<Item>,
}

impl Context {
    /// Before there is a request.
    fn none() -> Self {
        Self {
            table: String::new(),
            operation: "",
            subject: None,
            entity: None,
        }
    }

    /// Names the entity that the request is about.
    pub(crate) fn of(mut self, entity: Option<Name>) -> Self {
        self.entity = entity;
        self
    }
}

impl Error {
    pub(crate) fn new(kind: Kind, context: Context, message: impl Into<String>) -> Self {
        let message = message.into();
        let (item, failures, unwritten, source) = (None, Vec::new(), Vec::new(), None);
        Self(Box::new(Inner {
            kind,
            context,
            message,
            item,
            failures,
            unwritten,
            source,
        }))
    }

    /// An error of the configuration, before any request.
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(Kind::Configuration, Context::none(), message)
    }

    /// The file of an embedded table is open elsewhere.
    #[cfg(feature = "embedded")]
    pub(crate) fn locked(message: impl Into<String>) -> Self {
        Self::new(Kind::Locked, Context::none(), message)
    }

    #[must_use]
    pub(crate) fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    #[must_use]
    pub(crate) fn with_item(mut self, item: Option<Item>) -> Self {
        self.0.item = item;
        self
    }

    #[must_use]
    pub(crate) fn with_failures(mut self, failures: Vec<Failure>) -> Self {
        self.0.failures = failures;
        self
    }

    /// Says which operations of a transaction the failures are about.
    #[must_use]
    pub(crate) fn with_subjects(mut self, mut subjects: Vec<String>) -> Self {
        for failure in &mut self.0.failures {
            failure.subject = subjects
                .get_mut(failure.index)
                .map(std::mem::take)
                .unwrap_or_default();
        }
        self
    }

    /// Says what a batch of `total` writes leaves over.
    #[must_use]
    pub(crate) fn with_unwritten(mut self, unwritten: Vec<WriteOp>, total: usize) -> Self {
        self.0.message = format!(
            "{} of {total} writes are left over: {}",
            unwritten.len(),
            self.0.message
        );
        self.0.unwritten = unwritten;
        self
    }

    /// A condition was not met: the item is not, or no longer, as the writer assumed. In a transaction,
    /// [`Error::failures`] says which operations are concerned.
    pub fn is_conflict(&self) -> bool {
        self.0.kind == Kind::Conflict
    }

    /// Other transactions or writes held one of the items during every attempt. The same request may succeed later.
    pub fn is_contended(&self) -> bool {
        self.0.kind == Kind::Contended
    }

    /// The service asked to slow down during every attempt. The same request may succeed later.
    pub fn is_throttled(&self) -> bool {
        self.0.kind == Kind::Throttled
    }

    /// There is no such table, or no such index. (An item that does not exist is no error but `None`.)
    pub fn is_not_found(&self) -> bool {
        self.0.kind == Kind::NotFound
    }

    /// The table exists already, or is being created, changed or deleted.
    pub fn is_in_use(&self) -> bool {
        self.0.kind == Kind::InUse
    }

    /// The file of an embedded table is open elsewhere: by another process, or by this one through another connection.
    pub fn is_locked(&self) -> bool {
        self.0.kind == Kind::Locked
    }

    /// No connection, or no answer in time. Whether a write took place is unknown.
    pub fn is_unreachable(&self) -> bool {
        self.0.kind == Kind::Unreachable
    }

    /// The service failed on its side. Whether a write took place is unknown.
    pub fn is_unavailable(&self) -> bool {
        self.0.kind == Kind::Unavailable
    }

    /// An item is larger than 400 KB, or the request exceeds another limit of size or number.
    pub fn is_too_large(&self) -> bool {
        self.0.kind == Kind::TooLarge
    }

    /// There are no credentials, or they are not accepted, or they do not allow this operation.
    pub fn is_denied(&self) -> bool {
        self.0.kind == Kind::Denied
    }

    /// The table is protected from deletion.
    pub fn is_protected(&self) -> bool {
        self.0.kind == Kind::Protected
    }

    /// The request is wrong in itself; sending it again does not help.
    pub fn is_invalid(&self) -> bool {
        self.0.kind == Kind::Invalid
    }

    /// The answer could not be read, or a stored item is not what its entity says.
    pub fn is_malformed(&self) -> bool {
        self.0.kind == Kind::Malformed
    }

    /// The engine or the service behind the endpoint does not offer the operation.
    pub fn is_unsupported(&self) -> bool {
        self.0.kind == Kind::Unsupported
    }

    /// The configuration or the definition of the table is wrong.
    pub fn is_configuration(&self) -> bool {
        self.0.kind == Kind::Configuration
    }

    /// Whether the same request may succeed if it is sent again later.
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.0.kind,
            Kind::Contended | Kind::Throttled | Kind::Unreachable | Kind::Unavailable
        )
    }

    /// The item that did not meet the condition, if the request asked for it.
    pub fn item(&self) -> Option<&Item> {
        self.0.item.as_ref()
    }

    /// The operations that cancelled a transaction, in the order of the request. Empty for any other failure.
    pub fn failures(&self) -> &[Failure] {
        &self.0.failures
    }

    /// The writes of a batch that are not known to have taken place, to be sent again or reported.
    pub fn unwritten(&self) -> &[WriteOp] {
        &self.0.unwritten
    }

    /// Takes the writes out of the error.
    pub fn into_unwritten(self) -> Vec<WriteOp> {
        self.0.unwritten
    }

    /// Where in a transaction the conditions failed: the positions of those operations.
    pub fn failed_conditions(&self) -> impl Iterator<Item = usize> {
        self.0
            .failures
            .iter()
            .filter(|failure| failure.is_conflict)
            .map(|failure| failure.index)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Context {
            table,
            operation,
            subject,
            ..
        } = &self.0.context;
        if !table.is_empty() {
            write!(formatter, "table {table}, {operation}")?;
            if let Some(subject) = subject {
                write!(formatter, " {subject}")?;
            }
            formatter.write_str(": ")?;
        }
        formatter.write_str(&self.0.message)?;
        for failure in &self.0.failures {
            write!(
                formatter,
                "; operation {} ({}): {}",
                failure.index, failure.subject, failure.code
            )?;
            if !failure.message.is_empty() {
                write!(formatter, ", {}", failure.message)?;
            }
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
