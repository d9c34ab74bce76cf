//! Creating, describing and deleting the table itself.

use std::time::Duration;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::create_table::builders::CreateTableFluentBuilder;
use aws_sdk_dynamodb::types as sdk;

use super::{Table, send};
use crate::definition::{KeyAttribute, KeyKind, KeySchema, Projection, StreamView};
use crate::error::{Context, Kind};
use crate::{Error, TableDefinition};

/// How long to wait for a table to be made or deleted. AWS needs about ten seconds.
const PATIENCE: Duration = Duration::from_mins(3);
/// The first and the longest wait between two looks at it.
const FIRST_LOOK: Duration = Duration::from_millis(100);
const LONGEST_LOOK: Duration = Duration::from_secs(3);

/// What a table is like, as far as the service says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableDescription {
    /// The table's name.
    pub name: String,
    /// Whether it can be used.
    pub status: TableStatus,
    /// Its ARN, where the service gives one.
    pub arn: Option<String>,
    /// How many items it has, as counted in the last hours.
    pub item_count: u64,
    /// How many bytes they take, as counted in the last hours.
    pub size_bytes: u64,
    /// Its keys, as attribute names: partition key, then sort key.
    pub key: Vec<String>,
    /// Its global secondary indexes in the order of their names, each with its key's attribute names.
    pub indexes: Vec<(String, Vec<String>)>,
    /// Whether it refuses to be deleted.
    pub deletion_protection: bool,
}

/// Whether a table can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableStatus {
    /// It can be read and written, and so can its indexes.
    Active,
    /// It is being made, changed or deleted, or cannot be used; in the service's word, for example `CREATING`.
    Other(String),
}

impl Table {
    /// Creates the table, under this table's name, and waits until it can be used.
    ///
    /// Where the definition asks for point-in-time recovery it is switched on afterwards, if the engine has it.
    ///
    /// # Errors
    /// [`Error::is_in_use`] if there is such a table; [`Error::is_unavailable`] if it cannot be used after three minutes.
    pub async fn create_table(&self, definition: &TableDefinition) -> Result<TableDescription, Error> {
        let context = self.context("CreateTable", None);
        let call = create_call(self.clients.retrying.create_table(), definition).map_err(|error| {
            Error::new(
                Kind::Configuration,
                context.clone(),
                "the definition has an empty part",
            )
            .with_source(error)
        })?;
        send(&context, call.table_name(self.name()).send()).await?;
        let description = self.wait_until_active().await?;
        if definition.point_in_time_recovery {
            self.enable_recovery().await?;
        }
        Ok(description)
    }

    /// Creates the table if there is none, and waits until it can be used. A table that is there must have the
    /// definition's keys and indexes; nothing of it is changed.
    ///
    /// # Errors
    /// [`Error::is_configuration`] if there is a table with other keys or without one of the indexes; as
    /// [`Table::create_table`] otherwise.
    pub async fn ensure_table(&self, definition: &TableDefinition) -> Result<TableDescription, Error> {
        match self.describe_table().await {
            Ok(_) => {}
            Err(error) if error.is_not_found() => match self.create_table(definition).await {
                // Somebody else made it in the meantime.
                Err(error) if error.is_in_use() => {}
                created => return created,
            },
            Err(error) => return Err(error),
        }
        let description = self.wait_until_active().await?;
        match difference(definition, &description) {
            None => Ok(description),
            Some(difference) => {
                let message = format!("{difference}; use another table, or create this one anew");
                Err(Error::new(
                    Kind::Configuration,
                    self.context("DescribeTable", None),
                    message,
                ))
            }
        }
    }

    /// Says what the table is like now.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such table.
    pub async fn describe_table(&self) -> Result<TableDescription, Error> {
        let context = self.context("DescribeTable", None);
        let call = self.clients.retrying.describe_table().table_name(self.name());
        let reply = send(&context, call.send()).await?;
        match reply.table {
            Some(table) => Ok(TableDescription::from_sdk(self.name(), table)),
            None => Err(Error::new(
                Kind::Malformed,
                context,
                "the answer describes no table",
            )),
        }
    }

    /// Deletes the table with all its items, and waits until it is gone.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such table; [`Error::is_protected`] if it is protected from deletion:
    /// [`Table::set_deletion_protection`] lifts that.
    pub async fn delete_table(&self) -> Result<(), Error> {
        let context = self.context("DeleteTable", None);
        send(
            &context,
            self.clients
                .retrying
                .delete_table()
                .table_name(self.name())
                .send(),
        )
        .await?;
        let mut looks = Looks::new();
        loop {
            match self.describe_table().await {
                Err(error) if error.is_not_found() => return Ok(()),
                Err(error) => return Err(error),
                Ok(_) if looks.again().await => {}
                Ok(_) => return Err(out_of_patience(context, "is still there")),
            }
        }
    }

