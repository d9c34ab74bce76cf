//! Types that are stored in serde's form: structs as maps, enums with data as discriminated unions.

use ::serde::Serialize;
use ::serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::AttributeError;
use crate::{Item, Name, Number, Value};

/// Stores types in the form that serde gives them in JSON: structs are maps, sequences lists, and a member that would be
/// null is left out of its map.
///
/// An enum with data and `#[serde(tag = "…")]` is a discriminated union: a map with its tag beside the variant's fields.
///
/// ```
/// use lockstep_entity::{Attribute, Value, serde_attribute};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// #[serde(tag = "kind", rename_all = "snake_case")]
/// enum Payment {
///     Card { last_four: String },
///     Invoice { days: u32, note: Option<String> },
/// }
///
/// serde_attribute!(Payment);
///
/// let payment = Payment::Invoice { days: 30, note: None };
/// let stored = payment.to_value();
/// let Some(Value::Map(map)) = &stored else { panic!("a union is a map") };
/// assert_eq!(map.get("kind"), Some(&"invoice".into()));
/// assert_eq!(map.get("days"), Some(&30.into()));
/// assert_eq!(map.len(), 2);
/// assert_eq!(Payment::from_value(stored), Ok(payment));
/// ```
#[macro_export]
macro_rules! serde_attribute {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::Attribute for $type {
            fn to_value(&self) -> ::core::option::Option<$crate::Value> {
                $crate::__private::serde_to_value(self)
            }

            fn from_value(
                value: ::core::option::Option<$crate::Value>,
            ) -> ::core::result::Result<Self, $crate::AttributeError> {
                $crate::__private::serde_from_value(value)
            }
        }
    )+};
}

/// The value in serde's form. What has none (a map whose keys are no texts) is stored as null, which reading refuses.
pub fn serde_to_value<T: Serialize>(value: &T) -> Option<Value> {
    serde_json::to_value(value).map_or(Some(Value::Null), stored)
}

/// Reads a value in serde's form.
///
/// # Errors
/// When it is missing or not what the type expects.
pub fn serde_from_value<T: DeserializeOwned>(value: Option<Value>) -> Result<T, AttributeError> {
    let value = value.ok_or_else(AttributeError::missing)?;
    serde_json::from_value(json(value)?).map_err(AttributeError::invalid)
}

fn stored(json: Json) -> Option<Value> {
    Some(match json {
        Json::Null => return None,
        Json::Bool(value) => Value::Bool(value),
        Json::Number(number) => match number.to_string().parse::<Number>() {
            Ok(number) => Value::Number(number),
            Err(_) => Value::Null,
        },
        Json::String(text) => Value::String(text),
        Json::Array(elements) => {
            let elements = elements.into_iter();
            Value::List(
                elements
                    .map(|element| stored(element).unwrap_or(Value::Null))
                    .collect(),
            )
        }
        Json::Object(members) => {
            let mut map = Item::with_capacity(members.len());
            for (name, member) in members {
                if let Some(member) = stored(member) {
                    map.insert(name, member);
                }
            }
            Value::Map(map)
        }
    })
}

fn json(value: Value) -> Result<Json, AttributeError> {
    Ok(match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(value),
        Value::Number(number) => number_json(&number)?,
        Value::String(text) => Json::String(text),
        Value::List(elements) => Json::Array(elements.into_iter().map(json).collect::<Result<_, _>>()?),
        Value::Map(members) => {
            let members = members
                .into_iter()
                .map(|(name, member): (Name, Value)| Ok((name.into_owned(), json(member)?)));
            Json::Object(members.collect::<Result<_, AttributeError>>()?)
        }
        Value::StringSet(members) => Json::Array(members.into_iter().map(Json::String).collect()),
        Value::NumberSet(members) => {
            let members = members.iter().map(number_json);
            Json::Array(members.collect::<Result<_, _>>()?)
        }
        other => return Err(AttributeError::wrong_kind("a value that JSON has", &other)),
    })
}

fn number_json(number: &Number) -> Result<Json, AttributeError> {
    serde_json::from_str(number.as_str()).map_err(AttributeError::invalid)
}
