//! The engine: an open database and the operations on it.

use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::{Error, Exception, Failure};
use crate::operation;
use crate::store::Store;
use crate::{Reply, request};

/// A clock: milliseconds of Unix time.
type Clock = dyn Fn() -> u64 + Send + Sync;

/// A database that answers requests in `DynamoDB`'s JSON protocol.
///
/// It is called from several threads at once. Readers wait for nobody; writers that come together share one sync of the
/// disk, and each has its answer when what it wrote is on the disk.
///
/// ```
/// # fn main() -> Result<(), lockstep_engine::Error> {
/// let engine = lockstep_engine::Engine::memory()?;
/// let table = br#"{
///     "TableName": "notes", "BillingMode": "PAY_PER_REQUEST",
///     "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
///     "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }]
/// }"#;
/// assert_eq!(engine.call("CreateTable", table).status, 200);
/// let note = br#"{ "TableName": "notes", "Item": { "id": { "S": "1" }, "text": { "S": "Hello" } } }"#;
/// assert_eq!(engine.call("PutItem", note).status, 200);
/// let reply = engine.call("GetItem", br#"{ "TableName": "notes", "Key": { "id": { "S": "1" } } }"#);
/// assert_eq!(reply.body, br#"{"Item":{"id":{"S":"1"},"text":{"S":"Hello"}}}"#);
/// # Ok(())
/// # }
/// ```
pub struct Engine {
    pub(crate) store: Store,
    clock: Arc<Clock>,
}

impl Engine {
    /// A database in memory, which lives as long as this value.
    ///
    /// # Errors
    /// The memory cannot be had.
    pub fn memory() -> Result<Self, Error> {
        Ok(Self::new(Store::memory()?))
    }

    /// Opens a database file, or makes it. Its directory must exist; an empty file is made a database too.
    ///
    /// The whole file is read and checked against its checksums first, so what it answers later is what was written.
    ///
    /// # Errors
    /// The file cannot be read or written, is open elsewhere ([`Error::is_in_use`]), was written by something else
    /// ([`Error::is_foreign`]) or by a later version of this program ([`Error::is_newer_format`]), or is damaged
    /// ([`Error::is_damaged`]); it is left as it is then.
    pub fn file(path: impl AsRef<Path>) -> Result<Self, Error> {
        Ok(Self::new(Store::file(path.as_ref())?))
    }

    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            clock: Arc::new(system_clock),
        }
    }

    /// The same engine with another clock, which says the milliseconds of Unix time.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    pub(crate) fn now(&self) -> u64 {
        (self.clock)()
    }

    /// Answers one request.
    ///
    /// `operation` is the name after the dot of the header `x-amz-target`, for example `PutItem`; `body` is the JSON of the
    /// request. A failure is a reply too: status 400 or 500 with a body that names the exception in `__type`. An operation
    /// that the engine does not have is refused with `UnknownOperationException`.
    pub fn call(&self, operation: &str, body: &[u8]) -> Reply {
        match self.answer(operation, body) {
            Ok(body) => Reply { status: 200, body },
            Err(failure) => failure.into_reply(),
        }
    }

    fn answer(&self, operation: &str, body: &[u8]) -> Result<Vec<u8>, Failure> {
        let Some(run) = operation::find(operation) else {
            return Err(Failure::new(
                Exception::UnknownOperation,
                format!("this engine does not have the operation {operation}"),
            ));
        };
        let body = request::parse(body)?;
        run(self, request::Members::of(&body)?)
    }
}

/// The clock of the machine.
fn system_clock() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