    /// Switches the protection from deletion on or off.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such table.
    pub async fn set_deletion_protection(&self, enabled: bool) -> Result<(), Error> {
        let context = self.context("UpdateTable", None);
        let call = self.clients.retrying.update_table().table_name(self.name());
        send(&context, call.deletion_protection_enabled(enabled).send()).await?;
        self.wait_until_active().await.map(drop)
    }

    async fn wait_until_active(&self) -> Result<TableDescription, Error> {
        let mut looks = Looks::new();
        loop {
            let status = match self.describe_table().await {
                Ok(description) if description.status == TableStatus::Active => return Ok(description),
                Ok(description) => description.status.to_string(),
                // A table that was just made may not be seen everywhere yet.
                Err(error) if error.is_not_found() => "not to be found".to_owned(),
                Err(error) => return Err(error),
            };
            if !looks.again().await {
                let context = self.context("DescribeTable", None);
                return Err(out_of_patience(context, &format!("is still {status}")));
            }
        }
    }

    async fn enable_recovery(&self) -> Result<(), Error> {
        let context = self.context("UpdateContinuousBackups", None);
        let recovery = sdk::PointInTimeRecoverySpecification::builder().point_in_time_recovery_enabled(true);
        let recovery = recovery.build().expect("the only required member is set");
        let call = self
            .clients
            .retrying
            .update_continuous_backups()
            .table_name(self.name())
            .point_in_time_recovery_specification(recovery);
        let mut looks = Looks::new();
        loop {
            match send(&context, call.clone().send()).await {
                // The service is still preparing the backups of a table that was just made.
                Err(error) if error.is_unavailable() && looks.again().await => {}
                // An engine without backups of this kind: its table is complete without.
                Err(error) if error.is_unsupported() => {
                    tracing::info!(table = self.name(), "created without point-in-time recovery");
                    return Ok(());
                }
                result => return result.map(drop),
            }
        }
    }
}

/// Looks at a table again and again, less and less often, for a limited time.
struct Looks {
    wait: Duration,
    waited: Duration,
}

impl Looks {
    fn new() -> Self {
        Self {
            wait: FIRST_LOOK,
            waited: Duration::ZERO,
        }
    }

    /// Waits before the next look; `false`, at once, when there must be no other.
    async fn again(&mut self) -> bool {
        if self.waited >= PATIENCE {
            return false;
        }
        tokio::time::sleep(self.wait).await;
        self.waited += self.wait;
        self.wait = (self.wait * 2).min(LONGEST_LOOK);
        true
    }
}

fn out_of_patience(context: Context, state: &str) -> Error {
    let message = format!(
        "the table {state} after {} s; look again later",
        PATIENCE.as_secs()
    );
    Error::new(Kind::Unavailable, context, message)
}

impl TableDescription {
    fn from_sdk(name: &str, table: sdk::TableDescription) -> Self {
        let number = |number: Option<i64>| u64::try_from(number.unwrap_or(0)).unwrap_or(0);
        let indexes = table.global_secondary_indexes.unwrap_or_default();
        let all_active = indexes.iter().all(|index| {
            index
                .index_status
                .as_ref()
                .is_none_or(|status| *status == sdk::IndexStatus::Active)
        });
        let status = match table.table_status {
            Some(sdk::TableStatus::Active) if all_active => TableStatus::Active,
            Some(sdk::TableStatus::Active) => TableStatus::Other("making an index".to_owned()),
            Some(status) => TableStatus::Other(status.as_str().to_owned()),
            None => TableStatus::Other("without a status".to_owned()),
        };
        let mut indexes: Vec<_> = indexes
            .into_iter()
            .map(|index| {
                (
                    index.index_name.unwrap_or_default(),
                    key_names(index.key_schema.unwrap_or_default()),
                )
            })
            .collect();
        indexes.sort();
        Self {
            name: table.table_name.unwrap_or_else(|| name.to_owned()),
            status,
            arn: table.table_arn,
            item_count: number(table.item_count),
            size_bytes: number(table.table_size_bytes),
            key: key_names(table.key_schema.unwrap_or_default()),
            indexes,
            deletion_protection: table.deletion_protection_enabled.unwrap_or(false),
        }
    }
}

impl std::fmt::Display for TableStatus {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Active => formatter.write_str("ACTIVE"),
            Self::Other(status) => formatter.write_str(status),
        }
    }
}

