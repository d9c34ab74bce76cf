//! Answers as they are read, beside what the SDK reads in them, and answers that are none.

use lockstep_entity::request::{BatchGet, GetItem, PutItem, Query, TransactGet};
use lockstep_entity::{Item, KeyCondition, Value};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::super::write::Attributes;
use super::{Both, any, oracle, run};
use crate::codec::reply::{Listed, read};

fn query() -> Query {
    let partition = ("pk".into(), Value::from("A"));
    Query::new(
        None,
        KeyCondition {
            partition,
            sort: None,
        },
    )
}

fn json(item: &Item) -> Json {
    serde_json::to_value(Attributes(item)).expect("items consist of what JSON has")
}

/// A page of some items.
fn page(items: &[Item]) -> String {
    let items: Vec<Json> = items.iter().map(json).collect();
    json!({ "Count": items.len(), "ScannedCount": 9, "Items": items, "Later": { "a": [null] } }).to_string()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn items_are_those_that_the_sdk_reads(items in prop::collection::vec(any::item(), 0..4)) {
        run(async {
            let both = Both::answering(page(&items)).await;
            let read = both.table.query(query()).await.expect("an answer").items;
            assert_eq!(read, items);
            let by_sdk = both.sdk.once.query().table_name("shop").send().await.expect("an answer");
            let by_sdk: Vec<Item> = by_sdk.items.unwrap_or_default().into_iter().map(oracle::item).collect();
            assert_eq!(read, by_sdk);

            let answers: Vec<Json> = items.iter().map(|item| json!({ "Item": json(item) })).collect();
            let both = Both::answering(json!({ "Responses": answers }).to_string()).await;
            let gets = items.iter().cloned().map(GetItem::new).collect::<TransactGet>();
            let read = both.table.transact_get(gets).await.expect("an answer");
            let expected = items.iter().cloned().map(|item| Some(item).filter(|item| !item.is_empty()));
            assert_eq!(read, expected.collect::<Vec<_>>());

            let answers: Vec<Json> = items.iter().map(json).collect();
            let both = Both::answering(json!({ "Responses": { "shop": answers } }).to_string()).await;
            let batch = BatchGet { keys: vec![Item::new()], ..BatchGet::default() };
            assert_eq!(both.table.batch_get(batch).await.expect("an answer"), items);
        });
    }

    #[test]
    fn returned_items_are_those_that_the_sdk_reads(item in any::item()) {
        run(async {
            let both = Both::answering(json!({ "Attributes": json(&item), "Item": json(&item) }).to_string()).await;
            let expected = Some(item.clone()).filter(|item| !item.is_empty());
            assert_eq!(both.table.put(PutItem::new(Item::new())).await.expect("an answer"), expected);
            assert_eq!(both.table.get(GetItem::new(Item::new())).await.expect("an answer"), Some(item));
        });
    }

    /// A page that was cut is an error wherever it was cut.
    #[test]
    fn cut_answers_are_errors(items in prop::collection::vec(any::item(), 0..3), cut in any::<prop::sample::Index>()) {
        let page = page(&items);
        let cut = cut.index(page.len());
        // Nothing at all is an object without members, but no page.
        let page = read::<Listed>(&page.as_bytes()[..cut]).map(Listed::page);
        prop_assert!(page.is_err() || page.is_ok_and(|(items, _)| items.is_none()));
    }

    /// Whatever else is wrong with an answer, reading it ends.
    #[test]
    fn damaged_answers_end(
        items in prop::collection::vec(any::item(), 1..3),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut page = page(&items).into_bytes();
        for (place, byte) in damage {
            let place = place.index(page.len());
            page[place] = byte;
        }
        let _ = read::<Listed>(&page).map(Listed::page);
    }
}

#[test]
fn answers_that_are_no_pages_are_refused() {
    let deep = format!(r#"{{"Items":[{}"#, r#"{"a":{"M":"#.repeat(100_000));
    let answers = [
        "",
        "{}",
        "[]",
        "null",
        "nonsense",
        r#"{"Items":[],"Count":0} and more"#,
        r#"{"Items":[{"a":{"S":"x"}}],"Count":2}"#,
        r#"{"Items":null,"Count":0}"#,
        r#"{"Items":[null]}"#,
        r#"{"Items":[{"a":{}}]}"#,
        r#"{"Items":[{"a":null}]}"#,
        r#"{"Items":[{"a":"x"}]}"#,
        r#"{"Items":[{"a":{"S":null}}]}"#,
        r#"{"Items":[{"a":{"S":1}}]}"#,
        r#"{"Items":[{"a":{"X":"x"}}]}"#,
        r#"{"Items":[{"a":{"S":"x","N":"1"}}]}"#,
        r#"{"Items":[{"a":{"S":"x"},"a":{"S":"y"}}]}"#,
        r#"{"Items":[{"a":{"N":1}}]}"#,
        r#"{"Items":[{"a":{"N":"many"}}]}"#,
        r#"{"Items":[{"a":{"NS":["1","many"]}}]}"#,
        r#"{"Items":[{"a":{"B":"*"}}]}"#,
        r#"{"Items":[{"a":{"S":"\ud800"}}]}"#,
        r#"{"Items":[],"Items":[]}"#,
        r#"{"Items":[],"LastEvaluatedKey":{"pk":{"BOOL":true}}}"#,
        &deep,
    ];
    for answer in answers {
        run(async {
            let both = Both::answering(answer).await;
            let error = both.table.query(query()).await.expect_err(answer);
            assert!(error.is_malformed(), "{answer}: {error}");
            assert!(!error.is_retryable(), "{answer}: {error}");
        });
    }
    run(async {
        let both = Both::answering(b"{\"Items\":[{\"a\":{\"S\":\"\xff\"}}]}".to_vec()).await;
        assert!(
            both.table
                .query(query())
                .await
                .is_err_and(|error| error.is_malformed())
        );
    });
}

#[test]
fn nesting_of_the_service_is_read() {
    let mut value = Value::from("deep");
    for _ in 0..32 {
        value = Value::Map(Item::from([("a", Value::List(vec![value]))]));
    }
    let items = [Item::from([("a", value)])];
    run(async {
        // Twice as deep as the service allows is too deep; half of that is not.
        let both = Both::answering(page(&items)).await;
        assert!(
            both.table
                .query(query())
                .await
                .is_err_and(|error| error.is_malformed())
        );
    });
    let mut value = Value::from("deep");
    for _ in 0..16 {
        value = Value::Map(Item::from([("a", Value::List(vec![value]))]));
    }
    let items = [Item::from([("a", value)])];
    run(async {
        let both = Both::answering(page(&items)).await;
        assert_eq!(both.table.query(query()).await.expect("an answer").items, items);
    });
}
