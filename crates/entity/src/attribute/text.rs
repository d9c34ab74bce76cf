//! Types that are text in the table.

use std::fmt::Display;
use std::str::FromStr;

use super::AttributeError;
use crate::Value;

/// Stores types as the text that their `Display` writes and their `FromStr` reads, in items and in keys.
///
/// It implements [`Attribute`](crate::Attribute), [`KeyAttribute`](crate::KeyAttribute) and the conversion into a
/// [`Value`](crate::Value) for each type named. For an enum without data `#[derive(AttributeEnum)]` writes all of it.
///
/// ```
/// use std::{fmt, str::FromStr};
/// use lockstep_entity::{Attribute, Value, text_attribute};
///
/// #[derive(Debug, PartialEq)]
/// struct Sku(u32);
///
/// impl fmt::Display for Sku {
///     fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
///         write!(formatter, "SKU-{:04}", self.0)
///     }
/// }
///
/// impl FromStr for Sku {
///     type Err = String;
///     fn from_str(text: &str) -> Result<Self, String> {
///         let digits = text.strip_prefix("SKU-").ok_or("an article number starts with SKU-")?;
///         digits.parse().map(Sku).map_err(|error| error.to_string())
///     }
/// }
///
/// text_attribute!(Sku);
/// assert_eq!(Sku(7).to_value(), Some(Value::from("SKU-0007")));
/// assert_eq!(Sku::from_value(Some(Value::from("SKU-0007"))), Ok(Sku(7)));
/// ```
#[macro_export]
macro_rules! text_attribute {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::Attribute for $type {
            fn to_value(&self) -> ::core::option::Option<$crate::Value> {
                ::core::option::Option::Some($crate::Value::from(self))
            }

            fn from_value(
                value: ::core::option::Option<$crate::Value>,
            ) -> ::core::result::Result<Self, $crate::AttributeError> {
                $crate::__private::text_from_value(value)
            }
        }

        impl $crate::KeyAttribute for $type {
            fn write_key(&self, key: &mut ::std::string::String) {
                $crate::__private::write_display(self, key);
            }
        }

        impl ::core::convert::From<&$type> for $crate::Value {
            fn from(value: &$type) -> Self {
                $crate::Value::String(::std::string::ToString::to_string(value))
            }
        }

        impl ::core::convert::From<$type> for $crate::Value {
            fn from(value: $type) -> Self {
                $crate::Value::from(&value)
            }
        }
    )+};
}

/// Reads a text attribute through `FromStr`.
///
/// # Errors
/// When it is missing, no text, or one that `T` refuses.
pub fn text_from_value<T>(value: Option<Value>) -> Result<T, AttributeError>
where
    T: FromStr,
    T::Err: Display,
{
    match value {
        Some(Value::String(text)) => text.parse().map_err(|error| quoted(&text, &error)),
        Some(other) => Err(AttributeError::wrong_kind("a string", &other)),
        None => Err(AttributeError::missing()),
    }
}

/// Says which text was wrong, and why.
fn quoted(text: &str, reason: &dyn Display) -> AttributeError {
    let end = text.char_indices().nth(60).map_or(text.len(), |(end, _)| end);
    let more = if end < text.len() { "…" } else { "" };
    AttributeError::invalid(format_args!("{:?}{more}: {reason}", &text[..end]))
}

/// Appends what `Display` writes.
pub fn write_display(value: &dyn Display, key: &mut String) {
    use std::fmt::Write;
    write!(key, "{value}").expect("writing to a String fails only if the type's own Display fails");
}
