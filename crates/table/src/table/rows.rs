//! Rows of entities: the same requests, with items read as what they are.

use lockstep_entity::request::{BatchGet, GetItem, ReturnValues, TransactGet, UpdateItem};
use lockstep_entity::{
    Collection, CollectionQuery, Entity, EntityQuery, Item, Page, Partition, PartitionQuery, Rows, Search,
};

use super::pages::Request;
use super::{Pages, Table, key_text};
use crate::Error;
use crate::error::Kind;

impl Table {
    /// Reads a row. `None` if there is none with this key.
    ///
    /// # Errors
    /// As [`Table::get`]; [`Error::is_malformed`] if the stored item is not a row of `E`.
    pub async fn row<E: Entity>(&self, request: GetItem) -> Result<Option<E>, Error> {
        self.get(request)
            .await?
            .map(|item| self.read_row("GetItem", item))
            .transpose()
    }

    /// Changes a row and returns it as it is afterwards.
    ///
    /// # Errors
    /// As [`Table::update`]; [`Error::is_malformed`] if the item is then not a row of `E`.
    pub async fn update_row<E: Entity>(&self, request: UpdateItem) -> Result<E, Error> {
        let subject = key_text(&request.key);
        let item = self
            .update(request.returning(ReturnValues::AllNew))
            .await?
            .ok_or_else(|| {
                let context = self.context("UpdateItem", Some(subject));
                Error::new(
                    Kind::Malformed,
                    context,
                    "the answer does not hold the changed item",
                )
            })?;
        self.read_row("UpdateItem", item)
    }

    /// Reads one page of rows; see [`Table::query`].
    ///
    /// # Errors
    /// As [`Table::query`]; [`Error::is_malformed`] if a stored item is not a row of `E`.
    pub async fn page<E: Entity>(&self, query: impl Into<EntityQuery<E>>) -> Result<Page<E>, Error> {
        self.query(query.into())
            .await?
            .try_map(|item| self.read_row("Query", item))
    }

    /// The pages of a query for rows, to its end.
    pub fn row_pages<E: Entity>(&self, query: impl Into<EntityQuery<E>>) -> Pages<E> {
        Pages::new(
            self.clone(),
            Request::Query(query.into().into()),
            |table, item| table.read_row("Query", item),
        )
    }

    /// Reads all rows that a search finds, following its pages to the end: `Order::find([…])`, `Order::matching([…])`, and
    /// scans such as `Order::scan()` and `Order::index_by_customer().scan()`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), lockstep_table::Error> {
    /// use lockstep_entity::Entity;
    /// use lockstep_table::{Table, TableConfig, TableDefinition};
    /// # use serde::{Deserialize, Serialize};
    ///
    /// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
    /// #[entity(service = "shop", name = "Order", version = "1")]
    /// #[index(primary, pk = [id], sk = [])]
    /// struct Order {
    ///     id: u32,
    ///     customer: String,
    /// }
    ///
    /// let table = Table::connect(TableConfig::memory("shop")).await?;
    /// table.create_table(&TableDefinition::new("shop")).await?;
    /// let order = Order { id: 7, customer: "Ada".into() };
    /// table.put(order.create()).await?;
    /// assert_eq!(table.search(Order::matching([Order::CUSTOMER.is("Ada")])).await?, [order]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Table::query`] and [`Table::scan`]; [`Error::is_malformed`] if a stored item is not a row of `E`.
    pub async fn search<E: Entity>(&self, search: impl Into<Search<E>>) -> Result<Vec<E>, Error> {
        self.search_pages(search).collect().await
    }

    /// The pages of a search for rows, to its end.
    pub fn search_pages<E: Entity>(&self, search: impl Into<Search<E>>) -> Pages<E> {
        match search.into() {
            Search::Query(query) => self.row_pages(query),
            Search::Scan(scan) => Pages::new(self.clone(), Request::Scan(scan), |table, item| {
                table.read_row("Scan", item)
            }),
        }
    }

    /// Reads all rows that a query finds, following its pages to the end. For listings that may be long, use
    /// [`Table::row_pages`].
    ///
    /// # Errors
    /// As [`Table::page`].
    pub async fn rows<E: Entity>(&self, query: impl Into<EntityQuery<E>>) -> Result<Vec<E>, Error> {
        self.row_pages(query).collect().await
    }

