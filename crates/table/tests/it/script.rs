//! An engine that answers what a test tells it to, and notes what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use lockstep_table::{Engine, Reply, Table, TableConfig};
use serde_json::Value;

/// Answers in the order of the script, and with the last answer for ever.
pub(crate) struct Script {
    answers: Mutex<VecDeque<Reply>>,
    requests: Mutex<Vec<(String, Value)>>,
}

impl Script {
    pub(crate) fn new(answers: impl IntoIterator<Item = Reply>) -> Arc<Self> {
        let answers = Mutex::new(answers.into_iter().collect());
        Arc::new(Self {
            answers,
            requests: Mutex::default(),
        })
    }

    /// A table on this engine.
    pub(crate) async fn table(self: &Arc<Self>) -> Table {
        Table::connect(TableConfig::engine("shop", Arc::<Self>::clone(self)))
            .await
            .unwrap()
    }

    /// The bodies of the requests so far.
    pub(crate) fn requests(&self) -> Vec<Value> {
        self.requests
            .lock()
            .unwrap()
            .iter()
            .map(|(_, body)| body.clone())
            .collect()
    }

    /// The operations of the requests so far.
    pub(crate) fn operations(&self) -> Vec<String> {
        self.requests
            .lock()
            .unwrap()
            .iter()
            .map(|(operation, _)| operation.clone())
            .collect()
    }
}

impl Engine for Script {
    fn call(&self, operation: &str, body: &[u8]) -> Reply {
        let body = serde_json::from_slice(body).unwrap();
        self.requests.lock().unwrap().push((operation.to_owned(), body));
        let mut answers = self.answers.lock().unwrap();
        match answers.len() {
            0 | 1 => answers.front().cloned().unwrap_or_else(|| Reply::ok("{}")),
            _ => answers.pop_front().unwrap(),
        }
    }
}

pub(crate) fn throttled() -> Reply {
    Reply::error(
        400,
        "ProvisionedThroughputExceededException",
        "The level of throughput is exceeded.",
    )
}

pub(crate) fn broken() -> Reply {
    Reply::error(500, "InternalServerError", "Something is wrong here.")
}

/// A transaction that was cancelled for these reasons.
pub(crate) fn cancelled(codes: &[&str]) -> Reply {
    let reasons: Vec<_> = codes
        .iter()
        .map(|code| serde_json::json!({ "Code": code }))
        .collect();
    let body = serde_json::json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons",
        "CancellationReasons": reasons,
    });
    Reply::new(400, body.to_string().into_bytes())
}
