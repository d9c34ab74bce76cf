//! The types of single values: what they accept, refuse and write.

use persons_model::{
    AccountType, AddressType, Bic, Choice, CivilDate, ContactType, Currency, Gender, Iban, Id, Instant,
    Salary, check_contact,
};
use proptest::prelude::*;

fn parses<T: std::str::FromStr>(text: &str) -> bool {
    text.parse::<T>().is_ok()
}

/// The text that a value of the type is written as.
fn canonical<T: std::str::FromStr + ToString>(text: &str) -> Option<String> {
    text.parse::<T>().ok().map(|value| value.to_string())
}

#[test]
fn ids_are_uuids_with_hyphens() {
    for id in [
        "3fa85f64-5717-4562-b3fc-2c963f66afa6",
        "3fa85f64-5717-1562-83fc-2c963f66afa6",
        "3fa85f64-5717-8562-bffc-2c963f66afa6",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
    ] {
        assert_eq!(canonical::<Id>(id).as_deref(), Some(id));
        assert_eq!(canonical::<Id>(&id.to_uppercase()).as_deref(), Some(id));
    }
    for id in [
        "",
        "3fa85f6457174562b3fc2c963f66afa6",
        "{3fa85f64-5717-4562-b3fc-2c963f66afa6}",
        "urn:uuid:3fa85f64-5717-4562-b3fc-2c963f66afa6",
        "3fa85f64-5717-0562-b3fc-2c963f66afa6",
        "3fa85f64-5717-9562-b3fc-2c963f66afa6",
        "3fa85f64-5717-4562-c3fc-2c963f66afa6",
        "3fa85f64-5717-4562-73fc-2c963f66afa6",
        "3fa85f64-5717-4562-b3fc-2c963f66afag",
        "3fa85f64-5717-4562-b3fc-2c963f66afa6 ",
    ] {
        assert!(!parses::<Id>(id), "{id}");
    }
}

