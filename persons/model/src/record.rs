//! What the five entities share, so that the server and the client treat them alike.

use std::fmt::Debug;

use garde::Validate;
use lockstep_entity::{Entity, Patch, Row, Unchecked};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{CivilDate, Field, FieldError, Id, Instant, json, rules};

/// The latest day that a date of birth may be. The rules read no clock, so it is handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Today(pub CivilDate);

impl Today {
    /// The latest date that any place on Earth has at this moment: that of UTC+14. A server that took its own date would
    /// refuse a child born this morning in Auckland.
    #[must_use]
    pub fn anywhere(now: Instant) -> Self {
        const FOURTEEN_HOURS: i64 = 14 * 60 * 60 * 1000;
        let ahead =
            Instant::from_millisecond(now.as_millisecond().saturating_add(FOURTEEN_HOURS)).unwrap_or(now);
        Self(CivilDate::of_utc(ahead))
    }
}

/// An entity of the persons application.
pub trait Record:
    Entity<Checks = Unchecked>
    + Row<Key = Id, Patch: Serialize + DeserializeOwned>
    + Validate<Context = Today>
    + Serialize
    + DeserializeOwned
    + Debug
    + PartialEq
{
    /// Its fields, in the order in which a form shows them; errors are reported in this order.
    const FIELDS: &'static [Field];
    /// What one is called in a sentence, for example `bank account`.
    const NOUN: &'static str;
    /// The segment of the API's path that holds all of them, for example `bank-accounts`.
    const PATH: &'static str;

    /// The person that the row belongs to; of a person, its own id.
    fn person_id(&self) -> Id;

    /// Adds to a patch what the server sets on every change.
    fn touch(_patch: &mut Self::Patch, _now: Instant) {}

    /// Checks a whole row against every rule; the errors come in the order of the fields.
    ///
    /// Rows are checked before they are written, never when they are read: see the [crate](crate#checked-on-write).
    ///
    /// # Errors
    /// At least one error.
    fn check(&self, today: Today) -> Result<(), Vec<FieldError>> {
        self.validate_with(&today)
            .map_err(|report| field_errors(&report, Self::FIELDS))
    }

    /// Checks what a row would be after a patch, and reports only what the patch breaks.
    ///
    /// A row that another application stored under laxer rules stays usable: its city can be corrected although its
    /// currency is none. A wrong value that is replaced by another wrong one is reported.
    ///
    /// # Errors
    /// At least one error.
    fn check_patch(&self, patch: &Self::Patch, today: Today) -> Result<Self, Vec<FieldError>> {
        let mut after = self.clone();
        patch.apply(&mut after);
        let Err(mut errors) = after.check(today) else {
            return Ok(after);
        };
        let before = self.check(today).err().unwrap_or_default();
        let changed = json::to_value(&Self::Patch::between(self, &after))?;
        errors.retain(|error| !before.contains(error) || changed.get(error.field()).is_some());
        if errors.is_empty() { Ok(after) } else { Err(errors) }
    }
}

/// An entity of which a person has any number.
pub trait Child: Record {
    /// Whether one of them can be the primary one; the server keeps it at most one for each person.
    const HAS_PRIMARY: bool;

    /// Whether it is the primary one.
    fn is_primary(&self) -> bool {
        false
    }

    /// The patch that makes it the primary one, or no longer so. Empty for a kind that has no primary one.
    #[must_use]
    fn primary_patch(_is_primary: bool) -> Self::Patch {
        Self::Patch::default()
    }
}

/// Gives the rules' answers their fields. Outside the trait, so that it is compiled once and not for each entity.
fn field_errors(report: &garde::Report, fields: &[Field]) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (path, error) in report.iter() {
        let name = camel_case(&path.to_string());
        let invalid = rules::invalid(error);
        let error = match fields.iter().find(|field| field.name == name) {
            Some(field) => FieldError::new(field, &invalid),
            None => FieldError::whole(invalid.message()),
        };
        error.insert_into(&mut errors, fields);
    }
    errors
}

/// `garde` names a field as Rust does, the wire as JavaScript does.
fn camel_case(name: &str) -> String {
    let mut upper = false;
    let mut camel = String::with_capacity(name.len());
    for character in name.chars() {
        if character == '_' {
            upper = true;
        } else if std::mem::take(&mut upper) {
            camel.push(character.to_ascii_uppercase());
        } else {
            camel.push(character);
        }
    }
    camel
}
