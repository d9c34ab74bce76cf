//! Moments in time.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::tz::Offset;
use lockstep_entity::{AsScalar, ScalarRef};

use super::text::text_serde;
use crate::Invalid;

/// A moment, in whole milliseconds, from the year 1 to the year 9999 (UTC): when a row was created or changed.
///
/// Written as `2025-01-02T03:04:05.678Z`. Accepted is any ISO date-time in UTC that ends in `Z`, with seconds and a
/// fraction or without, as zod's `iso.datetime()` does; a fraction is cut to milliseconds.
///
/// ```
/// use persons_model::Instant;
///
/// let created: Instant = "2025-01-02T03:04:05Z".parse()?;
/// assert_eq!(created.to_string(), "2025-01-02T03:04:05.000Z");
/// assert_eq!(created.as_millisecond(), 1_735_787_045_000);
/// # Ok::<(), persons_model::Invalid>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Timestamp);

impl Instant {
    /// The moment that many milliseconds after 1970-01-01T00:00:00Z; none outside the years 1 to 9999.
    #[must_use]
    pub fn from_millisecond(milliseconds: i64) -> Option<Self> {
        let timestamp = Timestamp::from_millisecond(milliseconds).ok()?;
        (1..=9999)
            .contains(&Offset::UTC.to_datetime(timestamp).year())
            .then_some(Self(timestamp))
    }

    /// The number of milliseconds since 1970-01-01T00:00:00Z; negative before it.
    pub fn as_millisecond(self) -> i64 {
        self.0.as_millisecond()
    }

    pub(crate) fn timestamp(self) -> Timestamp {
        self.0
    }
}

impl FromStr for Instant {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        // The parser also reads other offsets, a space for the `T` and time zones in brackets.
        let in_utc = text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T');
        in_utc
            .then(|| text.parse::<Timestamp>().ok())
            .flatten()
            .and_then(|timestamp| Self::from_millisecond(floor_to_millisecond(timestamp)))
            .ok_or_else(|| Invalid::format("Use a date and time in UTC like 2025-01-02T03:04:05.678Z"))
    }
}

/// A fraction is cut towards the past, also before 1970: the date must not change by rounding.
fn floor_to_millisecond(timestamp: Timestamp) -> i64 {
    const NANOSECONDS: i128 = 1_000_000;
    i64::try_from(timestamp.as_nanosecond().div_euclid(NANOSECONDS)).unwrap_or(i64::MAX)
}

impl fmt::Display for Instant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let utc = Offset::UTC.to_datetime(self.0);
        write!(
            formatter,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            utc.year(),
            utc.month(),
            utc.day(),
            utc.hour(),
            utc.minute(),
            utc.second(),
            utc.millisecond(),
        )
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Instant({self})")
    }
}

impl AsScalar for Instant {
    fn as_scalar(&self) -> ScalarRef<'_> {
        ScalarRef::Integer(self.as_millisecond())
    }
}

text_serde!(Instant);
