//! One test for each defect of the system that this one replaces, as far as the server can have it. The number is that of
//! the list of defects; those of the client have their tests in the browser.

use std::collections::HashSet;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use futures::future::join_all;
use lockstep_entity::request::{GetItem, PutItem, Query};
use lockstep_entity::{Entity, Item, KeyCondition};
use lockstep_table::RetryPolicy;
use persons_model::{Address, AddressKey, Person, PersonKey};
use serde_json::{Value, json};

use crate::support::{App, KINDS, child, id, person, with};

/// A listing was cut at 1 MB in silence. See also `listing`, which does it with ten thousand persons.
#[tokio::test]
async fn d01_no_listing_is_cut_in_silence() {
    let app = App::new().await;
    let ada = app.person().await;
    let mut expected = HashSet::new();
    for _ in 0..25 {
        expected.insert(id(&app.child(&ada, "contacts", &json!({})).await));
    }
    for path in ["/api/contacts".to_owned(), format!("/api/persons/{ada}/contacts")] {
        let (rows, pages) = app.list(&path, Some(10)).await;
        assert_eq!(rows.len(), 25, "no row comes twice");
        assert_eq!(rows.iter().map(id).collect::<HashSet<_>>(), expected);
        assert_eq!(pages, 3);
    }
}

/// A person and its children were in different partitions, so reading them took many queries.
#[tokio::test]
async fn d02_a_person_with_all_data_is_one_query_of_one_partition() {
    let app = App::new().await;
    let ada = app.person().await;
    for (kind, _) in KINDS {
        app.child(&ada, kind, &json!({})).await;
    }
    app.engine.take_calls();
    app.get(&format!("/api/persons/{ada}/all"))
        .await
        .row(StatusCode::OK);
    assert_eq!(app.engine.take_calls(), [("Query".to_owned(), 1)].into());
}

/// Two changes at the same time: the later one wrote back the whole person as it had read it.
#[tokio::test(flavor = "multi_thread")]
async fn d04_changes_of_different_fields_of_a_person_all_last() {
    let app = App::new().await;
    for round in 0..10 {
        let path = format!("/api/persons/{}", app.person().await);
        // First and last name share an index key, which is the hard case.
        let changes = [
            json!({ "firstName": format!("Grace {round}") }),
            json!({ "lastName": format!("Hopper {round}") }),
            json!({ "gender": "other" }),
            json!({ "dateOfBirth": "1906-12-09" }),
        ];
        let answers = join_all(changes.iter().map(|change| app.patch(&path, change))).await;
        for answer in answers {
            answer.row(StatusCode::OK);
        }
        let person = app.get(&path).await.row(StatusCode::OK);
        assert_eq!(person["firstName"], format!("Grace {round}"));
        assert_eq!(person["lastName"], format!("Hopper {round}"));
        assert_eq!(person["gender"], "other");
        assert_eq!(person["dateOfBirth"], "1906-12-09T00:00:00.000Z");
        // The index shows the name that the table holds.
        let (listed, _) = app.list("/api/persons", None).await;
        assert!(listed.contains(&person));
        let item = item(&app, &person).await;
        let expected = format!("Hopper {round}#Grace {round}#{}", id(&person));
        assert_eq!(
            item.get("gsi1sk").and_then(|key| key.as_str()),
            Some(expected.as_str())
        );
    }
}

/// The same with children: a stale tab sent the whole row.
#[tokio::test(flavor = "multi_thread")]
async fn d05_changes_of_different_fields_of_a_child_all_last() {
    let app = App::new().await;
    let ada = app.person().await;
    let address = app.child(&ada, "addresses", &json!({})).await;
    let path = format!("/api/persons/{ada}/addresses/{}", id(&address));
    let changes = [
        json!({ "city": "Paris" }),
        json!({ "postalCode": "75001" }),
        json!({ "country": "France" }),
        json!({ "isPrimary": true }),
    ];
    for answer in join_all(changes.iter().map(|change| app.patch(&path, change))).await {
        answer.row(StatusCode::OK);
    }
    let expected = with(
        address,
        &json!({ "city": "Paris", "postalCode": "75001", "country": "France", "isPrimary": true }),
    );
    assert_eq!(app.get(&path).await.row(StatusCode::OK), expected);
}

