//! Parts of dates and instants, in UTC, without a database of time zones.

use lockstep_entity::ScalarRef;

const DAY: i64 = 86_400_000;

/// A part of a date or an instant, as a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DatePart {
    /// The year of the proleptic Gregorian calendar.
    Year,
    /// 1 to 12.
    Month,
    /// 1 to 31.
    Day,
    /// From Monday, 1, to Sunday, 7, as ISO 8601 counts.
    Weekday,
    /// 1 to 366.
    DayOfYear,
    /// 0 to 23.
    Hour,
    /// 0 to 59.
    Minute,
    /// 0 to 59: an instant knows no leap seconds.
    Second,
    /// Thousandths of a second, 0 to 999.
    Millisecond,
    /// Days since 1970-01-01.
    Days,
    /// Milliseconds since 1970-01-01T00:00:00Z.
    Instant,
}

impl DatePart {
    #[cfg(feature = "json")]
    pub(crate) const ALL: [Self; 11] = [
        Self::Year,
        Self::Month,
        Self::Day,
        Self::Weekday,
        Self::DayOfYear,
        Self::Hour,
        Self::Minute,
        Self::Second,
        Self::Millisecond,
        Self::Days,
        Self::Instant,
    ];

    /// What its function is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Weekday => "weekday",
            Self::DayOfYear => "day_of_year",
            Self::Hour => "hour",
            Self::Minute => "minute",
            Self::Second => "second",
            Self::Millisecond => "millisecond",
            Self::Days => "days",
            Self::Instant => "instant",
        }
    }

    /// The part of a value: a number is an instant in milliseconds since 1970, a text one in ISO 8601 or a date.
    pub(crate) fn of(self, value: ScalarRef<'_>) -> Option<i64> {
        let instant = match value {
            ScalarRef::Integer(instant) => instant,
            ScalarRef::Text(text) => parse(text)?,
            _ => return None,
        };
        let days = instant.div_euclid(DAY);
        let within = instant.rem_euclid(DAY);
        Some(match self {
            Self::Year => civil(days).0,
            Self::Month => civil(days).1,
            Self::Day => civil(days).2,
            // 1970-01-01 was a Thursday.
            Self::Weekday => (days + 3).rem_euclid(7) + 1,
            Self::DayOfYear => days - days_since_1970(civil(days).0, 1, 1) + 1,
            Self::Hour => within / 3_600_000,
            Self::Minute => within / 60_000 % 60,
            Self::Second => within / 1_000 % 60,
            Self::Millisecond => within % 1_000,
            Self::Days => days,
            Self::Instant => instant,
        })
    }
}

/// Year, month and day. The calendar repeats itself every 400 years, which are 146,097 days; years begin in March here, so that
/// a leap day is the last one of its year.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468; // since 0000-03-01
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Milliseconds since 1970 of `2026-11-22`, `2026-11-22T13:45`, `…:30`, `….125`, each with `Z`, an offset (`+01:00`) or nothing,
/// which is UTC. What lies behind the third decimal is cut off. Nothing else is a date.
fn parse(text: &str) -> Option<i64> {
    let mut reader = Reader(text.as_bytes());
    let year = reader.digits(4)?;
    reader.sign(b'-')?;
    let month = reader.digits(2)?;
    reader.sign(b'-')?;
    let day = reader.digits(2)?;
    let days = days_since_1970(year, month, day);
    if civil(days) != (year, month, day) {
        return None; // the 30th of February
    }
    let mut instant = days * DAY;
    if reader.0.is_empty() {
        return Some(instant);
    }
    reader.sign(b'T').or_else(|| reader.sign(b' '))?;
    let hour = reader.digits(2).filter(|hour| *hour < 24)?;
    reader.sign(b':')?;
    instant += (hour * 60 + reader.digits(2).filter(|minute| *minute < 60)?) * 60_000;
    if reader.sign(b':').is_some() {
        instant += reader.digits(2).filter(|second| *second < 60)? * 1_000;
        if reader.sign(b'.').is_some() {
            instant += reader.thousandths()?;
        }
    }
    let sign = match reader.0.split_first() {
        None | Some((b'Z', [])) => return Some(instant),
        Some((b'+', rest)) => (-1, rest),
        Some((b'-', rest)) => (1, rest),
        Some(_) => return None,
    };
    reader.0 = sign.1;
    let hour = reader.digits(2).filter(|hour| *hour < 24)?;
    reader.sign(b':')?;
    let minute = reader.digits(2).filter(|minute| *minute < 60)?;
    let instant = instant + sign.0 * (hour * 60 + minute) * 60_000;
    reader.0.is_empty().then_some(instant)
}

