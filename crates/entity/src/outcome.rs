//! Whether a request of an entity can be refused.

use crate::{Entity, Error};

/// What making a request of `E` gives: the request, or an `Error` where the entity has values that it refuses.
///
/// For an entity without `validate` and `unique_keys` it is the request itself; for one with them a `Result`.
pub type Outcome<E, T> = <<E as Entity>::Checks as Checks>::Outcome<T>;

/// Whether an entity refuses some rows: [`Unchecked`] or [`Checked`].
pub trait Checks: sealed::Sealed {
    /// The request, or an error in its place.
    type Outcome<T>;

    #[doc(hidden)]
    fn outcome<T>(made: Result<T, Error>) -> Self::Outcome<T>;
}

/// Every row that the type admits can be written.
#[derive(Clone, Copy, Debug)]
pub struct Unchecked;

/// Some rows are refused: the entity has `validate` or `unique_keys`.
#[derive(Clone, Copy, Debug)]
pub struct Checked;

impl Checks for Unchecked {
    type Outcome<T> = T;

    fn outcome<T>(made: Result<T, Error>) -> T {
        made.expect(
            "a row and its primary key have every attribute of the primary key, and nothing is refused",
        )
    }
}

impl Checks for Checked {
    type Outcome<T> = Result<T, Error>;

    fn outcome<T>(made: Result<T, Error>) -> Result<T, Error> {
        made
    }
}

mod sealed {
    pub trait Sealed {}

    impl Sealed for super::Unchecked {}
    impl Sealed for super::Checked {}
}
