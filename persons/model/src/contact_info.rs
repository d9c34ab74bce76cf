//! Ways to reach a person.

use garde::Validate;
use lockstep_entity::Entity;
use serde::{Deserialize, Serialize};

use crate::{Child, Choice, ContactType, Field, FieldKind, Id, Presence, Record, Today, rules};

/// A way to reach a person: an address, a number, a profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Validate, Entity)]
#[serde(rename_all = "camelCase")]
#[garde(context(Today))]
#[entity(service = "persons", name = "ContactInfo", version = "1")]
#[index(primary, pk = "PERSON#{person_id}", sk = "CONTACT#{id}")]
#[index(all, name = "GSI1", pk = "CONTACTS", sk = "{person_id}#{id}")]
pub struct ContactInfo {
    /// Identifies the contact.
    #[garde(skip)]
    pub id: Id,
    /// Who is reached.
    #[garde(skip)]
    pub person_id: Id,
    /// How the person is reached.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub kind: ContactType,
    /// The address, number or handle; plausible for its type, see [`check_contact`](crate::check_contact).
    #[garde(custom(rules::text(1, 200)), custom(rules::contact(self.kind)))]
    pub value: String,
    /// Whether it is the person's main contact; at most one is.
    #[serde(default)]
    #[garde(skip)]
    pub is_primary: bool,
    /// Whether somebody checked that it reaches the person.
    #[serde(default)]
    #[garde(skip)]
    pub is_verified: bool,
}

impl Record for ContactInfo {
    const FIELDS: &'static [Field] = &[
        Field::new("id", "Id", Presence::Key, FieldKind::Id),
        Field::new("personId", "Person", Presence::Key, FieldKind::Id),
        Field::new(
            "type",
            "Type",
            Presence::Required,
            FieldKind::Choice(ContactType::TEXTS),
        ),
        Field::new("value", "Value", Presence::Required, FieldKind::Contact),
        Field::new(
            "isPrimary",
            "Primary contact",
            Presence::Defaulted,
            FieldKind::Flag,
        ),
        Field::new("isVerified", "Verified", Presence::Defaulted, FieldKind::Flag),
    ];
    const NOUN: &'static str = "contact";
    const PATH: &'static str = "contacts";

    fn person_id(&self) -> Id {
        self.person_id
    }
}

impl Child for ContactInfo {
    const HAS_PRIMARY: bool = true;

    fn is_primary(&self) -> bool {
        self.is_primary
    }

    fn primary_patch(is_primary: bool) -> ContactInfoPatch {
        ContactInfoPatch {
            is_primary: Some(is_primary),
            ..ContactInfoPatch::default()
        }
    }
}