/// Reads from the beginning of a text.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        let number = digits.iter().try_fold(0, |number, digit| {
            digit
                .is_ascii_digit()
                .then(|| number * 10 + i64::from(digit - b'0'))
        })?;
        self.0 = rest;
        Some(number)
    }

    fn sign(&mut self, sign: u8) -> Option<()> {
        self.0 = self.0.strip_prefix(&[sign])?;
        Some(())
    }

    /// At least one decimal.
    fn thousandths(&mut self) -> Option<i64> {
        let count = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let kept = count.min(3);
        let number = self.digits(kept).filter(|_| count > 0)?;
        self.0 = &self.0[count - kept..];
        Some(number * [1_000, 100, 10, 1][kept])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(text: &str) -> Option<Vec<i64>> {
        use DatePart as P;
        let parts = [
            P::Year,
            P::Month,
            P::Day,
            P::Weekday,
            P::DayOfYear,
            P::Hour,
            P::Minute,
            P::Second,
            P::Millisecond,
        ];
        parts.iter().map(|part| part.of(ScalarRef::Text(text))).collect()
    }

    #[test]
    fn texts_have_parts() {
        let some = |parts: [i64; 9]| Some(parts.to_vec());
        assert_eq!(all("1970-01-01"), some([1970, 1, 1, 4, 1, 0, 0, 0, 0]));
        assert_eq!(all("2024-02-29"), some([2024, 2, 29, 4, 60, 0, 0, 0, 0]));
        assert_eq!(
            all("2026-11-22T13:45"),
            some([2026, 11, 22, 7, 326, 13, 45, 0, 0])
        );
        assert_eq!(
            all("2026-11-22 13:45:30Z"),
            some([2026, 11, 22, 7, 326, 13, 45, 30, 0])
        );
        assert_eq!(
            all("2026-12-31T23:30:00.12599-02:15"),
            some([2027, 1, 1, 5, 1, 1, 45, 0, 125])
        );
        assert_eq!(
            all("2026-01-01T00:00:00.5+00:01"),
            some([2025, 12, 31, 3, 365, 23, 59, 0, 500])
        );
        assert_eq!(
            DatePart::Instant.of(ScalarRef::Text("1969-12-31T23:59:59.999Z")),
            Some(-1)
        );
        assert_eq!(DatePart::Days.of(ScalarRef::Integer(-1)), Some(-1));
    }

    #[test]
    fn other_texts_have_none() {
        for text in [
            "",
            "2026",
            "2026-1-1",
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-01-01T",
            "2026-01-01T24:00",
            "2026-01-01T10:60",
            "2026-01-01T10:00:",
            "2026-01-01T10:00:00.",
            "2026-01-01T10:00Zulu",
            "2026-01-01T10:00+1",
            "2026-01-01T10:00+01:00:00",
            "x026-01-01",
            "２026-01-01",
        ] {
            assert_eq!(all(text), None, "{text}");
        }
        assert_eq!(DatePart::Year.of(ScalarRef::Bool(true)), None);
    }

    proptest! {
        #[test]
        fn days_and_dates_are_each_others_inverse(days in -1_000_000_000..1_000_000_000_i64) {
            let (year, month, day) = civil(days);
            prop_assert_eq!(days_since_1970(year, month, day), days);
            prop_assert!((1..=12).contains(&month) && (1..=31).contains(&day));
            // The next day is the next one of the month, or a first.
            let next = civil(days + 1);
            prop_assert!(next == (year, month, day + 1) || next.2 == 1);
        }
    }
}
