//! The table: every request goes through here.

mod batch;
mod pages;
mod read;
mod rows;
mod schema;
mod transact;
mod write;

use std::future::Future;
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use lockstep_entity::{Item, Value};
use tokio::time::Instant;
use tracing::Instrument;

pub use pages::Pages;
pub use schema::{TableDescription, TableStatus};

use crate::codec::request::Target;
use crate::codec::{Answer, Body, Consumed, reply};
use crate::connect::Clients;
use crate::error::{Context, Kind, OperationError, from_sdk};
use crate::exchange::{Operation, exchange};
use crate::{Engine, Error, Measured, Meter, TableConfig};

/// A table, wherever it is. Clones are cheap and share one connection.
///
/// Requests are the plain values of [`lockstep_entity`]; they name no table, so the same ones run on any.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use lockstep_entity::request::{GetItem, PutItem};
/// use lockstep_entity::{Item, Value};
/// use lockstep_table::{Table, TableConfig, TableDefinition};
///
/// let table = Table::connect(TableConfig::memory("notes")).await?;
/// table.create_table(&TableDefinition::new("notes")).await?;
///
/// let key = Item::from([("pk", "NOTE#1"), ("sk", "NOTE")]);
/// let mut note = key.clone();
/// note.insert("title", "Milk");
/// table.put(PutItem::new(note)).await?;
///
/// let found = table.get(GetItem::new(key)).await?.expect("it was just written");
/// assert_eq!(found.get("title").and_then(Value::as_str), Some("Milk"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Table {
    clients: Clients,
    config: Arc<TableConfig>,
    /// Who wants to know what requests consume.
    meter: Option<Meter>,
}

impl Table {
    /// Sets up the way to a table. No request is sent, so the table need not exist yet; an embedded table's file is
    /// opened or made, and credentials for AWS are looked up.
    ///
    /// # Errors
    /// [`Error::is_configuration`] for a name or endpoint that is none, a file that cannot be opened, and where AWS
    /// credentials or a region are missing.
    pub async fn connect(config: TableConfig) -> Result<Self, Error> {
        check_name(&config.name)?;
        let clients = Clients::connect(&config).await?;
        tracing::debug!(table = config.name, transport = %config.transport, "table connected");
        Ok(Self {
            clients,
            config: Arc::new(config),
            meter: None,
        })
    }

    /// The table's name.
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// How the table was connected.
    pub fn config(&self) -> &TableConfig {
        &self.config
    }

    /// The engine of a table in this process, for others who want to ask it too, for example an
    #[cfg_attr(feature = "endpoint", doc = "[endpoint](crate::endpoint).")]
    #[cfg_attr(not(feature = "endpoint"), doc = "endpoint.")]
    /// None for a table that is elsewhere.
    pub fn engine(&self) -> Option<Arc<dyn Engine>> {
        self.clients.engine.clone()
    }

    /// The same table, with a meter that adds up what its requests consume. For what one operation consumes, see
    /// [`Table::measured`].
    pub fn metered(&self) -> (Self, Meter) {
        let meter = Meter::default();
        let table = Self {
            meter: Some(meter.clone()),
            ..self.clone()
        };
        (table, meter)
    }

    /// Does something with the table, and answers what it consumed as well: all pages of a listing, all calls of a batch,
    /// what was tried again.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), lockstep_table::Error> {
    /// use lockstep_entity::Item;
    /// use lockstep_entity::request::{GetItem, PutItem};
    /// use lockstep_table::{Table, TableConfig, TableDefinition};
    ///
    /// let table = Table::connect(TableConfig::memory("notes")).await?;
    /// table.create_table(&TableDefinition::new("notes")).await?;
    ///
    /// let key = Item::from([("pk", "NOTE#1"), ("sk", "NOTE")]);
    /// table.put(PutItem::new(key.clone())).await?;
    /// let read = table.measured(async |table| table.get(GetItem::new(key)).await).await?;
    /// assert!(read.answer.is_some());
    /// assert!(read.capacity.units > 0.0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the operation. What a request consumed that failed is not known.
    pub async fn measured<T>(
        &self,
        operation: impl AsyncFnOnce(Self) -> Result<T, Error>,
    ) -> Result<Measured<T>, Error> {
        let (table, meter) = self.metered();
        let answer = operation(table).await?;
        Ok(Measured {
            answer,
            capacity: meter.take(),
        })
    }

