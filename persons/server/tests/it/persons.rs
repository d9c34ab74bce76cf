//! Persons: every operation, as it is meant to go.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::{App, KINDS, id, person, with};

#[tokio::test]
async fn a_person_is_created_read_changed_and_deleted() {
    let app = App::new().await;
    let answer = app.post("/api/persons", &person()).await;
    let created = answer.row(StatusCode::CREATED);
    let path = format!("/api/persons/{}", id(&created));
    assert_eq!(answer.header("location"), path);
    assert_eq!(created["dateOfBirth"], "1815-12-10T00:00:00.000Z");
    assert_eq!(created["createdAt"], created["updatedAt"]);
    assert_eq!(app.get(&path).await.row(StatusCode::OK), created);

    let changed = app
        .patch(&path, &json!({ "lastName": "King", "gender": null }))
        .await
        .row(StatusCode::OK);
    let expected = with(
        created.clone(),
        &json!({ "lastName": "King", "gender": null, "updatedAt": changed["updatedAt"] }),
    );
    assert_eq!(changed, expected);
    assert!(changed["updatedAt"].as_str() >= created["updatedAt"].as_str());
    assert_eq!(app.get(&path).await.row(StatusCode::OK), changed);

    let deleted = app.delete(&path).await;
    assert_eq!((deleted.status, deleted.bytes.len()), (StatusCode::NO_CONTENT, 0));
    app.get(&path).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_person_needs_only_its_names() {
    let app = App::new().await;
    let created = app
        .post(
            "/api/persons",
            &json!({ "firstName": " Ada ", "lastName": "Lovelace", "dateOfBirth": "", "gender": null }),
        )
        .await
        .row(StatusCode::CREATED);
    assert_eq!(created["firstName"], "Ada");
    assert!(
        created.get("dateOfBirth").is_none() && created.get("gender").is_none(),
        "{created}"
    );
}

#[tokio::test]
async fn a_client_may_choose_the_id_and_its_case_does_not_matter() {
    let app = App::new().await;
    let chosen = "3FA85F64-5717-4562-B3FC-2C963F66AFA6";
    let created = app
        .post("/api/persons", &with(person(), &json!({ "id": chosen })))
        .await
        .row(StatusCode::CREATED);
    assert_eq!(created["id"], chosen.to_lowercase());
    assert_eq!(
        app.get(&format!("/api/persons/{chosen}"))
            .await
            .row(StatusCode::OK),
        created
    );
}

#[tokio::test]
async fn an_empty_change_changes_nothing() {
    let app = App::new().await;
    let path = format!("/api/persons/{}", app.person().await);
    let before = app.get(&path).await.row(StatusCode::OK);
    assert_eq!(app.patch(&path, &json!({})).await.row(StatusCode::OK), before);
    // A row may be sent back as it came: what the server sets is not taken from it.
    let echoed = app.patch(&path, &before).await.row(StatusCode::OK);
    assert_eq!(with(echoed, &json!({ "updatedAt": before["updatedAt"] })), before);
}

#[tokio::test]
async fn persons_are_listed_by_last_and_first_name() {
    let app = App::new().await;
    for (first, last) in [
        ("Grace", "Hopper"),
        ("Ada", "Lovelace"),
        ("Barbara", "Liskov"),
        ("Anita", "Hopper"),
    ] {
        app.post("/api/persons", &json!({ "firstName": first, "lastName": last }))
            .await
            .row(StatusCode::CREATED);
    }
    let (rows, pages) = app.list("/api/persons", Some(3)).await;
    let names: Vec<_> = rows
        .iter()
        .map(|row| row["firstName"].as_str().expect("a name"))
        .collect();
    assert_eq!(names, ["Anita", "Grace", "Barbara", "Ada"]);
    assert_eq!(pages, 2);
}

#[tokio::test]
async fn a_person_comes_with_everything_that_belongs_to_it() {
    let app = App::new().await;
    let (ada, other) = (app.person().await, app.person().await);
    let mut expected = app.get(&format!("/api/persons/{ada}")).await.row(StatusCode::OK);
    for (kind, list) in KINDS {
        expected[list] = json!([app.child(&ada, kind, &json!({})).await]);
        app.child(&other, kind, &json!({})).await;
    }
    let all = app
        .get(&format!("/api/persons/{ada}/all"))
        .await
        .row(StatusCode::OK);
    assert_eq!(all, expected);
    app.get("/api/persons/3fa85f64-5717-4562-b3fc-2c963f66afa6/all")
        .await
        .problem(404, "not-found");
}

#[tokio::test]
async fn a_child_does_not_change_its_persons_dates() {
    let app = App::new().await;
    let ada = app.person().await;
    let before: Value = app.get(&format!("/api/persons/{ada}")).await.row(StatusCode::OK);
    app.child(&ada, "addresses", &json!({ "isPrimary": true })).await;
    assert_eq!(
        app.get(&format!("/api/persons/{ada}")).await.row(StatusCode::OK),
        before
    );
}
