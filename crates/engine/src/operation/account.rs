//! What the service says of itself: `DescribeLimits`, `DescribeEndpoints`, and the continuous backups that this engine does
//! not have.

use serde_json::json;

use super::tables::{not_found, table_name};
use crate::Engine;
use crate::error::{Exception, Failure};
use crate::request::{Members, missing};

/// The quotas of a new account, which the engine does not enforce (Amazon `DynamoDB` Developer Guide, *Quotas*).
const ACCOUNT_UNITS: u32 = 80_000;
const TABLE_UNITS: u32 = 40_000;

#[expect(clippy::unnecessary_wraps, reason = "every operation has this form")]
pub(super) fn limits(_: &Engine, _: Members<'_>) -> Result<Vec<u8>, Failure> {
    let limits = json!({
        "AccountMaxReadCapacityUnits": ACCOUNT_UNITS,
        "AccountMaxWriteCapacityUnits": ACCOUNT_UNITS,
        "TableMaxReadCapacityUnits": TABLE_UNITS,
        "TableMaxWriteCapacityUnits": TABLE_UNITS,
    });
    Ok(limits.to_string().into_bytes())
}

/// The engine is in this process and has no address; what serves it over a network has.
#[expect(clippy::unnecessary_wraps, reason = "every operation has this form")]
pub(super) fn endpoints(_: &Engine, _: Members<'_>) -> Result<Vec<u8>, Failure> {
    let endpoints = json!({ "Endpoints": [{ "Address": "localhost", "CachePeriodInMinutes": 1440 }] });
    Ok(endpoints.to_string().into_bytes())
}

pub(super) fn backups(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let name = table_name(members)?;
    if !engine.store.tables().contains_key(&name) {
        return Err(not_found(&name));
    }
    Ok(without_recovery())
}

/// Recovery to a point in time can be turned off, which it is, but not on.
pub(super) fn update_backups(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let specification = members.object("PointInTimeRecoverySpecification")?;
    let is_enabled = match specification {
        None => {
            return Failure::constraints(&[missing("pointInTimeRecoverySpecification")]).map(|()| Vec::new());
        }
        Some(specification) => specification.flag("PointInTimeRecoveryEnabled")?,
    };
    let answer = backups(engine, members)?;
    if is_enabled {
        // So that who asks can tell it from a request that is wrong.
        return Err(Failure::new(
            Exception::UnknownOperation,
            "This engine keeps no backups: point-in-time recovery cannot be enabled",
        ));
    }
    Ok(answer)
}

fn without_recovery() -> Vec<u8> {
    json!({
        "ContinuousBackupsDescription": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": { "PointInTimeRecoveryStatus": "DISABLED" },
        }
    })
    .to_string()
    .into_bytes()
}
