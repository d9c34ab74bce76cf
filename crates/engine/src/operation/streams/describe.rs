//! `DescribeStream`: a stream and its shards.

use serde_json::{Map, Value as Json, json};

use super::{check_length, find, limit, stream_arn};
use crate::Engine;
use crate::error::Failure;
use crate::request::{Members, missing};
use crate::stream::{Shard, Stream, sequence};
use crate::table::describe::seconds;

/// The most shards of a page.
const MAX_SHARDS: i64 = 100;

/// How long the id of a shard is, as the API reference says.
pub(super) const SHARD_ID: (usize, usize) = (28, 65);

pub(in super::super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let mut broken = Vec::new();
    let arn = stream_arn(members, "StreamArn", &mut broken)?;
    if arn.is_none() {
        broken.push(missing("streamArn"));
    }
    let limit = limit(members, MAX_SHARDS, &mut broken)?;
    let start = members.text("ExclusiveStartShardId")?;
    broken.extend(start.and_then(|id| check_length(id, "ExclusiveStartShardId", SHARD_ID.0, SHARD_ID.1)));
    let parent = parent(members, &mut broken)?;
    Failure::constraints(&broken)?;
    let now = engine.now();
    let stream = find(&engine.store.streams(), arn.unwrap_or_default(), now)?;
    let is_asked = |shard: &&Shard| {
        let is_child = match parent {
            Some(parent) => shard.parent.is_some_and(|time| stream.shard_id(time) == parent),
            None => true,
        };
        is_child && start.is_none_or(|start| stream.shard_id(shard.time).as_str() > start)
    };
    let mut asked = stream.readable_shards(now).filter(is_asked);
    let shards: Vec<&Shard> = asked.by_ref().take(limit).collect();
    let mut description = json!({
        "StreamArn": stream.arn(),
        "StreamLabel": stream.label,
        "StreamStatus": if stream.disabled.is_some() { "DISABLED" } else { "ENABLED" },
        "StreamViewType": stream.view.word(),
        "CreationRequestDateTime": seconds(stream.created),
        "TableName": stream.table,
        "KeySchema": serde_json::from_str::<Json>(&stream.key_schema).unwrap_or_default(),
        "Shards": shards.iter().map(|shard| described(&stream, shard)).collect::<Vec<_>>(),
    });
    if let (Some(_), Some(last)) = (asked.next(), shards.last()) {
        description["LastEvaluatedShardId"] = Json::from(stream.shard_id(last.time));
    }
    Ok(json!({ "StreamDescription": description })
        .to_string()
        .into_bytes())
}

/// The shard whose children are asked for, if only some are.
fn parent<'a>(members: Members<'a>, broken: &mut Vec<String>) -> Result<Option<&'a str>, Failure> {
    let Some(filter) = members.object("ShardFilter")? else {
        return Ok(None);
    };
    let kind = filter.text("Type")?;
    if let Some(kind) = kind.filter(|kind| *kind != "CHILD_SHARDS") {
        broken.push(format!(
            "Value '{kind}' at 'shardFilter.type' failed to satisfy constraint: Member must satisfy enum value set: \
             [CHILD_SHARDS]"
        ));
    }
    let id = filter.text("ShardId")?;
    broken.extend(id.and_then(|id| check_length(id, "shardFilter.shardId", SHARD_ID.0, SHARD_ID.1)));
    if broken.is_empty() && (kind.is_none() || id.is_none()) {
        return Err(Failure::validation(
            "One or more parameter values were invalid: ShardFilter must have both a Type and a ShardId",
        ));
    }
    Ok(id)
}

fn described(stream: &Stream, shard: &Shard) -> Json {
    let mut range = Map::new();
    range.insert(
        "StartingSequenceNumber".to_owned(),
        Json::from(sequence::text(shard.start)),
    );
    if let Some(end) = shard.end {
        range.insert(
            "EndingSequenceNumber".to_owned(),
            Json::from(sequence::text(end.number)),
        );
    }
    let mut described = json!({ "ShardId": stream.shard_id(shard.time), "SequenceNumberRange": range });
    if let Some(parent) = shard.parent {
        described["ParentShardId"] = Json::from(stream.shard_id(parent));
    }
    described
}
