//! Listings that arrive page by page: read to the end, with repetition of pages that failed.

use std::marker::PhantomData;
use std::time::Duration;

use lockstep_protocol::Page;
use serde::de::DeserializeOwned;

use crate::{Backoff, Client, Error, sleep};

/// The repetitions of one page before its failure is reported.
const REPETITIONS: u32 = 3;
/// The first wait before a repetition, and the longest one.
const FIRST_WAIT: Duration = Duration::from_millis(300);
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// A listing on its way: it remembers its cursor, so that it goes on after a failure where it stopped.
///
/// ```no_run
/// # async fn example(client: lockstep_web::Client) -> Result<(), lockstep_web::Error> {
/// let mut listing = lockstep_web::Listing::<serde_json::Value>::new("/api/orders", 1_000);
/// while let Some(orders) = listing.next_page(&client).await? {
///     // Hand the orders to a collection.
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Listing<R> {
    path: String,
    limit: u32,
    cursor: Option<String>,
    pages: usize,
    complete: bool,
    rows: PhantomData<fn() -> R>,
}

impl<R: DeserializeOwned> Listing<R> {
    /// A listing of `path` in pages of at most `limit` rows, before its first page.
    pub fn new(path: impl Into<String>, limit: u32) -> Self {
        Self {
            path: path.into(),
            limit,
            cursor: None,
            pages: 0,
            complete: false,
            rows: PhantomData,
        }
    }

    /// The next page's rows, or `None` after the last page. A page may be empty and still have successors.
    ///
    /// A page that fails for a reason that may pass is asked for again, a few times, with growing waits.
    ///
    /// # Errors
    /// When the page failed for good or too often. The next call asks for the same page again.
    pub async fn next_page(&mut self, client: &Client) -> Result<Option<Vec<R>>, Error> {
        if self.complete {
            return Ok(None);
        }
        let path = page_path(&self.path, self.limit, self.cursor.as_deref());
        let mut backoff = Backoff::new(FIRST_WAIT, LONGEST_WAIT, REPETITIONS);
        let page = loop {
            match client.get::<Page<R>>(&path).await {
                Ok(page) => break page,
                Err(error) if error.is_transient() => match backoff.next_delay(js_sys::Math::random()) {
                    Some(delay) => sleep(delay).await,
                    None => return Err(error),
                },
                Err(error) => return Err(error),
            }
        };
        self.pages += 1;
        if page.cursor.is_some() && page.cursor == self.cursor {
            // A cursor that does not move would be followed for ever.
            return Err(Error::endless(&self.path, self.pages));
        }
        self.complete = page.is_last();
        self.cursor = page.cursor;
        Ok(Some(page.items))
    }
}

/// The path and query of a page. A cursor is base64url, but is encoded all the same: the server may change its form.
fn page_path(path: &str, limit: u32, cursor: Option<&str>) -> String {
    match cursor {
        None => format!("{path}?limit={limit}"),
        Some(cursor) => format!(
            "{path}?limit={limit}&cursor={}",
            js_sys::encode_uri_component(cursor)
        ),
    }
}
