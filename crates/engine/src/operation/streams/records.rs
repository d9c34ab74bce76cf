//! `GetRecords`: a page of records. What it costs follows from the records that it reads.

use serde_json::Value as Json;

use super::{check_length, find, limit, no_such_shard, required, trimmed};
use crate::Engine;
use crate::error::{Exception, Failure};
use crate::request::Members;
use crate::stream::iterator::ShardIterator;
use crate::stream::{self, record};
use crate::table::arn;

/// The most records of a page.
const MAX_RECORDS: i64 = 1000;

/// The most bytes of a page, as records count them; the first record comes whatever its size.
const MAX_BYTES: usize = 1 << 20;

/// How long an iterator is, as the API reference says.
const ITERATOR: (usize, usize) = (1, 2048);

pub(in super::super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let mut broken = Vec::new();
    let text = required(members, "ShardIterator", &mut broken)?;
    if broken.is_empty() {
        broken.extend(check_length(text, "ShardIterator", ITERATOR.0, ITERATOR.1));
    }
    let limit = limit(members, MAX_RECORDS, &mut broken)?;
    Failure::constraints(&broken)?;
    let now = engine.now();
    let secret = engine.store.secret();
    let iterator =
        ShardIterator::parse(text, secret).ok_or_else(|| Failure::validation("Invalid ShardIterator"))?;
    if iterator.is_expired(now) {
        return Err(Failure::new(
            Exception::ExpiredIterator,
            "The provided iterator exceeds the maximum age allowed.",
        ));
    }
    let view = engine.store.streams();
    let stream = find(&view, &arn::of_stream(&iterator.table, &iterator.label), now)?;
    let id = stream.shard_id(iterator.shard);
    let shard = stream.find_shard(&id, now).ok_or_else(no_such_shard)?;
    let end = shard.end.map(|end| end.number);
    let mut position = iterator.position;
    let mut answer = br#"{"Records":["#.to_vec();
    if end.is_none_or(|end| position < end) {
        if position < stream.first {
            return Err(trimmed());
        }
        let key = key_names(&stream.key_schema);
        let (mut count, mut bytes) = (0, 0);
        for stored in view.records(&stream, position)? {
            let (number, stored) = stored?;
            if count == limit || end.is_some_and(|end| number >= end) {
                break;
            }
            if stream::is_old(record::time(stored.bytes())?, now) {
                return Err(trimmed());
            }
            let record = record::decode(stream.view, &key, stored.bytes(), view.names())?;
            bytes += record.size();
            if count > 0 {
                if bytes > MAX_BYTES {
                    break;
                }
                answer.push(b',');
            }
            record.write(&stream, number, &mut answer);
            count += 1;
            position = number + 1;
        }
    }
    answer.push(b']');
    // A shard that is closed and read to its end has no next iterator.
    if end.is_none_or(|end| position < end) {
        let next = ShardIterator::new(&stream, iterator.shard, position, now);
        answer.extend_from_slice(b",\"NextShardIterator\":");
        answer.extend_from_slice(Json::from(next.text(secret)).to_string().as_bytes());
    }
    answer.push(b'}');
    Ok(answer)
}

/// The attributes of a table's key.
fn key_names(key_schema: &str) -> Vec<String> {
    let schema: Json = serde_json::from_str(key_schema).unwrap_or_default();
    let elements = schema.as_array().into_iter().flatten();
    elements
        .filter_map(|element| Some(element["AttributeName"].as_str()?.to_owned()))
        .collect()
}
