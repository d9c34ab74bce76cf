//! `import --from-electrodb`: the TypeScript application's table in this application's keys, and nothing lost.

use std::fs;

use axum::http::StatusCode;
use indicatif::ProgressBar;
use lockstep_entity::request::{BatchWrite, PutItem, WriteOp};
use lockstep_entity::schema::Schema;
use lockstep_entity::{Entity, Item, Value};
use lockstep_table::{Table, TableConfig};
use persons_model::PersonWithRelations;
use persons_model::fake::Persons;
use persons_server::config;
use persons_server::import::{Counts, Files, import};
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::support::App;

/// The models of the TypeScript application, as `ElectroDB` is given them.
const MODELS: &str = include_str!("../../../../crates/entity-vectors/vectors/electrodb-seed-models.json");

/// A table that the other application writes.
struct Source {
    table: Table,
    models: Json,
}

impl Source {
    async fn new() -> Self {
        let table = Table::connect(TableConfig::memory("other"))
            .await
            .expect("an engine in memory");
        config::create(&table)
            .await
            .expect("an empty engine takes the table");
        Self {
            table,
            models: serde_json::from_str(MODELS).expect("they are JSON"),
        }
    }

    fn schema(&self, entity: &str) -> Schema {
        Schema::parse(&self.models[entity].to_string()).expect("ElectroDB takes it")
    }

    /// The item of a row, as the other application stores it.
    fn item(&self, entity: &str, row: &Item) -> Item {
        self.schema(entity)
            .put(row.clone())
            .expect("it has all attributes")
            .item
    }

    async fn put(&self, entity: &str, row: impl Into<Item>) {
        let item = self.item(entity, &row.into());
        self.table
            .put(PutItem::new(item))
            .await
            .expect("the table takes it");
    }

    /// Writes persons with all that belongs to them, and answers with how many items that are.
    async fn fill(&self, persons: &[PersonWithRelations]) -> usize {
        let mut items = Vec::new();
        for person in persons {
            items.push(self.item("Person", &person.person.to_item()));
            items.extend(
                person
                    .addresses
                    .iter()
                    .map(|row| self.item("Address", &row.to_item())),
            );
            items.extend(
                person
                    .bank_accounts
                    .iter()
                    .map(|row| self.item("BankAccount", &row.to_item())),
            );
            items.extend(
                person
                    .contacts
                    .iter()
                    .map(|row| self.item("ContactInfo", &row.to_item())),
            );
            items.extend(
                person
                    .employments
                    .iter()
                    .map(|row| self.item("Employment", &row.to_item())),
            );
        }
        let count = items.len();
        let operations = items.into_iter().map(WriteOp::Put).collect();
        self.table
            .batch_write(BatchWrite { operations })
            .await
            .expect("the table takes them");
        count
    }
}

fn persons(count: usize) -> Vec<PersonWithRelations> {
    Persons::new(7, "2026-01-02T03:04:05.678Z".parse().expect("it is a time"))
        .take(count)
        .collect()
}

fn files(directory: &TempDir) -> Files {
    Files::new(directory.path().join("report.jsonl"))
}

fn report(files: &Files) -> Vec<Json> {
    let text = fs::read_to_string(&files.report).expect("there is a report");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect()
}

async fn expect_all(app: &App, persons: &[PersonWithRelations]) {
    for person in persons {
        let found = app
            .get(&format!("/api/persons/{}/all", person.person.id))
            .await
            .row(StatusCode::OK);
        let expected = serde_json::to_value(person).expect("a person is JSON");
        for list in ["addresses", "bankAccounts", "contacts", "employments"] {
            let sorted = |rows: &Json| {
                let mut rows = rows.as_array().expect("a list").clone();
                rows.sort_by_key(|row| row["id"].to_string());
                rows
            };
            assert_eq!(sorted(&found[list]), sorted(&expected[list]));
        }
        assert_eq!(found["lastName"], expected["lastName"]);
    }
}

fn person(id: &str) -> Item {
    [
        ("id", id),
        ("firstName", "Ada"),
        ("lastName", "Lovelace"),
        ("createdAt", "2025-01-02T03:04:05.678Z"),
        ("updatedAt", "2025-01-02T03:04:05.678Z"),
    ]
    .into()
}

