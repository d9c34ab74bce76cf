//! Listings of any length, page by page.

use std::fmt;

use futures::{Stream, stream};
use lockstep_entity::request::{Query, Scan};
use lockstep_entity::{Cursor, Item, Page};

use super::Table;
use crate::Error;

/// The pages of a query or of a scan, each read when it is asked for. Made by [`Table::pages`], [`Table::scan_pages`],
/// [`Table::row_pages`] and [`Table::search_pages`].
///
/// The last page is the one without a cursor; [`Pages::next`] returns `None` after it, and after an error.
#[must_use = "pages are read only when they are asked for"]
pub struct Pages<T = Item> {
    table: Table,
    /// The request for the next page; `None` after the last.
    request: Option<Request>,
    read: fn(&Table, Item) -> Result<T, Error>,
}

/// What is listed.
#[derive(Clone, Debug)]
pub(super) enum Request {
    Query(Query),
    Scan(Scan),
}

impl Request {
    async fn send(self, table: &Table) -> Result<Page<Item>, Error> {
        match self {
            Self::Query(query) => table.query(query).await,
            Self::Scan(scan) => table.scan(scan).await,
        }
    }

    fn after(mut self, cursor: Cursor) -> Self {
        match &mut self {
            Self::Query(query) => query.cursor = Some(cursor),
            Self::Scan(scan) => scan.cursor = Some(cursor),
        }
        self
    }
}

impl<T> Pages<T> {
    pub(super) fn new(table: Table, request: Request, read: fn(&Table, Item) -> Result<T, Error>) -> Self {
        Self {
            table,
            request: Some(request),
            read,
        }
    }

    /// Reads the next page. `None` after the last one, and after an error.
    ///
    /// # Errors
    /// As [`Table::query`].
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        let request = self.request.take()?;
        let page = request.clone().send(&self.table).await;
        let page = page.and_then(|page| page.try_map(|item| (self.read)(&self.table, item)));
        if let Ok(Page {
            cursor: Some(cursor), ..
        }) = &page
        {
            self.request = Some(request.after(cursor.clone()));
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
            request: self.request.clone(),
            read: self.read,
        }
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pages")
            .field("table", &self.table)
            .field("request", &self.request)
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
        Pages::new(self.clone(), Request::Query(query.into()), |_, item| Ok(item))
    }

    /// The pages of a scan from its cursor, or its beginning, to its end. A scan reads the whole table or index.
    pub fn scan_pages(&self, scan: Scan) -> Pages {
        Pages::new(self.clone(), Request::Scan(scan), |_, item| Ok(item))
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
