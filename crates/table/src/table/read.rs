//! Reading single items and single pages.

use aws_sdk_dynamodb::types::Select;
use lockstep_entity::request::{GetItem, Query, Scan};
use lockstep_entity::{Cursor, Expressions, Item, Page, SortCondition, Value};

use super::{Table, key_text, read_item, send};
use crate::Error;
use crate::convert::{self, Attributes};
use crate::error::{Context, Kind};

impl Table {
    /// Reads an item. `None` if there is none with this key.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no table; see [`Error`] for what else can fail.
    pub async fn get(&self, request: GetItem) -> Result<Option<Item>, Error> {
        let context = self.context("GetItem", Some(key_text(&request.key)));
        let expressions = Expressions::new().with_projection(request.projection);
        let call = self.clients.retrying.get_item();
        let call = call
            .table_name(self.name())
            .set_key(Some(convert::to_attributes(request.key)))
            .consistent_read(request.consistent)
            .set_projection_expression(expressions.projection)
            .set_expression_attribute_names(convert::names(expressions.names));
        let reply = send(&context, call.send()).await?;
        reply.item.map(|item| read_item(&context, item)).transpose()
    }

    /// Reads one page of a query: up to its limit, up to 1 MB, or to the end. A page may be empty although more
    /// follows; the listing ends where there is no cursor. [`Table::pages`] and [`Table::all`] follow it to the end.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such table or index; see [`Error`] for what else can fail.
    pub async fn query(&self, query: impl Into<Query>) -> Result<Page<Item>, Error> {
        let query = query.into();
        let context = self.context("Query", Some(query_text(&query)));
        let expressions = Expressions::new()
            .with_key_condition(query.key_condition)
            .with_filter(query.filter)
            .with_projection(query.projection);
        let call = self.clients.retrying.query();
        let call = call
            .table_name(self.name())
            .set_index_name(query.index.map(Into::into))
            .set_key_condition_expression(expressions.key_condition)
            .set_filter_expression(expressions.filter)
            .set_projection_expression(expressions.projection)
            .set_expression_attribute_names(convert::names(expressions.names))
            .set_expression_attribute_values(convert::values(expressions.values))
            .set_limit(limit(query.limit))
            .set_exclusive_start_key(start(query.cursor))
            .scan_index_forward(!query.descending)
            .consistent_read(query.consistent);
        let reply = send(&context, call.send()).await?;
        page(
            &context,
            reply.items.unwrap_or_default(),
            reply.last_evaluated_key,
        )
    }

    /// Reads one page of all items, in no order. A scan reads the whole table, part by part: it is for exports and
    /// repairs, not for answering requests.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such table or index; see [`Error`] for what else can fail.
    pub async fn scan(&self, scan: Scan) -> Result<Page<Item>, Error> {
        let context = self.context("Scan", None);
        let expressions = Expressions::new()
            .with_filter(scan.filter)
            .with_projection(scan.projection);
        let (segment, segments) = scan.segment.unzip();
        let call = self.clients.retrying.scan();
        let call = call
            .table_name(self.name())
            .set_index_name(scan.index.map(Into::into))
            .set_filter_expression(expressions.filter)
            .set_projection_expression(expressions.projection)
            .set_expression_attribute_names(convert::names(expressions.names))
            .set_expression_attribute_values(convert::values(expressions.values))
            .set_limit(limit(scan.limit))
            .set_exclusive_start_key(start(scan.cursor))
            .set_segment(segment.map(saturated))
            .set_total_segments(segments.map(saturated))
            .consistent_read(scan.consistent);
        let reply = send(&context, call.send()).await?;
        page(
            &context,
            reply.items.unwrap_or_default(),
            reply.last_evaluated_key,
        )
    }

    /// Counts the items that a query finds, following its pages to the end; no item is transferred.
    ///
    /// # Errors
    /// As [`Table::query`].
    pub async fn count(&self, query: impl Into<Query>) -> Result<u64, Error> {
        let query = query.into();
        let context = self.context("Query", Some(query_text(&query)));
        let expressions = Expressions::new()
            .with_key_condition(query.key_condition)
            .with_filter(query.filter);
        let call = self.clients.retrying.query();
        let call = call
            .table_name(self.name())
            .set_index_name(query.index.map(Into::into))
            .select(Select::Count)
            .set_key_condition_expression(expressions.key_condition)
            .set_filter_expression(expressions.filter)
            .set_expression_attribute_names(convert::names(expressions.names))
            .set_expression_attribute_values(convert::values(expressions.values))
            .consistent_read(query.consistent);
        let mut start = start(query.cursor);
        let mut count = 0;
        loop {
            let reply = send(&context, call.clone().set_exclusive_start_key(start).send()).await?;
            count += u64::try_from(reply.count).unwrap_or(0);
            start = reply.last_evaluated_key.filter(|key| !key.is_empty());
            if start.is_none() {
                return Ok(count);
            }
        }
    }
}

/// The page's items and cursor.
fn page(
    context: &Context,
    items: Vec<Attributes>,
    last_key: Option<Attributes>,
) -> Result<Page<Item>, Error> {
    let items = items
        .into_iter()
        .map(|item| read_item(context, item))
        .collect::<Result<_, _>>()?;
    let cursor = match last_key.filter(|key| !key.is_empty()) {
        Some(key) => Some(Cursor::new(read_item(context, key)?).map_err(|error| {
            let message = "the page ends with a key that has no cursor";
            Error::new(Kind::Malformed, context.clone(), message).with_source(error)
        })?),
        None => None,
    };
    Ok(Page { items, cursor })
}

fn start(cursor: Option<Cursor>) -> Option<Attributes> {
    cursor.map(|cursor| convert::to_attributes(cursor.into_key()))
}

/// The service counts with signed numbers; no page comes near their end.
fn saturated(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn limit(limit: Option<u32>) -> Option<i32> {
    limit.map(saturated)
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
