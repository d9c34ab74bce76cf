//! Items that expire.

use serde_json::{Value, json};

use super::streams::{HOUR, START, arn, engine as engine_with_stream, records};
use super::{ok, refused};

const NOW: u64 = START / 1000;

#[expect(clippy::needless_pass_by_value, reason = "callers make the value")]
fn item(s: u64, expires: Value) -> Value {
    json!({ "p": { "S": "a" }, "s": { "N": s.to_string() }, "e": expires, "g": { "S": "x" }, "h": { "S": "y" } })
}

fn set(attribute: &str, is_enabled: bool) -> Value {
    json!({
        "TableName": "notes",
        "TimeToLiveSpecification": { "AttributeName": attribute, "Enabled": is_enabled },
    })
}

/// The sort keys of the items that there are.
fn left(engine: &lockstep_engine::Engine) -> Vec<String> {
    let page = ok(engine, "Scan", &json!({ "TableName": "notes" }));
    let items = page["Items"].as_array().expect("a page has items");
    let keys = items
        .iter()
        .map(|item| item["s"]["N"].as_str().unwrap_or_default().to_owned());
    keys.collect()
}

#[test]
fn a_sweep_removes_what_has_expired() {
    let (engine, time) = engine_with_stream("NEW_AND_OLD_IMAGES");
    let put = |item: Value| ok(&engine, "PutItem", &json!({ "TableName": "notes", "Item": item }));
    let number = |second: u64| json!({ "N": second.to_string() });
    // Some are there before the table says which attribute it is.
    put(item(1, number(NOW - 1)));
    put(item(2, number(NOW)));
    ok(&engine, "UpdateTimeToLive", &set("e", true));
    put(item(3, json!({ "N": format!("{}.9", NOW - 1) })));
    put(item(4, json!({ "S": (NOW - 1).to_string() })));
    put(item(5, json!({ "N": "-1" })));
    put(item(6, number(NOW - 6 * 365 * 24 * 60 * 60)));
    put(item(7, number(NOW - 1)));
    put(item(7, number(NOW + 10)));
    put(item(8, number(NOW + 10)));
    put(item(8, number(NOW - 1)));
    put(item(9, json!({ "N": "1E+100" })));
    put(item(10, number(NOW - 1)));
    let key = json!({ "p": { "S": "a" }, "s": { "N": "10" } });
    ok(
        &engine,
        "DeleteItem",
        &json!({ "TableName": "notes", "Key": key }),
    );
    let before = records(&engine, &arn(&engine)).len();
    assert_eq!(engine.sweep_expired().unwrap().items, 3);
    assert_eq!(left(&engine), ["2", "4", "5", "6", "7", "9"]);
    let index = json!({ "TableName": "notes", "IndexName": "by_tag" });
    assert_eq!(ok(&engine, "Scan", &index)["Count"], 6);
    let of_sweep = records(&engine, &arn(&engine)).split_off(before);
    assert_eq!(of_sweep.len(), 3);
    for record in of_sweep {
        assert_eq!(record["eventName"], "REMOVE");
        assert_eq!(
            record["userIdentity"],
            json!({ "PrincipalId": "dynamodb.amazonaws.com", "Type": "Service" })
        );
        assert_eq!(record["dynamodb"]["OldImage"]["g"]["S"], "x");
    }
    assert_eq!(engine.sweep_expired().unwrap().items, 0);
    time.pass(1000);
    assert_eq!(engine.sweep_expired().unwrap().items, 1);
    time.pass(HOUR);
    assert_eq!(engine.sweep_expired().unwrap().items, 1);
    assert_eq!(left(&engine), ["4", "5", "6", "9"]);
}

#[test]
fn a_sweep_takes_turns() {
    let (engine, _) = engine_with_stream("KEYS_ONLY");
    ok(&engine, "UpdateTimeToLive", &set("e", true));
    for s in 0..250 {
        let item = item(s, json!({ "N": "1700000000" }));
        ok(&engine, "PutItem", &json!({ "TableName": "notes", "Item": item }));
    }
    assert_eq!(engine.sweep_expired().unwrap().items, 250);
    assert!(left(&engine).is_empty());
}

#[test]
fn time_to_live_is_turned_on_and_off() {
    let (engine, _) = engine_with_stream("KEYS_ONLY");
    let describe = || {
        ok(&engine, "DescribeTimeToLive", &json!({ "TableName": "notes" }))["TimeToLiveDescription"].clone()
    };
    assert_eq!(describe(), json!({ "TimeToLiveStatus": "DISABLED" }));
    let refuse = |request: Value, message: &str| {
        assert_eq!(
            refused(&engine, "UpdateTimeToLive", &request),
            format!("ValidationException: {message}")
        );
    };
    refuse(set("e", false), "TimeToLive is already disabled");
    assert_eq!(
        ok(&engine, "UpdateTimeToLive", &set("e", true))["TimeToLiveSpecification"],
        set("e", true)["TimeToLiveSpecification"]
    );
    assert_eq!(
        describe(),
        json!({ "AttributeName": "e", "TimeToLiveStatus": "ENABLED" })
    );
    refuse(set("e", true), "TimeToLive is already enabled");
    for is_enabled in [true, false] {
        refuse(
            set("f", is_enabled),
            "TimeToLive is active on a different AttributeName: current AttributeName is e",
        );
    }
    refuse(
        set("", true),
        "1 validation error detected: Value '' at 'timeToLiveSpecification.attributeName' failed to satisfy constraint: \
         Member must have length greater than or equal to 1",
    );
    let item = item(1, json!({ "N": "1700000000" }));
    ok(&engine, "PutItem", &json!({ "TableName": "notes", "Item": item }));
    ok(&engine, "UpdateTimeToLive", &set("e", false));
    assert_eq!(engine.sweep_expired().unwrap().items, 0);
    ok(&engine, "UpdateTimeToLive", &set("e", true));
    assert_eq!(engine.sweep_expired().unwrap().items, 1);
    assert_eq!(
        refused(&engine, "DescribeTimeToLive", &json!({ "TableName": "absent" })),
        "ResourceNotFoundException: Requested resource not found: Table: absent not found"
    );
}
