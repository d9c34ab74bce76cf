//! The post's own models, declared in Rust: they make the keys and items that its `ElectroDB` schemas make.

use lockstep_entity::schema::Schema;
use lockstep_entity::{Entity, Item, Patch, Unchecked, UpdateAction};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

const MODELS: &str = include_str!("../../../../crates/entity-vectors/vectors/electrodb-seed-models.json");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(service = "persons", name = "Person", version = "1")]
#[index(primary, pk = [id], sk = [])]
#[index(all, name = "GSI1", pk = "PERSONS", pk_casing = "lower", sk = [last_name, first_name, id])]
struct Person {
    id: String,
    first_name: String,
    last_name: String,
    date_of_birth: Option<String>,
    created_at: String,
    updated_at: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(service = "persons", name = "Address", version = "1")]
#[index(primary, pk = [person_id], sk = [id])]
#[index(all, name = "GSI1", pk = "ADDRESSES", sk = [person_id, id], casing = "lower")]
struct Address {
    id: String,
    person_id: String,
    street: String,
    city: String,
    state: String,
    postal_code: String,
    country: String,
    is_primary: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(service = "persons", name = "BankAccount", version = "1")]
#[index(primary, pk = [person_id], sk = [id])]
#[index(all, name = "GSI1", pk = "BANKACCOUNTS", sk = [person_id, id], casing = "lower")]
struct BankAccount {
    id: String,
    person_id: String,
    bank_name: String,
    account_number_last4: String,
    iban: Option<String>,
    bic: Option<String>,
    is_primary: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(service = "persons", name = "ContactInfo", version = "1")]
#[index(primary, pk = [person_id], sk = [id])]
#[index(all, name = "GSI1", pk = "CONTACTS", sk = [person_id, id], casing = "lower")]
struct ContactInfo {
    id: String,
    person_id: String,
    value: String,
    is_primary: bool,
    is_verified: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(service = "persons", name = "Employment", version = "1")]
#[index(primary, pk = [person_id], sk = [id])]
#[index(all, name = "GSI1", pk = "EMPLOYMENTS", sk = [person_id, id], casing = "lower")]
struct Employment {
    id: String,
    person_id: String,
    company_name: String,
    position: String,
    start_date: String,
    is_current: bool,
    salary: Option<f64>,
    currency: String,
}

/// The schema of an entity. Attributes that must be one of a few texts are in another one's place here: any text will do.
fn schema(entity: &str) -> Schema {
    let models: serde_json::Value = serde_json::from_str(MODELS).expect("the file is JSON");
    let mut model = models[entity].clone();
    let attributes = model["attributes"]
        .as_object_mut()
        .expect("a model has attributes");
    attributes.retain(|_, attribute| attribute["type"].is_string());
    Schema::parse(&model.to_string()).expect("a model of the post")
}

fn sorted(item: &Item) -> Vec<(String, String)> {
    let members = item.iter();
    let mut members: Vec<_> = members
        .map(|(name, value)| (name.to_owned(), format!("{value:?}")))
        .collect();
    members.sort();
    members
}

/// Both make the same key, the same item, and the same item once it was changed.
fn check<E: Entity<Checks = Unchecked> + std::fmt::Debug>(before: &E, after: &E) {
    let schema = schema(E::NAME);
    let given = |item: &Item| {
        let mut given = Item::new();
        for name in schema.attributes() {
            if let Some(value) = item.get(name) {
                given.insert(name.to_owned(), value.clone());
            }
        }
        given
    };
    let item = before.to_item();
    assert_eq!(
        sorted(&schema.put(given(&item)).expect("a whole item").item),
        sorted(&item)
    );
    assert_eq!(
        sorted(&schema.get(&given(&item)).expect("a whole key").key),
        sorted(&E::get(before.primary_key()).key)
    );
    let mut changed = item;
    let request = E::patch_from(before, &E::Patch::between(before, after));
    for (name, action) in request.update.iter() {
        match action {
            UpdateAction::Set(value) => changed.insert(name.to_owned(), value.clone()),
            _ => changed.remove(name),
        };
    }
    let expected = schema.put(given(&after.to_item())).expect("a whole item").item;
    assert_eq!(sorted(&changed), sorted(&expected));
}

/// Texts with what keys are sensitive to: delimiters, case in and beyond ASCII, and nothing at all.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9-]{1,12}",
        "[#_$ A-Cß\u{130}\u{3a3}\u{391}\u{1f600}]{0,6}",
    ]
}

fn texts() -> impl Strategy<Value = [String; 10]> {
    prop::array::uniform10(text())
}

proptest! {
    #[test]
    fn the_derive_makes_the_keys_of_the_posts_schemas(
        id in text(), person in text(), before in texts(), after in texts(),
        flags in prop::array::uniform4(any::<bool>()),
        optional in prop::array::uniform2(prop::option::of(text())),
        salary in prop::option::of(0.0..1e9_f64),
    ) {
        let make = |[a, b, c, d, e, ..]: [String; 10], optional: &Option<String>, [one, two]: [bool; 2]| (
            Person {
                id: id.clone(), first_name: a.clone(), last_name: b.clone(), date_of_birth: optional.clone(),
                created_at: c.clone(), updated_at: d.clone(),
            },
            Address {
                id: id.clone(), person_id: person.clone(), street: a.clone(), city: b.clone(), state: c.clone(),
                postal_code: d.clone(), country: e.clone(), is_primary: one,
            },
            BankAccount {
                id: id.clone(), person_id: person.clone(), bank_name: a.clone(), account_number_last4: b.clone(),
                iban: optional.clone(), bic: None, is_primary: one,
            },
            ContactInfo {
                id: id.clone(), person_id: person.clone(), value: a.clone(), is_primary: one, is_verified: two,
            },
            Employment {
                id: id.clone(), person_id: person.clone(), company_name: a, position: b, start_date: c,
                is_current: one, salary: salary.filter(|_| two), currency: d,
            },
        );
        let [one, two, three, four] = flags;
        let (before, after) = (make(before, &optional[0], [one, two]), make(after, &optional[1], [three, four]));
        check(&before.0, &after.0);
        check(&before.1, &after.1);
        check(&before.2, &after.2);
        check(&before.3, &after.3);
        check(&before.4, &after.4);
    }
}
