//! The HTTP front of an engine in this process: `DynamoDB`'s protocol, for the AWS CLI, SDKs and other tools.
//!
//! [`router`] answers as the service's own endpoint does: `POST /` with the operation in `x-amz-target` and the request as
//! JSON (`AWS JSON 1.0`, the API versions `DynamoDB_20120810` and `DynamoDBStreams_20120810`). Requests must be signed, as
//! every SDK does, but any signature is accepted: there are no accounts here. So it is for the loopback interface, and keeps
//! web pages out: it answers only to names of this machine, which a page that had its own name point here does not use, and
//! it permits no other origin.
//!
//! Listening is left to the caller:
//!
//! ```no_run
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use lockstep_table::{endpoint, file_engine};
//!
//! let engine = file_engine("data/notes.db")?;
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8000").await?;
//! axum::serve(listener, endpoint::router(engine)).await?;
//! # Ok(())
//! # }
//! ```

mod authorization;
mod host;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::de::IgnoredAny;
use tokio::sync::Semaphore;

use crate::calls::Calls;
use crate::{Engine, Reply};

/// The greatest body of a request, in bytes: `DynamoDB`'s own limit for a batch.
pub const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// How many requests are read and answered at once; the others wait. It bounds the memory that bodies take.
const MAX_REQUESTS: usize = 64;

/// How long the body of a request may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// What SDKs send.
const AMZ_JSON: &str = "application/x-amz-json-1.0";
/// What is taken as well.
const JSON: &str = "application/json";

/// The operations of the second API.
const STREAMS: [&str; 4] = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];

#[derive(Clone)]
struct Endpoint {
    calls: Calls,
    requests: Arc<Semaphore>,
}

/// Answers `DynamoDB` requests with what an engine answers.
///
/// `GET /` says that the endpoint is there; everything else is answered in the service's own form.
pub fn router(engine: Arc<dyn Engine>) -> Router {
    let endpoint = Endpoint {
        calls: Calls::new(engine),
        requests: Arc::new(Semaphore::new(MAX_REQUESTS)),
    };
    Router::new().fallback(answer).with_state(endpoint)
}

async fn answer(State(endpoint): State<Endpoint>, request: Request) -> Response {
    if let Err(refused) = host::check(request.headers()) {
        return refused.into_response();
    }
    if request.method() == Method::GET && request.uri().path() == "/" {
        return "healthy: lockstep\n".into_response();
    }
    let kind = content_type(request.headers());
    let reply = endpoint.reply(request, kind).await;
    response(
        reply.unwrap_or_else(Refusal::into_reply),
        kind.unwrap_or(AMZ_JSON),
    )
}

impl Endpoint {
    async fn reply(&self, request: Request, kind: Option<&'static str>) -> Result<Reply, Refusal> {
        if request.method() != Method::POST || request.uri().path() != "/" {
            let message = "requests of this API are sent with POST to the path /";
            return Err(Refusal::new(404, UNKNOWN_OPERATION, message));
        }
        // Nobody closes it; without a turn the request would only wait elsewhere.
        let _turn = self.requests.acquire().await.ok();
        let (parts, body) = request.into_parts();
        if kind.is_none() {
            let message = format!("the content type must be {AMZ_JSON}");
            return Err(Refusal::new(404, UNKNOWN_OPERATION, message));
        }
        let body = read(body, &parts.headers).await?;
        let operation = operation(&parts.headers).and_then(|operation| {
            authorization::check(&parts.headers, parts.uri.query().unwrap_or_default())?;
            Ok(operation.to_owned())
        });
        // What is no JSON is refused for that, whatever it asks for and whoever asks.
        let operation = operation.map_err(|refusal| match serde_json::from_slice::<IgnoredAny>(&body) {
            Ok(_) => refusal,
            Err(_) => Refusal::new(400, "com.amazon.coral.service#SerializationException", ""),
        })?;
        self.calls.call(operation, body).await.map_err(|_| {
            Refusal::new(
                500,
                "com.amazonaws.dynamodb.v20120810#InternalServerError",
                "the engine failed",
            )
        })
    }
}

const UNKNOWN_OPERATION: &str = "com.amazon.coral.service#UnknownOperationException";

/// Why a request does not reach the engine.
#[derive(Debug, PartialEq)]
struct Refusal {
    status: u16,
    exception: &'static str,
    message: String,
}

impl Refusal {
    fn new(status: u16, exception: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            exception,
            message: message.into(),
        }
    }

    fn into_reply(self) -> Reply {
        let mut body = serde_json::json!({ "__type": self.exception });
        if !self.message.is_empty() {
            body["message"] = self.message.into();
        }
        Reply::new(self.status, body.to_string())
    }
}

/// What a request says that it is, if it is JSON; its answer is of the same type. No web page can send either without
/// asking first.
fn content_type(headers: &HeaderMap) -> Option<&'static str> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let kind = kind.split(';').next().unwrap_or_default().trim();
    [AMZ_JSON, JSON]
        .into_iter()
        .find(|known| kind.eq_ignore_ascii_case(known))
}

/// The operation that a request names.
fn operation(headers: &HeaderMap) -> Result<&str, Refusal> {
    let target = headers
        .get("x-amz-target")
        .and_then(|target| target.to_str().ok());
    let named = target.and_then(|target| target.split_once('.'));
    match named {
        Some(("DynamoDB_20120810", operation)) if !STREAMS.contains(&operation) => Ok(operation),
        Some(("DynamoDBStreams_20120810", operation)) if STREAMS.contains(&operation) => Ok(operation),
        _ => Err(Refusal::new(400, UNKNOWN_OPERATION, String::new())),
    }
}

async fn read(body: Body, headers: &HeaderMap) -> Result<Bytes, Refusal> {
    let too_large = || {
        let message = format!("the body of a request has at most {MAX_BODY_BYTES} bytes");
        Refusal::new(
            413,
            "com.amazon.coral.service#RequestEntityTooLargeException",
            message,
        )
    };
    // What says itself that it is too large is not read at all.
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok());
    if length
        .and_then(|length| length.parse::<u64>().ok())
        .is_some_and(|length| length > MAX_BODY_BYTES as u64)
    {
        return Err(too_large());
    }
    match tokio::time::timeout(BODY_TIMEOUT, to_bytes(body, MAX_BODY_BYTES)).await {
        Ok(Ok(body)) => Ok(body),
        // The connection broke, or there is more than the limit; of the first nobody hears.
        Ok(Err(_)) => Err(too_large()),
        Err(_) => {
            let message = format!("the body did not arrive within {} s", BODY_TIMEOUT.as_secs());
            Err(Refusal::new(
                408,
                "com.amazon.coral.service#RequestTimeoutException",
                message,
            ))
        }
    }
}

/// A reply with the headers that SDKs look at.
fn response(reply: Reply, kind: &'static str) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let checksum = crc32fast::hash(&reply.body);
    let mut response = (status, reply.body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert("x-amz-crc32", HeaderValue::from(checksum));
    if let Ok(id) = HeaderValue::try_from(request_id()) {
        headers.insert("x-amzn-requestid", id);
    }
    response
}

/// A name for a request, in the service's form.
fn request_id() -> String {
    const LENGTH: usize = 52;
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    (0..LENGTH)
        .map(|_| char::from(SIGNS[fastrand::usize(..SIGNS.len())]))
        .collect()
}

#[cfg(test)]
mod tests;
