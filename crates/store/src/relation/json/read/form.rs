//! The small forms that queries are made of, checked one by one.

use lockstep_entity::Scalar;
use serde_json::{Map, Value};

use super::Read;

pub(super) fn scalar(value: &Value) -> Read<Scalar> {
    let wrong = || format!("{} is no value", shortened(value));
    let Some([Value::String(kind), value]) = value.as_array().map(Vec::as_slice) else {
        return Err(wrong());
    };
    Ok(match (&**kind, value) {
        ("value", Value::Null) => Scalar::Null,
        ("value", Value::Bool(value)) => Scalar::Bool(*value),
        ("value", Value::String(value)) => Scalar::Text(value.as_str().into()),
        ("value", Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
            (Some(value), _) => Scalar::Integer(value),
            (None, Some(value)) => Scalar::Float(value),
            _ => return Err(wrong()),
        },
        ("id", Value::String(digits)) if digits.len() == 32 => {
            Scalar::Id(u128::from_str_radix(digits, 16).map_err(|_| wrong())?)
        }
        ("float", Value::String(float)) => Scalar::Float(float.parse().map_err(|_| wrong())?),
        _ => return Err(wrong()),
    })
}

pub(super) fn object<'v>(value: &'v Value, what: &str) -> Read<&'v Map<String, Value>> {
    let object = value.as_object();
    object.ok_or_else(|| format!("{} is not {what}, which is an object", shortened(value)))
}

/// What is not known would be lost in silence.
pub(super) fn known(object: &Map<String, Value>, what: &str, names: &[&str]) -> Read<()> {
    match object.keys().find(|name| !names.contains(&&***name)) {
        Some(name) => Err(format!("{what} has no {name}; it may have {}", names.join(", "))),
        None => Ok(()),
    }
}

pub(super) fn list<'v>(object: &'v Map<String, Value>, name: &str) -> Read<&'v [Value]> {
    match object.get(name) {
        None => Ok(&[]),
        Some(Value::Array(values)) => Ok(values),
        Some(value) => Err(format!("{name} is a list, not {}", shortened(value))),
    }
}

pub(super) fn pair<'v>(value: &'v Value, what: &str) -> Read<(&'v Value, &'v Value)> {
    match value.as_array().map(Vec::as_slice) {
        Some([first, second]) => Ok((first, second)),
        _ => Err(format!("{what} is a list of two, not {}", shortened(value))),
    }
}

pub(super) fn text<'v>(value: Option<&'v Value>, what: &str) -> Read<&'v str> {
    let text = value.and_then(Value::as_str);
    text.ok_or_else(|| {
        format!(
            "{what} is a text, not {}",
            shortened(value.unwrap_or(&Value::Null))
        )
    })
}

pub(super) fn flag(object: &Map<String, Value>, name: &str) -> Read<bool> {
    match object.get(name) {
        None => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(value) => Err(format!("{name} is true or false, not {}", shortened(value))),
    }
}

pub(super) fn number(object: &Map<String, Value>, name: &str) -> Read<Option<usize>> {
    let Some(value) = object.get(name) else {
        return Ok(None);
    };
    let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
    let number = number.ok_or_else(|| format!("{name} is a whole number, not {}", shortened(value)))?;
    Ok(Some(number))
}

/// What an error quotes: enough to find the place, never all of a huge one.
pub(super) fn shortened(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
