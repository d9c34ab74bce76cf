//! The model of an entity: its name, its attributes, and the keys under which its items are found.
//!
//! Everything that an entity can do follows from its model: keys, items, conditions and requests. The derive builds the
//! model at compile time and adds types. A model works on [`crate::Fields`], so it needs no struct.
//!
//! Keys are templates, written as they stand in the table (`ORDER#{order_id}`), or what `ElectroDB` generates
//! (`$shop#orderid_7`). Nothing is escaped: values that hold the text between two attributes make keys that may equal those
//! of other values. The values of a primary key should be identifiers, or the entity says `unique_keys`, which refuses such
//! values.

mod convert;
mod flat;
mod read;
#[expect(missing_docs, reason = "constant data that only the derive writes")]
mod spec;
mod unique;
pub(crate) mod write;

use std::sync::OnceLock;

pub use crate::key::{Casing, Key, KeyPart};
pub(crate) use spec::same;
#[doc(hidden)]
pub use spec::{AttributeSpec, IndexSpec, KeySpec, PartSpec, Spec};

use crate::Name;

/// The attribute that names an item's entity, as in `ElectroDB`, unless the entity names another.
pub const ENTITY_ATTRIBUTE: &str = "__edb_e__";
/// The attribute that names the version of an item's entity, as in `ElectroDB`, unless the entity names another.
pub const VERSION_ATTRIBUTE: &str = "__edb_v__";

/// What is known of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    service: Name,
    entity: Name,
    version: Name,
    /// The attributes that name an item's entity and version.
    identifiers: [Name; 2],
    unique_keys: bool,
    /// Whether any attribute is a union that stands among the others.
    flattens: bool,
    attributes: Vec<AttributeModel>,
    /// The primary index first.
    indexes: Vec<Index>,
}

/// What is known of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeModel {
    name: Name,
    required: bool,
    key: bool,
    read_only: bool,
    /// The names of the attributes that hold the value of a union, where they stand among those of the row.
    flat: Option<&'static [&'static str]>,
}

/// An index: the table itself, or a secondary index of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    access: Name,
    name: Option<Name>,
    kind: IndexKind,
    partition: Key,
    sort: Option<Key>,
    /// Whether the partition key and the sort key are those of another index, which writes them.
    shared: [bool; 2],
    collections: &'static [&'static str],
    /// Whether a function of the row says if it is in the index.
    conditional: bool,
    /// Whether some rows are not in the index.
    sparse: bool,
    /// The attributes on which the keys depend.
    depends: Vec<usize>,
}

/// How the entities of an index share its partitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexKind {
    /// Each entity's items stand together.
    Isolated,
    /// The items of all entities are ordered together.
    Clustered,
    /// The attributes themselves are the key.
    Composite,
}

/// A model that is made when it is first asked for.
#[doc(hidden)]
#[derive(Debug)]
pub struct LazyModel(OnceLock<Model>);

impl LazyModel {
    /// A model that is not made yet.
    #[expect(clippy::new_without_default, reason = "the derive makes it in a constant")]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// The model, made of the entity's constant data.
    pub fn get(&self, spec: &Spec) -> &Model {
        self.0.get_or_init(|| spec.model())
    }
}

impl Model {
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

    /// The names of the attributes that hold an item's entity and its version.
    pub fn identifiers(&self) -> &[Name; 2] {
        &self.identifiers
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
    /// The attribute's name in the table and on the wire.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether every item has it.
    pub fn is_required(&self) -> bool {
        self.required
    }

    /// Whether it stays what it was when the item was created.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// The names of an item's attributes that hold its value, where it is a union that stands among the others
    /// (`#[serde(flatten)]`). It has no attribute of its own then.
    pub fn flattened(&self) -> Option<&'static [&'static str]> {
        self.flat
    }

    /// Whether it is a part of the primary key, and so never changes.
    pub fn is_key(&self) -> bool {
        self.key
    }
}

impl Index {
    /// How the entity's own code calls it.
    pub fn access(&self) -> &str {
        &self.access
    }

    /// The index's name in the table; `None` is the table itself.
    pub fn name(&self) -> Option<&Name> {
        self.name.as_ref()
    }

    /// The partition key.
    pub fn partition(&self) -> &Key {
        &self.partition
    }

    /// The sort key, if it has one.
    pub fn sort(&self) -> Option<&Key> {
        self.sort.as_ref()
    }

    /// How the entities of the index share its partitions.
    pub fn kind(&self) -> IndexKind {
        self.kind
    }

    /// The collections that the entity is part of in this index, the outermost one first.
    pub fn collections(&self) -> &[&'static str] {
        self.collections
    }

    /// Its keys, the partition key first.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.partition).chain(&self.sort)
    }

    /// The keys that this index writes: those that it does not share with an earlier one.
    fn own_keys(&self) -> impl Iterator<Item = &Key> {
        self.keys()
            .zip(self.shared)
            .filter(|(_, shared)| !shared && self.kind != IndexKind::Composite)
            .map(|(key, _)| key)
    }
}
