//! The HTTP side: routes and what holds for each request. Business rules are left to [`crate::service`].

mod assets;
mod children;
mod extract;
mod health;
mod layers;
pub mod openapi;
mod persons;

use std::path::PathBuf;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use persons_model::{Address, BankAccount, ContactInfo, Employment};
use serde::Serialize;

use crate::service::Service;

/// Everything that the server answers.
///
/// `assets` is the directory of the built web client; without it, `/` says how to build one.
pub fn router(service: Service, assets: Option<PathBuf>) -> Router {
    let api = Router::new()
        .merge(persons::routes())
        .merge(children::routes::<Address>())
        .merge(children::routes::<BankAccount>())
        .merge(children::routes::<ContactInfo>())
        .merge(children::routes::<Employment>())
        .merge(openapi::routes())
        .merge(health::routes())
        .with_state(service);
    let all = assets::with_assets(api, assets);
    layers::with_layers(all.method_not_allowed_fallback(assets::wrong_method_answer))
}

/// An answer with a JSON body that no cache keeps: the next request may see another table.
fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => {
            let headers = [
                (
                    header::CONTENT_TYPE,
                    HeaderValue::from_static(lockstep_protocol::JSON),
                ),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ];
            (status, headers, bytes).into_response()
        }
        Err(error) => crate::refusal::Refusal::internal(error).into_response(),
    }
}

/// The answer to a creation: the row, and where it is.
fn created(location: String, body: &impl Serialize) -> Response {
    let mut response = json(StatusCode::CREATED, body);
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