#[test]
fn ids_of_random_bytes_are_ids() {
    for byte in [0, 0x55, 0xff] {
        let id = Id::from_random_bytes([byte; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
    }
}

#[test]
fn dates() {
    for (text, date) in [
        ("1990-05-06", "1990-05-06"),
        ("2024-02-29", "2024-02-29"),
        ("0001-01-01", "0001-01-01"),
        ("9999-12-31", "9999-12-31"),
        ("1990-05-06T00:00:00.000Z", "1990-05-06"),
        ("1990-05-06T23:59:59.999Z", "1990-05-06"),
        ("1990-05-06T14:33:12Z", "1990-05-06"),
        ("1990-05-06T14:33:12.123456789Z", "1990-05-06"),
        ("1969-12-31T23:59:59.9999Z", "1969-12-31"),
    ] {
        let parsed: CivilDate = text.parse().expect(text);
        assert_eq!(parsed.date(), date);
        assert_eq!(parsed.to_string(), format!("{date}T00:00:00.000Z"));
    }
    for text in [
        "",
        "1990-5-6",
        "1990-02-30",
        "2023-02-29",
        "1990-13-01",
        "0000-01-01",
        "10000-01-01",
        "-001-01-01",
        "06.05.1990",
        "1990-05-06T00:00:00",
        "1990-05-06T00:00:00+02:00",
        "1990-05-06 00:00:00Z",
        "1990-05-06T25:00:00Z",
        "1990-05-06T00:00:00Z[UTC]",
        "not-a-date",
    ] {
        assert!(!parses::<CivilDate>(text), "{text}");
    }
}

#[test]
fn days_are_counted_from_1970() {
    let days = |text: &str| text.parse::<CivilDate>().expect(text).days_since_epoch();
    assert_eq!(days("1970-01-01"), 0);
    assert_eq!(days("1969-12-31"), -1);
    assert_eq!(days("2000-03-01"), 11_017);
}

#[test]
fn instants() {
    for (text, written) in [
        ("2025-01-02T03:04:05.678Z", "2025-01-02T03:04:05.678Z"),
        ("2025-01-02T03:04:05Z", "2025-01-02T03:04:05.000Z"),
        ("2025-01-02T03:04Z", "2025-01-02T03:04:00.000Z"),
        ("2025-01-02T03:04:05.678999Z", "2025-01-02T03:04:05.678Z"),
        ("1960-01-02T03:04:05.6789Z", "1960-01-02T03:04:05.678Z"),
    ] {
        assert_eq!(canonical::<Instant>(text).as_deref(), Some(written));
    }
    for text in [
        "",
        "2025-01-02",
        "2025-01-02T03:04:05",
        "2025-01-02T03:04:05+00:00",
        "2025-13-02T03:04:05Z",
    ] {
        assert!(!parses::<Instant>(text), "{text}");
    }
}

#[test]
fn choices_are_stored_as_written_by_the_post() {
    assert_eq!(Gender::TEXTS, ["male", "female", "other", "prefer_not_to_say"]);
    assert_eq!(AddressType::TEXTS, ["home", "work", "billing", "shipping"]);
    assert_eq!(AccountType::TEXTS, ["checking", "savings", "investment"]);
    assert_eq!(
        ContactType::TEXTS,
        ["email", "phone", "mobile", "linkedin", "twitter"]
    );
    assert_eq!(Gender::PreferNotToSay.label(), "Prefer not to say");
    assert!(!parses::<Gender>("Male"));
    assert!(!parses::<AddressType>(""));
}

#[test]
fn choices_parse_what_they_write() {
    fn check<T: Choice + std::str::FromStr + std::fmt::Debug>() {
        assert_eq!(T::ALL.len(), T::TEXTS.len());
        for (value, text) in T::ALL.iter().zip(T::TEXTS) {
            assert_eq!(value.as_str(), *text);
            assert_eq!(text.parse::<T>().ok(), Some(*value));
        }
    }
    check::<Gender>();
    check::<AddressType>();
    check::<AccountType>();
    check::<ContactType>();
}

#[test]
fn currencies() {
    let digits = |code: &str| code.parse::<Currency>().ok().map(Currency::minor_digits);
    assert_eq!(
        [digits("USD"), digits("jpy"), digits("Kwd"), digits("CLF")],
        [Some(2), Some(0), Some(3), Some(4)]
    );
    for code in ["12$", "US", "USDX", "", "ZZZ", "ÄÖÜ", "DEM"] {
        assert!(!parses::<Currency>(code), "{code}");
    }
    let mut codes: Vec<_> = Currency::all().map(Currency::code).collect();
    assert!(
        codes
            .iter()
            .all(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()))
    );
    codes.sort_unstable();
    let count = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), count, "no code stands twice");
}

#[test]
fn ibans_of_the_registry() {
    // The examples that the registry prints.
    for iban in [
        "NO93 8601 1117 947",
        "BE68 5390 0754 7034",
        "DE89 3704 0044 0532 0130 00",
        "GB29 NWBK 6016 1331 9268 19",
        "FR14 2004 1010 0505 0001 3M02 606",
        "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
        "LC55 HEMM 0001 0001 0012 0012 0002 3015",
    ] {
        assert_eq!(canonical::<Iban>(iban).as_deref(), Some(iban));
        let compact = iban.replace(' ', "").to_lowercase();
        assert_eq!(
            compact.parse::<Iban>().expect(iban).as_str(),
            compact.to_uppercase()
        );
    }
}

#[test]
fn ibans_that_are_refused_say_why() {
    let code = |text: &str| text.parse::<Iban>().expect_err(text).code().as_str();
    assert_eq!(code("DE89370400440532013001"), "checksum");
    assert_eq!(code("DE8937040044053201300"), "range");
    assert_eq!(code("DE893704004405320130000"), "range");
    assert_eq!(code("D"), "format");
    assert_eq!(code("1289370400440532013000"), "format");
    assert_eq!(code("DEX9370400440532013000"), "format");
    assert_eq!(code("DE89-3704-0044-0532-0130-00"), "format");
    assert_eq!(code("DE8937040044053201300ü"), "format");
}

