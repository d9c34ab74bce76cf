//! Queries and scans.

use lockstep_entity::request::{Query, Scan};
use lockstep_entity::{Cursor, Expressions, Item, Name};
use serde::Serialize;

use super::super::write::Attributes;
use super::{Body, Target, Texts, body};

/// A query or a scan with its expressions rendered, without the place where its page starts.
pub(crate) struct Listing {
    index: Option<Name>,
    expressions: Expressions,
    limit: Option<u32>,
    consistent: bool,
    /// Of queries alone: whether the sort keys ascend.
    forward: Option<bool>,
    /// Of scans alone: which part of how many.
    segment: Option<(u32, u32)>,
    /// Whether the answer is to hold no items, only their number.
    count: bool,
}

impl Listing {
    /// A query, and where it starts.
    pub(crate) fn query(query: Query) -> (Self, Option<Item>) {
        let expressions = Expressions::new()
            .with_key_condition(query.key_condition)
            .with_filter(query.filter)
            .with_projection(query.projection);
        let listing = Self {
            index: query.index,
            expressions,
            limit: query.limit,
            consistent: query.consistent,
            forward: Some(!query.descending),
            segment: None,
            count: false,
        };
        (listing, query.cursor.map(Cursor::into_key))
    }

    /// The number of what a query finds, in pages of any size, and where it starts.
    pub(crate) fn count(query: Query) -> (Self, Option<Item>) {
        let (listing, start) = Self::query(Query {
            projection: Vec::new(),
            limit: None,
            ..query
        });
        (
            Self {
                count: true,
                ..listing
            },
            start,
        )
    }

    /// A scan, and where it starts.
    pub(crate) fn scan(scan: Scan) -> (Self, Option<Item>) {
        let expressions = Expressions::new()
            .with_filter(scan.filter)
            .with_projection(scan.projection);
        let listing = Self {
            index: scan.index,
            expressions,
            limit: scan.limit,
            consistent: scan.consistent,
            forward: None,
            segment: scan.segment,
            count: false,
        };
        (listing, scan.cursor.map(Cursor::into_key))
    }

    /// The body of `Query` or `Scan` for the page that starts behind a key.
    pub(crate) fn body(&self, target: Target<'_>, start: Option<&Item>) -> Body {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Request<'a> {
            table_name: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            index_name: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            select: Option<&'static str>,
            #[serde(flatten)]
            texts: Texts<'a>,
            #[serde(skip_serializing_if = "Option::is_none")]
            limit: Option<u32>,
            #[serde(skip_serializing_if = "Option::is_none")]
            exclusive_start_key: Option<Attributes<'a>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            scan_index_forward: Option<bool>,
            #[serde(skip_serializing_if = "Option::is_none")]
            segment: Option<u32>,
            #[serde(skip_serializing_if = "Option::is_none")]
            total_segments: Option<u32>,
            consistent_read: bool,
            #[serde(skip_serializing_if = "Option::is_none")]
            return_consumed_capacity: Option<&'static str>,
        }

        let (segment, segments) = self.segment.unzip();
        body(&Request {
            table_name: target.table,
            index_name: self.index.as_deref(),
            select: self.count.then_some("COUNT"),
            texts: Texts::from(&self.expressions),
            limit: self.limit.map(saturated),
            exclusive_start_key: start.map(Attributes),
            scan_index_forward: self.forward,
            segment: segment.map(saturated),
            total_segments: segments.map(saturated),
            consistent_read: self.consistent,
            return_consumed_capacity: target.consumed(),
        })
    }
}

/// The service counts with signed numbers of 32 bits; no page comes near their end.
fn saturated(number: u32) -> u32 {
    number.min(i32::MAX.unsigned_abs())
}
