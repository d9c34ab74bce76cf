//! Single items: written, read, changed, deleted, with conditions.

use lockstep_entity::request::{DeleteItem, GetItem, PutItem, ReturnValues, UpdateItem};
use lockstep_entity::{Condition, Item, Number, Update, UpdateAction, Value};

use crate::support::{file, key, memory, note, text};

#[tokio::test]
async fn item_is_written_read_changed_and_deleted() {
    let table = memory().await;
    let first = note(1, "milk");
    assert_eq!(table.put(PutItem::new(first.clone())).await.unwrap(), None);
    let get = || GetItem::new(key("NOTES", "NOTE#00001"));
    assert_eq!(table.get(get()).await.unwrap(), Some(first.clone()));
    assert_eq!(table.get(get().consistent()).await.unwrap(), Some(first.clone()));

    let replaced = table
        .put(PutItem::new(note(1, "bread")).returning(ReturnValues::AllOld))
        .await
        .unwrap();
    assert_eq!(replaced, Some(first));

    let update = UpdateItem::new(key("NOTES", "NOTE#00001"))
        .set("text", "eggs")
        .add("pieces", 6);
    let changed = table
        .update(update.returning(ReturnValues::AllNew))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(text(&changed, "text"), "eggs");
    assert_eq!(changed.get("pieces"), Some(&Value::from(6)));

    let delete = DeleteItem::new(key("NOTES", "NOTE#00001")).returning(ReturnValues::AllOld);
    assert_eq!(table.delete(delete.clone()).await.unwrap(), Some(changed));
    assert_eq!(table.delete(delete).await.unwrap(), None);
    assert_eq!(table.get(get()).await.unwrap(), None);
}

#[tokio::test]
async fn projection_returns_the_attributes_asked_for() {
    let table = memory().await;
    table.put(PutItem::new(note(1, "milk"))).await.unwrap();
    let get = GetItem {
        projection: vec!["text".into()],
        ..GetItem::new(key("NOTES", "NOTE#00001"))
    };
    assert_eq!(
        table.get(get).await.unwrap(),
        Some(Item::from([("text", "milk")]))
    );
}

#[tokio::test]
async fn every_kind_of_value_is_stored() {
    let table = memory().await;
    let number = |text: &str| text.parse::<Number>().unwrap();
    let mut item = key("VALUES", "1");
    item.insert(
        "number",
        Value::Number(number("-0.00000000000000000000000000000000000012345")),
    );
    item.insert("yes", true);
    item.insert("null", Value::Null);
    item.insert("bytes", Value::Binary(vec![0, 1, 255]));
    item.insert(
        "list",
        Value::List(vec![Value::from("a"), Value::from(1), Value::List(Vec::new())]),
    );
    item.insert(
        "map",
        Item::from([("empty", Value::Map(Item::new())), ("text", "é\u{1F600}".into())]),
    );
    item.insert("texts", Value::StringSet(vec!["a".into()]));
    item.insert("numbers", Value::NumberSet(vec![number("1.5")]));
    item.insert("blobs", Value::BinarySet(vec![vec![7]]));
    table.put(PutItem::new(item.clone())).await.unwrap();
    assert_eq!(
        table.get(GetItem::new(key("VALUES", "1"))).await.unwrap(),
        Some(item)
    );
}

#[tokio::test]
async fn failed_condition_is_a_conflict_that_shows_the_stored_item() {
    let table = memory().await;
    let create = |text| PutItem::new(note(1, text)).condition(Condition::not_exists("pk"));
    table.put(create("milk")).await.unwrap();

    let error = table.put(create("bread")).await.unwrap_err();
    assert!(error.is_conflict() && !error.is_retryable(), "{error}");
    assert_eq!(error.item(), Some(&note(1, "milk")));
    assert_eq!(
        error.to_string(),
        "table shop, PutItem NOTES / NOTE#00001: the condition was not met: the stored item is not as it was assumed \
         to be",
    );
}

#[tokio::test]
async fn change_of_a_missing_item_is_a_conflict_without_an_item() {
    let table = memory().await;
    let update = UpdateItem::new(key("NOTES", "none"))
        .set("text", "x")
        .condition(Condition::exists("pk"));
    let error = table.update(update).await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    assert_eq!(error.item(), None);
    assert_eq!(
        error.to_string(),
        "table shop, UpdateItem NOTES / none: the condition was not met: there is no such item",
    );
    let delete = DeleteItem::new(key("NOTES", "none")).condition(Condition::exists("pk"));
    assert!(table.delete(delete).await.unwrap_err().is_conflict());
    assert_eq!(table.get(GetItem::new(key("NOTES", "none"))).await.unwrap(), None);
}

#[tokio::test]
async fn updates_of_every_kind_run() {
    let table = memory().await;
    let mut item = key("LISTS", "1");
    item.insert("tags", Value::StringSet(vec!["a".into(), "b".into()]));
    item.insert("gone", "x");
    table.put(PutItem::new(item)).await.unwrap();
    let mut update = Update::new()
        .set("reserved", "size")
        .remove("gone")
        .add("count", 2);
    update.insert("kept", UpdateAction::SetIfAbsent("first".into()));
    update.insert("log", UpdateAction::Append(vec!["line".into()]));
    update.insert("tags", UpdateAction::Delete(Value::StringSet(vec!["a".into()])));
    let request = UpdateItem {
        update,
        ..UpdateItem::new(key("LISTS", "1"))
    };
    let request = request.condition(Condition::eq("gone", "x").and(Condition::exists("pk")));
    let changed = table
        .update(request.returning(ReturnValues::AllNew))
        .await
        .unwrap()
        .unwrap();
    let mut expected = key("LISTS", "1");
    expected.insert("tags", Value::StringSet(vec!["b".into()]));
    expected.insert("reserved", "size");
    expected.insert("count", 2);
    expected.insert("kept", "first");
    expected.insert("log", Value::List(vec!["line".into()]));
    assert_eq!(changed, expected);
}

#[tokio::test]
async fn item_over_400_kb_is_too_large() {
    let table = memory().await;
    let error = table
        .put(PutItem::new(note(1, &"x".repeat(410_000))))
        .await
        .unwrap_err();
    assert!(error.is_too_large(), "{error}");
}

#[tokio::test]
async fn file_keeps_items_when_it_is_opened_again() {
    let directory = tempfile::tempdir().unwrap();
    let table = file(directory.path()).await;
    table.put(PutItem::new(note(1, "milk"))).await.unwrap();
    drop(table);

    let table = file(directory.path()).await;
    let found = table.get(GetItem::new(key("NOTES", "NOTE#00001"))).await.unwrap();
    assert_eq!(found, Some(note(1, "milk")));
}

#[tokio::test]
async fn clones_share_the_table() {
    let table = memory().await;
    let other = table.clone();
    table.put(PutItem::new(note(1, "milk"))).await.unwrap();
    assert!(
        other
            .get(GetItem::new(key("NOTES", "NOTE#00001")))
            .await
            .unwrap()
            .is_some()
    );
}
