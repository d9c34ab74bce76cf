//! Pages: a part of a listing, and where it goes on.

use crate::Cursor;

/// A part of a listing. A listing is complete only when a page comes without a cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What was found; may be empty although more follows.
    pub items: Vec<T>,
    /// Where the listing goes on; `None` at its end.
    pub cursor: Option<Cursor>,
}

impl<T> Page<T> {
    /// Converts each element.
    #[must_use]
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(convert).collect(),
            cursor: self.cursor,
        }
    }

    /// Converts each element, up to the first error.
    ///
    /// # Errors
    /// The first error of `convert`.
    pub fn try_map<U, E>(self, convert: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        let items = self.items.into_iter().map(convert).collect::<Result<_, _>>()?;
        Ok(Page {
            items,
            cursor: self.cursor,
        })
    }
}
