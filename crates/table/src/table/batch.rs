//! Batches: many items in few calls, with what was left over sent again.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_dynamodb::types::{DeleteRequest, KeysAndAttributes, PutRequest, WriteRequest};
use futures::{StreamExt, TryStreamExt, stream};
use lockstep_entity::request::{BatchGet, BatchWrite, WriteOp};
use lockstep_entity::{Expressions, Item};

use super::{Table, read_item, send};
use crate::Error;
use crate::convert::{self, Attributes};
use crate::error::{Context, Kind};
use crate::retry::Attempts;

/// How many writes one call takes.
const MAX_WRITES: usize = 25;
/// How many keys one call takes.
const MAX_KEYS: usize = 100;

/// A call of a batch that failed for good, and the writes that it leaves over.
struct Leftover {
    requests: Vec<WriteRequest>,
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
        let requests = batch.operations.into_iter().map(to_request).collect();
        let stopped = AtomicBool::new(false);
        let stopped = &stopped;
        let calls = stream::iter(chunks(requests, MAX_WRITES)).map(async |chunk| {
            if stopped.load(Ordering::Relaxed) {
                return Some(Leftover {
                    requests: chunk,
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
        self.report(total, leftovers)
    }

    /// Reads items by their keys, any number of them: 100 keys a call, several calls at a time, with what the table did
    /// not process sent again. The items come in no order; missing ones are left out.
    ///
    /// # Errors
    /// The first failure of a call; see [`Error`]. What was read is lost then.
    pub async fn batch_get(&self, batch: BatchGet) -> Result<Vec<Item>, Error> {
        let expressions = Expressions::new().with_projection(batch.projection);
        let names = convert::names(expressions.names);
        let keys: Vec<Attributes> = batch.keys.into_iter().map(convert::to_attributes).collect();
        let requests = chunks(keys, MAX_KEYS).map(|keys| {
            KeysAndAttributes::builder()
                .set_keys(Some(keys))
                .consistent_read(batch.consistent)
                .set_projection_expression(expressions.projection.clone())
                .set_expression_attribute_names(names.clone())
                .build()
                .map_err(|error| {
                    let context = self.context("BatchGetItem", None);
                    Error::new(Kind::Invalid, context, "the batch has no keys").with_source(error)
                })
        });
        stream::iter(requests)
            .map(async |request| self.get_chunk(request?).await)
            .buffer_unordered(self.concurrency())
            .try_concat()
            .await
    }

    fn concurrency(&self) -> usize {
        self.config.concurrency.max(1)
    }

    async fn write_chunk(&self, mut requests: Vec<WriteRequest>) -> Result<(), Leftover> {
        let context = self.context("BatchWriteItem", None);
        let mut attempts = Attempts::new(self.config.retry);
        let mut fewest = requests.len();
        loop {
            let call = self
                .clients
                .once
                .batch_write_item()
                .request_items(self.name(), requests.clone());
            let cause = match send(&context, call.send()).await {
                Ok(reply) => {
                    requests = of_table(reply.unprocessed_items, self.name()).unwrap_or_default();
                    if requests.is_empty() {
                        return Ok(());
                    }
                    if requests.len() < fewest {
                        fewest = requests.len();
                        attempts.progress();
                    }
                    unprocessed(&context, requests.len())
                }
                Err(error) => error,
            };
            if !cause.is_retryable() || !attempts.again().await {
                return Err(Leftover {
                    requests,
                    cause: Some(cause),
                });
            }
        }
    }

    async fn get_chunk(&self, mut request: KeysAndAttributes) -> Result<Vec<Item>, Error> {
        let context = self.context("BatchGetItem", None);
        let mut attempts = Attempts::new(self.config.retry);
        let mut fewest = request.keys.len();
        let mut items = Vec::with_capacity(fewest);
        loop {
            let call = self
                .clients
                .once
                .batch_get_item()
                .request_items(self.name(), request.clone());
            let cause = match send(&context, call.send()).await {
                Ok(reply) => {
                    for item in of_table(reply.responses, self.name()).unwrap_or_default() {
                        items.push(read_item(&context, item)?);
                    }
                    match of_table(reply.unprocessed_keys, self.name()) {
                        Some(rest) if !rest.keys.is_empty() => request = rest,
                        _ => return Ok(items),
                    }
                    if request.keys.len() < fewest {
                        fewest = request.keys.len();
                        attempts.progress();
                    }
                    unprocessed(&context, request.keys.len())
                }
                Err(error) => error,
            };
            if !cause.is_retryable() || !attempts.again().await {
                return Err(cause);
            }
        }
    }

    /// One error for all that is left over.
    fn report(&self, total: usize, leftovers: Vec<Leftover>) -> Result<(), Error> {
        let mut unwritten = Vec::new();
        let mut first = None;
        let context = self.context("BatchWriteItem", None);
        for leftover in leftovers {
            first = first.or(leftover.cause);
            for request in leftover.requests {
                unwritten.extend(to_operation(&context, request)?);
            }
        }
        match first {
            None => Ok(()),
            Some(cause) => Err(cause.with_unwritten(unwritten, total)),
        }
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

/// What a reply says of the one table that was asked.
fn of_table<T>(tables: Option<HashMap<String, T>>, table: &str) -> Option<T> {
    tables?.remove(table)
}

/// The table answered, and left items unprocessed: that is how it throttles a batch.
fn unprocessed(context: &Context, count: usize) -> Error {
    let message = format!(
        "{count} items of a call were left unprocessed during every attempt: the table is too busy; write more slowly, \
         or try again later"
    );
    Error::new(Kind::Throttled, context.clone(), message)
}

fn to_request(operation: WriteOp) -> WriteRequest {
    let request = WriteRequest::builder();
    let request = match operation {
        WriteOp::Put(item) => {
            let put = PutRequest::builder()
                .set_item(Some(convert::to_attributes(item)))
                .build();
            request.put_request(put.expect("the item, the only required member, is set"))
        }
        WriteOp::Delete(key) => {
            let delete = DeleteRequest::builder()
                .set_key(Some(convert::to_attributes(key)))
                .build();
            request.delete_request(delete.expect("the key, the only required member, is set"))
        }
    };
    request.build()
}

/// The way back. A reply could also hold a request that is neither a put nor a delete; there is nothing to report then.
fn to_operation(context: &Context, request: WriteRequest) -> Result<Option<WriteOp>, Error> {
    if let Some(put) = request.put_request {
        return read_item(context, put.item).map(|item| Some(WriteOp::Put(item)));
    }
    request
        .delete_request
        .map(|delete| read_item(context, delete.key).map(WriteOp::Delete))
        .transpose()
}
