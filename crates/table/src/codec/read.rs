//! Reads values and items.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lockstep_entity::{Item, Number, Value};
use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// An item, a key or a map: an object with a member for each attribute.
#[derive(Debug, Default)]
pub(super) struct Attributes(pub(super) Item);

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members(0)).map(Self)
    }
}

/// The attributes of an item that is likely to have that many of them.
struct Members(usize);

impl<'de> Visitor<'de> for Members {
    type Value = Item;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of attributes")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Item, A::Error> {
        let mut item = Item::with_capacity(self.0);
        while let Some(name) = members.next_key::<String>()? {
            let Attribute(value) = members.next_value()?;
            if item.insert(name, value).is_some() {
                return Err(de::Error::custom("an attribute appears twice"));
            }
        }
        Ok(item)
    }
}

impl<'de> DeserializeSeed<'de> for Members {
    type Value = Item;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Item, D::Error> {
        deserializer.deserialize_map(self)
    }
}

/// An array of items.
#[derive(Debug, Default)]
pub(super) struct Items(pub(super) Vec<Item>);

impl<'de> Deserialize<'de> for Items {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements;

        impl<'de> Visitor<'de> for Elements {
            type Value = Items;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an array of items")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Items, A::Error> {
                let mut items = Vec::new();
                // The items of a page are alike.
                let mut length = 0;
                while let Some(item) = elements.next_element_seed(Members(length))? {
                    length = item.len();
                    items.push(item);
                }
                Ok(Items(items))
            }
        }

        deserializer.deserialize_seq(Elements)
    }
}

/// A value: an object whose one member is named after the value's kind.
struct Attribute(Value);

#[derive(Clone, Copy, Deserialize)]
enum Kind {
    S,
    N,
    #[serde(rename = "BOOL")]
    Bool,
    #[serde(rename = "NULL")]
    Null,
    B,
    L,
    M,
    #[serde(rename = "SS")]
    StringSet,
    #[serde(rename = "NS")]
    NumberSet,
    #[serde(rename = "BS")]
    BinarySet,
}

impl<'de> Deserialize<'de> for Attribute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Member;

        impl<'de> Visitor<'de> for Member {
            type Value = Attribute;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a value: an object with one member")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Attribute, A::Error> {
                let Some(kind) = members.next_key::<Kind>()? else {
                    return Err(de::Error::custom("a value without a kind"));
                };
                let value = match kind {
                    Kind::S => Value::String(members.next_value()?),
                    Kind::N => Value::Number(members.next_value::<Decimal>()?.0),
                    Kind::Bool => Value::Bool(members.next_value()?),
                    Kind::Null => members.next_value::<bool>().map(|_| Value::Null)?,
                    Kind::B => Value::Binary(members.next_value::<Bytes>()?.0),
                    Kind::L => Value::List(
                        members
                            .next_value::<Vec<Attribute>>()?
                            .into_iter()
                            .map(|Attribute(value)| value)
                            .collect(),
                    ),
                    Kind::M => Value::Map(members.next_value::<Attributes>()?.0),
                    Kind::StringSet => Value::StringSet(members.next_value()?),
                    Kind::NumberSet => Value::NumberSet(
                        members
                            .next_value::<Vec<Decimal>>()?
                            .into_iter()
                            .map(|Decimal(number)| number)
                            .collect(),
                    ),
                    Kind::BinarySet => Value::BinarySet(
                        members
                            .next_value::<Vec<Bytes>>()?
                            .into_iter()
                            .map(|Bytes(bytes)| bytes)
                            .collect(),
                    ),
                };
                match members.next_key::<Kind>()? {
                    None => Ok(Attribute(value)),
                    Some(_) => Err(de::Error::custom("a value of two kinds")),
                }
            }
        }

        deserializer.deserialize_map(Member)
    }
}

/// A number, which is text in JSON.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Decimal(Number);

impl TryFrom<String> for Decimal {
    type Error = lockstep_entity::NumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.try_into().map(Self)
    }
}

/// Bytes, which are base64 in JSON.
struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Base64;

        impl Visitor<'_> for Base64 {
            type Value = Bytes;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("text in base64")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Bytes, E> {
                STANDARD.decode(text).map(Bytes).map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Base64)
    }
}
