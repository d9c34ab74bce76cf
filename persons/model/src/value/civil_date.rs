//! Dates without a time of day.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use lockstep_entity::{AsScalar, ScalarRef};

use super::Instant;
use super::text::text_serde;
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
pub struct CivilDate(Date);

impl CivilDate {
    /// The day of a year, a month (1 to 12) and a day of the month (1 to 31); none if there is no such day.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        let date = Date::new(year, month, day).ok()?;
        (1..=9999).contains(&date.year()).then_some(Self(date))
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// The date alone, `1990-05-06`: what a date field of a form holds.
    pub fn date(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }

    /// The number of days since 1970-01-01; negative before it.
    pub fn days_since_epoch(self) -> i64 {
        const SECONDS_OF_A_DAY: i64 = 86_400;
        self.0.duration_since(Date::constant(1970, 1, 1)).as_secs() / SECONDS_OF_A_DAY
    }

    /// The day that many days later (earlier if negative); none outside the years 1 to 9999.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Option<Self> {
        let date = self.0.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
        (1..=9999).contains(&date.year()).then_some(Self(date))
    }

    /// The date in UTC at an instant; both are limited to the same years.
    #[must_use]
    pub fn of_utc(instant: Instant) -> Self {
        Self(Offset::UTC.to_datetime(instant.timestamp()).date())
    }
}

impl FromStr for CivilDate {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let (date, time) = text.split_at_checked(10).unwrap_or((text, ""));
        parse_date(date.as_bytes())
            .filter(|_| time.is_empty() || is_utc_time(time))
            .ok_or_else(|| Invalid::format("Use a date like 1990-05-06"))
    }
}

/// Whether a text is the second half of an ISO date-time in UTC, such as `T14:33:12Z`. The date before it is the date in
/// UTC, so nothing is left to compute.
fn is_utc_time(text: &str) -> bool {
    let time = text.strip_prefix('T').and_then(|time| time.strip_suffix('Z'));
    time == Some("00:00:00.000")
        // The parser also reads times without colons.
        || time.is_some_and(|time| time.as_bytes().get(2) == Some(&b':') && time.parse::<Time>().is_ok())
}

/// Reads `YYYY-MM-DD` and nothing else.
fn parse_date(text: &[u8]) -> Option<CivilDate> {
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text else {
        return None;
    };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_i16, |number, digit| {
            digit
                .is_ascii_digit()
                .then(|| number * 10 + i16::from(digit - b'0'))
        })
    };
    let month = i8::try_from(number(&[m0, m1])?).ok()?;
    let day = i8::try_from(number(&[d0, d1])?).ok()?;
    CivilDate::new(number(&[y0, y1, y2, y3])?, month, day)
}

impl fmt::Display for CivilDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:04}-{:02}-{:02}T00:00:00.000Z",
            self.year(),
            self.month(),
            self.day()
        )
    }
}

impl fmt::Debug for CivilDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CivilDate({})", self.date())
    }
}

impl AsScalar for CivilDate {
    fn as_scalar(&self) -> ScalarRef<'_> {
        ScalarRef::Integer(self.days_since_epoch())
    }
}

text_serde!(CivilDate);
