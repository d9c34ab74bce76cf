//! What is written and read here, beside what the SDK writes and reads.

mod any;
mod oracle;
mod replies;
mod requests;

use std::sync::{Arc, Mutex};

use serde_json::Value as Json;

use crate::connect::Clients;
use crate::{Engine, Reply, RetryPolicy, Table, TableConfig};

/// An engine that notes what it is asked, and answers always the same.
struct Echo {
    answer: Reply,
    bodies: Mutex<Vec<Json>>,
}

impl Engine for Echo {
    fn call(&self, operation: &str, body: &[u8]) -> Reply {
        let body: Json = serde_json::from_slice(body).expect("a request is JSON");
        let mut bodies = self.bodies.lock().expect("nobody panics here");
        bodies.push(serde_json::json!({ operation: body }));
        self.answer.clone()
    }

    fn is_quick(&self, _: &str) -> bool {
        true
    }
}

/// A table and clients of the SDK, both on one engine.
struct Both {
    echo: Arc<Echo>,
    table: Table,
    sdk: Clients,
}

impl Both {
    async fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let echo = Arc::new(Echo {
            answer: Reply::ok(answer),
            bodies: Mutex::default(),
        });
        let config = TableConfig {
            retry: RetryPolicy {
                attempts: 1,
                ..RetryPolicy::default()
            },
            ..TableConfig::engine("shop", Arc::clone(&echo) as Arc<dyn Engine>)
        };
        let sdk = Clients::connect(&config).await.expect("nothing has to be opened");
        let table = Table::connect(config).await.expect("nothing has to be opened");
        Self { echo, table, sdk }
    }

    /// The requests so far, each under the name of its operation.
    fn requests(&self) -> Vec<Json> {
        std::mem::take(&mut *self.echo.bodies.lock().expect("nobody panics here"))
    }
}

/// Runs a test that asks a table.
fn run<T>(test: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("the machine has a thread").block_on(test)
}
