//! Golden files of the model: the JSON and the item of each entity. A change here is a change of what other programs read.

use std::fmt::Write;

use expect_test::{Expect, expect};
use lockstep_entity::Value as Attribute;
use persons_model::{Address, BankAccount, ContactInfo, Employment, Person, PersonWithRelations, create};
use serde_json::json;

use crate::support::{Sample, stamp, today};

fn check<R: Sample>(json: &Expect, item: &Expect) {
    let row = R::row();
    json.assert_eq(&serde_json::to_string(&row).expect("a row"));
    assert_eq!(
        serde_json::from_str::<R>(&serde_json::to_string(&row).expect("a row")).expect("its JSON"),
        row
    );
    let mut lines = String::new();
    for (name, value) in row.to_item() {
        let _ = match value {
            Attribute::String(text) => writeln!(lines, "{name} S {text}"),
            Attribute::Number(number) => writeln!(lines, "{name} N {number}"),
            Attribute::Bool(flag) => writeln!(lines, "{name} BOOL {flag}"),
            other => writeln!(lines, "{name} {other:?}"),
        };
    }
    item.assert_eq(&lines);
    assert_eq!(R::from_item(row.to_item()).expect("its item"), row);
}

#[test]
fn person() {
    check::<Person>(
        &expect![[
            r#"{"id":"b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11","firstName":"Jane","lastName":"Doe","dateOfBirth":"1990-05-06T00:00:00.000Z","gender":"female","createdAt":"2026-06-01T12:00:00.000Z","updatedAt":"2026-06-01T12:00:00.000Z"}"#
        ]],
        &expect![[r#"
        id S b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11
        firstName S Jane
        lastName S Doe
        dateOfBirth S 1990-05-06T00:00:00.000Z
        gender S female
        createdAt S 2026-06-01T12:00:00.000Z
        updatedAt S 2026-06-01T12:00:00.000Z
        pk S PERSON#b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11
        sk S PROFILE
        gsi1pk S PERSONS
        gsi1sk S Doe#Jane#b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11
        __edb_e__ S Person
        __edb_v__ S 1
    "#]],
    );
}

#[test]
fn address() {
    check::<Address>(
        &expect![[
            r#"{"id":"b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11","personId":"3fa85f64-5717-4562-b3fc-2c963f66afa6","type":"home","street":"123 Main St","city":"New York","state":"NY","postalCode":"10001","country":"USA","isPrimary":true}"#
        ]],
        &expect![[r#"
        id S b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11
        personId S 3fa85f64-5717-4562-b3fc-2c963f66afa6
        type S home
        street S 123 Main St
        city S New York
        state S NY
        postalCode S 10001
        country S USA
        isPrimary BOOL true
        pk S PERSON#3fa85f64-5717-4562-b3fc-2c963f66afa6
        sk S ADDRESS#b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11
        gsi1pk S ADDRESSES
        gsi1sk S 3fa85f64-5717-4562-b3fc-2c963f66afa6#b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11
        __edb_e__ S Address
        __edb_v__ S 1
    "#]],
    );
}

#[test]
fn bank_account() {
    check::<BankAccount>(
        &expect![[
            r#"{"id":"b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11","personId":"3fa85f64-5717-4562-b3fc-2c963f66afa6","bankName":"Doe Bank","accountType":"savings","accountNumberLast4":"3000","iban":"DE89370400440532013000","bic":"DEUTDEFF","isPrimary":true}"#
        ]],
        &expect![[r#"
        id S b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11
        personId S 3fa85f64-5717-4562-b3fc-2c963f66afa6
        bankName S Doe Bank
        accountType S savings
        accountNumberLast4 S 3000
        iban S DE89370400440532013000
        bic S DEUTDEFF
        isPrimary BOOL true
        pk S PERSON#3fa85f64-5717-4562-b3fc-2c963f66afa6
        sk S BANK#b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11
        gsi1pk S BANKACCOUNTS
        gsi1sk S 3fa85f64-5717-4562-b3fc-2c963f66afa6#b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11
        __edb_e__ S BankAccount
        __edb_v__ S 1
    "#]],
    );
}

#[test]
fn contact_info() {
    check::<ContactInfo>(
        &expect![[
            r#"{"id":"b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11","personId":"3fa85f64-5717-4562-b3fc-2c963f66afa6","type":"email","value":"jane@example.com","isPrimary":true,"isVerified":true}"#
        ]],
        &expect![[r#"
        id S b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11
        personId S 3fa85f64-5717-4562-b3fc-2c963f66afa6
        type S email
        value S jane@example.com
        isPrimary BOOL true
        isVerified BOOL true
        pk S PERSON#3fa85f64-5717-4562-b3fc-2c963f66afa6
        sk S CONTACT#b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11
        gsi1pk S CONTACTS
        gsi1sk S 3fa85f64-5717-4562-b3fc-2c963f66afa6#b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11
        __edb_e__ S ContactInfo
        __edb_v__ S 1
    "#]],
    );
}

#[test]
fn employment() {
    check::<Employment>(
        &expect![[
            r#"{"id":"b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11","personId":"3fa85f64-5717-4562-b3fc-2c963f66afa6","companyName":"Example Inc","position":"Engineer","department":"Research","startDate":"2020-01-01T00:00:00.000Z","endDate":"2024-12-31T00:00:00.000Z","isCurrent":false,"salary":72000.5,"currency":"EUR"}"#
        ]],
        &expect![[r#"
        id S b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11
        personId S 3fa85f64-5717-4562-b3fc-2c963f66afa6
        companyName S Example Inc
        position S Engineer
        department S Research
        startDate S 2020-01-01T00:00:00.000Z
        endDate S 2024-12-31T00:00:00.000Z
        isCurrent BOOL false
        salary N 72000.5
        currency S EUR
        pk S PERSON#3fa85f64-5717-4562-b3fc-2c963f66afa6
        sk S EMPLOYMENT#b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11
        gsi1pk S EMPLOYMENTS
        gsi1sk S 3fa85f64-5717-4562-b3fc-2c963f66afa6#b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11
        __edb_e__ S Employment
        __edb_v__ S 1
    "#]],
    );
}

#[test]
fn a_person_with_relations_has_its_fields_at_the_top() {
    let person: Person = create(
        &json!({ "firstName": "Jane", "lastName": "Doe" }),
        stamp(),
        today(),
    )
    .expect("valid");
    let all = PersonWithRelations {
        person,
        addresses: vec![],
        bank_accounts: vec![],
        contacts: vec![ContactInfo::row()],
        employments: vec![],
    };
    let json = serde_json::to_string_pretty(&all).expect("a person");
    expect![[r#"
        {
          "id": "b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11",
          "firstName": "Jane",
          "lastName": "Doe",
          "createdAt": "2026-06-01T12:00:00.000Z",
          "updatedAt": "2026-06-01T12:00:00.000Z",
          "addresses": [],
          "bankAccounts": [],
          "contacts": [
            {
              "id": "b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11",
              "personId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
              "type": "email",
              "value": "jane@example.com",
              "isPrimary": true,
              "isVerified": true
            }
          ],
          "employments": []
        }"#]]
    .assert_eq(&json);
    assert_eq!(
        serde_json::from_str::<PersonWithRelations>(&json).expect("its JSON"),
        all
    );
    assert_eq!(all.row_count(), 2);
}

/// What the post's own application answers and stores in places: null for an absent date, times in dates, no milliseconds.
#[test]
fn rows_of_the_post_are_read() {
    let mut json = serde_json::to_value(Employment::row()).expect("a row");
    json["endDate"] = serde_json::Value::Null;
    json["startDate"] = "2020-01-01T09:30:00.123Z".into();
    let row: Employment = serde_json::from_value(json).expect("a row");
    assert_eq!(
        (row.end_date, row.start_date),
        (None, Employment::row().start_date)
    );
}
