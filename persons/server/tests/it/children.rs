//! What belongs to persons: every operation of every kind, as it is meant to go.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::{App, KINDS, child, id, with};

#[tokio::test]
async fn every_kind_is_created_read_changed_listed_and_deleted() {
    let app = App::new().await;
    let (ada, other) = (app.person().await, app.person().await);
    let cases = [
        ("addresses", json!({ "city": "Marylebone" })),
        ("bank-accounts", json!({ "iban": "DE89370400440532013000" })),
        ("contacts", json!({ "value": "countess@example.org" })),
        (
            "employments",
            json!({ "endDate": null, "isCurrent": true, "salary": 72000.5 }),
        ),
    ];
    for (kind, patch) in cases {
        let of_person = format!("/api/persons/{ada}/{kind}");
        let answer = app.post(&of_person, &child(kind)).await;
        let created = answer.row(StatusCode::CREATED);
        assert_eq!(created["personId"], ada);
        let path = format!("{of_person}/{}", id(&created));
        assert_eq!(answer.header("location"), path);
        assert_eq!(app.get(&path).await.row(StatusCode::OK), created);

        let changed = app.patch(&path, &patch).await.row(StatusCode::OK);
        assert_eq!(changed, with(created, &patch));
        assert_eq!(app.get(&path).await.row(StatusCode::OK), changed);

        let others = app.child(&other, kind, &json!({})).await;
        assert_eq!(app.list(&of_person, None).await.0, std::slice::from_ref(&changed));
        let (mut all, _) = app.list(&format!("/api/{kind}"), Some(1)).await;
        all.sort_by_key(|row| row["personId"] != *ada);
        assert_eq!(all, [changed, others]);

        // A row is found under its person alone.
        app.get(&path.replace(&ada, &other))
            .await
            .problem(404, "not-found");
        assert_eq!(app.delete(&path).await.status, StatusCode::NO_CONTENT);
        app.delete(&path).await.problem(404, "not-found");
        app.get(&path).await.problem(404, "not-found");
        assert_eq!(app.list(&of_person, None).await.0, Vec::<Value>::new());
    }
}

#[tokio::test]
async fn the_person_may_be_named_in_the_body() {
    let app = App::new().await;
    let ada = app.person().await;
    for (kind, _) in KINDS {
        let path = format!("/api/{kind}");
        let created = app
            .post(&path, &with(child(kind), &json!({ "personId": ada })))
            .await
            .row(StatusCode::CREATED);
        assert_eq!(created["personId"], ada);
        app.post(&path, &child(kind)).await.refuses(&["/personId"]);
    }
}

#[tokio::test]
async fn defaults_fill_what_a_new_row_leaves_out() {
    let app = App::new().await;
    let ada = app.person().await;
    assert_eq!(app.child(&ada, "addresses", &json!({})).await["isPrimary"], false);
    let contact = app.child(&ada, "contacts", &json!({})).await;
    assert_eq!(
        (&contact["isPrimary"], &contact["isVerified"]),
        (&json!(false), &json!(false))
    );
    let employment = app.child(&ada, "employments", &json!({})).await;
    assert_eq!(
        (&employment["currency"], &employment["isCurrent"]),
        (&json!("USD"), &json!(false))
    );
}

#[tokio::test]
async fn a_new_primary_row_demotes_the_one_before_in_the_same_answer() {
    let app = App::new().await;
    let (ada, other) = (app.person().await, app.person().await);
    for kind in ["addresses", "bank-accounts", "contacts"] {
        let untouched = app.child(&other, kind, &json!({ "isPrimary": true })).await;
        let first = app.child(&ada, kind, &json!({ "isPrimary": true })).await;
        assert!(
            first.get("demoted").is_none(),
            "nothing was primary before: {first}"
        );
        let second = app.child(&ada, kind, &json!({ "isPrimary": true })).await;
        let demoted = with(first.clone(), &json!({ "isPrimary": false }));
        assert_eq!(second["demoted"], json!([demoted]));

        let path = |row: &Value| format!("/api/persons/{ada}/{kind}/{}", id(row));
        assert_eq!(app.get(&path(&first)).await.row(StatusCode::OK), demoted);
        let back = app
            .patch(&path(&first), &json!({ "isPrimary": true }))
            .await
            .row(StatusCode::OK);
        assert_eq!(back["isPrimary"], true);
        assert_eq!(back["demoted"][0]["id"], second["id"]);
        assert_eq!(
            app.get(&path(&second)).await.row(StatusCode::OK)["isPrimary"],
            false
        );
        // Nobody is primary any more once the primary one steps back.
        let none = app
            .patch(&path(&first), &json!({ "isPrimary": false }))
            .await
            .row(StatusCode::OK);
        assert_eq!((&none["isPrimary"], none.get("demoted")), (&json!(false), None));

        let other_path = format!("/api/persons/{other}/{kind}/{}", id(&untouched));
        assert_eq!(app.get(&other_path).await.row(StatusCode::OK), untouched);
    }
}