/// A change was a put: it resurrected deleted rows, created children of nobody, and overwrote what had the same id.
#[tokio::test]
async fn d06_a_change_never_creates_and_a_creation_never_overwrites() {
    let app = App::new().await;
    let ada = app.post("/api/persons", &person()).await.row(StatusCode::CREATED);
    let again = json!({ "id": ada["id"], "firstName": "Another", "lastName": "Person" });
    app.post("/api/persons", &again).await.problem(409, "exists");
    let ada_id = id(&ada);
    assert_eq!(
        app.get(&format!("/api/persons/{ada_id}"))
            .await
            .row(StatusCode::OK),
        ada
    );

    let nobody = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
    for (kind, _) in KINDS {
        for primary in [false, true] {
            let body = with(child(kind), &json!({ "isPrimary": primary }));
            let body = if kind == "employments" { child(kind) } else { body };
            let problem = app
                .post(&format!("/api/persons/{nobody}/{kind}"), &body)
                .await
                .problem(404, "not-found");
            assert!(
                problem["detail"].as_str().expect("text").contains(nobody),
                "{problem}"
            );
        }
        let row = app.child(&ada_id, kind, &json!({})).await;
        let of_person = format!("/api/persons/{ada_id}/{kind}");
        let path = format!("{of_person}/{}", id(&row));
        app.post(&of_person, &with(child(kind), &json!({ "id": row["id"] })))
            .await
            .problem(409, "exists");
        // The same id under another person would be a copy of the row.
        app.patch(&path, &json!({ "personId": nobody }))
            .await
            .refuses(&["/personId"]);
        assert_eq!(app.delete(&path).await.status, StatusCode::NO_CONTENT);
        app.patch(&path, &json!({ "id": row["id"] }))
            .await
            .problem(404, "not-found");
        assert_eq!(
            app.list(&format!("/api/{kind}"), None).await.0,
            Vec::<Value>::new()
        );
    }
}

/// Deleting a person was many requests, and a child that came between was orphaned. See also `deletion`.
#[tokio::test]
async fn d07_a_person_goes_with_everything_in_one_transaction() {
    let app = App::new().await;
    let (ada, other) = (app.person().await, app.person().await);
    for (kind, _) in KINDS {
        app.child(&ada, kind, &json!({})).await;
        app.child(&other, kind, &json!({})).await;
    }
    app.engine.take_calls();
    assert_eq!(
        app.delete(&format!("/api/persons/{ada}")).await.status,
        StatusCode::NO_CONTENT
    );
    let calls = app.engine.take_calls();
    assert_eq!(calls.get("TransactWriteItems"), Some(&1), "{calls:?}");
    assert!(
        !calls.contains_key("DeleteItem") && !calls.contains_key("BatchWriteItem"),
        "{calls:?}"
    );
    assert_eq!(app.list("/api/persons", None).await.0.len(), 1);
    for (kind, _) in KINDS {
        assert_eq!(
            app.list(&format!("/api/{kind}"), None).await.0.len(),
            1,
            "the other person's {kind} stay"
        );
    }
}

/// Nothing was checked on an update: names of 5,000 characters, dates that are none.
#[tokio::test]
async fn d08_changes_are_checked_like_creations() {
    let app = App::new().await;
    let path = format!("/api/persons/{}", app.person().await);
    let before = app.get(&path).await.row(StatusCode::OK);
    for (change, field) in [
        (json!({ "firstName": "" }), "/firstName"),
        (json!({ "firstName": "x".repeat(5_000) }), "/firstName"),
        (json!({ "dateOfBirth": "not-a-date" }), "/dateOfBirth"),
        (json!({ "dateOfBirth": "9999-01-01" }), "/dateOfBirth"),
        (json!({ "gender": "unknown" }), "/gender"),
        (json!({ "firstName": 7 }), "/firstName"),
    ] {
        app.patch(&path, &change).await.refuses(&[field]);
    }
    assert_eq!(app.get(&path).await.row(StatusCode::OK), before);
}

