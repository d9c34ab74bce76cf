//! Scalars: the values that columns compare, hash and order by.
//!
//! A [`ScalarRef`] borrows from a row, so reading a column allocates nothing. A [`Scalar`] owns its value: it is the
//! literal of a predicate and the key of an index. Both share one total order:
//!
//! `Null` < booleans < numbers < text < ids; integers and floats compare by value, `NaN` equals itself and is the
//! greatest number, `-0.0` equals `0.0`, and text compares by code point, as `DynamoDB` compares string keys.
//!
//! Three-valued logic (a comparison with null is unknown) is the business of whoever evaluates a predicate.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// A column's value, borrowed from its row.
#[derive(Clone, Copy, Debug)]
pub enum ScalarRef<'a> {
    /// No value: the attribute is absent.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number; also days or milliseconds since 1970-01-01 for dates and instants.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text; also the stored name of an enum's variant.
    Text(&'a str),
    /// A 128-bit identifier (a UUID).
    Id(u128),
}

/// A column's value, owned.
#[derive(Clone, Debug)]
pub enum Scalar {
    /// No value.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text.
    Text(Box<str>),
    /// A 128-bit identifier.
    Id(u128),
}

impl ScalarRef<'_> {
    /// Copies the value out of its row.
    #[must_use]
    pub fn to_owned(self) -> Scalar {
        match self {
            Self::Null => Scalar::Null,
            Self::Bool(value) => Scalar::Bool(value),
            Self::Integer(value) => Scalar::Integer(value),
            Self::Float(value) => Scalar::Float(value),
            Self::Text(value) => Scalar::Text(value.into()),
            Self::Id(value) => Scalar::Id(value),
        }
    }

    /// Whether there is no value.
    #[must_use]
    pub fn is_null(self) -> bool {
        matches!(self, Self::Null)
    }

    fn rank(self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Bool(_) => 1,
            Self::Integer(_) | Self::Float(_) => 2,
            Self::Text(_) => 3,
            Self::Id(_) => 4,
        }
    }
}

impl Scalar {
    /// Borrows the value.
    #[must_use]
    pub fn borrow(&self) -> ScalarRef<'_> {
        match self {
            Self::Null => ScalarRef::Null,
            Self::Bool(value) => ScalarRef::Bool(*value),
            Self::Integer(value) => ScalarRef::Integer(*value),
            Self::Float(value) => ScalarRef::Float(*value),
            Self::Text(value) => ScalarRef::Text(value),
            Self::Id(value) => ScalarRef::Id(*value),
        }
    }

    /// Whether there is no value.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// `-0.0` becomes `0.0` and every `NaN` becomes one, so that the order below is the order of values.
fn canonical(value: f64) -> f64 {
    if value.is_nan() {
        f64::NAN.abs()
    } else {
        value + 0.0
    }
}

/// Compares an integer with a float by value: exact, also beyond 2^53 where a cast to `f64` would round.
fn compare_integer_float(integer: i64, float: f64) -> Ordering {
    const TWO_POW_63: f64 = 9_223_372_036_854_775_808.0;
    if float.is_nan() || float >= TWO_POW_63 {
        return Ordering::Less;
    }
    if float < -TWO_POW_63 {
        return Ordering::Greater;
    }
    let floor = float.floor();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the range was checked: the cast is exact"
    )]
    let whole = floor as i64;
    integer.cmp(&whole).then(if float > floor {
        Ordering::Less
    } else {
        Ordering::Equal
    })
}

impl Ord for ScalarRef<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (*self, *other) {
            (Self::Bool(left), Self::Bool(right)) => left.cmp(&right),
            (Self::Integer(left), Self::Integer(right)) => left.cmp(&right),
            (Self::Float(left), Self::Float(right)) => canonical(left).total_cmp(&canonical(right)),
            (Self::Integer(left), Self::Float(right)) => compare_integer_float(left, right),
            (Self::Float(left), Self::Integer(right)) => compare_integer_float(right, left).reverse(),
            (Self::Text(left), Self::Text(right)) => left.cmp(right),
            (Self::Id(left), Self::Id(right)) => left.cmp(&right),
            (left, right) => left.rank().cmp(&right.rank()),
        }
    }
}

impl PartialOrd for ScalarRef<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for ScalarRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for ScalarRef<'_> {}

impl Hash for ScalarRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u8(self.rank());
        match *self {
            Self::Null => {}
            Self::Bool(value) => value.hash(state),
            Self::Integer(value) => value.hash(state),
            Self::Float(value) => {
                let value = canonical(value);
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "only a cast that changes nothing is used"
                )]
                let whole = value as i64;
                // A float that equals an integer must hash like it.
                if compare_integer_float(whole, value) == Ordering::Equal {
                    whole.hash(state);
                } else {
                    value.to_bits().hash(state);
                }
            }
            Self::Text(value) => value.hash(state),
            Self::Id(value) => value.hash(state),
        }
    }
}

impl Ord for Scalar {
    fn cmp(&self, other: &Self) -> Ordering {
        self.borrow().cmp(&other.borrow())
    }
}

impl PartialOrd for Scalar {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        self.borrow() == other.borrow()
    }
}

impl Eq for Scalar {}

impl Hash for Scalar {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.borrow().hash(state);
    }
}

/// A type whose values a column can hold.
#[diagnostic::on_unimplemented(
    message = "a column cannot compare `{Self}`",
    label = "the type of a field that has a column",
    note = "implement `AsScalar` for it, or leave the column out with `#[entity(no_column)]`"
)]
pub trait AsScalar {
    /// Borrows the value as a scalar.
    fn as_scalar(&self) -> ScalarRef<'_>;
}

impl<T: AsScalar> AsScalar for Option<T> {
    fn as_scalar(&self) -> ScalarRef<'_> {
        self.as_ref().map_or(ScalarRef::Null, AsScalar::as_scalar)
    }
}

impl<T: AsScalar + ?Sized> AsScalar for &T {
    fn as_scalar(&self) -> ScalarRef<'_> {
        (**self).as_scalar()
    }
}

impl AsScalar for bool {
    fn as_scalar(&self) -> ScalarRef<'_> {
        ScalarRef::Bool(*self)
    }
}

impl AsScalar for str {
    fn as_scalar(&self) -> ScalarRef<'_> {
        ScalarRef::Text(self)
    }
}

impl AsScalar for String {
    fn as_scalar(&self) -> ScalarRef<'_> {
        ScalarRef::Text(self)
    }
}

impl AsScalar for f64 {
    fn as_scalar(&self) -> ScalarRef<'_> {
        ScalarRef::Float(*self)
    }
}

impl AsScalar for f32 {
    fn as_scalar(&self) -> ScalarRef<'_> {
        ScalarRef::Float(f64::from(*self))
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl AsScalar for $integer {
            fn as_scalar(&self) -> ScalarRef<'_> {
                ScalarRef::Integer(i64::from(*self))
            }
        }
    )*};
}

integers!(i8, i16, i32, i64, u8, u16, u32);

#[cfg(feature = "uuid")]
impl AsScalar for uuid::Uuid {
    fn as_scalar(&self) -> ScalarRef<'_> {
        ScalarRef::Id(self.as_u128())
    }
}

/// As the nearest float: decimals that differ only behind the 15th digit may compare as equal.
#[cfg(feature = "decimal")]
impl AsScalar for rust_decimal::Decimal {
    fn as_scalar(&self) -> ScalarRef<'_> {
        f64::try_from(*self).map_or(ScalarRef::Null, ScalarRef::Float)
    }
}

#[cfg(test)]
mod tests;
