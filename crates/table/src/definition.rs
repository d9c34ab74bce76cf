//! What a table is: its keys, indexes and settings, as data.
//!
//! A definition is read from the CloudFormation template that also deploys the table, so that there is one place where
//! keys and indexes are written down.

mod cloudformation;

/// The definition of a table: what `CreateTable` needs, and what is switched on afterwards.
///
/// Billing is on demand always; throughput that is paid by the hour has no place here.
///
/// ```
/// use lockstep_table::{KeyAttribute, TableDefinition};
///
/// let definition = TableDefinition::new("notes").with_index("GSI1");
/// assert_eq!(definition.key.partition, KeyAttribute::string("pk"));
/// assert_eq!(definition.indexes[0].key.sort, Some(KeyAttribute::string("gsi1sk")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDefinition {
    /// The name that the definition gives the table. [`crate::Table`] creates the table under its own name.
    pub name: String,
    /// The table's primary key.
    pub key: KeySchema,
    /// The global secondary indexes.
    pub indexes: Vec<IndexDefinition>,
    /// What the change stream holds; `None` for no stream.
    pub stream: Option<StreamView>,
    /// Whether backups go back to any second of the last 35 days. Embedded tables have none: copy the file.
    pub point_in_time_recovery: bool,
    /// Encryption with a key of the account in KMS instead of one of `DynamoDB`'s own.
    pub encryption: Option<Encryption>,
    /// Whether the table refuses to be deleted.
    pub deletion_protection: bool,
}

/// A primary key, of a table or an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySchema {
    /// The partition key (`HASH`).
    pub partition: KeyAttribute,
    /// The sort key (`RANGE`).
    pub sort: Option<KeyAttribute>,
}

/// An attribute of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyAttribute {
    /// The attribute's name.
    pub name: String,
    /// What it holds.
    pub kind: KeyKind,
}

/// What an attribute of a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Text (`S`).
    String,
    /// A number (`N`).
    Number,
    /// Bytes (`B`).
    Binary,
}

/// A global secondary index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexDefinition {
    /// The index's name.
    pub name: String,
    /// Its key.
    pub key: KeySchema,
    /// Which attributes it holds.
    pub projection: Projection,
}

/// Which attributes an index holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Projection {
    /// All.
    All,
    /// The keys of index and table.
    KeysOnly,
    /// The keys and these.
    Include(Vec<String>),
}

/// What a change stream says of a changed item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamView {
    /// Its key.
    KeysOnly,
    /// How it is after the change.
    NewImage,
    /// How it was before the change.
    OldImage,
    /// How it was and how it is.
    NewAndOldImages,
}

/// Encryption with a key in KMS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encryption {
    /// The key's id, ARN or alias; `None` for the account's key `aws/dynamodb`.
    pub key: Option<String>,
}

impl KeyAttribute {
    /// An attribute that holds text.
    pub fn string(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: KeyKind::String,
        }
    }
}

impl TableDefinition {
    /// A table with the text keys `pk` and `sk`, without indexes, and with nothing switched on: for tests and tools.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            key: KeySchema {
                partition: KeyAttribute::string("pk"),
                sort: Some(KeyAttribute::string("sk")),
            },
            indexes: Vec::new(),
            stream: None,
            point_in_time_recovery: false,
            encryption: None,
            deletion_protection: false,
        }
    }

    /// Adds an index of all attributes, whose text keys are its name in lower case and `pk`, `sk`: `gsi1pk`, `gsi1sk`.
    #[must_use]
    pub fn with_index(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        let prefix = name.to_lowercase();
        self.indexes.push(IndexDefinition {
            key: KeySchema {
                partition: KeyAttribute::string(format!("{prefix}pk")),
                sort: Some(KeyAttribute::string(format!("{prefix}sk"))),
            },
            projection: Projection::All,
            name,
        });
        self
    }

    /// The attributes of all keys, each once.
    pub fn key_attributes(&self) -> Vec<&KeyAttribute> {
        let mut attributes: Vec<&KeyAttribute> = Vec::new();
        let keys = std::iter::once(&self.key).chain(self.indexes.iter().map(|index| &index.key));
        for attribute in keys.flat_map(KeySchema::attributes) {
            if !attributes.contains(&attribute) {
                attributes.push(attribute);
            }
        }
        attributes
    }
}

impl KeySchema {
    /// The partition key, then the sort key.
    pub fn attributes(&self) -> impl Iterator<Item = &KeyAttribute> {
        std::iter::once(&self.partition).chain(&self.sort)
    }
}
