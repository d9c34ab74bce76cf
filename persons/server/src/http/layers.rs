//! What holds for every request: ids, traces, limits, compression, headers that browsers heed.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, Response, header};
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use lockstep_protocol::{MAX_BODY_BYTES, ProblemKind, VERSION, VERSION_HEADER};
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::ServiceBuilderExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::request_id::{MakeRequestUuid, RequestId};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use crate::refusal::{Refusal, problem_response};

/// How long a request may take, its body included. One page of the table takes far less than a second.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// What a page of the client may load: itself, nothing from elsewhere. Its wasm must be allowed by name, and its rows
/// are positioned by style attributes.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
     manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Wraps the routes in everything that holds for each request.
pub(crate) fn with_layers(router: Router) -> Router {
    let layers = ServiceBuilder::new()
        .set_x_request_id(MakeRequestUuid)
        .layer(TraceLayer::new_for_http().make_span_with(|request: &Request| {
            let id = request
                .extensions()
                .get::<RequestId>()
                .and_then(|id| id.header_value().to_str().ok());
            tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
        }))
        .propagate_x_request_id()
        .layer(fixed(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "same-origin"))
        .layer(fixed(
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ))
        .layer(fixed(
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ))
        .layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static(VERSION_HEADER),
            HeaderValue::from(VERSION),
        ))
        // Listings are compressed while they are sent, so the fastest level serves them best.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(CsrfLayer::new().with_rejection_response(cross_origin))
        .layer(from_fn(timeout))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES));
    router.layer(layers)
}

fn fixed(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

async fn timeout(request: Request, next: Next) -> axum::response::Response {
    match tokio::time::timeout(REQUEST_TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::new(
            ProblemKind::Timeout,
            format!(
                "the request took longer than {} seconds; a write may or may not have been made",
                REQUEST_TIMEOUT.as_secs()
            ),
        )
        .into_response(),
    }
}

fn cross_origin(_: ProtectionError) -> Response<Body> {
    let refusal = Refusal::new(
        ProblemKind::CrossOrigin,
        "the request was sent by a page of another origin; only this server's own pages may write",
    );
    problem_response(refusal.problem())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the signature that the layer asks for"
)]
fn panicked(panic: Box<dyn Any + Send>) -> Response<Body> {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    let refusal = Refusal::internal(text.unwrap_or("a panic without a message").to_owned());
    tracing::error!(panic = text, "a handler panicked");
    problem_response(refusal.problem())
}