fn address(person: &str, id: &str, primary: bool) -> Item {
    let mut row: Item = [
        ("id", id),
        ("personId", person),
        ("type", "home"),
        ("street", "12 St James's Square"),
        ("city", "London"),
        ("state", "London"),
        ("postalCode", "SW1Y 4JH"),
        ("country", "United Kingdom"),
    ]
    .into();
    row.insert("isPrimary", primary);
    row
}

const ADA: &str = "0a4e8b52-6f0c-4e9c-9a3b-2f6f6a1d0c01";
const GRACE: &str = "7d1c2b3a-5e6f-4a7b-8c9d-0e1f2a3b4c02";

fn id(number: u32) -> String {
    format!("0a4e8b52-6f0c-4e9c-9a3b-{number:012}")
}

#[tokio::test]
async fn every_row_arrives_and_a_second_run_changes_nothing() {
    let (source, app, directory) = (
        Source::new().await,
        App::new().await,
        TempDir::new().expect("a directory"),
    );
    let (persons, files) = (persons(20), files(&directory));
    let count = source.fill(&persons).await as u64;

    let first = import(&source.table, &app.table, &files, &ProgressBar::hidden())
        .await
        .expect("it runs");
    let written: u64 = first.entities.iter().map(|(_, counts)| counts.written).sum();
    assert_eq!((written, first.refused(), first.foreign), (count, 0, 0));
    assert_eq!(first.of("Person").written, 20);
    assert!(!files.report.exists() && !files.checkpoint.exists());
    expect_all(&app, &persons).await;

    let second = import(&source.table, &app.table, &files, &ProgressBar::hidden())
        .await
        .expect("it runs");
    assert!(
        second
            .entities
            .iter()
            .all(|(_, counts)| counts.skipped == counts.read && counts.written == 0)
    );
}

#[tokio::test]
async fn a_run_that_is_cut_off_is_gone_on_with() {
    let (source, app, directory) = (
        Source::new().await,
        App::new().await,
        TempDir::new().expect("a directory"),
    );
    let (persons, files) = (persons(250), files(&directory));
    let count = source.fill(&persons).await as u64;
    assert!(count > 2_000, "several pages");
    source.put("Address", address(GRACE, &id(1), false)).await;

    // Cut off in the second page: some of its rows are there, and nobody noted it.
    app.engine.fail_after(13, &["TransactWriteItems"]);
    let error = import(&source.table, &app.table, &files, &ProgressBar::hidden())
        .await
        .expect_err("it fails");
    assert!(error.to_string().contains("cannot be written"), "{error:#}");
    assert!(files.checkpoint.exists());
    app.engine.repair();

    let outcome = import(&source.table, &app.table, &files, &ProgressBar::hidden())
        .await
        .expect("it runs");
    let of = |pick: fn(&Counts) -> u64| {
        outcome
            .entities
            .iter()
            .map(|(_, counts)| pick(counts))
            .sum::<u64>()
    };
    assert_eq!(of(|counts| counts.read), count + 1);
    // What the first run wrote and did not note counts as written too.
    assert_eq!(of(|counts| counts.written), count);
    assert_eq!(of(|counts| counts.skipped), 0);
    assert_eq!(report(&files).len(), 1);
    assert!(!files.checkpoint.exists());
    expect_all(&app, &persons).await;
}

