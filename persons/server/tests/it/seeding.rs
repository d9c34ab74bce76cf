//! `seed`: what it writes, that it can be repeated, and that clearing leaves nothing.

use axum::http::StatusCode;
use indicatif::ProgressBar;
use lockstep_entity::request::{PutItem, Scan};
use lockstep_entity::{Entity, Item};
use persons_model::{Address, AddressKey, Person, PersonKey};
use persons_server::seed::{self, Outcome, clear, fill};
use serde_json::json;

use crate::support::{App, KINDS, id};

async fn items(app: &App) -> usize {
    let (mut scan, mut count) = (Scan::default(), 0);
    loop {
        let page = app.table.scan(scan).await.expect("the table answers");
        count += page.items.len();
        match page.cursor {
            Some(cursor) => {
                scan = Scan {
                    cursor: Some(cursor),
                    ..Scan::default()
                }
            }
            None => return count,
        }
    }
}

async fn fill_quietly(app: &App, count: u32) -> Outcome {
    fill(&app.table, count, seed::DEFAULT_SEED, &ProgressBar::hidden())
        .await
        .expect("the table takes them")
}

#[tokio::test]
async fn d14_seeding_writes_what_it_says_in_batches() {
    let app = App::new().await;
    let outcome = fill_quietly(&app, 50).await;
    assert_eq!((outcome.persons, outcome.present, outcome.failed), (50, 0, 0));
    assert_eq!(items(&app).await as u64, outcome.rows);
    let calls = app.engine.take_calls();
    assert!(!calls.contains_key("PutItem"), "{calls:?}");
    let (persons, _) = app.list("/api/persons", None).await;
    assert_eq!(persons.len(), 50);
    for person in persons {
        let path = format!("/api/persons/{}/all", id(&person));
        let all = app.get(&path).await.row(StatusCode::OK);
        for ((_, list), least) in KINDS.iter().zip([1, 1, 2, 1]) {
            assert!(all[*list].as_array().expect("a list").len() >= least, "{all}");
        }
    }
}

#[tokio::test]
async fn seeding_again_changes_nothing_and_completes_what_is_missing() {
    let app = App::new().await;
    let first = fill_quietly(&app, 30).await;
    let (persons, _) = app.list("/api/persons", None).await;
    let path = format!("/api/persons/{}", id(&persons[0]));
    let changed = app
        .patch(&path, &json!({ "firstName": "Changed" }))
        .await
        .row(StatusCode::OK);
    assert_eq!(
        fill_quietly(&app, 30).await,
        Outcome {
            present: 30,
            ..Outcome::default()
        }
    );
    assert_eq!(
        app.get(&path).await.row(StatusCode::OK),
        changed,
        "what was changed stays changed"
    );

    app.delete(&path).await;
    let again = fill_quietly(&app, 40).await;
    assert_eq!((again.persons, again.present), (11, 29));
    assert!(items(&app).await as u64 > first.rows);
}

#[tokio::test]
async fn a_failure_is_counted_and_leaves_no_person_without_its_data() {
    let app = App::new().await;
    // The first group of a hundred persons takes about 40 batches.
    app.engine.fail_after(10, &["BatchWriteItem"]);
    let error = fill(&app.table, 200, 1, &ProgressBar::hidden())
        .await
        .expect_err("the table refuses");
    assert!(error.to_string().contains("BatchWriteItem"), "{error}");
    app.engine.repair();
    assert_eq!(
        app.list("/api/persons", None).await.0.len(),
        0,
        "a person comes after its children"
    );
    assert!(items(&app).await > 0);
    let outcome = fill(&app.table, 200, 1, &ProgressBar::hidden())
        .await
        .expect("the table takes them");
    assert_eq!((outcome.persons, items(&app).await as u64), (200, outcome.rows));
}

#[tokio::test]
async fn d03_clearing_leaves_nothing_of_the_application_and_nothing_else_goes() {
    let app = App::new().await;
    // More than a megabyte, so that one page does not hold it.
    fill_quietly(&app, 400).await;
    assert!(items(&app).await > 4_000);
    // An orphan, as another application may have left it.
    let (addresses, _) = app.list("/api/addresses", None).await;
    let person = addresses[0]["personId"]
        .as_str()
        .expect("an id")
        .parse()
        .expect("an id");
    app.table
        .delete(Person::delete(PersonKey { id: person }))
        .await
        .expect("the table answers");
    let other = Item::from([("pk", "ORDER#1"), ("sk", "ORDER"), ("__edb_e__", "Order")]);
    app.table
        .put(PutItem::new(other))
        .await
        .expect("the table takes anything");

    let before = items(&app).await as u64;
    let deleted = clear(&app.table, &ProgressBar::hidden())
        .await
        .expect("the table answers");
    assert_eq!((deleted, items(&app).await), (before - 1, 1));
    let id = id(&addresses[0]).parse().expect("an id");
    let key = AddressKey {
        person_id: person,
        id,
    };
    assert_eq!(
        app.table.get(Address::get(key)).await.expect("the table answers"),
        None
    );
    assert_eq!(
        clear(&app.table, &ProgressBar::hidden())
            .await
            .expect("the table answers"),
        0
    );
}
