//! `Scan`: all of a table or an index, or one of its segments.

use super::page::{self, Request, Span};
use crate::Engine;
use crate::error::Failure;
use crate::request::{Members, Wording};
use crate::table::segment;

/// The most segments of a scan.
const MAX_SEGMENTS: i64 = 1_000_000;

pub(super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let request = Request::read(
        engine.dialect,
        members,
        &["AttributesToGet", "ScanFilter", "ConditionalOperator"],
        &["ProjectionExpression", "FilterExpression"],
        &[
            ("Segment", 0, MAX_SEGMENTS - 1),
            ("TotalSegments", 1, MAX_SEGMENTS),
        ],
        Wording::Older,
    )?;
    let (number, of) = segments(members)?;
    request.check_used()?;
    let tables = engine.store.tables();
    let source = request.source(&tables)?;
    let (mut from, to) = segment(source.number(), number, of);
    if let Some(start) = &request.start {
        let place = source.check_start(start).map_err(|failure| {
            Failure::validation(format!(
                "{}: The provided key element does not match the schema",
                failure.message
            ))
        })?;
        if !(from.as_slice()..to.as_slice()).contains(&place.as_slice()) {
            return Err(Failure::validation(
                "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with \
                 correct Segment. TotalSegments and Segment values should be the same as those of the request that \
                 returned it",
            ));
        }
        from = [place.as_slice(), &[0]].concat();
    }
    let span = Span {
        from,
        to,
        forward: true,
    };
    page::read(&engine.view(source.index), source, &span, &request)
}

/// Which segment of how many is asked for; all of it is the first of one.
fn segments(members: Members<'_>) -> Result<(u32, u32), Failure> {
    let (segment, total) = (members.integer("Segment")?, members.integer("TotalSegments")?);
    let bounded = |value: i64| u32::try_from(value).unwrap_or_default();
    match (segment, total) {
        (None, None) => Ok((0, 1)),
        (Some(_), None) => Err(Failure::validation(
            "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
        )),
        (None, Some(_)) => Err(Failure::validation(
            "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
        )),
        (Some(segment), Some(total)) if segment >= total => Err(Failure::validation(format!(
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: {segment} is not \
             less than TotalSegments: {total}"
        ))),
        (Some(segment), Some(total)) => Ok((bounded(segment), bounded(total))),
    }
}
