//! Pages: a listing arrives in parts, each with the cursor of the next.

use serde::{Deserialize, Serialize};

/// One page of a listing.
///
/// A page may hold fewer rows than were asked for, even none, and still have a successor: only the absence of
/// [`cursor`](Page::cursor) says that the listing is complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in the order of the index that was read.
    pub items: Vec<T>,
    /// Where the next page starts; `None` (JSON `null`) after the last page.
    pub cursor: Option<String>,
}

impl<T> Page<T> {
    /// Whether no page follows.
    pub fn is_last(&self) -> bool {
        self.cursor.is_none()
    }
}

/// The query string of a listing: `?limit=&cursor=`, both optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// The greatest number of rows wanted: 1 to [`MAX_PAGE_LIMIT`](crate::MAX_PAGE_LIMIT).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The cursor of the page before; absent for the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}
