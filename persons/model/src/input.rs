//! Reading what a form or a request sends: a JSON object becomes a checked row or patch, or a list of field errors.
//!
//! The client's forms and the server's handlers both come through here, so both accept the same and say the same. All
//! errors are found at once and come in the order of the fields.
//!
//! - Text is trimmed, and text that is then empty counts as not given: an optional field is cleared by it, a required one
//!   is missing. An empty optional field is never stored as `""`.
//! - IBANs and BICs lose their spaces, and with currencies they become capitals. Dates are accepted as `1990-05-06` or as
//!   an ISO date-time in UTC, a salary as a number or as a string.
//! - A name that is no field is an error: a misspelt optional field would otherwise be lost without a word. What the
//!   server sets by itself (`createdAt`, `updatedAt`) is accepted and ignored, so a row can be sent back as it came.

use serde_json::{Map, Value};

use crate::{
    Bic, CivilDate, Code, Currency, Field, FieldError, FieldKind, Iban, Id, Instant, Invalid, Presence,
    Record, Salary, Today, json,
};

/// What the caller adds to a new row.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// The row's id if the input has none: freshly drawn.
    pub id: Id,
    /// The person that a child belongs to, if the request's path says it; the input may then leave it out.
    pub person_id: Option<Id>,
    /// The time of creation.
    pub now: Instant,
}

/// Reads a new row and checks it.
///
/// ```
/// use persons_model::{Address, Stamp, Today, create};
/// use serde_json::json;
///
/// # fn main() -> Result<(), persons_model::Invalid> {
/// let now = "2025-01-02T03:04:05.678Z".parse()?;
/// let id = "3fa85f64-5717-4562-b3fc-2c963f66afa6".parse()?;
/// let stamp = Stamp { id, person_id: Some(id), now };
///
/// let errors = create::<Address>(&json!({ "type": "home", "city": " Berlin " }), stamp, Today::anywhere(now)).unwrap_err();
/// assert_eq!((errors[0].path.as_str(), errors[0].message.as_str()), ("/street", "Street is required"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Every field that is wrong. A body that is no object is one error of the whole, with an empty path.
pub fn create<R: Record>(input: &Value, stamp: Stamp, today: Today) -> Result<R, Vec<FieldError>> {
    let (fields, errors) = read_new_row(R::FIELDS, input, stamp)?;
    let row: R = json::from_object(fields)?;
    finish(R::FIELDS, errors, row.check(today).map(|()| row))
}

/// Reads a change of a row: the fields that are given are set, null (and empty text) clears, all others stay.
///
/// The patch names exactly the fields that the input named, changed or not; the row is what they make of `before`. Of the
/// fields that are not named, no error is reported: see [`Record::check_patch`].
///
/// # Errors
/// Every field that is wrong; one that identifies the row may be given, but not changed.
pub fn update<R: Record>(before: &R, input: &Value, today: Today) -> Result<(R, R::Patch), Vec<FieldError>> {
    let (fields, errors) = read_change(R::FIELDS, input, before.key(), before.person_id())?;
    let patch: R::Patch = json::from_object(fields)?;
    let row = finish(R::FIELDS, errors, before.check_patch(&patch, today))?;
    Ok((row, patch))
}

type Fields = Map<String, Value>;
type Read = (Fields, Vec<FieldError>);

/// Every field that a new row has, in canonical form, with stand-ins for what is wrong.
fn read_new_row(fields: &[Field], input: &Value, stamp: Stamp) -> Result<Read, Vec<FieldError>> {
    let object = object(input)?;
    let mut errors = unknown(fields, object);
    let mut row = Map::new();
    for field in fields {
        let given = read(field, object.get(field.name)).unwrap_or_else(|invalid| {
            FieldError::new(field, &invalid).insert_into(&mut errors, fields);
            None
        });
        let value = match (field.presence, given) {
            (Presence::Server, _) => Some(stamp.now.to_string().into()),
            (Presence::Key, given) => key_of_new_row(field, given, stamp).unwrap_or_else(|invalid| {
                add(&mut errors, fields, FieldError::new(field, &invalid));
                Some(stamp.id.to_string().into())
            }),
            (Presence::Required, None) => Some(stand_in(field).unwrap_or_else(|stand_in| {
                add(
                    &mut errors,
                    fields,
                    FieldError::new(field, &Invalid::new(Code::Required, "")),
                );
                stand_in
            })),
            (Presence::Defaulted, None) => Some(field.kind.default_value()),
            (_, given) => given,
        };
        if let Some(value) = value {
            row.insert(field.name.to_owned(), value);
        }
    }
    Ok((row, errors))
}

/// The fields that a change names, in canonical form, without those that are wrong.
fn read_change(fields: &[Field], input: &Value, id: Id, person_id: Id) -> Result<Read, Vec<FieldError>> {
    let object = object(input)?;
    let mut errors = unknown(fields, object);
    let mut patch = Map::new();
    for field in fields {
        let Some(given) = object
            .get(field.name)
            .filter(|_| field.presence != Presence::Server)
        else {
            continue;
        };
        let refused = match read(field, Some(given)) {
            Err(invalid) => Some(invalid),
            Ok(value) if field.presence == Presence::Key => {
                let current = if field.name == "id" { id } else { person_id };
                (value != Some(current.to_string().into())).then(|| Invalid::new(Code::ReadOnly, ""))
            }
            Ok(None) if field.presence != Presence::Optional => Some(Invalid::new(Code::Required, "")),
            Ok(value) => {
                patch.insert(field.name.to_owned(), value.unwrap_or(Value::Null));
                None
            }
        };
        if let Some(invalid) = refused {
            FieldError::new(field, &invalid).insert_into(&mut errors, fields);
        }
    }
    Ok((patch, errors))
}

