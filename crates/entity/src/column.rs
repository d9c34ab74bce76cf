//! Typed columns: a name, and how to read the value from a row.

use std::fmt;
use std::marker::PhantomData;

use crate::{Name, ScalarRef};

/// A column of rows of type `R` that holds values of type `T`.
///
/// The derive makes one constant a field (`Address::POSTAL_CODE` is a `Column<Address, String>`), so a predicate or an
/// order names a column that exists, with values of its type, or does not compile. Its name is the attribute's name in
/// the table and on the wire.
///
/// ```
/// use lockstep_entity::{AsScalar, Column, ScalarRef};
///
/// struct Task {
///     priority: i32,
/// }
///
/// const PRIORITY: Column<Task, i32> = Column::new("priority", |task| task.priority.as_scalar());
/// assert_eq!(PRIORITY.scalar(&Task { priority: 3 }), ScalarRef::Integer(3));
/// ```
pub struct Column<R, T> {
    name: &'static str,
    read: fn(&R) -> ScalarRef<'_>,
    value: PhantomData<fn() -> T>,
}

impl<R, T> Column<R, T> {
    /// Names a column and says how to read it.
    #[must_use]
    pub const fn new(name: &'static str, read: fn(&R) -> ScalarRef<'_>) -> Self {
        Self {
            name,
            read,
            value: PhantomData,
        }
    }

    /// The attribute's name, for example `postalCode`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Reads the column from a row, without a copy.
    pub fn scalar<'r>(&self, row: &'r R) -> ScalarRef<'r> {
        (self.read)(row)
    }

    /// The function behind [`Column::scalar`].
    pub const fn reader(&self) -> fn(&R) -> ScalarRef<'_> {
        self.read
    }
}

impl<R, T> Clone for Column<R, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, T> Copy for Column<R, T> {}

impl<R, T> fmt::Debug for Column<R, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Column").field(&self.name).finish()
    }
}

/// A column is its attribute's name wherever a request names an attribute.
impl<R, T> From<Column<R, T>> for Name {
    fn from(column: Column<R, T>) -> Self {
        Self::Borrowed(column.name)
    }
}