/// What the other application's writes without conditions come to.
async fn fill_with_defects(source: &Source) {
    source.put("Person", person(ADA)).await;
    source.put("Person", person(GRACE)).await;
    // Two primary ones; the first by id stays it.
    source.put("Address", address(ADA, &id(2), true)).await;
    source.put("Address", address(ADA, &id(1), true)).await;
    // One that stands under two persons, and one whose person is gone.
    source.put("Address", address(ADA, &id(3), false)).await;
    source.put("Address", address(GRACE, &id(3), false)).await;
    source.put("Address", address(&id(99), &id(4), true)).await;
    // A rule is broken, and an id is none.
    let mut long = address(GRACE, &id(5), false);
    long.insert("city", "x".repeat(101));
    source.put("Address", long).await;
    source.put("Address", address(GRACE, "home", false)).await;
    // An attribute that a newer version of the other application has.
    let mut item = source.item("Address", &address(GRACE, &id(6), false));
    item.insert("floor", 3);
    source
        .table
        .put(PutItem::new(item))
        .await
        .expect("the table takes it");
    // Another application's.
    let other = Item::from([
        ("pk", "$todos#id_1"),
        ("sk", "$todo_1"),
        ("__edb_e__", "Todo"),
        ("__edb_v__", "1"),
    ]);
    source
        .table
        .put(PutItem::new(other))
        .await
        .expect("the table takes it");
}

#[tokio::test]
async fn what_cannot_be_written_is_in_the_report() {
    let (source, app, directory) = (
        Source::new().await,
        App::new().await,
        TempDir::new().expect("a directory"),
    );
    let files = files(&directory);
    fill_with_defects(&source).await;

    let outcome = import(&source.table, &app.table, &files, &ProgressBar::hidden())
        .await
        .expect("it runs");
    assert_eq!(
        outcome.of("Address"),
        Counts {
            read: 8,
            written: 4,
            skipped: 0,
            refused: 4,
            changed: 1
        }
    );
    assert_eq!((outcome.of("Person").written, outcome.foreign), (2, 1));

    let mut lines: Vec<(String, String)> = report(&files)
        .iter()
        .map(|line| {
            assert!(
                line["key"]["pk"]["S"].is_string() && line["item"]["street"]["S"].is_string(),
                "{line}"
            );
            let text = |member: &str| line[member].as_str().expect("it is text").to_owned();
            (
                line["item"]["id"]["S"].to_string(),
                format!("{}: {}", text("outcome"), text("reason")),
            )
        })
        .collect();
    lines.sort();
    let [second_primary, duplicate, orphan, long, no_id] = &lines[..] else {
        panic!("five lines: {lines:?}");
    };
    assert!(
        second_primary
            .1
            .starts_with("changed: another one is the primary one"),
        "{second_primary:?}"
    );
    assert_eq!(
        duplicate.1,
        format!("refused: the same address stands under the person {ADA} too")
    );
    assert!(orphan.1.contains("is not in the source"), "{orphan:?}");
    assert!(long.1.contains("city"), "{long:?}");
    assert!(no_id.1.contains("id"), "{no_id:?}");

    let primary = app
        .get(&format!("/api/persons/{ADA}/all"))
        .await
        .row(StatusCode::OK);
    let flags: Vec<_> = primary["addresses"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| row["isPrimary"].clone())
        .collect();
    assert_eq!(flags, [json!(true), json!(false), json!(false)]);
    let kept = persons_model::Address::get(persons_model::AddressKey {
        person_id: GRACE.parse().expect("an id"),
        id: id(6).parse().expect("an id"),
    });
    let kept = app
        .table
        .get(kept)
        .await
        .expect("the table answers")
        .expect("it is there");
    assert_eq!(kept.get("floor"), Some(&Value::from(3)));
}

#[tokio::test]
async fn a_checkpoint_of_other_tables_is_refused() {
    let (source, app, directory) = (
        Source::new().await,
        App::new().await,
        TempDir::new().expect("a directory"),
    );
    let files = files(&directory);
    fs::write(
        &files.checkpoint,
        r#"{"tables":{"source":"a","target":"b"},"cursor":null,"report":0,"outcome":{"entities":[],"foreign":0}}"#,
    )
    .expect("the directory is there");
    let error = import(&source.table, &app.table, &files, &ProgressBar::hidden())
        .await
        .expect_err("it is refused");
    assert!(error.to_string().contains("is of a run from a to b"), "{error:#}");

    fs::write(&files.checkpoint, "{").expect("the directory is there");
    let error = import(&source.table, &app.table, &files, &ProgressBar::hidden())
        .await
        .expect_err("it is refused");
    assert!(error.to_string().contains("is no checkpoint"), "{error:#}");
}
