//! The protocol around the engine: what SDKs send, and what does not reach the engine.

#[cfg(feature = "aws")]
mod network;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt as _;

use super::{MAX_BODY_BYTES, router};
use crate::memory_engine;

const SIGNED: &str =
    "AWS4-HMAC-SHA256 Credential=a/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

/// A request as an SDK sends it, with some headers changed; an empty one is left out.
async fn ask(body: impl Into<Body>, changes: &[(&'static str, &str)]) -> (StatusCode, HeaderMap, Vec<u8>) {
    let mut headers = vec![
        ("host", "localhost:8000"),
        ("content-type", "application/x-amz-json-1.0"),
        ("x-amz-target", "DynamoDB_20120810.ListTables"),
        ("authorization", SIGNED),
        ("x-amz-date", "20260101T000000Z"),
    ];
    headers.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    headers.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    let (method, path) = ("POST", "/");
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    send(request.body(body.into()).unwrap()).await
}

async fn send(request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
    let response = router(memory_engine().unwrap()).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, MAX_BODY_BYTES).await.unwrap().to_vec();
    (parts.status, parts.headers, body)
}

/// The status and the exception.
async fn refused(body: impl Into<Body>, changes: &[(&'static str, &str)]) -> (u16, String) {
    let (status, _, body) = ask(body, changes).await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    let name = body["__type"]
        .as_str()
        .unwrap()
        .rsplit('#')
        .next()
        .unwrap()
        .to_owned();
    (status.as_u16(), name)
}

#[tokio::test]
async fn an_answer_has_the_headers_of_the_service() {
    let (status, headers, body) = ask("{}", &[]).await;
    assert_eq!(
        (status, body.as_slice()),
        (StatusCode::OK, br#"{"TableNames":[]}"#.as_slice())
    );
    assert_eq!(headers["content-type"], "application/x-amz-json-1.0");
    assert_eq!(headers["x-amz-crc32"], crc32fast::hash(&body).to_string());
    assert_eq!(headers["x-amzn-requestid"].len(), 52);
    assert!(!headers.contains_key("access-control-allow-origin"));
    let (_, again, _) = ask("{}", &[]).await;
    assert_ne!(headers["x-amzn-requestid"], again["x-amzn-requestid"]);
}

#[tokio::test]
async fn an_answer_is_of_the_type_of_its_request() {
    let (status, headers, _) = ask("{}", &[("content-type", "application/json; charset=utf-8")]).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["content-type"], "application/json");
}

#[tokio::test]
async fn operations_belong_to_one_of_two_apis() {
    let unknown = (400, "UnknownOperationException".to_owned());
    for target in [
        "",
        "ListTables",
        "DynamoDB_20111205.ListTables",
        "DynamoDB_20120810.ListStreams",
        "DynamoDBStreams_20120810.ListTables",
        "DynamoDB_20120810.MakeCoffee",
    ] {
        assert_eq!(
            refused("{}", &[("x-amz-target", target)]).await,
            unknown,
            "{target}"
        );
    }
}

#[tokio::test]
async fn what_is_no_request_does_not_reach_the_engine() {
    let unknown = (404, "UnknownOperationException".to_owned());
    assert_eq!(refused("{}", &[("content-type", "text/plain")]).await, unknown);
    let missing = (400, "MissingAuthenticationTokenException".to_owned());
    assert_eq!(refused("{}", &[("authorization", "")]).await, missing);
    let (status, headers, _) = ask("{}", &[("host", "page.example:8000")]).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(!headers.contains_key("x-amzn-requestid"));
    assert_eq!(
        refused("{", &[]).await,
        (400, "SerializationException".to_owned())
    );
}

#[tokio::test]
async fn a_body_has_sixteen_megabytes_at_most() {
    let body = |length: usize| vec![b' '; length];
    let too_large = (413, "RequestEntityTooLargeException".to_owned());
    let serialization = (400, "SerializationException".to_owned());
    assert_eq!(refused(body(MAX_BODY_BYTES), &[]).await, serialization);
    assert_eq!(refused(body(MAX_BODY_BYTES + 1), &[]).await, too_large);
    let said = (MAX_BODY_BYTES + 1).to_string();
    assert_eq!(refused("{}", &[("content-length", &said)]).await, too_large);
}

#[tokio::test]
async fn other_methods_and_paths() {
    let request = |method: &str, path: &str| {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost");
        request.body(Body::empty()).unwrap()
    };
    let (status, _, body) = send(request("GET", "/")).await;
    assert_eq!(
        (status, body.as_slice()),
        (StatusCode::OK, b"healthy: lockstep\n".as_slice())
    );
    for (method, path) in [
        ("GET", "/shell"),
        ("OPTIONS", "/"),
        ("PUT", "/"),
        ("POST", "/tables"),
    ] {
        assert_eq!(
            send(request(method, path)).await.0,
            StatusCode::NOT_FOUND,
            "{method} {path}"
        );
    }
}
