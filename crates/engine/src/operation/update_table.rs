//! `UpdateTable`.
//!
//! What is asked for holds as soon as the answer is there: the answer says `UPDATING` as the service's does, and
//! `DescribeTable` says `ACTIVE` from then on. A new index is filled in the commit that makes it, so it is never incomplete;
//! other writers wait that long. As with the service a request is about one matter, which is why most combinations are
//! refused. The service's quotas on how often a table may be changed are not enforced.

mod indexes;

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::stream_specification::StreamSpecification;
use super::tables::{described, not_found, require_table_name};
use crate::Engine;
use crate::error::Failure;
use crate::request::Members;
use crate::store::Session;
use crate::table::{Table, check_bounds, check_encryption};

use indexes::{Action, IndexUpdate};

/// Members that ask for what this engine does not have.
const UNSUPPORTED: [&str; 5] = [
    "GlobalTableSettingsReplicationMode",
    "GlobalTableWitnessUpdates",
    "MultiRegionConsistency",
    "ReplicaUpdates",
    "VectorIndexUpdates",
];

/// Members of which there must be one.
const NOTHING: &str = "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, \
     GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, \
     MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required";

const CLASSES: [&str; 2] = ["STANDARD", "STANDARD_INFREQUENT_ACCESS"];

/// What a request asks for.
struct Update {
    mode: Option<&'static str>,
    throughput: Option<Throughput>,
    on_demand: Option<Json>,
    warm: Option<Json>,
    encryption: Option<Json>,
    stream: Option<StreamSpecification>,
    indexes: Vec<IndexUpdate>,
    class: Option<&'static str>,
    is_protected: Option<bool>,
}

/// `ProvisionedThroughput`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Throughput {
    read: i64,
    write: i64,
}

pub(super) fn run(engine: &Engine, members: Members<'_>) -> Result<Vec<u8>, Failure> {
    require_table_name(members)?;
    let mut broken = Vec::new();
    let name = members.table_name(3, &mut broken)?;
    let update = Update::read(members, &mut broken)?;
    Failure::constraints(&broken)?;
    update.check(members)?;
    let definitions = members
        .get("AttributeDefinitions")
        .map(crate::json::Json::to_value);
    // Protection against deletion is the one thing that the service changes at once.
    let status = if update.is_protected.is_some() {
        "ACTIVE"
    } else {
        "UPDATING"
    };
    let (table, counts, gone) = engine.store.write(move |session: &mut Session<'_>| {
        let table = session.find_table(&name).ok_or_else(|| not_found(&name))?;
        let before = Arc::clone(table);
        let mut changed = Table::clone(table);
        update.check_throughput(&changed)?;
        let view = match update.stream {
            Some(stream) => Some((stream.is_enabled, stream.of_update()?)),
            None => None,
        };
        match (view, changed.stream()) {
            (Some((true, _)), Some(_)) => {
                return Err(Failure::validation(format!(
                    "Table already has an enabled stream: TableName: {name}"
                )));
            }
            (Some((false, _)), None) => {
                return Err(Failure::validation(format!(
                    "Table has no stream to disable: TableName: {name}"
                )));
            }
            _ => {}
        }
        update.set(&mut changed, session.now());
        let index = indexes::prepare(&mut changed, &update.indexes, definitions.as_ref())?;
        // From here on things are written, and nothing can be wrong with the request any more.
        match view {
            Some((true, Some(view))) => {
                let key_schema = changed.request["KeySchema"].to_string();
                changed.settings.stream = Some(session.begin_stream(&name, view, &key_schema)?);
            }
            Some((false, _)) => {
                session.end_stream(&changed)?;
                if let Some(stream) = &mut changed.settings.stream {
                    stream.is_enabled = false;
                }
            }
            _ => {}
        }
        // The answer shows an index that is removed, as it does with the service until it is gone.
        let mut updates = update.indexes.iter();
        let gone = match updates.find(|update| matches!(update.action, Action::Delete)) {
            Some(deleted) => {
                let described = before.describe(status, |_| "DELETING", &session.counts(&before)?);
                let indexes = described["GlobalSecondaryIndexes"].as_array();
                let mut indexes = indexes.into_iter().flatten();
                indexes.find(|index| index["IndexName"] == deleted.name).cloned()
            }
            None => None,
        };
        let table = indexes::apply(session, changed, index)?;
        let counts = session.counts(&table)?;
        Ok((table, counts, gone))
    })?;
    let made = members.list("GlobalSecondaryIndexUpdates")?.unwrap_or_default();
    let is_new = |name: &str| {
        made.iter()
            .any(|update| update["Create"]["IndexName"].as_str() == Some(name))
    };
    let of_index = |name: &str| if is_new(name) { "CREATING" } else { "ACTIVE" };
    let mut description = table.describe(status, of_index, &counts);
    if let Some(gone) = gone {
        match description["GlobalSecondaryIndexes"].as_array_mut() {
            Some(indexes) => indexes.push(gone),
            None => description["GlobalSecondaryIndexes"] = json!([gone]),
        }
    }
    Ok(described("TableDescription", description))
}

