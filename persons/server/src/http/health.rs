//! `/healthz`: whether the server runs and its table answers.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;

use super::json;
use crate::refusal::Result;
use crate::service::Service;

/// What a healthy server says.
#[derive(Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
    protocol: u32,
}

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/healthz", get(health))
}

async fn health(State(service): State<Service>) -> Result<Response> {
    service.ping().await?;
    let health = Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        protocol: lockstep_protocol::VERSION,
    };
    Ok(json(StatusCode::OK, &health))
}
