//! Continuous backups: `UpdateContinuousBackups` and `DescribeContinuousBackups`.
//!
//! What is set is kept and told again, so that programs which set their tables up run as they are. The engine keeps no
//! backups: it has no operation that restores one.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::tables::{require_table_name, table_name};
use crate::Engine;
use crate::error::{Exception, Failure};
use crate::request::{Members, missing};
use crate::store::Session;
use crate::table::describe::seconds;
use crate::table::{Recovery, Table};

/// How many days back a table can be recovered, unless it is said (API reference, *`PointInTimeRecoverySpecification`*).
const MAX_DAYS: i64 = 35;

const DAY_MILLISECONDS: u64 = 24 * 60 * 60 * 1000;

pub(super) fn describe(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    let name = table_name(members)?;
    let tables = engine.store.tables();
    let table = tables.get(&name).ok_or_else(|| not_found(&name))?;
    Ok(described(table, engine.now()))
}

pub(super) fn update(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    require_table_name(members)?;
    let mut broken = Vec::new();
    let name = members.table_name(3, &mut broken)?;
    let wanted = read(members, &mut broken)?;
    Failure::constraints(&broken)?;
    let now = engine.now();
    let table = engine.store.write(move |session: &mut Session<'_>| {
        let table = session.find_table(&name).ok_or_else(|| not_found(&name))?;
        let mut changed = Table::clone(table);
        let since = changed.settings.recovery.map(|recovery| recovery.since);
        changed.settings.recovery = wanted.map(|days| Recovery {
            days,
            since: since.unwrap_or(now),
        });
        session.put_table(changed)
    })?;
    Ok(described(&table, now))
}

/// These operations have an exception of their own for it.
fn not_found(name: &str) -> Failure {
    Failure::new(Exception::TableNotFound, format!("Table not found: {name}"))
}

/// For how many days recovery is wanted; nothing if it is not. What is wrong is added to a list.
fn read(members: Members<'_>, broken: &mut Vec<String>) -> Result<Option<u64>, Failure> {
    const MEMBER: &str = "pointInTimeRecoverySpecification";
    let Some(specification) = members.object("PointInTimeRecoverySpecification")? else {
        broken.push(missing(MEMBER));
        return Ok(None);
    };
    if specification.get("PointInTimeRecoveryEnabled").is_none() {
        broken.push(missing(&format!("{MEMBER}.pointInTimeRecoveryEnabled")));
    }
    let days = specification.integer("RecoveryPeriodInDays")?.unwrap_or(MAX_DAYS);
    if !(1..=MAX_DAYS).contains(&days) {
        let (side, bound) = if days < 1 {
            ("greater", 1)
        } else {
            ("less", MAX_DAYS)
        };
        broken.push(format!(
            "Value '{days}' at '{MEMBER}.recoveryPeriodInDays' failed to satisfy constraint: Member must have value {side} \
             than or equal to {bound}"
        ));
    }
    let is_enabled = specification.flag("PointInTimeRecoveryEnabled")?;
    Ok(u64::try_from(days).ok().filter(|_| is_enabled))
}

fn described(table: &Arc<Table>, now: u64) -> Vec<u8> {
    let recovery: Json = match table.settings.recovery {
        None => json!({ "PointInTimeRecoveryStatus": "DISABLED" }),
        Some(Recovery { days, since }) => json!({
            "PointInTimeRecoveryStatus": "ENABLED",
            "RecoveryPeriodInDays": days,
            "EarliestRestorableDateTime": seconds(since.max(now.saturating_sub(days * DAY_MILLISECONDS))),
            "LatestRestorableDateTime": seconds(now),
        }),
    };
    json!({
        "ContinuousBackupsDescription": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": recovery,
        }
    })
    .to_string()
    .into_bytes()
}