/// An optional field could be set and never cleared.
#[tokio::test]
async fn d09_optional_fields_can_be_cleared() {
    let app = App::new().await;
    let ada = app.person().await;
    let path = format!("/api/persons/{ada}");
    let cleared = app
        .patch(&path, &json!({ "dateOfBirth": null, "gender": "" }))
        .await
        .row(StatusCode::OK);
    assert!(
        cleared.get("dateOfBirth").is_none() && cleared.get("gender").is_none(),
        "{cleared}"
    );
    assert_eq!(app.get(&path).await.row(StatusCode::OK), cleared);
    // Absent in the table too, not stored as an empty text.
    let item = item(&app, &cleared).await;
    assert!(item.get("gender").is_none() && item.get("dateOfBirth").is_none());

    let bank = app
        .child(
            &ada,
            "bank-accounts",
            &json!({ "iban": "DE89370400440532013000", "bic": "COBADEFF" }),
        )
        .await;
    let bank_path = format!("/api/persons/{ada}/bank-accounts/{}", id(&bank));
    let cleared = app
        .patch(&bank_path, &json!({ "iban": null, "bic": null }))
        .await
        .row(StatusCode::OK);
    assert!(
        cleared.get("iban").is_none() && cleared.get("bic").is_none(),
        "{cleared}"
    );
}

/// Any number of rows could be primary.
#[tokio::test(flavor = "multi_thread")]
async fn d10_at_most_one_row_of_a_kind_is_primary_whoever_writes_when() {
    let app = App::new().await;
    let ada = app.person().await;
    let of_person = format!("/api/persons/{ada}/addresses");
    let mut paths = Vec::new();
    for _ in 0..3 {
        paths.push(format!(
            "{of_person}/{}",
            id(&app.child(&ada, "addresses", &json!({})).await)
        ));
    }
    for _ in 0..8 {
        let change = json!({ "isPrimary": true });
        let create = with(child("addresses"), &change);
        let changes = join_all(paths.iter().map(|path| app.patch(path, &change)));
        let (answers, created) = tokio::join!(changes, app.post(&of_person, &create));
        for answer in &answers {
            assert!(
                answer.status == StatusCode::OK || answer.status == StatusCode::CONFLICT,
                "{answer:?}"
            );
        }
        assert!(answers.iter().any(|answer| answer.status == StatusCode::OK));
        assert!(created.status == StatusCode::CREATED || created.status == StatusCode::CONFLICT);
        let (rows, _) = app.list(&of_person, None).await;
        assert_eq!(
            rows.iter().filter(|row| row["isPrimary"] == true).count(),
            1,
            "{rows:?}"
        );
    }
}

/// Keys were lower-cased and delimiters made two keys one.
#[tokio::test]
async fn d11_names_keep_their_case_and_delimiters_make_no_collision() {
    let app = App::new().await;
    for (first, last) in [
        ("b", "a#firstname_b"),
        ("b#firstname_b", "a"),
        ("a", "B"),
        ("A", "b"),
    ] {
        app.post("/api/persons", &json!({ "firstName": first, "lastName": last }))
            .await
            .row(StatusCode::CREATED);
    }
    let (rows, _) = app.list("/api/persons", Some(1)).await;
    assert_eq!(rows.len(), 4);
    let last: Vec<_> = rows
        .iter()
        .map(|row| row["lastName"].as_str().expect("a name"))
        .collect();
    assert_eq!(last[0], "B", "by code point, capitals first");
}

