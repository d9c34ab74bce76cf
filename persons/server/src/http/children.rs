//! Routes of what belongs to persons: the same ones for addresses, bank accounts, contacts and employments.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use lockstep_protocol::Written;

use super::extract::{ChildId, JsonObject, PageParams, PersonId};
use super::{created, json};
use crate::refusal::Result;
use crate::service::{ChildRow, Service};

/// The routes of one kind of child.
pub(super) fn routes<C: ChildRow>() -> Router<Service> {
    let path = C::PATH;
    Router::new()
        .route(&format!("/api/{path}"), get(list::<C>).post(create::<C>))
        .route(
            &format!("/api/persons/{{personId}}/{path}"),
            get(list_of_person::<C>).post(create_of_person::<C>),
        )
        .route(
            &format!("/api/persons/{{personId}}/{path}/{{childId}}"),
            get(one::<C>).patch(patch::<C>).delete(delete::<C>),
        )
}

async fn list<C: ChildRow>(State(service): State<Service>, PageParams(page): PageParams) -> Result<Response> {
    Ok(json(StatusCode::OK, &service.list::<C>(page).await?))
}

async fn list_of_person<C: ChildRow>(
    State(service): State<Service>,
    PersonId(person): PersonId,
    PageParams(page): PageParams,
) -> Result<Response> {
    Ok(json(StatusCode::OK, &service.children::<C>(person, page).await?))
}

async fn create<C: ChildRow>(
    State(service): State<Service>,
    JsonObject(body): JsonObject,
) -> Result<Response> {
    Ok(created_child(&service.create_child::<C>(None, body).await?))
}

async fn create_of_person<C: ChildRow>(
    State(service): State<Service>,
    PersonId(person): PersonId,
    JsonObject(body): JsonObject,
) -> Result<Response> {
    Ok(created_child(
        &service.create_child::<C>(Some(person), body).await?,
    ))
}

fn created_child<C: ChildRow>(written: &Written<C>) -> Response {
    let location = format!(
        "/api/persons/{}/{}/{}",
        written.row.person_id(),
        C::PATH,
        written.row.key()
    );
    created(location, written)
}

async fn one<C: ChildRow>(State(service): State<Service>, id: ChildId) -> Result<Response> {
    Ok(json(
        StatusCode::OK,
        &service.child::<C>(id.person, id.child).await?,
    ))
}

async fn patch<C: ChildRow>(
    State(service): State<Service>,
    id: ChildId,
    JsonObject(body): JsonObject,
) -> Result<Response> {
    Ok(json(
        StatusCode::OK,
        &service.patch_child::<C>(id.person, id.child, body).await?,
    ))
}

async fn delete<C: ChildRow>(State(service): State<Service>, id: ChildId) -> Result<StatusCode> {
    service.delete_child::<C>(id.person, id.child).await?;
    Ok(StatusCode::NO_CONTENT)
}
