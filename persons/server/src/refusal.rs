//! Refusals: what the client is told, and what the log gets, are two fields of one error.

use std::error::Error;
use std::fmt;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use lockstep_protocol::{FieldError, PROBLEM_JSON, Problem, ProblemKind};

/// Why a request was not carried out.
#[derive(Debug)]
pub struct Refusal {
    problem: Box<Problem>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

/// The result of carrying out a request.
pub type Result<T> = std::result::Result<T, Refusal>;

impl Refusal {
    /// A refusal with the problem that the client is told.
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self {
            problem: Box::new(Problem::new(kind, detail)),
            cause: None,
        }
    }

    /// A refusal of a body because of its fields.
    ///
    /// `what` names the row, as in `the address`.
    pub fn invalid(what: &str, errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [one] => format!("{what} is refused: {one}"),
            many => format!("{what} is refused: {} of its fields are not valid", many.len()),
        };
        let mut refusal = Self::new(ProblemKind::Invalid, detail);
        refusal.problem.errors = errors;
        refusal
    }

    /// A failure of the server, of which the client is told only that it happened.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(
            ProblemKind::Internal,
            "an error that should not occur; the server's log has the details under this request's id",
        )
        .caused_by(cause)
    }

    /// Adds the error that the log gets.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// What the client is told.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(formatter)
    }
}

impl Error for Refusal {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if let Some(cause) = &self.cause {
            let cause = Chain(cause.as_ref());
            if self.problem.status >= 500 {
                tracing::error!(kind = self.problem.kind.uri(), %cause, "refused");
            } else {
                tracing::debug!(kind = self.problem.kind.uri(), %cause, "refused");
            }
        }
        problem_response(&self.problem)
    }
}

/// The answer that carries a problem.
pub(crate) fn problem_response<B: From<String>>(problem: &Problem) -> Response<B> {
    let body = serde_json::to_string(problem).expect("a problem has only text keys, so it has a JSON form");
    let mut response = Response::new(B::from(body));
    *response.status_mut() =
        StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An error with everything that caused it, on one line.
pub struct Chain<'e>(pub &'e (dyn Error + 'e));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = self.0.to_string();
        formatter.write_str(&before)?;
        let mut next = self.0.source();
        while let Some(error) = next {
            // Many errors repeat their cause in their own text.
            let text = error.to_string();
            if !before.contains(&text) {
                write!(formatter, ": {text}")?;
            }
            before = text;
            next = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn a_refusal_keeps_its_cause_out_of_the_answer() {
        let refusal = Refusal::internal(std::io::Error::other("disk full"));
        assert_eq!(
            refusal.source().map(ToString::to_string).as_deref(),
            Some("disk full")
        );
        let response: Response<Body> = problem_response(refusal.problem());
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!refusal.problem().to_string().contains("disk full"));
    }

    #[test]
    fn a_single_wrong_field_is_named_in_the_detail() {
        let refusal = Refusal::invalid(
            "the note",
            vec![FieldError::new("/title", "length", "is too long")],
        );
        assert_eq!(
            refusal.problem().detail,
            "the note is refused: /title is too long"
        );
    }
}
