//! What a request says of itself: its span and event, and the capacity that it asks for.

use std::io;
use std::sync::{Arc, Mutex};

use lockstep_entity::request::{
    BatchGet, BatchWrite, DeleteItem, GetItem, PutItem, TransactGet, TransactWrite, WriteOp,
};
use lockstep_table::{Engine, Reply, Table, TableConfig, TableDefinition, memory_engine};
use serde_json::{Value, json};

use crate::script::Script;
use crate::support::{key, note, notes};

/// Where the log goes.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// What was logged of this test's table since the last look.
    fn take(&self) -> String {
        let text = std::mem::take(&mut *self.0.lock().unwrap());
        let text = String::from_utf8(text).unwrap();
        let lines = text.lines().filter(|line| line.contains(r#"table="logged""#));
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// A table under a name that no other test uses.
async fn table(name: &str, engine: Arc<dyn Engine>, capacity: bool) -> Table {
    let config = TableConfig {
        capacity,
        ..TableConfig::engine(name, engine)
    };
    Table::connect(config).await.unwrap()
}

/// Asks for everything that a request can be.
async fn everything(table: &Table) {
    let get = || GetItem::new(key("NOTES", "1"));
    table.get(get()).await.unwrap();
    table.put(PutItem::new(note(1, "x"))).await.unwrap();
    table.query(notes()).await.unwrap();
    table.count(notes()).await.unwrap();
    let puts = [WriteOp::Put(note(1, "x"))];
    table.batch_write(BatchWrite::from_iter(puts)).await.unwrap();
    table.batch_get(BatchGet::from_iter([get()])).await.unwrap();
    let put = PutItem::new(note(1, "x")).into();
    table.transact(TransactWrite::from_iter([put])).await.unwrap();
    table.transact_get(TransactGet::from_iter([get()])).await.unwrap();
}

#[tokio::test]
async fn requests_say_what_they_read_and_consumed() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("lockstep_table=debug")
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone())
        .finish();
    // Of the whole process, because a subscriber of one thread alone may miss what other threads came upon first.
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let item = json!({ "pk": { "S": "NOTES" } });
    let one = json!({ "TableName": "logged", "CapacityUnits": 0.5 });
    let got = json!({ "Item": item, "ConsumedCapacity": one });
    let batch = json!({ "Responses": { "logged": [item, item] }, "ConsumedCapacity": [one, one] });
    let script = Script::new([got, batch].map(|answer| Reply::ok(answer.to_string())));
    let shop = table("logged", script.clone(), true).await;
    log.take();

    shop.get(GetItem::new(key("NOTES", "1"))).await.unwrap();
    let text = log.take();
    for part in [
        r#"dynamodb{table="logged" operation="GetItem" subject="NOTES / 1"}"#,
        "answered micros=",
        "items=1 capacity=0.5",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    shop.batch_get(BatchGet::from_iter([GetItem::new(key("NOTES", "1"))]))
        .await
        .unwrap();
    let text = log.take();
    assert!(text.contains("items=2 capacity=1"), "{text}");
    for request in script.requests() {
        assert_eq!(request["ReturnConsumedCapacity"], "TOTAL", "{request}");
    }

    // What only writes reads no items, and nothing is said of a capacity that is not there.
    let script = Script::new([Reply::ok("{}")]);
    table("logged", script, false)
        .await
        .put(PutItem::new(note(1, "x")))
        .await
        .unwrap();
    let text = log.take();
    assert!(text.contains(r#"operation="PutItem""#), "{text}");
    assert!(!text.contains("items=") && !text.contains("capacity="), "{text}");

    // A request that an entity made says so, and a transaction which entities it is about.
    let script = Script::new([Reply::ok("{}"), Reply::ok("{}")]);
    let shop = table("logged", script, false).await;
    shop.delete(DeleteItem::new(key("NOTES", "1")).of_entity("Note"))
        .await
        .unwrap();
    let text = log.take();
    assert!(
        text.contains(r#"operation="DeleteItem" entity="Note" subject="NOTES / 1""#),
        "{text}"
    );
    let puts = ["Note", "Book", "Note"].map(|name| PutItem::new(note(1, "x")).of_entity(name).into());
    shop.transact(puts.into_iter().collect()).await.unwrap();
    let text = log.take();
    assert!(text.contains(r#"entity="Note, Book""#), "{text}");

    let script = Script::new([Reply::error(400, "AccessDeniedException", "You may not.")]);
    table("logged", script, false)
        .await
        .put(PutItem::new(note(1, "x")))
        .await
        .unwrap_err();
    let text = log.take();
    assert!(
        text.contains("failed micros=") && text.contains("You may not."),
        "{text}"
    );
}

#[tokio::test]
async fn capacity_is_asked_for_by_every_operation_or_by_none() {
    for capacity in [true, false] {
        let engine = Arc::new(Recording(memory_engine().unwrap(), Mutex::default()));
        let shop = table("asked", Arc::<Recording>::clone(&engine), capacity).await;
        shop.create_table(&TableDefinition::new("asked")).await.unwrap();
        engine.1.lock().unwrap().clear();
        everything(&shop).await;
        let requests = engine.1.lock().unwrap();
        assert_eq!(requests.len(), 8);
        let expected = if capacity { json!("TOTAL") } else { Value::Null };
        for request in requests.iter() {
            assert_eq!(request["ReturnConsumedCapacity"], expected, "{request}");
        }
    }
}

/// Notes the requests to the embedded engine.
struct Recording(Arc<dyn Engine>, Mutex<Vec<Value>>);

impl Engine for Recording {
    fn call(&self, operation: &str, body: &[u8]) -> Reply {
        self.1.lock().unwrap().push(serde_json::from_slice(body).unwrap());
        self.0.call(operation, body)
    }
}
