//! Why a value was refused.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What is wrong with a value: stable, for programs. A [`FieldError`](crate::FieldError) adds where, and says it for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Code {
    /// The field must be given, and not empty.
    Required,
    /// More UTF-16 code units than the field may have.
    TooLong,
    /// The value has another JSON type, or does not have the form that the field asks for.
    Format,
    /// The form is right, but the check digits are not.
    Checksum,
    /// The value is of the right form, but lies outside what the field allows.
    Range,
    /// The value contradicts another field.
    Conflict,
    /// There is no such field.
    Unknown,
    /// The field cannot be changed after the row was created.
    ReadOnly,
}

impl Code {
    const ALL: [(Self, &str); 8] = [
        (Self::Required, "required"),
        (Self::TooLong, "too_long"),
        (Self::Format, "format"),
        (Self::Checksum, "checksum"),
        (Self::Range, "range"),
        (Self::Conflict, "conflict"),
        (Self::Unknown, "unknown"),
        (Self::ReadOnly, "read_only"),
    ];

    /// The code as it is written in JSON, for example `too_long`.
    pub fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(code, _)| *code == self)
            .map_or("format", |(_, text)| text)
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, candidate)| *candidate == text)
            .map(|(code, _)| *code)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Why a text or a number is not a value of a type of this crate: a code for programs, and what to do, for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Invalid {
    code: Code,
    message: Cow<'static, str>,
}

impl Invalid {
    pub(crate) fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    pub(crate) fn format(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Format, message)
    }

    /// What is wrong, for programs.
    pub fn code(&self) -> Code {
        self.code
    }

    /// What to do, for people; a whole sentence without its full stop.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether the value is of the right form and only its check digits are wrong: most likely it was mistyped.
    pub fn is_checksum(&self) -> bool {
        self.code == Code::Checksum
    }

    /// Whether the value is of the right form but lies outside what is allowed.
    pub fn is_out_of_range(&self) -> bool {
        self.code == Code::Range
    }
}
