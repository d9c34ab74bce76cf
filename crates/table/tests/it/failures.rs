//! What happens when the table is busy, broken or talks nonsense. Time is virtual: no test waits.

use lockstep_entity::request::{
    BatchGet, BatchWrite, GetItem, PutItem, TransactGet, TransactOp, TransactWrite, WriteOp,
};
use lockstep_table::{Reply, RetryPolicy, Table, TableConfig};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::script::{Script, broken, cancelled, throttled};
use crate::support::{key, note, notes};

/// How often batches and transactions are tried without progress.
fn bound() -> usize {
    usize::try_from(RetryPolicy::default().attempts).unwrap()
}

fn get() -> GetItem {
    GetItem::new(key("NOTES", "1"))
}

fn puts(count: usize) -> BatchWrite {
    (0..count).map(|number| WriteOp::Put(note(number, "x"))).collect()
}

fn transaction() -> TransactWrite {
    TransactWrite::from_iter([
        TransactOp::from(PutItem::new(note(1, "x"))),
        PutItem::new(note(2, "x")).into(),
    ])
}

/// Leaves the puts of these notes unprocessed.
fn unprocessed(numbers: std::ops::Range<usize>) -> Reply {
    let put = |number| json!({ "PutRequest": { "Item": { "pk": { "S": "NOTES" }, "sk": { "S": format!("NOTE#{number:05}") } } } });
    let requests: Vec<Value> = numbers.map(put).collect();
    Reply::ok(json!({ "UnprocessedItems": { "shop": requests } }).to_string())
}

fn sent(request: &Value) -> usize {
    request["RequestItems"]["shop"].as_array().map_or(0, Vec::len)
}

