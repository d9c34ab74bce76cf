//! Cursors: the place in a listing where the next page starts, as text that can be handed out.
//!
//! The form is `ElectroDB`'s: base64url without padding of the JSON object of `LastEvaluatedKey`, with strings as strings
//! and numbers as numbers. It is not signed: a query checks that a cursor belongs to it ([`crate::EntityQuery::after`]).

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde::{Deserialize, de};
use serde_json::value::RawValue;

use crate::error::Kind;
use crate::{Error, Item, Name, Number, Value};

/// Longer texts are no cursors: a key has at most 2 kB in its partition key and 1 kB in its sort key, twice with an
/// index, and JSON writes a byte as six characters at worst.
const MAX_LENGTH: usize = 64 * 1024;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The key of the last item of a page: the next page starts behind it.
///
/// ```
/// use lockstep_entity::{Cursor, Item};
///
/// let cursor = Cursor::new(Item::from([("pk", "ORDER#7"), ("sk", "LINE#1")]))?;
/// let text = cursor.to_string();
/// assert_eq!(text, "eyJwayI6Ik9SREVSIzciLCJzayI6IkxJTkUjMSJ9");
/// assert_eq!(text.parse::<Cursor>()?, cursor);
/// assert!("no cursor".parse::<Cursor>().unwrap_err().is_invalid_cursor());
/// # Ok::<(), lockstep_entity::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(Item);

impl Cursor {
    /// Takes the key with which a page ended.
    ///
    /// # Errors
    /// When the key is empty or holds anything but strings and numbers: a cursor has no form for binary keys.
    pub fn new(key: Item) -> Result<Self, Error> {
        if key.is_empty() {
            return Err(invalid("it names no key"));
        }
        for (name, value) in key.iter() {
            if !matches!(value, Value::String(_) | Value::Number(_)) {
                let kind = value.kind();
                return Err(invalid(format_args!(
                    "`{name}` is {kind}, not a string or a number"
                )));
            }
        }
        Ok(Self(key))
    }

    /// The key behind which the next page starts.
    pub fn key(&self) -> &Item {
        &self.0
    }

    /// The key behind which the next page starts.
    pub fn into_key(self) -> Item {
        self.0
    }
}

pub(crate) fn invalid(reason: impl fmt::Display) -> Error {
    Kind::Cursor(reason.to_string()).into()
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_vec(&Json(self.0.clone())).map_err(|_| fmt::Error)?;
        formatter.write_str(&BASE64.encode(json))
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text.len() > MAX_LENGTH {
            return Err(invalid(format_args!("it has more than {MAX_LENGTH} characters")));
        }
        let json = BASE64
            .decode(text)
            .map_err(|error| invalid(format_args!("not base64url: {error}")))?;
        let Json(key) =
            serde_json::from_slice(&json).map_err(|error| invalid(format_args!("not a key: {error}")))?;
        Self::new(key)
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// A key as a JSON object. Numbers pass as text, never as floats, so that none is rounded.
struct Json(Item);

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0.iter() {
            match value {
                Value::Number(number) => {
                    let mut text = String::new();
                    number.write_javascript(&mut text);
                    let number = RawValue::from_string(text);
                    members.serialize_entry(name, &number.map_err(serde::ser::Error::custom)?)?;
                }
                value => members.serialize_entry(name, &value.as_str())?,
            }
        }
        members.end()
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Json;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object of strings and numbers")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
                let mut key = Item::new();
                while let Some((name, value)) = members.next_entry::<String, Box<RawValue>>()? {
                    let value = value.get();
                    let value = if value.starts_with('"') {
                        Value::String(serde_json::from_str(value).map_err(de::Error::custom)?)
                    } else {
                        Value::Number(value.parse::<Number>().map_err(de::Error::custom)?)
                    };
                    if key.insert(Name::Owned(name), value).is_some() {
                        return Err(de::Error::custom("a member appears twice"));
                    }
                }
                Ok(Json(key))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests;
