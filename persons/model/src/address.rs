//! Addresses.

use garde::Validate;
use lockstep_entity::Entity;
use serde::{Deserialize, Serialize};

use crate::{AddressType, Child, Choice, Field, FieldKind, Id, Presence, Record, Today, rules};

/// An address of a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Validate, Entity)]
#[serde(rename_all = "camelCase")]
#[garde(context(Today))]
#[entity(service = "persons", name = "Address", version = "1")]
#[index(primary, pk = "PERSON#{person_id}", sk = "ADDRESS#{id}")]
#[index(all, name = "GSI1", pk = "ADDRESSES", sk = "{person_id}#{id}")]
pub struct Address {
    /// Identifies the address.
    #[garde(skip)]
    pub id: Id,
    /// Whose address it is.
    #[garde(skip)]
    pub person_id: Id,
    /// What it is used for.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub kind: AddressType,
    /// Street and number.
    #[garde(custom(rules::text(1, 200)))]
    pub street: String,
    /// City.
    #[garde(custom(rules::text(1, 100)))]
    pub city: String,
    /// State or province.
    #[garde(custom(rules::text(1, 100)))]
    pub state: String,
    /// Postal code, in whatever form the country uses.
    #[garde(custom(rules::text(1, 20)))]
    pub postal_code: String,
    /// Country.
    #[garde(custom(rules::text(1, 100)))]
    pub country: String,
    /// Whether it is the person's main address; at most one is.
    #[serde(default)]
    #[garde(skip)]
    pub is_primary: bool,
}

impl Record for Address {
    const FIELDS: &'static [Field] = &[
        Field::new("id", "Id", Presence::Key, FieldKind::Id),
        Field::new("personId", "Person", Presence::Key, FieldKind::Id),
        Field::new(
            "type",
            "Address type",
            Presence::Required,
            FieldKind::Choice(AddressType::TEXTS),
        ),
        Field::new(
            "street",
            "Street",
            Presence::Required,
            FieldKind::Text { max: 200 },
        ),
        Field::new("city", "City", Presence::Required, FieldKind::Text { max: 100 }),
        Field::new("state", "State", Presence::Required, FieldKind::Text { max: 100 }),
        Field::new(
            "postalCode",
            "Postal code",
            Presence::Required,
            FieldKind::Text { max: 20 },
        ),
        Field::new(
            "country",
            "Country",
            Presence::Required,
            FieldKind::Text { max: 100 },
        ),
        Field::new(
            "isPrimary",
            "Primary address",
            Presence::Defaulted,
            FieldKind::Flag,
        ),
    ];
    const NOUN: &'static str = "address";
    const PATH: &'static str = "addresses";

    fn person_id(&self) -> Id {
        self.person_id
    }
}

impl Child for Address {
    const HAS_PRIMARY: bool = true;

    fn is_primary(&self) -> bool {
        self.is_primary
    }

    fn primary_patch(is_primary: bool) -> AddressPatch {
        AddressPatch {
            is_primary: Some(is_primary),
            ..AddressPatch::default()
        }
    }
}
