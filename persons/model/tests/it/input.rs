//! Reading new rows and changes: what is accepted, what is said about the rest.

use expect_test::{Expect, expect};
use persons_model::{
    Address, BankAccount, ContactInfo, Employment, EmploymentPatch, Person, Record, create, update,
};
use serde_json::{Value, json};

use crate::support::{PERSON_ID, ROW_ID, Sample, id, lines, now, only, stamp, today};

fn check_create<R: Record>(input: &Value, expect: &Expect) {
    let errors = create::<R>(input, stamp(), today()).expect_err("it breaks a rule");
    expect.assert_eq(&lines(&errors));
}

fn check_update<R: Sample>(input: &Value, expect: &Expect) {
    let errors = update(&R::row(), input, today()).expect_err("it breaks a rule");
    expect.assert_eq(&lines(&errors));
}

#[test]
fn an_empty_form_names_every_required_field_in_form_order() {
    check_create::<Person>(
        &json!({ "firstName": "", "lastName": "  " }),
        &expect![[r#"
            /firstName required: First name is required
            /lastName required: Last name is required
        "#]],
    );
    check_create::<Address>(
        &json!({}),
        &expect![[r#"
            /type required: Address type is required
            /street required: Street is required
            /city required: City is required
            /state required: State is required
            /postalCode required: Postal code is required
            /country required: Country is required
        "#]],
    );
    check_create::<BankAccount>(
        &json!({}),
        &expect![[r#"
            /bankName required: Bank name is required
            /accountType required: Account type is required
            /accountNumberLast4 format: Last 4 digits: enter exactly 4 characters
        "#]],
    );
    check_create::<ContactInfo>(
        &json!({}),
        &expect![[r#"
            /type required: Type is required
            /value required: Value is required
        "#]],
    );
    check_create::<Employment>(
        &json!({ "endDate": "2020-01-01" }),
        &expect![[r#"
            /companyName required: Company name is required
            /position required: Position is required
            /startDate required: Start date is required
        "#]],
    );
}

#[test]
fn all_errors_are_found_at_once() {
    check_create::<Employment>(
        &json!({
            "unknown/field": 1, "companyName": "x".repeat(201), "position": 7, "department": "x".repeat(101),
            "startDate": "2024-02-30", "endDate": "soon", "isCurrent": "yes", "salary": -1, "currency": "12$",
        }),
        &expect![[r#"
            /companyName too_long: Company name must have at most 200 characters
            /position format: Position must be a string
            /department too_long: Department must have at most 100 characters
            /startDate format: Use a date like 1990-05-06
            /endDate format: Use a date like 1990-05-06
            /isCurrent format: Use true or false
            /salary range: Salary must be more than 0
            /currency format: Use a 3-letter currency code of ISO 4217, such as USD
            /unknown~1field unknown: There is no such field; the fields are id, personId, companyName, position, department, startDate, endDate, isCurrent, salary, currency
        "#]],
    );
    check_create::<BankAccount>(
        &json!({ "bankName": "B", "accountType": "gold", "accountNumberLast4": "12", "iban": "DE00", "bic": "X" }),
        &expect![[r#"
            /accountType format: Use one of checking, savings, investment
            /accountNumberLast4 format: Last 4 digits: enter exactly 4 characters
            /iban range: An IBAN of DE has 22 characters, this one has 4
            /bic format: Use a BIC of 8 or 11 characters like DEUTDEFF
        "#]],
    );
}

#[test]
fn what_is_no_object_is_one_error_of_the_whole() {
    for input in [json!([]), json!(null), json!("x"), json!(1)] {
        let created = create::<Person>(&input, stamp(), today());
        assert_eq!(only(created), (String::new(), "format"));
        let changed = update(&Person::row(), &input, today());
        assert_eq!(only(changed), (String::new(), "format"));
    }
}

#[test]
fn what_a_form_holds_is_brought_into_canonical_form() {
    let account: BankAccount = create(
        &json!({
            "bankName": "  Doe Bank ", "accountType": "savings", "accountNumberLast4": " 3000 ",
            "iban": "de89 3704 0044 0532 0130 00", "bic": "deutdeff",
        }),
        stamp(),
        today(),
    )
    .expect("valid");
    assert_eq!(account.bank_name, "Doe Bank");
    assert_eq!(account.account_number_last4, "3000");
    assert_eq!(account.iban.as_deref(), Some("DE89370400440532013000"));
    assert_eq!(account.bic.as_deref(), Some("DEUTDEFF"));
    assert!(!account.is_primary);

    let employment: Employment = create(
        &json!({
            "companyName": "Example", "position": "Engineer", "department": " ", "startDate": "2024-05-01", "endDate": "",
            "salary": "72000.50", "currency": "eur",
        }),
        stamp(),
        today(),
    )
    .expect("valid");
    assert_eq!(employment.department, None);
    assert_eq!(employment.end_date, None);
    assert_eq!(
        employment.salary.map(|salary| salary.to_string()).as_deref(),
        Some("72000.5")
    );
    assert_eq!(employment.currency, "EUR");
}

#[test]
fn what_is_left_out_gets_its_default() {
    let row: Employment = create(
        &json!({ "companyName": "E", "position": "P", "startDate": "2024-05-01" }),
        stamp(),
        today(),
    )
    .expect("valid");
    assert_eq!(
        (row.currency.as_str(), row.is_current, row.salary),
        ("USD", false, None)
    );
    let row: ContactInfo =
        create(&json!({ "type": "twitter", "value": "@jane" }), stamp(), today()).expect("valid");
    assert_eq!((row.is_primary, row.is_verified), (false, false));
}

#[test]
fn the_server_sets_times_and_the_client_may_choose_the_id() {
    let input = json!({
        "id": ROW_ID.to_uppercase(), "firstName": "Jane", "lastName": "Doe",
        "createdAt": "1999-01-01T00:00:00.000Z", "updatedAt": "whenever",
    });
    let mut other = stamp();
    other.id = id(PERSON_ID);
    let person: Person = create(&input, other, today()).expect("valid");
    assert_eq!(
        (person.id, person.created_at, person.updated_at),
        (id(ROW_ID), now(), now())
    );
    let person: Person =
        create(&json!({ "firstName": "J", "lastName": "D" }), other, today()).expect("valid");
    assert_eq!(person.id, id(PERSON_ID));
    assert_eq!(
        only(Person::create_with("id", "42")),
        ("/id".to_owned(), "format")
    );
}

#[test]
fn a_child_belongs_to_the_person_of_the_path_or_of_the_body() {
    let mut no_path = stamp();
    no_path.person_id = None;
    assert_eq!(
        only(create::<ContactInfo>(&ContactInfo::sample(), no_path, today())),
        ("/personId".to_owned(), "required")
    );
    let named =
        create::<ContactInfo>(&ContactInfo::with("personId", ROW_ID), no_path, today()).expect("valid");
    assert_eq!(named.person_id, id(ROW_ID));
    ContactInfo::create_with("personId", PERSON_ID.to_uppercase()).expect("the same person");
    assert_eq!(
        only(ContactInfo::create_with("personId", ROW_ID)),
        ("/personId".to_owned(), "conflict")
    );
}

#[test]
fn a_change_names_only_what_was_given() {
    let before = Employment::row();
    let (after, patch) = update(
        &before,
        &json!({ "position": " Lead ", "salary": null, "department": "" }),
        today(),
    )
    .expect("valid");
    let expected = EmploymentPatch {
        position: Some("Lead".to_owned()),
        salary: Some(None),
        department: Some(None),
        ..EmploymentPatch::default()
    };
    assert_eq!(patch, expected);
    assert_eq!(
        (after.position.as_str(), after.salary, after.department),
        ("Lead", None, None)
    );
    assert_eq!(after.company_name, before.company_name);
}

#[test]
fn a_change_sends_back_what_it_does_not_change() {
    let before = Person::row();
    let mut input = serde_json::to_value(&before).expect("a row is an object");
    input["firstName"] = "Janet".into();
    let (after, patch) = update(&before, &input, today()).expect("valid");
    assert_eq!(after.first_name, "Janet");
    assert_eq!((patch.updated_at, after.updated_at), (None, before.updated_at));
    let (same, _) = update(&before, &json!({}), today()).expect("valid");
    assert_eq!(same, before);
}

#[test]
fn a_change_says_what_is_wrong() {
    check_update::<Address>(
        &json!({ "id": PERSON_ID, "personId": ROW_ID, "street": null, "city": "", "type": "castle", "isPrimary": null, "zip": "1" }),
        &expect![[r#"
            /id read_only: Id cannot be changed
            /personId read_only: Person cannot be changed
            /type format: Use one of home, work, billing, shipping
            /street required: Street is required
            /city required: City is required
            /isPrimary required: Primary address is required
            /zip unknown: There is no such field; the fields are id, personId, type, street, city, state, postalCode, country, isPrimary
        "#]],
    );
}

#[test]
fn a_contact_is_checked_against_its_new_type() {
    assert_eq!(
        only(ContactInfo::change("type", "phone")),
        ("/value".to_owned(), "format")
    );
    update(
        &ContactInfo::row(),
        &json!({ "type": "phone", "value": "+1 555 0100" }),
        today(),
    )
    .expect("valid");
}

#[test]
fn touching_a_patch_sets_the_time_of_the_change() {
    let (_, mut patch) = update(&Person::row(), &json!({ "gender": null }), today()).expect("valid");
    Person::touch(&mut patch, now());
    assert_eq!(patch.updated_at, Some(now()));
    assert_eq!(patch.gender, Some(None));
}
