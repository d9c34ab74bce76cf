//! `ListStreams`: by the names of their tables.

use serde_json::{Value as Json, json};

use super::{limit, parse_arn, stream_arn};
use crate::Engine;
use crate::error::Failure;
use crate::request::{Members, check_table_name};
use crate::stream;

/// The most streams of a page.
const MAX_STREAMS: i64 = 100;

pub(in super::super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let mut broken = Vec::new();
    let table = members.text("TableName")?;
    broken.extend(table.and_then(|table| check_table_name(table, "tableName", 3)));
    let limit = limit(members, MAX_STREAMS, &mut broken)?;
    let start = stream_arn(members, "ExclusiveStartStreamArn", &mut broken)?;
    Failure::constraints(&broken)?;
    let start = start.map(parse_arn).transpose()?;
    let start = start.map(|(table, label)| stream::name(table, label));
    // The streams of one table follow its name.
    let of_table = table.map(|table| stream::name(table, ""));
    let after = start.max(of_table);
    let now = engine.now();
    let (mut streams, mut last, mut is_more) = (Vec::new(), None, false);
    for stream in engine.store.streams().after(after.as_deref())? {
        let stream = stream?;
        if table.is_some_and(|table| table != stream.table) {
            break;
        }
        if stream.is_gone(now) {
            continue;
        }
        if streams.len() == limit {
            is_more = true;
            break;
        }
        let arn = stream.arn();
        streams.push(json!({ "StreamArn": arn, "StreamLabel": stream.label, "TableName": stream.table }));
        last = Some(arn);
    }
    let mut answer = json!({ "Streams": streams });
    if let Some(last) = last.filter(|_| is_more) {
        answer["LastEvaluatedStreamArn"] = Json::from(last);
    }
    Ok(answer.to_string().into_bytes())
}
