//! Defects of the application that this one follows, each with the test that would have caught it. The numbers are those
//! of the list that they were measured in.

use lockstep_entity::{Entity, Item, Patch, Value as Attribute};
use persons_model::{Address, BankAccount, Employment, Person, PersonPatch, Record, create, update};
use serde_json::{Value, json};

use crate::support::{PERSON_ID, Sample, only, stamp, today};

/// D2: all data of a person stands in one partition.
#[test]
fn d2_a_person_and_its_children_share_a_partition() {
    fn partition<R: Record>(row: &R) -> Option<String> {
        match row.to_item().get("pk") {
            Some(Attribute::String(key)) => Some(key.clone()),
            _ => None,
        }
    }
    let mut of_the_person = stamp();
    of_the_person.id = crate::support::id(PERSON_ID);
    let person: Person = create(&Person::sample(), of_the_person, today()).expect("valid");
    let expected = Some(format!("PERSON#{PERSON_ID}"));
    assert_eq!(partition(&person), expected);
    assert_eq!(partition(&Address::row()), expected);
    assert_eq!(partition(&BankAccount::row()), expected);
    assert_eq!(partition(&persons_model::ContactInfo::row()), expected);
    assert_eq!(partition(&Employment::row()), expected);
}

/// D4, D5: writers of different fields do not undo each other.
#[test]
fn d4_d5_patches_of_different_fields_both_win() {
    let before = Person::row();
    let (_, first) = update(&before, &json!({ "firstName": "Janet" }), today()).expect("valid");
    let (_, second) = update(&before, &json!({ "lastName": "Roe" }), today()).expect("valid");
    let mut after = before.clone();
    second.apply(&mut after);
    first.apply(&mut after);
    assert_eq!(after.full_name(), "Janet Roe");
    assert_eq!(PersonPatch::between(&before, &after).date_of_birth, None);
}

/// D6: a change cannot move a child to another person.
#[test]
fn d6_a_child_keeps_its_person() {
    let moved = Address::change("personId", "00000000-0000-0000-0000-000000000000");
    assert_eq!(only(moved), ("/personId".to_owned(), "read_only"));
}

/// D8: changes obey the same rules as new rows.
#[test]
fn d8_changes_are_validated() {
    assert_eq!(
        only(Person::change("firstName", "")),
        ("/firstName".to_owned(), "required")
    );
    assert_eq!(
        only(Person::change("firstName", "x".repeat(5_000))),
        ("/firstName".to_owned(), "too_long")
    );
    assert_eq!(
        only(Person::change("dateOfBirth", "not-a-date")),
        ("/dateOfBirth".to_owned(), "format")
    );
    assert_eq!(
        only(Person::change("gender", "robot")),
        ("/gender".to_owned(), "format")
    );
}

/// D9: an optional field can be cleared again.
#[test]
fn d9_optional_fields_can_be_cleared() {
    for empty in [Value::Null, "".into()] {
        assert_eq!(
            Person::change("dateOfBirth", empty.clone())
                .expect("valid")
                .date_of_birth,
            None
        );
        assert_eq!(
            Person::change("gender", empty.clone()).expect("valid").gender,
            None
        );
        assert_eq!(
            BankAccount::change("iban", empty.clone()).expect("valid").iban,
            None
        );
        assert_eq!(Employment::change("salary", empty).expect("valid").salary, None);
    }
}

/// D11: keys keep their case, and no two rows share one, whatever their names hold.
#[test]
fn d11_keys_keep_case_and_stay_apart() {
    fn sort_key(first: &str, last: &str) -> Option<Attribute> {
        let person: Person =
            create(&json!({ "firstName": first, "lastName": last }), stamp(), today()).expect("valid");
        person.to_item().get("gsi1sk").cloned()
    }
    let id = crate::support::ROW_ID;
    assert_eq!(
        sort_key("Jane", "McDoe"),
        Some(Attribute::String(format!("McDoe#Jane#{id}")))
    );
    // The same text in the index, and still two rows: the primary key is the id alone, and the index key ends with it.
    assert_eq!(sort_key("b#c", "a"), sort_key("c", "a#b"));
    let keys = |row: &Person| {
        (
            row.to_item().get("pk").cloned(),
            row.to_item().get("gsi1sk").cloned(),
        )
    };
    let (mut one, mut two) = (Person::row(), Person::row());
    (one.first_name, one.last_name) = ("b#c".to_owned(), "a".to_owned());
    (two.first_name, two.last_name) = ("c".to_owned(), "a#b".to_owned());
    two.id = crate::support::id(PERSON_ID);
    assert_ne!(keys(&one).0, keys(&two).0);
    assert_ne!(keys(&one).1, keys(&two).1);
}

