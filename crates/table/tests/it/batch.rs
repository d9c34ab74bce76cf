//! Batches on the embedded engine. What happens when a table is busy is in `failures`.

use lockstep_entity::request::{BatchGet, BatchWrite, WriteOp};

use crate::support::{file, key, memory, note, notes, sort_key, sort_keys};

#[tokio::test]
async fn more_than_25_writes_and_100_reads() {
    let table = memory().await;
    let puts = (0..260).map(|number| WriteOp::Put(note(number, "x")));
    table.batch_write(puts.collect()).await.unwrap();
    assert_eq!(table.count(notes()).await.unwrap(), 260);

    let keys = (0..300).map(|number| key("NOTES", &sort_key(number))).collect();
    let mut items = table
        .batch_get(BatchGet {
            keys,
            consistent: true,
            ..BatchGet::default()
        })
        .await
        .unwrap();
    items.sort_by_key(|item| sort_keys(std::slice::from_ref(item))[0].to_owned());
    assert_eq!(
        items,
        (0..260).map(|number| note(number, "x")).collect::<Vec<_>>()
    );

    let deletes = (0..259).map(|number| WriteOp::Delete(key("NOTES", &sort_key(number))));
    table.batch_write(deletes.collect()).await.unwrap();
    assert_eq!(sort_keys(&table.all(notes()).await.unwrap()), ["NOTE#00259"]);
}

#[tokio::test]
async fn projection_of_a_batch() {
    let table = memory().await;
    table
        .batch_write(BatchWrite::from_iter([WriteOp::Put(note(1, "milk"))]))
        .await
        .unwrap();
    let keys = vec![key("NOTES", "NOTE#00001")];
    let batch = BatchGet {
        keys,
        projection: vec!["text".into()],
        ..BatchGet::default()
    };
    let items = table.batch_get(batch).await.unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].len(), 1);
}

#[tokio::test]
async fn empty_batches_do_nothing() {
    let table = memory().await;
    table.batch_write(BatchWrite::default()).await.unwrap();
    assert!(table.batch_get(BatchGet::default()).await.unwrap().is_empty());
}

#[tokio::test]
async fn batches_of_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let table = file(directory.path()).await;
    let puts = (0..60).map(|number| WriteOp::Put(note(number, "x")));
    table.batch_write(puts.collect()).await.unwrap();
    let mixed = [
        WriteOp::Delete(key("NOTES", &sort_key(0))),
        WriteOp::Put(note(1, "y")),
    ];
    table.batch_write(BatchWrite::from_iter(mixed)).await.unwrap();
    drop(table);

    let all = file(directory.path()).await.all(notes()).await.unwrap();
    assert_eq!(all.len(), 59);
    assert_eq!(all[0], note(1, "y"));
}

#[tokio::test]
async fn item_that_cannot_be_written_is_reported() {
    let directory = tempfile::tempdir().unwrap();
    for table in [memory().await, file(directory.path()).await] {
        let mut operations: Vec<_> = (0..25).map(|number| WriteOp::Put(note(number, "x"))).collect();
        operations.push(WriteOp::Put(note(25, &"x".repeat(410_000))));
        let error = table.batch_write(BatchWrite { operations }).await.unwrap_err();
        assert!(error.is_too_large(), "{error}");
        assert_eq!(error.unwritten().len(), 1);
        assert!(
            error.to_string().contains("1 of 26 writes are left over"),
            "{error}"
        );
        assert_eq!(
            error.into_unwritten(),
            [WriteOp::Put(note(25, &"x".repeat(410_000)))]
        );
        assert_eq!(table.count(notes()).await.unwrap(), 25);
    }
}
