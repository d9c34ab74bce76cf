//! What can be asked for, and how it is done: by the models' requests, on the table.

use anyhow::{Context as _, bail};
use lockstep_entity::request::{
    BatchGet, BatchWrite, GetItem, Query, Scan, TransactGet, TransactOp, TransactWrite, WriteOp,
};
use lockstep_entity::schema::{ReadOptions, Schema, Service};
use lockstep_entity::{Cursor, Item};
use lockstep_table::Table;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use crate::native;

type Members = Map<String, Json>;

/// A call: which, and of what.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) enum Call {
    /// Writes one item.
    Write(Write),
    /// Writes several with one request each time, without conditions.
    BatchWrite(Vec<Write>),
    /// Writes all or nothing.
    TransactWrite(Vec<Write>),
    /// Reads one item.
    Get(Reference),
    /// Reads several, with their aliases, in any order.
    BatchGet(Vec<Reference>),
    /// Reads several at one moment, in the order asked for.
    TransactGet(Vec<Reference>),
    /// Reads a page of an access pattern.
    Query(Listing),
    /// Reads a page of everything.
    Scan(Listing),
    /// Reads a page of a collection, sorted by alias.
    Collection(Listing),
}

/// A write of one item of an entity.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Write {
    entity: String,
    operation: Operation,
    /// The item, or the key of what is changed or removed.
    item: Members,
    #[serde(default)]
    set: Members,
    #[serde(default)]
    add: Members,
    #[serde(default)]
    remove: Vec<String>,
    /// Attributes of index keys that stay.
    #[serde(default)]
    composite: Members,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Operation {
    Put,
    Create,
    Upsert,
    Update,
    Patch,
    Delete,
    Remove,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Reference {
    entity: String,
    key: Members,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Listing {
    /// The entity, where it is of one.
    #[serde(default)]
    entity: String,
    /// The access pattern or the collection.
    #[serde(default)]
    name: String,
    #[serde(default)]
    composites: Members,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// Who does it.
pub(crate) struct Peer {
    pub(crate) table: Table,
    pub(crate) service: Service,
}

impl Peer {
    /// Does what a call says, and answers with what it read.
    ///
    /// # Errors
    ///
    /// The call is none of its model, or the table refuses it.
    pub(crate) async fn carry_out(&self, call: Call) -> anyhow::Result<Json> {
        match call {
            Call::Write(write) => self.write(write).await.map(|()| Json::Null),
            Call::BatchWrite(writes) => {
                let operations = writes.into_iter().map(|write| match self.operation(write)? {
                    TransactOp::Put(put) => Ok(WriteOp::put(put).map_err(|_| no_batch())?),
                    TransactOp::Delete(delete) => Ok(WriteOp::delete(delete).map_err(|_| no_batch())?),
                    _ => Err(no_batch()),
                });
                let batch: BatchWrite = operations.collect::<anyhow::Result<_>>()?;
                self.table.batch_write(batch).await?;
                Ok(Json::Null)
            }
            Call::TransactWrite(writes) => {
                let operations = writes.into_iter().map(|write| self.operation(write));
                let transaction: TransactWrite = operations.collect::<anyhow::Result<_>>()?;
                self.table.transact(transaction).await?;
                Ok(Json::Null)
            }
            Call::Get(reference) => {
                let (schema, request) = self.get(reference)?;
                row(schema, self.table.get(request).await?)
            }
            Call::BatchGet(references) => {
                let requests = references.into_iter().map(|reference| Ok(self.get(reference)?.1));
                let batch: BatchGet = requests.collect::<anyhow::Result<_>>()?;
                let items = self.table.batch_get(batch).await?;
                let rows = items.into_iter().map(|item| self.owned_row(item));
                rows.collect()
            }
            Call::TransactGet(references) => {
                let asked = references.into_iter().map(|reference| self.get(reference));
                let (schemas, requests): (Vec<_>, Vec<_>) =
                    asked.collect::<anyhow::Result<Vec<_>>>()?.into_iter().unzip();
                let items = self.table.transact_get(TransactGet { items: requests }).await?;
                let rows = schemas.into_iter().zip(items);
                rows.map(|(schema, item)| row(schema, item)).collect()
            }
            Call::Query(listing) => {
                let schema = self.service.schema(&listing.entity)?;
                let composites = native::item(listing.composites)?;
                let query = schema.query(&listing.name, &composites)?.build()?;
                let query = Query {
                    limit: listing.limit,
                    cursor: cursor(listing.cursor)?,
                    ..query
                };
                let page = self.table.query(query).await?;
                answer(&rows(schema, page.items)?, page.cursor)
            }
            Call::Scan(listing) => {
                let schema = self.service.schema(&listing.entity)?;
                let scan = Scan {
                    limit: listing.limit,
                    cursor: cursor(listing.cursor)?,
                    ..schema.scan()?
                };
                let page = self.table.scan(scan).await?;
                answer(&rows(schema, page.items)?, page.cursor)
            }
            Call::Collection(listing) => {
                let composites = native::item(listing.composites)?;
                let query = self.service.collection(&listing.name, &composites)?.build()?;
                let query = Query {
                    limit: listing.limit,
                    cursor: cursor(listing.cursor)?,
                    ..query
                };
                let page = self.table.query(query).await?;
                let sorted = self
                    .service
                    .read(&listing.name, page.items, &ReadOptions::default())?;
                let mut members = Map::new();
                for (alias, items) in sorted {
                    let rows = items.into_iter().map(native::json_of_item);
                    members.insert(alias.to_owned(), rows.collect::<anyhow::Result<_>>()?);
                }
                answer(&Json::Object(members), page.cursor)
            }
        }
    }

    async fn write(&self, write: Write) -> anyhow::Result<()> {
        match self.operation(write)? {
            TransactOp::Put(request) => self.table.put(request).await?,
            TransactOp::Update(request) => self.table.update(request).await?,
            TransactOp::Delete(request) => self.table.delete(request).await?,
            TransactOp::Check(_) => bail!("a check is part of a transaction"),
        };
        Ok(())
    }

    fn operation(&self, write: Write) -> anyhow::Result<TransactOp> {
        let schema = self.service.schema(&write.entity)?;
        let item = native::item(write.item)?;
        Ok(match write.operation {
            Operation::Put => schema.put(item)?.into(),
            Operation::Create => schema.create(item)?.into(),
            Operation::Upsert => schema.upsert(item).build()?.into(),
            Operation::Delete => schema.delete(&item)?.into(),
            Operation::Remove => schema.remove(&item)?.into(),
            Operation::Update | Operation::Patch => {
                let update = match write.operation {
                    Operation::Patch => schema.patch(item),
                    _ => schema.update(item),
                };
                update
                    .set(native::item(write.set)?)
                    .add(native::item(write.add)?)
                    .remove(write.remove)
                    .composite(native::item(write.composite)?)
                    .build()?
                    .into()
            }
        })
    }

    fn get(&self, reference: Reference) -> anyhow::Result<(&Schema, GetItem)> {
        let schema = self.service.schema(&reference.entity)?;
        let request = schema.get(&native::item(reference.key)?)?;
        Ok((schema, request.consistent()))
    }

    /// A row with the alias of the entity that it is of.
    fn owned_row(&self, item: Item) -> anyhow::Result<Json> {
        let mut schemas = self.service.schemas();
        let (alias, schema) = schemas
            .find(|(_, schema)| schema.owns_item(&item))
            .with_context(|| format!("{item:?} is of no entity"))?;
        Ok(json!({ "entity": alias, "row": row(schema, Some(item))? }))
    }
}

fn no_batch() -> anyhow::Error {
    anyhow::anyhow!("a batch puts and deletes, without conditions")
}

fn cursor(text: Option<String>) -> anyhow::Result<Option<Cursor>> {
    Ok(text.map(|text| text.parse()).transpose()?)
}

fn row(schema: &Schema, item: Option<Item>) -> anyhow::Result<Json> {
    match item.and_then(|item| schema.read(item, &ReadOptions::default())) {
        Some(item) => native::json_of_item(item),
        None => Ok(Json::Null),
    }
}

fn rows(schema: &Schema, items: Vec<Item>) -> anyhow::Result<Json> {
    let options = ReadOptions::default();
    let items = items.into_iter().filter_map(|item| schema.read(item, &options));
    items.map(native::json_of_item).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "it ends what may fail")]
fn answer(rows: &Json, cursor: Option<Cursor>) -> anyhow::Result<Json> {
    Ok(json!({ "rows": rows, "cursor": cursor.map(|cursor| cursor.to_string()) }))
}
