//! Routes of persons.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use persons_model::Person;

use super::extract::{JsonObject, PageParams, PersonId};
use super::{created, json};
use crate::refusal::Result;
use crate::service::Service;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/api/persons", get(list).post(create))
        .route("/api/persons/{personId}", get(one).patch(patch).delete(delete))
        .route("/api/persons/{personId}/all", get(all))
}

async fn list(State(service): State<Service>, PageParams(page): PageParams) -> Result<Response> {
    Ok(json(StatusCode::OK, &service.list::<Person>(page).await?))
}

async fn create(State(service): State<Service>, JsonObject(body): JsonObject) -> Result<Response> {
    let person = service.create_person(body).await?;
    Ok(created(format!("/api/persons/{}", person.id), &person))
}

async fn one(State(service): State<Service>, PersonId(id): PersonId) -> Result<Response> {
    Ok(json(StatusCode::OK, &service.person(id).await?))
}

async fn all(State(service): State<Service>, PersonId(id): PersonId) -> Result<Response> {
    Ok(json(StatusCode::OK, &service.person_with_relations(id).await?))
}

async fn patch(
    State(service): State<Service>,
    PersonId(id): PersonId,
    JsonObject(body): JsonObject,
) -> Result<Response> {
    Ok(json(StatusCode::OK, &service.patch_person(id, body).await?))
}

async fn delete(State(service): State<Service>, PersonId(id): PersonId) -> Result<StatusCode> {
    service.delete_person(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
