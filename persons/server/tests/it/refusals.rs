//! Requests that are refused: each says what, where and how to mend it, and leaves the table as it was.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::json;

use crate::support::{App, KINDS, child, id, person, with};

const NOBODY: &str = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

#[tokio::test]
async fn rows_that_are_not_there_are_404() {
    let app = App::new().await;
    let ada = app.person().await;
    app.get(&format!("/api/persons/{NOBODY}"))
        .await
        .problem(404, "not-found");
    app.patch(&format!("/api/persons/{NOBODY}"), &json!({ "firstName": "A" }))
        .await
        .problem(404, "not-found");
    app.delete(&format!("/api/persons/{NOBODY}"))
        .await
        .problem(404, "not-found");
    for (kind, _) in KINDS {
        let problem = app
            .get(&format!("/api/persons/{NOBODY}/{kind}"))
            .await
            .problem(404, "not-found");
        assert!(problem["detail"].as_str().expect("text").contains(NOBODY));
        let path = format!("/api/persons/{ada}/{kind}/{NOBODY}");
        app.get(&path).await.problem(404, "not-found");
        app.patch(&path, &json!({ "isPrimary": true })).await;
        app.delete(&path).await.problem(404, "not-found");
    }
    let path = format!("/api/persons/{ada}/addresses/{NOBODY}");
    app.patch(&path, &json!({ "isPrimary": true }))
        .await
        .problem(404, "not-found");
    app.patch(&path, &json!({ "city": "London" }))
        .await
        .problem(404, "not-found");
}

#[tokio::test]
async fn ids_that_are_none_are_400() {
    let app = App::new().await;
    for path in [
        "/api/persons/7",
        "/api/persons/7/all",
        "/api/persons/x/addresses",
        "/api/persons/%7Bx%7D",
    ] {
        let problem = app.get(path).await.problem(400, "malformed");
        assert!(
            problem["detail"].as_str().expect("text").contains("UUID"),
            "{problem}"
        );
    }
    app.delete(&format!("/api/persons/{NOBODY}/contacts/me"))
        .await
        .problem(400, "malformed");
}

#[tokio::test]
async fn limits_and_cursors_that_are_none_are_400() {
    let app = App::new().await;
    app.person().await;
    app.person().await;
    for query in [
        "limit=0",
        "limit=-1",
        "limit=5001",
        "limit=ten",
        "limit=99999999999",
        "size=5",
        "limit=1&limit=2",
    ] {
        app.get(&format!("/api/persons?{query}"))
            .await
            .problem(400, "malformed");
    }
    for limit in [1, 5000] {
        app.get(&format!("/api/persons?limit={limit}"))
            .await
            .row(StatusCode::OK);
    }
    for cursor in ["x", "e30", "eyJwayI6MX0", "%00", &"a".repeat(20_000)] {
        app.get(&format!("/api/persons?cursor={cursor}"))
            .await
            .problem(400, "malformed");
    }
    // The cursor of one listing is none of another.
    let page = app.get("/api/persons?limit=1").await.row(StatusCode::OK);
    let cursor = page["cursor"].as_str().expect("a second person follows");
    app.get(&format!("/api/addresses?cursor={cursor}"))
        .await
        .problem(400, "malformed");
}

#[tokio::test]
async fn bodies_that_are_no_json_objects_are_400() {
    let app = App::new().await;
    for (body, place) in [
        ("{\n  \"firstName\": \"Ada\",\n}", "line 3 column 1"),
        ("", "empty"),
        ("[]", "an array"),
        ("\"text\"", "a string"),
        ("null", "null"),
        ("{\"firstName\": \"\u{0}\"}", "line 1"),
    ] {
        let request = Request::post("/api/persons")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body))
            .expect("a request");
        let problem = app.request(request).await.problem(400, "malformed");
        assert!(
            problem["detail"].as_str().expect("text").contains(place),
            "{problem}"
        );
    }
    let request = Request::post("/api/persons").header(header::CONTENT_TYPE, "application/json");
    app.request(
        request
            .body(Body::from(&b"{\"firstName\": \"\xff\"}"[..]))
            .expect("a request"),
    )
    .await
    .problem(400, "malformed");
    assert_eq!(app.list("/api/persons", None).await.0.len(), 0);
}

#[tokio::test]
async fn bodies_that_are_too_large_are_413() {
    let app = App::new().await;
    let body = |length: usize| with(person(), &json!({ "firstName": "A".repeat(length) }));
    let envelope = body(0).to_string().len();
    app.post("/api/persons", &body(64 * 1024 - envelope))
        .await
        .refuses(&["/firstName"]);
    app.post("/api/persons", &body(64 * 1024 - envelope + 1))
        .await
        .problem(413, "too-large");
}

