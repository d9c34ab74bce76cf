//! The model of an entity: its name, its attributes, and the keys under which its items are found.
//!
//! Everything that an entity can do follows from its model: keys, items, conditions and requests. The derive builds the
//! model at compile time and adds types. A model works on [`crate::Fields`], so it needs no struct.
//!
//! Keys follow templates, written as they stand in the table: `ORDER#{order_id}`. Their case is kept and nothing is
//! escaped: values that contain the delimiter make keys that may equal those of other values, so the values of a primary
//! key should be identifiers.

mod read;
mod template;
mod write;

use std::borrow::Cow;

pub use template::{KeyPart, KeyTemplate};

use crate::Name;

/// The attribute that names an item's entity, as in `ElectroDB`.
pub const ENTITY_ATTRIBUTE: &str = "__edb_e__";
/// The attribute that names the version of an item's entity, as in `ElectroDB`.
pub const VERSION_ATTRIBUTE: &str = "__edb_v__";

/// What is known of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    service: Name,
    entity: Name,
    version: Name,
    attributes: Cow<'static, [AttributeModel]>,
    /// The primary index first.
    indexes: Cow<'static, [Index]>,
}

/// What is known of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeModel {
    name: Name,
    required: bool,
    key: bool,
}

/// An index: the table itself, or a secondary index of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    name: Option<Name>,
    partition: KeyTemplate,
    sort: KeyTemplate,
}

impl Model {
    /// Used by the derive, which has checked what a model must be.
    #[doc(hidden)]
    pub const fn from_static(
        [service, entity, version]: [&'static str; 3],
        attributes: &'static [AttributeModel],
        indexes: &'static [Index],
    ) -> Self {
        Self {
            service: Cow::Borrowed(service),
            entity: Cow::Borrowed(entity),
            version: Cow::Borrowed(version),
            attributes: Cow::Borrowed(attributes),
            indexes: Cow::Borrowed(indexes),
        }
    }

    /// The service that the entity belongs to.
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The entity's name.
    pub fn entity(&self) -> &str {
        &self.entity
    }

    /// The version of the entity.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The attributes, in the order of the struct.
    pub fn attributes(&self) -> &[AttributeModel] {
        &self.attributes
    }

    /// The primary index: the table's own key.
    pub fn primary(&self) -> &Index {
        &self.indexes[0]
    }

    /// The secondary indexes.
    pub fn secondary(&self) -> &[Index] {
        &self.indexes[1..]
    }

    /// All indexes, the primary one first.
    pub fn indexes(&self) -> &[Index] {
        &self.indexes
    }
}

impl AttributeModel {
    /// Used by the derive.
    #[doc(hidden)]
    pub const fn from_static(name: &'static str, required: bool, key: bool) -> Self {
        Self {
            name: Cow::Borrowed(name),
            required,
            key,
        }
    }

    /// The attribute's name in the table and on the wire.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether every item has it.
    pub fn is_required(&self) -> bool {
        self.required
    }

    /// Whether it is a part of the primary key, and so never changes.
    pub fn is_key(&self) -> bool {
        self.key
    }
}

impl Index {
    /// Used by the derive.
    #[doc(hidden)]
    pub const fn from_static(name: Option<&'static str>, partition: KeyTemplate, sort: KeyTemplate) -> Self {
        let name = match name {
            Some(name) => Some(Cow::Borrowed(name)),
            None => None,
        };
        Self {
            name,
            partition,
            sort,
        }
    }

    /// The index's name in the table; `None` is the table itself.
    pub fn name(&self) -> Option<&Name> {
        self.name.as_ref()
    }

    /// The partition key.
    pub fn partition(&self) -> &KeyTemplate {
        &self.partition
    }

    /// The sort key.
    pub fn sort(&self) -> &KeyTemplate {
        &self.sort
    }
}
