//! The model at work without the derive's types.

use expect_test::expect;
use lockstep_entity::{Entity, Field, Fields, KeyField, UpdateAction};

use crate::entities::{Order, Stock, order};

/// Values by position, whatever they belong to.
struct Known(Vec<(usize, Option<String>)>);

impl Fields for Known {
    fn field(&self, attribute: usize) -> Option<&dyn Field> {
        self.0
            .iter()
            .find(|(position, _)| *position == attribute)
            .map(|(_, value)| value as &dyn Field)
    }

    fn key_field(&self, attribute: usize) -> Option<&dyn KeyField> {
        self.0
            .iter()
            .find(|(position, _)| *position == attribute)
            .map(|(_, value)| value as &dyn KeyField)
    }
}

fn position(attribute: &str) -> usize {
    let mut attributes = Order::model().attributes().iter();
    attributes
        .position(|known| known.name() == attribute)
        .expect(attribute)
}

fn known<const COUNT: usize>(values: [(&str, Option<&str>); COUNT]) -> Known {
    Known(
        values
            .map(|(attribute, value)| (position(attribute), value.map(str::to_owned)))
            .into(),
    )
}

#[test]
fn a_model_describes_its_entity() {
    let model = Order::model();
    assert_eq!(
        (model.service(), model.entity(), model.version()),
        ("shop", "Order", "1")
    );
    let attributes: Vec<_> = model
        .attributes()
        .iter()
        .map(|attribute| (attribute.name(), attribute.is_required(), attribute.is_key()))
        .collect();
    assert_eq!(attributes[0], ("id", true, true));
    assert_eq!(attributes[4], ("dueOn", false, false));
    assert_eq!(model.indexes().len(), 3);
    assert_eq!(model.primary().name(), None);
    let due = &model.secondary()[1];
    assert_eq!(due.name().map(|name| &**name), Some("GSI2"));
    assert_eq!(
        (&**due.partition().field(), &**due.sort().unwrap().field()),
        ("gsi2pk", "dueKey")
    );
    assert_eq!(
        (due.partition().start(), due.sort().unwrap().start()),
        ("DUE#".to_owned(), String::new())
    );
    assert!(model.secondary()[0].partition().is_constant());
}

#[test]
fn a_primary_key_must_be_complete() {
    let error = Order::model().key(&known([])).unwrap_err();
    assert!(error.is_incomplete_key());
    expect!["Order: the key attribute `pk` (ORDER#{id}) needs `id`: every item has a primary key: give all of its attributes"]
        .assert_eq(&error.to_string());
    assert!(
        Order::model()
            .delete(&known([("id", None)]))
            .unwrap_err()
            .is_incomplete_key()
    );
    let key = Order::model().key(&known([("id", Some("7"))])).unwrap();
    assert_eq!(key, Order::get(&order()).key);
}

#[test]
fn a_primary_key_cannot_change() {
    let error = Order::model()
        .patch(&order(), None, &known([("id", Some("8"))]))
        .unwrap_err();
    assert_eq!(error.attribute(), Some("id"));
    expect![
        "Order: `id` is part of the primary key and cannot change: write a new item and remove the old one"
    ]
    .assert_eq(&error.to_string());
}

#[test]
fn every_missing_composite_is_named() {
    let change = known([("placedOn", Some("2025-01-01"))]);
    let error = Order::model()
        .patch(&known([("id", Some("7"))]), None, &change)
        .unwrap_err();
    assert!(error.to_string().contains("needs `customerName`:"), "{error}");
    let error = Stock::model().key(&Known(Vec::new())).unwrap_err();
    assert!(error.to_string().contains("needs `warehouse`:"), "{error}");
    let warehouse = Known(vec![(1, Some("north".to_owned()))]);
    let error = Stock::model().key(&warehouse).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("({article}#{batch}) needs `article` and `batch`:"),
        "{error}"
    );
}

#[test]
fn an_absent_value_decides_about_its_key() {
    // The customer is unknown, and without a date there is no sort key whoever it is.
    let request = Order::model()
        .patch(&order(), None, &known([("placedOn", None)]))
        .unwrap();
    assert_eq!(request.update.get("gsi1sk"), Some(&UpdateAction::Remove));
}