/// The attribute names of a key: the partition key first, whatever the order of the answer.
fn key_names(mut elements: Vec<sdk::KeySchemaElement>) -> Vec<String> {
    elements.sort_by_key(|element| element.key_type != sdk::KeyType::Hash);
    elements
        .into_iter()
        .map(|element| element.attribute_name)
        .collect()
}

/// What a table lacks of its definition, in words.
fn difference(definition: &TableDefinition, description: &TableDescription) -> Option<String> {
    let names = |key: &KeySchema| {
        key.attributes()
            .map(|attribute| attribute.name.clone())
            .collect::<Vec<_>>()
    };
    let key = names(&definition.key);
    if key != description.key {
        return Some(format!(
            "the table's key is {}, and the definition says {}",
            description.key.join(", "),
            key.join(", ")
        ));
    }
    definition.indexes.iter().find_map(|index| {
        let key = names(&index.key);
        let found = description.indexes.iter().find(|(name, _)| *name == index.name);
        match found {
            Some((_, found)) if *found == key => None,
            Some((name, found)) => Some(format!(
                "the key of the index {name} is {}, and the definition says {}",
                found.join(", "),
                key.join(", ")
            )),
            None => Some(format!("the table has no index {}", index.name)),
        }
    })
}

fn create_call(
    call: CreateTableFluentBuilder,
    definition: &TableDefinition,
) -> Result<CreateTableFluentBuilder, BuildError> {
    let attributes = definition.key_attributes().into_iter().map(attribute_definition);
    let indexes = definition.indexes.iter().map(|index| {
        sdk::GlobalSecondaryIndex::builder()
            .index_name(&index.name)
            .set_key_schema(Some(key_schema(&index.key)?))
            .projection(projection(&index.projection))
            .build()
    });
    let indexes = indexes.collect::<Result<Vec<_>, _>>()?;
    let encryption = definition.encryption.as_ref().map(|encryption| {
        sdk::SseSpecification::builder()
            .enabled(true)
            .sse_type(sdk::SseType::Kms)
            .set_kms_master_key_id(encryption.key.clone())
            .build()
    });
    let stream = definition.stream.map(|view| {
        sdk::StreamSpecification::builder()
            .stream_enabled(true)
            .stream_view_type(stream_view(view))
            .build()
    });
    Ok(call
        .billing_mode(sdk::BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(attributes.collect::<Result<_, _>>()?))
        .set_key_schema(Some(key_schema(&definition.key)?))
        .set_global_secondary_indexes(Some(indexes).filter(|indexes| !indexes.is_empty()))
        .set_sse_specification(encryption)
        .set_stream_specification(stream.transpose()?)
        .deletion_protection_enabled(definition.deletion_protection))
}

fn attribute_definition(attribute: &KeyAttribute) -> Result<sdk::AttributeDefinition, BuildError> {
    let kind = match attribute.kind {
        KeyKind::String => sdk::ScalarAttributeType::S,
        KeyKind::Number => sdk::ScalarAttributeType::N,
        KeyKind::Binary => sdk::ScalarAttributeType::B,
    };
    sdk::AttributeDefinition::builder()
        .attribute_name(&attribute.name)
        .attribute_type(kind)
        .build()
}

fn key_schema(key: &KeySchema) -> Result<Vec<sdk::KeySchemaElement>, BuildError> {
    let element = |attribute: &KeyAttribute, kind| {
        sdk::KeySchemaElement::builder()
            .attribute_name(&attribute.name)
            .key_type(kind)
            .build()
    };
    let partition = element(&key.partition, sdk::KeyType::Hash);
    let sort = key
        .sort
        .as_ref()
        .map(|attribute| element(attribute, sdk::KeyType::Range));
    std::iter::once(partition).chain(sort).collect()
}

fn projection(projection: &Projection) -> sdk::Projection {
    let (kind, attributes) = match projection {
        Projection::All => (sdk::ProjectionType::All, None),
        Projection::KeysOnly => (sdk::ProjectionType::KeysOnly, None),
        Projection::Include(attributes) => (sdk::ProjectionType::Include, Some(attributes.clone())),
    };
    sdk::Projection::builder()
        .projection_type(kind)
        .set_non_key_attributes(attributes)
        .build()
}

fn stream_view(view: StreamView) -> sdk::StreamViewType {
    match view {
        StreamView::KeysOnly => sdk::StreamViewType::KeysOnly,
        StreamView::NewImage => sdk::StreamViewType::NewImage,
        StreamView::OldImage => sdk::StreamViewType::OldImage,
        StreamView::NewAndOldImages => sdk::StreamViewType::NewAndOldImages,
    }
}