impl Update {
    fn read(members: Members<'_>, broken: &mut Vec<String>) -> Result<Self, Failure> {
        let mode = members.one_of("BillingMode", &["PROVISIONED", "PAY_PER_REQUEST"], broken)?;
        let class = members.one_of("TableClass", &CLASSES, broken)?;
        check_encryption(members, broken)?;
        let kept = |name: &str| members.get(name).map(crate::json::Json::to_value);
        Ok(Self {
            mode,
            throughput: Throughput::read(members, "provisionedThroughput", broken)?,
            on_demand: kept("OnDemandThroughput"),
            warm: members
                .object("WarmThroughput")?
                .and_then(|_| kept("WarmThroughput")),
            encryption: kept("SSESpecification"),
            stream: StreamSpecification::read(members, broken)?,
            indexes: indexes::read(members, broken)?,
            class,
            is_protected: members
                .get("DeletionProtectionEnabled")
                .map(|_| members.flag("DeletionProtectionEnabled"))
                .transpose()?,
        })
    }

    /// Refuses what cannot be asked for at once.
    fn check(&self, members: Members<'_>) -> Result<(), Failure> {
        if let Some(name) = UNSUPPORTED.iter().find(|name| members.get(name).is_some()) {
            return Err(Failure::validation(format!(
                "The parameter {name} is not supported by this engine"
            )));
        }
        if let Some(throughput) = members.object("ProvisionedThroughput")? {
            check_bounds(throughput, "table")?;
        }
        let has_capacity = self.mode.is_some() || self.throughput.is_some();
        let parts = [
            has_capacity,
            self.on_demand.is_some(),
            self.stream.is_some(),
            members.get("GlobalSecondaryIndexUpdates").is_some(),
            self.class.is_some(),
            self.is_protected.is_some(),
            self.warm.is_some(),
            self.encryption.is_some(),
        ];
        let count = parts.iter().filter(|part| **part).count();
        if count == 0 {
            return Err(Failure::validation(NOTHING));
        }
        let changes_indexes = self
            .indexes
            .iter()
            .any(|update| !matches!(update.action, Action::Update(_)));
        let sets_units = self.throughput.is_some() || self.mode == Some("PROVISIONED");
        let reason = if count > 1 && self.class.is_some() {
            "TableClass modification must be the only operation in the request"
        } else if count > 1 && self.is_protected.is_some() {
            "DeletionProtection modification must be the only operation in the request"
        } else if self.on_demand.is_some() && count > usize::from(self.mode.is_some()) + 1 {
            "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request"
        } else if self.stream.is_some() && sets_units {
            "You cannot modify stream status while updating table IOPS"
        } else if changes_indexes && sets_units {
            "You cannot create or delete index while updating table IOPS"
        } else if changes_indexes && self.stream.is_some() {
            "You cannot create or delete index while changing stream status"
        } else {
            return Ok(());
        };
        Err(invalid(reason))
    }

