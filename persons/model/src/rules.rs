//! The rules that the entities' declarations name.
//!
//! A rule answers with `code: message`; [`Record::check`](crate::Record::check) takes the two apart again. Where the message
//! speaks of the field by name, the rule has no message, and the field's label makes one.

#![expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "garde hands the value and the context over by reference"
)]

use std::fmt;

use crate::value::check_contact;
use crate::{Bic, CivilDate, Code, ContactType, Currency, Iban, Invalid, Salary, Today};

/// A rule's answer.
type Answer = garde::Result;

fn refuse(code: Code, message: impl fmt::Display) -> Answer {
    Err(garde::Error::new(format_args!("{code}: {message}")))
}

fn answer<T>(result: Result<T, Invalid>) -> Answer {
    result.map_or_else(|invalid| refuse(invalid.code(), invalid.message()), |_| Ok(()))
}

/// Takes a rule's answer apart.
pub(crate) fn invalid(error: &garde::Error) -> Invalid {
    let (code, message) = error
        .message()
        .split_once(": ")
        .unwrap_or(("format", error.message()));
    Invalid::new(Code::from_text(code).unwrap_or(Code::Format), message.to_owned())
}

/// Text of `min` to `max` UTF-16 code units, which is how the length of a string is counted in JavaScript. A `min` above 0
/// says that the field must be given.
pub(crate) fn text(min: usize, max: usize) -> impl Fn(&str, &Today) -> Answer {
    move |text, _| {
        // No text has more code units than bytes.
        let length = if text.len() <= min {
            text.len()
        } else {
            text.encode_utf16().count()
        };
        if length < min {
            refuse(Code::Required, "")
        } else if length > max {
            refuse(Code::TooLong, "")
        } else {
            Ok(())
        }
    }
}

pub(crate) fn last4(text: &str, _: &Today) -> Answer {
    if text.encode_utf16().count() == 4 {
        Ok(())
    } else {
        refuse(Code::Format, "Last 4 digits: enter exactly 4 characters")
    }
}

pub(crate) fn currency(code: &str, _: &Today) -> Answer {
    answer(code.parse::<Currency>())
}

pub(crate) fn iban(iban: &str, _: &Today) -> Answer {
    answer(iban.parse::<Iban>())
}

pub(crate) fn bic(bic: &str, _: &Today) -> Answer {
    answer(bic.parse::<Bic>())
}

pub(crate) fn salary(salary: &Salary, _: &Today) -> Answer {
    answer(salary.check())
}

/// The form of a contact's value. Lengths are the business of [`text`].
pub(crate) fn contact(kind: ContactType) -> impl Fn(&str, &Today) -> Answer {
    move |value, _| {
        if value.is_empty() {
            Ok(())
        } else {
            answer(check_contact(kind, value))
        }
    }
}

pub(crate) fn not_in_the_future(date: &CivilDate, today: &Today) -> Answer {
    if *date <= today.0 {
        Ok(())
    } else {
        refuse(Code::Range, "Date of birth must not be in the future")
    }
}

/// An end date stands neither before the start nor beside "current role".
pub(crate) fn end_date(start: CivilDate, is_current: bool) -> impl Fn(&CivilDate, &Today) -> Answer {
    move |end, _| {
        if *end < start {
            refuse(Code::Conflict, "End date must not be before the start date")
        } else if is_current {
            refuse(
                Code::Conflict,
                "A current role has no end date: clear one of the two",
            )
        } else {
            Ok(())
        }
    }
}