/// All rows of a kind share one partition of the index, and an index that is too busy makes the table refuse writes. A
/// short rush is waited out; a long one is told as what it is, and nothing is half written. (That the rows share a
/// partition is the documented layout of the keys.)
#[tokio::test(start_paused = true)]
async fn d12_a_busy_index_delays_a_write_or_refuses_it_whole() {
    let app = App::with_retry(RetryPolicy::default()).await;
    let ada = app.person().await;
    app.engine.throttle(2);
    let address = app.child(&ada, "addresses", &json!({})).await;
    app.engine.throttle(2);
    let path = format!("/api/persons/{ada}/addresses/{}", id(&address));
    let changed = app
        .patch(&path, &json!({ "city": "Paris" }))
        .await
        .row(StatusCode::OK);
    app.engine.throttle(u64::MAX);
    let children = format!("/api/persons/{ada}/addresses");
    app.post(&children, &child("addresses"))
        .await
        .problem(503, "unavailable");
    app.patch(&path, &json!({ "city": "Rome" }))
        .await
        .problem(503, "unavailable");
    app.engine.repair();
    assert_eq!(app.list(&children, None).await.0, [changed]);
}

/// A write was answered with nothing, and the client read the row back from an index that lags.
#[tokio::test]
async fn d13_a_write_is_answered_with_its_row_and_reads_no_index() {
    let app = App::new().await;
    let ada = app.person().await;
    app.engine.take_calls();
    let address = app.child(&ada, "addresses", &json!({})).await;
    assert_eq!(
        app.engine.take_calls(),
        [("TransactWriteItems".to_owned(), 1)].into()
    );
    let path = format!("/api/persons/{ada}/addresses/{}", id(&address));
    let changed = app
        .patch(&path, &json!({ "city": "Paris" }))
        .await
        .row(StatusCode::OK);
    assert_eq!(changed, with(address, &json!({ "city": "Paris" })));
    let calls = app.engine.take_calls();
    assert_eq!(
        calls,
        [("GetItem".to_owned(), 1), ("UpdateItem".to_owned(), 1)].into()
    );
}

/// Optional fields that were left empty were stored as empty text, or refused the whole row without a word.
#[tokio::test]
async fn d24_d25_optional_fields_may_be_left_empty() {
    let app = App::new().await;
    let body = json!({ "firstName": "A", "lastName": "L", "dateOfBirth": "", "gender": "" });
    let ada = app.post("/api/persons", &body).await.row(StatusCode::CREATED);
    assert!(
        ada.get("gender").is_none() && ada.get("dateOfBirth").is_none(),
        "{ada}"
    );
    let bank = app
        .child(&id(&ada), "bank-accounts", &json!({ "iban": "", "bic": "" }))
        .await;
    assert!(bank.get("iban").is_none() && bank.get("bic").is_none(), "{bank}");
}

/// A currency that is none was stored, and broke the page for everyone.
#[tokio::test]
async fn d23_a_currency_is_one_of_iso_4217() {
    let app = App::new().await;
    let ada = app.person().await;
    let path = format!("/api/persons/{ada}/employments");
    app.post(&path, &with(child("employments"), &json!({ "currency": "12$" })))
        .await
        .refuses(&["/currency"]);
    let row = app
        .child(
            &ada,
            "employments",
            &json!({ "currency": "eur", "salary": "72000.50" }),
        )
        .await;
    assert_eq!(
        (&row["currency"], &row["salary"]),
        (&json!("EUR"), &json!(72000.5))
    );
}

/// A birth date moved by a day with the time zone.
#[tokio::test]
async fn d27_a_date_is_a_day_and_stays_that_day() {
    let app = App::new().await;
    for given in ["1990-05-06", "1990-05-06T00:00:00.000Z", "1990-05-06T00:00:00Z"] {
        let body = with(person(), &json!({ "dateOfBirth": given }));
        let created = app.post("/api/persons", &body).await.row(StatusCode::CREATED);
        assert_eq!(created["dateOfBirth"], "1990-05-06T00:00:00.000Z");
    }
}