#[test]
fn ibans_of_countries_outside_the_registry_have_15_to_34_characters() {
    for length in [15, 34] {
        assert!(Iban::from_parts("ZZ", &"1".repeat(length - 4)).is_ok());
    }
    for length in [14, 35] {
        assert!(
            Iban::from_parts("ZZ", &"1".repeat(length - 4))
                .expect_err("length")
                .is_out_of_range()
        );
    }
}

#[test]
fn bics() {
    for bic in ["DEUTDEFF", "DEUTDEFF500", "deutdeff", "E097AEXX"] {
        assert!(parses::<Bic>(bic), "{bic}");
    }
    for bic in [
        "",
        "DEUTDEF",
        "DEUTDEFF5",
        "DEUTDEFF50",
        "DEUTDEFF5000",
        "DEUT1EFF",
        "DEUTDE-F",
        "DEÜTDEF",
    ] {
        assert!(!parses::<Bic>(bic), "{bic}");
    }
}

#[test]
fn contacts_of_plausible_form() {
    let accepted = |kind, value| check_contact(kind, value).is_ok();
    for value in [
        "jane@example.com",
        "jane.doe+tag@mail.example.co.uk",
        "jörg@bücher.example",
        "o'hara@example.com",
    ] {
        assert!(accepted(ContactType::Email, value), "{value}");
    }
    for value in [
        "jane",
        "@example.com",
        "jane@",
        "jane@example",
        "a@b@c.de",
        "jane doe@example.com",
        "jane@-a.com",
        "jane@a..com",
        ".jane@example.com",
        "<jane@example.com>",
        "jane@exa_mple.com",
    ] {
        assert!(!accepted(ContactType::Email, value), "{value}");
    }
    for kind in [ContactType::Phone, ContactType::Mobile] {
        for value in [
            "12345",
            "+49 30 901820",
            "(555) 123-4567",
            "555.123.4567",
            "1-555-123-4567 x123",
            "123456789012345",
        ] {
            assert!(accepted(kind, value), "{value}");
        }
        for value in [
            "1234",
            "1234567890123456",
            "5+5555",
            "call me 12345",
            "12345 x",
            "12345 x1234567",
            "++12345",
            "",
        ] {
            assert!(!accepted(kind, value), "{value}");
        }
    }
    for value in [
        "linkedin.com/in/jane",
        "https://www.linkedin.com/in/jane-doe/",
        "http://de.linkedin.com/in/jörg_d?originalSubdomain=de",
        "LinkedIn.com/in/Jane.Doe99",
    ] {
        assert!(accepted(ContactType::Linkedin, value), "{value}");
    }
    for value in [
        "jane",
        "linkedin.com/jane",
        "linkedin.com/in/",
        "notlinkedin.com/in/jane",
        "ftp://linkedin.com/in/jane",
        "linkedin.com/in/jane doe",
        ".linkedin.com/in/jane",
    ] {
        assert!(!accepted(ContactType::Linkedin, value), "{value}");
    }
    for value in ["@jane", "jane_doe", "@123456789012345"] {
        assert!(accepted(ContactType::Twitter, value), "{value}");
    }
    for value in [
        "@",
        "",
        "@@jane",
        "@jane.doe",
        "@jane doe",
        "@1234567890123456",
        "@jörg",
    ] {
        assert!(!accepted(ContactType::Twitter, value), "{value}");
    }
}

#[test]
fn a_salary_is_a_json_number_without_loss() {
    for (text, json) in [
        ("72000", "72000"),
        ("72000.00", "72000"),
        ("72000.50", "72000.5"),
        ("0.1", "0.1"),
        ("123456789.012345", "123456789.012345"),
        ("999999999999999", "999999999999999"),
    ] {
        let salary = Salary::parse(text).expect(text);
        assert_eq!(serde_json::to_string(&salary).expect("a number"), json);
        assert_eq!(serde_json::from_str::<Salary>(json).expect(json), salary);
        assert_eq!(serde_json::from_value::<Salary>(text.into()).expect(text), salary);
    }
}

