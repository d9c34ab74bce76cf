//! Errors of fields, as a form shows them and as the API sends them.

use serde::{Deserialize, Serialize};

use crate::{Code, Field, Invalid};

/// What is wrong with one field of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// A JSON pointer (RFC 6901) into what was sent, for example `/firstName`; empty for the whole.
    pub path: String,
    /// What is wrong, for programs.
    pub code: Code,
    /// What is wrong or what to do, for people: shown at the field as it is.
    pub message: String,
}

impl FieldError {
    /// An error of a field that exists.
    pub(crate) fn new(field: &Field, invalid: &Invalid) -> Self {
        let message = match (invalid.code(), field.kind.max_length()) {
            (Code::Required, _) => format!("{} is required", field.label),
            (Code::TooLong, Some(max)) => format!("{} must have at most {max} characters", field.label),
            (Code::ReadOnly, _) => format!("{} cannot be changed", field.label),
            _ => invalid.message().to_owned(),
        };
        Self {
            path: field.path(),
            code: invalid.code(),
            message,
        }
    }

    /// An error of a name that is no field.
    pub(crate) fn unknown(name: &str, fields: &[Field]) -> Self {
        let known: Vec<_> = fields.iter().map(|field| field.name).collect();
        Self {
            path: format!("/{}", name.replace('~', "~0").replace('/', "~1")),
            code: Code::Unknown,
            message: format!("There is no such field; the fields are {}", known.join(", ")),
        }
    }

    /// An error of the whole.
    pub(crate) fn whole(message: impl Into<String>) -> Self {
        Self {
            path: String::new(),
            code: Code::Format,
            message: message.into(),
        }
    }

    /// Adds the error where it belongs: those of the whole come first, then those of the fields in their order, then
    /// unknown names. Of errors at the same place, the later one comes later.
    pub(crate) fn insert_into(self, errors: &mut Vec<Self>, fields: &[Field]) {
        let rank = |error: &Self| {
            let position = fields.iter().position(|field| field.name == error.field());
            if error.path.is_empty() {
                0
            } else {
                position.map_or(usize::MAX, |position| position + 1)
            }
        };
        let own = rank(&self);
        errors.insert(errors.partition_point(|error| rank(error) <= own), self);
    }

    /// The name of the field, for example `firstName`; empty for the whole.
    pub fn field(&self) -> &str {
        self.path.strip_prefix('/').unwrap_or_default()
    }
}
