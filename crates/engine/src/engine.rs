//! The engine: an open database and the operations on it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Exception, Failure};
use crate::operation;
use crate::store::{Store, View};
use crate::table::Index;
use crate::weather::{self, Sky, Weather};
use crate::{Dialect, Reply, request, shape};

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
    /// Before the database, for it holds readers of it.
    sky: Option<Sky>,
    pub(crate) dialect: Dialect,
    pub(crate) store: Store,
}

impl Engine {
    /// A database in memory, which lives as long as this value.
    ///
    /// # Errors
    /// The memory cannot be had.
    pub fn memory() -> Result<Self, Error> {
        let store = Store::memory()?;
        Ok(Self::new(store))
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
        let store = Store::file(path.as_ref())?;
        Ok(Self::new(store))
    }

    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            sky: None,
            dialect: Dialect::default(),
        }
    }

    /// The same engine with another clock, which says the milliseconds of Unix time.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.store.set_clock(clock);
        self
    }

    /// The same engine with another dialect: whether legacy parameters and `PartiQL` are understood, which they are not until
    /// then.
    ///
    /// ```
    /// # fn main() -> Result<(), lockstep_engine::Error> {
    /// use lockstep_engine::{Dialect, Engine};
    ///
    /// let request = br#"{ "TableName": "notes", "AttributesToGet": ["text"] }"#;
    /// let refused = Engine::memory()?.call("Scan", request);
    /// assert!(String::from_utf8_lossy(&refused.body).contains("AttributesToGet is not supported"));
    /// let understood = Engine::memory()?.with_dialect(Dialect::Full).call("Scan", request);
    /// assert!(String::from_utf8_lossy(&understood.body).contains("ResourceNotFoundException"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// The same engine in bad weather: with throttling, unprocessed items, conflicts, indexes that lag, and late replies.
    #[must_use]
    pub fn with_weather(mut self, weather: Weather) -> Self {
        self.sky = Some(Sky::new(weather));
        self
    }

    pub(crate) fn now(&self) -> u64 {
        self.store.now()
    }

    /// What a page of a table or of an index is read from.
    pub(crate) fn view(&self, index: Option<&Index>) -> Arc<View> {
        if let Some(sky) = self.lagging()
            && index.is_some_and(|index| index.is_global)
        {
            // The sweep of expired items writes too, without a request.
            sky.past.note(&self.store, || self.now());
            if let Some(view) = sky.past.at(self.now().saturating_sub(sky.index_lag())) {
                return view;
            }
        }
        Arc::new(self.store.read())
    }

    /// The weather, if indexes lag behind in it.
    fn lagging(&self) -> Option<&Sky> {
        self.sky.as_ref().filter(|sky| sky.index_lag() > 0)
    }

    /// Which of so many items of a batch are processed: all, unless the weather is bad.
    pub(crate) fn processed(&self, count: usize) -> Vec<bool> {
        match &self.sky {
            None => vec![true; count],
            Some(sky) => sky.processed(count),
        }
    }

    /// Answers one request.
    ///
    /// `operation` is the name after the dot of the header `x-amz-target`, for example `PutItem`; `body` is the JSON of the
    /// request. A failure is a reply too: status 400 or 500 with a body that names the exception in `__type`. An operation
    /// that the engine does not have is refused with `UnknownOperationException`.
    pub fn call(&self, operation: &str, body: &[u8]) -> Reply {
        let mut reply = match self.answer(operation, body) {
            Ok(body) => Reply {
                status: 200,
                body,
                delay: Duration::ZERO,
            },
            Err(failure) => failure.into_reply(),
        };
        if let Some(sky) = &self.sky {
            reply.delay = weather::delay(sky, operation);
        }
        reply
    }

    /// Closes the open shard of a table's stream and opens its child, as the service does every few hours and whenever it
    /// spreads a table over more partitions.
    ///
    /// The engine does this by itself when a shard is four hours old, by its clock, with the next write; this is for tests
    /// of those who follow a stream, so that they meet parent and child shards at once.
    ///
    /// # Errors
    /// There is no such table, it has no stream, or the file cannot be written.
    pub fn rotate_shard(&self, table: &str) -> Result<(), Error> {
        let name = table.to_owned();
        let rotated = self.store.write(move |session| {
            let table = session.table(&name)?;
            session.rotate_stream(&table)
        });
        match rotated {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::request(format!("the table {table} has no stream"))),
            Err(failure) => Err(Error::request(failure.message)),
        }
    }

    fn answer(&self, operation: &str, body: &[u8]) -> Result<Vec<u8>, Failure> {
        let Some(run) = operation::find(operation, self.dialect) else {
            return Err(Failure::new(
                Exception::UnknownOperation,
                operation::absent::refusal(operation),
            ));
        };
        let body = request::parse(body)?;
        let request = request::Members::of(&body)?;
        shape::check(operation, &body)?;
        if let Some(sky) = &self.sky {
            weather::strike(sky, operation, request, &self.store.tables())?;
        }
        let Some(sky) = self.lagging() else {
            return run(self, request);
        };
        // The state before the first request, and then the state after each.
        sky.past.note(&self.store, || self.now());
        let answer = run(self, request);
        sky.past.note(&self.store, || self.now());
        answer
    }
}
