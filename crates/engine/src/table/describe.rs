//! What `DescribeTable` says of a table.

use serde_json::{Map, Value as Json, json};

use super::{Table, arn};
use crate::store::{Count, Counts};

impl Table {
    /// The description: the table's status, and that of each of its global indexes.
    pub(crate) fn describe(
        &self,
        status: &str,
        of_index: impl Fn(&str) -> &'static str,
        counts: &Counts,
    ) -> Json {
        let name = &self.name;
        let request = &self.request;
        let count = |number: u32| counts.get(&number).copied().unwrap_or_default();
        let Count { items, bytes } = count(self.id);
        let mut table = json!({
            "TableName": name,
            "TableStatus": status,
            "TableArn": arn::of_table(name),
            "TableId": format!("00000000-0000-0000-0000-{:012x}", self.id),
            "CreationDateTime": seconds(self.created),
            "KeySchema": request["KeySchema"],
            "AttributeDefinitions": request["AttributeDefinitions"],
            "ProvisionedThroughput": throughput(request),
            "ItemCount": items,
            "TableSizeBytes": bytes,
            "DeletionProtectionEnabled": self.is_protected(),
        });
        if let Some(since) = self.settings.on_demand_since {
            let mode = if self.is_on_demand() {
                "PAY_PER_REQUEST"
            } else {
                "PROVISIONED"
            };
            table["BillingModeSummary"] = json!({
                "BillingMode": mode,
                "LastUpdateToPayPerRequestDateTime": seconds(since),
            });
        }
        if let Some(stream) = &self.settings.stream {
            if stream.is_enabled {
                table["StreamSpecification"] =
                    json!({ "StreamEnabled": true, "StreamViewType": stream.view.word() });
            }
            table["LatestStreamLabel"] = Json::from(stream.label.as_str());
            table["LatestStreamArn"] = Json::from(arn::of_stream(name, &stream.label));
        }
        if let Some(class) = request["TableClass"].as_str() {
            let mut summary = json!({ "TableClass": class });
            if let Some(since) = self.settings.class_since {
                summary["LastUpdateDateTime"] = Json::from(seconds(since));
            }
            table["TableClassSummary"] = summary;
        }
        if let Some(throughput) = request.get("OnDemandThroughput").filter(|json| json.is_object()) {
            table["OnDemandThroughput"] = throughput.clone();
        }
        table["WarmThroughput"] = self.warm(request);
        let encryption = &request["SSESpecification"];
        if encryption["Enabled"] == true {
            let key = encryption["KMSMasterKeyId"].as_str();
            table["SSEDescription"] = json!({
                "Status": "ENABLED",
                "SSEType": encryption["SSEType"].as_str().unwrap_or("KMS"),
                "KMSMasterKeyArn": arn::of_encryption_key(key),
            });
        }
        for parameter in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
            let Some(entries) = request[parameter]
                .as_array()
                .filter(|entries| !entries.is_empty())
            else {
                continue;
            };
            let entries = entries.iter().map(|entry| {
                let index = entry["IndexName"].as_str().unwrap_or_default();
                let Count { items, bytes } = self
                    .settings
                    .indexes
                    .get(index)
                    .map_or_else(Count::default, |number| count(*number));
                let mut description = Map::from_iter([
                    ("IndexName".to_owned(), Json::from(index)),
                    ("KeySchema".to_owned(), entry["KeySchema"].clone()),
                    ("Projection".to_owned(), entry["Projection"].clone()),
                    ("IndexSizeBytes".to_owned(), Json::from(bytes)),
                    ("ItemCount".to_owned(), Json::from(items)),
                    ("IndexArn".to_owned(), Json::from(arn::of_index(name, index))),
                ]);
                if parameter == "GlobalSecondaryIndexes" {
                    description.insert("IndexStatus".to_owned(), Json::from(of_index(index)));
                    description.insert("ProvisionedThroughput".to_owned(), throughput(entry));
                    description.insert("WarmThroughput".to_owned(), self.warm(entry));
                }
                Json::Object(description)
            });
            table[parameter] = entries.collect();
        }
        table
    }

    /// What the table or an index of it could take at once: what was asked for, or what the service begins with (Developer
    /// Guide, *Warm throughput*).
    fn warm(&self, request: &Json) -> Json {
        let units = |asked: &str, provisioned: &str, on_demand: u64| {
            let begins = if self.is_on_demand() {
                on_demand
            } else {
                request["ProvisionedThroughput"][provisioned]
                    .as_u64()
                    .unwrap_or(0)
            };
            request["WarmThroughput"][asked]
                .as_u64()
                .unwrap_or(begins)
                .max(begins)
        };
        json!({
            "ReadUnitsPerSecond": units("ReadUnitsPerSecond", "ReadCapacityUnits", 12_000),
            "WriteUnitsPerSecond": units("WriteUnitsPerSecond", "WriteCapacityUnits", 4_000),
            "Status": "ACTIVE",
        })
    }

    /// Whether it is billed by request.
    pub(crate) fn is_on_demand(&self) -> bool {
        self.request["BillingMode"] == "PAY_PER_REQUEST"
    }

    /// Whether it is protected against deletion.
    pub(crate) fn is_protected(&self) -> bool {
        self.request["DeletionProtectionEnabled"] == true
    }
}

fn throughput(request: &Json) -> Json {
    let units = |name: &str| request["ProvisionedThroughput"][name].as_u64().unwrap_or(0);
    json!({
        "NumberOfDecreasesToday": 0,
        "ReadCapacityUnits": units("ReadCapacityUnits"),
        "WriteCapacityUnits": units("WriteCapacityUnits"),
    })
}

/// Milliseconds as the seconds of the protocol.
#[expect(
    clippy::cast_precision_loss,
    reason = "a time in milliseconds has fewer than 52 bits"
)]
pub(crate) fn seconds(milliseconds: u64) -> f64 {
    milliseconds as f64 / 1000.0
}
