//! Tags, and what the service says of itself.

use lockstep_engine::Engine;
use serde_json::{Value, json};

use super::{engine, notes, ok, refused};

const ARN: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/notes";

fn tags(engine: &Engine) -> Value {
    ok(engine, "ListTagsOfResource", &json!({ "ResourceArn": ARN }))["Tags"].clone()
}

fn tag(key: &str, value: &str) -> Value {
    json!({ "Key": key, "Value": value })
}

#[test]
fn tags_come_and_go() {
    let engine = Engine::memory().unwrap();
    let mut table = notes();
    table["Tags"] = json!([tag("team", "one")]);
    ok(&engine, "CreateTable", &table);
    ok(
        &engine,
        "TagResource",
        &json!({ "ResourceArn": ARN, "Tags": [tag("team", "two"), tag("stage", "test")] }),
    );
    assert_eq!(tags(&engine), json!([tag("stage", "test"), tag("team", "two")]));
    ok(
        &engine,
        "UntagResource",
        &json!({ "ResourceArn": ARN, "TagKeys": ["team", "absent"] }),
    );
    assert_eq!(tags(&engine), json!([tag("stage", "test")]));
}

#[test]
fn tags_that_cannot_be() {
    let engine = engine();
    let invalid = "ValidationException: One or more parameter values were invalid: ";
    let refuse = |operation: &str, request: Value, expected: &str| {
        assert_eq!(refused(&engine, operation, &request), expected, "{request}");
    };
    let with = |tags: Value| json!({ "ResourceArn": ARN, "Tags": tags });
    refuse(
        "TagResource",
        with(json!([])),
        "ValidationException: Atleast one Tag needs to be provided as Input.",
    );
    refuse(
        "UntagResource",
        json!({ "ResourceArn": ARN, "TagKeys": [] }),
        "ValidationException: Atleast one Tag Key needs to be provided as Input.",
    );
    refuse(
        "TagResource",
        with(json!([tag("aws:x", "")])),
        "ValidationException: Tag Key cannot be prefixed with aws:, Key: aws:x",
    );
    refuse(
        "TagResource",
        with(json!([tag("a", "1"), tag("a", "2")])),
        "ValidationException: Duplicate Tag Keys provided as input: Duplicate Tag Key found a",
    );
    let many: Vec<Value> = (0..51).map(|number| tag(&number.to_string(), "")).collect();
    refuse(
        "TagResource",
        with(json!(many)),
        "ValidationException: Number of Tags exceed the current limit for the provided ResourceArn",
    );
    ok(&engine, "TagResource", &with(json!(many[..50])));
    let at = |arn: &str| json!({ "ResourceArn": arn });
    refuse(
        "ListTagsOfResource",
        at("notes"),
        &format!("{invalid}ARNs must start with 'arn:': notes"),
    );
    refuse(
        "ListTagsOfResource",
        at("arn:aws:s3:::notes"),
        &format!("{invalid}Provided Arn is not a DynamoDB resource arn: arn:aws:s3:::notes"),
    );
    let absent = format!("{ARN}2");
    refuse(
        "TagResource",
        json!({ "ResourceArn": absent, "Tags": [tag("a", "")] }),
        &format!("ResourceNotFoundException: Requested resource not found: ResourcArn: {absent} not found"),
    );
    assert!(refused(&engine, "ListTagsOfResource", &at(&absent)).starts_with("AccessDeniedException: "));
}

#[test]
fn limits_endpoints_and_backups_are_told() {
    let engine = engine();
    assert_eq!(
        ok(&engine, "DescribeLimits", &json!({}))["TableMaxReadCapacityUnits"],
        40_000
    );
    assert_eq!(
        ok(&engine, "DescribeEndpoints", &json!({}))["Endpoints"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let recovery = |is_enabled: bool| {
        json!({
            "TableName": "notes",
            "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": is_enabled },
        })
    };
    for (is_enabled, status) in [(false, "DISABLED"), (true, "ENABLED")] {
        for answer in [
            ok(&engine, "UpdateContinuousBackups", &recovery(is_enabled)),
            ok(
                &engine,
                "DescribeContinuousBackups",
                &json!({ "TableName": "notes" }),
            ),
        ] {
            let description = &answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"];
            assert_eq!(description["PointInTimeRecoveryStatus"], status);
        }
    }
}
