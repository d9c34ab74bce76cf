//! What templates are read as, and what is said of those that cannot be read.

use expect_test::{Expect, expect};

use crate::{IndexDefinition, KeyAttribute, KeyKind, KeySchema, Projection, StreamView, TableDefinition};

const TEMPLATE: &str = "
Parameters:
  Name: { Type: String, Default: orders }
Resources:
  Role:
    Type: AWS::IAM::Role
  Orders:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    Properties:
      TableName:
        Ref: Name
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - { AttributeName: pk, AttributeType: S }
        - { AttributeName: sk, AttributeType: N }
        - { AttributeName: state, AttributeType: B }
      KeySchema:
        - { AttributeName: pk, KeyType: HASH }
        - { AttributeName: sk, KeyType: RANGE }
      GlobalSecondaryIndexes:
        - IndexName: by-state
          KeySchema: [{ AttributeName: state, KeyType: HASH }]
          Projection: { ProjectionType: INCLUDE, NonKeyAttributes: [total] }
      StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }
      SSESpecification: { SSEEnabled: true, KMSMasterKeyId: alias/orders }
      DeletionProtectionEnabled: true
";

#[test]
fn every_part_of_a_table_is_read() {
    let key = |name: &str, kind| KeyAttribute {
        name: name.to_owned(),
        kind,
    };
    let state = key("state", KeyKind::Binary);
    let expected = TableDefinition {
        name: "orders".to_owned(),
        key: KeySchema {
            partition: KeyAttribute::string("pk"),
            sort: Some(key("sk", KeyKind::Number)),
        },
        indexes: vec![IndexDefinition {
            name: "by-state".to_owned(),
            key: KeySchema {
                partition: state.clone(),
                sort: None,
            },
            projection: Projection::Include(vec!["total".to_owned()]),
        }],
        stream: Some(StreamView::NewAndOldImages),
        point_in_time_recovery: true,
        encryption: Some(crate::Encryption {
            key: Some("alias/orders".to_owned()),
        }),
        deletion_protection: true,
    };
    let definition = TableDefinition::from_cloudformation(TEMPLATE).expect("the template is good");
    assert_eq!(definition, expected);
    let names: Vec<_> = definition
        .key_attributes()
        .iter()
        .map(|attribute| attribute.name.as_str())
        .collect();
    assert_eq!(names, ["pk", "sk", "state"]);
}

/// What is said of the template with `old` replaced by `new`.
#[expect(
    clippy::needless_pass_by_value,
    reason = "`expect!` makes a value, which reads better at every call"
)]
fn check(old: &str, new: &str, expected: Expect) {
    assert!(TEMPLATE.contains(old), "{old}");
    let error = TableDefinition::from_cloudformation(&TEMPLATE.replace(old, new)).expect_err(new);
    assert!(error.is_configuration());
    expected.assert_eq(&error.to_string());
}

#[test]
fn missing_property_is_named_with_its_place() {
    check(
        "BillingMode: PAY_PER_REQUEST",
        "",
        expect!["the template, at Resources.Orders.Properties: missing field `BillingMode`"],
    );
    check(
        "AttributeName: sk, AttributeType: N",
        "AttributeName: sk",
        expect![
            "the template, at Resources.Orders.Properties.AttributeDefinitions[1]: missing field `AttributeType`"
        ],
    );
    check(
        "        - { AttributeName: state, AttributeType: B }\n",
        "",
        expect![[
            r#"the template, at Resources.Orders.Properties.GlobalSecondaryIndexes[0].KeySchema: the attribute "state" is missing in AttributeDefinitions"#
        ]],
    );
}

#[test]
fn unknown_property_is_refused() {
    check(
        "DeletionProtectionEnabled: true",
        "LocalSecondaryIndexes: []",
        expect![
            "the template, at Resources.Orders.Properties.LocalSecondaryIndexes: unknown field `LocalSecondaryIndexes`, expected one of `TableName`, `BillingMode`, `AttributeDefinitions`, `KeySchema`, `GlobalSecondaryIndexes`, `StreamSpecification`, `PointInTimeRecoverySpecification`, `SSESpecification`, `DeletionProtectionEnabled`"
        ],
    );
    check(
        "BillingMode: PAY_PER_REQUEST",
        "BillingMode: PROVISIONED",
        expect![
            "the template, at Resources.Orders.Properties.BillingMode: unknown variant `PROVISIONED`, expected `PAY_PER_REQUEST`"
        ],
    );
}

#[test]
fn keys_must_make_sense() {
    check(
        "{ AttributeName: pk, KeyType: HASH }",
        "{ AttributeName: pk, KeyType: RANGE }",
        expect![
            "the template, at Resources.Orders.Properties.KeySchema: a key has a HASH attribute first, and then at most a RANGE attribute"
        ],
    );
    check(
        "[{ AttributeName: state, KeyType: HASH }]",
        "[]",
        expect![
            "the template, at Resources.Orders.Properties.GlobalSecondaryIndexes[0].KeySchema: a key has one or two attributes"
        ],
    );
    check(
        "        - { AttributeName: sk, KeyType: RANGE }\n",
        "",
        expect![[
            r#"the template, at Resources.Orders.Properties.AttributeDefinitions[1]: no key uses the attribute "sk"; remove it"#
        ]],
    );
    check(
        "ProjectionType: INCLUDE,",
        "ProjectionType: ALL,",
        expect![
            "the template, at Resources.Orders.Properties.GlobalSecondaryIndexes[0].Projection: NonKeyAttributes belong to the projection type INCLUDE, and to no other"
        ],
    );
}

#[test]
fn functions_that_cannot_be_resolved_are_refused() {
    check(
        "Ref: Name",
        "Ref: AWS::StackName",
        expect![[
            r#"the template, at Resources.Orders.Properties.TableName: the parameter "AWS::StackName" does not exist or has no default"#
        ]],
    );
    check(
        "Ref: Name",
        "Fn::Sub: orders",
        expect![
            "the template, at Resources.Orders.Properties.TableName: Fn::Sub cannot be resolved here, only Ref to a parameter"
        ],
    );
    check(
        "\n        Ref: Name",
        " !Ref Name",
        expect![
            "the template is not YAML that can be read here: unsupported tag `!Ref` at line 11, column 23; write intrinsic functions in their long form, such as `Ref: Name`"
        ],
    );
}

#[test]
fn template_must_hold_one_table() {
    check(
        "AWS::DynamoDB::Table",
        "AWS::S3::Bucket",
        expect!["the template, at Resources: expected exactly one resource of the type AWS::DynamoDB::Table"],
    );
    check(
        "AWS::IAM::Role",
        "AWS::DynamoDB::Table",
        expect!["the template, at Resources: expected exactly one resource of the type AWS::DynamoDB::Table"],
    );
    check(
        "Resources:",
        "Results:",
        expect!["the template, at Resources: there are no resources"],
    );
}

#[test]
fn text_that_is_no_template_is_refused() {
    for template in [
        "",
        "Resources",
        "Resources: [",
        "- 1",
        "\u{0}",
        "Resources: { T: { Type: AWS::DynamoDB::Table } }",
    ] {
        let error = TableDefinition::from_cloudformation(template).expect_err(template);
        assert!(error.is_configuration(), "{error}");
    }
}