    /// Checks what the request wants to pay for against what the table has.
    fn check_throughput(&self, table: &Table) -> Result<(), Failure> {
        let is_on_demand = table.is_on_demand();
        let becomes_on_demand = self.mode.map_or(is_on_demand, |mode| mode == "PAY_PER_REQUEST");
        if becomes_on_demand && self.throughput.is_some() {
            return Err(invalid(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
            ));
        }
        if !becomes_on_demand && self.on_demand.is_some() {
            return Err(invalid(
                "MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED",
            ));
        }
        if self.mode == Some("PROVISIONED") && self.throughput.is_none() {
            return Err(invalid(
                "ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
            ));
        }
        if is_on_demand && !becomes_on_demand {
            let updated = |name: &str| {
                self.indexes
                    .iter()
                    .any(|update| update.name == name && matches!(update.action, Action::Update(Some(_))))
            };
            let mut indexes = table.indexes.iter().filter(|index| index.is_global);
            if let Some(index) = indexes.find(|index| !updated(&index.name)) {
                return Err(invalid(&format!(
                    "ProvisionedThroughput must be specified for index: {}",
                    index.name
                )));
            }
        }
        let current = Throughput::of(&table.request);
        match self.throughput {
            Some(wanted) if !is_on_demand && wanted == current => Err(Failure::validation(format!(
                "The provisioned throughput for the table will not change. The requested value equals the current value. \
                 Current ReadCapacityUnits provisioned for the table: {}. Requested ReadCapacityUnits: {}. Current \
                 WriteCapacityUnits provisioned for the table: {}. Requested WriteCapacityUnits: {}. Refer to the Amazon \
                 DynamoDB Developer Guide for current limits and how to request higher limits.",
                current.read, wanted.read, current.write, wanted.write
            ))),
            _ => Ok(()),
        }
    }

    /// Sets what a description shows and nothing else depends on.
    fn set(&self, table: &mut Table, now: u64) {
        let request = &mut table.request;
        if let Some(throughput) = self.throughput {
            request["ProvisionedThroughput"] = throughput.to_json();
        }
        for (member, asked) in [
            ("OnDemandThroughput", &self.on_demand),
            ("WarmThroughput", &self.warm),
            ("SSESpecification", &self.encryption),
        ] {
            if let Some(asked) = asked {
                request[member] = asked.clone();
            }
        }
        if let Some(mode) = self.mode {
            if mode == "PAY_PER_REQUEST" {
                table.settings.on_demand_since = Some(now);
                let indexes = request["GlobalSecondaryIndexes"].as_array_mut();
                for entry in indexes.into_iter().flatten() {
                    entry["ProvisionedThroughput"] = Json::Null;
                }
                request["ProvisionedThroughput"] = Json::Null;
            } else {
                request["OnDemandThroughput"] = Json::Null;
            }
            request["BillingMode"] = Json::from(mode);
        }
        if let Some(class) = self.class {
            request["TableClass"] = Json::from(class);
            table.settings.class_since = Some(now);
        }
        if let Some(is_protected) = self.is_protected {
            request["DeletionProtectionEnabled"] = Json::from(is_protected);
        }
    }
}

impl Throughput {
    /// Reads the member; what is wrong with it is added to a list.
    fn read(members: Members<'_>, at: &str, broken: &mut Vec<String>) -> Result<Option<Self>, Failure> {
        let Some(throughput) = members.object("ProvisionedThroughput")? else {
            return Ok(None);
        };
        let mut units = |name: &str, member: &str| -> Result<i64, Failure> {
            let units = throughput.long(name)?;
            match units {
                None => broken.push(crate::request::missing(&format!("{at}.{member}"))),
                Some(units) if units < 1 => broken.push(format!(
                    "Value '{units}' at '{at}.{member}' failed to satisfy constraint: Member must have value greater than \
                     or equal to 1"
                )),
                Some(_) => {}
            }
            Ok(units.unwrap_or_default())
        };
        let write = units("WriteCapacityUnits", "writeCapacityUnits")?;
        let read = units("ReadCapacityUnits", "readCapacityUnits")?;
        Ok(Some(Self { read, write }))
    }

    /// What a table or an index has.
    fn of(request: &Json) -> Self {
        let units = |name: &str| {
            request["ProvisionedThroughput"][name]
                .as_i64()
                .unwrap_or_default()
        };
        Self {
            read: units("ReadCapacityUnits"),
            write: units("WriteCapacityUnits"),
        }
    }

    fn to_json(self) -> Json {
        json!({ "ReadCapacityUnits": self.read, "WriteCapacityUnits": self.write })
    }
}

fn invalid(reason: &str) -> Failure {
    Failure::validation(format!("One or more parameter values were invalid: {reason}"))
}
