//! Listings of any length, page by page.

use futures::{Stream, stream};
use lockstep_entity::request::Query;
use lockstep_entity::{Item, Page};

use super::Table;
use crate::Error;

/// The pages of a query, each read when it is asked for. Made by [`Table::pages`].
///
/// The last page is the one without a cursor; [`Pages::next`] returns `None` after it, and after an error.
#[derive(Clone, Debug)]
#[must_use = "pages are read only when they are asked for"]
pub struct Pages {
    table: Table,
    /// The query for the next page; `None` after the last.
    query: Option<Query>,
}

impl Pages {
    /// Reads the next page. `None` after the last one, and after an error.
    ///
    /// # Errors
    /// As [`Table::query`].
    pub async fn next(&mut self) -> Option<Result<Page<Item>, Error>> {
        let query = self.query.take()?;
        let result = self.table.query(query.clone()).await;
        if let Ok(Page {
            cursor: Some(cursor), ..
        }) = &result
        {
            self.query = Some(Query {
                cursor: Some(cursor.clone()),
                ..query
            });
        }
        Some(result)
    }

    /// The pages as a stream, which ends after the last page or the first error.
    pub fn into_stream(self) -> impl Stream<Item = Result<Page<Item>, Error>> + Send {
        stream::unfold(self, async |mut pages| {
            let page = pages.next().await?;
            Some((page, pages))
        })
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
    pub fn pages(&self, query: Query) -> Pages {
        Pages {
            table: self.clone(),
            query: Some(query),
        }
    }

    /// Reads all that a query finds, following its pages to the end. The answer is held in memory: for listings that
    /// may be long, use [`Table::pages`].
    ///
    /// # Errors
    /// As [`Table::query`].
    pub async fn all(&self, query: Query) -> Result<Vec<Item>, Error> {
        let mut pages = self.pages(query);
        let mut items = Vec::new();
        while let Some(page) = pages.next().await {
            items.append(&mut page?.items);
        }
        Ok(items)
    }
}
