//! Searches of rows by whatever is known of them, scans, and collections that shared attributes narrow, on the embedded
//! engine.

use lockstep_entity::{Collection, Entity};
use lockstep_table::Table;
use serde::{Deserialize, Serialize};

use crate::support::memory;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "desk", name = "Task", version = "1")]
#[index(primary, pk = [id], sk = [])]
#[index(work, name = "GSI1", pk = [owner], sk = [due, rank], clustered, collection = "work")]
struct Task {
    id: u32,
    owner: Option<String>,
    due: String,
    #[entity(pad(length = 3))]
    rank: u32,
    note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[entity(service = "desk", name = "Call", version = "1")]
#[index(primary, pk = [number], sk = [])]
#[index(work, name = "GSI1", pk = [owner], sk = [due], clustered, collection = "work")]
struct Call {
    number: String,
    owner: String,
    due: String,
}

#[derive(Debug, Default, PartialEq, Collection)]
#[collection("work")]
struct Work {
    tasks: Vec<Task>,
    calls: Vec<Call>,
}

fn task(id: u32) -> Task {
    Task {
        id,
        owner: (id % 4 != 3).then(|| format!("o{}", id % 4)),
        due: ["mon", "monday", "tue"][id as usize % 3].to_owned(),
        rank: id % 5,
        note: id.is_multiple_of(2).then(|| "even".to_owned()),
    }
}

fn call(id: u32) -> Call {
    Call {
        number: format!("+{id}"),
        owner: "o1".to_owned(),
        due: ["mon", "monday", "tue"][id as usize % 3].to_owned(),
    }
}

async fn desk() -> Table {
    let table = memory().await;
    for id in 0..24 {
        table.put(task(id).put()).await.unwrap();
        table.put(call(id).put()).await.unwrap();
    }
    table
}

fn tasks(meets: impl Fn(&Task) -> bool) -> Vec<u32> {
    (0..24).filter(|id| meets(&task(*id))).collect()
}

fn ids(mut rows: Vec<Task>) -> Vec<u32> {
    rows.sort_by_key(|row| row.id);
    rows.into_iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn rows_are_found_by_whatever_is_known() {
    let table = desk().await;
    let by_key = table.search(Task::find([Task::ID.is(7)])).await.unwrap();
    assert_eq!(by_key, [task(7)]);
    let by_index = Task::matching([Task::OWNER.is("o1"), Task::RANK.is(2)]);
    assert_eq!(
        ids(table.search(by_index).await.unwrap()),
        tasks(|task| task.owner.as_deref() == Some("o1") && task.rank == 2)
    );
    // A part of a sort key is a prefix for `find`, and a value for `matching`.
    let found = Task::find([Task::OWNER.is("o1"), Task::DUE.is("mon")]).limit(2);
    assert_eq!(
        ids(table.search(found).await.unwrap()),
        tasks(|task| task.owner.as_deref() == Some("o1") && task.due == "mon")
    );
    let by_scan = Task::matching([Task::NOTE.is("even"), Task::RANK.is(0)]).limit(3);
    assert_eq!(
        ids(table.search(by_scan).await.unwrap()),
        tasks(|task| task.note.is_some() && task.rank == 0)
    );
    let absent = Task::matching([Task::OWNER.is(None)]).consistent();
    assert_eq!(
        ids(table.search(absent).await.unwrap()),
        tasks(|task| task.owner.is_none())
    );
}

#[tokio::test]
async fn an_index_is_scanned_for_the_rows_in_it() {
    let table = desk().await;
    assert_eq!(ids(table.search(Task::scan()).await.unwrap()), tasks(|_| true));
    assert_eq!(
        ids(table.search(Task::index_work().scan()).await.unwrap()),
        tasks(|task| task.owner.is_some())
    );
    let mut pages = table.search_pages::<Call>(Call::scan());
    let mut calls = 0;
    while let Some(page) = pages.next().await {
        calls += page.unwrap().items.len();
    }
    assert_eq!(calls, 24);
}

#[tokio::test]
async fn a_listing_goes_on_behind_a_row() {
    let table = desk().await;
    let query = || Task::query_work("o1");
    let all = table.rows(query()).await.unwrap();
    let cursor = Task::index_work().cursor(&all[2]).unwrap();
    let rest = table.rows(query().after(cursor).unwrap()).await.unwrap();
    assert_eq!(rest, all[3..]);
}

#[tokio::test]
async fn a_clustered_collection_is_narrowed_by_what_its_entities_share() {
    let table = desk().await;
    let work = table
        .collection(Task::query_work("o1").due("mon").collection::<Work>())
        .await
        .unwrap();
    assert_eq!(
        ids(work.tasks),
        tasks(|task| task.owner.as_deref() == Some("o1") && task.due == "mon")
    );
    assert_eq!(work.calls.len(), 8, "those of Monday are others");
    let later = table
        .collection(Task::query_work("o1").due_gt("mon").collection::<Work>())
        .await
        .unwrap();
    assert_eq!(
        ids(later.tasks),
        tasks(|task| task.owner.as_deref() == Some("o1") && task.due != "mon")
    );
    assert_eq!(later.calls.len(), 16);
    let all = Call::query_work("o1").collection::<Work>().limit(5);
    let all = table.collection(all).await.unwrap();
    assert_eq!((all.tasks.len(), all.calls.len()), (6, 24));
}
