//! The table of `infra/data.yaml`, and tables that are made, found and deleted.

use lockstep_entity::request::GetItem;
use lockstep_table::{Reply, Table, TableConfig, TableDefinition, TableStatus};

use crate::script::Script;
use crate::support::key;

const TEMPLATE: &str = include_str!("../../../../infra/data.yaml");

async fn unmade() -> Table {
    Table::connect(TableConfig::memory("shop")).await.unwrap()
}

#[tokio::test]
async fn table_is_made_as_the_template_says() {
    let definition = TableDefinition::from_cloudformation(TEMPLATE).unwrap();
    assert!(definition.point_in_time_recovery);
    assert!(definition.encryption.is_some());
    assert!(definition.deletion_protection);

    let table = Table::connect(TableConfig::memory(&definition.name))
        .await
        .unwrap();
    let made = table.create_table(&definition).await.unwrap();
    assert_eq!(made.name, definition.name);
    assert_eq!(made.status, TableStatus::Active);
    assert_eq!(made.key, ["pk", "sk"]);
    assert_eq!(
        made.indexes,
        [("GSI1".to_owned(), vec!["gsi1pk".to_owned(), "gsi1sk".to_owned()])]
    );
    assert!(made.deletion_protection);
    assert_eq!(table.describe_table().await.unwrap(), made);
    assert_eq!(table.ensure_table(&definition).await.unwrap(), made);
}

#[tokio::test(start_paused = true)]
async fn table_is_waited_for_and_then_gets_its_backups() {
    let state = |state: &str| {
        Reply::ok(format!(
            r#"{{"Table":{{"TableName":"shop","TableStatus":"{state}"}}}}"#
        ))
    };
    let script = Script::new([
        Reply::ok("{}"),
        Reply::error(400, "ResourceNotFoundException", "Not seen yet."),
        state("CREATING"),
        state("ACTIVE"),
        Reply::error(400, "ContinuousBackupsUnavailableException", "Not yet."),
        Reply::ok("{}"),
    ]);
    let definition = TableDefinition::from_cloudformation(TEMPLATE).unwrap();
    script.table().await.create_table(&definition).await.unwrap();
    let operations = script.operations();
    assert_eq!(operations[0], "CreateTable");
    assert_eq!(operations[1..4], ["DescribeTable"; 3]);
    assert_eq!(operations[4..], ["UpdateContinuousBackups"; 2]);
    let create = &script.requests()[0];
    assert_eq!(create["TableName"], "shop");
    assert_eq!(create["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(create["SSESpecification"]["Enabled"], true);
    assert_eq!(create["DeletionProtectionEnabled"], true);
}

#[tokio::test(start_paused = true)]
async fn table_that_stays_unusable_is_given_up() {
    let creating = Reply::ok(r#"{"Table":{"TableName":"shop","TableStatus":"CREATING"}}"#);
    let script = Script::new([Reply::ok("{}"), creating]);
    let error = script
        .table()
        .await
        .create_table(&TableDefinition::new("shop"))
        .await
        .unwrap_err();
    assert!(error.is_unavailable(), "{error}");
    assert!(
        error.to_string().contains("is still CREATING after 180 s"),
        "{error}"
    );
}

#[tokio::test]
async fn protected_table_is_deleted_only_when_the_protection_is_lifted() {
    let definition = TableDefinition::from_cloudformation(TEMPLATE).unwrap();
    let table = unmade().await;
    table.create_table(&definition).await.unwrap();
    let error = table.delete_table().await.unwrap_err();
    assert!(error.is_protected(), "{error}");

    table.set_deletion_protection(false).await.unwrap();
    table.delete_table().await.unwrap();
    assert!(table.describe_table().await.unwrap_err().is_not_found());
    assert!(table.delete_table().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn table_is_made_once() {
    let table = unmade().await;
    let definition = TableDefinition::new("shop");
    table.create_table(&definition).await.unwrap();
    assert!(table.create_table(&definition).await.unwrap_err().is_in_use());
    table.ensure_table(&definition).await.unwrap();
}

#[tokio::test]
async fn table_with_another_shape_is_refused() {
    let table = unmade().await;
    table.create_table(&TableDefinition::new("shop")).await.unwrap();
    let error = table
        .ensure_table(&TableDefinition::new("shop").with_index("GSI1"))
        .await
        .unwrap_err();
    assert!(error.is_configuration(), "{error}");
    assert!(
        error.to_string().contains("the table has no index GSI1"),
        "{error}"
    );
}

#[tokio::test]
async fn request_to_a_missing_table_says_so() {
    let error = unmade()
        .await
        .get(GetItem::new(key("NOTES", "1")))
        .await
        .unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(
        error.to_string(),
        "table shop, GetItem NOTES / 1: the table does not exist; create it first",
    );
}

#[tokio::test]
async fn wrong_configuration_is_refused_before_any_request() {
    for (config, words) in [
        (TableConfig::memory("no good"), "not a table's name"),
        (TableConfig::memory(""), "not a table's name"),
        (
            TableConfig::endpoint("shop", "localhost:8000"),
            "not the URL of an endpoint",
        ),
        (
            TableConfig::endpoint("shop", "http://"),
            "not the URL of an endpoint",
        ),
        (
            TableConfig::file("shop", "/dev/null/shop.db"),
            "could not be opened",
        ),
    ] {
        let error = Table::connect(config).await.unwrap_err();
        assert!(
            error.is_configuration() && error.to_string().contains(words),
            "{error}"
        );
    }
}