    /// Reads all that a collection has in a partition, following its pages to the end.
    ///
    /// # Errors
    /// As [`Table::query`]; [`Error::is_malformed`] if a stored item is not a row of its entity.
    pub async fn collection<C: Collection>(&self, query: CollectionQuery<C>) -> Result<C, Error> {
        let mut collection = C::default();
        for item in self.all(query).await? {
            let subject = key_text(&item);
            collection
                .push(item)
                .map_err(|error| self.malformed("Query", subject, error))?;
        }
        Ok(collection)
    }

    /// Reads rows of several entities as they are at one moment; see [`Table::transact_get`].
    ///
    /// # Errors
    /// As [`Table::transact_get`]; [`Error::is_malformed`] if a stored item is not a row of the entity of its place.
    pub async fn transact_rows<R: Rows>(&self, request: TransactGet) -> Result<R, Error> {
        let items = self.transact_get(request).await?;
        R::from_items(items).map_err(|error| self.malformed("TransactGetItems", String::new(), error))
    }

    /// Reads rows of any entities by their keys: any number of them, 100 a call, with what the table did not process sent
    /// again. What `R` is says how they come: in the places of the requests, or by their entity.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use lockstep_entity::Entity;
    /// use lockstep_entity::request::BatchWrite;
    /// use lockstep_table::{Table, TableConfig, TableDefinition};
    /// # use serde::{Deserialize, Serialize};
    ///
    /// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
    /// #[entity(service = "shop", name = "Order", version = "1")]
    /// #[index(primary, pk = "ORDER#{id}", sk = "ORDER")]
    /// struct Order {
    ///     id: u32,
    /// }
    ///
    /// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
    /// #[entity(service = "shop", name = "Line", version = "1")]
    /// #[index(primary, pk = "ORDER#{order}", sk = "LINE#{id}")]
    /// struct Line {
    ///     id: u32,
    ///     order: u32,
    /// }
    ///
    /// let table = Table::connect(TableConfig::memory("shop")).await?;
    /// table.create_table(&TableDefinition::new("shop")).await?;
    /// let (order, line) = (Order { id: 7 }, Line { id: 1, order: 7 });
    /// table.batch_write(BatchWrite::default().put(&order).put(&line)).await?;
    ///
    /// let gets = || [Order::get(OrderKey::new(7)), Order::get(OrderKey::new(8)), Line::get(&line)];
    /// let (found, missing, of_order): (Option<Order>, Option<Order>, Option<Line>) = table.batch_rows(gets()).await?;
    /// assert_eq!((found, missing, of_order), (Some(order), None, Some(line.clone())));
    /// let (orders, lines): (Vec<Order>, Vec<Line>) = table.batch_rows(gets()).await?;
    /// assert_eq!((orders.len(), lines), (1, vec![line]));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Table::batch_get`]; [`Error::is_malformed`] if a stored item is not a row of the entity of its place.
    pub async fn batch_rows<R: Rows>(&self, requests: impl IntoIterator<Item = GetItem>) -> Result<R, Error> {
        let requests: Vec<GetItem> = requests.into_iter().collect();
        let keys: Vec<Item> = requests.iter().map(|request| request.key.clone()).collect();
        let items = self.batch_get(requests.into_iter().collect()).await?;
        R::from_items(BatchGet::in_order_of(&keys, items))
            .map_err(|error| self.malformed("BatchGetItem", String::new(), error))
    }

    /// Reads everything in a partition, of whatever entity, following its pages to the end.
    ///
    /// # Errors
    /// As [`Table::query`]; [`Error::is_malformed`] if an item does not say its entity.
    pub async fn partition(&self, query: PartitionQuery) -> Result<Partition, Error> {
        let mut partition = Partition::default();
        for item in self.all(query).await? {
            let subject = key_text(&item);
            partition
                .push(item)
                .map_err(|error| self.malformed("Query", subject, error))?;
        }
        Ok(partition)
    }

    fn read_row<E: Entity>(&self, operation: &'static str, item: Item) -> Result<E, Error> {
        let subject = key_text(&item);
        E::from_item(item).map_err(|error| self.malformed(operation, subject, error))
    }

    fn malformed(&self, operation: &'static str, subject: String, error: lockstep_entity::Error) -> Error {
        let message = format!("the stored item cannot be read: {error}");
        Error::new(Kind::Malformed, self.context(operation, Some(subject)), message).with_source(error)
    }
}
