//! Transactions on the embedded engine. Conflicts and lost answers are in `failures`.

use lockstep_entity::request::{
    ConditionCheck, DeleteItem, GetItem, PutItem, TransactGet, TransactOp, TransactWrite, UpdateItem,
};
use lockstep_entity::{Condition, Value};

use crate::support::{key, memory, note, notes, sort_key, text};

fn create(number: usize) -> TransactOp {
    PutItem::new(note(number, "x"))
        .condition(Condition::not_exists("pk"))
        .into()
}

#[tokio::test]
async fn all_operations_happen() {
    let table = memory().await;
    table.put(PutItem::new(note(1, "a"))).await.unwrap();
    table.put(PutItem::new(note(2, "b"))).await.unwrap();
    table.put(PutItem::new(note(3, "c"))).await.unwrap();
    let operations = [
        create(4),
        UpdateItem::new(key("NOTES", &sort_key(1)))
            .set("text", "A")
            .condition(Condition::eq("text", "a"))
            .into(),
        DeleteItem::new(key("NOTES", &sort_key(2)))
            .condition(Condition::exists("pk"))
            .into(),
        ConditionCheck::new(key("NOTES", &sort_key(3)), Condition::eq("text", "c")).into(),
    ];
    table
        .transact(TransactWrite::from_iter(operations))
        .await
        .unwrap();

    let gets = (1..=4).map(|number| GetItem::new(key("NOTES", &sort_key(number))));
    let found = table.transact_get(gets.collect()).await.unwrap();
    let texts: Vec<_> = found
        .iter()
        .map(|item| item.as_ref().map(|item| text(item, "text")))
        .collect();
    assert_eq!(texts, [Some("A"), None, Some("c"), Some("x")]);
}

#[tokio::test]
async fn failed_conditions_are_named_and_nothing_is_written() {
    let table = memory().await;
    table.put(PutItem::new(note(2, "taken"))).await.unwrap();
    let missing = ConditionCheck::new(key("ORDERS", "none"), Condition::exists("pk"));
    let operations = [create(1), create(2), missing.into(), create(3)];
    let error = table
        .transact(TransactWrite::from_iter(operations))
        .await
        .unwrap_err();

    assert!(error.is_conflict() && !error.is_retryable());
    assert_eq!(error.failed_conditions().collect::<Vec<_>>(), [1, 2]);
    assert_eq!(error.failures()[0].item, Some(note(2, "taken")));
    assert_eq!(error.failures()[1].item, None);
    assert_eq!(
        error.to_string(),
        "table shop, TransactWriteItems: nothing was written: a condition was not met; operation 1 (put NOTES / \
         NOTE#00002): ConditionalCheckFailed, The conditional request failed; operation 2 (check ORDERS / none): \
         ConditionalCheckFailed, The conditional request failed",
    );
    assert_eq!(table.count(notes()).await.unwrap(), 1);
}

#[tokio::test]
async fn hundred_operations_fit_and_one_more_does_not() {
    let table = memory().await;
    table.transact((0..100).map(create).collect()).await.unwrap();
    assert_eq!(table.count(notes()).await.unwrap(), 100);

    let error = table
        .transact((100..201).map(create).collect())
        .await
        .unwrap_err();
    assert!(error.is_too_large(), "{error}");
    assert!(
        error
            .to_string()
            .contains("at most 100 operations, this one has 101"),
        "{error}"
    );
    let gets = (0..101).map(|number| GetItem::new(key("NOTES", &sort_key(number))));
    assert!(
        table
            .transact_get(gets.collect())
            .await
            .unwrap_err()
            .is_too_large()
    );
    assert_eq!(table.count(notes()).await.unwrap(), 100);
}

#[tokio::test]
async fn transactions_without_operations_do_nothing() {
    let table = memory().await;
    table.transact(TransactWrite::default()).await.unwrap();
    assert!(
        table
            .transact_get(TransactGet::default())
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn update_without_changes_is_its_condition() {
    let table = memory().await;
    let update = || UpdateItem::new(key("NOTES", &sort_key(1))).condition(Condition::exists("pk"));
    let error = table
        .transact(TransactWrite::from_iter([update().into()]))
        .await
        .unwrap_err();
    assert!(error.is_conflict(), "{error}");
    table.put(PutItem::new(note(1, "x"))).await.unwrap();
    table
        .transact(TransactWrite::from_iter([update().into()]))
        .await
        .unwrap();
}

#[tokio::test]
async fn two_operations_on_one_item_are_refused() {
    let table = memory().await;
    let error = table
        .transact(TransactWrite::from_iter([create(1), create(1)]))
        .await
        .unwrap_err();
    assert!(error.is_invalid(), "{error}");
}

#[tokio::test]
async fn same_token_is_applied_once() {
    let table = memory().await;
    let count = |number: i64| {
        let update = UpdateItem::new(key("COUNTERS", "1")).add("count", number);
        TransactWrite {
            token: Some("the-first-one".to_owned()),
            ..TransactWrite::from_iter([update.into()])
        }
    };
    table.transact(count(1)).await.unwrap();
    table.transact(count(1)).await.unwrap();
    let counter = table
        .get(GetItem::new(key("COUNTERS", "1")))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(counter.get("count"), Some(&Value::from(1)));

    let error = table.transact(count(2)).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
}
