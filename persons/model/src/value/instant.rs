//! Moments in time.

use std::fmt;
use std::str::FromStr;

use lockstep_entity::{AsScalar, ScalarRef};

use super::calendar;
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
pub struct Instant {
    /// Since 1970-01-01T00:00:00Z; within the years 1 to 9999.
    milliseconds: i64,
}

impl Instant {
    /// The moment that many milliseconds after 1970-01-01T00:00:00Z; none outside the years 1 to 9999.
    #[must_use]
    pub fn from_millisecond(milliseconds: i64) -> Option<Self> {
        let day = i32::try_from(milliseconds.div_euclid(calendar::DAY)).ok()?;
        calendar::DAYS.contains(&day).then_some(Self { milliseconds })
    }

    /// The number of milliseconds since 1970-01-01T00:00:00Z; negative before it.
    pub fn as_millisecond(self) -> i64 {
        self.milliseconds
    }

    /// The day in UTC, counted from 1970-01-01.
    pub(crate) fn day(self) -> i32 {
        i32::try_from(self.milliseconds.div_euclid(calendar::DAY))
            .expect("an instant lies in the years 1 to 9999")
    }
}

impl FromStr for Instant {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let (date, time) = text.as_bytes().split_at_checked(10).unwrap_or_default();
        calendar::parse_date(date)
            .zip(calendar::parse_utc_time(time))
            .map(|(day, time)| Self {
                milliseconds: i64::from(day) * calendar::DAY + i64::from(time),
            })
            .ok_or_else(|| Invalid::format("Use a date and time in UTC like 2025-01-02T03:04:05.678Z"))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = calendar::civil(self.day());
        let time = self.milliseconds.rem_euclid(calendar::DAY);
        let (minutes, millisecond) = (time / 60_000, time % 60_000);
        write!(
            formatter,
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
            minutes / 60,
            minutes % 60,
            millisecond / 1000,
            millisecond % 1000,
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
        ScalarRef::Integer(self.milliseconds)
    }
}

text_serde!(Instant);