#[tokio::test]
async fn bodies_of_another_media_type_are_415() {
    let app = App::new().await;
    for media_type in [
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        None,
    ] {
        let mut request = Request::post("/api/persons");
        if let Some(media_type) = media_type {
            request = request.header(header::CONTENT_TYPE, media_type);
        }
        let request = request.body(Body::from(person().to_string())).expect("a request");
        app.request(request).await.problem(415, "unsupported-media-type");
    }
}

#[tokio::test]
async fn fields_that_break_rules_are_422_each_with_its_path() {
    let app = App::new().await;
    let refused = json!({ "firstName": "", "dateOfBirth": "yesterday", "gender": "x", "nickname": "A" });
    app.post("/api/persons", &refused).await.refuses(&[
        "/firstName",
        "/lastName",
        "/dateOfBirth",
        "/gender",
        "/nickname",
    ]);
    let ada = app.person().await;
    let path = format!("/api/persons/{ada}");
    app.patch(&path, &json!({ "firstName": null }))
        .await
        .refuses(&["/firstName"]);
    app.patch(&path, &json!({ "lastName": "x".repeat(101) }))
        .await
        .refuses(&["/lastName"]);
    app.patch(&path, &json!({ "id": NOBODY })).await.refuses(&["/id"]);
    app.patch(&path, &json!({ "nickname": "A" }))
        .await
        .refuses(&["/nickname"]);

    for (kind, wrong, paths) in [
        (
            "addresses",
            json!({ "type": "castle", "postalCode": "" }),
            vec!["/type", "/postalCode"],
        ),
        (
            "bank-accounts",
            json!({ "iban": "DE00370400440532013000", "bic": "?" }),
            vec!["/iban", "/bic"],
        ),
        ("contacts", json!({ "value": "no address" }), vec!["/value"]),
        (
            "employments",
            json!({ "currency": "12$", "salary": -1 }),
            vec!["/salary", "/currency"],
        ),
        (
            "employments",
            json!({ "startDate": "2025-01-01", "endDate": "2024-01-01" }),
            vec!["/endDate"],
        ),
        ("addresses", json!({ "personId": NOBODY }), vec!["/personId"]),
    ] {
        let of_person = format!("{path}/{kind}");
        app.post(&of_person, &with(child(kind), &wrong))
            .await
            .refuses(&paths);
        let row = app.child(&ada, kind, &json!({})).await;
        let row_path = format!("{of_person}/{}", id(&row));
        app.patch(&row_path, &wrong).await.refuses(&paths);
        assert_eq!(
            app.get(&row_path).await.row(StatusCode::OK),
            row,
            "a refused change changes nothing"
        );
    }
}

#[tokio::test]
async fn a_change_is_checked_together_with_what_it_leaves_alone() {
    let app = App::new().await;
    let ada = app.person().await;
    let job = app.child(&ada, "employments", &json!({})).await;
    let path = format!("/api/persons/{ada}/employments/{}", id(&job));
    // The end is on 2024-12-31.
    app.patch(&path, &json!({ "startDate": "2025-01-01" }))
        .await
        .refuses(&["/endDate"]);
    app.patch(&path, &json!({ "startDate": "2025-01-01", "endDate": null }))
        .await
        .row(StatusCode::OK);
}

#[tokio::test]
async fn paths_and_methods_that_are_not_there_are_404_and_405() {
    let app = App::new().await;
    for path in [
        "/api",
        "/api/",
        "/api/person",
        "/api/persons/",
        "/api/addresses/x/y",
    ] {
        app.get(path).await.problem(404, "not-found");
    }
    let answer = app.send("PUT", "/api/persons", Some(&person())).await;
    answer.problem(405, "method-not-allowed");
    assert_eq!(answer.header("allow"), "GET,HEAD,POST");
    app.send("POST", "/healthz", Some(&json!({})))
        .await
        .problem(405, "method-not-allowed");
    app.send("POST", "/", Some(&json!({})))
        .await
        .problem(405, "method-not-allowed");
}

#[tokio::test]
async fn a_table_that_fails_is_503_and_says_nothing_of_its_insides() {
    let app = App::new().await;
    let ada = app.person().await;
    app.engine.fail_after(
        0,
        &[
            "GetItem",
            "Query",
            "DescribeTable",
            "TransactWriteItems",
            "UpdateItem",
        ],
    );
    for path in ["/healthz", "/api/persons", &format!("/api/persons/{ada}")] {
        let answer = app.get(path).await;
        answer.problem(503, "unavailable");
        assert!(
            !String::from_utf8_lossy(&answer.bytes).contains("asked for"),
            "the cause is for the log"
        );
    }
    app.post("/api/persons", &person())
        .await
        .problem(503, "unavailable");
    app.engine.repair();
    app.get("/healthz").await.row(StatusCode::OK);
}
