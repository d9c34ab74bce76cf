//! Values for people. Dates are civil dates: they are written as they are stored and never pass through a time zone.

use js_sys::Date;
use persons_model::{CivilDate, Currency, Instant, Salary};
use wasm_bindgen::JsValue;

/// What stands where there is no value.
pub(crate) const NONE: &str = "-";

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `6 May 1990`
pub(crate) fn date(date: CivilDate) -> String {
    format!("{} {} {}", date.day(), month_name(date.month()), date.year())
}

/// `May 1990`
pub(crate) fn month(date: CivilDate) -> String {
    format!("{} {}", month_name(date.month()), date.year())
}

/// `May 2022 - Present`
pub(crate) fn period(from: CivilDate, until: Option<CivilDate>) -> String {
    format!(
        "{} - {}",
        month(from),
        until.map_or_else(|| "Present".to_owned(), month)
    )
}

/// `22 Nov 2026, 15:42` in the visitor's time zone: an instant, unlike a date, is at different times in different places.
pub(crate) fn instant(instant: Instant) -> String {
    #[expect(clippy::cast_precision_loss, reason = "instants are below 2^53 ms")]
    let local = Date::new(&JsValue::from_f64(instant.as_millisecond() as f64));
    let month = MONTHS.get(local.get_month() as usize).copied().unwrap_or(NONE);
    format!(
        "{} {month} {}, {:02}:{:02}",
        local.get_date(),
        local.get_full_year(),
        local.get_hours(),
        local.get_minutes()
    )
}

/// `$72,500`, `CHF 72,500`: whole units, as a yearly salary is spoken of. A currency that is none, as older rows may have,
/// is shown as it is.
pub(crate) fn salary(salary: Salary, currency: &str) -> String {
    let amount = group_thousands(&format!("{:.0}", salary.as_f64().round()));
    match currency.parse::<Currency>().map(Currency::code) {
        Ok("USD") => format!("${amount}"),
        Ok("EUR") => format!("€{amount}"),
        Ok("GBP") => format!("£{amount}"),
        Ok("JPY") => format!("¥{amount}"),
        Ok("INR") => format!("₹{amount}"),
        Ok(code) => format!("{code} {amount}"),
        Err(_) => format!("{amount} {currency}"),
    }
}

/// `1 person`, `10,000 persons`
pub(crate) fn persons(count: usize) -> String {
    format!(
        "{} {}",
        number(count),
        if count == 1 { "person" } else { "persons" }
    )
}

/// `10,000`
pub(crate) fn number(number: usize) -> String {
    group_thousands(&number.to_string())
}

/// The first letters of the names, for the picture of a person.
pub(crate) fn initials(first_name: &str, last_name: &str) -> String {
    let first = |name: &str| name.chars().find(|letter| letter.is_alphanumeric());
    [first(first_name), first(last_name)]
        .into_iter()
        .flatten()
        .flat_map(char::to_uppercase)
        .collect()
}

fn month_name(month: i32) -> &'static str {
    usize::try_from(month - 1)
        .ok()
        .and_then(|month| MONTHS.get(month))
        .copied()
        .unwrap_or(NONE)
}

/// Puts a comma between groups of three digits.
fn group_thousands(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len() - index;
        let after_digit = grouped.ends_with(|before: char| before.is_ascii_digit());
        if after_digit && left.is_multiple_of(3) && digit.is_ascii_digit() {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1_000), "1,000");
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(group_thousands("-1234"), "-1,234");
        assert_eq!(group_thousands("NaN"), "NaN");
    }

    #[test]
    fn a_date_is_written_as_it_is_stored() {
        let birthday = CivilDate::new(1990, 5, 6).expect("a date");
        assert_eq!(date(birthday), "6 May 1990");
        assert_eq!(month(birthday), "May 1990");
        assert_eq!(period(birthday, None), "May 1990 - Present");
        assert_eq!(
            period(birthday, CivilDate::new(1991, 12, 31)),
            "May 1990 - Dec 1991"
        );
    }

    #[test]
    fn an_odd_currency_does_no_harm() {
        let amount = Salary::from(72_500);
        assert_eq!(salary(amount, "USD"), "$72,500");
        assert_eq!(salary(amount, "CHF"), "CHF 72,500");
        assert_eq!(salary(amount, "12$"), "72,500 12$");
        assert_eq!(salary(amount, ""), "72,500 ");
    }

    #[test]
    fn initials_are_letters() {
        assert_eq!(initials("amara", "Eze"), "AE");
        assert_eq!(initials("¿élan", "(ß)"), "ÉSS");
        assert_eq!(initials("", "  "), "");
    }

    #[test]
    fn one_person_is_singular() {
        assert_eq!(persons(1), "1 person");
        assert_eq!(persons(0), "0 persons");
        assert_eq!(persons(10_000), "10,000 persons");
    }
}
