//! What `DescribeTable` says of a table.

use serde_json::{Map, Value as Json, json};

use super::Table;

/// Where tables of this engine are, in their names for AWS: no account has this number.
const ARN: &str = "arn:aws:dynamodb:us-east-1:000000000000:table";

impl Table {
    /// The description, with the table's status.
    pub(crate) fn describe(&self, status: &str) -> Json {
        let name = &self.name;
        let request = &self.request;
        let mut table = json!({
            "TableName": name,
            "TableStatus": status,
            "TableArn": format!("{ARN}/{name}"),
            "TableId": format!("00000000-0000-0000-0000-{:012x}", self.id),
            "CreationDateTime": seconds(self.created),
            "KeySchema": request["KeySchema"],
            "AttributeDefinitions": request["AttributeDefinitions"],
            "ProvisionedThroughput": throughput(request),
            "ItemCount": 0,
            "TableSizeBytes": 0,
            "DeletionProtectionEnabled": request["DeletionProtectionEnabled"].as_bool().unwrap_or(false),
        });
        if request["BillingMode"] == "PAY_PER_REQUEST" {
            table["BillingModeSummary"] = json!({
                "BillingMode": "PAY_PER_REQUEST",
                "LastUpdateToPayPerRequestDateTime": seconds(self.created),
            });
        }
        for parameter in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
            let Some(entries) = request[parameter].as_array() else {
                continue;
            };
            let entries = entries.iter().map(|entry| {
                let index = &entry["IndexName"];
                let mut description = Map::from_iter([
                    ("IndexName".to_owned(), index.clone()),
                    ("KeySchema".to_owned(), entry["KeySchema"].clone()),
                    ("Projection".to_owned(), entry["Projection"].clone()),
                    ("IndexSizeBytes".to_owned(), Json::from(0)),
                    ("ItemCount".to_owned(), Json::from(0)),
                    (
                        "IndexArn".to_owned(),
                        Json::from(format!(
                            "{ARN}/{name}/index/{}",
                            index.as_str().unwrap_or_default()
                        )),
                    ),
                ]);
                if parameter == "GlobalSecondaryIndexes" {
                    description.insert("IndexStatus".to_owned(), Json::from(status));
                    description.insert("ProvisionedThroughput".to_owned(), throughput(entry));
                }
                Json::Object(description)
            });
            table[parameter] = entries.collect();
        }
        table
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
fn seconds(milliseconds: u64) -> f64 {
    milliseconds as f64 / 1000.0
}
