//! Reading requests: ids in paths, page queries, JSON bodies. Each refusal says where and how to mend it.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use lockstep_protocol::{
    DEFAULT_PAGE_LIMIT, JSON, MAX_BODY_BYTES, MAX_CURSOR_BYTES, MAX_PAGE_LIMIT, PageQuery, ProblemKind,
};
use persons_model::Id;
use serde_json::{Map, Value};

use crate::refusal::{Refusal, Result};
use crate::service::PageRequest;

/// The person's id in a path such as `/api/persons/{personId}`.
pub(super) struct PersonId(pub(super) Id);

/// The two ids in a path such as `/api/persons/{personId}/addresses/{childId}`.
pub(super) struct ChildId {
    /// The person's id.
    pub(super) person: Id,
    /// The child's id.
    pub(super) child: Id,
}

impl<S: Send + Sync> FromRequestParts<S> for PersonId {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        ids(parts, state).await.map(|[person]| Self(person))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ChildId {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        ids(parts, state)
            .await
            .map(|[person, child]| Self { person, child })
    }
}

/// The ids in a path, in order. The routes have as many parameters as the handlers ask for.
async fn ids<S: Send + Sync, const N: usize>(parts: &mut Parts, state: &S) -> Result<[Id; N]> {
    let Path(segments) = Path::<Vec<String>>::from_request_parts(parts, state)
        .await
        .map_err(|rejection| Refusal::new(ProblemKind::Malformed, rejection.body_text()))?;
    let ids = segments
        .iter()
        .map(|segment| parse_id(segment))
        .collect::<Result<Vec<_>>>()?;
    <[Id; N]>::try_from(ids)
        .map_err(|ids| Refusal::internal(format!("a route has {} ids, its handler wants {N}", ids.len())))
}

/// Reads an id: a UUID in its hyphenated form, in either case.
fn parse_id(text: &str) -> Result<Id> {
    text.parse().map_err(|error| {
        let shown: String = text.chars().take(80).collect();
        Refusal::new(
            ProblemKind::Malformed,
            format!("`{shown}` in the path is not an id: {error}"),
        )
    })
}

/// Which page of a listing is wanted.
pub(super) struct PageParams(pub(super) PageRequest);

impl<S: Send + Sync> FromRequestParts<S> for PageParams {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let Query(query) = Query::<PageQuery>::try_from_uri(&parts.uri)
            .map_err(|rejection| Refusal::new(ProblemKind::Malformed, rejection.body_text()))?;
        let limit = query.limit.unwrap_or(DEFAULT_PAGE_LIMIT);
        if !(1..=MAX_PAGE_LIMIT).contains(&limit) {
            return Err(Refusal::new(
                ProblemKind::Malformed,
                format!("`limit` is {limit}; it must be 1 to {MAX_PAGE_LIMIT} (rows a page)"),
            ));
        }
        if query
            .cursor
            .as_ref()
            .is_some_and(|cursor| cursor.len() > MAX_CURSOR_BYTES)
        {
            return Err(Refusal::new(
                ProblemKind::Malformed,
                format!(
                    "`cursor` is longer than {MAX_CURSOR_BYTES} bytes; send the cursor of the page before, unchanged"
                ),
            ));
        }
        // An empty cursor is how some clients spell the first page.
        Ok(Self(PageRequest {
            limit,
            cursor: query.cursor.filter(|cursor| !cursor.is_empty()),
        }))
    }
}

/// A request's body: one JSON object, of at most [`MAX_BODY_BYTES`].
pub(super) struct JsonObject(pub(super) Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for JsonObject {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        check_content_type(request.headers())?;
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| match rejection {
                BytesRejection::FailedToBufferBody(rejection) if rejection.status() == 413 => Refusal::new(
                    ProblemKind::TooLarge,
                    format!("the body is larger than {MAX_BODY_BYTES} bytes"),
                ),
                other => Refusal::new(ProblemKind::Malformed, other.body_text()),
            })?;
        parse_object(&bytes).map(Self)
    }
}

fn check_content_type(headers: &HeaderMap) -> Result<()> {
    let given = headers
        .get(header::CONTENT_TYPE)
        .map(|value| String::from_utf8_lossy(value.as_bytes()));
    let essence = given
        .as_deref()
        .unwrap_or("")
        .split(';')
        .next()
        .unwrap_or("")
        .trim();
    if essence.eq_ignore_ascii_case(JSON) {
        return Ok(());
    }
    let what = given
        .as_deref()
        .map_or("the body has no content type".to_owned(), |given| {
            format!(
                "the body's content type is `{}`",
                given.chars().take(80).collect::<String>()
            )
        });
    Err(Refusal::new(
        ProblemKind::UnsupportedMediaType,
        format!("{what}; send JSON, with `content-type: {JSON}`"),
    ))
}

fn parse_object(bytes: &[u8]) -> Result<Map<String, Value>> {
    match serde_json::from_slice::<Value>(bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(other) => Err(Refusal::new(
            ProblemKind::Malformed,
            format!(
                "the body is {}; it must be a JSON object such as {{\"field\": \"value\"}}",
                kind(&other)
            ),
        )),
        Err(_) if bytes.is_empty() => Err(Refusal::new(
            ProblemKind::Malformed,
            "the body is empty; it must be a JSON object",
        )),
        Err(error) => Err(Refusal::new(
            ProblemKind::Malformed,
            format!("the body is not JSON: {error}"),
        )),
    }
}

/// What a JSON value is, in words.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn ids_have_one_spelling_but_for_their_case() {
        let id = "0B8E5A3C-7d52-4f0e-9c3a-2f1d6f2b8a10";
        assert_eq!(parse_id(id).expect("it is a UUID").to_string(), id.to_lowercase());
        for wrong in [
            "",
            "7",
            "0b8e5a3c7d524f0e9c3a2f1d6f2b8a10",
            "{0b8e5a3c-7d52-4f0e-9c3a-2f1d6f2b8a1}",
        ] {
            assert!(parse_id(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn malformed_json_is_refused_with_its_place() {
        let refusal = parse_object(b"{\n  \"a\": }").expect_err("a value is missing");
        assert_eq!(
            refusal.problem().detail,
            "the body is not JSON: expected value at line 2 column 8"
        );
        let refusal = parse_object(b"[1]").expect_err("an array is no object");
        assert!(refusal.problem().detail.starts_with("the body is an array;"));
    }

    #[test]
    fn only_json_is_taken() {
        for (given, taken) in [
            (Some("application/json"), true),
            (Some("Application/JSON; charset=utf-8"), true),
            (Some("text/plain"), false),
            (Some("application/jsonp"), false),
            (None, false),
        ] {
            let headers = given.map(|given| (header::CONTENT_TYPE, HeaderValue::from_static(given)));
            assert_eq!(
                check_content_type(&headers.into_iter().collect()).is_ok(),
                taken,
                "{given:?}"
            );
        }
    }
}
