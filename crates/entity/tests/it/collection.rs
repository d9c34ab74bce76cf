//! Collections: their queries, with the attributes that the sort keys of a clustered index share.

use lockstep_entity::request::Query;
use lockstep_entity::{Collection, CollectionQuery, Cursor, Entity, Item, SortCondition, Value};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "desk", name = "Task", version = "1")]
#[index(primary, pk = [id], sk = [])]
#[index(work, name = "GSI1", pk = [owner], sk = [due, rank, id], clustered, collection = "work")]
struct Task {
    id: u32,
    owner: String,
    due: String,
    #[entity(pad(length = 3))]
    rank: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "desk", name = "Call", version = "1")]
#[index(primary, pk = [number], sk = [])]
#[index(work, name = "GSI1", pk = [owner], sk = [due, rank], clustered, collection = "work")]
struct Call {
    number: String,
    owner: String,
    due: String,
    #[entity(pad(length = 3))]
    rank: u32,
}

#[derive(Debug, Default, PartialEq, Collection)]
#[collection("work")]
struct Work {
    tasks: Vec<Task>,
    calls: Vec<Call>,
}

fn starts(query: impl Into<Query>) -> String {
    match query.into().key_condition.sort {
        Some((_, SortCondition::BeginsWith(Value::String(text)))) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn attributes_that_all_sort_keys_share_narrow_a_collection() {
    let query = || Task::query_work("Ada");
    assert_eq!(starts(query().collection::<Work>()), "$work");
    assert_eq!(starts(query().due("Mon").collection::<Work>()), "$work#due_mon#");
    let both = query().due("Mon").rank(7).collection::<Work>();
    assert_eq!(starts(both.clone()), "$work#due_mon#rank_007#");
    assert_eq!(
        starts(Call::query_work("Ada").due("Mon").rank(7).collection::<Work>()),
        starts(both)
    );
}

#[test]
fn what_is_narrowed_is_exactly_what_is_asked_for() {
    let task = |due: &str| Task {
        id: 1,
        owner: "Ada".into(),
        due: due.into(),
        rank: 7,
    };
    let call = Call {
        number: "1".into(),
        owner: "Ada".into(),
        due: "Mon".into(),
        rank: 7,
    };
    let start = starts(Task::query_work("Ada").due("Mon").collection::<Work>());
    let is_read = |item: &Item| {
        let key = item.get("gsi1sk").and_then(Value::as_str).unwrap_or_default();
        key.starts_with(&start)
    };
    assert!(is_read(&task("Mon").to_item()) && is_read(&call.to_item()));
    assert!(
        !is_read(&task("Monday").to_item()),
        "another value that starts alike"
    );
}

#[test]
fn cursors_belong_to_their_collection() -> Result<(), lockstep_entity::Error> {
    let call = Call {
        number: "1".into(),
        owner: "ada".into(),
        due: "mon".into(),
        rank: 7,
    };
    let cursor: Cursor = Call::index_work().cursor(&call)?;
    let query = Task::query_work("ada").due("mon").collection::<Work>();
    assert!(query.clone().limit(3).after(cursor.clone()).is_ok());
    let error = Task::query_work("eve")
        .collection::<Work>()
        .after(cursor.clone())
        .unwrap_err();
    assert!(error.is_invalid_cursor());
    let error = Task::query_work("ada")
        .due("tue")
        .collection::<Work>()
        .after(cursor)
        .unwrap_err();
    assert!(error.is_invalid_cursor());
    Ok(())
}

#[test]
fn comparisons_mean_what_they_say_for_all_entities() {
    let days = ["fri", "mon", "monday", "tue"];
    let keys: Vec<(&str, String)> = days
        .iter()
        .flat_map(|due| {
            let (owner, due_on) = ("ada".to_owned(), (*due).to_owned());
            let call = Call {
                number: "1".into(),
                owner: owner.clone(),
                due: due_on.clone(),
                rank: 7,
            };
            let task = Task {
                id: 1,
                owner,
                due: due_on,
                rank: 7,
            };
            [call.to_item(), task.to_item()].map(|item| {
                let key = item.get("gsi1sk").and_then(Value::as_str);
                (*due, key.unwrap_or_default().to_owned())
            })
        })
        .collect();
    let read = |query: CollectionQuery<Work>| -> Vec<&str> {
        let (_, condition) = query.as_query().key_condition.sort.clone().unwrap();
        let text = |value: Value| value.as_str().unwrap_or_default().to_owned();
        let meets: Box<dyn Fn(&str) -> bool> = match condition {
            SortCondition::BeginsWith(start) => Box::new(move |key| key.starts_with(&text(start.clone()))),
            SortCondition::Between(low, high) => {
                let (low, high) = (text(low), text(high));
                Box::new(move |key| low.as_str() <= key && key <= high.as_str())
            }
            other => panic!("{other:?}"),
        };
        let met = keys.iter().filter(|(_, key)| meets(key)).map(|(due, _)| *due);
        met.collect()
    };
    let query = || Task::query_work("ada");
    let check = |query: CollectionQuery<Work>, expected: &[&str]| {
        let both: Vec<&str> = expected.iter().flat_map(|due| [*due, *due]).collect();
        assert_eq!(read(query), both);
    };
    check(query().due_gte("mon").collection(), &["mon", "monday", "tue"]);
    check(query().due_gt("mon").collection(), &["monday", "tue"]);
    check(query().due_lte("mon").collection(), &["fri", "mon"]);
    check(query().due_lt("mon").collection(), &["fri"]);
    check(
        query().due_between("mon", "monday").collection(),
        &["mon", "monday"],
    );
    check(query().due_begins_with("mon").collection(), &["mon", "monday"]);
    check(query().due("mon").rank_gte(7).collection(), &["mon"]);
    check(query().due("mon").rank_gt(7).collection(), &[]);
    // The query of the entity alone is what it was.
    assert_eq!(query().due_gte("mon").limit(3).as_query().limit, Some(3));
}
