//! Requests for several items at once: batches and transactions.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{CONDITIONS, Call, UPDATES, item, key, with_values};

/// One of the calls for several items.
pub(super) fn several() -> impl Strategy<Value = Call> {
    let capacity = || prop::sample::select(vec!["NONE", "TOTAL", "INDEXES"]);
    let calls = prop_oneof![
        2 => prop::collection::vec(write_request(), 1..5).prop_map(|writes| Call {
            operation: "BatchWriteItem",
            request: json!({ "RequestItems": { "notes": writes } }),
        }),
        1 => (prop::collection::vec(key(), 1..5), projection(), any::<bool>()).prop_map(
            |(keys, projection, consistent)| {
                let mut of_table = json!({ "Keys": keys, "ConsistentRead": consistent });
                if let Some(projection) = projection {
                    of_table["ProjectionExpression"] = json!(projection);
                }
                Call {
                    operation: "BatchGetItem",
                    request: json!({ "RequestItems": { "notes": of_table } }),
                }
            },
        ),
        4 => (
            prop::collection::vec(action(), 1..4),
            prop::option::of(prop::sample::select(vec!["one", "two"])),
        )
            .prop_map(|(actions, token)| {
                let mut request = json!({ "TransactItems": actions });
                if let Some(token) = token {
                    request["ClientRequestToken"] = json!(token);
                }
                Call {
                    operation: "TransactWriteItems",
                    request,
                }
            }),
        1 => prop::collection::vec((key(), projection()), 1..4).prop_map(|gets| {
            let get = |(key, projection): (Value, Option<&str>)| {
                let mut get = json!({ "TableName": "notes", "Key": key });
                if let Some(projection) = projection {
                    get["ProjectionExpression"] = json!(projection);
                }
                json!({ "Get": get })
            };
            Call {
                operation: "TransactGetItems",
                request: json!({ "TransactItems": gets.into_iter().map(get).collect::<Vec<_>>() }),
            }
        }),
    ];
    (calls, capacity()).prop_map(|(mut call, capacity)| {
        call.request["ReturnConsumedCapacity"] = json!(capacity);
        call
    })
}

/// A projection that says the key too, as one engine does in transactions unasked.
fn projection() -> impl Strategy<Value = Option<&'static str>> {
    prop::option::weighted(0.3, prop::sample::select(vec!["p, s, a, b", "p, s, a.k", "p, s"]))
}

fn write_request() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => item().prop_map(|item| json!({ "PutRequest": { "Item": item } })),
        1 => key().prop_map(|key| json!({ "DeleteRequest": { "Key": key } })),
        1 => item().prop_map(|item| json!({ "DeleteRequest": { "Key": item } })),
    ]
}

/// An operation of a transaction.
fn action() -> impl Strategy<Value = Value> {
    let condition = || prop::sample::select(CONDITIONS[..18].to_vec());
    let optional = move || prop::option::weighted(0.4, condition());
    // In a transaction the oracle changes the key of an item, which nobody can.
    let updates: Vec<&str> = UPDATES
        .into_iter()
        .filter(|update| *update != "SET p = :s")
        .collect();
    let finish = |kind: &str, mut action: Value, condition: Option<&str>, update: Option<&str>| {
        action["TableName"] = json!("notes");
        if let Some(condition) = condition {
            action["ConditionExpression"] = json!(condition);
            action["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
        }
        if let Some(update) = update {
            action["UpdateExpression"] = json!(update);
        }
        let expressions: Vec<&str> = condition.into_iter().chain(update).collect();
        json!({ kind: with_values(action, &expressions, &[]) })
    };
    prop_oneof![
        4 => (item(), optional()).prop_map(move |(item, condition)| {
            finish("Put", json!({ "Item": item }), condition, None)
        }),
        1 => (key(), optional()).prop_map(move |(key, condition)| {
            finish("Delete", json!({ "Key": key }), condition, None)
        }),
        1 => (key(), condition()).prop_map(move |(key, condition)| {
            finish("ConditionCheck", json!({ "Key": key }), Some(condition), None)
        }),
        3 => (key(), prop::sample::select(updates), optional()).prop_map(move |(key, update, condition)| {
            finish("Update", json!({ "Key": key }), condition, Some(update))
        }),
    ]
}
