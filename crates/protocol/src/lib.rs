//! The wire types between a Lockstep server and its clients: pages of rows, answers to writes, problems, limits.
//!
//! The types are generic over the row, so both sides of an application share them with their own entities. They do no
//! IO: who sends a request and how, which routes there are, and what a row looks like, is left to others.
//!
//! The JSON of each type is a promise, held by the golden tests of this crate. A change of it is a new
//! [`VERSION`].

mod limits;
mod page;
mod problem;
mod written;

pub use limits::{DEFAULT_PAGE_LIMIT, MAX_BODY_BYTES, MAX_CURSOR_BYTES, MAX_PAGE_LIMIT};
pub use page::{Page, PageQuery};
pub use problem::{FieldError, Problem, ProblemKind};
pub use written::Written;

/// The version of the wire types. It grows with each change that an older client could not read.
///
/// History: 1 (first): pages, written rows, problems.
pub const VERSION: u32 = 1;

/// The response header that carries [`VERSION`], in lower case.
pub const VERSION_HEADER: &str = "lockstep-version";

/// The media type of requests and of successful answers.
pub const JSON: &str = "application/json";

/// The media type of a [`Problem`] (RFC 9457, section 3).
pub const PROBLEM_JSON: &str = "application/problem+json";