#[tokio::test(start_paused = true)]
async fn single_requests_are_repeated_by_the_sdk() {
    let script = Script::new([throttled(), broken(), Reply::ok("{}")]);
    assert_eq!(script.table().await.get(get()).await.unwrap(), None);
    assert_eq!(script.operations(), ["GetItem"; 3]);

    let script = Script::new([throttled()]);
    let error = script.table().await.get(get()).await.unwrap_err();
    assert!(error.is_throttled() && error.is_retryable(), "{error}");
    assert_eq!(script.operations().len(), 4);

    let script = Script::new([broken()]);
    let error = script.table().await.get(get()).await.unwrap_err();
    assert!(error.is_unavailable(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn unprocessed_writes_are_sent_again_and_only_those() {
    let script = Script::new([
        unprocessed(10..25),
        throttled(),
        unprocessed(24..25),
        Reply::ok("{}"),
    ]);
    script.table().await.batch_write(puts(25)).await.unwrap();
    assert_eq!(
        script.requests().iter().map(sent).collect::<Vec<_>>(),
        [25, 15, 15, 1]
    );
}

#[tokio::test(start_paused = true)]
async fn unprocessed_writes_are_reported_when_the_bound_is_reached() {
    let script = Script::new([unprocessed(23..25)]);
    let begin = Instant::now();
    let error = script.table().await.batch_write(puts(25)).await.unwrap_err();
    assert!(error.is_throttled() && error.is_retryable(), "{error}");
    assert!(
        error
            .to_string()
            .starts_with("table shop, BatchWriteItem: 2 of 25 writes are left over: "),
        "{error}"
    );
    let keys: Vec<_> = (23..25)
        .map(|number| WriteOp::Put(key("NOTES", &format!("NOTE#{number:05}"))))
        .collect();
    assert_eq!(error.unwritten(), keys);
    // The first call made progress, so the count began after it.
    assert_eq!(script.operations().len(), bound() + 1 - 1);
    assert!(begin.elapsed().as_secs() < 7);
}

#[tokio::test(start_paused = true)]
async fn progress_renews_the_attempts() {
    let left = (0..24).rev().map(|left| unprocessed(0..left));
    let script = Script::new(left);
    script.table().await.batch_write(puts(25)).await.unwrap();
    assert_eq!(script.operations().len(), 24);
}

#[tokio::test(start_paused = true)]
async fn table_that_returns_more_than_it_was_sent_comes_to_an_end() {
    let swings = (0..100).flat_map(|_| [unprocessed(0..24), unprocessed(0..25)]);
    let script = Script::new(swings);
    let error = script.table().await.batch_write(puts(25)).await.unwrap_err();
    assert!(error.is_throttled(), "{error}");
    assert!(script.operations().len() <= 2 * bound());
}

#[tokio::test(start_paused = true)]
async fn failed_call_stops_the_batch_and_all_that_is_left_is_reported() {
    let refused = Reply::error(400, "AccessDeniedException", "You may not.");
    let script = Script::new([Reply::ok("{}"), refused]);
    let table = Table::connect(TableConfig {
        concurrency: 1,
        ..TableConfig::engine("shop", script.clone())
    });
    let error = table.await.unwrap().batch_write(puts(110)).await.unwrap_err();
    assert!(error.is_denied() && !error.is_retryable(), "{error}");
    assert_eq!(error.unwritten().len(), 85);
    assert_eq!(script.operations().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn unprocessed_keys_are_read_again() {
    let item = |number: usize| json!({ "pk": { "S": "NOTES" }, "sk": { "S": number.to_string() } });
    let first = json!({
        "Responses": { "shop": [item(1)] },
        "UnprocessedKeys": { "shop": { "Keys": [item(2)], "ConsistentRead": true } },
    });
    let second = json!({ "Responses": { "shop": [item(2)] }, "UnprocessedKeys": {} });
    let script = Script::new([
        Reply::ok(first.to_string()),
        throttled(),
        Reply::ok(second.to_string()),
    ]);
    let batch = BatchGet {
        keys: vec![key("NOTES", "1"), key("NOTES", "2")],
        consistent: true,
        ..BatchGet::default()
    };
    let items = script.table().await.batch_get(batch).await.unwrap();
    assert_eq!(items, [key("NOTES", "1"), key("NOTES", "2")]);
    assert_eq!(
        script.requests()[2]["RequestItems"]["shop"]["Keys"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );

    let script = Script::new([Reply::ok(first.to_string())]);
    let batch = BatchGet {
        keys: vec![key("NOTES", "1"), key("NOTES", "2")],
        ..BatchGet::default()
    };
    assert!(
        script
            .table()
            .await
            .batch_get(batch)
            .await
            .unwrap_err()
            .is_throttled()
    );
    assert_eq!(script.operations().len(), bound());
}

#[tokio::test(start_paused = true)]
async fn transactions_in_conflict_are_tried_again_with_one_token() {
    let script = Script::new([
        cancelled(&["None", "TransactionConflict"]),
        cancelled(&["ThrottlingError", "None"]),
        Reply::error(400, "TransactionInProgressException", "Still at it."),
        broken(),
        Reply::ok("{}"),
    ]);
    script.table().await.transact(transaction()).await.unwrap();
    let requests = script.requests();
    assert_eq!(requests.len(), 5);
    let token = requests[0]["ClientRequestToken"].as_str().unwrap();
    assert_eq!(token.len(), 32);
    assert!(
        requests
            .iter()
            .all(|request| request["ClientRequestToken"] == token)
    );
}

#[tokio::test(start_paused = true)]
async fn transactions_in_conflict_end_at_the_bound() {
    let script = Script::new([cancelled(&["None", "TransactionConflict"])]);
    let error = script.table().await.transact(transaction()).await.unwrap_err();
    assert!(
        error.is_contended() && error.is_retryable() && !error.is_conflict(),
        "{error}"
    );
    assert_eq!(error.failures()[0].index, 1);
    assert_eq!(error.failed_conditions().count(), 0);
    assert_eq!(script.operations().len(), bound());

    let script = Script::new([cancelled(&["TransactionConflict"])]);
    let error = script
        .table()
        .await
        .transact_get(TransactGet::from_iter([get()]))
        .await
        .unwrap_err();
    assert!(error.is_contended(), "{error}");
    assert_eq!(script.operations().len(), bound());
}

#[tokio::test(start_paused = true)]
async fn failed_condition_is_not_tried_again() {
    let script = Script::new([cancelled(&["TransactionConflict", "ConditionalCheckFailed"])]);
    let error = script.table().await.transact(transaction()).await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    assert_eq!(error.failed_conditions().collect::<Vec<_>>(), [1]);
    assert_eq!(script.operations().len(), 1);

    let script = Script::new([cancelled(&["ValidationError", "None"])]);
    assert!(
        script
            .table()
            .await
            .transact(transaction())
            .await
            .unwrap_err()
            .is_invalid()
    );
    assert_eq!(script.operations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn nonsense_is_an_error_and_never_a_panic() {
    let item_of = |value: Value| Reply::ok(json!({ "Item": { "pk": value } }).to_string());
    let answers = [
        Reply::ok("not json"),
        Reply::ok(""),
        Reply::ok([0xff, 0xfe]),
        Reply::ok("[]"),
        item_of(json!({ "N": "many" })),
        item_of(json!({ "Q": "unknown" })),
        item_of(json!("text")),
        Reply::new(0, Vec::new()),
        Reply::new(9999, Vec::new()),
        Reply::new(404, b"<html>".to_vec()),
        Reply::new(503, b"<html>".to_vec()),
        Reply::new(400, b"{}".to_vec()),
        Reply::error(400, "MadeUpException", "What?"),
    ];
    for answer in answers {
        let table = Script::new([answer.clone()]).table().await;
        let shown = format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body));
        if let Ok(found) = table.get(get()).await {
            assert_eq!(found, None, "{shown}");
        }
        let _ = table.query(notes()).await;
        let _ = table.batch_write(puts(1)).await;
        let _ = table
            .batch_get(BatchGet {
                keys: vec![key("a", "b")],
                ..BatchGet::default()
            })
            .await;
        let _ = table.transact(transaction()).await;
        assert!(
            table.transact_get(TransactGet::from_iter([get()])).await.is_err(),
            "{shown}"
        );
        assert!(table.describe_table().await.is_err(), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn kinds_of_nonsense() {
    async fn error(answer: Reply) -> lockstep_table::Error {
        Script::new([answer]).table().await.get(get()).await.unwrap_err()
    }
    assert!(error(Reply::ok("not json")).await.is_malformed());
    assert!(
        error(Reply::ok(r#"{"Item":{"pk":{"N":"many"}}}"#))
            .await
            .is_malformed()
    );
    assert!(error(Reply::new(503, b"<html>".to_vec())).await.is_unavailable());
    assert!(error(Reply::new(9999, Vec::new())).await.is_unreachable());
    assert!(
        error(Reply::error(400, "MadeUpException", "What?"))
            .await
            .is_invalid()
    );
    assert!(
        error(Reply::error(400, "UnrecognizedClientException", "Who?"))
            .await
            .is_denied()
    );
    assert!(
        error(Reply::error(400, "UnknownOperationException", ""))
            .await
            .is_unsupported()
    );
}

#[tokio::test(start_paused = true)]
async fn engine_that_panics_is_an_error() {
    struct Panics;
    impl lockstep_table::Engine for Panics {
        fn call(&self, _: &str, _: &[u8]) -> Reply {
            panic!("on purpose");
        }
    }
    let table = Table::connect(TableConfig::engine("shop", std::sync::Arc::new(Panics)))
        .await
        .unwrap();
    let error = table.get(get()).await.unwrap_err();
    assert!(error.is_unreachable(), "{error}");
}

#[tokio::test]
async fn nobody_at_the_endpoint_is_unreachable() {
    // A port that was free a moment ago and that nobody listens on.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let mut config = TableConfig::endpoint("shop", format!("http://127.0.0.1:{port}"));
    config.retry.attempts = 1;
    let table = Table::connect(config).await.unwrap();
    let error = table.transact(transaction()).await.unwrap_err();
    assert!(error.is_unreachable() && error.is_retryable(), "{error}");
}
