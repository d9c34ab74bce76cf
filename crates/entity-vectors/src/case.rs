//! Cases as they stand in a file.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value as Json;
use serde_json::value::RawValue;

/// A case: calls of `ElectroDB`'s interface, and what it made of them.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) group: String,
    #[serde(default)]
    pub(crate) entity: Option<String>,
    #[serde(default)]
    pub(crate) model: Option<Box<RawValue>>,
    #[serde(default)]
    pub(crate) models: Option<Ordered<Box<RawValue>>>,
    #[serde(default)]
    pub(crate) config: Config,
    #[serde(default)]
    pub(crate) construct: bool,
    #[serde(default)]
    pub(crate) chain: Vec<Vec<Json>>,
    #[serde(default)]
    pub(crate) options: Json,
    pub(crate) responses: Option<Vec<Box<RawValue>>>,
    pub(crate) params: Option<Json>,
    pub(crate) wire: Option<Vec<Request>>,
    pub(crate) error: Option<Failure>,
    #[serde(rename = "goError")]
    pub(crate) go_error: Option<Failure>,
    pub(crate) result: Option<Json>,
    pub(crate) call: Option<String>,
    #[serde(default)]
    pub(crate) args: Vec<Box<RawValue>>,
    pub(crate) transaction: Option<String>,
    #[serde(default)]
    pub(crate) items: Vec<TransactionItem>,
}

/// How the entities of a case are configured.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Config {
    pub(crate) identifiers: Option<Identifiers>,
    #[serde(default)]
    pub(crate) ignore_ownership: bool,
}

#[derive(Debug, serde::Deserialize)]
pub(crate) struct Identifiers {
    pub(crate) entity: String,
    pub(crate) version: String,
}

/// A request that was sent.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Request {
    pub(crate) target: String,
    pub(crate) body: Json,
}

/// An error that was thrown.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Failure {
    pub(crate) code: Option<u16>,
    #[serde(default)]
    pub(crate) message: String,
}

/// An operation of a transaction.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct TransactionItem {
    pub(crate) entity: String,
    pub(crate) chain: Vec<Vec<Json>>,
    #[serde(default)]
    pub(crate) options: Json,
}

/// The members of an object, in their order.
#[derive(Debug)]
pub(crate) struct Ordered<T>(pub(crate) Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Ordered<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Ordered<T>, A::Error> {
                let mut ordered = Vec::new();
                while let Some(entry) = members.next_entry()? {
                    ordered.push(entry);
                }
                Ok(Ordered(ordered))
            }
        }

        deserializer.deserialize_map(Members(PhantomData))
    }
}
