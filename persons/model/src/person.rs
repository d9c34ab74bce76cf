//! Persons.

use garde::Validate;
use lockstep_entity::Entity;
use serde::{Deserialize, Serialize};

use crate::{Choice, CivilDate, Field, FieldKind, Gender, Id, Instant, Presence, Record, Today, rules};

/// A person; everything else in this model belongs to one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Validate, Entity)]
#[serde(rename_all = "camelCase")]
#[garde(context(Today))]
#[entity(service = "persons", name = "Person", version = "1")]
#[index(primary, pk = "PERSON#{id}", sk = "PROFILE")]
#[index(all, name = "GSI1", pk = "PERSONS", sk = "{last_name}#{first_name}#{id}")]
pub struct Person {
    /// Identifies the person.
    #[garde(skip)]
    pub id: Id,
    /// The given name.
    #[garde(custom(rules::text(1, 100)))]
    pub first_name: String,
    /// The family name.
    #[garde(custom(rules::text(1, 100)))]
    pub last_name: String,
    /// The day of birth, not in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(custom(rules::not_in_the_future)))]
    pub date_of_birth: Option<CivilDate>,
    /// How the person identifies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub gender: Option<Gender>,
    /// When the person was created; set by the server.
    #[entity(read_only)]
    #[garde(skip)]
    pub created_at: Instant,
    /// When one of the person's own fields was last changed; set by the server.
    #[garde(skip)]
    pub updated_at: Instant,
}

impl Record for Person {
    const FIELDS: &'static [Field] = &[
        Field::new("id", "Id", Presence::Key, FieldKind::Id),
        Field::new(
            "firstName",
            "First name",
            Presence::Required,
            FieldKind::Text { max: 100 },
        ),
        Field::new(
            "lastName",
            "Last name",
            Presence::Required,
            FieldKind::Text { max: 100 },
        ),
        Field::new(
            "dateOfBirth",
            "Date of birth",
            Presence::Optional,
            FieldKind::Date,
        ),
        Field::new(
            "gender",
            "Gender",
            Presence::Optional,
            FieldKind::Choice(Gender::TEXTS),
        ),
        Field::new("createdAt", "Created", Presence::Server, FieldKind::Instant),
        Field::new("updatedAt", "Updated", Presence::Server, FieldKind::Instant),
    ];
    const NOUN: &'static str = "person";
    const PATH: &'static str = "persons";

    fn person_id(&self) -> Id {
        self.id
    }

    fn touch(patch: &mut PersonPatch, now: Instant) {
        patch.updated_at = Some(now);
    }
}

impl Person {
    /// First and last name, as a heading shows them.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}
