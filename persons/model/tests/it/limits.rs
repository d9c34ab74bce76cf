//! Every limit of the model, on both sides.

use persons_model::{Address, BankAccount, ContactInfo, Employment, FieldKind, Person, Presence, Record};

use crate::support::{Sample, only};

/// Every text field takes its most characters and one fewer, and refuses one more; where it must be given, it takes one
/// character and refuses none. New rows and patches alike.
fn text_limits<R: Sample>() {
    for field in R::FIELDS {
        let FieldKind::Text { max } = field.kind else {
            continue;
        };
        for length in [1, max - 1, max] {
            R::create_with(field.name, "x".repeat(length)).expect("within the limits");
            R::change(field.name, "x".repeat(length)).expect("within the limits");
        }
        let too_long = "x".repeat(max + 1);
        assert_eq!(
            only(R::create_with(field.name, too_long.clone())),
            (field.path(), "too_long")
        );
        assert_eq!(only(R::change(field.name, too_long)), (field.path(), "too_long"));
        let empty = [
            R::create_with(field.name, ""),
            R::create_with(field.name, "  "),
            R::change(field.name, ""),
        ];
        for result in empty {
            if field.presence == Presence::Required {
                assert_eq!(only(result), (field.path(), "required"));
            } else {
                result.expect("an optional field may be empty");
            }
        }
    }
}

#[test]
fn texts_of_all_entities() {
    text_limits::<Person>();
    text_limits::<Address>();
    text_limits::<BankAccount>();
    text_limits::<ContactInfo>();
    text_limits::<Employment>();
}

#[test]
fn the_limits_are_those_of_the_published_schema() {
    let limits = |fields: &[persons_model::Field]| -> String {
        fields
            .iter()
            .filter_map(|field| {
                field
                    .kind
                    .max_length()
                    .map(|max| format!("{} {max}\n", field.name))
            })
            .collect()
    };
    let all = [
        Person::FIELDS,
        Address::FIELDS,
        BankAccount::FIELDS,
        ContactInfo::FIELDS,
        Employment::FIELDS,
    ];
    expect_test::expect![[r#"
        firstName 100
        lastName 100
        street 200
        city 100
        state 100
        postalCode 20
        country 100
        bankName 100
        accountNumberLast4 4
        value 200
        companyName 200
        position 100
        department 100
    "#]]
    .assert_eq(&all.map(limits).concat());
}

#[test]
fn lengths_count_utf16_code_units() {
    // One character, two code units, four bytes.
    Person::create_with("firstName", "𝒥".repeat(50)).expect("100 code units");
    assert_eq!(
        only(Person::create_with("firstName", "𝒥".repeat(51))),
        ("/firstName".to_owned(), "too_long")
    );
    // One character, one code unit, two bytes.
    Person::create_with("lastName", "ü".repeat(100)).expect("100 code units");
    assert_eq!(
        only(Person::create_with("lastName", "ü".repeat(101))),
        ("/lastName".to_owned(), "too_long")
    );
    Address::create_with("postalCode", "🏤".repeat(10)).expect("20 code units");
    assert!(Address::create_with("postalCode", "🏤".repeat(11)).is_err());
}

#[test]
fn a_contact_has_at_most_200_characters() {
    let email = |length: usize| format!("{}@example.com", "x".repeat(length - "@example.com".len()));
    ContactInfo::create_with("value", email(200)).expect("200 characters");
    assert_eq!(
        only(ContactInfo::create_with("value", email(201))),
        ("/value".to_owned(), "too_long")
    );
    assert_eq!(
        only(ContactInfo::create_with("value", "")),
        ("/value".to_owned(), "required")
    );
}

#[test]
fn an_account_ends_in_exactly_four_characters() {
    for last4 in ["1234", "12AB", "🏦🏦"] {
        BankAccount::create_with("accountNumberLast4", last4).expect("four code units");
    }
    for last4 in ["123", "12345", "🏦🏦🏦"] {
        let refused = BankAccount::create_with("accountNumberLast4", last4);
        assert_eq!(only(refused), ("/accountNumberLast4".to_owned(), "format"));
    }
}

#[test]
fn a_salary_is_positive_and_has_at_most_15_digits() {
    for salary in [
        "0.01",
        "1",
        "999999999999999",
        "1234567890.12345",
        "1000000000000000000",
    ] {
        Employment::create_with("salary", salary).expect("within the limits");
    }
    for salary in [
        "0",
        "-1",
        "1234567890123456",
        "0.1234567890123456",
        "99999999999999999999999999999999",
    ] {
        let refused = Employment::create_with("salary", salary);
        assert_eq!(only(refused), ("/salary".to_owned(), "range"), "{salary}");
    }
    for salary in ["1e5", "72,000", "72 000", "$5", ".", "1.", "+1"] {
        let refused = Employment::create_with("salary", salary);
        assert_eq!(only(refused), ("/salary".to_owned(), "format"), "{salary}");
    }
    for number in [
        serde_json::json!(1),
        serde_json::json!(0.5),
        serde_json::json!(1e5),
    ] {
        Employment::create_with("salary", number).expect("a JSON number");
    }
    assert_eq!(
        only(Employment::create_with("salary", 0)),
        ("/salary".to_owned(), "range")
    );
    assert_eq!(
        only(Employment::create_with("salary", -0.5)),
        ("/salary".to_owned(), "range")
    );
    assert_eq!(
        only(Employment::create_with("salary", 1e300)),
        ("/salary".to_owned(), "range")
    );
}

#[test]
fn an_employment_ends_on_its_first_day_or_later() {
    Employment::create_with("endDate", "2020-01-01").expect("one day");
    assert_eq!(
        only(Employment::create_with("endDate", "2019-12-31")),
        ("/endDate".to_owned(), "conflict")
    );
    assert_eq!(
        only(Employment::change("startDate", "2025-01-01")),
        ("/endDate".to_owned(), "conflict")
    );
}

#[test]
fn a_current_role_has_no_end_date() {
    assert_eq!(
        only(Employment::create_with("isCurrent", true)),
        ("/endDate".to_owned(), "conflict")
    );
    let mut input = Employment::with("isCurrent", true);
    input["endDate"] = serde_json::Value::Null;
    persons_model::create::<Employment>(&input, crate::support::stamp(), crate::support::today())
        .expect("current");
    Employment::change("endDate", serde_json::Value::Null).expect("ended at an unknown time");
}

#[test]
fn nobody_is_born_tomorrow() {
    Person::create_with("dateOfBirth", "2026-06-01").expect("today");
    assert_eq!(
        only(Person::create_with("dateOfBirth", "2026-06-02")),
        ("/dateOfBirth".to_owned(), "range")
    );
}

#[test]
fn today_is_where_the_day_begins_first() {
    let today = |now: &str| {
        persons_model::Today::anywhere(now.parse().expect("an instant"))
            .0
            .date()
    };
    assert_eq!(today("2026-06-01T09:59:59.999Z"), "2026-06-01");
    assert_eq!(today("2026-06-01T10:00:00.000Z"), "2026-06-02");
}
