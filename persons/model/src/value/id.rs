//! Identifiers.

use std::fmt;
use std::str::FromStr;

use lockstep_entity::{AsScalar, ScalarRef};
use uuid::{Uuid, Variant};

use super::text::text_serde;
use crate::Invalid;

/// The identifier of a row: a UUID of RFC 9562, written in one way only: hyphenated, in lower case.
///
/// Accepted is what zod's `uuid()` accepts, in either case: versions 1 to 8 of the RFC's variant, the nil UUID and the
/// max UUID. Identifiers of two cases would be two keys for one row, so the text is never kept.
///
/// ```
/// use persons_model::Id;
///
/// let id: Id = "3FA85F64-5717-4562-B3FC-2C963F66AFA6".parse()?;
/// assert_eq!(id.to_string(), "3fa85f64-5717-4562-b3fc-2c963f66afa6");
/// assert!("3fa85f6457174562b3fc2c963f66afa6".parse::<Id>().is_err());
/// # Ok::<(), persons_model::Invalid>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Uuid);

impl Id {
    /// Makes a version 4 identifier from 16 random bytes, which the caller draws: this crate has no source of them.
    ///
    /// Six of the 128 bits are replaced by the version and the variant.
    #[must_use]
    pub fn from_random_bytes(bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }

    /// The identifier as a number; it orders as the text does.
    pub fn as_u128(self) -> u128 {
        self.0.as_u128()
    }
}

impl FromStr for Id {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let invalid = || Invalid::format("Use a UUID like 3fa85f64-5717-4562-b3fc-2c963f66afa6");
        // The parser of `uuid` also reads braces, URNs and text without hyphens; none of them is as long as this.
        if text.len() != 36 {
            return Err(invalid());
        }
        let uuid = Uuid::try_parse(text).map_err(|_| invalid())?;
        let of_the_rfc = uuid.get_variant() == Variant::RFC4122 && (1..=8).contains(&uuid.get_version_num());
        if of_the_rfc || uuid.is_nil() || uuid.is_max() {
            Ok(Self(uuid))
        } else {
            Err(invalid())
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.0.as_hyphenated(), formatter)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Id({self})")
    }
}

impl AsScalar for Id {
    fn as_scalar(&self) -> ScalarRef<'_> {
        ScalarRef::Id(self.as_u128())
    }
}

text_serde!(Id);
