//! Listings of any length, page by page.

use std::fmt;

use futures::{Stream, stream};
use lockstep_entity::request::Query;
use lockstep_entity::{Item, Page};

use super::Table;
use crate::Error;

/// The pages of a query, each read when it is asked for. Made by [`Table::pages`] and [`Table::row_pages`].
///
/// The last page is the one without a cursor; [`Pages::next`] returns `None` after it, and after an error.
#[must_use = "pages are read only when they are asked for"]
pub struct Pages<T = Item> {
    table: Table,
    /// The query for the next page; `None` after the last.
    query: Option<Query>,
    read: fn(&Table, Item) -> Result<T, Error>,
}

impl<T> Pages<T> {
    pub(super) fn new(table: Table, query: Query, read: fn(&Table, Item) -> Result<T, Error>) -> Self {
        Self {
            table,
            query: Some(query),
            read,
        }
    }

    /// Reads the next page. `None` after the last one, and after an error.
    ///
    /// # Errors
    /// As [`Table::query`].
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        let query = self.query.take()?;
        let page = self.table.query(query.clone()).await;
        let page = page.and_then(|page| page.try_map(|item| (self.read)(&self.table, item)));
        if let Ok(Page {
            cursor: Some(cursor), ..
        }) = &page
        {
            self.query = Some(Query {
                cursor: Some(cursor.clone()),
                ..query
            });
        }
        Some(page)
    }

    /// Reads all pages.
    ///
    /// # Errors
    /// As [`Table::query`].
    pub async fn collect(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(page) = self.next().await {
            all.append(&mut page?.items);
        }
        Ok(all)
    }

    /// The pages as a stream, which ends after the last page or the first error.
    pub fn into_stream(self) -> impl Stream<Item = Result<Page<T>, Error>> + Send
    where
        T: Send + 'static,
    {
        stream::unfold(self, async |mut pages| {
            let page = pages.next().await?;
            Some((page, pages))
        })
    }
}

impl<T> Clone for Pages<T> {
    fn clone(&self) -> Self {
        Self {
            table: self.table.clone(),
            query: self.query.clone(),
            read: self.read,
        }
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pages")
            .field("table", &self.table)
            .field("query", &self.query)
            .finish_non_exhaustive()
    }
}

impl Table {
    /// The pages of a query from its cursor, or its beginning, to its end. `limit` is the size of a page.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), lockstep_table::Error> {
    /// use lockstep_entity::KeyCondition;
    /// use lockstep_entity::request::Query;
    /// use lockstep_table::{Table, TableConfig, TableDefinition};
    ///
    /// let table = Table::connect(TableConfig::memory("notes")).await?;
    /// table.create_table(&TableDefinition::new("notes")).await?;
    ///
    /// let condition = KeyCondition { partition: ("pk".into(), "NOTES".into()), sort: None };
    /// let mut pages = table.pages(Query::new(None, condition));
    /// while let Some(page) = pages.next().await {
    ///     println!("{} notes", page?.items.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(&self, query: impl Into<Query>) -> Pages {
        Pages::new(self.clone(), query.into(), |_, item| Ok(item))
    }

    /// Reads all that a query finds, following its pages to the end. The answer is held in memory: for listings that
    /// may be long, use [`Table::pages`].
    ///
    /// # Errors
    /// As [`Table::query`].
    pub async fn all(&self, query: impl Into<Query>) -> Result<Vec<Item>, Error> {
        self.pages(query).collect().await
    }
}
