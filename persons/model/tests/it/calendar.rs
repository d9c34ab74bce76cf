//! Dates and instants against a complete date library.

use jiff::Timestamp;
use jiff::civil::Date;
use persons_model::{CivilDate, Instant};
use proptest::prelude::*;

/// All days of 400 years: then the calendar repeats.
#[test]
fn every_day_of_an_era() {
    let mut date = Date::constant(1800, 1, 1);
    let mut ours = CivilDate::new(1800, 1, 1).expect("a day");
    while date.year() < 2200 {
        assert_eq!(ours.date(), date.to_string());
        let new = CivilDate::new(date.year().into(), date.month().into(), date.day().into());
        assert_eq!(new, Some(ours));
        date = date.tomorrow().expect("before the end of time");
        ours = ours.plus_days(1).expect("before the end of time");
    }
}

#[test]
fn the_first_and_the_last_day() {
    let (first, last) = (CivilDate::new(1, 1, 1), CivilDate::new(9999, 12, 31));
    assert_eq!(first.and_then(|date| date.plus_days(-1)), None);
    assert_eq!(last.and_then(|date| date.plus_days(1)), None);
    assert_eq!(last.and_then(|date| date.plus_days(i32::MAX)), None);
    for date in [first, last].into_iter().flatten() {
        assert_eq!(date.to_string().parse(), Ok(date));
    }
    for (text, outside) in [("0001-01-01T00:00:00.000Z", -1), ("9999-12-31T23:59:59.999Z", 1)] {
        let instant: Instant = text.parse().expect(text);
        assert_eq!(instant.to_string(), text);
        assert_eq!(
            Instant::from_millisecond(instant.as_millisecond() + outside),
            None
        );
    }
}

proptest! {
    #[test]
    fn a_date_is_a_day_where_the_library_says_so(year in -20_i16..10_020, month in -1_i8..15, day in -1_i8..34) {
        let theirs = Date::new(year, month, day).ok().filter(|date| (1..=9999).contains(&date.year()));
        let ours = CivilDate::new(year.into(), month.into(), day.into());
        prop_assert_eq!(ours.map(CivilDate::date), theirs.map(|date| date.to_string()));
        let text = format!("{year:04}-{month:02}-{day:02}");
        prop_assert_eq!(text.parse().ok(), ours.filter(|_| text.len() == 10));
    }

    #[test]
    fn instants_are_written_as_the_library_writes_them(milliseconds in -62_135_596_800_000_i64..=253_402_207_200_000) {
        let ours = Instant::from_millisecond(milliseconds).expect("in the years 1 to 9999");
        let theirs = Timestamp::from_millisecond(milliseconds).expect("in its range");
        prop_assert_eq!(ours.to_string(), format!("{theirs:.3}"));
        prop_assert_eq!(theirs.to_string().parse(), Ok(ours));
        prop_assert_eq!(CivilDate::of_utc(ours).date(), &ours.to_string()[..10]);
    }

    #[test]
    fn a_time_is_read_where_the_library_reads_it(time in "T[0-2][0-9]:[0-6][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?Z") {
        let text = format!("2024-02-29{time}");
        let theirs = text.parse::<Timestamp>().ok();
        let ours = text.parse::<Instant>().ok();
        prop_assert_eq!(ours.map(Instant::as_millisecond), theirs.map(Timestamp::as_millisecond));
        prop_assert_eq!(text.parse::<CivilDate>().is_ok(), theirs.is_some());
    }
}
