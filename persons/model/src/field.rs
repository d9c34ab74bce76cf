//! What is known of each field: for forms, for error messages, for reading input and for the `OpenAPI` document.

/// One field of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in the table and on the wire, for example `firstName`.
    pub name: &'static str,
    /// Its name for people, as messages use it, for example `First name`.
    pub label: &'static str,
    /// Who gives it, and whether it may be left out.
    pub presence: Presence,
    /// What it holds.
    pub kind: FieldKind,
}

/// Who gives a field, and whether it may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Part of the row's identity: given once, never changed.
    Key,
    /// Set by the server on each write; what a request says about it is ignored.
    Server,
    /// Must be given.
    Required,
    /// May be left out, and cleared again with null.
    Optional,
    /// May be left out of a new row, which then gets [`FieldKind::default_value`]; never cleared.
    Defaulted,
}

/// What a field holds, and how it is written in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// An [`Id`](crate::Id), as a string.
    Id,
    /// Text of at most so many UTF-16 code units (what JavaScript calls its length); at least one where it must be given.
    Text {
        /// The most UTF-16 code units.
        max: usize,
    },
    /// Text of exactly four UTF-16 code units: the end of an account number.
    Last4,
    /// The value of a contact: text of at most 200 UTF-16 code units whose form depends on the contact's type.
    Contact,
    /// A [`CivilDate`](crate::CivilDate), as a string.
    Date,
    /// An [`Instant`](crate::Instant), as a string.
    Instant,
    /// True or false.
    Flag,
    /// One of these strings.
    Choice(&'static [&'static str]),
    /// A [`Salary`](crate::Salary), as a number.
    Salary,
    /// The code of a [`Currency`](crate::Currency).
    Currency,
    /// An [`Iban`](crate::Iban) without spaces.
    Iban,
    /// A [`Bic`](crate::Bic).
    Bic,
}

impl FieldKind {
    /// The most UTF-16 code units that a text of this kind may have: what a form's `maxlength` says. None where there is
    /// no such limit.
    pub fn max_length(self) -> Option<usize> {
        match self {
            Self::Text { max } => Some(max),
            Self::Contact => Some(200),
            Self::Last4 => Some(4),
            _ => None,
        }
    }

    /// What a field of this kind gets in a new row if it is [`Presence::Defaulted`].
    pub fn default_value(self) -> serde_json::Value {
        match self {
            Self::Flag => serde_json::Value::Bool(false),
            Self::Currency => crate::Currency::default().code().into(),
            _ => serde_json::Value::Null,
        }
    }
}

impl Field {
    pub(crate) const fn new(
        name: &'static str,
        label: &'static str,
        presence: Presence,
        kind: FieldKind,
    ) -> Self {
        Self {
            name,
            label,
            presence,
            kind,
        }
    }

    /// Where an error of this field is: a JSON pointer (RFC 6901), for example `/firstName`.
    pub fn path(&self) -> String {
        format!("/{}", self.name)
    }
}
