//! What the service says of itself: `DescribeLimits` and `DescribeEndpoints`.

use serde_json::json;

use crate::Engine;
use crate::error::Failure;
use crate::request::Members;

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
