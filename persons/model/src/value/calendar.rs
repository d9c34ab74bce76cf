//! The proleptic Gregorian calendar and ISO 8601 times in UTC: the few functions that dates and instants need.
//!
//! A date library would bring time zones, locales and a hundred kilobytes into the client; tests compare every answer here
//! with one. The conversions count years from March, so that the leap day is the last day of its year and a date is a sum
//! without a table; Howard Hinnant describes them in "chrono-compatible low-level date algorithms".

/// The days from 0001-01-01 to 9999-12-31, counted from 1970-01-01.
pub(crate) const DAYS: std::ops::RangeInclusive<i32> = -719_162..=2_932_896;

/// Milliseconds of a day.
pub(crate) const DAY: i64 = 24 * 60 * 60 * 1000;

/// Days of 400 years, after which the calendar repeats.
const DAYS_OF_ERA: i32 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const DAYS_TO_EPOCH: i32 = 719_468;

/// The number of days from 1970-01-01 to a day; none if there is no such day in the years 1 to 9999.
pub(crate) fn days(year: i32, month: i32, day: i32) -> Option<i32> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + i32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    if !(1..=9999).contains(&year) || !(1..=last).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    // From March on, every five months have 153 days.
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    Some(era * DAYS_OF_ERA + year * 365 + year / 4 - year / 100 + day_of_year - DAYS_TO_EPOCH)
}

/// Year, month and day of the month of a day in [`DAYS`].
pub(crate) fn civil(days: i32) -> (i32, i32, i32) {
    let days = days + DAYS_TO_EPOCH;
    let (era, day_of_era) = (days.div_euclid(DAYS_OF_ERA), days.rem_euclid(DAYS_OF_ERA));
    let leap_days = day_of_era / 1_460 - day_of_era / 36_524 + day_of_era / 146_096;
    let year = (day_of_era - leap_days) / 365;
    let day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i32::from(month <= 2), month, day)
}

/// Reads `YYYY-MM-DD` and nothing else, as days since 1970-01-01.
pub(crate) fn parse_date(text: &[u8]) -> Option<i32> {
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text else {
        return None;
    };
    days(number(&[y0, y1, y2, y3])?, number(&[m0, m1])?, number(&[d0, d1])?)
}

/// Reads the second half of an ISO date-time in UTC (`T14:33Z`, `T14:33:12Z`, `T14:33:12.123Z`) as milliseconds since
/// midnight; a longer fraction is cut.
pub(crate) fn parse_utc_time(text: &[u8]) -> Option<i32> {
    let (hour, minute, rest) = match text {
        &[b'T', h0, h1, b':', m0, m1, ref rest @ ..] => (number(&[h0, h1])?, number(&[m0, m1])?, rest),
        _ => return None,
    };
    let (second, fraction) = match rest {
        [b'Z'] => (0, &[][..]),
        &[b':', s0, s1, b'Z'] => (number(&[s0, s1])?, &[][..]),
        &[b':', s0, s1, b'.', ref fraction @ .., b'Z'] if !fraction.is_empty() => {
            (number(&[s0, s1])?, fraction)
        }
        _ => return None,
    };
    if hour > 23 || minute > 59 || second > 59 || !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |position: usize| i32::from(fraction.get(position).map_or(0, |digit| digit - b'0'));
    let millisecond = digit(0) * 100 + digit(1) * 10 + digit(2);
    Some(((hour * 60 + minute) * 60 + second) * 1000 + millisecond)
}

fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + i32::from(digit - b'0'))
    })
}
