//! Tables: what they are called, what their keys are, which indexes they have.

pub(crate) mod arn;
mod constraints;
mod definition;
pub(crate) mod describe;
mod java;
mod keys;
mod settings;

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::expression::Projection;
use crate::value::{Item, Value};

pub(crate) use constraints::encryption as check_encryption;
pub(crate) use definition::{check, check_bounds, check_new_index};
pub(crate) use keys::{key_of_place, partition_place, segment};
pub(crate) use settings::{LatestStream, Recovery, Settings};

/// The types that a key can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scalar {
    /// `S`
    String,
    /// `N`
    Number,
    /// `B`
    Binary,
}

impl Scalar {
    fn name(self) -> &'static str {
        match self {
            Self::String => "S",
            Self::Number => "N",
            Self::Binary => "B",
        }
    }

    /// Whether a value is of the type.
    pub(crate) fn is_of(self, value: &Value) -> bool {
        value.type_name() == self.name()
    }
}

/// An attribute of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyAttribute {
    pub(crate) name: String,
    pub(crate) kind: Scalar,
}

/// The key of a table or of an index.
///
/// Only a global index has more than one attribute of a kind: up to four (Developer Guide, *Multi-attribute keys*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeySchema {
    /// One at least.
    pub(crate) partition: Vec<KeyAttribute>,
    pub(crate) sort: Vec<KeyAttribute>,
}

impl KeySchema {
    /// The attributes, the partition key first.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = &KeyAttribute> {
        self.partition.iter().chain(&self.sort)
    }
}

/// An index.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    /// The number under which its entries are stored.
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) is_global: bool,
    pub(crate) key: KeySchema,
    /// What its items have; `None` for everything.
    pub(crate) projection: Option<Projection>,
}

impl Index {
    /// What the index holds of an item.
    pub(crate) fn project<'a>(&self, item: &'a Item) -> Cow<'a, Item> {
        match &self.projection {
            None => Cow::Borrowed(item),
            Some(projection) => Cow::Owned(projection.apply(item)),
        }
    }
}

/// A table.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// The number under which its items are stored.
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) key: KeySchema,
    pub(crate) indexes: Vec<Index>,
    /// Milliseconds of Unix time.
    pub(crate) created: u64,
    /// What `CreateTable` asked for, as later requests changed it.
    pub(crate) request: Json,
    pub(crate) settings: Settings,
}

impl Table {
    /// The index of a name.
    pub(crate) fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.iter().find(|index| index.name == name)
    }

    /// The attribute that is its partition key.
    pub(crate) fn partition_key(&self) -> &KeyAttribute {
        self.key.partition.first().expect("every key has a partition key")
    }

    /// The stream that takes its records.
    pub(crate) fn stream(&self) -> Option<&LatestStream> {
        self.settings.stream.as_ref().filter(|stream| stream.is_enabled)
    }

    /// The numbers under which something of it is stored: its own, and those of its indexes.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> {
        std::iter::once(self.id).chain(self.indexes.iter().map(|index| index.id))
    }
}
