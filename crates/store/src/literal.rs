//! Literals: which values a column can be compared with.

use lockstep_entity::{AsScalar, Scalar};

/// A value that can be compared with a column of values of type `T`.
///
/// A `T` or a reference to one; for text also `&str`; for an optional column also the value without `Option`. So
/// a comparison of a column with a value of another type does not compile.
pub trait Literal<T> {
    /// The value, as predicates keep it.
    fn into_scalar(self) -> Scalar;
}

impl<T: AsScalar> Literal<T> for T {
    fn into_scalar(self) -> Scalar {
        self.as_scalar().to_owned()
    }
}

impl<T: AsScalar> Literal<T> for &T {
    fn into_scalar(self) -> Scalar {
        self.as_scalar().to_owned()
    }
}

impl<T: AsScalar> Literal<Option<T>> for T {
    fn into_scalar(self) -> Scalar {
        self.as_scalar().to_owned()
    }
}

impl<T: AsScalar> Literal<Option<T>> for &T {
    fn into_scalar(self) -> Scalar {
        self.as_scalar().to_owned()
    }
}

impl Literal<String> for &str {
    fn into_scalar(self) -> Scalar {
        self.as_scalar().to_owned()
    }
}

impl Literal<Option<String>> for &str {
    fn into_scalar(self) -> Scalar {
        self.as_scalar().to_owned()
    }
}
