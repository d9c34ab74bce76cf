//! The operations of the streams service: `ListStreams`, `DescribeStream`, `GetShardIterator`, `GetRecords` (Amazon
//! `DynamoDB` Streams API reference).

mod describe;
mod iterator;
mod list;
mod records;

pub(super) use describe::run as describe;
pub(super) use iterator::run as iterator;
pub(super) use list::run as list;
pub(super) use records::run as records;

use crate::error::{Exception, Failure};
use crate::request::{Members, lower_first, missing};
use crate::store::StreamView;
use crate::stream::Stream;
use crate::table::arn;

/// The fewest characters of a stream's resource name, as the API reference says.
const MIN_ARN: usize = 37;
const MAX_ARN: usize = 1024;

/// Reads the name of a stream; what is wrong with it by itself is added to a list.
fn stream_arn<'a>(
    members: Members<'a>,
    member: &str,
    broken: &mut Vec<String>,
) -> Result<Option<&'a str>, Failure> {
    let arn = members.text(member)?;
    if let Some(arn) = arn {
        broken.extend(check_length(arn, member, MIN_ARN, MAX_ARN));
    }
    Ok(arn)
}

/// The broken constraint of a text's length.
fn check_length(text: &str, member: &str, shortest: usize, longest: usize) -> Option<String> {
    let length = text.chars().count();
    let constraint = if length < shortest {
        format!("greater than or equal to {shortest}")
    } else if length > longest {
        format!("less than or equal to {longest}")
    } else {
        return None;
    };
    Some(format!(
        "Value '{text}' at '{}' failed to satisfy constraint: Member must have length {constraint}",
        lower_first(member)
    ))
}

/// A member that must be there.
fn required<'a>(members: Members<'a>, member: &str, broken: &mut Vec<String>) -> Result<&'a str, Failure> {
    let text = members.text(member)?;
    if text.is_none() {
        broken.push(missing(&lower_first(member)));
    }
    Ok(text.unwrap_or_default())
}

/// The member `Limit`, which is from 1 to a most; what is wrong with it is added to a list.
fn limit(members: Members<'_>, most: i64, broken: &mut Vec<String>) -> Result<usize, Failure> {
    let limit = members.integer("Limit")?.unwrap_or(most);
    if !(1..=most).contains(&limit) {
        let (side, bound) = if limit < 1 { ("greater", 1) } else { ("less", most) };
        broken.push(format!(
            "Value '{limit}' at 'limit' failed to satisfy constraint: Member must have value {side} than or equal to \
             {bound}"
        ));
    }
    Ok(usize::try_from(limit).unwrap_or_default())
}

/// The table and the label that a stream's resource name has.
fn parse_arn(arn: &str) -> Result<(&str, &str), Failure> {
    if let Some(found) = arn::stream(arn) {
        return Ok(found);
    }
    if arn.starts_with("arn:") && arn.contains(":dynamodb:") && arn.contains("/stream/") {
        return Err(not_found(arn));
    }
    Err(Failure::validation(format!("Invalid StreamArn: {arn}")))
}

/// The stream of a resource name.
fn find(view: &StreamView, arn: &str, now: u64) -> Result<Stream, Failure> {
    let (table, label) = parse_arn(arn)?;
    view.find(table, label)?
        .filter(|stream| !stream.is_gone(now))
        .ok_or_else(|| not_found(arn))
}

fn not_found(arn: &str) -> Failure {
    Failure::new(
        Exception::ResourceNotFound,
        format!("Requested resource not found: Stream: {arn} not found"),
    )
}

fn no_such_shard() -> Failure {
    Failure::new(
        Exception::ResourceNotFound,
        "Requested resource not found: Shard does not exist",
    )
}

fn trimmed() -> Failure {
    Failure::new(
        Exception::TrimmedDataAccess,
        "The operation attempted to read past the oldest stream record in a shard.",
    )
}