    fn target(&self) -> Target<'_> {
        Target {
            table: self.name(),
            capacity: self.config.capacity || self.meter.is_some(),
        }
    }

    fn context(&self, operation: &'static str, subject: Option<String>) -> Context {
        Context {
            table: self.config.name.clone(),
            operation,
            subject,
            entity: None,
        }
    }

    /// Sends one request for items whose body is written, and reads the answer.
    async fn ask<O: Operation, R: Answer>(
        &self,
        client: &Client,
        context: &Context,
        body: Body,
    ) -> Result<R, Error> {
        let request = async {
            let answer = exchange::<O>(client, &context.table, body).await;
            let answer = answer.map_err(|error| from_sdk(context.clone(), error))?;
            reply::read(answer.bytes().unwrap_or_default())
                .map_err(|error| malformed(context, "the answer could not be read").with_source(error))
        };
        let size = |answer: &R| (answer.items(), answer.consumed().map(Consumed::units));
        let answer = logged(context, request, size).await?;
        if let Some(meter) = &self.meter
            && let Some(consumed) = answer.consumed()
        {
            meter.add(consumed.units());
        }
        Ok(answer)
    }

    fn context_of(&self, operation: &'static str, item: &Item) -> Context {
        self.context(operation, Some(key_text(item)))
    }
}

/// Sends one request with the SDK's own body and answer.
async fn send<T, E: OperationError>(
    context: &Context,
    request: impl Future<Output = Result<T, SdkError<E, HttpResponse>>> + Send,
) -> Result<T, Error> {
    // The SDK's futures take some 16 kB each; boxed here, they do not add up in the futures of all callers.
    let request = Box::pin(async { request.await.map_err(|error| from_sdk(context.clone(), error)) });
    logged(context, request, |_| (None, None)).await
}

/// Says in the log, at the level debug, what a request came to: how many items, how many capacity units.
async fn logged<T>(
    context: &Context,
    request: impl Future<Output = Result<T, Error>>,
    size: impl Fn(&T) -> (Option<u64>, Option<f64>),
) -> Result<T, Error> {
    let span = tracing::debug_span!(
        "dynamodb",
        table = context.table,
        operation = context.operation,
        entity = context.entity.as_deref(),
        subject = context.subject.as_deref(),
    );
    let answer = async {
        let begin = Instant::now();
        let result = request.await;
        let micros = begin.elapsed().as_micros();
        match &result {
            Ok(answer) => {
                let (items, capacity) = size(answer);
                tracing::debug!(micros, items, capacity, "answered");
            }
            Err(error) => tracing::debug!(micros, %error, "failed"),
        }
        result
    };
    answer.instrument(span).await
}

/// An answer that is not what it must be.
fn malformed(context: &Context, message: &str) -> Error {
    Error::new(Kind::Malformed, context.clone(), message)
}

/// How an item or key is called in messages: the values of `pk` and `sk`, or its attributes' names without them.
fn key_text(item: &Item) -> String {
    let part = |name| item.get(name).and_then(Value::as_str);
    match (part("pk"), part("sk")) {
        (Some(partition), Some(sort)) => format!("{partition} / {sort}"),
        (Some(partition), None) => partition.to_owned(),
        _ => {
            let names: Vec<_> = item.iter().map(|(name, _)| name).collect();
            format!("item with {}", names.join(", "))
        }
    }
}

/// The service's own rule for names, checked here because the engines differ in how they say it.
fn check_name(name: &str) -> Result<(), Error> {
    let valid = |character: char| character.is_ascii_alphanumeric() || "_.-".contains(character);
    if (3..=255).contains(&name.len()) && name.chars().all(valid) {
        return Ok(());
    }
    Err(Error::configuration(format!(
        "{name:?} is not a table's name; it needs 3 to 255 characters of a-z, A-Z, 0-9, '_', '.' and '-'"
    )))
}
