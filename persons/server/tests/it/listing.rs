//! Ten thousand persons: more than a megabyte of each kind of row, and every row arrives.

use std::collections::HashSet;

use axum::http::StatusCode;
use indicatif::ProgressBar;
use persons_model::fake::Persons;
use persons_model::{Id, PersonWithRelations};
use persons_server::seed;
use serde_json::Value;

use crate::support::App;

const PERSONS: u32 = 10_000;
const SEED: u64 = 7;

#[tokio::test(flavor = "multi_thread")]
async fn every_row_of_ten_thousand_persons_arrives() {
    let app = App::new().await;
    let outcome = seed::fill(&app.table, PERSONS, SEED, &ProgressBar::hidden())
        .await
        .expect("the table takes them");
    assert_eq!(
        (outcome.persons, outcome.present, outcome.failed),
        (u64::from(PERSONS), 0, 0)
    );

    let now = "2026-01-01T00:00:00Z".parse().expect("an instant");
    let expected: Vec<_> = Persons::new(SEED, now).take(PERSONS as usize).collect();
    let ids = |of: fn(&PersonWithRelations) -> Vec<Id>| -> HashSet<String> {
        expected.iter().flat_map(of).map(|id| id.to_string()).collect()
    };
    let listings = [
        ("/api/persons", ids(|person| vec![person.person.id])),
        (
            "/api/addresses",
            ids(|person| person.addresses.iter().map(|row| row.id).collect()),
        ),
        (
            "/api/bank-accounts",
            ids(|person| person.bank_accounts.iter().map(|row| row.id).collect()),
        ),
        (
            "/api/contacts",
            ids(|person| person.contacts.iter().map(|row| row.id).collect()),
        ),
        (
            "/api/employments",
            ids(|person| person.employments.iter().map(|row| row.id).collect()),
        ),
    ];
    let mut total = 0;
    for (path, expected) in listings {
        let (rows, pages) = app.list(path, None).await;
        assert!(pages >= 3, "{path}: more than a megabyte, in {pages} pages");
        assert_eq!(rows.len(), expected.len(), "{path}: no row comes twice");
        let found: HashSet<_> = rows
            .iter()
            .filter_map(|row| row["id"].as_str().map(str::to_owned))
            .collect();
        assert!(
            found == expected,
            "{path}: {} rows are missing",
            expected.difference(&found).count()
        );
        total += rows.len() as u64;
    }
    assert_eq!(total, outcome.rows);

    // In the order of the index, across pages.
    let (persons, _) = app.list("/api/persons", None).await;
    let name = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    let key = |row: &Value| {
        format!(
            "{}#{}#{}",
            name(row, "lastName"),
            name(row, "firstName"),
            name(row, "id")
        )
    };
    assert!(persons.is_sorted_by_key(key));

    // A new person appears where it belongs.
    let new = serde_json::json!({ "firstName": "Zoë", "lastName": "Aaaa" });
    let new = app.post("/api/persons", &new).await.row(StatusCode::CREATED);
    let first = app.get("/api/persons?limit=1").await.row(StatusCode::OK);
    assert_eq!(first["items"][0], new);
}
