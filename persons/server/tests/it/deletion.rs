//! Deleting persons that have more than one transaction takes, and what a failure leaves behind.

use axum::http::StatusCode;
use lockstep_entity::request::{BatchWrite, Scan, WriteOp};
use lockstep_entity::{Entity, Item};
use persons_model::fake::Persons;
use persons_model::{Address, Id};
use serde_json::json;

use crate::support::{App, child, with};

/// Adds addresses of a person, past the application.
async fn add_addresses(app: &App, person: &str, count: u32) {
    let now = "2026-01-01T00:00:00Z".parse().expect("an instant");
    let template = Persons::new(1, now)
        .next()
        .expect("an endless supply")
        .addresses
        .remove(0);
    let addresses = (0..count).map(|number| {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        let id = Id::from_random_bytes(bytes);
        let address = Address {
            id,
            person_id: person.parse().expect("an id"),
            is_primary: false,
            ..template.clone()
        };
        WriteOp::Put(address.to_item())
    });
    app.table
        .batch_write(addresses.collect::<BatchWrite>())
        .await
        .expect("the table takes them");
}

async fn items(app: &App) -> Vec<Item> {
    let page = app.table.scan(Scan::default()).await.expect("the table answers");
    assert!(page.cursor.is_none(), "everything fits on one page");
    page.items
}

#[tokio::test]
async fn one_transaction_takes_99_children_and_the_100th_needs_steps() {
    for (count, batches) in [(99, None), (100, Some(4))] {
        let app = App::new().await;
        let ada = app.person().await;
        add_addresses(&app, &ada, count).await;
        app.engine.take_calls();
        assert_eq!(
            app.delete(&format!("/api/persons/{ada}")).await.status,
            StatusCode::NO_CONTENT
        );
        let calls = app.engine.take_calls();
        assert_eq!(calls.get("BatchWriteItem").copied(), batches, "{calls:?}");
        assert_eq!(items(&app).await, []);
    }
}

#[tokio::test]
async fn thousands_of_children_go_too() {
    let app = App::new().await;
    let ada = app.person().await;
    let other = app.person().await;
    add_addresses(&app, &ada, 2_500).await;
    assert_eq!(
        app.delete(&format!("/api/persons/{ada}")).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(items(&app).await.len(), 1);
    app.get(&format!("/api/persons/{other}"))
        .await
        .row(StatusCode::OK);
}

/// Lets the deletion fail after each number of calls in turn: there is never a child without its person, and the same
/// request ends the matter.
#[tokio::test]
async fn nothing_is_orphaned_whichever_step_fails() {
    for children in [3, 130] {
        let mut steps = 0;
        loop {
            let app = App::new().await;
            let ada = app.person().await;
            add_addresses(&app, &ada, children).await;
            let path = format!("/api/persons/{ada}");
            app.engine.fail_after(
                steps,
                &[
                    "GetItem",
                    "Query",
                    "UpdateItem",
                    "BatchWriteItem",
                    "DeleteItem",
                    "TransactWriteItems",
                ],
            );
            let answer = app.delete(&path).await;
            app.engine.repair();
            if answer.status == StatusCode::NO_CONTENT {
                assert_eq!(items(&app).await, []);
                break;
            }
            answer.problem(503, "unavailable");
            app.get(&path).await.row(StatusCode::OK);
            assert_eq!(
                app.delete(&path).await.status,
                StatusCode::NO_CONTENT,
                "after {steps} calls"
            );
            assert_eq!(items(&app).await, [], "after {steps} calls");
            steps += 1;
        }
        assert!(steps >= 3, "every step has failed once");
    }
}

#[tokio::test]
async fn a_person_that_is_being_deleted_takes_no_changes() {
    let app = App::new().await;
    let ada = app.person().await;
    let row = app.child(&ada, "addresses", &json!({})).await;
    add_addresses(&app, &ada, 120).await;
    let path = format!("/api/persons/{ada}");
    // The mark is set; nothing is deleted yet.
    app.engine.fail_after(0, &["BatchWriteItem"]);
    app.delete(&path).await.problem(503, "unavailable");
    app.engine.repair();

    app.patch(&path, &json!({ "firstName": "Grace" }))
        .await
        .problem(409, "being-deleted");
    let addresses = format!("{path}/addresses");
    app.post(&addresses, &child("addresses"))
        .await
        .problem(409, "being-deleted");
    let primary = json!({ "isPrimary": true });
    app.post(&addresses, &with(child("addresses"), &primary))
        .await
        .problem(409, "being-deleted");
    let row_path = format!("{addresses}/{}", row["id"].as_str().expect("an id"));
    app.patch(&row_path, &primary).await.problem(409, "being-deleted");

    assert_eq!(app.delete(&path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(items(&app).await, []);
    app.delete(&path).await.problem(404, "not-found");
}
