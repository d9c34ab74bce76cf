//! The published schemas say what the readers do.

use std::collections::BTreeSet;

use persons_model::{
    Address, BankAccount, ContactInfo, Employment, FieldError, Person, PersonWithRelations, Record, create,
    schemas,
};
use serde_json::{Value, json};

use crate::support::{Sample, stamp, today};

fn names(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Object(object) => object.keys().cloned().collect(),
        Value::Array(list) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => BTreeSet::new(),
    }
}

/// The row has the properties and the required ones of its schema; a new row of only the required properties is accepted,
/// and one that lacks any of them is refused at that property.
fn check<R: Sample>() {
    let schemas = schemas();
    let of = |name: String| schemas.get(&name).cloned().expect("the schema is there");
    let row = serde_json::to_value(R::row()).expect("a row");
    assert_eq!(names(&of(R::NAME.to_owned())["properties"]), names(&row));

    let new = of(format!("New{}", R::NAME));
    let sample = R::sample();
    let mut least = json!({});
    for name in names(&new["required"]) {
        least[&name] = sample[&name].clone();
    }
    let made: R = create(&least, stamp(), today()).expect("the required fields are enough");
    let made = serde_json::to_value(made).expect("a row");
    assert_eq!(names(&of(R::NAME.to_owned())["required"]), names(&made));
    for name in names(&new["required"]) {
        let mut input = least.clone();
        input[&name] = Value::Null;
        let errors = create::<R>(&input, stamp(), today()).expect_err("a required field is missing");
        assert_eq!(
            errors.iter().map(FieldError::field).collect::<Vec<_>>(),
            [name.as_str()]
        );
    }

    let patch = of(format!("{}Patch", R::NAME));
    let patchable = names(&patch["properties"]);
    assert!(patch.get("required").is_none());
    assert_eq!(
        patchable,
        names(&sample),
        "the sample gives every field that can be changed"
    );
}

#[test]
fn schemas_agree_with_the_readers() {
    check::<Person>();
    check::<Address>();
    check::<BankAccount>();
    check::<ContactInfo>();
    check::<Employment>();
}

#[test]
fn relations_are_listed_as_they_are_written() {
    let all = PersonWithRelations {
        person: Person::row(),
        addresses: vec![],
        bank_accounts: vec![],
        contacts: vec![],
        employments: vec![],
    };
    let json = serde_json::to_value(all).expect("a person");
    let schema = &schemas()["PersonWithRelations"];
    let mut expected = names(&schema["allOf"][1]["required"]);
    assert_eq!(expected, names(&schema["allOf"][1]["properties"]));
    expected.extend(Person::FIELDS.iter().map(|field| field.name.to_owned()));
    assert_eq!(names(&json), expected);
}
