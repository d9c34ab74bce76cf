//! Employments.

use garde::Validate;
use lockstep_entity::Entity;
use serde::{Deserialize, Serialize};

use crate::{Child, CivilDate, Currency, Field, FieldKind, Id, Presence, Record, Salary, Today, rules};

/// A job that a person has or had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Validate, Entity)]
#[serde(rename_all = "camelCase")]
#[garde(context(Today))]
#[entity(service = "persons", name = "Employment", version = "1")]
#[index(primary, pk = "PERSON#{person_id}", sk = "EMPLOYMENT#{id}")]
#[index(all, name = "GSI1", pk = "EMPLOYMENTS", sk = "{person_id}#{id}")]
pub struct Employment {
    /// Identifies the employment.
    #[garde(skip)]
    pub id: Id,
    /// Who is or was employed.
    #[garde(skip)]
    pub person_id: Id,
    /// The employer.
    #[garde(custom(rules::text(1, 200)))]
    pub company_name: String,
    /// The job.
    #[garde(custom(rules::text(1, 100)))]
    pub position: String,
    /// The part of the company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(custom(rules::text(0, 100))))]
    pub department: Option<String>,
    /// The first day; it may be in the future.
    #[garde(skip)]
    pub start_date: CivilDate,
    /// The last day, not before the first. Absent while the role is current, or where the end is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(custom(rules::end_date(self.start_date, self.is_current))))]
    pub end_date: Option<CivilDate>,
    /// Whether the person works there now; then there is no end date.
    #[serde(default)]
    #[garde(skip)]
    pub is_current: bool,
    /// What is paid a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(custom(rules::salary)))]
    pub salary: Option<Salary>,
    /// The currency of the salary; checked on write, see [`Currency`].
    #[serde(default = "default_currency")]
    #[garde(custom(rules::currency))]
    pub currency: String,
}

fn default_currency() -> String {
    Currency::default().code().to_owned()
}

impl Record for Employment {
    const FIELDS: &'static [Field] = &[
        Field::new("id", "Id", Presence::Key, FieldKind::Id),
        Field::new("personId", "Person", Presence::Key, FieldKind::Id),
        Field::new(
            "companyName",
            "Company name",
            Presence::Required,
            FieldKind::Text { max: 200 },
        ),
        Field::new(
            "position",
            "Position",
            Presence::Required,
            FieldKind::Text { max: 100 },
        ),
        Field::new(
            "department",
            "Department",
            Presence::Optional,
            FieldKind::Text { max: 100 },
        ),
        Field::new("startDate", "Start date", Presence::Required, FieldKind::Date),
        Field::new("endDate", "End date", Presence::Optional, FieldKind::Date),
        Field::new("isCurrent", "Current role", Presence::Defaulted, FieldKind::Flag),
        Field::new("salary", "Salary", Presence::Optional, FieldKind::Salary),
        Field::new("currency", "Currency", Presence::Defaulted, FieldKind::Currency),
    ];
    const NOUN: &'static str = "employment record";
    const PATH: &'static str = "employments";

    fn person_id(&self) -> Id {
        self.person_id
    }
}

impl Child for Employment {
    const HAS_PRIMARY: bool = false;
}