/// D23: what is no currency is refused on write; where it is stored already, the row still loads and can be mended, and
/// its other fields can be changed.
#[test]
fn d23_no_currency_breaks_a_row() {
    assert_eq!(
        only(Employment::create_with("currency", "12$")),
        ("/currency".to_owned(), "format")
    );
    assert_eq!(
        only(Employment::change("currency", "")),
        ("/currency".to_owned(), "format")
    );

    let mut item: Item = Employment::row().to_item();
    item.insert("currency", Attribute::String("12$".to_owned()));
    let poisoned = Employment::from_item(item).expect("it loads");
    assert_eq!(poisoned.currency, "12$");
    let (after, _) =
        update(&poisoned, &json!({ "position": "Lead" }), today()).expect("the position is right");
    assert_eq!(
        (after.position.as_str(), after.currency.as_str()),
        ("Lead", "12$")
    );
    let (mended, _) = update(&poisoned, &json!({ "currency": "usd" }), today()).expect("a currency");
    assert_eq!(mended.currency, "USD");
    assert!(update(&poisoned, &json!({ "currency": "13$" }), today()).is_err());
}

/// D24: a bank account without IBAN and BIC can be added, and they are absent, not empty.
#[test]
fn d24_a_bank_account_needs_no_iban() {
    let mut input = BankAccount::with("iban", "");
    input["bic"] = "".into();
    let row: BankAccount = create(&input, stamp(), today()).expect("valid");
    assert_eq!((&row.iban, &row.bic), (&None, &None));
    let item = row.to_item();
    assert!(item.get("iban").is_none() && item.get("bic").is_none());
    let json = serde_json::to_value(&row).expect("a row");
    assert!(json.get("iban").is_none() && json.get("bic").is_none());
}

/// D25: a person without date of birth and gender can be created, and neither is made up.
#[test]
fn d25_a_person_needs_no_date_of_birth() {
    let input = json!({ "firstName": "Jane", "lastName": "Doe", "dateOfBirth": "", "gender": "" });
    let person: Person = create(&input, stamp(), today()).expect("valid");
    assert_eq!((person.date_of_birth, person.gender), (None, None));
    let item = person.to_item();
    assert!(item.get("dateOfBirth").is_none() && item.get("gender").is_none());
}

/// D26: every error names its field and says what to do.
#[test]
fn d26_every_error_has_a_field_and_a_message() {
    let errors =
        create::<Person>(&json!({ "lastName": "x".repeat(150) }), stamp(), today()).expect_err("two errors");
    let said: Vec<_> = errors
        .iter()
        .map(|error| (error.field(), error.message.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("firstName", "First name is required"),
            ("lastName", "Last name must have at most 100 characters")
        ]
    );
}

/// D27: a date is the same day for everyone, in whatever form it was stored.
#[test]
fn d27_dates_do_not_shift() {
    let person = Person::create_with("dateOfBirth", "1990-05-06").expect("valid");
    let born = person.date_of_birth.expect("given");
    assert_eq!(
        (born.year(), born.month(), born.day(), born.date().as_str()),
        (1990, 5, 6, "1990-05-06")
    );
    let stored = person.to_item().get("dateOfBirth").cloned();
    assert_eq!(
        stored,
        Some(Attribute::String("1990-05-06T00:00:00.000Z".to_owned()))
    );
    let read = Person::from_item(person.to_item()).expect("a person");
    assert_eq!(read.date_of_birth, Some(born));
    // As the post's own fake data has them.
    for time in ["00:00:00.000", "23:59:59.999", "14:33:12"] {
        let mut item = person.to_item();
        item.insert("dateOfBirth", Attribute::String(format!("1990-05-06T{time}Z")));
        assert_eq!(
            Person::from_item(item).expect("a person").date_of_birth,
            Some(born)
        );
    }
}

/// D27: an employment does not end before it begins.
#[test]
fn d27_end_not_before_start() {
    assert_eq!(
        only(Employment::create_with("endDate", "2019-12-01")),
        ("/endDate".to_owned(), "conflict")
    );
}

/// D28: the company's name may have 200 characters wherever it is entered.
#[test]
fn d28_a_company_name_has_one_limit() {
    Employment::create_with("companyName", "x".repeat(200)).expect("200 characters");
    let field = Employment::FIELDS
        .iter()
        .find(|field| field.name == "companyName")
        .expect("the field");
    assert_eq!(field.kind.max_length(), Some(200));
}
