//! A table on the endpoint, over a socket: the same requests and answers as in the process.

use lockstep_entity::request::{
    BatchGet, BatchWrite, GetItem, PutItem, Query, TransactGet, TransactOp, TransactWrite, WriteOp,
};
use lockstep_entity::{Condition, Item, KeyCondition, Value};

use crate::endpoint::router;
use crate::{Table, TableConfig, TableDefinition, memory_engine};

fn key(sort: usize) -> Item {
    Item::from([("pk", "NOTES".to_owned()), ("sk", format!("{sort:03}"))])
}

fn note(sort: usize) -> Item {
    let mut note = key(sort);
    note.insert("text", "\u{e9}\"\n".repeat(20_000));
    note.insert("blob", Value::Binary(vec![0, 255, 7]));
    note
}

#[tokio::test]
async fn table_over_a_socket() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = axum::serve(listener, router(memory_engine().unwrap()));
    tokio::spawn(server.into_future());

    let table = Table::connect(TableConfig::endpoint("shop", url)).await.unwrap();
    table.create_table(&TableDefinition::new("shop")).await.unwrap();
    let notes: Vec<Item> = (0..30).map(note).collect();
    let writes = notes.iter().cloned().map(WriteOp::Put);
    table.batch_write(writes.collect::<BatchWrite>()).await.unwrap();

    // More than one page, each of more than one packet.
    let partition = ("pk".into(), "NOTES".into());
    let query = Query::new(
        None,
        KeyCondition {
            partition,
            sort: None,
        },
    );
    assert_eq!(table.all(query.clone()).await.unwrap(), notes);
    assert_eq!(table.count(query).await.unwrap(), 30);
    let gets = [7, 99].map(|sort| GetItem::new(key(sort)));
    let found = table.transact_get(TransactGet::from_iter(gets.clone())).await;
    assert_eq!(found.unwrap(), [Some(note(7)), None]);
    let found = table.batch_get(BatchGet::from_iter(gets)).await;
    assert_eq!(found.unwrap(), [note(7)]);

    let put = PutItem::new(note(1)).condition(Condition::not_exists("pk"));
    let error = table.put(put.clone()).await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    assert_eq!(error.item(), Some(&note(1)));
    let operations = [TransactOp::from(PutItem::new(note(50))), put.into()];
    let error = table
        .transact(TransactWrite::from_iter(operations))
        .await
        .unwrap_err();
    assert_eq!(error.failed_conditions().collect::<Vec<_>>(), [1]);
    assert_eq!(error.failures()[0].item, Some(note(1)));
    assert_eq!(table.get(GetItem::new(key(50))).await.unwrap(), None);
}