fn object(input: &Value) -> Result<&Fields, Vec<FieldError>> {
    input
        .as_object()
        .ok_or_else(|| vec![FieldError::whole("Send a JSON object with the fields of the row")])
}

fn unknown(fields: &[Field], object: &Fields) -> Vec<FieldError> {
    let known = |name: &str| fields.iter().any(|field| field.name == name);
    object
        .keys()
        .filter(|name| !known(name))
        .map(|name| FieldError::unknown(name, fields))
        .collect()
}

/// One field in its canonical form; none if it is not given or empty.
fn read(field: &Field, given: Option<&Value>) -> Result<Option<Value>, Invalid> {
    let Some(given) = given.filter(|given| !given.is_null() && field.presence != Presence::Server) else {
        return Ok(None);
    };
    match field.kind {
        FieldKind::Flag if given.is_boolean() => return Ok(Some(given.clone())),
        FieldKind::Flag => return Err(Invalid::format("Use true or false")),
        FieldKind::Salary if given.is_number() => return parsed::<Salary>(&plain(given)).map(Some),
        _ => {}
    }
    let Some(text) = given.as_str() else {
        return Err(Invalid::format(format!("{} must be a string", field.label)));
    };
    let text = text.trim();
    if text.is_empty() && field.presence != Presence::Defaulted {
        return Ok(None);
    }
    let value = match field.kind {
        FieldKind::Id => parsed::<Id>(text)?,
        FieldKind::Date => parsed::<CivilDate>(text)?,
        FieldKind::Instant => parsed::<Instant>(text)?,
        FieldKind::Salary => parsed::<Salary>(text)?,
        FieldKind::Choice(values) if !values.contains(&text) => {
            return Err(Invalid::format(format!("Use one of {}", values.join(", "))));
        }
        // Whether these are right is for the rules to say, which see the whole row.
        FieldKind::Currency => text
            .parse::<Currency>()
            .map_or(text, |currency| currency.code())
            .into(),
        FieldKind::Iban => Iban::canonical(text).into(),
        FieldKind::Bic => Bic::canonical(text).into(),
        FieldKind::Choice(_)
        | FieldKind::Text { .. }
        | FieldKind::Last4
        | FieldKind::Contact
        | FieldKind::Flag => text.into(),
    };
    Ok(Some(value))
}

/// A JSON number in digits, without an exponent.
fn plain(number: &Value) -> String {
    number
        .as_f64()
        .filter(|_| number.is_f64())
        .map_or_else(|| number.to_string(), |float| float.to_string())
}

/// Parses and writes the canonical form.
fn parsed<T: std::str::FromStr<Err = Invalid> + serde::Serialize>(text: &str) -> Result<Value, Invalid> {
    let value: T = text.parse()?;
    serde_json::to_value(value).map_err(|error| Invalid::format(error.to_string()))
}

fn key_of_new_row(field: &Field, given: Option<Value>, stamp: Stamp) -> Result<Option<Value>, Invalid> {
    if field.name == "id" {
        return Ok(Some(given.unwrap_or_else(|| stamp.id.to_string().into())));
    }
    let of_path = stamp.person_id.map(|id| Value::from(id.to_string()));
    match (given, of_path) {
        (None, None) => Err(Invalid::new(Code::Required, "")),
        (Some(given), Some(of_path)) if given != of_path => Err(Invalid::new(
            Code::Conflict,
            "Use the id of the person that the path names, or leave it out",
        )),
        (given, of_path) => Ok(given.or(of_path)),
    }
}

/// What a required field holds while the rest of the row is checked, so that all errors are found at once. For text it is
/// the empty string, which the rules report themselves (`Ok`); for the others nobody else would (`Err`).
fn stand_in(field: &Field) -> Result<Value, Value> {
    match field.kind {
        FieldKind::Choice(values) => Err(values.first().copied().unwrap_or_default().into()),
        // The earliest date there is: no end date lies before it.
        FieldKind::Date => Err("0001-01-01".into()),
        _ => Ok("".into()),
    }
}

/// Adds an error, unless there is one of the same field already: of a field that could not be read, the rules only saw a
/// stand-in.
fn add(errors: &mut Vec<FieldError>, fields: &[Field], error: FieldError) {
    if !errors.iter().any(|found| found.path == error.path) {
        error.insert_into(errors, fields);
    }
}

/// The row, if neither the reading nor the rules found an error.
fn finish<R>(
    fields: &[Field],
    mut errors: Vec<FieldError>,
    checked: Result<R, Vec<FieldError>>,
) -> Result<R, Vec<FieldError>> {
    match checked {
        Ok(row) if errors.is_empty() => Ok(row),
        Ok(_) => Err(errors),
        Err(broken) => {
            for error in broken {
                add(&mut errors, fields, error);
            }
            Err(errors)
        }
    }
}