/// A page of another origin could write.
#[tokio::test]
async fn d32_writes_from_another_origin_are_refused() {
    let app = App::new().await;
    let path = format!("/api/persons/{}", app.person().await);
    let send = |method: &str, path: &str, headers: &[(&str, &str)]| {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:3000");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(person().to_string()));
        app.request(request.expect("a request"))
    };
    let foreign: [&[(&str, &str)]; 5] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://127.0.0.1:3001")],
        &[
            ("origin", "https://evil.example"),
            ("sec-fetch-site", "cross-site"),
        ],
        &[("sec-fetch-site", "same-site")],
    ];
    for headers in foreign {
        for (method, path) in [("POST", "/api/persons"), ("PATCH", &path), ("DELETE", &path)] {
            send(method, path, headers).await.problem(403, "cross-origin");
        }
    }
    assert_eq!(
        app.list("/api/persons", None).await.0.len(),
        1,
        "nothing was written"
    );
    let own: [&[(&str, &str)]; 3] = [
        &[],
        &[("origin", "http://127.0.0.1:3000")],
        &[
            ("origin", "http://127.0.0.1:3000"),
            ("sec-fetch-site", "same-origin"),
        ],
    ];
    for headers in own {
        send("POST", "/api/persons", headers)
            .await
            .row(StatusCode::CREATED);
    }
}

/// A refused value came back as a failure of the server, with its insides.
#[tokio::test]
async fn d33_a_refused_value_is_no_failure_of_the_server() {
    let app = App::new().await;
    app.post("/api/persons", &json!({ "firstName": 1 }))
        .await
        .refuses(&["/firstName", "/lastName"]);
}

/// The item of a person, from the table.
async fn item(app: &App, person: &Value) -> Item {
    let key = PersonKey {
        id: id(person).parse().expect("an id"),
    };
    app.table
        .get(Person::get(key))
        .await
        .expect("the table answers")
        .expect("the person is there")
}

/// What other applications wrote is readable, and a row that is not what it should be hides no other.
#[tokio::test]
async fn a_bad_item_hides_no_other() {
    let app = App::new().await;
    let ada = app.person().await;
    let good = app.child(&ada, "addresses", &json!({})).await;
    let bad = app.child(&ada, "addresses", &json!({})).await;
    let key = AddressKey {
        person_id: ada.parse().expect("an id"),
        id: id(&bad).parse().expect("an id"),
    };
    let item = app
        .table
        .get(GetItem::new(Address::get(key).key))
        .await
        .expect("the table answers");
    let mut item = item.expect("the row is there");
    item.remove("street");
    app.table
        .put(PutItem::new(item))
        .await
        .expect("the table takes anything");
    assert_eq!(app.list("/api/addresses", None).await.0, [good]);
}

/// Whatever the order of creations and deletions: no child without its person.
#[tokio::test(flavor = "multi_thread")]
async fn d07_a_child_that_is_created_meanwhile_is_never_orphaned() {
    let app = App::new().await;
    for _ in 0..20 {
        let ada = app.person().await;
        let path = format!("/api/persons/{ada}");
        let (addresses, contacts) = (format!("{path}/addresses"), format!("{path}/contacts"));
        let (address, contact) = (
            child("addresses"),
            with(child("contacts"), &json!({ "isPrimary": true })),
        );
        let (first, deleted, second) = tokio::join!(
            app.post(&addresses, &address),
            app.delete(&path),
            app.post(&contacts, &contact),
        );
        assert_eq!(deleted.status, StatusCode::NO_CONTENT, "{deleted:?}");
        for answer in [first, second] {
            assert!(
                answer.status == StatusCode::CREATED || answer.status == StatusCode::NOT_FOUND,
                "{answer:?}"
            );
        }
        let condition = KeyCondition {
            partition: ("pk".into(), format!("PERSON#{ada}").into()),
            sort: None,
        };
        let left = app
            .table
            .all(Query::new(None, condition))
            .await
            .expect("the table answers");
        assert_eq!(left, Vec::<Item>::new());
    }
}
