//! The web client: static files, compressed when they were built, and one page for every other path.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use lockstep_protocol::ProblemKind;
use tower::ServiceExt as _;
use tower_http::services::{ServeDir, ServeFile};

use crate::refusal::Refusal;

/// The directory under which each name holds a hash of the file's content.
const HASHED: &str = "/assets/";

/// What answers when the client is not built.
const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>persons</title>\
    <h1>The web client is not built</h1>\
    <p>Build it with <code>cargo xtask build-web</code>, then start the server again; \
    or say where it is with <code>persons serve --assets DIR</code>.</p>\
    <p>The JSON API works without it: <a href=/api/openapi.json>/api/openapi.json</a>.</p>\n";

/// Answers every path that no route answers: from `dir`, or with a page that says how to build the client.
pub(crate) fn with_assets(router: Router, dir: Option<PathBuf>) -> Router {
    router.fallback(move |request: Request| {
        let dir = dir.clone();
        async move { answer(request, dir.as_deref()).await }
    })
}

async fn answer(request: Request, dir: Option<&Path>) -> Response {
    let path = request.uri().path().to_owned();
    if path == "/api" || path.starts_with("/api/") {
        return no_such_path(&path).into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return wrong_method(&request).into_response();
    }
    let wants_page = request
        .headers()
        .get_all(header::ACCEPT)
        .iter()
        .any(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")));
    let Some(dir) = dir else {
        return if path == "/" || wants_page {
            (StatusCode::NOT_FOUND, Html(NOT_BUILT)).into_response()
        } else {
            no_such_path(&path).into_response()
        };
    };
    let (parts, _) = request.into_parts();
    let files = ServeDir::new(dir).precompressed_br().precompressed_gzip();
    let mut response = serve(
        files,
        Request::from_parts(parts.clone(), axum::body::Body::empty()),
    )
    .await;
    if response.status() == StatusCode::NOT_FOUND {
        if !wants_page || path.starts_with(HASHED) {
            return no_such_path(&path).into_response();
        }
        let page = ServeFile::new(dir.join("index.html"))
            .precompressed_br()
            .precompressed_gzip();
        response = serve(page, Request::from_parts(parts, axum::body::Body::empty())).await;
    }
    let policy = if path.starts_with(HASHED) && response.status().is_success() {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(policy));
    response
}

async fn serve<S, B>(service: S, request: Request) -> Response
where
    S: tower::Service<Request, Response = Response<B>, Error = std::convert::Infallible>,
    Response<B>: IntoResponse,
{
    match service.oneshot(request).await {
        Ok(response) => response.into_response(),
        Err(never) => match never {},
    }
}

fn no_such_path(path: &str) -> Refusal {
    let shown: String = path.chars().take(200).collect();
    Refusal::new(
        ProblemKind::NotFound,
        format!("there is nothing at {shown}; /api/openapi.json lists every path"),
    )
}

/// Answers a method that a path does not have; the header `allow` names those it has.
pub(crate) async fn wrong_method_answer(request: Request) -> Refusal {
    wrong_method(&request)
}

fn wrong_method(request: &Request) -> Refusal {
    let path: String = request.uri().path().chars().take(200).collect();
    Refusal::new(
        ProblemKind::MethodNotAllowed,
        format!(
            "{path} does not take {}; /api/openapi.json lists what it takes",
            request.method()
        ),
    )
}
