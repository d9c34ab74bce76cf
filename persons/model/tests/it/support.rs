//! What the tests share: one valid input for each entity, and short ways to create and change rows.

use persons_model::{
    Address, BankAccount, ContactInfo, Employment, FieldError, Id, Instant, Person, Record, Stamp, Today,
    create, update,
};
use serde_json::{Value, json};

pub(crate) const PERSON_ID: &str = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
pub(crate) const ROW_ID: &str = "b0c4de30-7d1c-4f0e-9c55-0d6f2c1f9a11";

pub(crate) fn now() -> Instant {
    "2026-06-01T12:00:00.000Z".parse().expect("an instant")
}

pub(crate) fn today() -> Today {
    Today("2026-06-01".parse().expect("a date"))
}

pub(crate) fn id(text: &str) -> Id {
    text.parse().expect("an id")
}

pub(crate) fn stamp() -> Stamp {
    Stamp {
        id: id(ROW_ID),
        person_id: Some(id(PERSON_ID)),
        now: now(),
    }
}

/// An entity with an input that breaks no rule and gives every field.
pub(crate) trait Sample: Record {
    fn sample() -> Value;

    fn row() -> Self {
        create(&Self::sample(), stamp(), today()).expect("the sample is valid")
    }

    /// The sample with one field replaced; null leaves it out.
    fn with(name: &str, value: impl Into<Value>) -> Value {
        let mut input = Self::sample();
        input[name] = value.into();
        input
    }

    /// Creates the sample with one field replaced.
    fn create_with(name: &str, value: impl Into<Value>) -> Result<Self, Vec<FieldError>> {
        create(&Self::with(name, value), stamp(), today())
    }

    /// Changes one field of the sample's row.
    fn change(name: &str, value: impl Into<Value>) -> Result<Self, Vec<FieldError>> {
        let value: Value = value.into();
        update(&Self::row(), &json!({ name: value }), today()).map(|(row, _)| row)
    }
}

impl Sample for Person {
    fn sample() -> Value {
        json!({ "firstName": "Jane", "lastName": "Doe", "dateOfBirth": "1990-05-06", "gender": "female" })
    }
}

impl Sample for Address {
    fn sample() -> Value {
        json!({
            "type": "home", "street": "123 Main St", "city": "New York", "state": "NY", "postalCode": "10001",
            "country": "USA", "isPrimary": true,
        })
    }
}

impl Sample for BankAccount {
    fn sample() -> Value {
        json!({
            "bankName": "Doe Bank", "accountType": "savings", "accountNumberLast4": "3000",
            "iban": "DE89370400440532013000", "bic": "DEUTDEFF", "isPrimary": true,
        })
    }
}

impl Sample for ContactInfo {
    fn sample() -> Value {
        json!({ "type": "email", "value": "jane@example.com", "isPrimary": true, "isVerified": true })
    }
}

impl Sample for Employment {
    fn sample() -> Value {
        json!({
            "companyName": "Example Inc", "position": "Engineer", "department": "Research", "startDate": "2020-01-01",
            "endDate": "2024-12-31", "isCurrent": false, "salary": 72000.5, "currency": "EUR",
        })
    }
}

/// Errors, one a line: path, code, message.
pub(crate) fn lines(errors: &[FieldError]) -> String {
    let mut lines = String::new();
    for error in errors {
        lines.extend([&error.path, " ", error.code.as_str(), ": ", &error.message, "\n"]);
    }
    lines
}

/// The only error's path and code.
pub(crate) fn only<T: std::fmt::Debug>(result: Result<T, Vec<FieldError>>) -> (String, &'static str) {
    let errors = result.expect_err("it breaks a rule");
    assert_eq!(errors.len(), 1, "{errors:?}");
    (errors[0].path.clone(), errors[0].code.as_str())
}
