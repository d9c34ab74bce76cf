//! `MiniStack`, another engine for the same protocol, over HTTP.
//!
//! It is a Python program, so it is not a dependency of these tests: those that need it are there with the feature `peer`
//! alone. `cargo xtask test peer` installs and starts it, says where it is in `MINISTACK_ENDPOINT`, and runs them. By hand:
//! `pip install ministack==1.5.33`, start it with
//! `BIND_HOST=127.0.0.1 GATEWAY_PORT=4570 SERVICES=dynamodb,dynamodbstreams PYTHONHASHSEED=0`, and set the variable to
//! `http://127.0.0.1:4570`.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;
use ureq::Agent;

/// A running `MiniStack`.
pub(crate) struct MiniStack {
    endpoint: String,
    agent: Agent,
}

/// An account: tables of its own.
pub(crate) struct Account<'a> {
    ministack: &'a MiniStack,
    number: u32,
}

impl MiniStack {
    /// The one that the environment names.
    pub(crate) fn from_environment() -> Self {
        let endpoint = std::env::var("MINISTACK_ENDPOINT").expect(
            "MINISTACK_ENDPOINT says where MiniStack is: `cargo xtask test peer` starts one and sets it",
        );
        let agent = Agent::config_builder().http_status_as_error(false).build().into();
        Self { endpoint, agent }
    }

    /// An account that nobody used before.
    pub(crate) fn account(&self) -> Account<'_> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = std::process::id() % 100_000 * 10_000 + NEXT.fetch_add(1, Ordering::Relaxed);
        Account {
            ministack: self,
            number,
        }
    }
}

impl Account<'_> {
    /// Calls an operation: the status, and the answer.
    pub(crate) fn call(&self, operation: &str, request: &Value) -> (u16, Value) {
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={:012}/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
            self.number
        );
        let streams = ["ListStreams", "DescribeStream", "GetShardIterator", "GetRecords"];
        let service = if streams.contains(&operation) {
            "DynamoDBStreams"
        } else {
            "DynamoDB"
        };
        let mut reply = self
            .ministack
            .agent
            .post(&self.ministack.endpoint)
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", format!("{service}_20120810.{operation}"))
            .header("authorization", authorization)
            .send(request.to_string())
            .expect("MiniStack answers");
        let body = reply.body_mut().read_to_string().expect("the answer is text");
        let body = serde_json::from_str(&body).expect("the answer is JSON");
        (reply.status().as_u16(), body)
    }
}
