//! The description of the API is valid, and says what the server does.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use serde_json::{Value, json};
use utoipa::openapi::OpenApi;

use crate::support::{App, KINDS, child, id};

/// The routes as the server has them: the paths with the methods they take.
fn expected() -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut paths = BTreeMap::from([
        ("/api/persons".to_owned(), BTreeSet::from(["get", "post"])),
        (
            "/api/persons/{personId}".to_owned(),
            BTreeSet::from(["get", "patch", "delete"]),
        ),
        ("/api/persons/{personId}/all".to_owned(), BTreeSet::from(["get"])),
        ("/api/openapi.json".to_owned(), BTreeSet::from(["get"])),
        ("/healthz".to_owned(), BTreeSet::from(["get"])),
    ]);
    for (kind, _) in KINDS {
        paths.insert(format!("/api/{kind}"), BTreeSet::from(["get", "post"]));
        paths.insert(
            format!("/api/persons/{{personId}}/{kind}"),
            BTreeSet::from(["get", "post"]),
        );
        paths.insert(
            format!("/api/persons/{{personId}}/{kind}/{{childId}}"),
            BTreeSet::from(["get", "patch", "delete"]),
        );
    }
    paths
}

#[tokio::test]
async fn the_document_is_valid_and_every_reference_leads_somewhere() {
    let app = App::new().await;
    let answer = app.get("/api/openapi.json").await;
    let document = answer.row(StatusCode::OK);
    assert_eq!(document["openapi"], "3.1.0");
    serde_json::from_value::<OpenApi>(document.clone()).expect("an OpenAPI document");

    let mut references = Vec::new();
    collect(&document, "$ref", &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference
            .as_str()
            .and_then(|text| text.strip_prefix('#'))
            .expect("a local reference");
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    let mut ids = Vec::new();
    collect(&document, "operationId", &mut ids);
    let distinct: BTreeSet<_> = ids.iter().map(ToString::to_string).collect();
    assert_eq!(distinct.len(), ids.len(), "an operation's id is its own");
}

#[tokio::test]
async fn every_route_is_in_the_document_and_no_other() {
    let app = App::new().await;
    let document = app.get("/api/openapi.json").await.row(StatusCode::OK);
    let mut paths = BTreeMap::new();
    for (path, operations) in document["paths"].as_object().expect("paths") {
        let methods: BTreeSet<_> = ["get", "put", "post", "patch", "delete"]
            .into_iter()
            .filter(|method| operations.get(method).is_some())
            .collect();
        paths.insert(path.clone(), methods);
    }
    assert_eq!(paths, expected());

    let ada = app.person().await;
    for (path, methods) in paths {
        let concrete = path.replace("{personId}", &ada).replace("{childId}", &ada);
        for method in ["get", "put", "post", "patch", "delete"] {
            let answer = app
                .send(&method.to_uppercase(), &concrete, Some(&json!({})))
                .await;
            let taken = answer.status != StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(
                taken,
                methods.contains(method),
                "{method} {path}: {}",
                answer.status
            );
            if method == "delete" {
                break;
            }
        }
        // A person may have been deleted by its own test.
        let _ = app
            .post(
                "/api/persons",
                &json!({ "id": ada, "firstName": "A", "lastName": "L" }),
            )
            .await;
    }
}

/// Rows have exactly the fields that the document gives them.
#[tokio::test]
async fn rows_are_as_the_document_says() {
    let app = App::new().await;
    let schemas = app.get("/api/openapi.json").await.row(StatusCode::OK)["components"]["schemas"].clone();
    let ada = app.person().await;
    let person = app.get(&format!("/api/persons/{ada}")).await.row(StatusCode::OK);
    check(&person, &schemas["Person"]);
    for ((kind, _), name) in KINDS
        .iter()
        .zip(["Address", "BankAccount", "ContactInfo", "Employment"])
    {
        let row = app.child(&ada, kind, &json!({})).await;
        check(&row, &schemas[name]);
        for member in child(kind).as_object().expect("an object").keys() {
            assert!(
                schemas[format!("New{name}")]["properties"].get(member).is_some(),
                "{name}: {member}"
            );
        }
        assert!(schemas[format!("{name}Patch")]["properties"].get("id").is_none());
        assert!(!id(&row).is_empty());
    }
}

#[track_caller]
fn check(row: &Value, schema: &Value) {
    let row = row.as_object().expect("a row is an object");
    for name in row.keys() {
        assert!(
            schema["properties"].get(name).is_some(),
            "{name} is not in the document"
        );
    }
    for name in schema["required"].as_array().expect("required fields") {
        assert!(
            row.contains_key(name.as_str().expect("a name")),
            "{name} is required"
        );
    }
}

fn collect<'v>(value: &'v Value, name: &str, found: &mut Vec<&'v Value>) {
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                if member == name {
                    found.push(value);
                }
                collect(value, name, found);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, name, found)),
        _ => {}
    }
}
