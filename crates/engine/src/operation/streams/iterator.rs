//! `GetShardIterator`: a place to read from.

use serde_json::json;

use super::describe::SHARD_ID;
use super::{check_length, find, no_such_shard, required, stream_arn, trimmed};
use crate::Engine;
use crate::error::Failure;
use crate::request::{Members, missing};
use crate::stream::iterator::ShardIterator;
use crate::stream::{Shard, sequence};

const KINDS: [&str; 4] = [
    "AFTER_SEQUENCE_NUMBER",
    "LATEST",
    "AT_SEQUENCE_NUMBER",
    "TRIM_HORIZON",
];

/// How long a sequence number is, as the API reference says.
const SEQUENCE_NUMBER: (usize, usize) = (21, 40);

pub(in super::super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let mut broken = Vec::new();
    let arn = stream_arn(members, "StreamArn", &mut broken)?;
    if arn.is_none() {
        broken.push(missing("streamArn"));
    }
    let id = required(members, "ShardId", &mut broken)?;
    if !id.is_empty() {
        broken.extend(check_length(id, "ShardId", SHARD_ID.0, SHARD_ID.1));
    }
    required(members, "ShardIteratorType", &mut broken)?;
    let kind = members.one_of("ShardIteratorType", &KINDS, &mut broken)?;
    let number = members.text("SequenceNumber")?;
    broken.extend(
        number.and_then(|text| check_length(text, "SequenceNumber", SEQUENCE_NUMBER.0, SEQUENCE_NUMBER.1)),
    );
    Failure::constraints(&broken)?;
    let at = match (kind.unwrap_or_default(), number) {
        ("TRIM_HORIZON" | "LATEST", Some(_)) => {
            return Err(Failure::validation(
                "One or more parameter values were invalid: SequenceNumber should not be passed for this iterator type",
            ));
        }
        ("TRIM_HORIZON", None) => At::Start,
        ("LATEST", None) => At::End,
        (_, None) => {
            return Err(Failure::validation(
                "One or more parameter values were invalid: SequenceNumber cannot be null",
            ));
        }
        (kind, Some(text)) => {
            let number = sequence::parse(text).ok_or_else(not_of_shard)?;
            At::Number(number, kind == "AFTER_SEQUENCE_NUMBER")
        }
    };
    let now = engine.now();
    let view = engine.store.streams();
    let stream = find(&view, arn.unwrap_or_default(), now)?;
    let shard = stream.find_shard(id, now).ok_or_else(no_such_shard)?;
    let position = match at {
        At::Start => view.first_readable(&stream, now)?.max(shard.start),
        At::End => match shard.end {
            Some(end) => end.number,
            None => view.next(&stream)?.max(shard.start),
        },
        At::Number(number, is_after) => {
            if !holds(shard, number) {
                return Err(not_of_shard());
            }
            if number < view.first_readable(&stream, now)? {
                return Err(trimmed());
            }
            number + u64::from(is_after)
        }
    };
    let iterator = ShardIterator::new(&stream, shard.time, position, now);
    Ok(json!({ "ShardIterator": iterator.text(engine.store.secret()) })
        .to_string()
        .into_bytes())
}

/// Where an iterator begins.
enum At {
    Start,
    End,
    /// At a number, or after it.
    Number(u64, bool),
}

/// Whether a number is among those of a shard, its end included.
fn holds(shard: &Shard, number: u64) -> bool {
    number >= shard.start && shard.end.is_none_or(|end| number <= end.number)
}

fn not_of_shard() -> Failure {
    Failure::validation(
        "One or more parameter values were invalid: Invalid SequenceNumber: it is not one of the shard",
    )
}
