//! Batches: many items in few calls, with what was left over sent again.

use std::sync::atomic::{AtomicBool, Ordering};

use futures::{StreamExt, TryStreamExt, stream};
use lockstep_entity::Item;
use lockstep_entity::request::{BatchGet, BatchWrite, WriteOp};

use super::Table;
use crate::Error;
use crate::codec::reply::{BatchGot, BatchWritten};
use crate::codec::request::{KeyBatch, write_batch};
use crate::error::{Context, Kind};
use crate::exchange as sdk;
use crate::retry::Attempts;

/// How many writes one call takes.
const MAX_WRITES: usize = 25;
/// How many keys one call takes.
const MAX_KEYS: usize = 100;

/// A call of a batch that failed for good, and the writes that it leaves over.
struct Leftover {
    operations: Vec<WriteOp>,
    /// `None` where the call was not made because another had failed.
    cause: Option<Error>,
}

impl Table {
    /// Puts and deletes items, any number of them: 25 a call, several calls at a time
    /// ([`concurrency`](crate::TableConfig::concurrency)). What the table did not process, and calls that it throttled,
    /// are sent again as [`retry`](crate::TableConfig::retry) says.
    ///
    /// The items are written one by one and in no order; there are no conditions. A key must appear only once.
    ///
    /// # Errors
    /// When a call fails for good no further one begins. The error is of the kind of that failure, and
    /// [`Error::unwritten`] holds every write that is not known to have taken place.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), lockstep_table::Error> {
    /// use lockstep_entity::Item;
    /// use lockstep_entity::request::{BatchWrite, WriteOp};
    /// use lockstep_table::{Table, TableConfig, TableDefinition};
    ///
    /// let table = Table::connect(TableConfig::memory("notes")).await?;
    /// table.create_table(&TableDefinition::new("notes")).await?;
    ///
    /// let notes = (0..60).map(|note| WriteOp::Put(Item::from([("pk", format!("NOTE#{note}")), ("sk", "NOTE".into())])));
    /// table.batch_write(BatchWrite::from_iter(notes)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn batch_write(&self, batch: BatchWrite) -> Result<(), Error> {
        let total = batch.operations.len();
        let stopped = AtomicBool::new(false);
        let stopped = &stopped;
        let calls = stream::iter(chunks(batch.operations, MAX_WRITES)).map(async |chunk| {
            if stopped.load(Ordering::Relaxed) {
                return Some(Leftover {
                    operations: chunk,
                    cause: None,
                });
            }
            let leftover = self.write_chunk(chunk).await.err()?;
            stopped.store(true, Ordering::Relaxed);
            Some(leftover)
        });
        let leftovers: Vec<Leftover> = calls
            .buffer_unordered(self.concurrency())
            .filter_map(async |leftover| leftover)
            .collect()
            .await;
        report(total, leftovers)
    }

    /// Reads items by their keys, any number of them: 100 keys a call, several calls at a time, with what the table did
    /// not process sent again. The items come in no order; missing ones are left out.
    ///
    /// # Errors
    /// The first failure of a call; see [`Error`]. What was read is lost then.
    pub async fn batch_get(&self, batch: BatchGet) -> Result<Vec<Item>, Error> {
        let call = KeyBatch::new(batch.projection, batch.consistent);
        stream::iter(chunks(batch.keys, MAX_KEYS))
            .map(|keys| self.get_chunk(&call, keys))
            .buffer_unordered(self.concurrency())
            .try_concat()
            .await
    }

    fn concurrency(&self) -> usize {
        self.config.concurrency.max(1)
    }

    async fn write_chunk(&self, mut operations: Vec<WriteOp>) -> Result<(), Leftover> {
        let context = self.context("BatchWriteItem", None);
        let mut attempts = Attempts::new(self.config.retry);
        let mut fewest = operations.len();
        let mut body = write_batch(self.target(), &operations);
        loop {
            let reply =
                self.ask::<sdk::BatchWriteItem, BatchWritten>(&self.clients.once, &context, body.clone());
            let cause = match reply.await {
                Ok(reply) => {
                    operations = reply.unprocessed(self.name());
                    if operations.is_empty() {
                        return Ok(());
                    }
                    body = write_batch(self.target(), &operations);
                    if operations.len() < fewest {
                        fewest = operations.len();
                        attempts.progress();
                    }
                    unprocessed(&context, operations.len())
                }
                Err(error) => error,
            };
            if !cause.is_retryable() || !attempts.again().await {
                return Err(Leftover {
                    operations,
                    cause: Some(cause),
                });
            }
        }
    }

    async fn get_chunk(&self, batch: &KeyBatch, keys: Vec<Item>) -> Result<Vec<Item>, Error> {
        let context = self.context("BatchGetItem", None);
        let mut attempts = Attempts::new(self.config.retry);
        let mut fewest = keys.len();
        let mut items = Vec::with_capacity(fewest);
        let mut body = batch.body(self.target(), &keys);
        loop {
            let reply = self.ask::<sdk::BatchGetItem, BatchGot>(&self.clients.once, &context, body.clone());
            let cause = match reply.await {
                Ok(reply) => {
                    let (mut found, rest) = reply.of(self.name());
                    items.append(&mut found);
                    if rest.is_empty() {
                        return Ok(items);
                    }
                    body = batch.body(self.target(), &rest);
                    if rest.len() < fewest {
                        fewest = rest.len();
                        attempts.progress();
                    }
                    unprocessed(&context, rest.len())
                }
                Err(error) => error,
            };
            if !cause.is_retryable() || !attempts.again().await {
                return Err(cause);
            }
        }
    }
}

/// One error for all that is left over.
fn report(total: usize, leftovers: Vec<Leftover>) -> Result<(), Error> {
    let mut unwritten = Vec::new();
    let mut first = None;
    for mut leftover in leftovers {
        first = first.or(leftover.cause);
        unwritten.append(&mut leftover.operations);
    }
    match first {
        None => Ok(()),
        Some(cause) => Err(cause.with_unwritten(unwritten, total)),
    }
}

/// Splits into parts of at most `size` elements, each moved.
fn chunks<T>(elements: Vec<T>, size: usize) -> impl Iterator<Item = Vec<T>> {
    let mut elements = elements.into_iter();
    std::iter::from_fn(move || {
        let chunk: Vec<T> = elements.by_ref().take(size).collect();
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// The table answered, and left items unprocessed: that is how it throttles a batch.
fn unprocessed(context: &Context, count: usize) -> Error {
    let message = format!(
        "{count} items of a call were left unprocessed during every attempt: the table is too busy; write more slowly, \
         or try again later"
    );
    Error::new(Kind::Throttled, context.clone(), message)
}
