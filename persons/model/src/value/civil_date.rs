//! Dates without a time of day.

use std::fmt;
use std::str::FromStr;

use lockstep_entity::{AsScalar, ScalarRef};

use super::text::text_serde;
use super::{Instant, calendar};
use crate::Invalid;

/// A day of the calendar, from 0001-01-01 to 9999-12-31: a date of birth, the first day of a job.
///
/// It has no time zone, so it is the same day for everyone. The table and the wire hold it as the instant at which the
/// day starts in UTC, `1990-05-06T00:00:00.000Z`, because other applications on the table expect an ISO date-time.
/// Accepted are that form, the date alone, and any other date-time in UTC, of which the date counts and the time does
/// not: such values are in tables that the post's application wrote.
///
/// ```
/// use persons_model::CivilDate;
///
/// let born: CivilDate = "1990-05-06".parse()?;
/// assert_eq!(born.to_string(), "1990-05-06T00:00:00.000Z");
/// assert_eq!(born.date(), "1990-05-06");
/// assert_eq!("1990-05-06T23:59:59.999Z".parse::<CivilDate>()?, born);
/// # Ok::<(), persons_model::Invalid>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDate {
    /// Since 1970-01-01; within [`calendar::DAYS`].
    days: i32,
}

impl CivilDate {
    /// The day of a year (1 to 9999), a month (1 to 12) and a day of the month (1 to 31); none if there is no such day.
    #[must_use]
    pub fn new(year: i32, month: i32, day: i32) -> Option<Self> {
        calendar::days(year, month, day).map(|days| Self { days })
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> i32 {
        calendar::civil(self.days).0
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i32 {
        calendar::civil(self.days).1
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> i32 {
        calendar::civil(self.days).2
    }

    /// The date alone, `1990-05-06`: what a date field of a form holds.
    pub fn date(self) -> String {
        let (year, month, day) = calendar::civil(self.days);
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// The number of days since 1970-01-01; negative before it.
    pub fn days_since_epoch(self) -> i32 {
        self.days
    }

    /// The day that many days later (earlier if negative); none outside the years 1 to 9999.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Option<Self> {
        let days = self
            .days
            .checked_add(days)
            .filter(|days| calendar::DAYS.contains(days))?;
        Some(Self { days })
    }

    /// The date in UTC at an instant; both are limited to the same years.
    #[must_use]
    pub fn of_utc(instant: Instant) -> Self {
        Self { days: instant.day() }
    }
}

impl FromStr for CivilDate {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        // In a date-time in UTC the date is the date in UTC, whatever the time: there is nothing to convert.
        let (date, time) = text.as_bytes().split_at_checked(10).unwrap_or_default();
        calendar::parse_date(date)
            .filter(|_| time.is_empty() || calendar::parse_utc_time(time).is_some())
            .map(|days| Self { days })
            .ok_or_else(|| Invalid::format("Use a date like 1990-05-06"))
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = calendar::civil(self.days);
        write!(formatter, "{year:04}-{month:02}-{day:02}T00:00:00.000Z")
    }
}

impl fmt::Debug for CivilDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CivilDate({})", self.date())
    }
}

impl AsScalar for CivilDate {
    fn as_scalar(&self) -> ScalarRef<'_> {
        ScalarRef::Integer(i64::from(self.days))
    }
}

text_serde!(CivilDate);
