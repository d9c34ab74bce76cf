//! Reading single items and single pages.

use lockstep_entity::request::{GetItem, Query, Scan};
use lockstep_entity::{Cursor, Item, Page, SortCondition, Value};

use super::{Table, key_text, malformed};
use crate::Error;
use crate::codec::reply::{Got, Listed};
use crate::codec::request::{self, Listing};
use crate::error::Context;
use crate::exchange as sdk;

impl Table {
    /// Reads an item. `None` if there is none with this key.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no table; see [`Error`] for what else can fail.
    pub async fn get(&self, request: GetItem) -> Result<Option<Item>, Error> {
        let context = self
            .context("GetItem", Some(key_text(&request.key)))
            .of(request.entity.clone());
        let body = request::get(self.target(), request);
        let reply: Got = self
            .ask::<sdk::GetItem, _>(&self.clients.retrying, &context, body)
            .await?;
        Ok(reply.item())
    }

    /// Reads one page of a query: up to its limit, up to 1 MB, or to the end. A page may be empty although more
    /// follows; the listing ends where there is no cursor. [`Table::pages`] and [`Table::all`] follow it to the end.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such table or index; see [`Error`] for what else can fail.
    pub async fn query(&self, query: impl Into<Query>) -> Result<Page<Item>, Error> {
        let query = query.into();
        let context = self
            .context("Query", Some(query_text(&query)))
            .of(query.entity.clone());
        let (listing, start) = Listing::query(query);
        let body = listing.body(self.target(), start.as_ref());
        let reply = self
            .ask::<sdk::Query, _>(&self.clients.retrying, &context, body)
            .await?;
        page(&context, reply)
    }

    /// Reads one page of all items, in no order. A scan reads the whole table, part by part: it is for exports and
    /// repairs, not for answering requests.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such table or index; see [`Error`] for what else can fail.
    pub async fn scan(&self, scan: Scan) -> Result<Page<Item>, Error> {
        let context = self.context("Scan", None).of(scan.entity.clone());
        let (listing, start) = Listing::scan(scan);
        let body = listing.body(self.target(), start.as_ref());
        let reply = self
            .ask::<sdk::Scan, _>(&self.clients.retrying, &context, body)
            .await?;
        page(&context, reply)
    }

    /// Counts the items that a query finds, following its pages to the end; no item is transferred.
    ///
    /// # Errors
    /// As [`Table::query`].
    pub async fn count(&self, query: impl Into<Query>) -> Result<u64, Error> {
        let query = query.into();
        let context = self
            .context("Query", Some(query_text(&query)))
            .of(query.entity.clone());
        let (listing, mut start) = Listing::count(query);
        let mut count = 0;
        loop {
            let body = listing.body(self.target(), start.as_ref());
            let reply: Listed = self
                .ask::<sdk::Query, _>(&self.clients.retrying, &context, body)
                .await?;
            count += reply
                .count
                .ok_or_else(|| malformed(&context, "the answer does not say how many items there are"))?;
            start = reply.last_key();
            if start.is_none() {
                return Ok(count);
            }
        }
    }
}

/// The page's items and cursor.
fn page(context: &Context, reply: Listed) -> Result<Page<Item>, Error> {
    let (items, last_key) = reply.page();
    let items =
        items.ok_or_else(|| malformed(context, "the answer does not hold as many items as it says"))?;
    let cursor = last_key.map(Cursor::new).transpose().map_err(|error| {
        malformed(context, "the page ends with a key that has no cursor").with_source(error)
    })?;
    Ok(Page { items, cursor })
}

/// How a query is called in messages, for example `GSI1 ORDERS / ORDER#`.
pub(super) fn query_text(query: &Query) -> String {
    let (_, partition) = &query.key_condition.partition;
    let text = |value: &Value| value.as_str().unwrap_or("…").to_owned();
    let mut parts = Vec::with_capacity(3);
    parts.extend(query.index.as_deref().map(|index| format!("{index} ")));
    parts.push(text(partition));
    if let Some((_, SortCondition::BeginsWith(prefix) | SortCondition::Eq(prefix))) =
        &query.key_condition.sort
    {
        parts.push(format!(" / {}", text(prefix)));
    }
    parts.concat()
}