proptest! {
    #[test]
    fn every_date_parses_as_it_is_written(days in -719_162_i32..=2_932_896) {
        let epoch: CivilDate = "1970-01-01".parse().expect("a date");
        let date = epoch.plus_days(days).expect("in the years 1 to 9999");
        prop_assert_eq!(date.days_since_epoch(), days);
        prop_assert_eq!(date.to_string().parse(), Ok(date));
        prop_assert_eq!(date.date().parse(), Ok(date));
        prop_assert_eq!(CivilDate::new(date.year(), date.month(), date.day()), Some(date));
    }

    #[test]
    fn every_instant_parses_as_it_is_written(milliseconds in -62_135_596_800_000_i64..=253_402_300_799_999) {
        let instant = Instant::from_millisecond(milliseconds).expect("in the years 1 to 9999");
        prop_assert_eq!(instant.as_millisecond(), milliseconds);
        prop_assert_eq!(instant.to_string().parse(), Ok(instant));
    }

    #[test]
    fn dates_order_as_their_texts(left in 0_i32..50_000, right in 0_i32..50_000) {
        let epoch: CivilDate = "1900-01-01".parse().expect("a date");
        let (left, right) = (epoch.plus_days(left), epoch.plus_days(right));
        prop_assert_eq!(left.cmp(&right), left.map(|date| date.to_string()).cmp(&right.map(|date| date.to_string())));
    }

    #[test]
    fn every_id_parses_as_it_is_written(bytes: [u8; 16]) {
        let id = Id::from_random_bytes(bytes);
        prop_assert_eq!(id.to_string().parse(), Ok(id));
        prop_assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
    }

    #[test]
    fn every_salary_survives_json(digits in 1_u64..1_000_000_000_000_000, scale in 0_usize..=15) {
        let text = format!("{digits:016}");
        let (whole, fraction) = text.split_at(16 - scale);
        let text = if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") };
        let text = if text.starts_with('.') { format!("0{text}") } else { text };
        let salary = Salary::parse(&text).expect("at most 15 digits");
        let json = serde_json::to_string(&salary).expect("a number");
        // Through a float, as JavaScript reads it.
        let float: f64 = json.parse().expect("a number");
        prop_assert_eq!(float.to_string(), salary.to_string());
        prop_assert_eq!(serde_json::from_str::<Salary>(&json).expect("a salary"), salary);
    }

    /// The check digits catch every single wrong digit and every swap of two neighbours.
    #[test]
    fn a_mistyped_iban_is_noticed(account in "[0-9]{18}", position in 4_usize..21, digit in 0_u8..10) {
        let iban = Iban::from_parts("DE", &account).expect("a German number");
        let digit = char::from(b'0' + digit);
        let mut wrong: Vec<char> = iban.as_str().chars().collect();
        wrong[position] = digit;
        let text: String = wrong.into_iter().collect();
        prop_assert_eq!(parses::<Iban>(&text), text == iban.as_str());
        let mut swapped: Vec<char> = iban.as_str().chars().collect();
        swapped.swap(position, position + 1);
        let text: String = swapped.into_iter().collect();
        prop_assert_eq!(parses::<Iban>(&text), text == iban.as_str());
    }

    /// No input makes a parser panic.
    #[test]
    fn any_text_is_accepted_or_refused(text in "\\PC{0,40}") {
        let _ = (text.parse::<Id>(), text.parse::<CivilDate>(), text.parse::<Instant>(), Salary::parse(&text));
        let _ = (text.parse::<Currency>(), text.parse::<Iban>(), text.parse::<Bic>());
        for kind in ContactType::ALL {
            let _ = check_contact(kind, &text);
        }
    }
}
